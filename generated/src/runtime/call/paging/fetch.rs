//! Sends the request of the next page, and requests of later pages ahead of it.
//!
//! Requests that are sent ahead are guesses. `next` decides which page follows another, as if nothing had
//! been sent ahead, and a guess that turns out wrong is dropped with its response. No task is spawned:
//! polling the stream drives all of its requests. This module does not know the type of a page.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use super::next::{Walk, set_largest_size};
use crate::runtime::attempt::limiter::{Limiter, RateLimit};
use crate::runtime::call::execute::execute;
use crate::runtime::call::sending::Raw;
use crate::runtime::client::Client;
use crate::runtime::error::Error;
use crate::runtime::http::response::RawResponse;
use crate::runtime::request::Request;

/// A response with its request.
type Received = Result<(Request, RawResponse), Error>;

/// The requests of one stream of pages.
pub(super) struct Fetch {
    client: Client,
    walk: Walk,
    /// The request of the next page, or the reason why it is not known; `None` at the
    /// end.
    next: Option<Result<Request, Error>>,
    /// The requests that were sent, in the order of their pages. The first is that of the
    /// next page.
    sent: VecDeque<Sent>,
    /// How many pages may still be returned.
    left: usize,
    /// The maximum number of requests in flight and of responses in memory, at least 1.
    concurrency: usize,
    /// The rate limit of concurrent requests, if the client has none: a 429 for one of them delays all of
    /// them.
    limiter: Option<Arc<Limiter>>,
}

impl Fetch {
    pub(super) fn new(client: Client, request: Request) -> Self {
        Self {
            client,
            walk: Walk::new(request.paging()),
            next: Some(Ok(request)),
            sent: VecDeque::new(),
            left: usize::MAX,
            concurrency: 1,
            limiter: None,
        }
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    pub(super) fn next(&self) -> Option<&Result<Request, Error>> {
        self.next.as_ref()
    }

    pub(super) fn set_left(&mut self, pages: usize) {
        self.left = pages;
    }

    pub(super) fn set_concurrency(&mut self, requests: usize) {
        self.concurrency = requests.max(1);
        let is_shared = self.concurrency > 1 && self.client.inner.limiter.is_none();
        self.limiter = is_shared.then(|| Arc::new(Limiter::new(RateLimit::new())));
    }

    /// Sets the page size to its maximum, unless a page was requested already: another size would shift
    /// the following pages.
    pub(super) fn set_largest_size(&mut self) {
        if !self.walk.is_begun()
            && self.sent.is_empty()
            && let Some(Ok(request)) = &mut self.next
            && let Err(error) = set_largest_size(request)
        {
            request.refuse(&error.to_string());
        }
    }

    /// Polls the response of the next page. `wanted` is the number of items that the
    /// caller still needs.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>, wanted: usize) -> Poll<Option<Received>> {
        if self.left == 0 {
            self.end();
        }
        if !matches!(self.next, Some(Ok(_))) {
            return Poll::Ready(self.next.take().and_then(Result::err).map(Err));
        }
        self.send_next();
        self.send_ahead(self.concurrency, wanted);
        self.drive(cx);
        self.send_lost_again();
        self.drive(cx);
        match self.arrived() {
            Some(received) => Poll::Ready(Some(received)),
            None => Poll::Pending,
        }
    }

    /// Sends requests of the following pages while the caller processes the current one.
    pub(super) fn prefetch(&mut self, cx: &mut Context<'_>, wanted: usize) {
        if self.concurrency > 1 {
            self.send_ahead(self.concurrency - 1, wanted);
            self.drive(cx);
        }
    }

    /// Polls the requests whose wakers were called, while the caller processes a page.
    pub(super) fn nudge(&mut self, cx: &mut Context<'_>) {
        let Self { sent, walk, .. } = self;
        let woken = sent.iter_mut().filter(|sent| sent.alarm.rings());
        woken.for_each(|sent| sent.poll(cx.waker(), walk));
    }

    /// Determines what follows a page. Returns false if the page was returned before.
    pub(super) fn take(&mut self, request: Request, raw: &RawResponse) -> bool {
        let is_new = !self.walk.repeats(&request, raw.body());
        self.next = if is_new {
            self.left = self.left.saturating_sub(1);
            let operation = request.operation();
            // The page itself is returned; the error takes the place of the next one.
            let next = self.walk.next(request, raw);
            next.map_err(|error| Error::decode(operation, raw.clone(), error))
                .transpose()
        } else {
            self.walk.next_of_repeated(request).map(Ok)
        };
        let is_guessed = match (&self.next, self.sent.front()) {
            (Some(Ok(next)), Some(sent)) => sent.request.is_same_page(next),
            _ => false,
        };
        if !is_guessed {
            self.sent.clear();
        }
        is_new
    }

    /// Ends the stream, and cancels the requests in flight.
    pub(super) fn end(&mut self) {
        self.next = None;
        self.sent.clear();
    }

    /// Sends requests until `most` are in flight or answered, as far as they can be guessed and the
    /// caller needs their items.
    fn send_ahead(&mut self, most: usize, wanted: usize) {
        let Some(Ok(next)) = &self.next else {
            return;
        };
        let pages = most.min(self.left).min(self.walk.pages_of(wanted));
        while self.sent.len() < pages && !self.sent.iter().any(Sent::is_end) {
            let request = match self.sent.back() {
                Some(last) => self.walk.guess(&last.request),
                None => Some(next.clone()),
            };
            let Some(request) = request else {
                return;
            };
            let sent = self.send(request, true);
            self.sent.push_back(sent);
        }
    }

    /// Sends the request of the next page, unless it was sent already.
    fn send_next(&mut self) {
        if self.sent.is_empty()
            && let Some(Ok(next)) = &self.next
        {
            let sent = self.send(next.clone(), false);
            self.sent.push_back(sent);
        }
    }

    fn send(&self, request: Request, is_ahead: bool) -> Sent {
        let future = execute(self.client.clone(), request.clone(), self.limiter.clone());
        Sent {
            request,
            is_ahead,
            stage: Stage::OnItsWay(Box::pin(future)),
            alarm: Arc::new(Alarm {
                rings: AtomicBool::new(true),
                task: Mutex::new(None),
            }),
        }
    }

    /// Sends the request of the next page again if it was sent ahead and failed without a response. It was
    /// not polled while the caller was busy, so it may have timed out although its response had arrived.
    fn send_lost_again(&mut self) {
        let front = self.sent.front();
        if front.is_some_and(|sent| sent.is_ahead && sent.is_lost()) {
            let next = self.sent.pop_front().map(|sent| sent.request);
            let sent = next.map(|request| self.send(request, false));
            sent.into_iter().for_each(|sent| self.sent.push_front(sent));
        }
    }

    fn drive(&mut self, cx: &mut Context<'_>) {
        let Self { sent, walk, .. } = self;
        sent.iter_mut().for_each(|sent| sent.poll(cx.waker(), walk));
    }

    /// The result of the request of the next page, if it is available.
    fn arrived(&mut self) -> Option<Received> {
        let sent = self.sent.pop_front()?;
        let (request, result) = match sent.stage {
            Stage::Arrived { result, .. } => (sent.request, result),
            Stage::OnItsWay(_) => {
                self.sent.push_front(sent);
                return None;
            }
        };
        // The next request is known after `take`.
        self.next = None;
        match result {
            Ok(raw) => Some(Ok((request, raw))),
            Err(error) => {
                self.end();
                Some(Err(error.of_page_up_to(self.walk.items_up_to(&request))))
            }
        }
    }
}

/// A request that was sent.
struct Sent {
    request: Request,
    /// Whether it was sent before its page was polled for.
    is_ahead: bool,
    stage: Stage,
    alarm: Arc<Alarm>,
}

enum Stage {
    OnItsWay(Raw),
    Arrived {
        result: Result<RawResponse, Error>,
        /// Whether the page seems to be the last one.
        is_end: bool,
    },
}

impl Sent {
    fn poll(&mut self, task: &Waker, walk: &Walk) {
        let Stage::OnItsWay(future) = &mut self.stage else {
            return;
        };
        self.alarm.set(task);
        if !self.alarm.stop() {
            return;
        }
        let waker = Waker::from(Arc::clone(&self.alarm));
        if let Poll::Ready(result) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            let is_end = match &result {
                Ok(raw) => self.is_ahead && walk.seems_last(raw.body()),
                Err(_) => true,
            };
            self.stage = Stage::Arrived { result, is_end };
        }
    }

    fn is_end(&self) -> bool {
        matches!(self.stage, Stage::Arrived { is_end: true, .. })
    }

    /// Whether it failed without a response.
    fn is_lost(&self) -> bool {
        match &self.stage {
            Stage::Arrived { result, .. } => result.as_ref().is_err_and(Error::is_transport),
            Stage::OnItsWay(_) => false,
        }
    }
}

/// A waker of one request: it wakes the task that polls the stream, and remembers that
/// this request can make progress.
struct Alarm {
    rings: AtomicBool,
    task: Mutex<Option<Waker>>,
}

impl Alarm {
    fn rings(&self) -> bool {
        self.rings.load(Ordering::Acquire)
    }

    /// Resets it. Returns whether it was woken.
    fn stop(&self) -> bool {
        self.rings.swap(false, Ordering::AcqRel)
    }

    fn set(&self, task: &Waker) {
        let mut slot = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        if !slot.as_ref().is_some_and(|known| known.will_wake(task)) {
            *slot = Some(task.clone());
        }
    }
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.rings.store(true, Ordering::Release);
        let slot = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        let task = slot.clone();
        // The lock is released first, because a waker may poll at once.
        drop(slot);
        if let Some(task) = task {
            task.wake();
        }
    }
}
