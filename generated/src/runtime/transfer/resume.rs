//! Requests the rest of an interrupted download.
//!
//! It decides whether the download can be resumed, and with which response.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::part::{Part, RangeResponse};
use crate::runtime::attempt::hooks::Try;
use crate::runtime::attempt::retry::{RetryPolicy, RetryReason};
use crate::runtime::error::Error;
use crate::runtime::http::chunks::Chunks;
use crate::runtime::http::response::RawResponse;
use crate::runtime::http::transport_error::TransportError;
use crate::runtime::send::wire::Wire;
use crate::runtime::service::operation::Operation;

const CHANGED: &str = "the download was interrupted, and the file has changed since then: download it again, \
     or write it with `save`, which starts over";

/// A success and the chunks of its body.
pub(crate) type Opened = (RawResponse, Chunks);

/// The future of a response.
pub(crate) type Opening = Pin<Box<dyn Future<Output = Result<Opened, Error>> + Send>>;

/// The future of [`DownloadSource::resume`].
pub(crate) type Resuming = Pin<Box<dyn Future<Output = Result<Resumed, Error>> + Send>>;

/// A function that sends the request of a download, for a range or for the whole.
pub(crate) type Open = Box<dyn Fn(Option<Part>) -> Opening + Send + Sync>;

/// The source of a download.
pub(crate) struct DownloadSource {
    pub(crate) wire: Arc<Wire>,
    pub(crate) operation: &'static Operation,
    pub(crate) url: String,
    /// The origin of a transfer, for its errors.
    pub(crate) origin: Option<String>,
    pub(crate) policy: RetryPolicy,
    /// `None` if the request must not be repeated.
    pub(crate) open: Option<Open>,
}

/// An interrupted download.
pub(crate) struct Broken {
    /// The missing range, if the representation can be identified.
    pub(crate) part: Option<Part>,
    pub(crate) total: Option<u64>,
    pub(crate) may_start_over: bool,
    /// The number of retries without progress, and the time since the last progress.
    pub(crate) retries: u32,
    pub(crate) elapsed: Duration,
    pub(crate) error: TransportError,
}

/// How a download is resumed.
pub(crate) enum Resumed {
    /// With the missing range.
    Rest(Chunks),
    /// With the whole of the same representation.
    Same(Chunks),
    /// With the whole of a representation that may have changed.
    Other(Opened),
}

impl DownloadSource {
    pub(crate) fn error(&self, error: TransportError) -> Error {
        let error = Error::transport(self.operation, error);
        match &self.origin {
            Some(origin) => error.of_transfer(origin),
            None => error,
        }
    }

    /// Requests the rest of the body after a wait, or the whole body.
    ///
    /// # Errors
    /// The error that interrupted the download, if it cannot be resumed.
    pub(crate) fn resume(self: Arc<Self>, broken: Broken) -> Result<Resuming, Error> {
        let is_possible = self.open.is_some() && (broken.part.is_some() || broken.may_start_over);
        let reason = self.policy.reason(is_possible, Err(&broken.error));
        let wait = self.policy.wait(broken.retries, broken.elapsed, None);
        match (reason.filter(|_| is_possible), wait) {
            (Some(reason), Some(wait)) => Ok(Box::pin(self.resumed(broken, reason, wait))),
            _ => Err(self.error(broken.error)),
        }
    }

    async fn resumed(
        self: Arc<Self>,
        broken: Broken,
        reason: RetryReason,
        wait: Duration,
    ) -> Result<Resumed, Error> {
        let attempt = Try {
            operation: self.operation,
            method: self.operation.method,
            url: &self.url,
            number: broken.retries + 1,
        };
        self.wire.pause(attempt, reason, wait).await;
        let Some(open) = &self.open else {
            return Err(self.error(broken.error));
        };
        if let Some(part) = &broken.part {
            match open(Some(part.clone())).await {
                Ok((head, chunks)) => match RangeResponse::of(&head, part, broken.total) {
                    RangeResponse::Rest => return Ok(Resumed::Rest(chunks)),
                    RangeResponse::Same => return Ok(Resumed::Same(chunks)),
                    RangeResponse::Changed if broken.may_start_over => {
                        return Ok(Resumed::Other((head, chunks)));
                    }
                    RangeResponse::Changed => {
                        return Err(self.error(TransportError::other(CHANGED)));
                    }
                    RangeResponse::Useless => {}
                },
                // The range does not exist, or the response has another content encoding.
                Err(error) if error.status() == Some(416) || error.is_decode() => {}
                Err(error) => return Err(error),
            }
        }
        match broken.may_start_over {
            true => Ok(Resumed::Other(open(None).await?)),
            false => Err(self.error(broken.error)),
        }
    }
}
