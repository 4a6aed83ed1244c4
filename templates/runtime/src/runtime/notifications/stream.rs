//! The stream: which socket is read, and when another takes its place.
//!
//! Everything is driven by `poll_event`: what is being opened, what is being
//! subscribed to, the socket and, for a while after a change, the one before.

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
use crate::runtime::one_line::one_line;

/// How long a socket is still read after another has taken its place, and how
/// long the same event is expected of both.
const LINGER: Duration = Duration::from_secs(60);

type Item = Result<Event, Error>;

/// A stream of events, over one socket after the other. See the
/// [module](super) for what is done when, and for what can be lost.
///
/// It is a [`Stream`]; [`try_next`](Self::try_next) needs no further crate.
/// Dropping it closes the socket.
#[must_use = "nothing happens while the stream is not polled"]
pub struct Notifications {
    client: Client,
    settings: Settings,
    topics: BTreeSet<String>,
    channel: Channel,
    /// The socket, unless it was lost.
    link: Option<Link>,
    /// How many sockets there were before it.
    number: u64,
    /// When another channel has to take the place of this one.
    renewal: Pin<Box<Sleep>>,
    /// The socket before, while it is still read.
    old: Option<Old>,
    /// The messages of both, from before the change until it is settled.
    overlap: Option<Overlap>,
    settled: Pin<Box<Sleep>>,
    opening: Option<Opening>,
    subscribing: Option<(BTreeSet<String>, Subscribing)>,
    /// What has to be told because topics were taken from the channel for a moment.
    interruption: Option<Gap>,
    /// Since when there is no socket, and why.
    lost: Option<(Instant, String)>,
    /// How many sockets in a row did not last.
    short_lived: u32,
    has_ended: bool,
}

/// The socket before.
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

    /// The next event. It waits for as long as there is none. If its future is
    /// dropped, nothing is lost.
    ///
    /// There is nothing more after an error that ended the stream.
    ///
    /// # Errors
    /// - A message that cannot be read ([`Error::is_decode`]), topics that the
    ///   service refuses after all, and a new socket that could not be opened
    ///   while the one before is still good. The stream goes on after these.
    /// - A socket that was lost and cannot be replaced: the login or a permission
    ///   is gone, or the policy for it is used up. It ends the stream, and
    ///   [`Error::is_fatal`] is true of it alone.
    pub async fn try_next(&mut self) -> Result<Option<Event>, Error> {
        std::future::poll_fn(|cx| self.poll_event(cx))
            .await
            .transpose()
    }

    /// The topics that are subscribed to.
    pub fn topics(&self) -> impl Iterator<Item = &str> {
        self.topics.iter().map(String::as_str)
    }

    /// Adds a topic. Nothing is read from the socket while the service is told;
    /// what it brings in the meantime waits.
    ///
    /// # Errors
    /// If the topic is not one, there are 1,000 already, or the service refuses it;
    /// the topics are as they were.
    pub async fn subscribe(&mut self, topic: impl Into<TopicName>) -> Result<(), Error> {
        let mut topics = self.topics.clone();
        topics.insert(topic.into().checked()?);
        channel::check(&topics)?;
        self.change(topics).await
    }

    /// Removes a topic. Events of it that are on their way may still come. If more than
    /// 15 are left, the service is told in several calls, between which events of the
    /// others may be missed; the stream has a gap there.
    ///
    /// # Errors
    /// If the service cannot be told; the topics are as they were.
    pub async fn unsubscribe(&mut self, topic: impl Into<TopicName>) -> Result<(), Error> {
        let mut topics = self.topics.clone();
        topics.remove(topic.into().as_str());
        self.change(topics).await
    }

    /// Closes the socket and takes the topics from the channel, so that the
    /// service has nothing left to do for it. Events that were not read are lost.
    ///
    /// # Errors
    /// If the service cannot be told about the topics. The socket is closed
    /// nevertheless, and the service forgets the channel after a day.
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
        // While the service is told, the channel's topics are not known, so that a future
        // that is dropped below leaves the next poll to send the list again.
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
                // A refusal leaves things as they were; after anything else
                // nobody knows, and the list is sent again.
                self.channel.topics = had.filter(|_| is_whole);
                Err(error)
            }
            Ok(()) => Ok(()),
        }
    }

    /// Notes that giving the channel its topics takes some from it for a moment.
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
                // Something was read or has changed: there may be more.
                Poll::Ready(None) => {}
                Poll::Pending if self.is_behind(cx) => {}
                Poll::Pending => return Poll::Pending,
            }
        }
        Poll::Ready(None)
    }

    /// Begins what is due; whether anything was.
    fn is_behind(&mut self, cx: &mut Context<'_>) -> bool {
        if self.opening.is_some() {
            return false;
        }
        if let Some((_, reason)) = &self.lost {
            let channel = Some(self.channel.clone());
            self.begin(channel, reason.clone());
            return true;
        }
        if self.renewal.as_mut().poll(cx).is_ready() {
            self.begin_change("the channel expires");
            return true;
        }
        let is_told = self.channel.topics.as_ref() == Some(&self.topics);
        if is_told || self.subscribing.is_some() {
            return false;
        }
        self.note_interruption();
        let calls = self.channel.subscribing(&self.client, &self.topics);
        self.subscribing = Some((self.topics.clone(), calls));
        true
    }

    /// Begins to open another socket beside this one, with a channel of its own,
    /// since a channel has one socket at a time.
    fn begin_change(&mut self, reason: &str) {
        self.note_age();
        self.overlap.get_or_insert_default();
        // Whatever comes of it, it is not due again before the next socket.
        self.renewal.as_mut().reset(after(Duration::MAX));
        self.begin(None, reason.to_owned());
    }

    fn begin(&mut self, channel: Option<Channel>, reason: String) {
        let is_planned = channel.is_none();
        let plan = Plan {
            client: self.client.clone(),
            settings: self.settings.clone(),
            topics: self.topics.clone(),
            channel,
        };
        self.opening = Some(Box::pin(plan.reopen(reason, self.short_lived, is_planned)));
    }

    fn note_age(&mut self) {
        let was_good = self.link.as_ref().is_none_or(Link::was_good);
        self.short_lived = match was_good {
            true => 0,
            false => self.short_lived.saturating_add(1),
        };
    }

    fn lose(&mut self, reason: String) {
        self.note_age();
        self.link = None;
        self.subscribing = None;
        // The service's words may be part of it.
        self.lost = Some((Instant::now(), one_line(&reason)));
    }

    /// A gap after which the new socket is there, or an error.
    fn poll_opening(&mut self, cx: &mut Context<'_>) -> Poll<Item> {
        let Some(opening) = &mut self.opening else {
            return Poll::Pending;
        };
        let Poll::Ready(result) = opening.as_mut().poll(cx) else {
            return Poll::Pending;
        };
        self.opening = None;
        match result {
            Ok(opened) => match self.adopt(opened) {
                Some(gap) => Poll::Ready(Ok(Event::Gap(gap))),
                None => Poll::Pending,
            },
            Err(error) => {
                // A planned change that failed leaves the socket that there is.
                self.has_ended = self.link.is_none();
                self.settled.as_mut().reset(after(Duration::ZERO));
                Poll::Ready(Err(match self.has_ended {
                    true => error.fatal(),
                    false => error,
                }))
            }
        }
    }

    fn adopt(&mut self, opened: Opened) -> Option<Gap> {
        self.channel = opened.channel;
        self.renewal.as_mut().reset(self.channel.renewal.into());
        self.subscribing = None;
        if let Some(link) = self.link.replace(opened.link) {
            let number = self.number;
            self.old = Some(Old { link, number });
        }
        self.number += 1;
        self.settled.as_mut().reset(after(LINGER));
        let (since, reason) = self.lost.take()?;
        let duration = since.elapsed();
        Some(Gap { reason, duration })
    }

    fn poll_subscribing(&mut self, cx: &mut Context<'_>) -> Poll<Error> {
        let Some((_, calls)) = &mut self.subscribing else {
            return Poll::Pending;
        };
        let Poll::Ready(result) = calls.as_mut().poll(cx) else {
            return Poll::Pending;
        };
        // After an error as well: the caller is told, once.
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

    /// What the sockets bring, the older one first.
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

    /// What a message is to the caller.
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
