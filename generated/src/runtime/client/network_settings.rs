//! The settings of a client that say how servers are reached.
//!
//! What becomes of them is in `network`.

use super::builder::ClientBuilder;
use crate::runtime::network::Route;
use crate::runtime::network::certificates::{ClientCertificate, RootCertificates};
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
}
