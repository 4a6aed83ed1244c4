//! Time limits of the client, with the timer of its transport.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use super::transport::{SleepFuture, Transport};

/// The state of the timer.
enum Clock<'a> {
    /// The step was not pending so far.
    NotBegun,
    Runs(SleepFuture<'a>),
    /// The timer of the transport ends at once, as in tests, so the limit is never
    /// reached.
    Stands,
}

/// The result of a step, or `None` if it takes longer than the limit.
pub(crate) async fn within<T>(
    transport: &dyn Transport,
    limit: Option<Duration>,
    step: impl Future<Output = T>,
) -> Option<T> {
    let Some(limit) = limit else {
        return Some(step.await);
    };
    let begun = Instant::now();
    let mut step = pin!(step);
    let mut clock = Clock::NotBegun;
    poll_fn(|cx| {
        if let Poll::Ready(done) = step.as_mut().poll(cx) {
            return Poll::Ready(Some(done));
        }
        if let Clock::NotBegun = clock {
            let mut timer = transport.timer(limit);
            clock = match timer.as_mut().poll(cx) {
                Poll::Pending => Clock::Runs(timer),
                Poll::Ready(()) if begun.elapsed() >= limit => return Poll::Ready(None),
                Poll::Ready(()) => Clock::Stands,
            };
            return Poll::Pending;
        }
        match &mut clock {
            Clock::Runs(timer) => timer.as_mut().poll(cx).map(|()| None),
            Clock::NotBegun | Clock::Stands => Poll::Pending,
        }
    })
    .await
}
