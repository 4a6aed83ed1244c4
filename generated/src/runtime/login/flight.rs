//! One login, and the calls that wait for it.
//!
//! Each of the calls drives the login whenever it is polled, and when there is
//! something to do all of them are woken. So a call that is never polled again,
//! such as one in a `select!` whose other branch goes on, holds up none of the
//! others. It does not know when a login is due, nor what becomes of its token.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::task::{Context, Poll, Wake, Waker};

use super::source::{TokenError, TokenFuture};
use super::token::Token;
use crate::runtime::error::Failure;

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
    /// By the number of the call.
    wakers: BTreeMap<u64, Waker>,
    next: u64,
    /// The calls that found the login locked, and have to look again.
    missed: BTreeSet<u64>,
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

    /// The login, unless another call drives it at this moment. That call looks
    /// who has missed it when it is done.
    fn drive(&self, number: u64) -> Option<Driver<'_>> {
        let lock = || match self.login.try_lock() {
            Ok(login) => Some(login),
            Err(TryLockError::Poisoned(error)) => Some(error.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        };
        let login = lock().or_else(|| {
            self.calls.lock().missed.insert(number);
            // It may have been unlocked, and nobody been missed, in between.
            lock()
        });
        Some(Driver {
            login: Some(login?),
            calls: &self.calls,
        })
    }
}

/// A call that drives the login. When it is done, those are woken that wanted to
/// meanwhile.
struct Driver<'a> {
    /// Nothing once it is unlocked.
    login: Option<MutexGuard<'a, Option<TokenFuture>>>,
    calls: &'a Arc<Calls>,
}

impl Driver<'_> {
    /// Goes on with the login, and gives back whether it has ended now.
    fn poll(&mut self) -> Poll<()> {
        let Some(place) = self.login.as_deref_mut() else {
            return Poll::Pending;
        };
        let Some(login) = place.as_mut() else {
            // It has ended, which the outcome has told before.
            return Poll::Pending;
        };
        let ending = EndedByPanic(self.calls);
        let waker = Waker::from(Arc::clone(self.calls));
        let polled = login.as_mut().poll(&mut Context::from_waker(&waker));
        std::mem::forget(ending);
        polled.map(|result| {
            let outcome = result.map_err(|error: TokenError| Failure::from(error));
            self.calls.lock().outcome = Some(Some(outcome));
            *place = None;
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
        // Before the lock, so that those who come for the outcome alone do not
        // get in each other's way.
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
    // It is locked for a few assignments, so a panic elsewhere cannot have left
    // half a state behind.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn register(&self, number: u64, waker: &Waker) {
        let before = self.lock().wakers.insert(number, waker.clone());
        // Not while it is locked: a waker may be the last that is left of a task,
        // whose own wait ends with it.
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

    /// Wakes the calls that found the login locked, and no others: were all woken,
    /// they would go on to get in each other's way.
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

/// A source that panicked cannot go on; the other calls begin another login.
struct EndedByPanic<'a>(&'a Calls);

impl Drop for EndedByPanic<'_> {
    fn drop(&mut self) {
        self.0.lock().outcome = Some(None);
        self.0.wake_all();
    }
}
