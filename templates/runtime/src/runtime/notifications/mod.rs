//! The notifications of the service, as a stream of events.
//!
//! [`Notifications`] is the stream, [`Topic`] says what it is about. A channel
//! of the service carries the topics and a WebSocket brings the events; both are
//! looked after here: heartbeats, new sockets in place of lost ones, new
//! channels in place of those that expire. The module knows no topic of any
//! definition: generated code makes the typed ones.
//!
//! ```no_run
//! use sdk_runtime::runtime::notifications::{Notifications, Topic};
//!
//! # async fn example<T: serde::de::DeserializeOwned + std::fmt::Debug>(
//! #     client: sdk_runtime::runtime::Client,
//! #     presence: Topic<T>,
//! #     user_id: &str,
//! # ) -> Result<(), Box<dyn std::error::Error>> {
//! // `presence` is what a function of the module `topics` gave.
//! let mut events = Notifications::builder(&client)
//!     .topic(&presence)
//!     .topic(format!("v2.users.{user_id}.routingStatus"))
//!     .open()
//!     .await?;
//! loop {
//!     let event = match events.try_next().await {
//!         Ok(Some(event)) => event,
//!         Ok(None) => break,
//!         // The stream has ended: the login or a permission is gone.
//!         Err(error) if error.is_fatal() => return Err(error.into()),
//!         // One message could not be read, or topics were refused: the stream goes on.
//!         Err(error) => {
//!             eprintln!("{error}");
//!             continue;
//!         }
//!     };
//!     match presence.read(&event) {
//!         Ok(Some(change)) => println!("{change:?}"),
//!         Ok(None) => match event.message() {
//!             Some(message) => println!("{}: {}", message.topic(), message.body()),
//!             // A gap: read again what must not be missed.
//!             None => println!("events may have been missed"),
//!         },
//!         // The body is none of this topic: the event is lost, and the stream goes on.
//!         Err(error) => eprintln!("{error}"),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What is done when
//!
//! There is no task and no thread behind a stream. All of it happens while the
//! stream is polled, that is while [`try_next`](Notifications::try_next) is
//! awaited. A program that stops polling gets no events and loses none for a
//! while: they wait in the buffers of the connection. When those are full, or
//! when the service finds that nobody answers, the socket is lost, and the next
//! poll opens another. A program that has long work to do on an event gives it
//! to a task of its own.
//!
//! A tokio runtime is needed, whatever the transport of the client is.
//!
//! # How many topics
//!
//! A stream has one channel, which takes 1,000 topics; more are an error of
//! [`open`](NotificationsBuilder::open) and [`subscribe`](Notifications::subscribe)
//! before anything is sent. [`split`](NotificationsBuilder::split) makes the streams
//! that more topics need, at most 20: the service keeps no more channels for a user
//! of an OAuth client. The service takes 15 topics in a call, so that 16 are two calls.
//!
//! # What can be lost
//!
//! The service keeps no event for a socket that is not there. When a socket is
//! lost, what happens until the next one is open is not told; the stream says so
//! with [`Event::Gap`], and a program reads again what it must not miss. A close
//! that the service announces, and a channel that expires, leave no gap: another
//! channel is opened first, and events that come from both are given once.

mod builder;
mod channel;
mod event;
mod link;
mod open;
mod overlap;
mod settings;
mod socket;
mod stream;
mod topic;

#[cfg(feature = "testing")]
pub(crate) use self::event::{CLOSING, METADATA};
pub use self::{
    builder::NotificationsBuilder,
    event::{Event, Gap, Message},
    stream::Notifications,
    topic::{Topic, TopicName},
};
