//! A fake service for the tests of applications.
//!
//! A [`FakeService`] is a transport without a network. It records each request, returns
//! the reply that the test has defined for it, and skips waits. Replies are defined for
//! requests of a method and a path ([`When::get`]), of an operation, or of one call
//! ([`When::same_as`]).
//!
//! ```no_run
//! use purecloud_platform_client_v2::Client;
//! use purecloud_platform_client_v2::testing::{FakeService, Reply, When};
//! # use serde_json::json;
//!
//! # fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let service = FakeService::new();
//! service.reply(When::get("/users/{userId}"), Reply::json(json!({ "id": "1" })));
//! let client = Client::builder().transport(service.clone()).build()?;
//!
//! // … what is to be tested calls the client …
//!
//! let call = service.only_call()?;
//! assert_eq!(call.query_values("expand"), ["presence"]);
//! service.verify()?;
//! # Ok(())
//! # }
//! ```
//!
//! Transfers are requests like any other: [`When::origin`] selects those to a storage service,
//! [`Reply::file`] supports range requests, and [`Reply::breaking_after`] interrupts a download. With the
//! feature `websocket`, [`FakeService::notifications`] sends notifications.
//!
//! Nothing here panics. Methods return a [`Mismatch`], whose message says what was
//! expected and what happened: use `?` or `unwrap` in tests.

mod call;
#[cfg(feature = "websocket")]
mod notifications;
mod reply;
mod same;
mod when;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;

use crate::runtime::call::Call;
use crate::runtime::http::chunks::{Chunks, Whole};
use crate::runtime::http::response::RawResponse;
#[cfg(feature = "websocket")]
use crate::runtime::http::transport::SocketFuture;
use crate::runtime::http::transport::{
    HttpRequest, OpenFuture, SleepFuture, Transport, TransportFuture,
};
use crate::runtime::http::transport_error::TransportError;

pub use self::call::{Mismatch, RecordedCall};
#[cfg(feature = "websocket")]
#[cfg_attr(docsrs, doc(cfg(feature = "websocket")))]
pub use self::notifications::FakeNotifications;
pub use self::reply::Reply;
pub use self::when::When;

use self::call::list;
use self::reply::Outcome;

/// A fake service: a [`Transport`] that replies to requests itself.
///
/// A clone is the same service: pass one to the client, and keep one.
///
/// Replies for one request come first, in the order in which they were added; then the
/// last one that applies to every request. A request without a reply fails with a
/// transport error that lists the defined replies, and is retried as the policy allows.
#[derive(Clone, Default)]
pub struct FakeService {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    rules: Vec<Rule>,
    calls: Vec<RecordedCall>,
    /// Requests without a reply, without duplicates.
    unexpected: Vec<String>,
    waits: Vec<Duration>,
    elapsed: Duration,
    #[cfg(feature = "websocket")]
    notifications: Option<FakeNotifications>,
}

struct Rule {
    when: When,
    source: Source,
}

type Answering = dyn Fn(&RecordedCall) -> Reply + Send + Sync;

enum Source {
    Once(Reply),
    Used,
    Always(Arc<Answering>),
}

impl FakeService {
    /// A service without replies.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a reply to every matching request. It takes precedence over earlier ones of
    /// this kind.
    pub fn reply(&self, when: When, reply: Reply) -> &Self {
        self.reply_with(when, move |_| reply.clone())
    }

    /// Adds a function that replies to every matching request.
    pub fn reply_with(
        &self,
        when: When,
        reply: impl Fn(&RecordedCall) -> Reply + Send + Sync + 'static,
    ) -> &Self {
        self.add(when, Source::Always(Arc::new(reply)))
    }

    /// Adds a reply to the request of a call (see [`When::same_as`]), with the JSON of the value that
    /// the call returns.
    ///
    /// ```no_run
    /// # use purecloud_platform_client_v2::Call;
    /// # use purecloud_platform_client_v2::testing::FakeService;
    /// # use serde_json::{Value, json};
    /// # fn example(service: FakeService, call: Call<Value>) {
    /// service.reply_to(&call, &json!({ "id": "1" }));
    /// # }
    /// ```
    pub fn reply_to<T: Serialize, O>(&self, call: &Call<T, O>, value: &T) -> &Self {
        self.reply(When::same_as(call), Reply::json(value))
    }

    /// Adds a reply to one matching request. Several of them are used in the order in
    /// which they were added.
    pub fn reply_once(&self, when: When, reply: Reply) -> &Self {
        self.add(when, Source::Once(reply))
    }

    /// Enables notifications: the service replies to the calls for channels and
    /// subscriptions, and opens sockets, which send the events that are
    /// [pushed](FakeNotifications::push).
    ///
    /// ```no_run
    /// use purecloud_platform_client_v2::notifications::Notifications;
    /// use purecloud_platform_client_v2::testing::FakeService;
    /// # use purecloud_platform_client_v2::Client;
    /// # use serde_json::json;
    ///
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let service = FakeService::new();
    /// let client = Client::builder().transport(service.clone()).access_token("t").build()?;
    /// service.notifications().push("v2.users.7.presence", json!({ "modifiedBy": "x" })).gap();
    ///
    /// let stream = Notifications::builder(&client).topic("v2.users.7.presence");
    /// let mut events = stream.open().await?;
    /// let event = events.try_next().await?;
    /// assert_eq!(event.and_then(|event| event.topic().map(str::len)), Some(19));
    /// assert!(events.try_next().await?.is_some_and(|event| event.is_gap()));
    /// service.verify()?;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "websocket")]
    #[cfg_attr(docsrs, doc(cfg(feature = "websocket")))]
    pub fn notifications(&self) -> FakeNotifications {
        let mut state = self.state();
        if let Some(known) = &state.notifications {
            return known.clone();
        }
        let made = FakeNotifications::default();
        state.notifications = Some(made.clone());
        let rules = made.rules().into_iter().map(|(when, reply)| Rule {
            when,
            source: Source::Always(reply.into()),
        });
        state.rules.extend(rules);
        made
    }

    /// All requests so far, in order: each attempt of a call, logins, and requests
    /// without a reply.
    pub fn calls(&self) -> Vec<RecordedCall> {
        self.state().calls.clone()
    }

    /// The requests so far that match.
    pub fn calls_to(&self, when: &When) -> Vec<RecordedCall> {
        let state = self.state();
        let calls = state.calls.iter().filter(|call| when.fits(call));
        calls.cloned().collect()
    }

    /// The only request so far.
    ///
    /// # Errors
    /// If there was none, or more than one.
    pub fn only_call(&self) -> Result<RecordedCall, Mismatch> {
        self.only_call_to(&When::any())
    }

    /// The only request so far that matches.
    ///
    /// # Errors
    /// If there was none, or more than one.
    pub fn only_call_to(&self, when: &When) -> Result<RecordedCall, Mismatch> {
        let mut found = self.calls_to(when);
        match (found.pop(), found.len()) {
            (Some(call), 0) => Ok(call),
            (_, rest) => {
                let all = list(self.state().calls.iter());
                Err(Mismatch::new(match rest {
                    0 => format!("{when} was not called; the calls were: {all}"),
                    rest => format!(
                        "{when} was called {} times instead of once; the calls were: {all}",
                        rest + 1
                    ),
                }))
            }
        }
    }

    /// Checks that every defined reply and event was used.
    ///
    /// # Errors
    /// If a reply to one request was not used, a request had no reply, or an event was
    /// not received.
    pub fn verify(&self) -> Result<(), Mismatch> {
        let state = self.state();
        let missing = state.rules.iter().filter_map(|rule| match rule.source {
            Source::Once(_) => Some(format!("{} was not called", rule.when)),
            Source::Used | Source::Always(_) => None,
        });
        let unexpected = state.unexpected.iter();
        let unexpected = unexpected.map(|call| format!("there was no reply to {call}"));
        let problems = missing.chain(unexpected);
        #[cfg(feature = "websocket")]
        let problems = {
            let notifications = state.notifications.iter();
            problems.chain(notifications.flat_map(FakeNotifications::problems))
        };
        let problems: Vec<String> = problems.collect();
        match problems.is_empty() {
            true => Ok(()),
            false => Err(Mismatch::new(problems.join("; "))),
        }
    }

    /// The waits of the client between its requests, all of which were skipped.
    pub fn waits(&self) -> Vec<Duration> {
        self.state().waits.clone()
    }

    /// The sum of the skipped waits and of the delays of replies.
    pub fn elapsed(&self) -> Duration {
        self.state().elapsed
    }

    /// Removes all replies, requests and waits.
    pub fn reset(&self) {
        *self.state() = State::default();
    }

    fn add(&self, when: When, source: Source) -> &Self {
        self.state().rules.push(Rule { when, source });
        self
    }

    async fn answer(&self, mut request: HttpRequest) -> Outcome {
        let body = match request.body.take() {
            Some(body) => Some(body.into_bytes().await?),
            None => None,
        };
        let call = RecordedCall::new(request, body);
        // The function is called without the lock, so that it can use the service.
        let found = self.state().take(&call);
        let reply = match found {
            Found::Reply(reply) => reply,
            Found::Function(function) => function(&call),
            Found::Nothing(problem) => return Err(TransportError::other(problem)),
        };
        let (duration, outcome) = reply.outcome(&call);
        let mut state = self.state();
        state.elapsed = state.elapsed.saturating_add(duration);
        outcome
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Found {
    Reply(Reply),
    Function(Arc<Answering>),
    Nothing(String),
}

impl State {
    /// Records a request and finds the reply to it.
    fn take(&mut self, call: &RecordedCall) -> Found {
        self.calls.push(call.clone());
        for rule in self.rules.iter_mut().filter(|rule| rule.when.fits(call)) {
            if let Source::Once(reply) = &rule.source {
                let reply = reply.clone();
                rule.source = Source::Used;
                return Found::Reply(reply);
            }
        }
        for rule in self.rules.iter().rev().filter(|rule| rule.when.fits(call)) {
            if let Source::Always(function) = &rule.source {
                return Found::Function(Arc::clone(function));
            }
        }
        let name = call.to_string();
        let problem = self.explain(&name);
        if !self.unexpected.contains(&name) {
            self.unexpected.push(name);
        }
        Found::Nothing(problem)
    }

    fn explain(&self, call: &str) -> String {
        let known = self.rules.iter().map(|rule| match rule.source {
            Source::Used => format!("{} (used up)", rule.when),
            Source::Once(_) | Source::Always(_) => rule.when.to_string(),
        });
        format!(
            "the fake service has no reply to {call}; it has replies to: {}",
            list(known)
        )
    }
}

fn broken() -> TransportError {
    TransportError::other("the connection broke")
}

impl Transport for FakeService {
    fn send(&self, request: HttpRequest) -> TransportFuture<'_> {
        Box::pin(async move {
            match self.answer(request).await? {
                (raw, None) => Ok(raw),
                (_, Some(_)) => Err(broken()),
            }
        })
    }

    fn open(&self, request: HttpRequest) -> OpenFuture<'_> {
        Box::pin(async move {
            let (raw, breaks) = self.answer(request).await?;
            let head = RawResponse::new(raw.status(), raw.headers().clone(), Vec::new());
            let mut body = raw.into_body();
            let chunks: Chunks = match breaks {
                None => Box::pin(Whole::new(body)),
                Some(bytes) => {
                    body.truncate(bytes);
                    Box::pin(Whole::new(body).then(broken()))
                }
            };
            Ok((head, chunks))
        })
    }

    fn sleep(&self, duration: Duration) -> SleepFuture<'_> {
        Box::pin(async move {
            let mut state = self.state();
            state.waits.push(duration);
            state.elapsed = state.elapsed.saturating_add(duration);
        })
    }

    /// Time does not pass here, so limits are never reached. Delays of replies are
    /// compared with the timeout of the request.
    fn timer(&self, _: Duration) -> SleepFuture<'_> {
        Box::pin(std::future::pending())
    }

    #[cfg(feature = "websocket")]
    fn open_socket(&self, _: HttpRequest) -> Option<SocketFuture<'_>> {
        let notifications = self.state().notifications.clone();
        Some(Box::pin(async move {
            let notifications = notifications.ok_or_else(|| {
                TransportError::other(
                    "the fake service has no sockets: call FakeService::notifications",
                )
            })?;
            Ok(notifications.open())
        }))
    }
}

impl fmt::Debug for FakeService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("FakeService")
            .field("replies", &state.rules.len())
            .field("calls", &state.calls.len())
            .finish_non_exhaustive()
    }
}
