//! The default transport and its settings: proxy, certificates and connections.
//!
//! A transport of the application's own does not use them.

pub(crate) mod certificates;
pub(crate) mod connections;
pub(crate) mod default;
#[cfg(feature = "websocket")]
pub(crate) mod dial;
mod exchange;
mod outgoing;
pub(crate) mod proxy;
pub(crate) mod reqwest_transport;
pub(crate) mod tls;

use self::certificates::{ClientCertificate, RootCertificates};
use self::connections::Connections;
use self::proxy::Proxy;
use crate::runtime::error::Error;

/// The network settings of a client.
#[derive(Default)]
pub(crate) struct Network {
    pub(crate) route: Route,
    pub(crate) roots: Option<RootCertificates>,
    pub(crate) certificate: Option<ClientCertificate>,
    pub(crate) connections: Connections,
}

#[derive(Default)]
pub(crate) enum Route {
    /// Through the proxy of the environment, if there is one.
    #[default]
    Environment,
    Direct,
    Proxy(Proxy),
}

impl Network {
    /// A reqwest client builder with these settings.
    pub(crate) fn client_builder(&self) -> Result<reqwest::ClientBuilder, Error> {
        #[cfg_attr(
            not(feature = "http2"),
            expect(unused_mut, reason = "HTTP/1.1 is not negotiated")
        )]
        let mut tls = tls::client_config(self.roots.as_ref(), self.certificate.as_ref())?;
        // Servers without ALPN ignore it (RFC 7301, 3.2).
        #[cfg(feature = "http2")]
        {
            tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        }
        let builder = reqwest::Client::builder().tls_backend_preconfigured(tls);
        let builder = match &self.route {
            Route::Environment => builder,
            Route::Direct => builder.no_proxy(),
            Route::Proxy(proxy) => builder.proxy(proxy::of_reqwest(proxy)?),
        };
        let builder = self.connections.apply(builder);
        // Bodies are decoded by `http::content_encoding`. Another crate may have enabled
        // the features of reqwest for this.
        Ok(builder.no_gzip().no_brotli().no_deflate().no_zstd())
    }
}
