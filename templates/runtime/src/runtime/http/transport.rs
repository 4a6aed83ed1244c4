//! The border between the SDK and an HTTP library.
//!
//! A transport sends one HTTP request and brings back one response. It does not
//! know operations, logins or retries, and it does not judge a status. It also
//! owns the clock of the waits between requests.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;

use super::headers::Headers;
use super::method::Method;
use super::redact;
use super::response::RawResponse;
#[cfg(feature = "websocket")]
use super::socket::SocketOpening;
use crate::runtime::one_line::one_line;

/// The future that a [`Transport`] returns.
pub type TransportFuture<'a> =
    Pin<Box<dyn Future<Output = Result<RawResponse, TransportError>> + Send + 'a>>;

/// The pieces of a body as they arrive. A body that breaks off ends with an
/// error.
pub type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;

/// The future of [`Transport::open`].
pub type OpenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<(RawResponse, Chunks), TransportError>> + Send + 'a>>;

/// The future of [`Transport::open_socket`].
#[cfg(feature = "websocket")]
#[cfg_attr(docsrs, doc(cfg(feature = "websocket")))]
pub type SocketFuture<'a> =
    Pin<Box<dyn Future<Output = Result<SocketOpening, TransportError>> + Send + 'a>>;

/// The future of [`Transport::sleep`].
pub type SleepFuture<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Sends HTTP requests.
///
/// Implement it to use another HTTP library, or to answer calls in a test. An
/// implementation keeps to these rules:
///
/// - It verifies the server's certificate.
/// - It ends with [`TransportError::timeout`] when the request's time is over.
/// - It returns a redirect instead of following it.
/// - It sends nothing twice: whether a call may be repeated is decided by the
///   client's retry policy.
/// - It decodes the content encodings that it asks for with `Accept-Encoding`, and
///   ends with [`TransportError::unreadable`] when a success has another one.
pub trait Transport: Send + Sync + 'static {
    /// Sends one request. Any status that a server answered is an `Ok`.
    fn send(&self, request: HttpRequest) -> TransportFuture<'_>;

    /// Sends one request, and gives back the response without its body, and the
    /// body in pieces. The time of the request counts for the response and for
    /// each piece, not for the whole. Unless a transport does better, the body
    /// is read as a whole and is one piece.
    fn open(&self, request: HttpRequest) -> OpenFuture<'_> {
        Box::pin(async move {
            let whole = self.send(request).await?;
            let head = RawResponse::new(whole.status(), whole.headers().clone(), Vec::new());
            let chunks: Chunks = Box::pin(Once(Some(whole.into_body().into())));
            Ok((head, chunks))
        })
    }

    /// Waits. The client waits only through this method, so that a transport
    /// brings the timer of its async runtime, and one for tests need not wait
    /// at all.
    fn sleep(&self, duration: Duration) -> SleepFuture<'_>;

    /// The clock of a time limit that the client keeps itself, such as that of a
    /// call that waits for a login. It is not a wait, and a limit is seldom
    /// reached. Unless a transport does better, it is the same as
    /// [`sleep`](Self::sleep); where waits last no time, no limit is reached.
    fn timer(&self, duration: Duration) -> SleepFuture<'_> {
        self.sleep(duration)
    }

    /// Opens the WebSocket of notifications, or leaves that to the client, as every
    /// transport does that does not implement this: the client then makes a connection by
    /// its own settings for proxies and certificates. The request has the address, with
    /// `wss` for its scheme, headers, and the time for the opening.
    #[cfg(feature = "websocket")]
    #[cfg_attr(docsrs, doc(cfg(feature = "websocket")))]
    fn open_socket(&self, request: HttpRequest) -> Option<SocketFuture<'_>> {
        let _ = request;
        None
    }
}

/// A body that is there already.
struct Once(Option<Bytes>);

impl Stream for Once {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

/// A complete HTTP request.
#[derive(Clone)]
#[non_exhaustive]
pub struct HttpRequest {
    /// The HTTP method.
    pub method: Method,
    /// The absolute URL, escaped.
    pub url: String,
    /// Every header, the authorization among them.
    pub headers: Headers,
    /// The body, if there is one.
    pub body: Option<Bytes>,
    /// How long the request may take, up to the last byte of the response.
    pub timeout: Option<Duration>,
    /// How many bytes the body of a success may have, once it is decompressed;
    /// nothing for a body that is read in pieces. The client looks at what the
    /// transport gives, so a transport need not. One that does reads no more than
    /// is wanted, and ends with [`TransportError::too_large`].
    pub max_response_size: Option<usize>,
}

/// The query and the body stay out: they are the caller's data.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("url", &redact::url(&self.url))
            .field("headers", &self.headers)
            .field("body_length", &self.body.as_ref().map(Bytes::len))
            .field("timeout", &self.timeout)
            .field("max_response_size", &self.max_response_size)
            .finish()
    }
}

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
    /// connection that another try does not mend.
    pub fn tls(message: impl Into<String>) -> Self {
        Self::with_kind(TransportErrorKind::Tls, message.into())
    }

    /// Something on the way, such as a proxy, refuses to connect. It is a failed
    /// connection that another try does not mend.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::with_kind(TransportErrorKind::Refused, message.into())
    }

    /// A success arrived whose body cannot be read, because it is encoded in a way
    /// that was not asked for. Another try does not mend that. The message says
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
    /// this many bytes. Another try does not mend that. The response is part of
    /// the call's error, without the body, as that of
    /// [`unreadable`](Self::unreadable) is.
    pub fn too_large(response: &RawResponse, max: usize) -> Self {
        Self {
            kind: TransportErrorKind::TooLarge,
            ..Self::unreadable(response, format!("the body is larger than {max} bytes"))
        }
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
        let mut cause = StdError::source(self);
        while let Some(inner) = cause.and_then(StdError::source) {
            cause = Some(inner);
        }
        f.write_str(&match cause {
            Some(cause) => one_line(&format!("{}: {cause}", self.message)),
            None => one_line(&self.message),
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.source {
            Some(source) => Some(source.as_ref()),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Headers, HttpRequest, Method, TransportError};

    #[test]
    fn display_ends_with_the_innermost_cause() {
        let inner = std::io::Error::other("connection refused");
        let outer = TransportError::other("client error").with_source(inner);
        let error = TransportError::connect("could not connect to host").with_source(outer);
        assert_eq!(
            error.to_string(),
            "could not connect to host: connection refused"
        );
        assert!(error.is_connect() && !error.is_timeout());
    }

    #[test]
    fn debug_of_a_request_has_neither_token_nor_data() {
        let mut headers = Headers::new();
        headers.set("Authorization", "Bearer s3cret");
        let request = HttpRequest {
            method: Method::Get,
            url: "https://user:s3cret@host/path?q=s3cret".to_owned(),
            headers,
            body: Some("s3cret".into()),
            timeout: None,
            max_response_size: None,
        };
        let text = format!("{request:?}");
        assert!(!text.contains("s3cret"), "{text}");
        assert!(text.contains("https://host/path"), "{text}");
    }
}
