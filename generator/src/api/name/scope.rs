//! Scopes: sets of unique names.

use std::collections::{HashMap, HashSet};

/// The names of one namespace.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    taken: HashSet<String>,
    /// Names that are always in use: few, so that comparing them takes less time than a hash.
    reserved: Vec<&'static str>,
    /// The next suffix of each name, so that many equal names take linear time.
    next: HashMap<String, usize>,
}

impl Scope {
    /// A scope with reserved names.
    pub(super) fn with(reserved: &[&'static str]) -> Self {
        Self {
            taken: HashSet::new(),
            reserved: reserved.to_vec(),
            next: HashMap::new(),
        }
    }

    /// With room for this many names.
    pub(super) fn with_room(mut self, names: usize) -> Self {
        self.taken.reserve(names);
        self
    }

    /// Reserves a name.
    pub(super) fn reserve(&mut self, name: &'static str) {
        self.reserved.push(name);
    }

    /// Whether a name is in use.
    pub(super) fn has(&self, name: &str) -> bool {
        self.taken.contains(name)
    }

    /// A valid form of a name: a reserved one gets an underscore as suffix, as keywords do.
    pub(super) fn allowed(&self, mut name: String) -> String {
        if self.reserved.contains(&name.as_str()) {
            name.push('_');
        }
        name
    }

    /// Claims a name; if it is in use, the name with the first free number as suffix.
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
