//! The way to a stream of notifications: its topics and settings, and the opening of it.
//!
//! It knows no socket.

use std::collections::BTreeSet;
use std::time::Duration;

use super::channel;
use super::link::Patience;
use super::open::Plan;
use super::settings::Settings;
use super::stream::Notifications;
use super::topic::TopicName;
use crate::runtime::attempt::retry::RetryPolicy;
use crate::runtime::client::Client;
use crate::runtime::error::Error;

impl Notifications {
    /// A builder, with the default of every setting and no topic.
    pub fn builder(client: &Client) -> NotificationsBuilder {
        NotificationsBuilder::new(client.clone())
    }
}

/// Collects topics and settings of [`Notifications`].
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `open`"]
pub struct NotificationsBuilder {
    client: Client,
    topics: Vec<TopicName>,
    settings: Settings,
}

impl NotificationsBuilder {
    fn new(client: Client) -> Self {
        Self {
            client,
            topics: Vec::new(),
            settings: Settings::default(),
        }
    }

    /// Adds a topic: one of the definition's, or any by its name.
    ///
    /// The service takes at most 1,000 topics for a channel; more are an error
    /// of [`open`](Self::open), and [`split`](Self::split) makes several streams
    /// of them. How many topics a single call takes is taken care of.
    pub fn topic(mut self, topic: impl Into<TopicName>) -> Self {
        self.topics.push(topic.into());
        self
    }

    /// Adds several topics.
    pub fn topics<T: Into<TopicName>>(mut self, topics: impl IntoIterator<Item = T>) -> Self {
        self.topics.extend(topics.into_iter().map(Into::into));
        self
    }

    /// How long the socket may be silent before it is sent a ping,
    /// and how long the answer may take before the socket is given up. The
    /// defaults are 45 and 10 seconds; the service sends something every 30.
    pub fn heartbeat(mut self, silence: Duration, answer: Duration) -> Self {
        self.settings.patience = Patience { silence, answer };
        self
    }

    /// How a socket that was lost is replaced: after which waits, and for how
    /// long it is tried. The default tries for as long as the failures may pass
    /// by themselves, with waits of up to 30 seconds, or what the service asks for;
    /// when it asks for more than [`RetryPolicy::max_retry_after`], the stream ends
    /// with the service's error. With [`RetryPolicy::never`], it ends with its
    /// first socket. The calls in between are repeated by the client's own policy.
    pub fn reconnect(mut self, policy: RetryPolicy) -> Self {
        self.settings.reconnect = policy;
        self
    }

    /// The same stream in parts of at most 1,000 topics, each of which is opened
    /// as a stream of its own. A topic that was added twice counts once, and without
    /// topics there is no part.
    ///
    /// # Errors
    /// If a topic is not one, or if they are more than 20,000: the service keeps 20
    /// channels for each user of an OAuth client. Other programs of the user need
    /// channels as well.
    ///
    /// ```no_run
    /// use purecloud_platform_client_v2::notifications::Notifications;
    ///
    /// # async fn example(client: purecloud_platform_client_v2::Client, topics: Vec<String>) -> Result<(), Box<dyn std::error::Error>> {
    /// for part in Notifications::builder(&client).topics(topics).split()? {
    ///     let mut events = part.open().await?;
    ///     tokio::spawn(async move { events.try_next().await });
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn split(self) -> Result<Vec<Self>, Error> {
        let topics = self.topics.into_iter().map(TopicName::checked);
        let topics: BTreeSet<String> = topics.collect::<Result<_, _>>()?;
        let topics: Vec<TopicName> = topics.into_iter().map(TopicName::from).collect();
        let parts = channel::parts(&topics)?.into_iter().map(|topics| Self {
            client: self.client.clone(),
            topics,
            settings: self.settings.clone(),
        });
        Ok(parts.collect())
    }

    /// Makes a channel, gives it the topics and opens its socket. The client's
    /// time limit is that of each call and that of the socket.
    ///
    /// # Errors
    /// If a topic is not one or they are too many, and whatever the calls and the socket fail with.
    /// Nothing is tried again here but what the client's retry policy repeats.
    pub async fn open(self) -> Result<Notifications, Error> {
        let topics = self.topics.into_iter().map(TopicName::checked);
        let topics: BTreeSet<String> = topics.collect::<Result<_, _>>()?;
        channel::check(&topics)?;
        let mut plan = Plan {
            client: self.client,
            settings: self.settings,
            topics,
            channel: None,
        };
        let opened = plan.open().await?;
        Ok(Notifications::new(plan, opened))
    }
}
