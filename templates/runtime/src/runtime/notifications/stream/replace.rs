//! The replacement of a socket: when it is due, how another one is opened, and what becomes of both.

use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use super::{Item, LINGER, Notifications, Old};
use crate::runtime::notifications::channel::Channel;
use crate::runtime::notifications::event::{Event, Gap};
use crate::runtime::notifications::link::{Link, after};
use crate::runtime::notifications::open::{Opened, Plan};
use crate::runtime::one_line::one_line;

impl Notifications {
    /// Starts what is due. Returns whether there was anything.
    pub(super) fn is_behind(&mut self, cx: &mut Context<'_>) -> bool {
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

    /// Starts to open another socket in addition to this one, with a channel of its own,
    /// because a channel has only one socket.
    pub(super) fn begin_change(&mut self, reason: &str) {
        self.note_age();
        self.overlap.get_or_insert_default();
        // Even if this fails, it is not due again before the next socket.
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

    pub(super) fn lose(&mut self, reason: String) {
        self.note_age();
        self.link = None;
        self.subscribing = None;
        // The reason may contain a message of the service.
        self.lost = Some((Instant::now(), one_line(&reason)));
    }

    /// Polls the opening of a socket. Ready with the gap before the new socket, or with
    /// an error.
    pub(super) fn poll_opening(&mut self, cx: &mut Context<'_>) -> Poll<Item> {
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
                // After a planned change that failed, the current socket is used on.
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
}
