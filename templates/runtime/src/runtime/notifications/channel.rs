//! Channels of the service: creation, subscription and removal of topics.
//!
//! These are ordinary calls, with the login, retries and hooks of the client.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::runtime::call::Call;
use crate::runtime::client::Client;
use crate::runtime::decode::decode_error::DecodeError;
use crate::runtime::decode::{self, Decoding};
use crate::runtime::error::Error;
use crate::runtime::http::method::Method;
use crate::runtime::http::response::RawResponse;
use crate::runtime::http::retry_after::http_date;
use crate::runtime::model::parse_timestamp;
use crate::runtime::request::Request;
use crate::runtime::service::operation::{Operation, Permissions};

static CREATE: Operation = Operation {
    name: "create_notification_channel",
    method: Method::Post,
    path: "/api/v2/notifications/channels",
    accept: "application/json",
    permissions: Permissions::None,
};

pub(super) static SUBSCRIBE: Operation = Operation {
    name: "subscribe_to_notifications",
    method: Method::Put,
    path: "/api/v2/notifications/channels/{channelId}/subscriptions",
    accept: "application/json",
    permissions: Permissions::None,
};

static SUBSCRIBE_TOO: Operation = Operation {
    name: "subscribe_to_more_notifications",
    method: Method::Post,
    path: "/api/v2/notifications/channels/{channelId}/subscriptions",
    accept: "application/json",
    permissions: Permissions::None,
};

static UNSUBSCRIBE: Operation = Operation {
    name: "unsubscribe_from_notifications",
    method: Method::Delete,
    path: "/api/v2/notifications/channels/{channelId}/subscriptions",
    accept: "application/json",
    permissions: Permissions::None,
};

/// The maximum number of topics in one call.
const PER_CALL: usize = 15;

/// The maximum number of topics of a channel.
const PER_CHANNEL: usize = 1000;

/// The maximum number of channels for each user of an OAuth client.
const CHANNELS: usize = 20;

/// The lifetime of a channel if the response does not have it.
const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The maximum time before its expiry at which a channel is replaced.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// A channel of the service.
#[derive(Clone)]
pub(super) struct Channel {
    pub(super) id: String,
    /// The URL of its socket. It is secret, because it gives access to all events.
    pub(super) uri: String,
    /// The time when the channel should be replaced.
    pub(super) renewal: Instant,
    /// The subscribed topics; `None` if they are not known.
    pub(super) topics: Option<BTreeSet<String>>,
}

impl Channel {
    /// Creates a channel without topics.
    ///
    /// The call is retried as if it were idempotent, because an unused channel costs
    /// nothing and expires.
    pub(super) async fn create(client: &Client) -> Result<Self, Error> {
        let policy = client.inner.wire.live().retry.clone().any_method();
        let call = Call::new(client.clone(), Request::new(&CREATE), read);
        call.retry(policy).send().await
    }

    /// Subscribes to these topics in place of all others. The topics are not known during the
    /// calls and after an error.
    pub(super) async fn subscribe(
        &mut self,
        client: &Client,
        topics: &BTreeSet<String>,
    ) -> Result<(), Error> {
        let calls = self.subscribing(client, topics);
        self.topics = None;
        calls.await?;
        self.topics = Some(topics.clone());
        Ok(())
    }

    /// The calls of [`subscribe`](Self::subscribe), one after the other, which do not
    /// change `self`.
    pub(super) fn subscribing(&self, client: &Client, topics: &BTreeSet<String>) -> Subscribing {
        let is_addition = self.keeps_all(topics) && topics.len() > PER_CALL;
        let known = self.topics.as_ref().filter(|_| is_addition);
        let is_new = |topic: &&String| known.is_none_or(|known| !known.contains(*topic));
        let mut sent: Vec<&String> = topics.iter().filter(is_new).collect();
        if is_addition && sent.is_empty() {
            // It has them all. Some of them again change nothing, and the response says whether the
            // service still has the channel.
            sent = topics.iter().take(PER_CALL).collect();
        }
        let mut calls: Vec<Call<()>> = Vec::new();
        for list in sent.chunks(PER_CALL) {
            let is_first = calls.is_empty() && !is_addition;
            calls.push(self.subscription(client, list, is_first));
        }
        if calls.is_empty() {
            // No topic at all takes the place of those that it has.
            calls.push(self.subscription(client, &[], true));
        }
        Box::pin(async move {
            for call in calls {
                call.await?;
            }
            Ok(())
        })
    }

    /// Whether subscribing to these topics removes some for a moment, because the whole list is
    /// sent again in several calls.
    pub(super) fn is_interrupted_by(&self, topics: &BTreeSet<String>) -> bool {
        topics.len() > PER_CALL && !self.keeps_all(topics)
    }

    /// Whether the subscribed topics are known and are all among these.
    fn keeps_all(&self, topics: &BTreeSet<String>) -> bool {
        let known = self.topics.as_ref();
        known.is_some_and(|known| !known.is_empty() && known.is_subset(topics))
    }

    /// A call that subscribes to topics, in place of all others or in addition. Both are
    /// idempotent.
    fn subscription(&self, client: &Client, list: &[&String], is_first: bool) -> Call<()> {
        let list: Vec<Value> = list.iter().map(|topic| json!({ "id": topic })).collect();
        let operation = match is_first {
            true => &SUBSCRIBE,
            false => &SUBSCRIBE_TOO,
        };
        let request = Request::new(operation)
            .path("channelId", &self.id)
            .json("application/json", &list);
        let policy = client.inner.wire.live().retry.clone().any_method();
        Call::new(client.clone(), request, decode::empty).retry(policy)
    }

    /// Unsubscribes from all topics.
    pub(super) async fn unsubscribe(&self, client: &Client) -> Result<(), Error> {
        let request = Request::new(&UNSUBSCRIBE).path("channelId", &self.id);
        Call::new(client.clone(), request, decode::empty).await
    }
}

/// The future of the calls that subscribe a channel.
pub(super) type Subscribing = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// Whether one call is enough for these topics, so that an error leaves the subscriptions
/// unchanged.
pub(super) fn is_one_call(topics: &BTreeSet<String>) -> bool {
    topics.len() <= PER_CALL
}

/// Checks the number of topics of a channel.
///
/// # Errors
/// If there are more than 1,000.
pub(super) fn check(topics: &BTreeSet<String>) -> Result<(), Error> {
    let count = topics.len();
    if count <= PER_CHANNEL {
        return Ok(());
    }
    let problem = format!(
        "{count} topics are too many for one channel, which takes {PER_CHANNEL}: open a stream for \
         each part of NotificationsBuilder::split"
    );
    Err(Error::encode(&SUBSCRIBE, problem))
}

/// Splits topics into one list for each channel.
///
/// # Errors
/// If they need more than 20 channels.
pub(super) fn parts<T: Clone>(topics: &[T]) -> Result<Vec<Vec<T>>, Error> {
    let parts: Vec<Vec<T>> = topics.chunks(PER_CHANNEL).map(<[T]>::to_vec).collect();
    if parts.len() <= CHANNELS {
        return Ok(parts);
    }
    let problem = format!(
        "{} topics are too many for one user, whose {CHANNELS} channels take {PER_CHANNEL} each: \
         combine topics of one object, such as `v2.users.ID?presence&station`, or use several \
         OAuth clients",
        topics.len()
    );
    Err(Error::encode(&SUBSCRIBE, problem))
}

/// Whether an error means that the channel does not exist any more.
pub(super) fn is_gone(error: &Error) -> bool {
    error.is_status() && matches!(error.status(), Some(404 | 410))
}

fn read(raw: &RawResponse, decoding: &mut Decoding) -> Result<Channel, DecodeError> {
    let body: Value = decode::json(raw, decoding)?;
    let text = |property: &str| {
        let found = body[property].as_str().filter(|text| !text.is_empty());
        found.map(str::to_owned).ok_or_else(|| {
            DecodeError::new(
                format!("Channel.{property}"),
                "missing in the channel that the service created",
            )
        })
    };
    Ok(Channel {
        id: text("id")?,
        uri: text("connectUri")?,
        renewal: Instant::now() + until_renewal(body["expires"].as_str(), raw),
        topics: None,
    })
}

/// The time until a channel should be replaced. Its expiry is compared with the `Date` of
/// the response, so that a wrong clock does not matter.
fn until_renewal(expires: Option<&str>, raw: &RawResponse) -> Duration {
    let now = raw.headers().get("date").and_then(http_date);
    let now = now.unwrap_or_else(Timestamp::now);
    let expires = expires.and_then(parse_timestamp);
    let life = expires.and_then(|end| Duration::try_from(end.duration_since(now)).ok());
    let life = life.unwrap_or(LIFETIME).min(LIFETIME);
    life - MARGIN.min(life / 10)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{LIFETIME, MARGIN, until_renewal};
    use crate::runtime::{Headers, RawResponse};

    #[test]
    fn a_channel_is_renewed_before_its_end() {
        let mut headers = Headers::new();
        headers.set("date", "Wed, 21 Oct 2015 07:00:00 GMT");
        let raw = RawResponse::new(200, headers, Vec::new());
        let until = |expires| until_renewal(expires, &raw);
        assert_eq!(until(Some("2015-10-22T07:00:00.000Z")), LIFETIME - MARGIN);
        assert_eq!(until(Some("2015-10-21T07:00:10Z")), Duration::from_secs(9));
        for unknown in [None, Some("soon"), Some("2014-01-01T00:00:00Z")] {
            assert_eq!(until(unknown), LIFETIME - MARGIN);
        }
    }
}
