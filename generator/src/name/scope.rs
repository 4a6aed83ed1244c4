//! Scopes: each name once.

use std::collections::HashSet;

/// The names of one place.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    taken: HashSet<String>,
    /// What something else is called that is always there.
    reserved: HashSet<&'static str>,
}

impl Scope {
    /// A scope in which some names are something else.
    pub(super) fn with(reserved: &[&'static str]) -> Self {
        Self {
            taken: HashSet::new(),
            reserved: reserved.iter().copied().collect(),
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
        let mut number = 2_usize;
        loop {
            let numbered = format!("{stem}{separator}{number}");
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
            number += 1;
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
