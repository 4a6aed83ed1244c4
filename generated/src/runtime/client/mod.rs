//! The client: the settings, login and connections that all calls share.
//!
//! Generated code adds a method for each API. `call` sends the requests.

mod account;
mod build;
pub(crate) mod builder;
pub(crate) mod gateway;
pub(crate) mod host;
mod network_settings;
mod server;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::runtime::attempt::limiter::Limiter;
use crate::runtime::attempt::retry::RetryPolicy;
use crate::runtime::auth::credentials::Credentials;
use crate::runtime::auth::token::AccessToken;
use crate::runtime::client::builder::ClientBuilder;
#[cfg(feature = "tracing")]
use crate::runtime::logging::Logging;
use crate::runtime::login::keeper::Keeper;
use crate::runtime::send::wire::Wire;

/// Returned in place of an API whose cargo feature is disabled. It has no methods; the
/// deprecation note of the function that returns it names the feature to enable.
#[doc(hidden)]
#[derive(Debug)]
pub struct ApiIsOff;

/// A client of the API.
///
/// ```no_run
/// use purecloud_platform_client_v2::{Client, ClientCredentials};
///
/// # fn example(id: &str, secret: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder()
///     .host("api.example.com")
///     .credentials(ClientCredentials::new(id, secret))
///     .build()?;
/// # Ok(())
/// # }
/// ```
///
/// A clone is cheap and shares the connections, the
/// login and the rate limit of the original.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) base_url: String,
    /// Whether the caller has set a host, gateway or region.
    pub(crate) has_server: bool,
    pub(crate) wire: Arc<Wire>,
    pub(crate) keeper: Keeper,
    pub(crate) credentials: Credentials,
    pub(crate) limiter: Option<Limiter>,
}

impl Client {
    /// A builder with default settings.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    pub(crate) fn from_inner(inner: Inner) -> Self {
        Self {
            inner: Arc::new(inner),
        }
    }

    /// The URL that the path of every operation is appended to.
    pub fn base_url(&self) -> &str {
        &self.inner.base_url
    }

    /// Replaces the access token of this client and all its clones. Requests in flight
    /// keep the old one. If the client has credentials, it logs in again when the service
    /// rejects the token.
    pub fn set_access_token(&self, token: impl Into<AccessToken>) {
        self.inner.keeper.set(Some(token.into()));
    }

    /// Removes the access token of this client and all its clones. If the client has
    /// credentials, the next call logs in again.
    pub fn clear_access_token(&self) {
        self.inner.keeper.set(None);
    }

    /// Replaces the retry policy of this client and all its clones, for calls and logins
    /// that begin later.
    pub fn set_retry(&self, policy: RetryPolicy) {
        self.inner.wire.change(|live| live.retry = policy);
    }

    /// Replaces the time limit of each attempt of this client and all its clones, for
    /// calls and logins that begin later. `None` removes the limit of calls; logins then
    /// have the default limit of 16 seconds.
    pub fn set_timeout(&self, timeout: impl Into<Option<Duration>>) {
        let timeout = timeout.into();
        self.inner.wire.change(|live| live.timeout = timeout);
    }

    /// Replaces what this client and all its clones log to the crate `tracing`.
    #[cfg(feature = "tracing")]
    #[cfg_attr(docsrs, doc(cfg(feature = "tracing")))]
    pub fn set_logging(&self, logging: Logging) {
        self.inner.wire.change(|live| live.logging = logging);
    }

    /// The current access token. A client with credentials has none before the first
    /// call.
    pub fn access_token(&self) -> Option<AccessToken> {
        self.inner.keeper.current()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let live = self.inner.wire.live();
        f.debug_struct("Client")
            .field("base_url", &self.inner.base_url)
            .field("access_token", &self.access_token())
            .field("default_headers", &self.inner.wire.headers)
            .field("timeout", &live.timeout)
            .field("retry", &live.retry)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Client;

    const fn is_send_and_sync<T: Send + Sync + Clone + 'static>() {}

    const _: () = is_send_and_sync::<Client>();
}
