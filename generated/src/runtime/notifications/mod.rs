//! Notifications of the service, as a stream of events.
//!
//! [`Notifications`] is the stream, and a [`Topic`] selects events. The service
//! subscribes a channel to topics and sends their events over a WebSocket. This module
//! sends heartbeats, replaces lost sockets, and renews channels before they expire.
//! Generated code has the typed topics, in the module `topics`.
//!
//! ```no_run
//! use purecloud_platform_client_v2::notifications::{Notifications, Topic};
//!
//! # async fn example<T: serde::de::DeserializeOwned + std::fmt::Debug>(
//! #     client: purecloud_platform_client_v2::Client,
//! #     presence: Topic<T>,
//! #     user_id: &str,
//! # ) -> Result<(), Box<dyn std::error::Error>> {
//! // `presence` was returned by a function of the module `topics`.
//! let mut events = Notifications::builder(&client)
//!     .topic(&presence)
//!     .topic(format!("v2.users.{user_id}.routingStatus"))
//!     .open()
//!     .await?;
//! loop {
//!     let event = match events.try_next().await {
//!         Ok(Some(event)) => event,
//!         Ok(None) => break,
//!         // The stream has ended: the login or a permission was revoked.
//!         Err(error) if error.is_fatal() => return Err(error.into()),
//!         // A message could not be decoded, or topics were rejected: the stream continues.
//!         Err(error) => {
//!             eprintln!("{error}");
//!             continue;
//!         }
//!     };
//!     match presence.read(&event) {
//!         Ok(Some(change)) => println!("{change:?}"),
//!         Ok(None) => match event.message() {
//!             Some(message) => println!("{}: {}", message.topic(), message.body()),
//!             // A gap: query the state that must not be missed.
//!             None => println!("events may have been missed"),
//!         },
//!         // The body could not be decoded: the stream continues.
//!         Err(error) => eprintln!("{error}"),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What is done when
//!
//! A stream has no task and no thread of its own. It makes progress only while it is
//! polled, that is, while [`try_next`](Notifications::try_next) is awaited. If a program
//! stops polling, events wait in the buffers of the connection. When these are full, or
//! the service closes the silent connection, the socket is lost, and the next poll opens
//! another one. Process events that take long in a task of their own.
//!
//! A tokio runtime is required, with any transport.
//!
//! # How many topics
//!
//! A stream has one channel, with at most 1,000 topics; more are an error of
//! [`open`](NotificationsBuilder::open) and [`subscribe`](Notifications::subscribe)
//! before anything is sent. [`split`](NotificationsBuilder::split) makes several streams,
//! at most 20, which is the number of channels that the service allows for each user of
//! an OAuth client. A call subscribes to at most 15 topics, so 16 need two calls.
//!
//! # What can be lost
//!
//! The service does not store events. When a socket is lost, events are missed until the
//! next one is open; the stream then has an [`Event::Gap`], after which a program should
//! query the state that it must not miss. There is no gap when the service announces that
//! it will close the socket, or when a channel expires: another channel is opened first,
//! and events of both are returned once.

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
