//! Polling a resource until it is ready: jobs, exports, transcoding.
//!
//! It repeats a call and inspects the responses; it knows neither what a job is nor how one is started.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::{Duration, Instant};

use crate::runtime::call::sending::{Reading, send};
use crate::runtime::client::Client;
use crate::runtime::error::Error;
use crate::runtime::http::response::Response;
use crate::runtime::http::transport_error::TransportError;
use crate::runtime::request::Request;

/// The first wait between two requests.
const FIRST: Duration = Duration::from_secs(1);

/// The longest wait between two calls.
const LONGEST: Duration = Duration::from_secs(30);

/// The default of the maximum time.
const LIMIT: Duration = Duration::from_secs(15 * 60);

/// A call that is repeated until its response satisfies a predicate: `.await` it.
#[must_use = "nothing is sent before `.await`"]
pub struct Polling<T, F> {
    client: Client,
    request: Request,
    reading: Reading<T>,
    is_done: F,
    first: Duration,
    longest: Duration,
    limit: Duration,
}

impl<T: 'static, F: FnMut(&T) -> bool> Polling<T, F> {
    pub(crate) fn new(client: Client, request: Request, reading: Reading<T>, is_done: F) -> Self {
        Self {
            client,
            request,
            reading,
            is_done,
            first: FIRST,
            longest: LONGEST,
            limit: LIMIT,
        }
    }

    /// Sets the first wait and the longest one. Each wait is half as long again as the one before.
    pub fn delays(mut self, first: Duration, longest: Duration) -> Self {
        self.first = first;
        self.longest = longest.max(first);
        self
    }

    /// Limits the time from the first request to the last one.
    pub fn max_time(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Polls, and returns the response that satisfies the predicate, with its status,
    /// headers and body.
    ///
    /// # Errors
    /// The errors of a call, and [`Error::is_timeout`] if no response satisfies the predicate in
    /// time.
    pub async fn response(mut self) -> Result<Response<T>, Error> {
        let start = Instant::now();
        let mut waited = Duration::ZERO;
        let mut delay = self.first;
        loop {
            let request = self.request.clone();
            let response = send(self.client.clone(), request, self.reading, Response::new).await?;
            if (self.is_done)(response.value()) {
                return Ok(response);
            }
            // A transport for tests skips waits, so the sum of the waits counts as well.
            let passed = start.elapsed().max(waited);
            if passed + delay > self.limit {
                let seconds = self.limit.as_secs_f32();
                let message = format!(
                    "the result is not ready after {seconds} s of polling: raise Polling::max_time"
                );
                let operation = self.request.operation();
                return Err(Error::transport(
                    operation,
                    TransportError::timeout(message),
                ));
            }
            self.client.inner.wire.transport.sleep(delay).await;
            waited += delay;
            delay = (delay * 3 / 2).min(self.longest);
        }
    }
}

impl<T: Send + 'static, F: FnMut(&T) -> bool + Send + 'static> IntoFuture for Polling<T, F> {
    type Output = Result<T, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.response().await.map(Response::into_value) })
    }
}

impl<T, F> fmt::Debug for Polling<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Polling")
            .field("request", &self.request)
            .field("max_time", &self.limit)
            .finish_non_exhaustive()
    }
}
