//! The error type of the SDK.
//!
//! Callers use predicates and accessors, so that kinds of failure can be added without a
//! breaking change. An error has the operation and the response, and never the request,
//! so that it cannot print a secret.

mod display;
mod help;
mod make;
pub(crate) mod service_error;

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use crate::runtime::decode::decode_error::DecodeError;
use crate::runtime::error::service_error::ServiceError;
use crate::runtime::http::headers::Headers;
use crate::runtime::http::response::RawResponse;
use crate::runtime::http::retry_after::retry_after;
use crate::runtime::http::transport_error::TransportError;
use crate::runtime::service::login::GrantKind;
use crate::runtime::service::operation::Operation;
use crate::runtime::service::security::Security;

/// An error of a call, or of building a client.
///
/// Its `Display` is one line of at most 1 KiB with the operation and the reason:
///
/// ```text
/// GET /users/{userId}: 404 not.found: The user was not found (correlation id 6d5a…)
/// ```
pub struct Error {
    inner: Box<Inner>,
}

struct Inner {
    /// `None` if the error is not of a call.
    operation: Option<&'static Operation>,
    /// The security requirements of the operation, for a status error.
    security: Security,
    /// The grant type; `None` if it is not an error of a login.
    grant: Option<GrantKind>,
    /// The URL of a login that was sent to the default server.
    default_login: Option<String>,
    /// The origin of a transfer, which has no path template.
    origin: Option<String>,
    /// Whether the call would have been retried if its body could be sent again.
    has_spent_body: bool,
    /// The number of items of a list up to the end of the page that was requested.
    listed: Option<u64>,
    kind: ErrorKind,
    /// Whether it ended a stream.
    is_fatal: bool,
}

/// The failure of a login, which all waiting calls share.
pub(crate) type Failure = Arc<dyn StdError + Send + Sync>;

pub(crate) enum ErrorKind {
    Config(String),
    Encode(String),
    Transport(TransportError),
    /// There was no access token for the call.
    Login(Failure),
    Status {
        raw: RawResponse,
        service: Option<ServiceError>,
        /// Whether the request had credentials.
        authorized: bool,
    },
    Decode {
        raw: RawResponse,
        source: DecodeError,
    },
    /// A WebSocket message cannot be decoded.
    #[cfg(feature = "websocket")]
    Message {
        text: String,
        source: DecodeError,
    },
}

impl Error {
    fn raw(&self) -> Option<&RawResponse> {
        match &self.inner.kind {
            ErrorKind::Status { raw, .. } | ErrorKind::Decode { raw, .. } => Some(raw),
            _ => None,
        }
    }

    fn decode_error(&self) -> Option<&DecodeError> {
        match &self.inner.kind {
            ErrorKind::Decode { source, .. } => Some(source),
            #[cfg(feature = "websocket")]
            ErrorKind::Message { source, .. } => Some(source),
            _ => None,
        }
    }

    /// The status, if the call failed because of it.
    fn failed_status(&self) -> Option<u16> {
        match &self.inner.kind {
            ErrorKind::Status { raw, .. } => Some(raw.status()),
            _ => None,
        }
    }
}

/// Predicates.
impl Error {
    /// Whether a setting of the client is invalid. Nothing was sent.
    pub fn is_config(&self) -> bool {
        matches!(self.inner.kind, ErrorKind::Config(_))
    }

    /// Whether a parameter or the body of the call cannot be encoded. Nothing was sent.
    pub fn is_encode(&self) -> bool {
        matches!(self.inner.kind, ErrorKind::Encode(_))
    }

    /// Whether the call timed out in the client.
    pub fn is_timeout(&self) -> bool {
        matches!(&self.inner.kind, ErrorKind::Transport(error) if error.is_timeout())
    }

    /// Whether no connection was established, so that the service has not received the
    /// request.
    pub fn is_connect(&self) -> bool {
        matches!(&self.inner.kind, ErrorKind::Transport(error) if error.is_connect())
    }

    /// Whether there is no complete response, for any reason.
    pub fn is_transport(&self) -> bool {
        matches!(self.inner.kind, ErrorKind::Transport(_))
    }

    /// Whether the login before the call failed, so that the call was not sent: see
    /// [`login_error`](Self::login_error).
    pub fn is_login(&self) -> bool {
        matches!(self.inner.kind, ErrorKind::Login(_))
    }

    /// Whether a successful response or a notification could not be decoded.
    pub fn is_decode(&self) -> bool {
        self.decode_error().is_some()
    }

    /// Whether this error ended a stream of notifications or events. False for errors after
    /// which the stream continues, and for errors of calls.
    pub fn is_fatal(&self) -> bool {
        self.inner.is_fatal
    }

    /// Whether the response has a status other than a success.
    pub fn is_status(&self) -> bool {
        self.failed_status().is_some()
    }

    /// Whether the response is a redirect that the operation does not declare.
    pub fn is_redirect(&self) -> bool {
        matches!(self.failed_status(), Some(300..400))
    }

    /// Whether the status is a client error (400 to 499).
    pub fn is_client_error(&self) -> bool {
        matches!(self.failed_status(), Some(400..500))
    }

    /// Whether the access token or another credential is missing, invalid or expired
    /// (401).
    pub fn is_unauthorized(&self) -> bool {
        self.failed_status() == Some(401)
    }

    /// Whether a permission is missing (403).
    pub fn is_forbidden(&self) -> bool {
        self.failed_status() == Some(403)
    }

    /// Whether the resource does not exist (404).
    pub fn is_not_found(&self) -> bool {
        self.failed_status() == Some(404)
    }

    /// Whether the request conflicts with the current state of the resource (409).
    pub fn is_conflict(&self) -> bool {
        self.failed_status() == Some(409)
    }

    /// Whether there were too many requests (429): see
    /// [`retry_after`](Self::retry_after).
    pub fn is_rate_limited(&self) -> bool {
        self.failed_status() == Some(429)
    }

    /// Whether the status is a server error (500 and above).
    pub fn is_server_error(&self) -> bool {
        matches!(self.failed_status(), Some(500..))
    }
}

/// Accessors.
impl Error {
    /// The operation, if the error is of a call.
    pub fn operation(&self) -> Option<&'static Operation> {
        self.inner.operation
    }

    /// The HTTP status, if there was a response.
    pub fn status(&self) -> Option<u16> {
        self.raw().map(RawResponse::status)
    }

    /// The headers of the response.
    pub fn headers(&self) -> Option<&Headers> {
        self.raw().map(RawResponse::headers)
    }

    /// The raw body of the response, or the notification that cannot be decoded.
    pub fn body(&self) -> Option<&[u8]> {
        match &self.inner.kind {
            #[cfg(feature = "websocket")]
            ErrorKind::Message { text, .. } => Some(text.as_bytes()),
            _ => self.raw().map(RawResponse::body),
        }
    }

    /// The error body of the service, if it is a JSON object.
    pub fn service_error(&self) -> Option<&ServiceError> {
        match &self.inner.kind {
            ErrorKind::Status { service, .. } => service.as_ref(),
            _ => None,
        }
    }

    /// The error code of the service, such as `not.found`.
    pub fn code(&self) -> Option<&str> {
        self.service_error()?.code.as_deref()
    }

    /// The error message of the service.
    pub fn message(&self) -> Option<&str> {
        self.service_error()?.message.as_deref()
    }

    /// The id of the call in the logs of the service, from the response header or else
    /// from the body.
    pub fn correlation_id(&self) -> Option<&str> {
        self.raw()?
            .correlation_id()
            .or_else(|| self.service_error()?.context_id.as_deref())
    }

    /// The error of the login before the call, which has the status and the body of the
    /// login service's response. For a [`TokenSource`](crate::runtime::TokenSource) of
    /// the application, see [`token_source_error`](Self::token_source_error).
    pub fn login_error(&self) -> Option<&Error> {
        match &self.inner.kind {
            ErrorKind::Login(failure) => failure.downcast_ref(),
            _ => None,
        }
    }

    /// The error of the application's [`TokenSource`](crate::runtime::TokenSource), if it
    /// returned one.
    pub fn token_source_error(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        match &self.inner.kind {
            ErrorKind::Login(failure) if !failure.is::<Self>() => Some(failure.as_ref()),
            _ => None,
        }
    }

    /// The error of the transport, if there was no response. Its
    /// [`cause`](TransportError::cause) is the error of the HTTP library.
    pub fn transport_error(&self) -> Option<&TransportError> {
        match &self.inner.kind {
            ErrorKind::Transport(error) => Some(error),
            _ => None,
        }
    }

    /// The wait before the next attempt that the service requests (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(self.headers()?)
    }
}

/// `source` returns only what `Display` does not contain, so that a report of the whole
/// chain prints nothing twice.
impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.inner.kind {
            ErrorKind::Login(failure) => failure.source(),
            ErrorKind::Decode { source, .. } => source.source(),
            #[cfg(feature = "websocket")]
            ErrorKind::Message { source, .. } => source.source(),
            ErrorKind::Config(_)
            | ErrorKind::Encode(_)
            | ErrorKind::Transport(_)
            | ErrorKind::Status { .. } => None,
        }
    }
}
