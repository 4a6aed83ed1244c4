//! What the calls and the logins of a client share, and a single try.
//!
//! It knows the transport, the hooks and the headers of every request. It does
//! not know why a try is made, nor whether there will be another.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::decode::Decoding;
use super::error::Error;
use super::execute::{Job, check};
use super::headers::Headers;
use super::hooks::{Answer, Hook, Outcome, Try};
#[cfg(feature = "tracing")]
use super::logging::Logging;
use super::model::DecodeProblems;
#[cfg(feature = "websocket")]
use super::network::Network;
use super::operation::Operation;
use super::response::RawResponse;
use super::retry::{RetryPolicy, RetryReason};
use super::security::Grant;
use super::transport::{Chunks, HttpRequest, Transport, TransportError, gather};

/// The limit that the service's other SDKs have where they have one.
pub(crate) const DEFAULT_TIMEOUT: Duration = Duration::from_secs(16);

/// The settings that can be replaced while the client lives.
#[derive(Clone)]
pub(crate) struct Live {
    pub(crate) retry: RetryPolicy,
    pub(crate) timeout: Option<Duration>,
    #[cfg(feature = "tracing")]
    pub(crate) logging: Logging,
}

impl Live {
    /// The limit of each try of a login. A login always has one, because all
    /// calls wait for it.
    pub(crate) fn login_timeout(&self) -> Duration {
        self.timeout.unwrap_or(DEFAULT_TIMEOUT)
    }
}

pub(crate) struct Wire {
    pub(crate) transport: Box<dyn Transport>,
    pub(crate) hooks: Vec<Box<dyn Hook>>,
    /// Whether a value that does not fit its field fails the call.
    pub(crate) is_strict: bool,
    pub(crate) headers: Headers,
    /// The base URL of the login service, if it is known.
    pub(crate) login_url: Option<String>,
    pub(crate) live: RwLock<Arc<Live>>,
    /// A WebSocket is encrypted like every other connection.
    #[cfg(feature = "websocket")]
    pub(crate) network: Network,
}

/// What a try brought.
pub(crate) struct Received {
    pub(crate) raw: RawResponse,
    /// The body, if it is still on its way; that of `raw` is empty then.
    pub(crate) rest: Option<Chunks>,
}

impl Wire {
    /// The replaceable settings as they stand. A call reads its policy and its
    /// time limit once, so that all of its tries have the same.
    pub(crate) fn live(&self) -> Arc<Live> {
        let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&live)
    }

    /// Replaces settings, for the calls that begin from now on.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Live)) {
        let mut live = self.live.write().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut live));
    }

    /// Makes one try: hooks, credentials, transport, hooks.
    ///
    /// The outer error is of a header that a hook added and that cannot be sent.
    pub(crate) async fn send(
        &self,
        job: &Job,
        authorization: Option<&str>,
        grant: Option<&Grant<'_>>,
        number: u32,
    ) -> Result<Result<Received, TransportError>, Error> {
        let mut http = job.http.clone();
        let attempt = job.attempt(number);
        for hook in &self.hooks {
            hook.before(&attempt, &mut http.headers);
        }
        if !self.hooks.is_empty() {
            check(job.operation, &http.headers)?;
        }
        #[cfg(feature = "tracing")]
        let logging = self.live().logging;
        #[cfg(feature = "tracing")]
        logging.sending(&attempt, &http.headers);
        // Added after the hooks and the events, which therefore cannot see them.
        if let Some(value) = authorization {
            http.headers.set("authorization", value);
        }
        if let Some(grant) = grant {
            grant.add_to(&mut http);
        }
        let begun = Instant::now();
        let sent = self.exchange(http, job.is_streamed).await;
        let answer = sent.as_ref().map(|received| &received.raw);
        let outcome = Outcome::new(begun.elapsed(), answer);
        for hook in &self.hooks {
            hook.after(&attempt, &outcome);
        }
        #[cfg(feature = "tracing")]
        logging.finished(job, &attempt, outcome.duration, answer);
        Ok(sent)
    }

    /// The response, whole unless it is a success whose body is asked for in
    /// pieces: what stands in an error decides what happens next.
    async fn exchange(
        &self,
        http: HttpRequest,
        is_streamed: bool,
    ) -> Result<Received, TransportError> {
        if !is_streamed {
            let raw = self.transport.send(http).await?;
            return Ok(Received { raw, rest: None });
        }
        let (head, rest) = self.transport.open(http).await?;
        if (200..300).contains(&head.status()) {
            let rest = Some(rest);
            return Ok(Received { raw: head, rest });
        }
        let raw = gather(head, rest).await?;
        Ok(Received { raw, rest: None })
    }

    /// How a response is to be read.
    pub(crate) fn decoding(&self) -> Decoding {
        Decoding::new(self.is_strict)
    }

    /// Tells the hooks and the events which values were left out of a response, if any were.
    pub(crate) fn report(
        &self,
        operation: &'static Operation,
        raw: &RawResponse,
        problems: &DecodeProblems,
    ) {
        if problems.is_empty() {
            return;
        }
        let answer = Answer::of(raw);
        for problem in problems.as_slice() {
            for hook in &self.hooks {
                hook.decode_problem(operation, &answer, problem);
            }
        }
        #[cfg(feature = "tracing")]
        self.live().logging.left_out(operation, raw, problems);
    }

    /// Tells the hooks of a wait, and waits.
    pub(crate) async fn pause(&self, attempt: Try<'_>, reason: RetryReason, delay: Duration) {
        for hook in &self.hooks {
            hook.before_retry(&attempt, reason, delay);
        }
        #[cfg(feature = "tracing")]
        self.live().logging.retrying(&attempt, reason, delay);
        self.transport.sleep(delay).await;
    }
}
