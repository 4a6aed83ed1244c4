//! The progress of a transfer.

use std::sync::Arc;

/// The progress of an upload or a download, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The number of bytes of the request body that were sent. A retry begins at zero.
    pub sent: u64,
    /// The number of bytes of the response body that were received. A download that is resumed
    /// continues to count; one that starts over begins at zero.
    pub received: u64,
    /// The total size, if it is known.
    pub total: Option<u64>,
}

impl Progress {
    pub(crate) fn of_upload(sent: u64, total: Option<u64>) -> Self {
        Self {
            sent,
            received: 0,
            total,
        }
    }

    pub(crate) fn of_download(received: u64, total: Option<u64>) -> Self {
        Self {
            sent: 0,
            received,
            total,
        }
    }
}

/// The function that progress is reported to.
pub(crate) type OnProgress = Arc<dyn Fn(Progress) + Send + Sync>;
