//! Checks the settings of a builder and makes the client.
//!
//! It also sets the default headers. Their names and the default base URL come from the
//! definition.

use std::sync::{Arc, RwLock};

use super::builder::ClientBuilder;
use super::host;
use super::server::Server;
use super::{Client, Inner};
use crate::definition::{BASE_URL, OAUTH, SDK_NAME, SDK_VERSION, VERSION_HEADER};
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
use crate::runtime::service::login::Endpoint;
use crate::runtime::service::login_urls::LoginUrls;

impl ClientBuilder {
    /// Checks the settings and makes the client.
    ///
    /// Without a host or a gateway, calls and logins are sent to the first server of the
    /// definition. With the feature `tracing`, an event says so.
    ///
    /// # Errors
    /// If the host, a header, the access token, a credential, the proxy or a certificate
    /// is invalid, or if the default transport cannot be set up ([`Error::is_config`]).
    pub fn build(self) -> Result<Client, Error> {
        let has_server = self.server.is_some();
        let server = self.server;
        let server = server.unwrap_or_else(|| Server::Host(BASE_URL.to_owned()));
        let (base_url, login_beside) = server.urls()?;
        if let Some(problem) = self.token.as_ref().and_then(AccessToken::problem) {
            return Err(Error::config(problem));
        }
        self.credentials.check()?;
        let headers = default_headers(self.application.as_deref(), &self.headers)?;
        let is_named = self.login_url.is_some() || server.has_logins();
        let follows_server = matches!(OAUTH.token, Some(Endpoint::Path(_)));
        let is_default_login = !has_server && self.login_url.is_none() && follows_server;
        let login_url = match self.login_url {
            Some(url) => Some(host::base_url(&url)?),
            None => login_beside,
        };
        let transport = default::transport(&self.network, self.transport)?;
        #[cfg(feature = "tracing")]
        if !has_server {
            self.logging.default_server(&base_url);
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
            login: LoginUrls::new(&OAUTH, login_url, is_named),
            is_default_login,
            max_response_size: self.max_response_size.unwrap_or(DEFAULT_RESPONSE),
            live: RwLock::new(Arc::new(live)),
            #[cfg(feature = "websocket")]
            dialer: Dialer::new(self.network)?,
        });
        Ok(Client::from_inner(Inner {
            base_url,
            has_server,
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
    headers.put("user-agent".into(), agent.into());
    if let Some(name) = VERSION_HEADER {
        headers.put(name.into(), SDK_VERSION.into());
    }
    for (name, value) in own.iter() {
        headers.set(name, value);
    }
    match headers.problem() {
        Some(problem) => Err(Error::config(problem)),
        None => Ok(headers),
    }
}
