//! The time of an exchange, and the description of what goes wrong in one.
//!
//! It knows the errors of reqwest, and nothing of requests.

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
use crate::runtime::http::chunks::Chunks;
use crate::runtime::http::transport::HttpRequest;
use crate::runtime::http::transport_error::TransportError;

/// What messages about an exchange tell, its time, and the body that it sends.
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

    /// The same, for a step of an exchange whose time is kept elsewhere.
    pub(super) fn without_limit(&self) -> Self {
        Self {
            host: self.host.clone(),
            limit: None,
            upstream: self.upstream.clone(),
        }
    }

    /// Waits for an exchange, or for a step of one. A body that is read as it is sent has the time
    /// for each of its pieces, and what follows the last one has it again.
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
        // The URL of a reqwest error has the query in it, which is the
        // caller's data.
        let error = error.without_url();
        let described = if is_tls(&error) {
            // Under TLS 1.3 a server refuses a client's certificate only after
            // the connection has come about.
            TransportError::tls(format!("no secure connection to {host}"))
        } else if error.is_connect() && is_refused_by_proxy(&error) {
            TransportError::refused(format!("the proxy refused the connection to {host}"))
        } else if error.is_connect() {
            // Also where connecting took too long, by `connect_timeout` or by the system.
            TransportError::connect(format!("could not connect to {host}"))
        } else if error.is_timeout() {
            return self.too_late();
        } else {
            TransportError::other(format!("the exchange with {host} failed"))
        };
        described.with_source(error)
    }
}

/// The clock of a limit.
struct Timer(Pin<Box<Sleep>>);

impl Timer {
    fn new(limit: Duration) -> Self {
        Self(Box::pin(tokio::time::sleep(limit)))
    }

    fn until(ends: Instant) -> Self {
        Self(Box::pin(tokio::time::sleep_until(ends)))
    }

    /// Whether the time is over. The clock is looked at as well: where bodies are
    /// being decompressed, the runtime finds out late that a timer has ended.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match self.0.deadline() <= Instant::now() {
            true => Poll::Ready(()),
            false => self.0.as_mut().poll(cx),
        }
    }
}

/// A body each piece of which has a time, from when it is asked for to when it
/// is there, decompressed.
pub(super) struct Timed {
    chunks: Chunks,
    place: Exchange,
    limit: Duration,
    timer: Option<Timer>,
    has_ended: bool,
}

impl Timed {
    pub(super) fn new(chunks: Chunks, place: Exchange, limit: Duration) -> Self {
        Self {
            chunks,
            place,
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
        Poll::Ready(Some(Err(self.place.too_late())))
    }
}

/// Whether rustls gave the connection up. Its errors travel inside of errors of
/// the standard library, which do not count them among their sources.
fn is_tls(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.is::<rustls::Error>() {
            return true;
        }
        let io = inner.downcast_ref::<io::Error>();
        cause = match io.and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => inner.source(),
        };
    }
    false
}

/// Whether a proxy asks for other credentials, of which there is no type, but
/// only this text.
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
