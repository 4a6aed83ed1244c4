//! The builder of a client.
//!
//! Setters store values unchecked; `build` checks them and creates the client.

use std::sync::Arc;
use std::time::Duration;

use super::gateway::Gateway;
use super::server::Server;
use crate::runtime::attempt::hooks::Hook;
use crate::runtime::attempt::limiter::RateLimit;
use crate::runtime::attempt::retry::RetryPolicy;
use crate::runtime::auth::credentials::{Credential, Credentials};
use crate::runtime::auth::token::AccessToken;
use crate::runtime::http::headers::Headers;
use crate::runtime::http::transport::Transport;
#[cfg(feature = "tracing")]
use crate::runtime::logging::Logging;
use crate::runtime::login::source::{TokenSource, TokenStore};
use crate::runtime::network::Network;

/// A builder for a [`Client`](crate::runtime::Client).
///
/// Settings are checked by [`build`](Self::build).
#[derive(Default)]
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    pub(super) server: Option<Server>,
    pub(super) token: Option<AccessToken>,
    pub(super) timeout: Option<Option<Duration>>,
    pub(super) headers: Headers,
    pub(super) application: Option<String>,
    pub(super) network: Network,
    pub(super) transport: Option<Box<dyn Transport>>,
    pub(super) credentials: Credentials,
    pub(super) source: Option<Arc<dyn TokenSource>>,
    pub(super) store: Option<Arc<dyn TokenStore>>,
    pub(super) login_url: Option<String>,
    pub(super) retry: RetryPolicy,
    pub(super) rate_limit: Option<RateLimit>,
    pub(super) hooks: Vec<Box<dyn Hook>>,
    pub(super) is_strict: bool,
    pub(super) max_response_size: Option<usize>,
    #[cfg(feature = "tracing")]
    pub(super) logging: Logging,
}

impl ClientBuilder {
    /// A builder with default settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the server that calls are sent to, in place of that of the definition: a host name, for
    /// which https is used, or a base URL such as `https://gateway.example.com:8443/api`. If there is
    /// no path, not even a slash at the end, the path of the definition's first server is used.
    /// Operations with a server of their own are sent to this host, too. Logins are still sent to the
    /// token URL of the definition if that is absolute; see [`login_url`](Self::login_url). Replaces
    /// an earlier gateway.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.server = Some(Server::Host(host.into()));
        self
    }

    /// Sets a gateway that calls and logins are sent to. Replaces an earlier host.
    pub fn gateway(mut self, gateway: Gateway) -> Self {
        self.server = Some(Server::Gateway(gateway));
        self
    }

    /// Sets the access token. It can be replaced later with
    /// [`Client::set_access_token`](crate::runtime::Client::set_access_token).
    pub fn access_token(mut self, token: impl Into<AccessToken>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Sets the source of access tokens: a grant, such as
    /// [`ClientCredentials`](crate::runtime::ClientCredentials), or a [`TokenSource`] of
    /// your own. The client logs in with the first call, before the token expires, and
    /// after a 401.
    pub fn credentials(mut self, source: impl TokenSource) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    /// Sets the credential for another security scheme of the definition, such as an API
    /// key; the module `security` of the SDK has a function for each. Replaces an earlier
    /// one for the same scheme. It is sent only to operations that require it.
    pub fn credential(mut self, credential: Credential) -> Self {
        self.credentials.set(credential);
        self
    }

    /// Sets a store that keeps tokens for the next start of the program.
    pub fn token_store(mut self, store: impl TokenStore) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// Sets the host or base URL of the login service, in place of the one that follows from the definition,
    /// the host or the gateway. The path of the token request is added to it. If the definition declares no token URL, pass the whole URL that tokens are
    /// requested from.
    pub fn login_url(mut self, url: impl Into<String>) -> Self {
        self.login_url = Some(url.into());
        self
    }

    /// Sets the retry policy of calls and logins. A call can have a policy of its own.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Waits instead of exceeding the rate limit of the service.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// Sets whether a call fails if a value of its response does not fit the type of its field. By default it
    /// does not: the field is `None`, a list or map lacks the item, and the value is reported by
    /// [`Response::decode_problems`](crate::runtime::Response::decode_problems), hooks and the crate
    /// `tracing`. A body of another JSON type than expected, and a required field that does not fit, are
    /// always errors. A value that no variant of a union without a discriminator fits completely is kept in
    /// `Unknown`.
    pub fn strict_decoding(mut self, is_strict: bool) -> Self {
        self.is_strict = is_strict;
        self
    }

    /// Sets the maximum size of a response body, in bytes after decompression; a call with a
    /// larger response fails. The default is 128 MiB. It does not apply to a
    /// [`Download`](crate::runtime::Download) or a stream. At most 64 KiB of an error body
    /// are kept, and responses to logins have at most 1 MiB.
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.max_response_size = Some(bytes);
        self
    }

    /// Adds a hook that observes every attempt. Hooks run in the order in which they were
    /// added.
    pub fn hook(mut self, hook: impl Hook) -> Self {
        self.hooks.push(Box::new(hook));
        self
    }

    /// Sets what is logged to the crate `tracing`. The default is everything except
    /// bodies and query values.
    #[cfg(feature = "tracing")]
    #[cfg_attr(docsrs, doc(cfg(feature = "tracing")))]
    pub fn logging(mut self, logging: Logging) -> Self {
        self.logging = logging;
        self
    }

    /// Sets the time limit of each attempt, from connecting to the last byte of the
    /// response. The default is 16 seconds; a call can have a limit of its own. The limit
    /// also applies to logins, and to the wait of a call for a login.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(Some(timeout));
        self
    }

    /// Removes the time limit of calls. Logins keep the default limit.
    pub fn without_timeout(mut self) -> Self {
        self.timeout = Some(None);
        self
    }

    /// Sets a header of every call.
    pub fn default_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.set(name, value);
        self
    }

    /// Sets the name of the application, such as `my-app/1.2`, which precedes that of the
    /// SDK in the `User-Agent` header.
    pub fn user_agent(mut self, application: impl Into<String>) -> Self {
        self.application = Some(application.into());
        self
    }

    /// Sets the transport, in place of
    /// [`ReqwestTransport`](crate::runtime::ReqwestTransport). Its proxy and certificates
    /// have to be set up in the transport.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }
}

impl std::fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without the host, which may contain a password before it is checked.
        f.debug_struct("ClientBuilder")
            .field("token", &self.token)
            .field("credentials", &self.credentials)
            .field("timeout", &self.timeout)
            .field("headers", &self.headers)
            .field("application", &self.application)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::ClientBuilder;
    use crate::runtime::{
        Client, ClientCredentials, Gateway, HttpRequest, RawResponse, SleepFuture, Transport,
        TransportFuture,
    };

    struct Unused;

    impl Transport for Unused {
        fn send(&self, _: HttpRequest) -> TransportFuture<'_> {
            Box::pin(async { Ok(RawResponse::new(204, Default::default(), Vec::new())) })
        }

        fn sleep(&self, _: Duration) -> SleepFuture<'_> {
            Box::pin(async {})
        }
    }

    fn builder() -> ClientBuilder {
        ClientBuilder::new().transport(Unused)
    }

    #[test]
    fn a_password_in_the_host_is_refused_and_not_repeated() {
        let error = builder().host("https://user:s3cret@host").build();
        let text = error.unwrap_err().to_string();
        assert!(text.contains("user name or password"), "{text}");
        assert!(!text.contains("s3cret"), "{text}");
        let builder = ClientBuilder::new().host("https://user:s3cret@host");
        let text = format!("{:?}", builder.access_token("s3cret"));
        assert!(!text.contains("s3cret"), "{text}");
    }

    #[test]
    fn the_last_of_host_and_gateway_counts() {
        let client = builder().host("y").host("x").build().unwrap();
        assert_eq!(client.base_url(), "https://x");
        let client = builder().build().unwrap();
        assert_eq!(client.base_url(), crate::definition::BASE_URL);

        let gateway = || Gateway::new("gw").api_path("a").login_path("b");
        let login_url =
            |client: &Client| client.inner.wire.login.as_ref().map(|it| it.token.clone());
        let client = builder().host("x").gateway(gateway()).build().unwrap();
        assert_eq!(client.base_url(), "https://gw/a");
        assert_eq!(
            login_url(&client).as_deref(),
            Some("https://gw/b/oauth/token")
        );
        let client = builder().gateway(gateway()).host("x").build().unwrap();
        assert_eq!(client.base_url(), "https://x");
        assert_eq!(login_url(&client), None);
        let client = builder().login_url("y").gateway(gateway()).build().unwrap();
        assert_eq!(login_url(&client).as_deref(), Some("https://y/oauth/token"));
    }

    #[test]
    fn the_default_time_limit_can_be_replaced_and_removed() {
        let timeout = |builder: ClientBuilder| builder.build().unwrap().inner.wire.live().timeout;
        assert_eq!(timeout(builder()), Some(Duration::from_secs(16)));
        let second = Duration::from_secs(1);
        assert_eq!(timeout(builder().timeout(second)), Some(second));
        assert_eq!(timeout(builder().without_timeout()), None);
    }

    #[test]
    fn what_no_header_can_carry_is_refused() {
        let error = builder().access_token("").build().unwrap_err();
        assert!(error.is_config());
        assert!(
            error
                .to_string()
                .starts_with("the access token is empty or")
        );
        let error = builder().default_header("a b", "c").build().unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"a b\" is not the name of an HTTP header"
        );
        let error = builder().default_header("x-key", "s3cret\r\n").build();
        assert_eq!(
            error.unwrap_err().to_string(),
            "the value of the header `x-key` has a line break or another control character"
        );
    }

    #[test]
    fn debug_of_a_client_shows_no_token() {
        let builder = builder().access_token("s3cret");
        let builder = builder.credentials(ClientCredentials::new("id", "s3cret"));
        assert!(!format!("{builder:?}").contains("s3cret"));
        let client = builder.default_header("Authorization", "s3cret").build();
        let text = format!("{:?}", client.unwrap());
        assert!(!text.contains("s3cret"), "{text}");
        assert!(text.contains("AccessToken(***)"), "{text}");
    }
}
