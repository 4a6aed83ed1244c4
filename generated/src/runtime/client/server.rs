//! The base URLs of calls and logins.
//!
//! This module knows how the host of the login service follows from that of the API;
//! `host` checks hosts.

use super::gateway::Gateway;
use super::host::base_url;
use crate::definition::{BASE_URL, OAUTH};
use crate::runtime::error::Error;
use crate::runtime::service::address::split;
use crate::runtime::service::login::LoginHost;

/// The server that calls are sent to.
pub(crate) enum Server {
    Host(String),
    Gateway(Gateway),
}

impl Server {
    /// The base URL of the API and, if it follows from that, the base URL of the login
    /// service.
    pub(crate) fn urls(&self) -> Result<(String, Option<String>), Error> {
        match self {
            Self::Host(host) => {
                let url = base_url(host)?;
                let login = login_url(&url, OAUTH.host);
                let path = match has_path(host) {
                    true => "",
                    false => split(BASE_URL).1,
                };
                Ok((format!("{url}{path}"), login))
            }
            Self::Gateway(gateway) => Ok((gateway.api_url()?, Some(gateway.login_url()?))),
        }
    }

    /// Whether logins are sent there, even if the token URL of the definition is
    /// absolute.
    pub(crate) fn has_logins(&self) -> bool {
        matches!(self, Self::Gateway(_))
    }
}

/// Whether a host or URL has a path, if only a slash.
fn has_path(host: &str) -> bool {
    let (_, rest) = host.split_once("://").unwrap_or(("", host));
    rest.contains('/')
}

/// The base URL of the login service for an API, if it follows from the host.
fn login_url(base_url: &str, host: LoginHost) -> Option<String> {
    if host == LoginHost::Same {
        return Some(split(base_url).0.to_owned());
    }
    let domain = base_url.strip_prefix("https://api.")?;
    let is_plain = !domain.contains(['/', ':']);
    is_plain.then(|| format!("https://login.{domain}"))
}

#[cfg(test)]
mod tests {
    use super::{LoginHost, has_path, login_url};

    #[test]
    fn a_slash_alone_is_a_path() {
        assert!(has_path("https://x/") && has_path("x/a"));
        assert!(!has_path("https://x") && !has_path("x:1"));
    }

    #[test]
    fn the_login_is_beside_an_api_of_the_service() {
        let login = login_url("https://api.example.com", LoginHost::Beside);
        assert_eq!(login.as_deref(), Some("https://login.example.com"));
        for url in [
            "https://gateway.example.com",
            "http://api.x",
            "https://api.x:1",
            "https://api.x/y",
        ] {
            assert_eq!(login_url(url, LoginHost::Beside), None, "{url}");
        }
    }

    #[test]
    fn the_login_is_on_the_host_of_an_api_that_has_no_other() {
        for (url, login) in [
            ("https://api.x/y/z", "https://api.x"),
            ("http://localhost:1", "http://localhost:1"),
        ] {
            assert_eq!(login_url(url, LoginHost::Same).as_deref(), Some(login));
        }
    }
}
