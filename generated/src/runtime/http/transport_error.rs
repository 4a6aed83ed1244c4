//! Why a request got no response.

use std::error::Error as StdError;
use std::fmt;

use super::response::RawResponse;
use crate::runtime::one_line::one_line;

/// Why a request got no response.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
    /// The response that cannot be read, without its body.
    head: Option<Box<RawResponse>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TransportErrorKind {
    Timeout,
    Connect,
    Tls,
    Refused,
    Unreadable,
    TooLarge,
    Body,
    Other,
}

impl TransportError {
    /// The request timed out. The message is one line, such as `no response within 16s`.
    pub fn timeout(message: impl Into<String>) -> Self {
        Self::with_kind(TransportErrorKind::Timeout, message.into())
    }

    /// No connection was established, so the server has not received the request.
    pub fn connect(message: impl Into<String>) -> Self {
        Self::with_kind(TransportErrorKind::Connect, message.into())
    }

    /// The TLS handshake failed, for example because the certificate is not trusted. This
    /// counts as a failed connection and is not retried.
    pub fn tls(message: impl Into<String>) -> Self {
        Self::with_kind(TransportErrorKind::Tls, message.into())
    }

    /// An intermediary, such as a proxy, refuses to connect. This counts as a failed
    /// connection and is not retried.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::with_kind(TransportErrorKind::Refused, message.into())
    }

    /// The body of a success cannot be decoded, because its content encoding was not
    /// requested. This is not retried. The error of the call is a decoding error
    /// ([`Error::is_decode`](crate::runtime::Error::is_decode)) with the response,
    /// without its body.
    pub fn unreadable(response: &RawResponse, message: impl Into<String>) -> Self {
        let headers = response.headers().clone();
        let head = RawResponse::new(response.status(), headers, Vec::new());
        Self {
            head: Some(Box::new(head)),
            ..Self::with_kind(TransportErrorKind::Unreadable, message.into())
        }
    }

    /// The body of a success is larger than `max` bytes, the limit of the request. This
    /// is not retried. The error of the call has the response, as for
    /// [`unreadable`](Self::unreadable).
    pub fn too_large(response: &RawResponse, max: usize) -> Self {
        Self {
            kind: TransportErrorKind::TooLarge,
            ..Self::unreadable(response, format!("the body is larger than {max} bytes"))
        }
    }

    /// The body of the request cannot be read by the client. This is not retried.
    pub fn body(message: impl Into<String>) -> Self {
        Self::with_kind(TransportErrorKind::Body, message.into())
    }

    /// Any other failure. The server may have received the request.
    pub fn other(message: impl Into<String>) -> Self {
        Self::with_kind(TransportErrorKind::Other, message.into())
    }

    /// Adds the cause. Its message must not contain secrets.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The cause, such as an error of the HTTP library. `Display` contains the innermost
    /// cause.
    pub fn cause(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.source {
            Some(source) => Some(source.as_ref()),
            None => None,
        }
    }

    /// Whether the request timed out.
    pub fn is_timeout(&self) -> bool {
        self.kind == TransportErrorKind::Timeout
    }

    /// Whether no connection was established, failed TLS handshakes included.
    pub fn is_connect(&self) -> bool {
        self.kind == TransportErrorKind::Connect || self.is_lasting()
    }

    /// Whether no connection was established and a retry would fail as well.
    pub(crate) fn is_lasting(&self) -> bool {
        self.kind == TransportErrorKind::Refused || self.is_tls()
    }

    /// Whether the body of a success cannot be decoded.
    pub(crate) fn is_unreadable(&self) -> bool {
        self.kind == TransportErrorKind::Unreadable || self.is_too_large()
    }

    /// Whether the body of a success is too large.
    pub(crate) fn is_too_large(&self) -> bool {
        self.kind == TransportErrorKind::TooLarge
    }

    /// Whether the body of the request could not be read.
    pub(crate) fn is_body(&self) -> bool {
        self.kind == TransportErrorKind::Body
    }

    /// The response that cannot be decoded, and the reason.
    pub(crate) fn unread_response(&self) -> Option<(&RawResponse, &str)> {
        Some((self.head.as_deref()?, &self.message))
    }

    /// Whether the TLS handshake failed.
    pub fn is_tls(&self) -> bool {
        self.kind == TransportErrorKind::Tls
    }

    fn with_kind(kind: TransportErrorKind, message: String) -> Self {
        Self {
            kind,
            message,
            source: None,
            head: None,
        }
    }
}

/// The message and the innermost cause, in one line of at most 1 KiB. The errors between
/// them only say that something failed.
impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut cause = self.cause();
        while let Some(inner) = cause.and_then(StdError::source) {
            cause = Some(inner);
        }
        f.write_str(&match cause {
            Some(cause) => one_line(&format!("{}: {cause}", self.message)),
            None => one_line(&self.message),
        })
    }
}

/// There is no `source`, because the message contains it; see [`cause`](Self::cause).
impl StdError for TransportError {}

#[cfg(test)]
mod tests {
    use super::TransportError;

    #[test]
    fn display_ends_with_the_innermost_cause() {
        let inner = std::io::Error::other("connection refused");
        let error = TransportError::connect("could not connect to host").with_source(inner);
        assert!(std::error::Error::source(&error).is_none() && error.cause().is_some());
        assert_eq!(
            error.to_string(),
            "could not connect to host: connection refused"
        );
        assert!(error.is_connect() && !error.is_timeout());
    }
}
