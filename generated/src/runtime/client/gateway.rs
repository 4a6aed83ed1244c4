//! Gateways between the application and the service.
//!
//! This module builds the URLs of a gateway; `host` checks them.

use std::fmt;

use super::host::base_url;
use crate::runtime::error::Error;

/// A gateway that forwards calls and logins to the service.
///
/// It has one host and two paths:
///
/// ```text
/// protocol://host[:port][/api_path]/users/me
/// protocol://host[:port][/login_path]/token
/// ```
///
/// These are the settings that the service's other SDKs call `host`,
/// `protocol`, `port`, `path_params_api` and `path_params_login`.
#[derive(Clone)]
#[must_use = "a gateway does nothing until ClientBuilder::gateway gets it"]
pub struct Gateway {
    host: String,
    protocol: String,
    port: Option<u16>,
    api_path: String,
    login_path: String,
}

impl Gateway {
    /// A gateway with a host name, such as `gateway.example.com`, https, the default port
    /// and no paths.
    pub fn new(host: impl Into<String>) -> Self {
        Self {
            host: host.into(),
            protocol: "https".to_owned(),
            port: None,
            api_path: String::new(),
            login_path: String::new(),
        }
    }

    /// Sets the protocol: `https`, which is the default, or `http`, which is not
    /// encrypted.
    pub fn protocol(mut self, protocol: impl Into<String>) -> Self {
        self.protocol = protocol.into();
        self
    }

    /// Sets the port, in place of the default port of the protocol.
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// Sets the base path of calls. Slashes at both ends are ignored.
    pub fn api_path(mut self, path: impl Into<String>) -> Self {
        self.api_path = path.into();
        self
    }

    /// Sets the base path of logins. Slashes at both ends are ignored.
    pub fn login_path(mut self, path: impl Into<String>) -> Self {
        self.login_path = path.into();
        self
    }

    /// The base URL of the API.
    ///
    /// # Errors
    /// If host, protocol and path make no URL.
    pub fn api_url(&self) -> Result<String, Error> {
        self.url(&self.api_path)
    }

    /// The base URL of the login service, for an
    /// [`AuthorizationUrl`](crate::runtime::AuthorizationUrl).
    ///
    /// # Errors
    /// If host, protocol and path make no URL.
    pub fn login_url(&self) -> Result<String, Error> {
        self.url(&self.login_path)
    }

    fn url(&self, path: &str) -> Result<String, Error> {
        let host = self.host.trim();
        // The message does not contain the host, which may contain a password.
        if host.contains('/') {
            return Err(Error::config(
                "the host of the gateway is more than a name: pass the name to Gateway::new, \
                 and the rest to the methods protocol, port, api_path and login_path",
            ));
        }
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        let path = path.trim().trim_start_matches('/');
        // Without this, `https:///path` would have `path` as its host.
        let slash = if path.is_empty() { "" } else { "/" };
        base_url(&format!(
            "{}://{host}{port}{slash}{path}",
            self.protocol.trim()
        ))
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The host is left out: before the check it may hold a password.
        f.debug_struct("Gateway")
            .field("protocol", &self.protocol)
            .field("port", &self.port)
            .field("api_path", &self.api_path)
            .field("login_path", &self.login_path)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Gateway;

    #[test]
    fn a_gateway_has_two_addresses() {
        let bare = Gateway::new("gw.example.com");
        assert_eq!(bare.api_url().unwrap(), "https://gw.example.com");
        assert_eq!(bare.login_url().unwrap(), "https://gw.example.com");
        let full = bare.protocol("HTTP").port(8080);
        let full = full.api_path("/proxy/api/").login_path("login");
        assert_eq!(
            full.api_url().unwrap(),
            "http://gw.example.com:8080/proxy/api"
        );
        assert_eq!(
            full.login_url().unwrap(),
            "http://gw.example.com:8080/login"
        );
        let six = Gateway::new("[::1]").port(1).login_path("/");
        assert_eq!(six.login_url().unwrap(), "https://[::1]:1");
    }

    #[test]
    fn a_gateway_that_cannot_be_used_is_explained() {
        let problem = |gateway: Gateway| {
            let error = gateway.api_url().unwrap_err();
            assert!(error.is_config());
            let text = format!("{error} {gateway:?}");
            assert!(!text.contains("s3cret"), "{text}");
            text
        };
        let text = problem(Gateway::new("https://u:s3cret@gw.example.com"));
        assert!(text.starts_with("the host of the gateway is more than a name: "));
        let text = problem(Gateway::new("u:s3cret@gw.example.com"));
        assert!(text.starts_with("the host contains a user name or password: "));
        let text = problem(Gateway::new("gw").protocol("ftp"));
        assert!(text.starts_with("the host has the scheme `ftp`: use https"));
        for nameless in [Gateway::new(" "), Gateway::new("").api_path("x")] {
            assert!(problem(nameless).starts_with("the host is empty: "));
        }
        problem(Gateway::new("").port(1));
        problem(Gateway::new("gw:1").port(2));
        problem(Gateway::new("gw").api_path("a?b"));
    }
}
