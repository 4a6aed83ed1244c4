//! The check that the settings of a client make sense, and the making of it.
//!
//! It knows the two headers that every call of the SDK carries; the base URL
//! that is used without a region comes from the definition.

use std::sync::{Arc, RwLock};

use super::builder::ClientBuilder;
use super::host;
use super::place::Place;
use super::{Client, Inner};
use crate::definition::{BASE_URL, SDK_NAME, SDK_VERSION};
use crate::runtime::attempt::limiter::Limiter;
use crate::runtime::auth::token::AccessToken;
use crate::runtime::error::Error;
use crate::runtime::http::headers::Headers;
use crate::runtime::http::limits::DEFAULT_RESPONSE;
use crate::runtime::login::keeper::Keeper;
use crate::runtime::network::default;
#[cfg(feature = "websocket")]
use crate::runtime::network::dial::Dialer;
use crate::runtime::send::wire::{DEFAULT_TIMEOUT, Live, Wire};

impl ClientBuilder {
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
        if let Some(problem) = self.token.as_ref().and_then(AccessToken::problem) {
            return Err(Error::config(problem));
        }
        self.credentials.check()?;
        let headers = default_headers(self.application.as_deref(), &self.headers)?;
        let is_default_login = !is_placed && self.login_url.is_none();
        let login_url = match self.login_url {
            Some(url) => Some(host::base_url(&url)?),
            None => login_beside,
        };
        let transport = default::transport(&self.network, self.transport)?;
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
            dialer: Dialer::new(self.network)?,
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
    match headers.problem() {
        Some(problem) => Err(Error::config(problem)),
        None => Ok(headers),
    }
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
