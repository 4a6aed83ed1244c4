//! Retry policies: when an attempt is repeated, and after which wait.
//!
//! This module decides by the outcome of an attempt, and the number and duration of those
//! before. It neither waits nor sends.

use std::fmt;
use std::time::{Duration, Instant};

use crate::runtime::http::response::RawResponse;
use crate::runtime::http::retry_after::{reset, retry_after};
use crate::runtime::http::transport_error::TransportError;
use crate::runtime::random::random_bytes;

/// The maximum jitter of calls that wait for the window of a rate limit.
const SPREAD: Duration = Duration::from_millis(500);

/// When and how often calls are retried, with which waits.
///
/// The default policy retries:
///
/// - for every method, status 429 and connections that could not be established, because
///   the service has not processed the request;
/// - for idempotent methods, status 500, 502, 503 and 504 and exchanges that were
///   interrupted; after a `POST` or `PATCH`, the service may have processed the request;
/// - never timeouts, untrusted certificates, and responses that cannot be decoded.
///
/// There are at most 5 retries, and none begins later than 180 seconds after the start of
/// the call, as in the service's other SDKs. Waits use exponential backoff with full
/// jitter: a random time between zero and a bound, which is half a second at first and
/// doubles with each retry up to 30 seconds. If the service requests a wait
/// (`Retry-After`, or the end of the rate limit's window), the client waits for that time
/// and up to half a second more. If the requested wait is longer than 180 seconds or than
/// the remaining total time, the call fails at once, and
/// [`Error::retry_after`](crate::runtime::Error::retry_after) has the requested wait.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a policy does nothing until a client or a call has it"]
pub struct RetryPolicy {
    max_retries: u32,
    total_time: Duration,
    first_delay: Duration,
    max_delay: Duration,
    max_retry_after: Duration,
    statuses: Vec<u16>,
    any_method: bool,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_retries: 5,
            total_time: Duration::from_secs(180),
            first_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(30),
            // The limit of the service's other SDKs.
            max_retry_after: Duration::from_secs(180),
            statuses: vec![429, 500, 502, 503, 504],
            any_method: false,
        }
    }
}

impl RetryPolicy {
    /// The default policy.
    pub fn new() -> Self {
        Self::default()
    }

    /// A policy without retries. After a 401, the client still logs in again and repeats
    /// the call once.
    pub fn never() -> Self {
        Self::default().max_retries(0)
    }

    /// Sets the maximum number of retries. The default is 5.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries;
        self
    }

    /// Sets the time after the start of a call within which a retry may begin. The
    /// default is 180 seconds. Each attempt also has the time limit of the call.
    pub fn total_time(mut self, time: Duration) -> Self {
        self.total_time = time;
        self
    }

    /// Sets the upper bounds of the first and of the longest wait. The defaults are 0.5
    /// and 30 seconds. Waits that the service requests may be longer.
    pub fn delays(mut self, first: Duration, max: Duration) -> Self {
        self.first_delay = first;
        self.max_delay = max;
        self
    }

    /// Sets the longest wait that the service may request, by `Retry-After` or its rate
    /// limit. If it requests more, the call fails at once. The default is 180 seconds.
    /// The total time applies as well.
    pub fn max_retry_after(mut self, max: Duration) -> Self {
        self.max_retry_after = max;
        self
    }

    /// The upper bounds of the first and of the longest wait.
    #[cfg(feature = "config")]
    pub(crate) fn bounds(&self) -> (Duration, Duration) {
        (self.first_delay, self.max_delay)
    }

    /// Sets the statuses that are retried, in place of 429, 500, 502, 503 and 504. All
    /// but 429 are retried for idempotent methods only.
    pub fn statuses(mut self, statuses: impl IntoIterator<Item = u16>) -> Self {
        self.statuses = statuses.into_iter().collect();
        self
    }

    /// Treats every method as idempotent. Use it for single calls, such as a query that
    /// is sent by `POST` and changes nothing.
    pub fn any_method(mut self) -> Self {
        self.any_method = true;
        self
    }

    /// The reason to retry after an outcome; `None` if it is final.
    pub(crate) fn reason(
        &self,
        is_idempotent: bool,
        sent: Result<&RawResponse, &TransportError>,
    ) -> Option<RetryReason> {
        let (reason, is_untouched) = match sent {
            Ok(raw) if self.statuses.contains(&raw.status()) => {
                (RetryReason::Status(raw.status()), raw.status() == 429)
            }
            Ok(_) => return None,
            Err(error) if error.is_timeout() || error.is_lasting() => return None,
            Err(error) if error.is_unreadable() || error.is_body() => return None,
            Err(error) if error.is_connect() => (RetryReason::Connect, true),
            Err(_) => (RetryReason::Exchange, false),
        };
        (is_untouched || is_idempotent || self.any_method).then_some(reason)
    }

    /// The wait before a retry of something other than a call. `None` if the retries or
    /// the total time are used up, or if `requested`, the wait that the service requests, is
    /// too long.
    pub(crate) fn wait(
        &self,
        retries: u32,
        elapsed: Duration,
        requested: Option<Duration>,
    ) -> Option<Duration> {
        let requested = requested.unwrap_or_default();
        let delay = self.backoff(retries).max(requested);
        let is_allowed = retries < self.max_retries && requested <= self.max_retry_after;
        (is_allowed && self.has_time(elapsed, delay)).then_some(delay)
    }

    fn has_time(&self, elapsed: Duration, delay: Duration) -> bool {
        elapsed.saturating_add(delay) <= self.total_time
    }

    fn backoff(&self, retries: u32) -> Duration {
        let bound = self
            .first_delay
            .saturating_mul(2_u32.saturating_pow(retries));
        jitter(bound.min(self.max_delay))
    }
}

/// Why an attempt is retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryReason {
    /// The response had this status.
    Status(u16),
    /// No connection was established.
    Connect,
    /// The exchange was interrupted before the response was complete.
    Exchange,
}

impl fmt::Display for RetryReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "status {status}"),
            Self::Connect => f.write_str("no connection"),
            Self::Exchange => f.write_str("the exchange broke off"),
        }
    }
}

/// The attempts of one call.
pub(crate) struct Tries<'a> {
    policy: &'a RetryPolicy,
    is_idempotent: bool,
    begun: Instant,
    /// The sum of the waits so far. They count even if a transport for tests skips them.
    waited: Duration,
    retries: u32,
}

impl<'a> Tries<'a> {
    pub(crate) fn new(policy: &'a RetryPolicy, is_idempotent: bool) -> Self {
        Self {
            policy,
            is_idempotent,
            begun: Instant::now(),
            waited: Duration::ZERO,
            retries: 0,
        }
    }

    /// The reason and the wait of a retry; `None` if the outcome of the last attempt is that of the call.
    pub(crate) fn again(
        &mut self,
        sent: Result<&RawResponse, &TransportError>,
    ) -> Option<(RetryReason, Duration)> {
        let reason = self.policy.reason(self.is_idempotent, sent)?;
        if self.retries >= self.policy.max_retries {
            return None;
        }
        let delay = match sent.ok().and_then(requested_wait) {
            Some(requested) if requested > self.policy.max_retry_after => return None,
            Some(requested) => requested.saturating_add(jitter(self.policy.first_delay)),
            None => self.policy.backoff(self.retries),
        };
        if !self.policy.has_time(self.elapsed(), delay) {
            return None;
        }
        self.retries += 1;
        self.waited = self.waited.saturating_add(delay);
        Some((reason, delay))
    }

    /// The wait until the window of the rate limit opens, with jitter; `None` if it opens
    /// later than the call may wait.
    pub(crate) fn until_window(&mut self, opens: Duration) -> Option<Duration> {
        let elapsed = self.elapsed();
        let is_allowed = opens <= self.policy.max_retry_after;
        if !is_allowed || !self.policy.has_time(elapsed, opens) {
            return None;
        }
        let left = self.policy.total_time.saturating_sub(elapsed);
        let delay = opens.saturating_add(jitter(SPREAD)).min(left);
        self.waited = self.waited.saturating_add(delay);
        Some(delay)
    }

    fn elapsed(&self) -> Duration {
        self.begun.elapsed().max(self.waited)
    }
}

/// The wait that a response requests.
fn requested_wait(raw: &RawResponse) -> Option<Duration> {
    let requested = retry_after(raw.headers());
    requested.or_else(|| match raw.status() {
        429 => reset(raw.headers()),
        _ => None,
    })
}

/// A random part of a duration; all of it if the system has no random numbers.
fn jitter(bound: Duration) -> Duration {
    let Some(bytes) = random_bytes() else {
        return bound;
    };
    let part = f64::from(u32::from_ne_bytes(bytes)) / f64::from(u32::MAX);
    Duration::try_from_secs_f64(bound.as_secs_f64() * part).unwrap_or(bound)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{RetryPolicy, RetryReason, Tries};
    use crate::runtime::{Headers, RawResponse, TransportError};

    type Sent = Result<RawResponse, TransportError>;

    fn status(status: u16, headers: &[(&str, &str)]) -> Sent {
        let mut all = Headers::new();
        for (name, value) in headers {
            all.append(*name, *value);
        }
        Ok(RawResponse::new(status, all, Vec::new()))
    }

    fn first(is_idempotent: bool, sent: &Sent) -> Option<RetryReason> {
        let policy = RetryPolicy::new();
        let mut tries = Tries::new(&policy, is_idempotent);
        tries.again(sent.as_ref()).map(|(reason, _)| reason)
    }

    #[test]
    fn what_the_service_may_have_seen_is_repeated_for_idempotent_methods_alone() {
        let broken: Sent = Err(TransportError::other("reset"));
        assert_eq!(first(true, &broken), Some(RetryReason::Exchange));
        assert_eq!(first(false, &broken), None);
        for code in [500, 502, 503, 504] {
            let sent = status(code, &[]);
            assert_eq!(first(true, &sent), Some(RetryReason::Status(code)));
            assert_eq!(first(false, &sent), None);
        }
    }

    #[test]
    fn what_the_service_has_not_acted_on_is_repeated_for_all_methods() {
        let refused: Sent = Err(TransportError::connect("refused"));
        for is_idempotent in [true, false] {
            assert_eq!(first(is_idempotent, &refused), Some(RetryReason::Connect));
            let sent = status(429, &[]);
            assert_eq!(first(is_idempotent, &sent), Some(RetryReason::Status(429)));
        }
    }

    #[test]
    fn nothing_else_is_repeated() {
        assert_eq!(first(true, &Err(TransportError::timeout("over"))), None);
        assert_eq!(first(true, &Err(TransportError::tls("expired"))), None);
        let head = RawResponse::new(200, Headers::new(), Vec::new());
        let unreadable = TransportError::unreadable(&head, "in another encoding");
        assert_eq!(first(true, &Err(unreadable)), None);
        for code in [200, 204, 303, 400, 401, 404, 409, 501] {
            assert_eq!(first(true, &status(code, &[])), None);
        }
    }

    #[test]
    fn waits_grow_up_to_their_bound_and_end_with_the_count() {
        let second = Duration::from_secs(1);
        let policy = RetryPolicy::new().delays(second, 3 * second);
        let policy = policy.max_retries(4);
        let mut tries = Tries::new(&policy, true);
        let sent = status(503, &[]);
        for bound in [1, 2, 3, 3] {
            let (_, delay) = tries.again(sent.as_ref()).unwrap();
            assert!(delay <= bound * second, "{delay:?}");
        }
        assert_eq!(tries.again(sent.as_ref()), None);
    }

    #[test]
    fn the_service_says_how_long_to_wait() {
        let delay = |code, headers: &[(&str, &str)]| {
            let policy = RetryPolicy::new();
            let mut tries = Tries::new(&policy, true);
            tries
                .again(status(code, headers).as_ref())
                .map(|(_, delay)| delay)
        };
        let between = |delay: Option<Duration>, seconds: u64| {
            let from = Duration::from_secs(seconds);
            let delay = delay.unwrap();
            assert!(
                delay >= from && delay <= from + Duration::from_millis(500),
                "{delay:?}"
            );
        };
        between(delay(503, &[("Retry-After", "7")]), 7);
        let reset = format!("{}-reset", crate::definition::RATE_LIMIT_HEADERS.unwrap());
        between(delay(429, &[(reset.as_str(), "9")]), 9);
        let date = ("Date", "Wed, 21 Oct 2015 07:27:30 GMT");
        let after = ("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT");
        between(delay(429, &[after, date]), 30);
        assert_eq!(delay(429, &[("Retry-After", "181")]), None);
        assert_eq!(delay(429, &[("Retry-After", "18446744073709551615")]), None);
    }

    #[test]
    fn waits_are_counted_into_the_total_time() {
        let policy = RetryPolicy::new().total_time(Duration::from_secs(15));
        let mut tries = Tries::new(&policy, true);
        let sent = status(429, &[("Retry-After", "6")]);
        assert!(tries.again(sent.as_ref()).is_some());
        assert!(tries.again(sent.as_ref()).is_some());
        assert_eq!(tries.again(sent.as_ref()), None);
    }

    #[test]
    fn a_policy_can_be_narrowed_and_widened() {
        let policy = RetryPolicy::never();
        let mut never = Tries::new(&policy, true);
        assert_eq!(never.again(status(429, &[]).as_ref()), None);
        let policy = RetryPolicy::new().statuses([418]).any_method();
        let mut tries = Tries::new(&policy, false);
        assert!(tries.again(status(418, &[]).as_ref()).is_some());
        assert!(tries.again(status(429, &[]).as_ref()).is_none());
    }
}
