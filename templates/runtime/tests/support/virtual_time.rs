//! A service whose responses take time, on a clock that is moved when nothing else can happen.

#![allow(dead_code, reason = "no test uses all of it")]
#![allow(
    clippy::unwrap_used,
    reason = "a helper of a test fails like the test itself"
)]

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use sdk_runtime::runtime::{
    Headers, HttpRequest, RawResponse, SleepFuture, Transport, TransportError, TransportFuture,
};
use serde_json::Value;

/// How long each response takes.
pub(crate) const LATENCY: Duration = Duration::from_millis(100);

/// What a request gets.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    pub(crate) body: Value,
    pub(crate) latency: Duration,
}

impl Reply {
    pub(crate) fn new(status: u16, body: Value) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body,
            latency: LATENCY,
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn after(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }
}

/// The clock, and what happened on it.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) now: Duration,
    /// What waits, by its number: until when, and whom to wake.
    waiting: BTreeMap<u64, (Duration, Waker)>,
    next: u64,
    /// How many requests are on their way.
    pub(crate) open: usize,
    /// The largest number of requests that were on their way at the same time.
    pub(crate) most: usize,
    /// What was asked for and when, in the order in which it was sent.
    pub(crate) asked: Vec<(Duration, String)>,
}

type Answer = dyn Fn(&str, usize) -> Reply + Send + Sync;

/// The service. It answers by what it is asked, and by how many requests there were before.
#[derive(Clone)]
pub(crate) struct Slow {
    pub(crate) state: Arc<Mutex<State>>,
    answer: Arc<Answer>,
}

impl Slow {
    pub(crate) fn new(answer: impl Fn(&str, usize) -> Reply + Send + Sync + 'static) -> Self {
        Self {
            state: Arc::default(),
            answer: Arc::new(answer),
        }
    }

    /// What was asked for, in the order in which it was sent.
    pub(crate) fn asked(&self) -> Vec<String> {
        let state = self.state.lock().unwrap();
        state.asked.iter().map(|(_, asked)| asked.clone()).collect()
    }

    pub(crate) fn now(&self) -> Duration {
        self.state.lock().unwrap().now
    }

    /// Lets time pass in which nobody polls anything. What happens meanwhile wakes whoever waits for it.
    pub(crate) fn pass(&self, time: Duration) {
        self.set(self.now() + time);
    }

    /// Runs a future to its end. The clock goes on only when the future waits.
    pub(crate) fn run<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        let flag = Arc::new(Flag::default());
        let waker = Waker::from(Arc::clone(&flag));
        let mut cx = Context::from_waker(&waker);
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
                return output;
            }
            while !flag.0.swap(false, Ordering::AcqRel) {
                self.advance();
            }
        }
    }

    /// Moves the clock to the next thing that happens.
    fn advance(&self) {
        let state = self.state.lock().unwrap();
        let next = state.waiting.values().map(|(due, _)| *due).min();
        let next = next.unwrap().max(state.now);
        drop(state);
        self.set(next);
    }

    fn set(&self, now: Duration) {
        let mut state = self.state.lock().unwrap();
        state.now = now;
        let due = state.waiting.values().filter(|(due, _)| *due <= now);
        let woken: Vec<_> = due.map(|(_, waker)| waker.clone()).collect();
        drop(state);
        woken.into_iter().for_each(Waker::wake);
    }

    fn wait(&self, time: Duration, is_request: bool) -> Wait {
        let mut state = self.state.lock().unwrap();
        state.next += 1;
        let (number, due) = (state.next, state.now.saturating_add(time));
        state.open += usize::from(is_request);
        state.most = state.most.max(state.open);
        Wait {
            state: Arc::clone(&self.state),
            number,
            due,
            is_request,
        }
    }
}

#[derive(Default)]
struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Release);
    }
}

struct Wait {
    state: Arc<Mutex<State>>,
    number: u64,
    due: Duration,
    is_request: bool,
}

impl Future for Wait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.state.lock().unwrap();
        if state.now >= self.due {
            return Poll::Ready(());
        }
        let waiting = (self.due, cx.waker().clone());
        state.waiting.insert(self.number, waiting);
        Poll::Pending
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        let mut state = self.state.lock().unwrap();
        state.waiting.remove(&self.number);
        state.open -= usize::from(self.is_request);
    }
}

impl Transport for Slow {
    fn send(&self, request: HttpRequest) -> TransportFuture<'_> {
        let target = request.url.strip_prefix("https://host").unwrap();
        let body = request.body.as_ref().and_then(|body| body.as_bytes());
        let body = String::from_utf8(body.map_or_else(Vec::new, |bytes| bytes.to_vec())).unwrap();
        let asked = format!("{target}{body}");
        let before = {
            let mut state = self.state.lock().unwrap();
            let now = state.now;
            state.asked.push((now, asked.clone()));
            state.asked.len() - 1
        };
        let reply = (self.answer)(&asked, before);
        let arrives = self.wait(reply.latency, true);
        let limit = request.timeout.map(|limit| self.now() + limit);
        Box::pin(async move {
            arrives.await;
            // As in real transports, a limit that is over is over even if the response is there.
            if limit.is_some_and(|limit| self.now() > limit) {
                return Err(TransportError::timeout("too late"));
            }
            let mut headers = Headers::new();
            for (name, value) in reply.headers {
                headers.set(name, value);
            }
            let body = reply.body.to_string().into_bytes();
            Ok(RawResponse::new(reply.status, headers, body))
        })
    }

    fn sleep(&self, time: Duration) -> SleepFuture<'_> {
        Box::pin(self.wait(time, false))
    }
}
