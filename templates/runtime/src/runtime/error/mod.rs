//! The one error of the SDK.
//!
//! Callers ask it what happened by predicates and accessors, so that kinds of
//! failure can be added without breaking anyone. It knows the operation that
//! failed and the response, and it never holds the request: no secret can be
//! printed that was never kept.

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

/// Why a call, or the making of a client, failed.
///
/// Its `Display` is one line of at most 1 KiB that says what was called and what
/// happened:
///
/// ```text
/// GET /users/{userId}: 404 not.found: The user was not found (correlation id 6d5a…)
/// ```
pub struct Error {
    inner: Box<Inner>,
}

struct Inner {
    /// Nothing if the error came before any call.
    operation: Option<&'static Operation>,
    /// The security schemes that the operation takes, as far as that matters.
    security: Security,
    /// What a login was tried with; nothing if it is no error of a login.
    grant: Option<GrantKind>,
    /// Where a login was sent that nobody has named a place for.
    default_login: Option<String>,
    /// The origin that a transfer was made with, which has no path template.
    origin: Option<String>,
    /// Whether the call would have been repeated, if its body could be sent once more.
    has_spent_body: bool,
    /// How many items a list has up to the end of the page that the call was for.
    listed: Option<u64>,
    kind: ErrorKind,
    /// Whether a stream ended with it.
    is_fatal: bool,
}

/// The failure of a login, which all calls share that waited for it.
pub(crate) type Failure = Arc<dyn StdError + Send + Sync>;

pub(crate) enum ErrorKind {
    Config(String),
    Encode(String),
    Transport(TransportError),
    /// The call had no token to be sent with.
    Login(Failure),
    Status {
        raw: RawResponse,
        service: Option<ServiceError>,
        /// Whether the request carried an authorization.
        authorized: bool,
    },
    Decode {
        raw: RawResponse,
        source: DecodeError,
    },
    /// A message of a socket, which is no response, cannot be read.
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

    /// The status, if it is what made the call fail.
    fn failed_status(&self) -> Option<u16> {
        match &self.inner.kind {
            ErrorKind::Status { raw, .. } => Some(raw.status()),
            _ => None,
        }
    }
}

/// What happened.
impl Error {
    /// Whether a setting of the client cannot be used. Nothing was sent.
    pub fn is_config(&self) -> bool {
        matches!(self.inner.kind, ErrorKind::Config(_))
    }

    /// Whether an input of the call cannot be sent. Nothing was sent.
    pub fn is_encode(&self) -> bool {
        matches!(self.inner.kind, ErrorKind::Encode(_))
    }

    /// Whether the time of the call was over, here and not at the service.
    pub fn is_timeout(&self) -> bool {
        matches!(&self.inner.kind, ErrorKind::Transport(error) if error.is_timeout())
    }

    /// Whether no connection came about, so that the service saw nothing.
    pub fn is_connect(&self) -> bool {
        matches!(&self.inner.kind, ErrorKind::Transport(error) if error.is_connect())
    }

    /// Whether there is no complete response, for whatever reason.
    pub fn is_transport(&self) -> bool {
        matches!(self.inner.kind, ErrorKind::Transport(_))
    }

    /// Whether the login before the call failed, so that the call was not sent.
    /// See [`login_error`](Self::login_error).
    pub fn is_login(&self) -> bool {
        matches!(self.inner.kind, ErrorKind::Login(_))
    }

    /// Whether the response is a success that could not be read, or a notification could
    /// not be.
    pub fn is_decode(&self) -> bool {
        self.decode_error().is_some()
    }

    /// Whether the stream that gave this error ended with it. It is true of the last error
    /// of notifications and of an event stream, after which nothing follows, and false of an
    /// error after which the stream goes on, and of every error of a call.
    pub fn is_fatal(&self) -> bool {
        self.inner.is_fatal
    }

    /// Whether the service answered with a status that is no success.
    pub fn is_status(&self) -> bool {
        self.failed_status().is_some()
    }

    /// Whether the service redirected a call that expects no redirect.
    pub fn is_redirect(&self) -> bool {
        matches!(self.failed_status(), Some(300..400))
    }

    /// Whether the service finds fault with the call (400 to 499).
    pub fn is_client_error(&self) -> bool {
        matches!(self.failed_status(), Some(400..500))
    }

    /// Whether the access token, or another credential, is missing, wrong or
    /// expired (401).
    pub fn is_unauthorized(&self) -> bool {
        self.failed_status() == Some(401)
    }

    /// Whether a permission is missing (403).
    pub fn is_forbidden(&self) -> bool {
        self.failed_status() == Some(403)
    }

    /// Whether there is no such thing (404).
    pub fn is_not_found(&self) -> bool {
        self.failed_status() == Some(404)
    }

    /// Whether the call contradicts the present state (409).
    pub fn is_conflict(&self) -> bool {
        self.failed_status() == Some(409)
    }

    /// Whether there were too many calls (429). See
    /// [`retry_after`](Self::retry_after).
    pub fn is_rate_limited(&self) -> bool {
        self.failed_status() == Some(429)
    }

    /// Whether the service failed (500 and above).
    pub fn is_server_error(&self) -> bool {
        matches!(self.failed_status(), Some(500..))
    }
}

/// What is known about it.
impl Error {
    /// The operation that was called.
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

    /// The body of the response, as it arrived, or the notification that cannot be read.
    pub fn body(&self) -> Option<&[u8]> {
        match &self.inner.kind {
            #[cfg(feature = "websocket")]
            ErrorKind::Message { text, .. } => Some(text.as_bytes()),
            _ => self.raw().map(RawResponse::body),
        }
    }

    /// What the service says about it, if it says so in JSON.
    pub fn service_error(&self) -> Option<&ServiceError> {
        match &self.inner.kind {
            ErrorKind::Status { service, .. } => service.as_ref(),
            _ => None,
        }
    }

    /// The service's constant for what went wrong, such as `not.found`.
    pub fn code(&self) -> Option<&str> {
        self.service_error()?.code.as_deref()
    }

    /// The service's sentence about what went wrong.
    pub fn message(&self) -> Option<&str> {
        self.service_error()?.message.as_deref()
    }

    /// The id by which the service's logs know the call: that of the response's
    /// header, or else that of its body.
    pub fn correlation_id(&self) -> Option<&str> {
        self.raw()?
            .correlation_id()
            .or_else(|| self.service_error()?.context_id.as_deref())
    }

    /// Why the login before the call failed. It has the status and the body
    /// that the login service answered with, which this error has not: they
    /// would be confused with those of the call. There is none if the token comes from a
    /// [`TokenSource`](crate::runtime::TokenSource) of the application: see
    /// [`token_source_error`](Self::token_source_error).
    pub fn login_error(&self) -> Option<&Error> {
        match &self.inner.kind {
            ErrorKind::Login(failure) => failure.downcast_ref(),
            _ => None,
        }
    }

    /// The error of the application's [`TokenSource`](crate::runtime::TokenSource),
    /// when that is why the call had no token.
    pub fn token_source_error(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        match &self.inner.kind {
            ErrorKind::Login(failure) if !failure.is::<Self>() => Some(failure.as_ref()),
            _ => None,
        }
    }

    /// Why no response arrived, when that is what happened. Its
    /// [`cause`](TransportError::cause) is the error of the HTTP library.
    pub fn transport_error(&self) -> Option<&TransportError> {
        match &self.inner.kind {
            ErrorKind::Transport(error) => Some(error),
            _ => None,
        }
    }

    /// How long the service asks to wait before the next try.
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(self.headers()?)
    }
}

/// `Display` is the whole line, with the cause of a failed connection or login. The
/// source is only what that line does not contain, so that a report of the whole
/// chain says nothing twice.
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
