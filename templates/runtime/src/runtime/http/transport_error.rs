//! Why a request got no response.
//!
//! It knows kinds of failures, and no HTTP library.

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
    /// The time of the request was over. The message is one line, such as
    /// `no response within 16s`.
    pub fn timeout(message: impl Into<String>) -> Self {
        Self::with_kind(TransportErrorKind::Timeout, message.into())
    }

    /// No connection came about, so the server has not seen the request.
    pub fn connect(message: impl Into<String>) -> Self {
        Self::with_kind(TransportErrorKind::Connect, message.into())
    }

    /// The server was reached, and no secure connection to it came about: its
    /// certificate is not trusted, or it does not speak TLS. It is a failed
    /// connection that another try does not fix.
    pub fn tls(message: impl Into<String>) -> Self {
        Self::with_kind(TransportErrorKind::Tls, message.into())
    }

    /// Something on the way, such as a proxy, refuses to connect. It is a failed
    /// connection that another try does not fix.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::with_kind(TransportErrorKind::Refused, message.into())
    }

    /// A success arrived whose body cannot be read, because it is encoded in a way
    /// that was not asked for. Another try does not fix that. The message says
    /// what is wrong with the body; the response is part of the call's error
    /// ([`Error::is_decode`](crate::runtime::Error::is_decode)) without the body.
    pub fn unreadable(response: &RawResponse, message: impl Into<String>) -> Self {
        let headers = response.headers().clone();
        let head = RawResponse::new(response.status(), headers, Vec::new());
        Self {
            head: Some(Box::new(head)),
            ..Self::with_kind(TransportErrorKind::Unreadable, message.into())
        }
    }

    /// A success arrived whose body is larger than the request allows, which is
    /// this many bytes. Another try does not fix that. The response is part of
    /// the call's error, without the body, as that of
    /// [`unreadable`](Self::unreadable) is.
    pub fn too_large(response: &RawResponse, max: usize) -> Self {
        Self {
            kind: TransportErrorKind::TooLarge,
            ..Self::unreadable(response, format!("the body is larger than {max} bytes"))
        }
    }

    /// The body of the request cannot be read, here and not at the server. Another try does not
    /// change that.
    pub fn body(message: impl Into<String>) -> Self {
        Self::with_kind(TransportErrorKind::Body, message.into())
    }

    /// Anything else. The server may have seen the request.
    pub fn other(message: impl Into<String>) -> Self {
        Self::with_kind(TransportErrorKind::Other, message.into())
    }

    /// Adds the error that caused this one. It must not print secrets.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The error that caused this one, such as that of the HTTP library. The
    /// innermost cause is part of the message.
    pub fn cause(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.source {
            Some(source) => Some(source.as_ref()),
            None => None,
        }
    }

    /// Whether the time of the request was over.
    pub fn is_timeout(&self) -> bool {
        self.kind == TransportErrorKind::Timeout
    }

    /// Whether no connection came about, for lack of security or otherwise.
    pub fn is_connect(&self) -> bool {
        self.kind == TransportErrorKind::Connect || self.is_lasting()
    }

    /// Whether no connection came about, and none would at another try.
    pub(crate) fn is_lasting(&self) -> bool {
        self.kind == TransportErrorKind::Refused || self.is_tls()
    }

    /// Whether a success arrived that cannot be read.
    pub(crate) fn is_unreadable(&self) -> bool {
        self.kind == TransportErrorKind::Unreadable || self.is_too_large()
    }

    /// Whether a success arrived that is larger than the request allows.
    pub(crate) fn is_too_large(&self) -> bool {
        self.kind == TransportErrorKind::TooLarge
    }

    /// Whether the body of the request could not be read.
    pub(crate) fn is_body(&self) -> bool {
        self.kind == TransportErrorKind::Body
    }

    /// The response that cannot be read, and why.
    pub(crate) fn unread_response(&self) -> Option<(&RawResponse, &str)> {
        Some((self.head.as_deref()?, &self.message))
    }

    /// Whether the connection that came about was not a secure one.
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

/// The message, and the innermost cause: the layers between them say that
/// something failed, and only the last one says what. One line of at most 1 KiB.
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

/// It has no source: what caused it is part of its message, and is the
/// [`cause`](Self::cause) for a program.
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
