//! The builder of a stream of notifications.

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
    /// A builder with default settings and without topics.
    pub fn builder(client: &Client) -> NotificationsBuilder {
        NotificationsBuilder::new(client.clone())
    }
}

/// A builder for [`Notifications`].
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

    /// Adds a topic: one of the module `topics`, or any topic by its name.
    ///
    /// The service allows at most 1,000 topics for a channel. More are an error of
    /// [`open`](Self::open); use [`split`](Self::split) to make several streams.
    pub fn topic(mut self, topic: impl Into<TopicName>) -> Self {
        self.topics.push(topic.into());
        self
    }

    /// Adds several topics.
    pub fn topics<T: Into<TopicName>>(mut self, topics: impl IntoIterator<Item = T>) -> Self {
        self.topics.extend(topics.into_iter().map(Into::into));
        self
    }

    /// Sets how long the socket may be silent before a ping is sent, and how long the
    /// response to the ping may take before the connection is considered lost. The
    /// defaults are 45 and 10 seconds; the service sends a heartbeat every 30 seconds.
    pub fn heartbeat(mut self, silence: Duration, answer: Duration) -> Self {
        self.settings.patience = Patience { silence, answer };
        self
    }

    /// Sets the retry policy for replacing a lost socket. The default retries without a
    /// limit as long as the failure may be temporary, with waits of up to 30 seconds, or
    /// as long as the service requests. If it requests more than
    /// [`RetryPolicy::max_retry_after`], the stream ends with that error. With
    /// [`RetryPolicy::never`], the stream ends when the first socket is lost. The calls
    /// for channels and topics use the client's policy.
    pub fn reconnect(mut self, policy: RetryPolicy) -> Self {
        self.settings.reconnect = policy;
        self
    }

    /// Splits the topics into builders of at most 1,000 topics each. Duplicate topics
    /// count once, and without topics the list is empty.
    ///
    /// # Errors
    /// If a topic is invalid, or if there are more than 20,000: the service allows 20
    /// channels for each user of an OAuth client, including those of other programs.
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

    /// Creates a channel, subscribes it to the topics and opens its socket. The client's
    /// time limit applies to each call and to the socket.
    ///
    /// # Errors
    /// If a topic is invalid or there are too many; and the errors of the calls and of the socket.
    /// The calls are retried by the client's policy, and the socket is not.
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
