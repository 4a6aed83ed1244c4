//! Notification topics.

use super::TypeRef;

/// A notification topic that callers can subscribe to.
#[derive(Debug, Clone)]
pub struct Topic {
    /// The JSON pointer of the declaration.
    pub pointer: String,
    /// The name with its placeholders, such as `v2.users.{id}.presence`.
    pub name: String,
    /// The type of the event body.
    pub ty: TypeRef,
    /// The `description` of the definition.
    pub description: Option<String>,
}

impl Topic {
    /// The placeholders, in order: at most one in each part between dots.
    pub fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.name.split('.').filter_map(|part| {
            let (_, rest) = part.split_once('{')?;
            rest.split_once('}').map(|(placeholder, _)| placeholder)
        })
    }
}
