//! The default transport, with reqwest.
//!
//! No public signature depends on reqwest or rustls.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue};

use super::Network;
use super::exchange::{Exchange, Timed};
use crate::runtime::error::Error;
use crate::runtime::http::chunks::Chunks;
use crate::runtime::http::content_encoding::{Accepted, Decompression};
use crate::runtime::http::headers::Headers;
use crate::runtime::http::limits::{Gathered, gather};
use crate::runtime::http::method::Method;
use crate::runtime::http::response::RawResponse;
use crate::runtime::http::transport::{
    HttpRequest, OpenFuture, SleepFuture, Transport, TransportFuture,
};
use crate::runtime::http::transport_error::TransportError;

/// Spare capacity for the headers that reqwest adds.
const SPARE_HEADERS: usize = 2;

/// The default [`Transport`]. It has a connection pool and needs a tokio runtime.
///
/// It follows no redirects. Services redirect downloads to presigned URLs on other hosts,
/// which must not receive the access token.
///
/// With the feature `gzip` it requests compressed responses and decodes them, except with
/// `Range`. Headers that describe the compressed body, such as `Content-Encoding` and
/// `Content-Length`, are removed. An incomplete body is an error, and so is a success in
/// an encoding that was not requested. The body of another status is kept as far as it
/// can be decoded.
///
/// If a call sets `Accept-Encoding` itself, gzip is decoded and other encodings are
/// returned as they arrive.
///
/// A compressed body may be a thousand times as large when it is decoded. Decoding stops at
/// the maximum size of the response
/// ([`ClientBuilder::max_response_size`](crate::runtime::ClientBuilder::max_response_size))
/// and at the timeout of the call, and yields to other tasks in between.
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
}

impl ReqwestTransport {
    /// A transport with a connection pool of its own, which uses the proxy of the
    /// environment, if there is one (see
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
            // Only the client's retry policy decides about retries.
            .retry(reqwest::retry::never())
            .build()
            .map_err(|source| Error::config_from("the HTTP client cannot be set up", source))?;
        Ok(Self { client })
    }

    async fn exchange(&self, request: HttpRequest) -> Result<RawResponse, TransportError> {
        let exchange = Exchange::of(&request);
        exchange.in_time(self.whole(request, &exchange)).await
    }

    /// The response with its body. A body that is not compressed is copied from the received chunks
    /// without intermediate streams, which is faster.
    async fn whole(
        &self,
        request: HttpRequest,
        exchange: &Exchange,
    ) -> Result<RawResponse, TransportError> {
        let max = request.max_response_size;
        let (status, mut headers, mut response, decoding) = self.begin(request, exchange).await?;
        if !decoding.is_none() {
            let chunks = Unread::of(response, exchange.without_limit());
            let chunks = decoding.apply(&mut headers, chunks);
            let head = RawResponse::new(status, headers, Vec::new());
            return gather(head, chunks, max).await;
        }
        let head = RawResponse::new(status, headers, Vec::new());
        let mut gathered = Gathered::new(head, max, response.content_length());
        while gathered.has_room() {
            match exchange.described(response.chunk()).await? {
                Some(chunk) => gathered.push(&chunk),
                None => break,
            }
        }
        gathered.finish()
    }

    /// The response without its body, and the body in chunks. The time limit applies to
    /// the head of the response and to each chunk.
    async fn start(
        &self,
        request: HttpRequest,
        exchange: Exchange,
    ) -> Result<(RawResponse, Chunks), TransportError> {
        let beginning = exchange.in_time(self.begin(request, &exchange));
        let (status, mut headers, response, decoding) = beginning.await?;
        let chunks = Unread::of(response, exchange.without_limit());
        let chunks = decoding.apply(&mut headers, chunks);
        let chunks = match exchange.limit {
            Some(limit) => Box::pin(Timed::new(chunks, exchange, limit)),
            None => chunks,
        };
        Ok((RawResponse::new(status, headers, Vec::new()), chunks))
    }

    /// The status and the headers of the response, and how its body is to be decoded.
    async fn begin(
        &self,
        mut request: HttpRequest,
        exchange: &Exchange,
    ) -> Result<(u16, Headers, reqwest::Response, Decompression), TransportError> {
        let method = request.method;
        let accepted = Accepted::ask(&mut request.headers);
        let request = self.prepare(request, exchange)?;
        let response = exchange.described(self.client.execute(request)).await?;
        let (status, headers) = head(&response);
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
        Ok((status, headers, response, decoding))
    }

    fn prepare(
        &self,
        request: HttpRequest,
        exchange: &Exchange,
    ) -> Result<reqwest::Request, TransportError> {
        let mut headers = header_map(request.headers)?;
        if request.body.is_none() && has_length(request.method) {
            // Some gateways reject a request without a body and without `Content-Length`
            // if its method allows a body.
            headers.append(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let builder = self
            .client
            .request(method_of(request.method)?, &request.url);
        let mut built = builder.build().map_err(|error| exchange.describe(error))?;
        // Headers of the request replace the `Authorization` that reqwest derives from a user name
        // in the URL.
        for (name, value) in mem::replace(built.headers_mut(), headers) {
            if let Some(name) = name {
                built.headers_mut().entry(name).or_insert(value);
            }
        }
        *built.body_mut() = request.body.map(|body| exchange.upstream.body(body));
        Ok(built)
    }
}

/// A body that is read in chunks: the future of the next chunk.
struct Unread {
    next: Option<NextChunk>,
}

type Chunk = Result<Option<(Bytes, reqwest::Response, Exchange)>, TransportError>;
type NextChunk = Pin<Box<dyn Future<Output = Chunk> + Send>>;

impl Unread {
    fn of(response: reqwest::Response, exchange: Exchange) -> Chunks {
        Box::pin(Self {
            next: Some(Box::pin(next_chunk(response, exchange))),
        })
    }
}

async fn next_chunk(mut response: reqwest::Response, exchange: Exchange) -> Chunk {
    let chunk = exchange
        .in_time(exchange.described(response.chunk()))
        .await?;
    Ok(chunk.map(|chunk| (chunk, response, exchange)))
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
            Ok(Some((chunk, response, exchange))) => {
                self.next = Some(Box::pin(next_chunk(response, exchange)));
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

/// The `Debug` of reqwest's client would show the proxy.
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
        let exchange = Exchange::of(&request);
        Box::pin(self.start(request, exchange))
    }

    fn sleep(&self, duration: Duration) -> SleepFuture<'_> {
        Box::pin(tokio::time::sleep(duration))
    }
}

fn method_of(method: Method) -> Result<reqwest::Method, TransportError> {
    reqwest::Method::from_bytes(method.as_str().as_bytes())
        .map_err(|_| TransportError::other(format!("the method {method} cannot be sent")))
}

fn has_length(method: Method) -> bool {
    matches!(method, Method::Post | Method::Put | Method::Patch)
}

fn header_map(headers: Headers) -> Result<HeaderMap, TransportError> {
    let mut map = HeaderMap::with_capacity(headers.len() + SPARE_HEADERS);
    for (name, value) in headers.into_entries() {
        let refused = || TransportError::other(format!("the header `{name}` cannot be sent"));
        let key: HeaderName = name.parse().map_err(|_| refused())?;
        let value = match value {
            Cow::Borrowed(value) => HeaderValue::from_bytes(value.as_bytes()),
            Cow::Owned(value) => HeaderValue::try_from(value),
        };
        let mut value = value.map_err(|_| refused())?;
        value.set_sensitive(key == AUTHORIZATION);
        map.append(key, value);
    }
    Ok(map)
}
