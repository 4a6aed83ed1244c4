//! Webhooks: requests that the service sends to a receiver.

use super::Content;

/// An event that the service tells a receiver of.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// Where it stands.
    pub pointer: String,
    /// The name of the event.
    pub name: String,
    /// What its body has in it; nothing where it has no body.
    pub payload: Option<Content>,
    /// What the definition says of it.
    pub description: Option<String>,
    /// Whether receivers should stop relying on it.
    pub deprecated: bool,
}

/// How bytes are written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the encodings")]
pub enum Encoding {
    Text,
    Hex,
    Base64,
}

/// How the service signs its webhooks: by HMAC-SHA256.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookSignature {
    /// The header with the signature.
    pub header: String,
    /// How the signature is written.
    pub encoding: Encoding,
    /// What is in front of it in the header.
    pub prefix: String,
    /// How the secret is written.
    pub secret: Encoding,
    /// What is in front of the secret.
    pub secret_prefix: String,
    /// What is signed, with `{body}`, `{timestamp}` and the names of headers in braces.
    pub signed: String,
    /// The time that is signed.
    pub timestamp: Option<SignedTime>,
}

/// The time in a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedTime {
    /// The header with the time.
    pub header: String,
    /// What is in front of it there.
    pub prefix: String,
    /// By how many seconds it may differ from the time of the receiver.
    pub tolerance: u32,
}
