//! Time limits and errors of an exchange with reqwest.

use std::error::Error as _;
use std::future::{Future, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use tokio::time::{Instant, Sleep};

use super::outgoing::Upstream;
use super::tls::is_without_tls;
use crate::runtime::http::chunks::Chunks;
use crate::runtime::http::transport::HttpRequest;
use crate::runtime::http::transport_error::TransportError;

/// The host for messages, the time limit, and the request body of an exchange.
pub(super) struct Exchange {
    host: String,
    pub(super) limit: Option<Duration>,
    pub(super) upstream: Upstream,
}

impl Exchange {
    pub(super) fn of(request: &HttpRequest) -> Self {
        Self {
            host: host_of(&request.url).to_owned(),
            limit: request.timeout,
            upstream: Upstream::of(request.body.as_ref()),
        }
    }

    /// A copy without a time limit, for a step whose limit is checked elsewhere.
    pub(super) fn without_limit(&self) -> Self {
        Self {
            host: self.host.clone(),
            limit: None,
            upstream: self.upstream.clone(),
        }
    }

    /// Applies the time limit to a step of the exchange. While a request body is streamed, the
    /// limit applies to each of its chunks, and again to what follows the last one.
    pub(super) async fn in_time<T>(
        &self,
        step: impl Future<Output = Result<T, TransportError>>,
    ) -> Result<T, TransportError> {
        match self.limit {
            None => step.await,
            Some(limit) => {
                let mut step = pin!(step);
                let mut timer = Timer::new(limit);
                poll_fn(|cx| {
                    if let Poll::Ready(done) = step.as_mut().poll(cx) {
                        return Poll::Ready(done);
                    }
                    while timer.poll(cx).is_ready() {
                        let moved = self.upstream.moved().map(|moved| moved + limit);
                        match moved.filter(|ends| *ends > Instant::now()) {
                            Some(ends) => timer = Timer::until(ends),
                            None => return Poll::Ready(Err(self.too_late())),
                        }
                    }
                    Poll::Pending
                })
                .await
            }
        }
    }

    pub(super) async fn described<T>(
        &self,
        step: impl Future<Output = reqwest::Result<T>>,
    ) -> Result<T, TransportError> {
        step.await.map_err(|error| self.describe(error))
    }

    fn too_late(&self) -> TransportError {
        let limit = self.limit.map(|limit| format!(" within {limit:?}"));
        let limit = limit.unwrap_or_default();
        TransportError::timeout(format!("no complete response from {}{limit}", self.host))
    }

    pub(super) fn describe(&self, error: reqwest::Error) -> TransportError {
        if let Some(failure) = self.upstream.take_failure() {
            return failure;
        }
        let host = &self.host;
        // The URL of a reqwest error contains the query, which may be confidential.
        let error = error.without_url();
        let tls = tls_error(&error);
        let described = if tls.is_some_and(is_without_tls) {
            // The handshake may have been the one with an `https` proxy.
            TransportError::tls(format!(
                "{host}, or the proxy before it, answered without TLS: \
                 check the scheme of the host and of the proxy"
            ))
        } else if tls.is_some() {
            // In TLS 1.3, a server rejects a client certificate after the handshake, so
            // `is_connect` is false.
            TransportError::tls(format!("no secure connection to {host}"))
        } else if error.is_connect() && is_refused_by_proxy(&error) {
            TransportError::refused(format!("the proxy refused the connection to {host}"))
        } else if error.is_connect() {
            // This includes timeouts of `connect_timeout` and of the operating system.
            TransportError::connect(format!("could not connect to {host}"))
        } else if error.is_timeout() {
            return self.too_late();
        } else {
            TransportError::other(format!("the exchange with {host} failed"))
        };
        described.with_source(error)
    }
}

/// The timer of a limit.
struct Timer(Pin<Box<Sleep>>);

impl Timer {
    fn new(limit: Duration) -> Self {
        Self(Box::pin(tokio::time::sleep(limit)))
    }

    fn until(ends: Instant) -> Self {
        Self(Box::pin(tokio::time::sleep_until(ends)))
    }

    /// Ready when the time is over. The clock is checked as well, because tokio may
    /// notice late that a timer has ended while bodies are decompressed.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match self.0.deadline() <= Instant::now() {
            true => Poll::Ready(()),
            false => self.0.as_mut().poll(cx),
        }
    }
}

/// A response body with a time limit for each decompressed chunk, from when it is first
/// polled.
pub(super) struct Timed {
    chunks: Chunks,
    exchange: Exchange,
    limit: Duration,
    timer: Option<Timer>,
    has_ended: bool,
}

impl Timed {
    pub(super) fn new(chunks: Chunks, exchange: Exchange, limit: Duration) -> Self {
        Self {
            chunks,
            exchange,
            limit,
            timer: None,
            has_ended: false,
        }
    }
}

impl Stream for Timed {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.has_ended {
            return Poll::Ready(None);
        }
        if let Poll::Ready(item) = self.chunks.as_mut().poll_next(cx) {
            self.timer = None;
            return Poll::Ready(item);
        }
        let limit = self.limit;
        let timer = self.timer.get_or_insert_with(|| Timer::new(limit));
        ready!(timer.poll(cx));
        self.has_ended = true;
        Poll::Ready(Some(Err(self.exchange.too_late())))
    }
}

/// Whether the cause is an error of rustls. Those are wrapped in `io::Error`, whose
/// `source` skips them.
fn tls_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(tls) = inner.downcast_ref::<rustls::Error>() {
            return Some(tls);
        }
        let io = inner.downcast_ref::<io::Error>();
        cause = match io.and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => inner.source(),
        };
    }
    None
}

/// Whether a proxy requires other credentials. The error has no type of its own, only
/// this message.
fn is_refused_by_proxy(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.to_string() == "proxy authorization required" {
            return true;
        }
        cause = inner.source();
    }
    false
}

/// The host and port of a URL, for messages.
fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    rest[..end].rsplit('@').next().unwrap_or_default()
}
