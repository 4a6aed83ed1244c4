//! Hooks: what an application can observe and add around each attempt of a call.
//!
//! A hook sees neither access tokens and other credentials, nor the bodies of requests and responses.

use std::fmt;
use std::time::Duration;

use super::retry::RetryReason;
use crate::runtime::http::headers::Headers;
use crate::runtime::http::method::Method;
use crate::runtime::http::redact;
use crate::runtime::http::response::RawResponse;
use crate::runtime::http::transport_error::TransportError;
use crate::runtime::model::DecodeProblem;
use crate::runtime::service::operation::Operation;

/// Observes every attempt of every call of a client, logins included.
///
/// A hook sees the operation, the URL and the headers. It sees no body, and not the credentials that the
/// client adds after the hooks. It does see the values of the path and the query, and headers that the
/// application set itself: a hook that writes a log decides which of them to write. The `Debug` of
/// [`Headers`] and of [`Try`] leaves out secrets.
///
/// The methods run inside the call, so they should be quick.
pub trait Hook: Send + Sync + 'static {
    /// Called before an attempt is sent. The hook can add headers, such as one for
    /// tracing; they apply to this attempt only.
    fn before(&self, attempt: &Try<'_>, headers: &mut Headers) {
        let _ = (attempt, headers);
    }

    /// Called after an attempt, with its outcome.
    fn after(&self, attempt: &Try<'_>, outcome: &Outcome<'_>) {
        let _ = (attempt, outcome);
    }

    /// Called after a response was decoded, for each value that did not fit the type of its field
    /// and was skipped; at most a thousand times for one response.
    fn decode_problem(
        &self,
        operation: &'static Operation,
        answer: &Answer<'_>,
        problem: &DecodeProblem,
    ) {
        let _ = (operation, answer, problem);
    }

    /// Called before the wait for the next attempt.
    fn before_retry(&self, attempt: &Try<'_>, reason: RetryReason, delay: Duration) {
        let _ = (attempt, reason, delay);
    }
}

/// An attempt of a call.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Try<'a> {
    /// The operation. For logins, its name is `login`.
    pub operation: &'static Operation,
    /// The HTTP method.
    pub method: Method,
    /// The URL, with its query.
    pub url: &'a str,
    /// The number of the attempt within its call, from 1.
    pub number: u32,
}

/// Without the query, which may be confidential.
impl fmt::Debug for Try<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Try")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("url", &redact::url(self.url))
            .field("number", &self.number)
            .finish()
    }
}

/// The outcome of an attempt.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Outcome<'a> {
    /// How long the attempt took, from connecting to the last byte.
    pub duration: Duration,
    /// The response, or the error if there is none.
    pub result: Result<Answer<'a>, &'a TransportError>,
}

/// A response without its body.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Answer<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: &'a Headers,
    /// The id of the attempt in the logs of the service.
    pub correlation_id: Option<&'a str>,
}

impl<'a> Outcome<'a> {
    pub(crate) fn new(
        duration: Duration,
        sent: Result<&'a RawResponse, &'a TransportError>,
    ) -> Self {
        let result = sent.map(Answer::of);
        Self { duration, result }
    }
}

impl<'a> Answer<'a> {
    pub(crate) fn of(raw: &'a RawResponse) -> Self {
        Self {
            status: raw.status(),
            headers: raw.headers(),
            correlation_id: raw.correlation_id(),
        }
    }
}
