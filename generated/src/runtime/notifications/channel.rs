//! Channels of the service: made, given their topics, and relieved of them.
//!
//! These are ordinary calls of the client, with its login, its retries and its
//! hooks. It knows nothing of sockets.

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

/// How many topics one call gives to a channel at most.
const PER_CALL: usize = 15;

/// How many topics a channel has at most.
const PER_CHANNEL: usize = 1000;

/// How many channels the service keeps for each user of an OAuth client.
const CHANNELS: usize = 20;

/// How long a channel lives if the service does not say.
const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// How long before its end a channel is replaced, at most.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// A channel that topics can be given to and that a socket can be opened for.
#[derive(Clone)]
pub(super) struct Channel {
    pub(super) id: String,
    /// Where its socket is. Whoever knows it can listen.
    pub(super) uri: String,
    /// When another channel should take its place.
    pub(super) renewal: Instant,
    /// The topics it has, unless that is not known.
    pub(super) topics: Option<BTreeSet<String>>,
}

impl Channel {
    /// Makes a channel without topics.
    ///
    /// The call is repeated like an idempotent one: a channel that nobody knows
    /// of costs nothing, and the service forgets it.
    pub(super) async fn create(client: &Client) -> Result<Self, Error> {
        let policy = client.inner.wire.live().retry.clone().any_method();
        let call = Call::new(client.clone(), Request::new(&CREATE), read);
        call.retry(policy).send().await
    }

    /// Gives it these topics in place of all others. Whatever is known of its topics is not known
    /// while that lasts, nor after an error.
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

    /// The calls that do so, one after the other, which leave the channel as it is here.
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

    /// Whether giving it these topics takes some away for a moment: the list is more than one call
    /// takes, and begins anew.
    pub(super) fn is_interrupted_by(&self, topics: &BTreeSet<String>) -> bool {
        topics.len() > PER_CALL && !self.keeps_all(topics)
    }

    /// Whether it is known to have no topic but some of these.
    fn keeps_all(&self, topics: &BTreeSet<String>) -> bool {
        let known = self.topics.as_ref();
        known.is_some_and(|known| !known.is_empty() && known.is_subset(topics))
    }

    /// A call that gives it topics, in place of all others or beside them. Both may be repeated:
    /// a topic is there or it is not.
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

    /// Takes all topics from it.
    pub(super) async fn unsubscribe(&self, client: &Client) -> Result<(), Error> {
        let request = Request::new(&UNSUBSCRIBE).path("channelId", &self.id);
        Call::new(client.clone(), request, decode::empty).await
    }
}

/// The calls that give a channel its topics.
pub(super) type Subscribing = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// Whether one call gives a channel these topics, so that a refusal leaves what it had.
pub(super) fn is_one_call(topics: &BTreeSet<String>) -> bool {
    topics.len() <= PER_CALL
}

/// Whether a channel takes these topics.
///
/// # Errors
/// If they are more than it takes.
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

/// The topics in parts, each for a channel of its own.
///
/// # Errors
/// If they need more channels than a user has.
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

/// Whether the service no longer knows a channel.
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

/// The time until a channel should be replaced. The end of its life is compared
/// with the date of the response, so that a wrong clock here does not matter.
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
