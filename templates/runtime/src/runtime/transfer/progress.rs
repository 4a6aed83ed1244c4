//! The progress of a transfer.
//!
//! It knows numbers of bytes, and nothing of what is transferred.

use std::sync::Arc;

/// How far an upload or a download has come, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How much of the body was handed to the connection. An attempt that is repeated begins at
    /// zero.
    pub sent: u64,
    /// How much of the response has arrived. A download that goes on after it broke off counts on;
    /// one that starts over begins at zero.
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
