//! The network settings of a client, which `network` applies.

use std::net::IpAddr;
use std::time::Duration;

use super::builder::ClientBuilder;
use crate::runtime::network::Route;
use crate::runtime::network::certificates::{ClientCertificate, RootCertificates};
#[cfg(feature = "config")]
use crate::runtime::network::connections::Connections;
use crate::runtime::network::proxy::Proxy;

/// Network settings of the default transport. Together with
/// [`transport`](Self::transport), they are an error of [`build`](Self::build).
impl ClientBuilder {
    /// Sets the proxy for calls and logins, in place of that of the environment.
    ///
    /// Without this setting, environment variables are read when the client is built:
    /// `HTTPS_PROXY`, `HTTP_PROXY` (not in CGI programs, where a client can set it), or
    /// else `ALL_PROXY`, except for the hosts in `NO_PROXY`; each of them in lower case
    /// as well.
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.network.route = Route::Proxy(proxy);
        self
    }

    /// Uses no proxy, and ignores the environment.
    pub fn without_proxy(mut self) -> Self {
        self.network.route = Route::Direct;
        self
    }

    /// Sets root certificates by which servers are verified, in addition to those of the
    /// platform or in place of them.
    pub fn root_certificates(mut self, roots: RootCertificates) -> Self {
        self.network.roots = Some(roots);
        self
    }

    /// Sets the client certificate for servers that require one (mutual TLS).
    pub fn client_certificate(mut self, certificate: ClientCertificate) -> Self {
        self.network.certificate = Some(certificate);
        self
    }

    /// Sets the time limit for establishing a connection, TLS included. By default, only the time
    /// limit of the call applies. If it is exceeded, the connection has failed, and the retry
    /// policy applies.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.network.connections.connect_timeout = Some(limit);
        self
    }

    /// Sets the time after which idle connections are closed. The default is 90 seconds. Set a
    /// shorter time if a firewall drops idle connections earlier.
    pub fn pool_idle_timeout(mut self, time: Duration) -> Self {
        self.network.connections.pool_idle_timeout = Some(time);
        self
    }

    /// Sets how many idle connections are kept per host. By default all are kept; with 0, each
    /// call opens a connection.
    pub fn pool_max_idle_per_host(mut self, count: usize) -> Self {
        self.network.connections.pool_max_idle_per_host = Some(count);
        self
    }

    /// Sets the time without traffic before TCP keepalive probes are sent. The default is 15
    /// seconds.
    pub fn tcp_keepalive(mut self, time: Duration) -> Self {
        self.network.connections.tcp_keepalive = Some(time);
        self
    }

    /// Sets the local IP address of connections, for machines with several.
    pub fn local_address(mut self, address: IpAddr) -> Self {
        self.network.connections.local_address = Some(address);
        self
    }
}

impl ClientBuilder {
    #[cfg(feature = "config")]
    pub(crate) fn connections(mut self, connections: Connections) -> Self {
        self.network.connections = connections;
        self
    }
}
