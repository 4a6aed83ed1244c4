//! The stream of events: which socket is read, and when it is replaced.
//!
//! `poll_event` drives everything: opening, subscribing, the socket and, for some time
//! after a change, the previous socket.

mod replace;

use std::collections::BTreeSet;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_core::Stream;
use tokio::time::{Sleep, sleep_until};

use super::channel::{self, Channel, Subscribing, is_gone, is_one_call};
use super::event::{Event, Frame, Gap};
use super::link::{Link, after};
use super::open::{Opened, Opening, Plan};
use super::overlap::Overlap;
use super::settings::Settings;
use super::topic::TopicName;
use crate::runtime::client::Client;
use crate::runtime::error::Error;

/// How long a socket is still read after it was replaced, and how long duplicates are
/// expected.
const LINGER: Duration = Duration::from_secs(60);

type Item = Result<Event, Error>;

/// A stream of events, which replaces lost sockets. The [module](super) documents when it
/// works and which events can be missed.
///
/// It implements [`Stream`]; [`try_next`](Self::try_next) needs no other crate. Dropping
/// it closes the socket.
#[must_use = "nothing happens while the stream is not polled"]
pub struct Notifications {
    client: Client,
    settings: Settings,
    topics: BTreeSet<String>,
    channel: Channel,
    /// The socket, unless it was lost.
    link: Option<Link>,
    /// The number of sockets before it.
    number: u64,
    /// The time when the channel has to be replaced.
    renewal: Pin<Box<Sleep>>,
    /// The previous socket, while it is still read.
    old: Option<Old>,
    /// The messages of both, until the change is settled.
    overlap: Option<Overlap>,
    settled: Pin<Box<Sleep>>,
    opening: Option<Opening>,
    subscribing: Option<(BTreeSet<String>, Subscribing)>,
    /// The gap to report because topics were removed for a moment.
    interruption: Option<Gap>,
    /// The time when the socket was lost, and the reason.
    lost: Option<(Instant, String)>,
    /// The number of consecutive sockets that were short-lived.
    short_lived: u32,
    has_ended: bool,
}

/// The previous socket.
struct Old {
    link: Link,
    number: u64,
}

impl Notifications {
    pub(super) fn new(plan: Plan, opened: Opened) -> Self {
        let Opened { channel, link } = opened;
        Self {
            client: plan.client,
            settings: plan.settings,
            topics: plan.topics,
            renewal: Box::pin(sleep_until(channel.renewal.into())),
            channel,
            link: Some(link),
            number: 0,
            old: None,
            overlap: None,
            settled: Box::pin(sleep_until(after(LINGER))),
            opening: None,
            subscribing: None,
            interruption: None,
            lost: None,
            short_lived: 0,
            has_ended: false,
        }
    }

    /// Waits for the next event. It is cancel safe: if the future is dropped, no event is
    /// lost.
    ///
    /// It returns `None` after an error that ended the stream.
    ///
    /// # Errors
    /// - A message cannot be decoded ([`Error::is_decode`]), topics are rejected, or a
    ///   new socket cannot be opened while the previous one still works. The stream
    ///   continues after these.
    /// - A lost socket cannot be replaced, because the login or a permission was revoked,
    ///   or the policy allows no more retries. This ends the stream
    ///   ([`Error::is_fatal`]).
    pub async fn try_next(&mut self) -> Result<Option<Event>, Error> {
        std::future::poll_fn(|cx| self.poll_event(cx))
            .await
            .transpose()
    }

    /// The subscribed topics.
    pub fn topics(&self) -> impl Iterator<Item = &str> {
        self.topics.iter().map(String::as_str)
    }

    /// Subscribes to a topic. Events that are received during the calls wait in the
    /// socket.
    ///
    /// # Errors
    /// If the topic is invalid, there are 1,000 already, or the service rejects it. The
    /// topics are unchanged then.
    pub async fn subscribe(&mut self, topic: impl Into<TopicName>) -> Result<(), Error> {
        let mut topics = self.topics.clone();
        topics.insert(topic.into().checked()?);
        channel::check(&topics)?;
        self.change(topics).await
    }

    /// Unsubscribes from a topic. Events that were sent before may still be returned. If
    /// more than 15 topics remain, this needs several calls, between which events of
    /// other topics may be missed; the stream then has a gap.
    ///
    /// # Errors
    /// The errors of the calls. The topics are unchanged then.
    pub async fn unsubscribe(&mut self, topic: impl Into<TopicName>) -> Result<(), Error> {
        let mut topics = self.topics.clone();
        topics.remove(topic.into().as_str());
        self.change(topics).await
    }

    /// Closes the socket and unsubscribes the channel from its topics. Events that were
    /// not read are lost.
    ///
    /// # Errors
    /// If unsubscribing fails. The socket is closed nevertheless, and the channel expires
    /// after a day.
    pub async fn close(mut self) -> Result<(), Error> {
        let old = self.old.take().map(|old| old.link);
        for link in [old, self.link.take()].into_iter().flatten() {
            let _ = tokio::time::timeout(self.settings.patience.answer, link.close()).await;
        }
        match self.channel.unsubscribe(&self.client).await {
            Err(error) if !is_gone(&error) => Err(error),
            _ => Ok(()),
        }
    }

    async fn change(&mut self, topics: BTreeSet<String>) -> Result<(), Error> {
        if topics == self.topics {
            return Ok(());
        }
        // The channel's topics are unknown during the calls, so that the next poll sends
        // the list again if this future is dropped.
        self.subscribing = None;
        let had = self.channel.topics.clone();
        let before = std::mem::replace(&mut self.topics, topics);
        if self.link.is_none() {
            return Ok(());
        }
        self.note_interruption();
        match self.channel.subscribe(&self.client, &self.topics).await {
            Err(error) if is_gone(&error) => {
                self.lose("the service no longer has the channel".to_owned());
                Ok(())
            }
            Err(error) => {
                let is_whole = error.is_status() && is_one_call(&self.topics);
                self.topics = before;
                // A rejected call changes nothing. After any other error, the topics are
                // unknown, and the list is sent again.
                self.channel.topics = had.filter(|_| is_whole);
                Err(error)
            }
            Ok(()) => Ok(()),
        }
    }

    /// Schedules a gap if subscribing removes topics for a moment.
    fn note_interruption(&mut self) {
        if self.channel.is_interrupted_by(&self.topics) {
            let gap = Gap::new("the topics were sent to the service anew", Duration::ZERO);
            self.interruption = Some(gap);
        }
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Item>> {
        while !self.has_ended {
            if let Poll::Ready(item) = self.poll_opening(cx) {
                return Poll::Ready(Some(item));
            }
            if let Poll::Ready(error) = self.poll_subscribing(cx) {
                return Poll::Ready(Some(Err(error)));
            }
            let is_settled = self.subscribing.is_none();
            if let Some(gap) = self.interruption.take_if(|_| is_settled) {
                return Poll::Ready(Some(Ok(Event::Gap(gap))));
            }
            match self.poll_links(cx) {
                Poll::Ready(Some(item)) => return Poll::Ready(Some(item)),
                // Something was read or has changed, so poll again.
                Poll::Ready(None) => {}
                Poll::Pending if self.is_behind(cx) => {}
                Poll::Pending => return Poll::Pending,
            }
        }
        Poll::Ready(None)
    }

    fn poll_subscribing(&mut self, cx: &mut Context<'_>) -> Poll<Error> {
        let Some((_, calls)) = &mut self.subscribing else {
            return Poll::Pending;
        };
        let Poll::Ready(result) = calls.as_mut().poll(cx) else {
            return Poll::Pending;
        };
        // Also after an error, which is returned once.
        self.channel.topics = self.subscribing.take().map(|(topics, _)| topics);
        match result {
            Ok(()) => Poll::Pending,
            Err(error) if is_gone(&error) => {
                self.lose("the service no longer has the channel".to_owned());
                Poll::Pending
            }
            Err(error) => Poll::Ready(error),
        }
    }

    /// Polls the sockets, the previous one first.
    fn poll_links(&mut self, cx: &mut Context<'_>) -> Poll<Option<Item>> {
        let is_changing = self.overlap.is_some() && self.opening.is_none();
        if is_changing && self.settled.as_mut().poll(cx).is_ready() {
            self.old = None;
            self.overlap = None;
        }
        if let Some(old) = &mut self.old {
            match old.link.poll(cx) {
                Poll::Ready(Ok(text)) => {
                    let number = old.number;
                    return Poll::Ready(self.take(&text, number));
                }
                Poll::Ready(Err(_)) => self.old = None,
                Poll::Pending => {}
            }
        }
        let Some(link) = &mut self.link else {
            return Poll::Pending;
        };
        match link.poll(cx) {
            Poll::Ready(Ok(text)) => Poll::Ready(self.take(&text, self.number)),
            Poll::Ready(Err(reason)) => {
                self.lose(reason);
                Poll::Ready(None)
            }
            Poll::Pending => Poll::Pending,
        }
    }

    /// Processes a message. Returns the item for the caller, if there is one.
    fn take(&mut self, text: &str, socket: u64) -> Option<Item> {
        match Frame::read(text) {
            Ok(Frame::Heartbeat) => None,
            Ok(Frame::Closing) => {
                if socket == self.number && self.opening.is_none() {
                    self.begin_change("the service announced a close");
                }
                None
            }
            Ok(Frame::Message(message)) => {
                let overlap = self.overlap.as_mut();
                let is_repeated = overlap.is_some_and(|overlap| overlap.is_repeated(text, socket));
                (!is_repeated).then_some(Ok(Event::Message(message.received_by(&self.client))))
            }
            Err(error) => Some(Err(error)),
        }
    }
}

impl Stream for Notifications {
    type Item = Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Item>> {
        self.poll_event(cx)
    }
}

impl fmt::Debug for Notifications {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notifications")
            .field("topics", &self.topics)
            .field("settings", &self.settings)
            .field("is_connected", &self.link.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Notifications;

    const fn is_send<T: Send + Unpin + 'static>() {}

    const _: () = is_send::<Notifications>();
}
