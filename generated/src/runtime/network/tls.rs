//! TLS with rustls and ring.
//!
//! ring needs only a C compiler and builds in seconds. Certificates of servers are always
//! verified, with the verifier of the platform unless the caller sets other root
//! certificates. Verification cannot be disabled.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use super::certificates::{ClientCertificate, RootCertificates};
use crate::runtime::error::Error;

/// The TLS settings. They are made here and not by reqwest, so that they neither depend
/// on nor change the default crypto provider of the process.
pub(crate) fn client_config(
    roots: Option<&RootCertificates>,
    own: Option<&ClientCertificate>,
) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let verifier = verifier(roots, &provider)?;
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|source| Error::config_from("TLS cannot be set up", source))?
        // rustls calls every custom verifier dangerous, that of the platform included.
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let Some(own) = own else {
        return Ok(builder.with_no_client_auth());
    };
    let (chain, key) = own.read()?;
    let config = builder.with_client_auth_cert(chain, key);
    config.map_err(|source| {
        let ClientCertificate { certificate, key } = own;
        let message = format!(
            "the client certificate {certificate} and the key {key} cannot be used: \
             pass a certificate and the private key that belongs to it"
        );
        Error::config_from(message, source)
    })
}

/// Whether a handshake failed because what was received is no record of TLS, as from a server or a proxy
/// without TLS.
pub(super) fn is_without_tls(error: &rustls::Error) -> bool {
    let no_record = rustls::InvalidMessage::InvalidContentType;
    *error == rustls::Error::InvalidMessage(no_record)
}

fn verifier(
    roots: Option<&RootCertificates>,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, Error> {
    let Some(roots) = roots else {
        return of_platform(Verifier::new(Arc::clone(provider)));
    };
    let certificates = roots.read()?;
    if !roots.is_alone() {
        return beside_platform(certificates, provider);
    }
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(certificates);
    let builder =
        WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(provider));
    match builder.build() {
        Ok(verifier) => Ok(verifier),
        Err(source) => Err(Error::config_from(
            "the root certificates cannot be used: pass those of the server's authority",
            source,
        )),
    }
}

#[cfg(not(target_os = "android"))]
fn beside_platform(
    certificates: Vec<CertificateDer<'static>>,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, Error> {
    of_platform(Verifier::new_with_extra_roots(
        certificates,
        Arc::clone(provider),
    ))
}

#[cfg(target_os = "android")]
fn beside_platform(
    _: Vec<CertificateDer<'static>>,
    _: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, Error> {
    Err(Error::config(
        "Android verifies servers only with its own certificates: \
         add RootCertificates::only, or install the certificates on the device",
    ))
}

fn of_platform(
    verifier: Result<Verifier, rustls::Error>,
) -> Result<Arc<dyn ServerCertVerifier>, Error> {
    match verifier {
        Ok(verifier) => Ok(Arc::new(verifier)),
        Err(source) => Err(Error::config_from(
            "the certificates of this system cannot be used: \
             install the system's package of CA certificates, \
             or pass your own with RootCertificates::only",
            source,
        )),
    }
}
