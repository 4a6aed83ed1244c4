//! The transport that clients use unless they are given another: reqwest.
//!
//! How it reaches servers is decided in `network` and `tls`. No public
//! signature names reqwest or rustls.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;

use super::Network;
use super::exchange::{Exchange, Timed};
use crate::runtime::error::Error;
use crate::runtime::http::chunks::Chunks;
use crate::runtime::http::content_encoding::{Accepted, Decompression};
use crate::runtime::http::headers::Headers;
use crate::runtime::http::limits::gather;
use crate::runtime::http::method::Method;
use crate::runtime::http::response::RawResponse;
use crate::runtime::http::transport::{
    HttpRequest, OpenFuture, SleepFuture, Transport, TransportFuture,
};
use crate::runtime::http::transport_error::TransportError;

/// The default [`Transport`]. It keeps connections open and uses them again,
/// and it needs a tokio runtime.
///
/// It follows no redirect. A redirect to another host is how the service hands
/// out downloads: the address in its `Location` header carries its own
/// signature and must not see the access token.
///
/// With the feature `gzip` it asks for compressed responses and decodes them,
/// all members of a body; the headers `Content-Encoding` and `Content-Length`,
/// which were true of the compressed body, are then gone. A request with `Range`
/// asks for none. A body that stops early is an error in either form, and so is a
/// success in an encoding that was not asked for. The body of any other status is
/// kept as it arrived, or as far as it could be decoded.
///
/// Whoever sets `Accept-Encoding` for a call gets what they ask for: gzip is decoded,
/// and other encodings are left as they arrive.
///
/// A compressed body may be a thousand times as large when it is decoded. The
/// decoding ends at the size that the request allows
/// ([`ClientBuilder::max_response_size`](crate::runtime::ClientBuilder::max_response_size))
/// and with the time of the call, and lets other tasks have their turn meanwhile.
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
}

impl ReqwestTransport {
    /// A transport with a connection pool of its own, which uses the proxy that
    /// the environment names, if it names one (see
    /// [`ClientBuilder::proxy`](crate::runtime::ClientBuilder::proxy)).
    ///
    /// # Errors
    /// If the platform's certificates cannot be read.
    pub fn new() -> Result<Self, Error> {
        Self::with_network(&Network::default())
    }

    pub(crate) fn with_network(network: &Network) -> Result<Self, Error> {
        let client = network
            .client_builder()?
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // What may be sent again is decided by the retry policy alone.
            .retry(reqwest::retry::never())
            .build()
            .map_err(|source| Error::config_from("the HTTP client cannot be set up", source))?;
        Ok(Self { client })
    }

    async fn exchange(&self, request: HttpRequest) -> Result<RawResponse, TransportError> {
        let place = Exchange::of(&request);
        let max = request.max_response_size;
        let whole = async {
            let (head, chunks) = self.start(request, place.without_limit()).await?;
            gather(head, chunks, max).await
        };
        place.in_time(whole).await
    }

    /// The response without its body, and the body in pieces, with the time of the
    /// place for the response and for each piece.
    async fn start(
        &self,
        mut request: HttpRequest,
        place: Exchange,
    ) -> Result<(RawResponse, Chunks), TransportError> {
        let method = request.method;
        let accepted = Accepted::ask(&mut request.headers);
        let sending = self.prepare(request, &place)?.send();
        let response = place.in_time(place.described(sending)).await?;
        let (status, mut headers) = head(&response);
        let is_empty = method == Method::Head || response.content_length() == Some(0);
        let decoding = match is_empty {
            true => Decompression::NONE,
            false => accepted
                .decompression(status, &headers)
                .map_err(|problem| {
                    let head = RawResponse::new(status, headers.clone(), Vec::new());
                    TransportError::unreadable(&head, problem)
                })?,
        };
        let chunks = Box::pin(Unread {
            next: Some(Box::pin(next_chunk(response, place.without_limit()))),
        });
        let chunks = decoding.apply(&mut headers, chunks);
        let chunks = match place.limit {
            Some(limit) => Box::pin(Timed::new(chunks, place, limit)),
            None => chunks,
        };
        Ok((RawResponse::new(status, headers, Vec::new()), chunks))
    }

    fn prepare(
        &self,
        request: HttpRequest,
        place: &Exchange,
    ) -> Result<reqwest::RequestBuilder, TransportError> {
        let builder = self
            .client
            .request(method_of(request.method), &request.url)
            .headers(header_map(&request.headers)?);
        Ok(match request.body {
            Some(body) => builder.body(place.upstream.body(body)),
            // Some gateways refuse a request whose method allows a body and
            // that does not say that there is none.
            None if has_length(request.method) => builder.header("content-length", "0"),
            None => builder,
        })
    }
}

/// A body that is read in pieces: the future of the next one.
struct Unread {
    next: Option<NextChunk>,
}

type Chunk = Result<Option<(Bytes, reqwest::Response, Exchange)>, TransportError>;
type NextChunk = Pin<Box<dyn Future<Output = Chunk> + Send>>;

async fn next_chunk(mut response: reqwest::Response, place: Exchange) -> Chunk {
    let chunk = place.in_time(place.described(response.chunk())).await?;
    Ok(chunk.map(|chunk| (chunk, response, place)))
}

impl Stream for Unread {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(next) = &mut self.next else {
            return Poll::Ready(None);
        };
        let chunk = ready!(next.as_mut().poll(cx));
        self.next = None;
        Poll::Ready(match chunk {
            Ok(Some((chunk, response, place))) => {
                self.next = Some(Box::pin(next_chunk(response, place)));
                Some(Ok(chunk))
            }
            Ok(None) => None,
            Err(error) => Some(Err(error)),
        })
    }
}

fn head(response: &reqwest::Response) -> (u16, Headers) {
    let mut headers = Headers::new();
    for (name, value) in response.headers() {
        headers.append(name.as_str(), String::from_utf8_lossy(value.as_bytes()));
    }
    (response.status().as_u16(), headers)
}

/// That of reqwest's client names the proxy.
impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").finish_non_exhaustive()
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: HttpRequest) -> TransportFuture<'_> {
        Box::pin(self.exchange(request))
    }

    fn open(&self, request: HttpRequest) -> OpenFuture<'_> {
        let place = Exchange::of(&request);
        Box::pin(self.start(request, place))
    }

    fn sleep(&self, duration: Duration) -> SleepFuture<'_> {
        Box::pin(tokio::time::sleep(duration))
    }
}

fn method_of(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Put => reqwest::Method::PUT,
        Method::Post => reqwest::Method::POST,
        Method::Delete => reqwest::Method::DELETE,
        Method::Patch => reqwest::Method::PATCH,
        Method::Head => reqwest::Method::HEAD,
        Method::Options => reqwest::Method::OPTIONS,
        Method::Trace => reqwest::Method::TRACE,
    }
}

fn has_length(method: Method) -> bool {
    matches!(method, Method::Post | Method::Put | Method::Patch)
}

fn header_map(headers: &Headers) -> Result<reqwest::header::HeaderMap, TransportError> {
    let mut map = reqwest::header::HeaderMap::with_capacity(headers.len());
    for (name, value) in headers.iter() {
        let refused = || TransportError::other(format!("the header `{name}` cannot be sent"));
        let key: reqwest::header::HeaderName = name.parse().map_err(|_| refused())?;
        let mut value =
            reqwest::header::HeaderValue::from_bytes(value.as_bytes()).map_err(|_| refused())?;
        value.set_sensitive(key == reqwest::header::AUTHORIZATION);
        map.append(key, value);
    }
    Ok(map)
}
