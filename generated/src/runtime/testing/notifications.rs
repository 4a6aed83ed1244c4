//! Notifications of the fake service: channels, and sockets that send the events of a test.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use serde::Serialize;
use serde_json::{Value, json};

use super::call::RecordedCall;
use super::reply::Reply;
use super::when::When;
use crate::runtime::http::headers::Headers;
use crate::runtime::http::method::Method;
use crate::runtime::http::response::RawResponse;
use crate::runtime::http::socket::{SocketMessage, SocketOpening, TextSocket};
use crate::runtime::notifications::{CLOSING, METADATA, TopicName};

const CHANNELS: &str = "/api/v2/notifications/channels";

/// The notifications of a [`FakeService`](super::FakeService).
///
/// Steps are executed in the order in which they were added: a socket sends events up to a
/// [`gap`](Self::gap), after which the client opens the next socket. Steps may be added before
/// the client opens a socket, or while it waits. A clone has the same steps.
///
/// An event is sent only to a client that is subscribed to its topic. If none is,
/// [`FakeService::verify`](super::FakeService::verify) returns a mismatch.
#[derive(Clone, Default)]
pub struct FakeNotifications {
    script: Arc<Mutex<Script>>,
}

#[derive(Default)]
struct Script {
    steps: VecDeque<Step>,
    topics: BTreeSet<String>,
    channels: usize,
    sockets: usize,
    /// Events that were not sent, because no client was subscribed.
    problems: Vec<String>,
    waiting: Vec<Waker>,
}

enum Step {
    Event { topic: String, text: String },
    Text(String),
    Lost(String),
    Refused(u16),
}

impl FakeNotifications {
    /// Sends an event of a topic, which is a name or a
    /// [`Topic`](crate::runtime::notifications::Topic), with the JSON of a value as its body.
    pub fn push(&self, topic: impl Into<TopicName>, body: impl Serialize) -> &Self {
        let topic = topic.into().as_str().to_owned();
        match serde_json::to_value(&body) {
            Ok(body) => {
                let text = json!({ "topicName": topic, "version": "2", "eventBody": body });
                let text = text.to_string();
                self.add(Step::Event { topic, text })
            }
            Err(error) => {
                let problem = format!("the event of {topic} is no JSON: {error}");
                self.script().problems.push(problem);
                self
            }
        }
    }

    /// Sends a raw message, such as one that cannot be decoded.
    pub fn push_text(&self, text: impl Into<String>) -> &Self {
        self.add(Step::Text(text.into()))
    }

    /// Breaks the connection. The client opens another one, and its stream has a gap.
    pub fn gap(&self) -> &Self {
        self.add(Step::Lost("the connection broke".to_owned()))
    }

    /// Closes the socket without an announcement. The client opens another one, and its stream
    /// has a gap.
    pub fn close(&self) -> &Self {
        self.add(Step::Lost("the service closed the socket".to_owned()))
    }

    /// Announces that the socket will be closed. The client opens another one before, and its
    /// stream has no gap.
    pub fn announce_close(&self) -> &Self {
        let body = json!({ "message": "the socket will be closed" });
        self.push_text(json!({ "topicName": CLOSING, "eventBody": body }).to_string())
    }

    /// Breaks the connection, if there is one, and rejects the next socket with this status.
    /// The stream ends after 401 or 403; after 503, the client tries another socket later.
    pub fn refuse(&self, status: u16) -> &Self {
        self.add(Step::Refused(status))
    }

    /// The subscribed topics, in alphabetical order.
    pub fn topics(&self) -> Vec<String> {
        self.script().topics.iter().cloned().collect()
    }

    /// The number of sockets that were opened.
    pub fn sockets(&self) -> usize {
        self.script().sockets
    }

    /// Steps that were not executed, and events that were not sent.
    pub(super) fn problems(&self) -> Vec<String> {
        let script = self.script();
        let mut problems = script.problems.clone();
        match script.steps.len() {
            0 => {}
            1 => problems.push("one thing that was laid out for a socket did not happen".into()),
            left => problems.push(format!(
                "{left} things that were laid out for a socket did not happen"
            )),
        }
        problems
    }

    /// The replies to the calls for channels and subscriptions.
    pub(super) fn rules(&self) -> Vec<(When, Box<Replying>)> {
        let (create, subscribe) = (self.clone(), self.clone());
        let is_create =
            |call: &RecordedCall| call.method() == Method::Post && call.path().ends_with(CHANNELS);
        let is_subscription = |call: &RecordedCall| {
            call.path().contains(CHANNELS) && call.path().ends_with("/subscriptions")
        };
        vec![
            (
                When::any().and("a new channel", is_create),
                Box::new(move |_| create.channel()),
            ),
            (
                When::any().and("subscriptions of a channel", is_subscription),
                Box::new(move |call| subscribe.subscribed(call)),
            ),
        ]
    }

    /// Opens the next socket.
    pub(super) fn open(&self) -> SocketOpening {
        let mut script = self.script();
        if let Some(Step::Refused(status)) = script.steps.front() {
            let raw = RawResponse::new(*status, Headers::new(), Vec::new());
            script.steps.pop_front();
            return SocketOpening::Refused(raw);
        }
        script.sockets += 1;
        SocketOpening::Open(Box::new(FakeSocket {
            script: Arc::clone(&self.script),
            is_pinged: false,
        }))
    }

    fn channel(&self) -> Reply {
        let mut script = self.script();
        script.channels += 1;
        let id = format!("channel-{}", script.channels);
        let uri = format!("wss://streaming.invalid/channels/{id}");
        Reply::json(json!({ "id": id, "connectUri": uri }))
    }

    fn subscribed(&self, call: &RecordedCall) -> Reply {
        let body = call.json_value().unwrap_or_default();
        let topics = body.as_array().into_iter().flatten();
        let topics = topics.filter_map(|topic| topic["id"].as_str().map(str::to_owned));
        let mut script = self.script();
        if call.method() != Method::Post {
            script.topics.clear();
        }
        script.topics.extend(topics);
        let all = script.topics.iter().map(|topic| json!({ "id": topic }));
        Reply::json(json!({ "entities": Value::from_iter(all) }))
    }

    fn add(&self, step: Step) -> &Self {
        let mut script = self.script();
        script.steps.push_back(step);
        let waiting = std::mem::take(&mut script.waiting);
        drop(script);
        waiting.into_iter().for_each(Waker::wake);
        self
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) type Replying = dyn Fn(&RecordedCall) -> Reply + Send + Sync;

impl fmt::Debug for FakeNotifications {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let script = self.script();
        f.debug_struct("FakeNotifications")
            .field("topics", &script.topics)
            .field("sockets", &script.sockets)
            .field("steps", &script.steps.len())
            .finish_non_exhaustive()
    }
}

impl Script {
    /// The next message of the socket, or the reason why it is lost; `None` while there
    /// is no step.
    fn next(&mut self) -> Option<Result<String, String>> {
        loop {
            if let Some(Step::Refused(_)) = self.steps.front() {
                return Some(Err("the connection broke".to_owned()));
            }
            match self.steps.pop_front()? {
                Step::Event { topic, .. } if !self.is_subscribed(&topic) => {
                    let problem = format!(
                        "an event of {topic} was pushed, and the topics that are subscribed to \
                         are: {}",
                        super::call::list(self.topics.iter())
                    );
                    self.problems.push(problem);
                }
                Step::Event { text, .. } | Step::Text(text) => return Some(Ok(text)),
                Step::Lost(reason) => return Some(Err(reason)),
                Step::Refused(_) => {}
            }
        }
    }

    /// Whether the client is subscribed to a topic, also with a combination such as
    /// `v2.users.7?presence&station`.
    fn is_subscribed(&self, topic: &str) -> bool {
        self.topics.iter().any(|known| match known.split_once('?') {
            None => known == topic,
            Some((start, ends)) => {
                let end = topic
                    .strip_prefix(start)
                    .and_then(|it| it.strip_prefix('.'));
                end.is_some_and(|end| ends.split('&').any(|known| known == end))
            }
        })
    }
}

/// A socket of the fake service.
struct FakeSocket {
    script: Arc<Mutex<Script>>,
    /// Whether it has received a ping and has to respond.
    is_pinged: bool,
}

impl TextSocket for FakeSocket {
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Result<SocketMessage, String>> {
        if std::mem::take(&mut self.is_pinged) {
            let pong = json!({ "topicName": METADATA, "eventBody": { "message": "pong" } });
            return Poll::Ready(Ok(SocketMessage::Text(pong.to_string())));
        }
        let mut script = self.script.lock().unwrap_or_else(PoisonError::into_inner);
        match script.next() {
            Some(next) => Poll::Ready(next.map(SocketMessage::Text)),
            None => {
                if !script.waiting.iter().any(|it| it.will_wake(cx.waker())) {
                    script.waiting.push(cx.waker().clone());
                }
                Poll::Pending
            }
        }
    }

    fn send(&mut self, _: &str) -> Result<(), String> {
        self.is_pinged = true;
        Ok(())
    }

    fn poll_flush(&mut self, _: &mut Context<'_>) {}

    fn poll_close(&mut self, _: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}
