//! A transport without a network, for the tests of applications.
//!
//! A [`FakeService`] takes the place of the service. It keeps each request that
//! a client sends, gives the reply that the test has laid out for it, and makes
//! every wait last no time. It has the replies for requests of a method and a
//! path ([`When::get`]), of an operation, or of one call ([`When::same_as`]).
//!
//! ```no_run
//! use sdk_runtime::runtime::Client;
//! use sdk_runtime::runtime::testing::{FakeService, Reply, When};
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
//! Transfers are requests like any other: [`When::origin`] picks those to the address of a storage service,
//! [`Reply::file`] is a file that can be fetched in parts, and [`Reply::breaking_after`] breaks a download
//! in its middle.
//! With the feature `websocket`, [`FakeService::notifications`] plays notifications as well.
//!
//! Nothing here panics. What is not as expected is a [`Mismatch`], whose text
//! says what was expected and what came, so that `?` and `unwrap` in a test are
//! enough.

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

/// A service for tests: a [`Transport`] that answers by itself.
///
/// A clone is the same service, so that a test keeps one and gives one to the
/// client.
///
/// Replies that are good for one call go first, in the order in which they were
/// laid out; then the last of those that are always good. A request for which
/// there is none fails with a transport error that says so and lists the
/// replies that there are; like other broken exchanges, it is tried again where
/// the retry policy allows it.
#[derive(Clone, Default)]
pub struct FakeService {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    rules: Vec<Rule>,
    calls: Vec<RecordedCall>,
    /// What came without a reply being there for it, each once.
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
    /// A service that expects no request.
    pub fn new() -> Self {
        Self::default()
    }

    /// Replies in this way to every such request, in place of an earlier reply
    /// of this kind.
    pub fn reply(&self, when: When, reply: Reply) -> &Self {
        self.reply_with(when, move |_| reply.clone())
    }

    /// Replies to every such request with what the function makes of it.
    pub fn reply_with(
        &self,
        when: When,
        reply: impl Fn(&RecordedCall) -> Reply + Send + Sync + 'static,
    ) -> &Self {
        self.add(when, Source::Always(Arc::new(reply)))
    }

    /// Replies to the request that a call sends, see [`When::same_as`], with the JSON of what the call
    /// gives back.
    ///
    /// ```no_run
    /// # use sdk_runtime::runtime::Call;
    /// # use sdk_runtime::runtime::testing::FakeService;
    /// # use serde_json::{Value, json};
    /// # fn example(service: FakeService, call: Call<Value>) {
    /// service.reply_to(&call, &json!({ "id": "1" }));
    /// # }
    /// ```
    pub fn reply_to<T: Serialize, O>(&self, call: &Call<T, O>, value: &T) -> &Self {
        self.reply(When::same_as(call), Reply::json(value))
    }

    /// Replies in this way to one such request. Called again, it lays out the
    /// replies to one request after the other.
    pub fn reply_once(&self, when: When, reply: Reply) -> &Self {
        self.add(when, Source::Once(reply))
    }

    /// The notifications of this service. From the first call on it replies to the calls for
    /// channels and their topics, and opens sockets, which bring what is
    /// [pushed](FakeNotifications::push).
    ///
    /// ```no_run
    /// use sdk_runtime::runtime::notifications::Notifications;
    /// use sdk_runtime::runtime::testing::FakeService;
    /// # use sdk_runtime::runtime::Client;
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

    /// Every request so far, in order: each try of a call, the logins, and what
    /// there was no reply for.
    pub fn calls(&self) -> Vec<RecordedCall> {
        self.state().calls.clone()
    }

    /// Those of the requests that fit.
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

    /// The only request so far that fits.
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

    /// Whether all went as it was laid out.
    ///
    /// # Errors
    /// If a reply to one request was not asked for, if there was a request
    /// without a reply, or if an event did not come to anyone.
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

    /// How long the client waited, each time, between its requests. None of it
    /// lasted any time.
    pub fn waits(&self) -> Vec<Duration> {
        self.state().waits.clone()
    }

    /// How long all would have taken: the waits, and the delays of the replies.
    pub fn elapsed(&self) -> Duration {
        self.state().elapsed
    }

    /// Forgets the replies, the requests and the waits.
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
        // The function of a reply runs when the state is free again, so that it
        // may ask the service itself.
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
    /// Records a call and takes the reply to it.
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

    /// Nothing lasts here, so no limit is reached, but for those of delays.
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
