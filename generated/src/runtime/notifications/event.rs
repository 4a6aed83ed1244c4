//! The events of a stream, and the parser of WebSocket messages.
//!
//! The parser distinguishes events of topics from messages about the socket itself.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::{RawValue, to_raw_value};

use super::socket::SOCKET;
use crate::runtime::client::Client;
use crate::runtime::decode::Decoding;
use crate::runtime::decode::decode_error::DecodeError;
use crate::runtime::error::Error;
use crate::runtime::http::headers::Headers;
use crate::runtime::http::response::RawResponse;
use crate::runtime::one_line::one_line;

/// The topic of heartbeats and of responses to a ping.
pub(crate) const METADATA: &str = "channel.metadata";

/// The topic of the announcement that the service will close the socket.
pub(crate) const CLOSING: &str = "v2.system.socket_closing";

/// The status of the response to a WebSocket handshake.
const SWITCHING_PROTOCOLS: u16 = 101;

/// An item of a stream of notifications.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// An event of one of the topics.
    Message(Message),
    /// The socket was lost and replaced; events in between were missed.
    Gap(Gap),
}

impl Event {
    /// An event with the JSON of a value as its body, for tests.
    /// [`Topic::event`](super::Topic::event) makes one of a typed topic.
    ///
    /// # Errors
    /// If the value cannot be serialized as JSON ([`Error::is_encode`]).
    ///
    /// ```no_run
    /// use purecloud_platform_client_v2::notifications::Event;
    /// # use serde_json::json;
    ///
    /// # fn main() -> Result<(), purecloud_platform_client_v2::Error> {
    /// let event = Event::new("v2.users.7.presence", &json!({ "modifiedDate": null }))?;
    /// assert_eq!(event.topic(), Some("v2.users.7.presence"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(topic: impl Into<String>, body: &impl Serialize) -> Result<Self, Error> {
        let body = to_raw_value(body);
        let body = body.map_err(|error| {
            Error::encode(
                &SOCKET,
                format!("the event cannot be serialized as JSON: {error}"),
            )
        })?;
        Ok(Self::Message(Message {
            topic: topic.into(),
            version: None,
            correlation_id: None,
            body,
            client: None,
        }))
    }

    /// The message, unless this is a gap.
    pub fn message(&self) -> Option<&Message> {
        match self {
            Self::Message(message) => Some(message),
            Self::Gap(_) => None,
        }
    }

    /// The topic of the message, unless this is a gap.
    pub fn topic(&self) -> Option<&str> {
        self.message().map(Message::topic)
    }

    /// Whether events may be missing before this one.
    pub fn is_gap(&self) -> bool {
        matches!(self, Self::Gap(_))
    }
}

impl From<Message> for Event {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

impl From<Gap> for Event {
    fn from(gap: Gap) -> Self {
        Self::Gap(gap)
    }
}

/// A period without a socket, in which events may have been missed.
#[derive(Clone, Debug)]
pub struct Gap {
    pub(super) reason: String,
    pub(super) duration: Duration,
}

impl Gap {
    /// A gap, for tests.
    pub fn new(reason: &str, duration: Duration) -> Self {
        Self {
            reason: one_line(reason),
            duration,
        }
    }

    /// Why the socket was lost, in one line of at most 1 KiB.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The time from the detected loss to the new socket. The connection may have been
    /// dead for some time before.
    pub fn duration(&self) -> Duration {
        self.duration
    }
}

/// A message of a topic.
#[derive(Clone)]
pub struct Message {
    topic: String,
    version: Option<String>,
    correlation_id: Option<String>,
    body: Box<RawValue>,
    /// The client that received the message, to which values that do not fit are
    /// reported.
    client: Option<Client>,
}

impl Message {
    /// Parses a message as the service sends it: an object with `topicName` and
    /// `eventBody`. Use it for stored messages and in tests.
    ///
    /// # Errors
    /// If it is something else ([`Error::is_decode`]); [`Error::body`] is the message.
    pub fn from_text(text: &str) -> Result<Self, Error> {
        parse(text).map_err(|error| Error::message_of(text, error))
    }

    /// Sets the client that received the message.
    pub(super) fn received_by(mut self, client: &Client) -> Self {
        self.client = Some(client.clone());
        self
    }

    /// The topic, such as `v2.users.6d5a….presence`.
    pub fn topic(&self) -> &str {
        &self.topic
    }

    /// The version of the format of the body.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The id of the event in the logs of the service.
    pub fn correlation_id(&self) -> Option<&str> {
        self.correlation_id.as_deref()
    }

    /// The body as JSON.
    pub fn body(&self) -> &str {
        self.body.get()
    }

    /// Decodes the body, as a model or as a `serde_json::Value`. Values that do not fit the type of
    /// their field are skipped and reported to hooks and the crate `tracing`, as for responses.
    ///
    /// # Errors
    /// If the body is not the JSON of a `T` ([`Error::is_decode`]); [`Error::body`] is
    /// the body.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let body = self.body.get();
        let mut decoding = match &self.client {
            Some(client) => client.inner.wire.decoding(),
            None => Decoding::default(),
        };
        let value = decoding
            .read_serde(body.as_bytes())
            .map_err(|error| Error::message_of(body, error))?;
        if let Some(client) = &self.client {
            let problems = decoding.into_problems();
            client
                .inner
                .wire
                .report(&SOCKET, &response(body), &problems);
        }
        Ok(value)
    }
}

/// Without the body, which may have personal data.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("topic", &self.topic)
            .field("version", &self.version)
            .field("correlation_id", &self.correlation_id)
            .field("body_length", &self.body.get().len())
            .finish()
    }
}

/// A WebSocket message.
pub(super) enum Frame {
    /// A heartbeat or the response to a ping.
    Heartbeat,
    /// The service will close the socket.
    Closing,
    Message(Message),
}

impl Frame {
    pub(super) fn read(text: &str) -> Result<Self, Error> {
        let message = Message::from_text(text)?;
        Ok(match message.topic.as_str() {
            METADATA => Self::Heartbeat,
            CLOSING => Self::Closing,
            _ => Self::Message(message),
        })
    }
}

fn parse(text: &str) -> Result<Message, DecodeError> {
    let mut fields: BTreeMap<String, Box<RawValue>> = serde_json::from_str(text)
        .map_err(|error| DecodeError::from_json("Notification", text.as_bytes(), &error))?;
    let topic = fields.get("topicName").and_then(|raw| string(raw));
    let topic = topic.ok_or_else(|| missing("topicName", "no topic"))?;
    let metadata = fields.get("metadata");
    let metadata: Option<BTreeMap<String, Box<RawValue>>> =
        metadata.and_then(|raw| serde_json::from_str(raw.get()).ok());
    let id = metadata.as_ref().and_then(|all| all.get("CorrelationId"));
    Ok(Message {
        topic,
        version: fields.get("version").and_then(|raw| string(raw)),
        correlation_id: id.and_then(|raw| string(raw)),
        body: fields
            .remove("eventBody")
            .ok_or_else(|| missing("eventBody", "no body"))?,
        client: None,
    })
}

/// A string, or another scalar in its place, such as a number.
fn string(raw: &RawValue) -> Option<String> {
    match serde_json::from_str(raw.get()).ok()? {
        serde_json::Value::String(text) => Some(text),
        serde_json::Value::Null => None,
        other => Some(other.to_string()),
    }
}

fn missing(property: &str, problem: &str) -> DecodeError {
    DecodeError::new(
        format!("Notification.{property}"),
        format!("the message has {problem}"),
    )
}

/// A WebSocket message as a response, for hooks that are called for skipped values.
fn response(text: &str) -> RawResponse {
    RawResponse::new(
        SWITCHING_PROTOCOLS,
        Headers::new(),
        text.as_bytes().to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use serde::de::MapAccess;

    use super::Frame;
    use crate::runtime::model::{Reader, Record, Table, Writer, deserialize};

    /// A model as it is emitted, with as much as this test needs.
    #[derive(Debug, Default, PartialEq)]
    struct Body {
        number: Option<i32>,
        name: Option<String>,
    }

    impl Record for Body {
        fn read<'de, A: MapAccess<'de>>(&mut self, field: usize, reader: &mut Reader<'de, A>) {
            match field {
                0 => reader.optional(&mut self.number),
                1 => reader.optional(&mut self.name),
                _ => reader.skip(),
            }
        }
    }

    impl<'de> serde::Deserialize<'de> for Body {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            static TABLE: Table = Table {
                name: "Body",
                fields: &["number", "name"],
                required: &[],
                tells_null: false,
            };
            deserialize(&TABLE, deserializer)
        }
    }

    impl serde::Serialize for Body {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Writer::new(serializer).end()
        }
    }

    #[test]
    fn an_odd_value_costs_no_message() {
        let text = r#"{"topicName":"v2.x","eventBody":{"number":"many","name":"x"}}"#;
        let Ok(Frame::Message(message)) = Frame::read(text) else {
            panic!("no message");
        };
        let body: Body = message.decode().unwrap();
        assert_eq!((body.number, body.name.as_deref()), (None, Some("x")));
    }

    fn problem(text: &str) -> String {
        match Frame::read(text) {
            Err(error) => error.to_string(),
            Ok(_) => panic!("{text} was read"),
        }
    }

    #[test]
    fn messages_are_told_apart_by_their_topic() {
        let heartbeat =
            r#"{"topicName":"channel.metadata","eventBody":{"message":"WebSocket Heartbeat"}}"#;
        assert!(matches!(Frame::read(heartbeat), Ok(Frame::Heartbeat)));
        let closing = r#"{"topicName":"v2.system.socket_closing","eventBody":{}}"#;
        assert!(matches!(Frame::read(closing), Ok(Frame::Closing)));
        let text = r#"{"topicName":"v2.x","version":"2","eventBody":{"id":9007199254740993},
            "metadata":{"CorrelationId":"c-1"}}"#;
        let Ok(Frame::Message(message)) = Frame::read(text) else {
            panic!("no message");
        };
        assert_eq!(message.topic(), "v2.x");
        assert_eq!(message.version(), Some("2"));
        assert_eq!(message.correlation_id(), Some("c-1"));
        assert_eq!(message.body(), r#"{"id":9007199254740993}"#);
        assert!(!format!("{message:?}").contains("9007199254740993"));
    }

    #[test]
    fn what_is_no_notification_is_explained() {
        let text = problem(r#"{"eventBody":{}}"#);
        assert!(text.contains("Notification.topicName: the message has no topic"));
        let text = problem(r#"{"topicName":"a"}"#);
        assert!(text.contains("Notification.eventBody: the message has no body"));
        assert!(problem("[]").starts_with("the notification cannot be read: "));
        assert!(problem(r#"{"topicName":"#).contains("EOF"));
    }
}
