//! The settings as typed values, and how they configure a client.
//!
//! It does not know where a value came from.

use std::fmt;
use std::time::Duration;

use super::log_settings::LogSettings;
use crate::runtime::attempt::retry::RetryPolicy;
use crate::runtime::auth::token::AccessToken;
use crate::runtime::client::builder::ClientBuilder;
use crate::runtime::client::gateway;
use crate::runtime::error::Error;
use crate::runtime::network::connections::Connections;
use crate::runtime::network::proxy;
use crate::runtime::service::region_hosts::RegionHosts;

const NO_GATEWAY: &str = "[gateway] has settings, but no host: set host in [gateway]";
const NO_PROXY: &str = "[proxy] has settings, but no URL: set url in [proxy]";

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Values {
    pub(super) destination: Destination,
    pub(super) proxy: ProxySettings,
    pub(super) client_id: Option<String>,
    pub(super) client_secret: Option<Secret>,
    pub(super) access_token: Option<AccessToken>,
    pub(super) timeout: Option<Duration>,
    pub(super) max_response_size: Option<usize>,
    pub(super) user_agent: Option<String>,
    pub(super) connections: Connections,
    pub(super) retry: Retry,
    pub(super) log: LogSettings,
    pub(super) live_reload: Option<bool>,
}

/// A string that `Debug` does not show.
#[derive(Clone, PartialEq)]
pub(super) struct Secret(String);

impl Secret {
    pub(super) fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The region, host or gateway of calls and logins.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Destination {
    pub(super) region: Option<&'static RegionHosts>,
    pub(super) host: Option<String>,
    pub(super) login_url: Option<String>,
    pub(super) gateway: GatewaySettings,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct GatewaySettings {
    pub(super) host: Option<String>,
    pub(super) protocol: Option<String>,
    pub(super) port: Option<u16>,
    pub(super) api_path: Option<String>,
    pub(super) login_path: Option<String>,
}

impl Destination {
    /// Whether a region, host or gateway is set. A login URL alone does not count.
    pub(super) fn is_named(&self) -> bool {
        let has_gateway = self.gateway != GatewaySettings::default();
        self.region.is_some() || self.host.is_some() || has_gateway
    }

    /// Applies it to a client builder.
    pub(super) fn apply(&self, mut builder: ClientBuilder) -> Result<ClientBuilder, Error> {
        if let Some(gateway) = self.gateway.gateway()? {
            builder = builder.gateway(gateway);
        } else if let Some(host) = &self.host {
            builder = builder.host(host);
        } else if let Some(region) = self.region {
            builder = builder.host(region.api_url());
        }
        if let Some(login) = &self.login_url {
            builder = builder.login_url(login);
        }
        Ok(builder)
    }
}

impl GatewaySettings {
    fn gateway(&self) -> Result<Option<gateway::Gateway>, Error> {
        let Some(host) = &self.host else {
            let is_empty = *self == Self::default();
            return if is_empty {
                Ok(None)
            } else {
                Err(Error::config(NO_GATEWAY))
            };
        };
        let mut gateway = gateway::Gateway::new(host);
        if let Some(protocol) = &self.protocol {
            gateway = gateway.protocol(protocol);
        }
        if let Some(port) = self.port {
            gateway = gateway.port(port);
        }
        if let Some(path) = &self.api_path {
            gateway = gateway.api_path(path);
        }
        if let Some(path) = &self.login_path {
            gateway = gateway.login_path(path);
        }
        Ok(Some(gateway))
    }
}

/// The proxy settings.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ProxySettings {
    /// May contain a password.
    pub(super) url: Option<Secret>,
    pub(super) user: Option<String>,
    pub(super) password: Option<Secret>,
}

impl ProxySettings {
    /// The proxy, if there is one.
    pub(super) fn proxy(&self) -> Result<Option<proxy::Proxy>, Error> {
        let Some(url) = &self.url else {
            let is_empty = *self == Self::default();
            return if is_empty {
                Ok(None)
            } else {
                Err(Error::config(NO_PROXY))
            };
        };
        let proxy = proxy::Proxy::new(url.expose());
        let Some(user) = &self.user else {
            return Ok(Some(proxy));
        };
        let password = self.password.as_ref().map_or("", Secret::expose);
        Ok(Some(proxy.credentials(user, password)))
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Retry {
    pub(super) max: Option<u32>,
    pub(super) wait_min: Option<Duration>,
    pub(super) wait_max: Option<Duration>,
    pub(super) total_time: Option<Duration>,
}

impl Retry {
    /// The default policy with these settings. If only one bound of the waits is set, the
    /// other is the default, or the same value if the default would contradict it.
    pub(super) fn policy(&self) -> RetryPolicy {
        let mut policy = RetryPolicy::new();
        if let Some(max) = self.max {
            policy = policy.max_retries(max);
        }
        if let Some(time) = self.total_time {
            policy = policy.total_time(time);
        }
        let (first, longest) = policy.bounds();
        let wait_min = self.wait_min.unwrap_or(first);
        let wait_max = self.wait_max.unwrap_or(longest.max(wait_min));
        policy.delays(wait_min.min(wait_max), wait_max)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Destination, ProxySettings, Retry, Secret};
    use crate::runtime::{ClientBuilder, RegionHosts, RetryPolicy};

    #[test]
    fn a_gateway_counts_before_a_host_and_a_host_before_a_region() {
        let base_url = |destination: &Destination| {
            let builder = destination.apply(ClientBuilder::new())?;
            builder.build().map(|client| client.base_url().to_owned())
        };
        let mut destination = Destination {
            region: Some(&RegionHosts {
                name: "here",
                domain: "example.com",
            }),
            ..Destination::default()
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(base_url(&destination).unwrap(), "https://api.example.com");
        destination.host = text("h");
        assert_eq!(base_url(&destination).unwrap(), "https://h");
        destination.gateway.host = text("g");
        assert_eq!(base_url(&destination).unwrap(), "https://g");
        destination.gateway.port = Some(81);
        destination.gateway.api_path = text("/a/b/");
        assert_eq!(base_url(&destination).unwrap(), "https://g:81/a/b");
        destination.gateway.host = None;
        let error = base_url(&destination).unwrap_err().to_string();
        assert!(error.contains("set host in [gateway]"), "{error}");
    }

    #[test]
    fn a_proxy_needs_a_url_and_shows_no_password() {
        let mut proxy = ProxySettings {
            password: Some(Secret::new("s3cret")),
            ..ProxySettings::default()
        };
        let error = proxy.proxy().unwrap_err().to_string();
        assert!(error.contains("set url in [proxy]"), "{error}");
        proxy.url = Some(Secret::new("http://u:s3cret@p:1"));
        assert!(proxy.proxy().unwrap().is_some());
        assert!(!format!("{proxy:?}").contains("s3cret"));
        assert!(ProxySettings::default().proxy().unwrap().is_none());
    }

    #[test]
    fn waits_of_a_policy_do_not_contradict_each_other() {
        let seconds = Duration::from_secs;
        let policy = |min: Option<u64>, max: Option<u64>| {
            let retry = Retry {
                wait_min: min.map(seconds),
                wait_max: max.map(seconds),
                ..Retry::default()
            };
            retry.policy()
        };
        let default = RetryPolicy::new;
        assert_eq!(policy(None, None), default());
        let half = Duration::from_millis(500);
        assert_eq!(policy(None, Some(9)), default().delays(half, seconds(9)));
        assert_eq!(
            policy(Some(60), None),
            default().delays(seconds(60), seconds(60))
        );
        assert_eq!(
            policy(Some(9), Some(3)),
            default().delays(seconds(3), seconds(3))
        );
    }
}
