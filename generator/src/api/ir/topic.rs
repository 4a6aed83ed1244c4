//! Topics of notifications.

use super::TypeRef;

/// A topic: something that callers are told of when it happens.
#[derive(Debug, Clone)]
pub struct Topic {
    /// Where it stands.
    pub pointer: String,
    /// The name with its placeholders: `v2.users.{id}.presence`.
    pub name: String,
    /// What its events have in them.
    pub ty: TypeRef,
    /// What the definition says of it.
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
