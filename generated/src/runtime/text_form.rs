//! Text forms of inputs that have no `Display` of their own.
//!
//! Knows how values look in a path, a query or a header; escaping them is done elsewhere.

use std::fmt;

use serde::Serialize;

/// A value whose text form is its JSON.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct JsonText<T>(pub T);

impl<T: Serialize> fmt::Display for JsonText<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string(&self.0).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::JsonText;

    #[test]
    fn objects_are_json() {
        assert_eq!(JsonText(vec![Some(1), None]).to_string(), "[1,null]");
    }
}
