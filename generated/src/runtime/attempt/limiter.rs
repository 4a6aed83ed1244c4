//! Keeps a client below the rate limit of the service.
//!
//! The service counts calls in windows of time, and reports the count, the limit and the
//! end of the window in the headers of every response. This module reads these headers
//! and counts attempts in between. It does not retry.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::retry::Tries;
use crate::runtime::http::response::RawResponse;
use crate::runtime::http::retry_after::{of_limit, reset, retry_after};
use crate::runtime::http::transport::Transport;

/// The length of a window, which is used between the end of one window and the first
/// response of the next.
const WINDOW: Duration = Duration::from_secs(60);

/// A rate limit that the client enforces itself.
///
/// A call that would exceed the limit of the service waits for the next window, and for up to half a second
/// more, so that waiting calls do not start at the same time. The wait is part of the total time of the
/// call's [`RetryPolicy`](crate::runtime::RetryPolicy): if the window opens later, the call fails at once
/// with [`Error::is_timeout`](crate::runtime::Error::is_timeout). The limit is read from response headers. So
/// there is no wait before the first response, and calls of other programs with the same credentials count as
/// well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "the limit does nothing until a client has it"]
pub struct RateLimit {
    percent: u32,
}

impl Default for RateLimit {
    fn default() -> Self {
        Self { percent: 100 }
    }
}

impl RateLimit {
    /// The whole limit of the service.
    pub fn new() -> Self {
        Self::default()
    }

    /// Uses this percentage of the service's limit, from 1 to 100, and leaves the rest to
    /// other programs. Other values are clamped.
    pub fn percent(mut self, percent: u32) -> Self {
        self.percent = percent.clamp(1, 100);
        self
    }
}

pub(crate) struct Limiter {
    settings: RateLimit,
    window: Mutex<Option<Window>>,
}

#[derive(Clone, Copy)]
struct Window {
    allowed: u32,
    used: u32,
    ends: Instant,
}

impl Limiter {
    pub(crate) fn new(settings: RateLimit) -> Self {
        Self {
            settings,
            window: Mutex::new(None),
        }
    }

    /// Waits until the window has room for an attempt, and counts it. The waits count against the retry
    /// policy of the call.
    ///
    /// # Errors
    /// If the window opens later than the policy lets the call wait, with the time until then.
    pub(crate) async fn pass(
        &self,
        transport: &dyn Transport,
        tries: &mut Tries<'_>,
    ) -> Result<(), Duration> {
        let mut now = Instant::now();
        while let Some(opens) = self.take(now) {
            let wait = tries.until_window(opens).ok_or(opens)?;
            transport.sleep(wait).await;
            // The `sleep` of a transport for tests may return at once.
            now = Instant::now().max(now + wait);
        }
        Ok(())
    }

    /// Counts an attempt in the window; if it is full, returns the time until it ends.
    fn take(&self, now: Instant) -> Option<Duration> {
        let mut slot = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let window = slot.as_mut()?;
        if now >= window.ends {
            window.used = 0;
            window.ends = now + WINDOW;
        }
        let share = u64::from(window.allowed) * u64::from(self.settings.percent) / 100;
        if u64::from(window.used) < share.max(1) {
            window.used += 1;
            return None;
        }
        Some(window.ends - now)
    }

    /// Updates the window from the headers of a response.
    pub(crate) fn learn(&self, raw: &RawResponse) {
        self.learn_at(Instant::now(), raw);
    }

    fn learn_at(&self, now: Instant, raw: &RawResponse) {
        let headers = raw.headers();
        let count = of_limit(headers, "count");
        let allowed = of_limit(headers, "allowed");
        let refused = raw.status() == 429;
        let wait = match refused {
            true => retry_after(headers).or_else(|| reset(headers)),
            false => reset(headers),
        };
        // A longer wait is not that of a rate limit.
        let Some(wait) = wait.filter(|wait| *wait <= 5 * WINDOW) else {
            return;
        };
        let mut slot = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let ends = now + wait;
        let known = slot.filter(|window| ends <= window.ends + Duration::from_secs(1));
        // Attempts in flight are counted here, and not yet in the response.
        let used = known.map_or(0, |window| window.used);
        *slot = match (allowed, count) {
            (allowed, _) if refused => Some(Window {
                allowed: allowed.unwrap_or(u32::MAX),
                used: u32::MAX,
                ends,
            }),
            (Some(allowed), Some(count)) => Some(Window {
                allowed,
                used: count.max(used),
                ends,
            }),
            _ => return,
        };
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Limiter, RateLimit, WINDOW};
    use crate::runtime::{Headers, RawResponse};

    const SECOND: Duration = Duration::from_secs(1);

    fn response(status: u16, headers: &[(&str, &str)]) -> RawResponse {
        let mut all = Headers::new();
        for (name, value) in headers {
            let prefix = crate::definition::RATE_LIMIT_HEADERS.unwrap();
            all.append(format!("{prefix}-{name}"), *value);
        }
        RawResponse::new(status, all, Vec::new())
    }

    #[test]
    fn nothing_waits_before_the_limit_is_known() {
        let limiter = Limiter::new(RateLimit::new());
        let now = Instant::now();
        limiter.learn_at(now, &response(200, &[("count", "9")]));
        for _ in 0..1000 {
            assert_eq!(limiter.take(now), None);
        }
    }

    #[test]
    fn a_full_window_is_waited_for() {
        let limiter = Limiter::new(RateLimit::new());
        let now = Instant::now();
        let headers = [("count", "8"), ("allowed", "10"), ("reset", "5")];
        limiter.learn_at(now, &response(200, &headers));
        assert_eq!(limiter.take(now), None);
        assert_eq!(limiter.take(now), None);
        assert_eq!(limiter.take(now), Some(5 * SECOND));
        // A response that is older than the last try does not take its slot back.
        limiter.learn_at(now, &response(200, &headers));
        assert_eq!(limiter.take(now + SECOND), Some(4 * SECOND));

        let next = now + 5 * SECOND;
        for _ in 0..10 {
            assert_eq!(limiter.take(next), None);
        }
        assert_eq!(limiter.take(next), Some(WINDOW));
        // The new window's own response corrects the guess.
        let headers = [("count", "1"), ("allowed", "12"), ("reset", "58")];
        limiter.learn_at(next, &response(200, &headers));
        assert_eq!(limiter.take(next), None);
        assert_eq!(limiter.take(next), None);
        assert_eq!(limiter.take(next), Some(58 * SECOND));
    }

    #[test]
    fn a_part_of_the_limit_is_left_to_others() {
        let limiter = Limiter::new(RateLimit::new().percent(50));
        let now = Instant::now();
        let headers = [("count", "0"), ("allowed", "4"), ("reset", "5")];
        limiter.learn_at(now, &response(200, &headers));
        assert_eq!(limiter.take(now), None);
        assert_eq!(limiter.take(now), None);
        assert_eq!(limiter.take(now), Some(5 * SECOND));
    }

    #[test]
    fn a_refusal_holds_back_every_other_call() {
        let limiter = Limiter::new(RateLimit::new());
        let now = Instant::now();
        limiter.learn_at(now, &response(429, &[("reset", "3")]));
        assert_eq!(limiter.take(now), Some(3 * SECOND));
        assert_eq!(limiter.take(now + 3 * SECOND), None);
    }
}
