//! The settings of a client, and the check that they make sense.
//!
//! It knows the two headers that every call of the SDK carries; the base URL
//! that is used without a region comes from the definition.

use std::sync::{Arc, RwLock};
use std::time::Duration;

use super::client::{Client, Inner};
use super::error::Error;
use super::execute::header_problem;
use super::gateway::Gateway;
use super::headers::Headers;
use super::hooks::Hook;
use super::host::{self, Place};
use super::limiter::{Limiter, RateLimit};
use super::limits::DEFAULT_RESPONSE;
#[cfg(feature = "tracing")]
use super::logging::Logging;
use super::login::{Keeper, TokenSource, TokenStore};
use super::network::Network;
use super::region::Region;
use super::retry::RetryPolicy;
use super::security::{Credential, Credentials};
use super::token::AccessToken;
use super::transport::Transport;
use super::wire::{DEFAULT_TIMEOUT, Live, Wire};
use crate::definition::{BASE_URL, SDK_NAME, SDK_VERSION};

pub(crate) const UNSENDABLE_TOKEN: &str = "the access token is empty or has a character \
     that a header cannot carry: pass the token alone, without `Bearer` or quotes";

/// Collects the settings of a [`Client`].
///
/// Nothing is checked before [`build`](Self::build), which reports what is
/// wrong and what to do about it.
#[derive(Default)]
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    place: Option<Place>,
    token: Option<AccessToken>,
    timeout: Option<Option<Duration>>,
    headers: Headers,
    application: Option<String>,
    pub(super) network: Network,
    transport: Option<Box<dyn Transport>>,
    credentials: Credentials,
    source: Option<Arc<dyn TokenSource>>,
    store: Option<Arc<dyn TokenStore>>,
    login_url: Option<String>,
    retry: RetryPolicy,
    rate_limit: Option<RateLimit>,
    hooks: Vec<Box<dyn Hook>>,
    is_strict: bool,
    max_response_size: Option<usize>,
    #[cfg(feature = "tracing")]
    logging: Logging,
}

impl ClientBuilder {
    /// The default of every setting.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sends calls to a region of the service. It replaces an earlier host or
    /// gateway.
    pub fn region(self, region: Region) -> Self {
        self.host(region.api_url())
    }

    /// Sends calls to any other place: a host name, which is reached by https,
    /// or a base URL with a scheme, and a port and a path if need be, such as
    /// `https://gateway.example.com:8443/genesys`. Without a path, not even a
    /// slash at the end, it has the path of the server that the definition
    /// names first. Operations that live elsewhere by the definition go to this
    /// host, too. It replaces an earlier region or gateway.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.place = Some(Place::Host(host.into()));
        self
    }

    /// Sends calls and logins to a gateway. It replaces an earlier region or
    /// host.
    pub fn gateway(mut self, gateway: Gateway) -> Self {
        self.place = Some(Place::Gateway(gateway));
        self
    }

    /// The access token that calls are made with. It can be replaced later with
    /// [`Client::set_access_token`].
    pub fn access_token(mut self, token: impl Into<AccessToken>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Logs in with these credentials, and renews the login before it expires
    /// and when the service refuses its token: those of a grant, such as
    /// [`ClientCredentials`](super::ClientCredentials), or a source of the
    /// application's own. Nothing is sent before the first call.
    pub fn credentials(mut self, source: impl TokenSource) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    /// The credential for a security scheme of the definition that is no
    /// login, such as an API key; the module `security` of the SDK has a
    /// function for each. It replaces an earlier one for the same scheme. An
    /// operation gets what it takes and nothing else.
    pub fn credential(mut self, credential: Credential) -> Self {
        self.credentials.set(credential);
        self
    }

    /// Keeps the tokens that the credentials give for the next start of the
    /// program.
    pub fn token_store(mut self, store: impl TokenStore) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// The login service, as a host or a base URL like that of
    /// [`host`](Self::host). It is needed for a host that is not `api.` of one
    /// of the service's domains. A gateway has a login service of its own,
    /// unless one is set here.
    pub fn login_url(mut self, url: impl Into<String>) -> Self {
        self.login_url = Some(url.into());
        self
    }

    /// Repeats calls and logins by another policy than the default. A call can
    /// have a policy of its own.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Keeps below the service's rate limit by waiting, in place of running
    /// into it.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// Whether a response fails as a whole when one of its values does not fit its field. The default
    /// is that it does not: the field is left empty, a list or map is without the item, and
    /// [`Response::decode_problems`](super::Response::decode_problems), hooks and the crate `tracing`
    /// are told. A body of another JSON type than expected, and a required field that does not fit,
    /// are errors in any case. A union without a discriminator that takes a value only without such a
    /// part keeps the whole in its `Unknown` in place of an error.
    pub fn strict_decoding(mut self, is_strict: bool) -> Self {
        self.is_strict = is_strict;
        self
    }

    /// The size that the body of a response may have, in bytes and once it is
    /// decompressed; a call whose response is larger fails. The default is
    /// 128 MiB. It is a limit of what is kept in memory at once: it counts for no
    /// [`Download`](super::Download) and no stream. Of the body of an error at most
    /// 64 KiB are kept, and responses to logins have at most 1 MiB.
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.max_response_size = Some(bytes);
        self
    }

    /// Adds a hook around every try. Hooks run in the order in which they were
    /// added.
    pub fn hook(mut self, hook: impl Hook) -> Self {
        self.hooks.push(Box::new(hook));
        self
    }

    /// What the client tells the crate `tracing`, in place of everything but
    /// bodies and values of queries.
    #[cfg(feature = "tracing")]
    #[cfg_attr(docsrs, doc(cfg(feature = "tracing")))]
    pub fn logging(mut self, logging: Logging) -> Self {
        self.logging = logging;
        self
    }

    /// Limits the time of each try of a call, from the connection to the last
    /// byte of the response. The default is 16 seconds; a call can have a limit
    /// of its own. Logins have this limit as well, for themselves, and it is that
    /// of a call's wait for a login.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(Some(timeout));
        self
    }

    /// Lets calls take any time, unless a call has a limit of its own. Logins
    /// keep the default limit.
    pub fn without_timeout(mut self) -> Self {
        self.timeout = Some(None);
        self
    }

    /// Sends a header with every call, in place of any of the same name: such as
    /// `Genesys-App`, by which an application tells the service its name.
    pub fn default_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.set(name, value);
        self
    }

    /// Names the application, such as `my-app/1.2`, in front of the SDK's name
    /// in the `User-Agent` header.
    pub fn user_agent(mut self, application: impl Into<String>) -> Self {
        self.application = Some(application.into());
        self
    }

    /// Sends requests through another transport than the default one,
    /// [`ReqwestTransport`](super::ReqwestTransport). It has to bring its own
    /// proxy and certificates.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Checks the settings and makes the client.
    ///
    /// Without a region, a host or a gateway calls and logins go to the server that
    /// the definition names first. With the feature `tracing` an event says so.
    ///
    /// # Errors
    /// If the host, a header, the access token, a credential, the proxy or a certificate
    /// cannot be used, or if the default transport cannot be set up.
    /// [`Error::is_config`] is true of each.
    pub fn build(self) -> Result<Client, Error> {
        let is_placed = self.place.is_some();
        let place = self.place;
        let place = place.unwrap_or_else(|| Place::Host(BASE_URL.to_owned()));
        let (base_url, login_beside) = place.urls()?;
        if self
            .token
            .as_ref()
            .is_some_and(|token| !token.is_sendable())
        {
            return Err(Error::config(UNSENDABLE_TOKEN));
        }
        self.credentials.check()?;
        let headers = default_headers(self.application.as_deref(), &self.headers)?;
        let is_default_login = !is_placed && self.login_url.is_none();
        let login_url = match self.login_url {
            Some(url) => Some(host::base_url(&url)?),
            None => login_beside,
        };
        let transport = self.network.transport(self.transport)?;
        #[cfg(feature = "tracing")]
        if !is_placed {
            self.logging.no_place(&base_url);
        }
        let live = Live {
            retry: self.retry,
            timeout: self.timeout.unwrap_or(Some(DEFAULT_TIMEOUT)),
            #[cfg(feature = "tracing")]
            logging: self.logging,
        };
        let wire = Arc::new(Wire {
            transport,
            hooks: self.hooks,
            is_strict: self.is_strict,
            headers,
            login_url,
            is_default_login,
            max_response_size: self.max_response_size.unwrap_or(DEFAULT_RESPONSE),
            live: RwLock::new(Arc::new(live)),
            #[cfg(feature = "websocket")]
            network: self.network,
        });
        Ok(Client::from_inner(Inner {
            base_url,
            is_placed,
            keeper: Keeper::new(Arc::clone(&wire), self.source, self.store, self.token),
            credentials: self.credentials,
            limiter: self.rate_limit.map(Limiter::new),
            wire,
        }))
    }
}

impl std::fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The host is left out: before the check it may hold a password.
        f.debug_struct("ClientBuilder")
            .field("token", &self.token)
            .field("credentials", &self.credentials)
            .field("timeout", &self.timeout)
            .field("headers", &self.headers)
            .field("application", &self.application)
            .finish_non_exhaustive()
    }
}

fn default_headers(application: Option<&str>, own: &Headers) -> Result<Headers, Error> {
    let mut headers = Headers::new();
    let agent = match application {
        Some(application) => format!("{application} {SDK_NAME}/{SDK_VERSION}"),
        None => format!("{SDK_NAME}/{SDK_VERSION}"),
    };
    headers.set("user-agent", agent);
    headers.set("purecloud-sdk", SDK_VERSION);
    for (name, value) in own.iter() {
        headers.set(name, value);
    }
    for (name, value) in headers.iter() {
        if let Some(problem) = header_problem(name, value) {
            return Err(Error::config(problem));
        }
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::ClientBuilder;
    use crate::runtime::{
        Client, ClientCredentials, Gateway, HttpRequest, RawResponse, Region, SleepFuture,
        Transport, TransportFuture,
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
    fn the_last_of_region_host_and_gateway_counts() {
        let client = builder().host("x").region(Region::EuWest1).build().unwrap();
        assert_eq!(client.base_url(), "https://api.mypurecloud.ie");
        let client = builder().region(Region::EuWest1).host("x").build().unwrap();
        assert_eq!(client.base_url(), "https://x");
        let client = builder().build().unwrap();
        assert_eq!(client.base_url(), "https://api.mypurecloud.com");

        let gateway = || Gateway::new("gw").api_path("a").login_path("b");
        let login_url = |client: &Client| client.inner.wire.login_url.clone();
        let client = builder().host("x").gateway(gateway()).build().unwrap();
        assert_eq!(client.base_url(), "https://gw/a");
        assert_eq!(login_url(&client).as_deref(), Some("https://gw/b"));
        let client = builder().gateway(gateway()).host("x").build().unwrap();
        assert_eq!(client.base_url(), "https://x");
        assert_eq!(login_url(&client), None);
        let client = builder().login_url("y").gateway(gateway()).build().unwrap();
        assert_eq!(login_url(&client).as_deref(), Some("https://y"));
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
