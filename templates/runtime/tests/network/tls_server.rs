//! An authority for certificates of tests, and a server that speaks TLS.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    date_time_ymd,
};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

use crate::wire::{NO_CONTENT, answer, read_head};

/// An authority that nobody knows.
pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// A certificate and its key, as PEM.
pub(crate) struct Pair {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let issuer = CertifiedIssuer::self_signed(params, key).unwrap();
        Self { issuer }
    }

    pub(crate) fn pem(&self) -> String {
        self.issuer.pem()
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        self.issuer.der().to_vec()
    }

    /// A certificate of a server, or of a client, of this name.
    pub(crate) fn issue(&self, name: &str) -> Pair {
        self.sign(CertificateParams::new([name.to_owned()]).unwrap())
    }

    /// A certificate that was good until 2001.
    pub(crate) fn issue_expired(&self, name: &str) -> Pair {
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2000, 1, 1);
        params.not_after = date_time_ymd(2001, 1, 1);
        self.sign(params)
    }

    fn sign(&self, mut params: CertificateParams) -> Pair {
        params.extended_key_usages = vec![
            ExtendedKeyUsagePurpose::ServerAuth,
            ExtendedKeyUsagePurpose::ClientAuth,
        ];
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Pair {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        }
    }
}

/// A server that answers each request with 204 over TLS.
pub(crate) struct TlsServer {
    pub(crate) address: SocketAddr,
    seen: Receiver<String>,
}

impl TlsServer {
    /// A server that shows this certificate and asks clients for one of this
    /// authority, if it is given.
    pub(crate) fn start(own: &Pair, clients: Option<&Authority>) -> Self {
        let config = Arc::new(config(own, clients));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, seen) = channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
                let mut stream = StreamOwned::new(connection, stream.unwrap());
                let sender = sender.clone();
                thread::spawn(move || {
                    // A client that does not trust the server sends nothing.
                    if let Some(head) = read_head(&mut stream) {
                        let _ = sender.send(head);
                        answer(&mut stream, NO_CONTENT);
                        stream.conn.send_close_notify();
                        answer(&mut stream, "");
                    }
                });
            }
        });
        Self { address, seen }
    }

    /// The base URL of the server by this name.
    pub(crate) fn url(&self, name: &str) -> String {
        format!("https://{name}:{}", self.address.port())
    }

    /// The heads of the requests that arrived so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.seen.try_iter().collect()
    }
}

fn config(own: &Pair, clients: Option<&Authority>) -> ServerConfig {
    let provider = Arc::new(ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider));
    let builder = builder.with_safe_default_protocol_versions().unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.der().into()).unwrap();
            let verifier =
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
            builder.with_client_cert_verifier(verifier.unwrap())
        }
    };
    let certificate = CertificateDer::from_pem_slice(own.certificate.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(own.key.as_bytes()).unwrap();
    builder.with_single_cert(vec![certificate], key).unwrap()
}
