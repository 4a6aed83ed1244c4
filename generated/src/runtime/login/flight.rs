//! A login in progress, and the calls that wait for it.
//!
//! Every waiting call drives the login when it is polled, and all of them are woken when
//! it can progress. So a call that is never polled again, such as one in a `select!`
//! whose other branch continues, does not block the others. When a login is due is
//! decided by the keeper.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::task::{Context, Poll, Wake, Waker};

use super::source::{TokenError, TokenFuture};
use super::token::Token;
use crate::runtime::error::Failure;

/// A login in progress.
pub(super) struct Flight {
    /// The era of the keeper in which it began.
    pub(super) era: u64,
    /// Whether there is no valid token in the meantime.
    pub(super) is_urgent: bool,
    /// The future of the login, until it is ready. It is locked while it is polled.
    login: Mutex<Option<TokenFuture>>,
    calls: Arc<Calls>,
}

/// The result of a login: a token, or a failure that all waiting calls share, or `None`
/// if the token source panicked.
pub(super) type Outcome = Option<Result<Token, Failure>>;

/// The state that waiting calls share.
#[derive(Default)]
struct Calls(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    /// The wakers of waiting calls, by the number of the call.
    wakers: BTreeMap<u64, Waker>,
    next: u64,
    /// The calls that found the login locked and have to be woken.
    missed: BTreeSet<u64>,
    outcome: Option<Outcome>,
}

/// The future of a call that waits for a login.
pub(super) struct Wait {
    flight: Arc<Flight>,
    number: u64,
    is_new: bool,
}

/// The output of [`Wait`].
pub(super) struct Ended {
    pub(super) outcome: Outcome,
    /// Whether the login was ready at the first poll of this call, so that a failure may
    /// be an old one.
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

    /// Waits for the result.
    pub(super) fn wait(self: &Arc<Self>) -> Wait {
        let mut waiting = self.calls.lock();
        waiting.next += 1;
        Wait {
            flight: Arc::clone(self),
            number: waiting.next,
            is_new: true,
        }
    }

    /// Locks the login to poll it; `None` if another call polls it at this moment. That
    /// call then wakes those that found it locked.
    fn drive(&self, number: u64) -> Option<Driver<'_>> {
        let lock = || match self.login.try_lock() {
            Ok(login) => Some(login),
            Err(TryLockError::Poisoned(error)) => Some(error.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        };
        let login = lock().or_else(|| {
            self.calls.lock().missed.insert(number);
            // It may have been unlocked before the number was inserted.
            lock()
        });
        Some(Driver {
            login: Some(login?),
            calls: &self.calls,
        })
    }
}

/// The lock of a call that polls the login. When it is dropped, calls that found the
/// login locked are woken.
struct Driver<'a> {
    /// `None` once it is unlocked.
    login: Option<MutexGuard<'a, Option<TokenFuture>>>,
    calls: &'a Arc<Calls>,
}

impl Driver<'_> {
    /// Polls the login. Ready if it has ended with this poll.
    fn poll(&mut self) -> Poll<()> {
        let Some(slot) = self.login.as_deref_mut() else {
            return Poll::Pending;
        };
        let Some(login) = slot.as_mut() else {
            // It has ended before, and the outcome is set.
            return Poll::Pending;
        };
        let ending = EndedByPanic(self.calls);
        let waker = Waker::from(Arc::clone(self.calls));
        let polled = login.as_mut().poll(&mut Context::from_waker(&waker));
        std::mem::forget(ending);
        polled.map(|result| {
            let outcome = result.map_err(|error: TokenError| Failure::from(error));
            self.calls.lock().outcome = Some(Some(outcome));
            *slot = None;
        })
    }
}

impl Drop for Driver<'_> {
    fn drop(&mut self) {
        drop(self.login.take());
        self.calls.wake_missed();
    }
}

impl Future for Wait {
    type Output = Ended;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Ended> {
        let is_new = std::mem::replace(&mut self.is_new, false);
        let flight = &*self.flight;
        let calls = &flight.calls;
        calls.register(self.number, cx.waker());
        let mut is_stale = false;
        // Checked before locking, so that calls which only need the outcome do not
        // contend for the lock.
        if calls.outcome().is_none() {
            let Some(mut driver) = flight.drive(self.number) else {
                return Poll::Pending;
            };
            if calls.outcome().is_none() && driver.poll().is_ready() {
                is_stale = is_new;
                drop(driver);
                calls.wake_all();
            }
        }
        match calls.outcome() {
            Some(outcome) => Poll::Ready(Ended { outcome, is_stale }),
            None => Poll::Pending,
        }
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        self.flight.calls.unregister(self.number);
    }
}

impl Calls {
    // The lock is held for a few assignments only, so a poisoned lock still has a
    // consistent state.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn register(&self, number: u64, waker: &Waker) {
        let before = self.lock().wakers.insert(number, waker.clone());
        // Dropped after the lock is released: dropping a waker may drop a task that
        // contains a `Wait` of its own.
        drop(before);
    }

    fn unregister(&self, number: u64) {
        let mut waiting = self.lock();
        let waker = waiting.wakers.remove(&number);
        waiting.missed.remove(&number);
        drop(waiting);
        drop(waker);
    }

    fn outcome(&self) -> Option<Outcome> {
        self.lock().outcome.clone()
    }

    fn wake_all(&self) {
        let wakers: Vec<Waker> = self.lock().wakers.values().cloned().collect();
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Wakes only the calls that found the login locked; if all were woken, they would
    /// contend for the lock again.
    fn wake_missed(&self) {
        let mut waiting = self.lock();
        let missed = std::mem::take(&mut waiting.missed);
        let wakers = missed
            .iter()
            .filter_map(|number| waiting.wakers.get(number));
        let wakers: Vec<Waker> = wakers.cloned().collect();
        drop(waiting);
        wakers.into_iter().for_each(Waker::wake);
    }
}

impl Wake for Calls {
    fn wake(self: Arc<Self>) {
        self.wake_all();
    }
}

/// Sets the outcome if the token source panics, so that the other calls start another
/// login.
struct EndedByPanic<'a>(&'a Calls);

impl Drop for EndedByPanic<'_> {
    fn drop(&mut self) {
        self.0.lock().outcome = Some(None);
        self.0.wake_all();
    }
}
