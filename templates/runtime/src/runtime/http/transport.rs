//! The border between the SDK and an HTTP library.
//!
//! A transport sends one HTTP request and brings back one response. It does not
//! know operations, logins or retries, and it does not judge a status. It also
//! owns the clock of the waits between requests.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use super::body::Body;
use super::chunks::{Chunks, Whole};
use super::headers::Headers;
use super::method::Method;
use super::redact;
use super::response::RawResponse;
#[cfg(feature = "websocket")]
use super::socket::SocketOpening;
use super::transport_error::TransportError;

/// The future that a [`Transport`] returns.
pub type TransportFuture<'a> =
    Pin<Box<dyn Future<Output = Result<RawResponse, TransportError>> + Send + 'a>>;

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
/// - It reads a body as it sends it, as [`Body::chunks`] gives it, or takes it into memory with
///   [`Body::into_bytes`]; an error of the body is the outcome of the request.
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
            let chunks: Chunks = Box::pin(Whole::new(whole.into_body()));
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

/// A complete HTTP request.
#[derive(Clone)]
#[non_exhaustive]
pub struct HttpRequest {
    /// The HTTP method.
    pub method: Method,
    /// The name of the operation's method in the SDK, such as `get_user`. Logins, raw calls, transfers and
    /// the requests that follow a redirect have none.
    pub operation: Option<&'static str>,
    /// The absolute URL, escaped.
    pub url: String,
    /// Every header, the authorization among them.
    pub headers: Headers,
    /// The body, if there is one: bytes, or pieces that are read as they are sent.
    pub body: Option<Body>,
    /// How long the request may take, up to the last byte of the response. While a body is read as
    /// it is sent, each of its pieces has this time, and what follows the last one has it again.
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
            .field("operation", &self.operation)
            .field("url", &redact::url(&self.url))
            .field("headers", &self.headers)
            .field("body_length", &self.body.as_ref().map(Body::content_length))
            .field("timeout", &self.timeout)
            .field("max_response_size", &self.max_response_size)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Headers, HttpRequest, Method};

    #[test]
    fn debug_of_a_request_has_neither_token_nor_data() {
        let mut headers = Headers::new();
        headers.set("Authorization", "Bearer s3cret");
        let request = HttpRequest {
            method: Method::Get,
            operation: None,
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
