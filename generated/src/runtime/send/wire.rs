//! The settings that calls and logins of a client share, and a single attempt.
//!
//! It knows the transport, the hooks and the default headers. `repeat` decides about retries.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::job::Job;
use crate::runtime::attempt::hooks::{Answer, Hook, Outcome, Try};
use crate::runtime::attempt::retry::{RetryPolicy, RetryReason};
use crate::runtime::auth::credentials::Grant;
use crate::runtime::decode::Decoding;
use crate::runtime::error::Error;
#[cfg(feature = "tracing")]
use crate::runtime::http::body::Body;
use crate::runtime::http::chunks::Chunks;
use crate::runtime::http::deadline::within;
use crate::runtime::http::headers::Headers;
use crate::runtime::http::limits::{MAX_LOGIN, bounded, gather};
use crate::runtime::http::response::RawResponse;
use crate::runtime::http::transport::{HttpRequest, Transport};
use crate::runtime::http::transport_error::TransportError;
#[cfg(feature = "tracing")]
use crate::runtime::logging::Logging;
use crate::runtime::model::DecodeProblems;
#[cfg(feature = "websocket")]
use crate::runtime::network::dial::Dialer;
use crate::runtime::service::login::LOGIN;
use crate::runtime::service::login_urls::LoginUrls;
use crate::runtime::service::operation::Operation;

/// The default time limit of an attempt, as in the service's other SDKs.
pub(crate) const DEFAULT_TIMEOUT: Duration = Duration::from_secs(16);

/// The settings that can be changed during the lifetime of a client.
#[derive(Clone)]
pub(crate) struct Live {
    pub(crate) retry: RetryPolicy,
    pub(crate) timeout: Option<Duration>,
    #[cfg(feature = "tracing")]
    pub(crate) logging: Logging,
}

impl Live {
    /// The time limit of each attempt of a login. There always is one, because all calls
    /// wait for the login.
    pub(crate) fn login_timeout(&self) -> Duration {
        self.timeout.unwrap_or(DEFAULT_TIMEOUT)
    }
}

pub(crate) struct Wire {
    pub(crate) transport: Box<dyn Transport>,
    pub(crate) hooks: Vec<Box<dyn Hook>>,
    /// Whether decoding is strict.
    pub(crate) is_strict: bool,
    pub(crate) headers: Headers,
    /// The URLs of the login service, if they are known.
    pub(crate) login: Option<LoginUrls>,
    /// Whether logins are sent to the default server, because no host, gateway or login
    /// URL is set.
    pub(crate) is_default_login: bool,
    /// The maximum size of a response body, in bytes after decompression.
    pub(crate) max_response_size: usize,
    pub(crate) live: RwLock<Arc<Live>>,
    /// Opens connections of WebSockets, with the network settings of the client.
    #[cfg(feature = "websocket")]
    pub(crate) dialer: Dialer,
}

fn error_is_late(limit: Option<Duration>) -> TransportError {
    let limit = limit.unwrap_or_default();
    TransportError::timeout(format!(
        "the body of the error response was not complete within {limit:?}"
    ))
}

/// The outcome of an attempt.
pub(crate) struct Received {
    pub(crate) raw: RawResponse,
    /// The body as a stream; the body of `raw` is empty then.
    pub(crate) rest: Option<Chunks>,
}

impl Wire {
    /// The current changeable settings. A call reads its policy and time limit once, so
    /// that they are the same for all of its attempts.
    pub(crate) fn live(&self) -> Arc<Live> {
        let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&live)
    }

    /// Changes settings for the calls that begin later.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Live)) {
        let mut live = self.live.write().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut live));
    }

    /// Makes one attempt: hooks, credentials, transport, hooks.
    ///
    /// The outer error is for an invalid header that a hook has added.
    pub(crate) async fn send(
        &self,
        job: &Job,
        authorization: Option<String>,
        grant: Option<&Grant<'_>>,
        number: u32,
    ) -> Result<Result<Received, TransportError>, Error> {
        let mut http = job.http.clone();
        http.max_response_size = self.max_response_size(job);
        let attempt = job.attempt(number);
        for hook in &self.hooks {
            hook.before(&attempt, &mut http.headers);
        }
        if !self.hooks.is_empty()
            && let Some(problem) = http.headers.problem()
        {
            return Err(Error::encode(job.operation, problem));
        }
        #[cfg(feature = "tracing")]
        let logging = self.live().logging;
        #[cfg(feature = "tracing")]
        logging.sending(&attempt, &http.headers);
        // Credentials are added after hooks and log events, so that these cannot see
        // them.
        if let Some(value) = authorization {
            http.headers.put("authorization".into(), value.into());
        }
        if let Some(grant) = grant {
            grant.add_to(&mut http);
        }
        let begun = Instant::now();
        let sent = self.exchange(http, job.is_streamed).await;
        let response = sent.as_ref().map(|received| &received.raw);
        let outcome = Outcome::new(begun.elapsed(), response);
        for hook in &self.hooks {
            hook.after(&attempt, &outcome);
        }
        #[cfg(feature = "tracing")]
        let body = job.http.body.as_ref().and_then(Body::as_bytes);
        #[cfg(feature = "tracing")]
        logging.finished(
            &attempt,
            body.map(AsRef::as_ref),
            outcome.duration,
            response,
        );
        Ok(sent)
    }

    /// Sends the request. The body is read completely unless `is_streamed` and the
    /// response is a success: error bodies are needed for the decision about a retry. The
    /// time limit of the attempt applies to a whole error body, and not to each of its
    /// chunks.
    async fn exchange(
        &self,
        http: HttpRequest,
        is_streamed: bool,
    ) -> Result<Received, TransportError> {
        let max = http.max_response_size;
        if !is_streamed {
            // A transport may check the size, and does not have to.
            let raw = bounded(self.transport.send(http).await?, max)?;
            return Ok(Received { raw, rest: None });
        }
        let (begun, limit) = (Instant::now(), http.timeout);
        let (raw, rest) = self.transport.open(http).await?;
        match raw.status() {
            200..300 => Ok(Received {
                raw,
                rest: Some(rest),
            }),
            // Only the headers of a redirect are needed, and its body may never end.
            300..400 => Ok(Received { raw, rest: None }),
            _ => {
                let left = limit.map(|limit| limit.saturating_sub(begun.elapsed()));
                let gathered = within(self.transport.as_ref(), left, gather(raw, rest, max)).await;
                let raw = gathered.unwrap_or_else(|| Err(error_is_late(limit)))?;
                Ok(Received { raw, rest: None })
            }
        }
    }

    /// The maximum size of the response of a job.
    fn max_response_size(&self, job: &Job) -> Option<usize> {
        match job.operation {
            _ if job.is_streamed => None,
            operation if operation == &LOGIN => Some(self.max_response_size.min(MAX_LOGIN)),
            _ => Some(self.max_response_size),
        }
    }

    /// The state for decoding a response.
    pub(crate) fn decoding(&self) -> Decoding {
        Decoding::new(self.is_strict)
    }

    /// Reports values that were skipped to hooks and log events.
    pub(crate) fn report(
        &self,
        operation: &'static Operation,
        raw: &RawResponse,
        problems: &DecodeProblems,
    ) {
        if problems.is_empty() {
            return;
        }
        let response = Answer::of(raw);
        for problem in problems.as_slice() {
            for hook in &self.hooks {
                hook.decode_problem(operation, &response, problem);
            }
        }
        #[cfg(feature = "tracing")]
        self.live().logging.left_out(operation, raw, problems);
    }

    /// Reports a wait to hooks and log events, and waits.
    pub(crate) async fn pause(&self, attempt: Try<'_>, reason: RetryReason, delay: Duration) {
        for hook in &self.hooks {
            hook.before_retry(&attempt, reason, delay);
        }
        #[cfg(feature = "tracing")]
        self.live().logging.retrying(&attempt, reason, delay);
        self.transport.sleep(delay).await;
    }
}
