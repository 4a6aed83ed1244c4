//! Calls from programs without async.
//!
//! The client and its API are the same. What ends in `.send().await` elsewhere
//! ends in [`.send_blocking()`](SendBlocking::send_blocking), and pages are a
//! plain iterator after [`.iter_blocking()`](IterBlocking::iter_blocking):
//!
//! ```no_run
//! use sdk_runtime::runtime::blocking::SendBlocking;
//!
//! # fn example(call: sdk_runtime::runtime::Call<String>) -> Result<(), Box<dyn std::error::Error>> {
//! let value = call.send_blocking()?;
//! println!("{value}");
//! # Ok(())
//! # }
//! ```
//!
//! Both are methods of traits of this module, which have to be in scope.
//!
//! The first blocking call starts one thread, which looks after the connections
//! of all of them until the program ends. A client can be used by many threads
//! at once.
//!
//! Within an async task of tokio a blocking call would hold up all the tasks
//! beside it, so it fails and says what to do. On the threads of
//! `spawn_blocking` and in `block_in_place`, which are made for it, it works.

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

/// Sends a call and waits for its result on this thread.
///
/// Everything has it that can be awaited for a result of the SDK: requests,
/// calls, and what `send` and `send_for_response` give back.
pub trait SendBlocking<T>: IntoFuture<Output = Result<T, Error>> + Sized {
    /// Sends the call, and returns when its result is there.
    ///
    /// # Errors
    /// Whatever the call fails with, and an error of which
    /// [`Error::is_config`] is true if this is an async task of tokio or if the
    /// thread for blocking calls cannot be started.
    fn send_blocking(self) -> Result<T, Error> {
        wait(self.into_future())?
    }
}

impl<T, C: IntoFuture<Output = Result<T, Error>>> SendBlocking<T> for C {}

/// Walks through a stream of pages or items on this thread.
///
/// [`Pages`](crate::runtime::Pages) and [`Items`](crate::runtime::Items) have it.
pub trait IterBlocking<T>: Stream<Item = Result<T, Error>> + Unpin + Sized {
    /// An iterator that waits for each page when its turn has come.
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
/// An item is an error where the call of a page failed, or where no blocking
/// call can be made (see [`SendBlocking::send_blocking`]). Nothing follows it.
#[derive(Debug)]
#[must_use = "nothing is sent before the first item is asked for"]
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

/// Runs a future on this thread, while the runtime's thread looks after its
/// connections and timers.
///
/// The runtime's own `block_on` panics where it finds that it must not block.
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
/// That a runtime is at hand does not tell: it is on the threads of
/// `spawn_blocking`, too. But only a task has a budget that can be used up, and
/// none has more than 255 units. A task that is told to wait for this reason
/// gets the error, and its budget back when it runs the next time.
fn is_in_a_task() -> bool {
    let mut cx = Context::from_waker(Waker::noop());
    Handle::try_current().is_ok()
        && (0..=u8::MAX).any(|_| pin!(consume_budget()).poll(&mut cx).is_pending())
}

/// The runtime of all blocking calls. It has a thread of its own, without
/// which nobody would notice between two calls that a connection was closed.
fn runtime() -> Result<Handle, Error> {
    static RUNTIME: Mutex<Option<Runtime>> = Mutex::new(None);
    let mut place = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = &*place {
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
    Ok(place.insert(runtime).handle().clone())
}
