//! Time limits that the client keeps itself, by the clock of its transport.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use super::transport::{SleepFuture, Transport};

/// The clock of a limit.
enum Clock<'a> {
    /// Nothing had to be waited for so far.
    NotBegun,
    Runs(SleepFuture<'a>),
    /// On the clock of the transport nothing lasts, so no limit is reached.
    Stands,
}

/// What comes of a step, or nothing if it takes longer than the limit.
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
