//! One login, and the calls that wait for it.
//!
//! Each of the calls drives the login whenever it is polled, and when there is
//! something to do all of them are woken. So a call that is never polled again,
//! such as one in a `select!` whose other branch goes on, holds up none of the
//! others. It does not know when a login is due, nor what becomes of its token.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::task::{Context, Poll, Wake, Waker};

use super::keeper::Failure;
use super::token::Token;
use super::{TokenError, TokenFuture};

/// A login that was begun.
pub(super) struct Flight {
    /// The era of the keeper that it was begun in.
    pub(super) era: u64,
    /// Whether calls cannot do without it.
    pub(super) is_urgent: bool,
    /// The login, until it has ended. It is locked while it is polled.
    login: Mutex<Option<TokenFuture>>,
    calls: Arc<Calls>,
}

/// How a login ended: with a token, or with a failure that all calls share, or
/// with nothing, if its source panicked and it cannot go on.
pub(super) type Outcome = Option<Result<Token, Failure>>;

/// What the calls share.
#[derive(Default)]
struct Calls(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    wakers: BTreeMap<u64, Waker>,
    next: u64,
    /// Whether a call found the login locked, and has to look again.
    has_missed: bool,
    outcome: Option<Outcome>,
}

/// A call's wait for a login.
pub(super) struct Wait {
    flight: Arc<Flight>,
    number: u64,
    is_new: bool,
}

/// What a wait ends with.
pub(super) struct Ended {
    pub(super) outcome: Outcome,
    /// Whether the login had come to its end before, and nobody had looked: its
    /// failure may be an old one.
    pub(super) is_stale: bool,
}

impl Flight {
    pub(super) fn new(login: TokenFuture, era: u64, is_urgent: bool) -> Self {
        Self {
            era,
            is_urgent,
            login: Mutex::new(Some(login)),
            calls: Arc::default(),
        }
    }

    /// Whether calls wait for it.
    pub(super) fn is_awaited(&self) -> bool {
        !self.calls.lock().wakers.is_empty()
    }

    /// Waits until it has ended.
    pub(super) fn wait(self: &Arc<Self>) -> Wait {
        let mut waiting = self.calls.lock();
        waiting.next += 1;
        Wait {
            flight: Arc::clone(self),
            number: waiting.next,
            is_new: true,
        }
    }

    /// The login, unless another call polls it at this moment. That call looks
    /// whether it was missed when it is done.
    fn login(&self) -> Option<MutexGuard<'_, Option<TokenFuture>>> {
        let lock = || match self.login.try_lock() {
            Ok(login) => Some(login),
            Err(TryLockError::Poisoned(error)) => Some(error.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        };
        lock().or_else(|| {
            self.calls.lock().has_missed = true;
            lock()
        })
    }
}

impl Future for Wait {
    type Output = Ended;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Ended> {
        let is_new = std::mem::replace(&mut self.is_new, false);
        let flight = &*self.flight;
        let calls = &flight.calls;
        calls.lock().wakers.insert(self.number, cx.waker().clone());
        let Some(mut login) = flight.login() else {
            return Poll::Pending;
        };
        if let Some(outcome) = calls.lock().outcome.clone() {
            let is_stale = false;
            return Poll::Ready(Ended { outcome, is_stale });
        }
        let Some(future) = login.as_mut() else {
            // Reached only without an outcome, which is set before the future is gone.
            return Poll::Pending;
        };
        let ending = EndedByPanic(calls);
        let waker = Waker::from(Arc::clone(calls));
        let polled = future.as_mut().poll(&mut Context::from_waker(&waker));
        std::mem::forget(ending);
        match polled {
            Poll::Pending => {
                drop(login);
                calls.wake_missed();
                Poll::Pending
            }
            Poll::Ready(result) => {
                let outcome = Some(result.map_err(|error: TokenError| Failure::from(error)));
                calls.lock().outcome = Some(outcome.clone());
                *login = None;
                drop(login);
                calls.wake_all();
                let is_stale = is_new;
                Poll::Ready(Ended { outcome, is_stale })
            }
        }
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        self.flight.calls.lock().wakers.remove(&self.number);
    }
}

impl Calls {
    // It is locked for a few assignments, so a panic elsewhere cannot have left
    // half a state behind.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wake_all(&self) {
        let mut waiting = self.lock();
        waiting.has_missed = false;
        let wakers: Vec<Waker> = waiting.wakers.values().cloned().collect();
        drop(waiting);
        wakers.into_iter().for_each(Waker::wake);
    }

    fn wake_missed(&self) {
        if self.lock().has_missed {
            self.wake_all();
        }
    }
}

impl Wake for Calls {
    fn wake(self: Arc<Self>) {
        self.wake_all();
    }
}

/// A source that panicked cannot go on; the other calls begin another login.
struct EndedByPanic<'a>(&'a Calls);

impl Drop for EndedByPanic<'_> {
    fn drop(&mut self) {
        self.0.lock().outcome = Some(None);
        self.0.wake_all();
    }
}
