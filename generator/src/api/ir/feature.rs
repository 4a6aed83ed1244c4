//! The cargo features that turn operations on.

use super::{OperationId, ServiceId};

/// The number of a feature in [`Api::features`](super::Api::features).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CustomId(pub usize);

/// A cargo feature of the configuration: some operations, which their tags turn on as well.
#[derive(Debug, Clone)]
pub struct CustomFeature {
    /// Its name in the manifest.
    pub name: String,
    /// The option, or the file, that it was written in.
    pub place: String,
    /// The line and the column in that file, counted from 1.
    pub position: Option<(usize, usize)>,
    /// Its operations, in document order.
    pub operations: Vec<OperationId>,
}

/// A cargo feature that turns operations on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ApiFeature {
    /// That of a tag.
    Tag(ServiceId),
    /// One of the configuration.
    Custom(CustomId),
}
