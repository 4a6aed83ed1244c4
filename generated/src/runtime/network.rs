//! How the default transport reaches servers: the settings of a client that
//! another transport would ignore, and what reqwest makes of them.

use super::builder::ClientBuilder;
use super::certificates::{ClientCertificate, RootCertificates};
use super::error::Error;
use super::proxy::{self, Proxy};
use super::reqwest_transport::ReqwestTransport;
use super::tls;
use super::transport::Transport;

const OWN_TRANSPORT: &str = "proxy, without_proxy, root_certificates and client_certificate are \
     settings of the default transport, and ClientBuilder::transport replaces it: \
     set them up in that transport, or leave it out";

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

#[derive(Default)]
pub(crate) struct Network {
    pub(crate) route: Route,
    pub(crate) roots: Option<RootCertificates>,
    pub(crate) certificate: Option<ClientCertificate>,
}

#[derive(Default)]
pub(crate) enum Route {
    /// By the proxy that the environment names, or without one.
    #[default]
    Environment,
    Direct,
    Proxy(Proxy),
}

impl Network {
    /// The transport of the application's own, if these settings are left as
    /// they are, or the default one with these settings.
    pub(crate) fn transport(
        &self,
        own: Option<Box<dyn Transport>>,
    ) -> Result<Box<dyn Transport>, Error> {
        let Some(own) = own else {
            return Ok(Box::new(ReqwestTransport::with_network(self)?));
        };
        let is_default = matches!(self.route, Route::Environment)
            && self.roots.is_none()
            && self.certificate.is_none();
        match is_default {
            true => Ok(own),
            false => Err(Error::config(OWN_TRANSPORT)),
        }
    }

    /// A client of reqwest with these settings.
    pub(crate) fn client_builder(&self) -> Result<reqwest::ClientBuilder, Error> {
        let tls = tls::client_config(self.roots.as_ref(), self.certificate.as_ref())?;
        let builder = reqwest::Client::builder().tls_backend_preconfigured(tls);
        let builder = match &self.route {
            Route::Environment => builder,
            Route::Direct => builder.no_proxy(),
            Route::Proxy(proxy) => builder.proxy(proxy::of_reqwest(proxy)?),
        };
        // Bodies are decoded by `content_encoding`. Another crate of the program may
        // have turned on what reqwest has for it.
        Ok(builder.no_gzip().no_brotli().no_deflate().no_zstd())
    }
}
