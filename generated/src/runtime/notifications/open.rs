//! Opens a channel, its subscriptions and then its socket, with retries. The socket is
//! last, so that no event is missed in between.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::time::Instant;

use super::channel::Channel;
use super::link::Link;
use super::settings::Settings;
use super::socket::{self, SOCKET};
use crate::runtime::client::Client;
use crate::runtime::error::Error;
use crate::runtime::http::transport_error::TransportError;

/// A channel and its open socket.
pub(super) struct Opened {
    pub(super) channel: Channel,
    pub(super) link: Link,
}

/// A socket that is being opened.
pub(super) type Opening = Pin<Box<dyn Future<Output = Result<Opened, Error>> + Send>>;

/// What is needed to open a socket.
pub(super) struct Plan {
    pub(super) client: Client,
    pub(super) settings: Settings,
    pub(super) topics: BTreeSet<String>,
    /// The channel of the previous socket, if it may be used again.
    pub(super) channel: Option<Channel>,
}

impl Plan {
    /// Makes one attempt to open a socket.
    pub(super) async fn open(&mut self) -> Result<Opened, Error> {
        // A channel is used again once only, because the URL of its socket may have
        // become invalid.
        let channel = self.channel.take();
        if let Some(channel) = channel.filter(|channel| Instant::now() < channel.renewal) {
            match self.open_on(channel).await {
                Err(error) if is_used_up(&error) => {}
                other => return other,
            }
        }
        let channel = Channel::create(&self.client).await?;
        self.open_on(channel).await
    }

    async fn open_on(&self, mut channel: Channel) -> Result<Opened, Error> {
        channel.subscribe(&self.client, &self.topics).await?;
        let socket = socket::open(&self.client, &channel.uri).await?;
        let link = Link::new(socket, self.settings.patience);
        Ok(Opened { channel, link })
    }

    /// Replaces a socket, with retries as long as the failures are temporary. `retries`
    /// is the number of consecutive sockets that were short-lived; a planned change waits
    /// only if there were any.
    pub(super) async fn reopen(
        mut self,
        reason: String,
        mut retries: u32,
        is_planned: bool,
    ) -> Result<Opened, Error> {
        let begun = Instant::now();
        let mut failure = Error::transport(&SOCKET, TransportError::other(reason));
        let mut is_immediate = is_planned && retries == 0;
        loop {
            if !is_immediate {
                let policy = &self.settings.reconnect;
                let requested = failure.retry_after();
                let Some(delay) = policy.wait(retries, begun.elapsed(), requested) else {
                    return Err(failure);
                };
                #[cfg(feature = "tracing")]
                self.client
                    .inner
                    .wire
                    .live()
                    .logging
                    .reopening(&failure, delay);
                self.client.inner.wire.transport.sleep(delay).await;
                retries = retries.saturating_add(1);
            }
            is_immediate = false;
            match self.open().await {
                Err(error) if is_passing(&error) => failure = error,
                other => return other,
            }
        }
    }
}

/// Whether the channel may be the reason for an error. If it is not, the next channel has
/// the same error.
fn is_used_up(error: &Error) -> bool {
    let is_other = error.is_unauthorized() || error.is_forbidden() || error.is_rate_limited();
    error.is_client_error() && !is_other
}

/// Whether the failure may be temporary.
fn is_passing(error: &Error) -> bool {
    if let Some(login) = error.login_error() {
        return is_passing(login);
    }
    let is_lasting = error
        .transport_error()
        .is_some_and(TransportError::is_lasting);
    let is_status = error.is_rate_limited() || error.is_server_error();
    is_status || (error.is_transport() && !is_lasting)
}
