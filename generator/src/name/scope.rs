//! Scopes: each name once.

use std::collections::HashSet;

/// The names that are taken in one place.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope(HashSet<String>);

impl Scope {
    /// A scope in which some names are taken from the start.
    pub(super) fn with(reserved: &[&str]) -> Self {
        Self(reserved.iter().map(|name| (*name).to_owned()).collect())
    }

    /// Takes a name; when it is taken already, the same name with the first free number behind it.
    pub(super) fn claim(&mut self, name: String) -> String {
        if self.0.insert(name.clone()) {
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
            if self.0.insert(numbered.clone()) {
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
        assert_eq!(claim("send"), "send2");
        assert_eq!(claim("type_"), "type_");
        assert_eq!(claim("type_"), "type2");
    }
}
