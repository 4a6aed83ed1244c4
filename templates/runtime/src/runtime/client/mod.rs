//! The client: what all calls of an application share.
//!
//! It holds where calls go and as whom; generated code adds one method for each
//! API. It does not know how a call is made, which `call` does.

mod account;
mod build;
pub(crate) mod builder;
pub(crate) mod gateway;
pub(crate) mod host;
mod network_settings;
mod place;

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

/// In the place of an API whose cargo feature is off. It has no methods; the
/// note of what gave it says which feature to add.
#[doc(hidden)]
#[derive(Debug)]
pub struct ApiIsOff;

/// The way to the service.
///
/// ```no_run
/// use sdk_runtime::runtime::{Client, ClientCredentials};
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
    /// Whether the caller has named the place that calls go to.
    pub(crate) is_placed: bool,
    pub(crate) wire: Arc<Wire>,
    pub(crate) keeper: Keeper,
    pub(crate) credentials: Credentials,
    pub(crate) limiter: Option<Limiter>,
}

impl Client {
    /// A builder, with the default of every setting.
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

    /// Replaces the access token, for this client and all its clones. Calls
    /// that are on their way keep the one they were sent with. If the client has
    /// credentials, they renew the token when the service refuses it.
    pub fn set_access_token(&self, token: impl Into<AccessToken>) {
        self.inner.keeper.set(Some(token.into()));
    }

    /// Removes the access token, for this client and all its clones. If the
    /// client has credentials, the next call logs in anew.
    pub fn clear_access_token(&self) {
        self.inner.keeper.set(None);
    }

    /// Replaces the retry policy, for the calls and logins of this client and
    /// all its clones that begin from now on.
    pub fn set_retry(&self, policy: RetryPolicy) {
        self.inner.wire.change(|live| live.retry = policy);
    }

    /// Replaces the time limit of each try, for the calls and logins of this
    /// client and all its clones that begin from now on. Without one, calls may
    /// take any time, and logins have the default limit of 16 seconds.
    pub fn set_timeout(&self, timeout: impl Into<Option<Duration>>) {
        let timeout = timeout.into();
        self.inner.wire.change(|live| live.timeout = timeout);
    }

    /// Replaces what this client and all its clones tell the crate `tracing`.
    #[cfg(feature = "tracing")]
    #[cfg_attr(docsrs, doc(cfg(feature = "tracing")))]
    pub fn set_logging(&self, logging: Logging) {
        self.inner.wire.change(|live| live.logging = logging);
    }

    /// The current access token. If the client has credentials, there is
    /// none before the first call, and the next call may renew it.
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
