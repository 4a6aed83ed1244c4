//! The network settings of a client, which `network` applies.

use std::net::IpAddr;
use std::time::Duration;

use super::builder::ClientBuilder;
use crate::runtime::network::Route;
use crate::runtime::network::certificates::{ClientCertificate, RootCertificates};
#[cfg(feature = "config")]
use crate::runtime::network::connections::Connections;
use crate::runtime::network::proxy::Proxy;

/// How servers are reached. An application's own transport brings all of it
/// itself: [`build`](Self::build) refuses these settings beside one.
impl ClientBuilder {
    /// Sends calls and logins through a proxy, and not through one that the
    /// environment names.
    ///
    /// Without this setting the usual variables hold, as they stand when the
    /// client is built: `HTTPS_PROXY`, `HTTP_PROXY` (not in a CGI program, where
    /// the other side sets it) or else `ALL_PROXY`, except for the hosts in
    /// `NO_PROXY`; each of them in lower case as well.
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.network.route = Route::Proxy(proxy);
        self
    }

    /// Uses no proxy, whatever the environment names.
    pub fn without_proxy(mut self) -> Self {
        self.network.route = Route::Direct;
        self
    }

    /// Verifies servers by these certificates of authorities, beside those of
    /// the platform or in place of them.
    pub fn root_certificates(mut self, roots: RootCertificates) -> Self {
        self.network.roots = Some(roots);
        self
    }

    /// Shows servers that ask for it this certificate of the application
    /// (mTLS).
    pub fn client_certificate(mut self, certificate: ClientCertificate) -> Self {
        self.network.certificate = Some(certificate);
        self
    }

    /// Limits the time until a connection has come about, its encryption included. The default is
    /// the time limit of the call, which this is a part of. A connection that takes longer has
    /// failed, and is tried again by the retry policy.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.network.connections.connect_timeout = Some(limit);
        self
    }

    /// Closes a connection that was not used for this time. The default is 90 seconds. A firewall
    /// that drops idle connections earlier wants a shorter time.
    pub fn pool_idle_timeout(mut self, time: Duration) -> Self {
        self.network.connections.pool_idle_timeout = Some(time);
        self
    }

    /// Keeps at most this many unused connections to a host. By default all are kept; with 0, each
    /// call has a connection of its own.
    pub fn pool_max_idle_per_host(mut self, count: usize) -> Self {
        self.network.connections.pool_max_idle_per_host = Some(count);
        self
    }

    /// How long a connection is silent before the system asks whether the other side is still
    /// there. The default is 15 seconds.
    pub fn tcp_keepalive(mut self, time: Duration) -> Self {
        self.network.connections.tcp_keepalive = Some(time);
        self
    }

    /// Opens connections from this address, on a machine that has several.
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
