//! Scopes: each name once.

use std::collections::{HashMap, HashSet};

/// The names of one place.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    taken: HashSet<String>,
    /// What something else is called that is always there.
    reserved: HashSet<&'static str>,
    /// The number that is tried next behind a name, so that many of one name are not searched for again
    /// and again.
    next: HashMap<String, usize>,
}

impl Scope {
    /// A scope in which some names are something else.
    pub(super) fn with(reserved: &[&'static str]) -> Self {
        Self {
            taken: HashSet::new(),
            reserved: reserved.iter().copied().collect(),
            next: HashMap::new(),
        }
    }

    /// Keeps a name for something else.
    pub(super) fn reserve(&mut self, name: &'static str) {
        self.reserved.insert(name);
    }

    /// Whether a name is taken.
    pub(super) fn has(&self, name: &str) -> bool {
        self.taken.contains(name)
    }

    /// A name as it may be here: a reserved one gets an underscore behind it, as keywords do.
    pub(super) fn allowed(&self, mut name: String) -> String {
        if self.reserved.contains(name.as_str()) {
            name.push('_');
        }
        name
    }

    /// Takes a name; when it is taken already, the same name with the first free number behind it.
    pub(super) fn claim(&mut self, name: String) -> String {
        let name = self.allowed(name);
        if self.taken.insert(name.clone()) {
            return name;
        }
        let stem = name.trim_end_matches('_');
        let separator = if stem.ends_with(|last: char| last.is_ascii_digit()) {
            "_"
        } else {
            ""
        };
        let number = self.next.entry(format!("{stem}{separator}")).or_insert(2);
        loop {
            let numbered = format!("{stem}{separator}{number}");
            *number += 1;
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn repeated_names_are_numbered() {
        let mut scope = Scope::with(&["send"]);
        let mut claim = |name: &str| scope.claim(name.to_owned());
        assert_eq!(claim("user"), "user");
        assert_eq!(claim("user"), "user2");
        assert_eq!(claim("user"), "user3");
        assert_eq!(claim("user2"), "user2_2");
        assert_eq!(claim("send"), "send_");
        assert_eq!(claim("send"), "send2");
        assert_eq!(claim("type_"), "type_");
        assert_eq!(claim("type_"), "type2");
    }
}
