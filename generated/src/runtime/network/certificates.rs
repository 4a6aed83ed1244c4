//! Reads root certificates and client certificates from PEM and DER.
//!
//! `tls` uses them. Messages name the file and never contain its contents, which may be a
//! private key.

use std::borrow::Cow;
use std::fmt;
use std::fs;
use std::path::PathBuf;

use rustls::RootCertStore;
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::runtime::error::Error;

/// The beginning of each section of a PEM file.
const PEM_MARK: &[u8] = b"-----BEGIN ";

/// Root certificates by which servers are verified, in addition to those of the platform
/// or in place of them.
///
/// ```no_run
/// use purecloud_platform_client_v2::Client;
/// use purecloud_platform_client_v2::transport::RootCertificates;
///
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let roots = RootCertificates::new().file("/etc/ssl/corporate.pem");
/// let client = Client::builder().root_certificates(roots).build()?;
/// # Ok(())
/// # }
/// ```
///
/// Each source is PEM with one or more certificates, or a single certificate in DER.
/// Files are read when the client is built.
#[derive(Clone, Debug, Default)]
#[must_use = "certificates do nothing until ClientBuilder::root_certificates gets them"]
pub struct RootCertificates {
    sources: Vec<CertificateSource>,
    is_alone: bool,
}

impl RootCertificates {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the certificates of a file.
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.sources.push(CertificateSource::File(path.into()));
        self
    }

    /// Adds certificates from memory.
    pub fn bytes(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.sources.push(CertificateSource::Memory(bytes.into()));
        self
    }

    /// Trusts only these certificates, and not those of the platform.
    pub fn only(mut self) -> Self {
        self.is_alone = true;
        self
    }

    pub(crate) fn is_alone(&self) -> bool {
        self.is_alone
    }

    /// Reads all certificates, and checks that each can be a trust anchor.
    pub(crate) fn read(&self) -> Result<Vec<CertificateDer<'static>>, Error> {
        if self.sources.is_empty() {
            return Err(Error::config(
                "there are no root certificates: add some with RootCertificates::file or bytes",
            ));
        }
        let mut all = Vec::new();
        for source in &self.sources {
            let read = source.certificates("root certificates")?;
            // The TLS library makes this check too, but its error does not name the file.
            for certificate in &read {
                let added = RootCertStore::empty().add(certificate.clone());
                added.map_err(|problem| {
                    let message = format!(
                        "the root certificates {source} cannot be used: \
                         pass the certificate of an authority, as PEM or DER"
                    );
                    Error::config_from(message, problem)
                })?;
            }
            all.extend(read);
        }
        Ok(all)
    }
}

/// A client certificate and its private key, for mutual TLS.
///
/// The certificate is PEM, followed by its intermediate certificates, or a single
/// certificate in DER. The key is PEM or DER (PKCS#8, PKCS#1, SEC1), not encrypted. Both
/// may be in the same PEM file. Files are read when the client is built.
#[derive(Clone, Debug)]
#[must_use = "a certificate does nothing until ClientBuilder::client_certificate gets it"]
pub struct ClientCertificate {
    pub(crate) certificate: CertificateSource,
    pub(crate) key: CertificateSource,
}

impl ClientCertificate {
    /// A certificate and its key from files.
    pub fn from_files(certificate: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        Self {
            certificate: CertificateSource::File(certificate.into()),
            key: CertificateSource::File(key.into()),
        }
    }

    /// A certificate and its key from memory.
    pub fn from_bytes(certificate: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>) -> Self {
        Self {
            certificate: CertificateSource::Memory(certificate.into()),
            key: CertificateSource::Memory(key.into()),
        }
    }

    pub(crate) fn read(
        &self,
    ) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), Error> {
        let chain = self.certificate.certificates("client certificate")?;
        Ok((chain, self.key.private_key()?))
    }
}

/// A file or bytes. `Debug` and `Display` never show the contents.
#[derive(Clone)]
pub(crate) enum CertificateSource {
    File(PathBuf),
    Memory(Vec<u8>),
}

impl CertificateSource {
    fn read(&self, purpose: &str) -> Result<Cow<'_, [u8]>, Error> {
        match self {
            Self::Memory(bytes) => Ok(Cow::Borrowed(bytes)),
            Self::File(path) => fs::read(path).map(Cow::Owned).map_err(|problem| {
                let message = format!(
                    "the {purpose} {self} cannot be read: \
                     pass the path of a file that this program may read"
                );
                Error::config_from(message, problem)
            }),
        }
    }

    fn certificates(&self, purpose: &str) -> Result<Vec<CertificateDer<'static>>, Error> {
        let bytes = self.read(purpose)?;
        if !is_pem(&bytes) {
            return Ok(vec![CertificateDer::from(bytes.into_owned())]);
        }
        let read: Result<Vec<_>, PemError> = CertificateDer::pem_slice_iter(&bytes).collect();
        match read {
            Ok(certificates) if !certificates.is_empty() => Ok(certificates),
            Ok(_) => Err(Error::config(format!(
                "the PEM of the {purpose} {self} has no section `BEGIN CERTIFICATE`: \
                 pass one with a certificate in it"
            ))),
            // The error is left out, because it may quote a private key in the same file.
            Err(_) => Err(Error::config(format!(
                "the PEM of the {purpose} {self} is damaged: export it again"
            ))),
        }
    }

    fn private_key(&self) -> Result<PrivateKeyDer<'static>, Error> {
        let bytes = self.read("key of the client certificate")?;
        let refused = |problem: &str| {
            Error::config(format!(
                "the key of the client certificate {self} {problem}"
            ))
        };
        if !is_pem(&bytes) {
            let key = PrivateKeyDer::try_from(bytes.into_owned());
            return key.map_err(|_| refused("is neither PEM nor DER: pass a private key"));
        }
        match PrivateKeyDer::from_pem_slice(&bytes) {
            Ok(key) => Ok(key),
            Err(PemError::NoItemsFound) if contains(&bytes, b"BEGIN ENCRYPTED PRIVATE KEY") => Err(
                refused("is encrypted: decrypt it first, such as by `openssl pkey`"),
            ),
            Err(PemError::NoItemsFound) => Err(refused(
                "has no section `BEGIN PRIVATE KEY`: pass the PEM that the key is in",
            )),
            Err(_) => Err(refused("is damaged PEM: export it again")),
        }
    }
}

impl fmt::Display for CertificateSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "in `{}`", path.display()),
            Self::Memory(_) => f.write_str("in memory"),
        }
    }
}

impl fmt::Debug for CertificateSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn is_pem(bytes: &[u8]) -> bool {
    contains(bytes, PEM_MARK)
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|part| part == wanted)
}
