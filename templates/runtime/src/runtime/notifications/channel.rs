//! Channels of the service: made, given their topics, and relieved of them.
//!
//! These are ordinary calls of the client, with its login, its retries and its
//! hooks. It knows nothing of sockets.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::runtime::call::Call;
use crate::runtime::call::sending::Sending;
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

static UNSUBSCRIBE: Operation = Operation {
    name: "unsubscribe_from_notifications",
    method: Method::Delete,
    path: "/api/v2/notifications/channels/{channelId}/subscriptions",
    accept: "application/json",
    permissions: Permissions::None,
};

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

    /// Gives it these topics in place of all others.
    pub(super) async fn subscribe(
        &mut self,
        client: &Client,
        topics: &BTreeSet<String>,
    ) -> Result<(), Error> {
        self.topics = None;
        self.subscribing(client, topics).await?;
        self.topics = Some(topics.clone());
        Ok(())
    }

    /// The call that does so, which leaves the channel as it is here.
    pub(super) fn subscribing(&self, client: &Client, topics: &BTreeSet<String>) -> Sending<()> {
        let list: Vec<Value> = topics.iter().map(|topic| json!({ "id": topic })).collect();
        let request = Request::new(&SUBSCRIBE)
            .path("channelId", &self.id)
            .json("application/json", &list);
        Call::new(client.clone(), request, decode::empty).send()
    }

    /// Takes all topics from it.
    pub(super) async fn unsubscribe(&self, client: &Client) -> Result<(), Error> {
        let request = Request::new(&UNSUBSCRIBE).path("channelId", &self.id);
        Call::new(client.clone(), request, decode::empty).await
    }
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
