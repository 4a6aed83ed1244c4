//! What the calls and the logins of a client share, and a single try.
//!
//! It knows the transport, the hooks and the headers of every request. It does
//! not know why a try is made, nor whether there will be another.

use std::time::{Duration, Instant};

use super::error::Error;
use super::execute::{Job, check};
use super::headers::Headers;
use super::hooks::{Hook, Outcome, Try};
use super::response::RawResponse;
use super::retry::{RetryPolicy, RetryReason};
use super::transport::{Transport, TransportError};

pub(crate) struct Wire {
    pub(crate) transport: Box<dyn Transport>,
    pub(crate) hooks: Vec<Box<dyn Hook>>,
    pub(crate) headers: Headers,
    pub(crate) retry: RetryPolicy,
    /// The base URL of the login service, if it is known.
    pub(crate) login_url: Option<String>,
    pub(crate) login_timeout: Duration,
}

impl Wire {
    /// Makes one try: hooks, authorization, transport, hooks.
    ///
    /// The outer error is of a header that a hook added and that cannot be sent.
    pub(crate) async fn send(
        &self,
        job: &Job,
        authorization: Option<&str>,
        number: u32,
    ) -> Result<Result<RawResponse, TransportError>, Error> {
        let mut http = job.http.clone();
        let attempt = job.attempt(number);
        for hook in &self.hooks {
            hook.before(&attempt, &mut http.headers);
        }
        if !self.hooks.is_empty() {
            check(job.operation, &http.headers)?;
        }
        // Added after the hooks, which therefore cannot see it.
        if let Some(value) = authorization {
            http.headers.set("authorization", value);
        }
        let begun = Instant::now();
        let sent = self.transport.send(http).await;
        let outcome = Outcome::new(begun.elapsed(), &sent);
        for hook in &self.hooks {
            hook.after(&attempt, &outcome);
        }
        Ok(sent)
    }

    /// Tells the hooks of a wait, and waits.
    pub(crate) async fn pause(&self, attempt: Try<'_>, reason: RetryReason, delay: Duration) {
        for hook in &self.hooks {
            hook.before_retry(&attempt, reason, delay);
        }
        self.transport.sleep(delay).await;
    }
}
