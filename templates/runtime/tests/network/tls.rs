//! Certificates of servers and of clients.

use std::fs;
use std::path::PathBuf;

use sdk_runtime::runtime::{ClientCertificate, Error, Proxy, RootCertificates};

use crate::authority::{Authority, Pair};
use crate::tls_server::TlsServer;
use crate::wire::plain_server;
use crate::{GET, builder, call};

/// Calls a server by a name, trusting an authority.
async fn outcome(server: &TlsServer, name: &str, roots: RootCertificates) -> Result<(), Error> {
    let client = builder(server.url(name)).root_certificates(roots);
    call(&client.build().unwrap(), &GET).await
}

fn roots(authority: &Authority) -> RootCertificates {
    RootCertificates::new().bytes(authority.pem())
}

/// A file of a test, which is removed at its end.
struct TempFile(PathBuf);

impl TempFile {
    fn new(name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let name = format!("sdk-runtime-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, bytes).unwrap();
        Self(path)
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn is_refused(outcome: Result<(), Error>, reason: &str) {
    let error = outcome.unwrap_err();
    let text = error.to_string();
    assert!(error.is_connect(), "{text}");
    assert!(
        text.contains("no secure connection to localhost:"),
        "{text}"
    );
    assert!(text.contains(reason), "{text}");
}

#[tokio::test]
async fn own_roots_are_trusted_from_memory_and_from_files() {
    let authority = Authority::new();
    let server = TlsServer::start(&authority.issue("localhost"), None);
    let other = Authority::new();
    let pem = TempFile::new("roots.pem", other.pem() + &authority.pem());
    let der = TempFile::new("root.der", authority.der());
    let sources = [
        roots(&authority),
        RootCertificates::new().bytes(authority.der()),
        RootCertificates::new().file(&pem.0),
        RootCertificates::new().bytes(other.der()).file(&der.0),
    ];
    for source in sources {
        outcome(&server, "localhost", source.clone()).await.unwrap();
        outcome(&server, "localhost", source.only()).await.unwrap();
    }
    assert_eq!(server.heads().len(), 8);
}

/// The message does not say to turn encryption off, because the proxy may be the one without it.
#[tokio::test]
async fn a_server_or_a_proxy_without_tls_is_told() {
    let plain = plain_server();
    let by_proxy = |url: &str| builder(url).proxy(Proxy::new(format!("https://{plain}")));
    for (builder, host) in [
        (builder(format!("https://{plain}")), plain.to_string()),
        (
            by_proxy("https://service.invalid"),
            "service.invalid".to_owned(),
        ),
        (
            by_proxy("http://service.invalid"),
            "service.invalid".to_owned(),
        ),
    ] {
        let error = call(&builder.build().unwrap(), &GET).await.unwrap_err();
        assert!(error.is_connect(), "{error}");
        let text = error.to_string();
        let expected = format!(
            "{host}, or the proxy before it, answered without TLS: \
             check the scheme of the host and of the proxy"
        );
        assert!(text.contains(&expected), "{text}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_trusted_gets_nothing() {
    let authority = Authority::new();
    let server = TlsServer::start(&authority.issue("localhost"), None);

    let client = builder(server.url("localhost")).build().unwrap();
    is_refused(call(&client, &GET).await, "UnknownIssuer");
    for roots in [roots(&Authority::new()), roots(&Authority::new()).only()] {
        is_refused(outcome(&server, "localhost", roots).await, "certificate");
    }
    let expired = TlsServer::start(&authority.issue_expired("localhost"), None);
    let other = TlsServer::start(&authority.issue("other.example.com"), None);
    for trusted in [roots(&authority), roots(&authority).only()] {
        is_refused(
            outcome(&expired, "localhost", trusted.clone()).await,
            "expired",
        );
        is_refused(
            outcome(&other, "localhost", trusted).await,
            "other.example.com",
        );
    }
    for server in [server, expired, other] {
        assert_eq!(server.heads(), [""; 0]);
    }
}

#[tokio::test]
async fn a_server_may_ask_for_a_certificate() {
    let authority = Authority::new();
    let server = TlsServer::start(&authority.issue("localhost"), Some(&authority));
    let own = authority.issue("application");
    let certificate = TempFile::new("own.pem", &own.certificate);
    let key = TempFile::new("own.key", &own.key);
    let both = TempFile::new("both.pem", own.key.clone() + &own.certificate);
    let trusting = || builder(server.url("localhost")).root_certificates(roots(&authority));

    for own in [
        ClientCertificate::from_bytes(own.certificate, own.key),
        ClientCertificate::from_files(&certificate.0, &key.0),
        ClientCertificate::from_files(&both.0, &both.0),
    ] {
        let client = trusting().client_certificate(own).build().unwrap();
        call(&client, &GET).await.unwrap();
    }
    assert_eq!(server.heads().len(), 3);

    let Pair { certificate, key } = Authority::new().issue("application");
    let stranger = ClientCertificate::from_bytes(certificate, key);
    for builder in [trusting(), trusting().client_certificate(stranger)] {
        let client = builder.build().unwrap();
        let error = call(&client, &GET).await.unwrap_err();
        assert!(error.is_transport(), "{error}");
    }
    assert_eq!(server.heads(), [""; 0]);
}
