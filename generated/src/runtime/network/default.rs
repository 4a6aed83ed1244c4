//! Chooses the transport of a client: the application's own, or the default one.

use super::connections::Connections;
use super::reqwest_transport::ReqwestTransport;
use super::{Network, Route};
use crate::runtime::error::Error;
use crate::runtime::http::transport::Transport;

const OWN_TRANSPORT: &str = "proxy, without_proxy, root_certificates, client_certificate, \
     connect_timeout, pool_idle_timeout, pool_max_idle_per_host, tcp_keepalive and local_address are \
     settings of the default transport, and ClientBuilder::transport replaces it: \
     set them up in that transport, or leave it out";

/// The transport `own`, or the default one with these settings.
pub(crate) fn transport(
    network: &Network,
    own: Option<Box<dyn Transport>>,
) -> Result<Box<dyn Transport>, Error> {
    let Some(own) = own else {
        return Ok(Box::new(ReqwestTransport::with_network(network)?));
    };
    let is_default = matches!(network.route, Route::Environment)
        && network.roots.is_none()
        && network.certificate.is_none()
        && network.connections == Connections::default();
    match is_default {
        true => Ok(own),
        false => Err(Error::config(OWN_TRANSPORT)),
    }
}
