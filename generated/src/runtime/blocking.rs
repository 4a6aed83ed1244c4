//! Blocking calls, for programs without async.
//!
//! The client and its API are the same: write
//! [`.send_blocking()`](SendBlocking::send_blocking) in slot of `.send().await`, and
//! [`.iter_blocking()`](IterBlocking::iter_blocking) to iterate over pages or items:
//!
//! ```no_run
//! use purecloud_platform_client_v2::blocking::SendBlocking;
//!
//! # fn example(call: purecloud_platform_client_v2::Call<String>) -> Result<(), Box<dyn std::error::Error>> {
//! let value = call.send_blocking()?;
//! println!("{value}");
//! # Ok(())
//! # }
//! ```
//!
//! Both are trait methods, so import the traits of this module.
//!
//! The first blocking call starts one thread, which drives the connections of all
//! blocking calls until the program ends. A client can be used from several threads at
//! once.
//!
//! In an async task of tokio, a blocking call would block the other tasks of its thread,
//! so it returns an error. It works within `spawn_blocking` and `block_in_place`.

use std::future::{Future, IntoFuture, poll_fn};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use futures_core::Stream;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::consume_budget;

use crate::runtime::error::Error;

const IN_A_TASK: &str = "a blocking call was made in an async task, which would hold up the \
     tasks beside it: use `.send().await` there, or make the call in tokio::task::spawn_blocking";

/// Sends a call and blocks this thread until its result is available.
///
/// Implemented for everything that can be awaited for a result of this crate: calls, and
/// the futures of `send` and `send_for_response`.
pub trait SendBlocking<T>: IntoFuture<Output = Result<T, Error>> + Sized {
    /// Sends the call and returns its result.
    ///
    /// # Errors
    /// The errors of the call; and an error with [`Error::is_config`] within an async
    /// task of tokio, or if the thread for blocking calls cannot be started.
    fn send_blocking(self) -> Result<T, Error> {
        wait(self.into_future())?
    }
}

impl<T, C: IntoFuture<Output = Result<T, Error>>> SendBlocking<T> for C {}

/// Iterates over a stream of pages or items, and blocks this thread while it waits.
///
/// Implemented for [`Pages`](crate::runtime::Pages) and [`Items`](crate::runtime::Items).
pub trait IterBlocking<T>: Stream<Item = Result<T, Error>> + Unpin + Sized {
    /// An iterator that requests each page when its items are needed.
    fn iter_blocking(self) -> Iter<Self> {
        Iter {
            stream: self,
            is_at_end: false,
        }
    }
}

impl<T, S: Stream<Item = Result<T, Error>> + Unpin> IterBlocking<T> for S {}

/// The iterator of [`IterBlocking::iter_blocking`].
///
/// An item is an error if the request of a page failed, or if blocking is not possible
/// here (see [`SendBlocking::send_blocking`]). An error is the last item.
#[derive(Debug)]
#[must_use = "nothing is sent before the first item is requested"]
pub struct Iter<S> {
    stream: S,
    is_at_end: bool,
}

impl<T, S: Stream<Item = Result<T, Error>> + Unpin> Iterator for Iter<S> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_at_end {
            return None;
        }
        let stream = &mut self.stream;
        let next = wait(poll_fn(|cx| Pin::new(&mut *stream).poll_next(cx)));
        let next = next.unwrap_or_else(|error| Some(Err(error)));
        self.is_at_end = !matches!(next, Some(Ok(_)));
        next
    }
}

/// Runs a future on this thread, while the runtime's thread drives its connections and
/// timers.
///
/// `Runtime::block_on` is not used because it panics where blocking is not allowed.
fn wait<F: Future>(future: F) -> Result<F::Output, Error> {
    if is_in_a_task() {
        return Err(Error::config(IN_A_TASK));
    }
    let runtime = runtime()?;
    let _entered = runtime.enter();
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut cx = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return Ok(output);
        }
        thread::park();
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Whether this code runs inside an async task of tokio.
///
/// A runtime handle is no evidence, since threads of `spawn_blocking` have one, too. But
/// only a task has a cooperative budget, which is never more than 255 units, so this uses
/// up the budget. The task gets a new one when it is polled again.
fn is_in_a_task() -> bool {
    let mut cx = Context::from_waker(Waker::noop());
    Handle::try_current().is_ok()
        && (0..=u8::MAX).any(|_| pin!(consume_budget()).poll(&mut cx).is_pending())
}

/// The runtime of all blocking calls. Its own thread notices connections that are closed
/// between two calls.
fn runtime() -> Result<Handle, Error> {
    static RUNTIME: Mutex<Option<Runtime>> = Mutex::new(None);
    let mut slot = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = &*slot {
        return Ok(runtime.handle().clone());
    }
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("blocking-calls")
        .enable_all()
        .build()
        .map_err(|error| {
            Error::config_from("no thread can be started for blocking calls", error)
        })?;
    Ok(slot.insert(runtime).handle().clone())
}
