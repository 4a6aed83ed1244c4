//! The client: what all calls of an application share.
//!
//! It holds where calls go and as whom; generated code adds one method for each
//! API. It does not know how a call is made, which `execute` does.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use super::builder::ClientBuilder;
use super::headers::Headers;
use super::token::AccessToken;
use super::transport::Transport;

/// The way to the service. A clone is cheap and shares the connections and the
/// access token of the original.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) base_url: String,
    pub(crate) default_headers: Headers,
    pub(crate) timeout: Option<Duration>,
    pub(crate) token: RwLock<Option<AccessToken>>,
    pub(crate) transport: Box<dyn Transport>,
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
    /// that are on their way keep the one they were sent with.
    pub fn set_access_token(&self, token: impl Into<AccessToken>) {
        self.replace_token(Some(token.into()));
    }

    /// Removes the access token, for this client and all its clones.
    pub fn clear_access_token(&self) {
        self.replace_token(None);
    }

    /// The access token of the next call.
    pub fn access_token(&self) -> Option<AccessToken> {
        // The lock guards one assignment, so a panic elsewhere cannot have left
        // half a token behind.
        let token = self.inner.token.read();
        token.unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn default_headers(&self) -> &Headers {
        &self.inner.default_headers
    }

    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.inner.timeout
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        self.inner.transport.as_ref()
    }

    fn replace_token(&self, token: Option<AccessToken>) {
        let place = self.inner.token.write();
        *place.unwrap_or_else(PoisonError::into_inner) = token;
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.base_url)
            .field("access_token", &self.access_token())
            .field("default_headers", &self.inner.default_headers)
            .field("timeout", &self.inner.timeout)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Client;

    const fn is_send_and_sync<T: Send + Sync + Clone + 'static>() {}

    const _: () = is_send_and_sync::<Client>();
}
