//! Notification topics.

use super::{ServiceId, TypeRef};

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
    /// The tag that it belongs to, whose feature turns it on together with that of notifications; none for
    /// topics that the feature of notifications turns on alone.
    pub service: Option<ServiceId>,
}

impl Topic {
    /// The parts of the name that say what the topic is about: those before the first placeholder, at most
    /// two of them, such as `v2` and `users`. A version alone says nothing.
    pub fn subject(&self) -> Option<Vec<&str>> {
        let parts = self.name.split('.').take_while(|part| !part.contains('{'));
        let parts: Vec<_> = parts.take(2).collect();
        let last = parts.last()?;
        let version = last.strip_prefix('v').unwrap_or_default();
        let is_version = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
        (!is_version).then_some(parts)
    }

    /// The placeholders, in order: at most one in each part between dots.
    pub fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.name.split('.').filter_map(|part| {
            let (_, rest) = part.split_once('{')?;
            rest.split_once('}').map(|(placeholder, _)| placeholder)
        })
    }
}
