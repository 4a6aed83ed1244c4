//! The interface between the SDK and an HTTP library.
//!
//! A transport sends one HTTP request and returns the response, whatever its status.
//! Retries and logins are not its task. It also provides the timer for waits between
//! requests.

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

/// The future of [`Transport::send`].
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
/// Implement it to use another HTTP library, or to reply to calls in a test. An
/// implementation follows these rules:
///
/// - It verifies the server's certificate.
/// - It returns [`TransportError::timeout`] after [`HttpRequest::timeout`].
/// - It returns a redirect instead of following it.
/// - It does not retry, which is the task of the client's retry policy.
/// - It decodes the content encodings that it requests with `Accept-Encoding`, and
///   returns [`TransportError::unreadable`] if a success has another one.
/// - It streams the request body with [`Body::chunks`], or reads it into memory with
///   [`Body::into_bytes`], and returns an error of the body as its own.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request. A response with any status is `Ok`.
    fn send(&self, request: HttpRequest) -> TransportFuture<'_>;

    /// Sends a request, and returns the response without its body, and the body in
    /// chunks. The timeout applies to the head of the response and to each chunk. The
    /// default implementation reads the whole body and returns it as one chunk.
    fn open(&self, request: HttpRequest) -> OpenFuture<'_> {
        Box::pin(async move {
            let whole = self.send(request).await?;
            let head = RawResponse::new(whole.status(), whole.headers().clone(), Vec::new());
            let chunks: Chunks = Box::pin(Whole::new(whole.into_body()));
            Ok((head, chunks))
        })
    }

    /// Waits. The client waits only with this method, so that a transport uses the timer
    /// of its async runtime, and a transport for tests can skip waits.
    fn sleep(&self, duration: Duration) -> SleepFuture<'_>;

    /// The timer of a time limit of the client, such as that of a call that waits for a
    /// login. The default implementation calls [`sleep`](Self::sleep). If it ends at
    /// once, as in tests, the limit is never reached.
    fn timer(&self, duration: Duration) -> SleepFuture<'_> {
        self.sleep(duration)
    }

    /// Opens the WebSocket of notifications. With `None`, which is the default, the
    /// client connects by itself, with its own settings for proxies and certificates. The
    /// request has a URL with the scheme `wss`, headers, and a timeout for the handshake.
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
    /// The name of the operation's method in the SDK, such as `get_user`. `None` for logins, raw calls,
    /// transfers and requests that follow a redirect.
    pub operation: Option<&'static str>,
    /// The absolute URL, percent-encoded.
    pub url: String,
    /// All headers, `Authorization` included.
    pub headers: Headers,
    /// The body, if there is one.
    pub body: Option<Body>,
    /// The time limit, up to the last byte of the response. For a body that is streamed, the limit
    /// applies to each chunk, and again to what follows the last one.
    pub timeout: Option<Duration>,
    /// The maximum size of the body of a success, in bytes after decompression; `None`
    /// for a body that is read in chunks. The client checks it, too. A transport that
    /// checks it reads no more than necessary, and returns [`TransportError::too_large`].
    pub max_response_size: Option<usize>,
}

/// Without the query and the body, which may be confidential.
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
