//! Replies of the fake service.
//!
//! `When` selects the requests that they are for.

use std::fmt;
use std::time::Duration;

use serde::Serialize;
use serde_json::json;

use super::call::RecordedCall;
use crate::runtime::http::headers::Headers;
use crate::runtime::http::response::RawResponse;
use crate::runtime::http::transport_error::TransportError;

/// A reply of the fake service: a response, or a failure without one.
#[derive(Clone)]
#[must_use = "a reply does nothing until a service has it"]
pub struct Reply {
    kind: ReplyKind,
    delay: Duration,
}

#[derive(Clone)]
enum ReplyKind {
    Response {
        status: u16,
        headers: Headers,
        body: Vec<u8>,
        /// Whether range requests are supported.
        has_parts: bool,
        /// The number of bytes of the body after which the connection breaks.
        breaks: Option<usize>,
    },
    Timeout,
    NoConnection,
    Broken(String),
}

impl Reply {
    /// Status 200 with the JSON of a value, such as a model or `serde_json::json!(…)`.
    pub fn json(value: impl Serialize) -> Self {
        match serde_json::to_vec(&value) {
            Ok(body) => Self::bytes("application/json", body),
            Err(error) => Self::of(ReplyKind::Broken(format!(
                "the reply of the fake service is not JSON: {error}"
            ))),
        }
    }

    /// Status 200 with a string as `text/plain`.
    pub fn text(text: impl Into<String>) -> Self {
        Self::bytes("text/plain", text.into())
    }

    /// Status 200 with a body of any media type.
    pub fn bytes(content_type: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        let mut headers = Headers::new();
        headers.set("content-type", content_type);
        Self::of(ReplyKind::Response {
            status: 200,
            headers,
            body: body.into(),
            has_parts: false,
            breaks: None,
        })
    }

    /// A file of a storage service, with `Content-Length`, the `ETag` `"tag"`, and support for
    /// range requests (`Range`, `If-Range`).
    pub fn file(content_type: impl Into<String>, body: impl Into<Vec<u8>>, tag: &str) -> Self {
        let mut reply = Self::bytes(content_type, body).header("etag", format!("\"{tag}\""));
        if let ReplyKind::Response {
            headers,
            body,
            has_parts,
            ..
        } = &mut reply.kind
        {
            headers.set("content-length", body.len().to_string());
            *has_parts = true;
        }
        reply
    }

    /// Breaks the connection after this many bytes of the body. A download has received them by
    /// then; any other call has no response.
    pub fn breaking_after(mut self, bytes: usize) -> Self {
        if let ReplyKind::Response { breaks, .. } = &mut self.kind {
            *breaks = Some(bytes);
        }
        self
    }

    /// A status without a body.
    pub fn empty(status: u16) -> Self {
        Self::of(ReplyKind::Response {
            status,
            headers: Headers::new(),
            body: Vec::new(),
            has_parts: false,
            breaks: None,
        })
    }

    /// An error with a body as the service has it, such as 404 with the code `not.found`.
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        let body = json!({ "status": status, "code": code, "message": message });
        Self::json(body).with_status(status)
    }

    /// The response to a login: an access token with its lifetime.
    pub fn token(access_token: &str, lifetime: Duration) -> Self {
        let body = json!({
            "access_token": access_token,
            "token_type": "bearer",
            "expires_in": lifetime.as_secs(),
        });
        Self::json(body)
    }

    /// No response within the time limit of the request.
    pub fn timeout() -> Self {
        Self::of(ReplyKind::Timeout)
    }

    /// No connection to the service.
    pub fn no_connection() -> Self {
        Self::of(ReplyKind::NoConnection)
    }

    /// A connection that breaks before the response is complete.
    pub fn broken() -> Self {
        Self::of(ReplyKind::Broken("the connection broke".to_owned()))
    }

    /// Sets the status of the response.
    pub fn with_status(mut self, new: u16) -> Self {
        if let ReplyKind::Response { status, .. } = &mut self.kind {
            *status = new;
        }
        self
    }

    /// Sets a header of the response.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        if let ReplyKind::Response { headers, .. } = &mut self.kind {
            headers.set(name, value);
        }
        self
    }

    /// Delays the reply. The delay is skipped and added to
    /// [`FakeService::elapsed`](super::FakeService::elapsed). If it is longer than the
    /// time limit of the request, the reply is a timeout.
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// The delay and the outcome of the reply.
    pub(super) fn outcome(self, call: &RecordedCall) -> (Duration, Outcome) {
        let is_late = call.timeout().is_some_and(|limit| self.delay > limit);
        let host = call.origin();
        let outcome = match self.kind {
            ReplyKind::Timeout => return timeout(call, self.delay),
            _ if is_late => return timeout(call, self.delay),
            ReplyKind::Response {
                status,
                headers,
                body,
                has_parts,
                breaks,
            } => {
                let whole = RawResponse::new(status, headers, body);
                let raw = match has_parts {
                    true => part(call, &whole).unwrap_or(whole),
                    false => whole,
                };
                Ok((raw, breaks))
            }
            ReplyKind::NoConnection => Err(TransportError::connect(format!(
                "could not connect to {host}"
            ))),
            ReplyKind::Broken(problem) => Err(TransportError::other(problem)),
        };
        (self.delay, outcome)
    }

    fn of(kind: ReplyKind) -> Self {
        Self {
            kind,
            delay: Duration::ZERO,
        }
    }
}

/// A response with the number of bytes after which the connection breaks, or an error.
pub(super) type Outcome = Result<(RawResponse, Option<usize>), TransportError>;

/// The response to a range request for the end of a file (RFC 9110, 14.2).
fn part(call: &RecordedCall, whole: &RawResponse) -> Option<RawResponse> {
    let asked = call.headers();
    let from = asked.get("range")?.strip_prefix("bytes=")?;
    let from: usize = from.strip_suffix('-')?.parse().ok()?;
    let is_same = asked
        .get("if-range")
        .is_none_or(|tag| whole.headers().get("etag") == Some(tag));
    let body = whole
        .body()
        .get(from..)
        .filter(|body| is_same && !body.is_empty())?;
    let size = whole.body().len();
    let mut headers = whole.headers().clone();
    headers.set("content-length", body.len().to_string());
    headers.set("content-range", format!("bytes {from}-{}/{size}", size - 1));
    Some(RawResponse::new(206, headers, body.to_vec()))
}

fn timeout(call: &RecordedCall, delay: Duration) -> (Duration, Outcome) {
    let host = call.origin();
    let limit = call.timeout();
    let within = limit.map(|limit| format!(" within {limit:?}"));
    let within = within.unwrap_or_default();
    let problem = format!("no complete response from {host}{within}");
    let duration = limit.unwrap_or(delay);
    (duration, Err(TransportError::timeout(problem)))
}

/// Without the body, which for a login has a token.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let summary = match &self.kind {
            ReplyKind::Response { status, .. } => format!("status {status}"),
            ReplyKind::Timeout => "timeout".to_owned(),
            ReplyKind::NoConnection => "no connection".to_owned(),
            ReplyKind::Broken(problem) => problem.clone(),
        };
        write!(f, "Reply({summary}, after {:?})", self.delay)
    }
}
