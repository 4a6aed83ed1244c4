//! Certificates and keys that cannot be used.

use sdk_runtime::runtime::{Client, ClientBuilder, ClientCertificate, RootCertificates};

use crate::authority::{Authority, Pair};
use crate::support::login::has_no_secret;

/// What `build` says, in which no key may be.
fn problem(builder: ClientBuilder) -> String {
    let error = builder.build().unwrap_err();
    assert!(error.is_config());
    has_no_secret(&error);
    error.to_string()
}

fn of_roots(roots: RootCertificates) -> String {
    problem(Client::builder().root_certificates(roots))
}

fn of_pair(certificate: &str, key: &str) -> String {
    let own = ClientCertificate::from_bytes(certificate, key);
    assert!(!format!("{own:?}").contains("BEGIN"));
    problem(Client::builder().client_certificate(own))
}

#[test]
fn roots_that_cannot_be_used_are_explained() {
    assert_eq!(
        of_roots(RootCertificates::new()),
        "there are no root certificates: add some with RootCertificates::file or bytes"
    );
    let text = of_roots(RootCertificates::new().file("/no/such/roots.pem"));
    let start = "the root certificates in `/no/such/roots.pem` cannot be read: \
                 pass the path of a file that this program may read (";
    assert!(text.starts_with(start), "{text}");
    for bytes in ["", "s3cret"] {
        let text = of_roots(RootCertificates::new().bytes(bytes));
        let start = "the root certificates in memory cannot be used: \
                     pass the certificate of an authority, as PEM or DER (";
        assert!(text.starts_with(start), "{text}");
    }
    let key = Authority::new().issue("x").key;
    assert_eq!(
        of_roots(RootCertificates::new().bytes(key)),
        "the PEM of the root certificates in memory has no section `BEGIN CERTIFICATE`: \
         pass one with a certificate in it"
    );
    for damaged in [
        "-----BEGIN CERTIFICATE-----\ns3cret\n",
        "-----BEGIN CERTIFICATE-----\n§s3cret§\n-----END CERTIFICATE-----\n",
    ] {
        assert_eq!(
            of_roots(RootCertificates::new().bytes(damaged).only()),
            "the PEM of the root certificates in memory is damaged: export it again"
        );
    }
}

#[test]
fn a_client_certificate_that_cannot_be_used_is_explained() {
    let Pair { certificate, key } = Authority::new().issue("application");
    let text = of_pair(&key, &key);
    assert!(text.starts_with("the PEM of the client certificate in memory has no"));
    let text = of_pair(&certificate, &certificate);
    let start = "the key of the client certificate in memory";
    assert_eq!(
        text,
        format!("{start} has no section `BEGIN PRIVATE KEY`: pass the PEM that the key is in")
    );
    let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nczNjcmV0\n\
                     -----END ENCRYPTED PRIVATE KEY-----\n";
    let text = of_pair(&certificate, encrypted);
    assert!(
        text.starts_with(&format!("{start} is encrypted: ")),
        "{text}"
    );
    let text = of_pair(&certificate, "-----BEGIN PRIVATE KEY-----\ns3cret\n");
    assert_eq!(text, format!("{start} is damaged PEM: export it again"));
    let text = of_pair(&certificate, "s3cret");
    assert!(
        text.starts_with(&format!("{start} is neither PEM nor DER")),
        "{text}"
    );

    let text = of_pair(&certificate, &Authority::new().issue("other").key);
    let start = "the client certificate in memory and the key in memory cannot be used: \
                 pass a certificate and the private key that belongs to it (";
    assert!(text.starts_with(start), "{text}");
    assert!(of_pair("s3cret", &key).starts_with(start));

    let own = ClientCertificate::from_files("/no/such.pem", "/no/such.key");
    let text = problem(Client::builder().client_certificate(own));
    assert!(text.starts_with("the client certificate in `/no/such.pem` cannot be read: "));
}
