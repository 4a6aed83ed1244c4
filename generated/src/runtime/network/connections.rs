//! Settings for the connections of the default transport.

use std::net::IpAddr;
use std::time::Duration;

/// The settings. `None` means the default of reqwest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Connections {
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) pool_idle_timeout: Option<Duration>,
    pub(crate) pool_max_idle_per_host: Option<usize>,
    pub(crate) tcp_keepalive: Option<Duration>,
    pub(crate) local_address: Option<IpAddr>,
}

impl Connections {
    pub(crate) fn apply(&self, mut builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        if let Some(limit) = self.connect_timeout {
            builder = builder.connect_timeout(limit);
        }
        if let Some(time) = self.pool_idle_timeout {
            builder = builder.pool_idle_timeout(time);
        }
        if let Some(count) = self.pool_max_idle_per_host {
            builder = builder.pool_max_idle_per_host(count);
        }
        if let Some(time) = self.tcp_keepalive {
            builder = builder.tcp_keepalive(time);
        }
        match self.local_address {
            Some(address) => builder.local_address(address),
            None => builder,
        }
    }
}
