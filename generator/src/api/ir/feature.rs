//! The cargo features that enable operations.

use super::{OperationId, ServiceId};

/// The index of a feature in [`Api::features`](super::Api::features).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CustomId(pub usize);

/// A cargo feature of the configuration. The features of their tags enable its operations
/// as well.
#[derive(Debug, Clone)]
pub struct CustomFeature {
    /// Its name in the manifest.
    pub name: String,
    /// The option or file that declares it, for messages.
    pub location: String,
    /// The line and the column in that file, counted from 1.
    pub position: Option<(usize, usize)>,
    /// Its operations, in document order.
    pub operations: Vec<OperationId>,
}

/// A cargo feature that enables operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ApiFeature {
    /// That of a tag.
    Tag(ServiceId),
    /// One of the configuration.
    Custom(CustomId),
}
