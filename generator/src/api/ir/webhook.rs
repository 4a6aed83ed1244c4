//! Webhooks: requests that the service sends to a receiver.

use super::Content;

/// An event that is sent to a receiver.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// Its JSON pointer.
    pub pointer: String,
    /// The name of the event.
    pub name: String,
    /// The content of its body, if it has one.
    pub payload: Option<Content>,
    /// The description.
    pub description: Option<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
}

/// The encoding of a signature or a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the encodings")]
pub enum Encoding {
    Text,
    Hex,
    Base64,
}

/// The signature scheme of webhooks, with HMAC-SHA256.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookSignature {
    /// The header with the signature.
    pub header: String,
    /// The encoding of the signature.
    pub encoding: Encoding,
    /// The prefix of the signature in the header.
    pub prefix: String,
    /// The encoding of the secret.
    pub secret: Encoding,
    /// The prefix of the secret.
    pub secret_prefix: String,
    /// The template of the signed message, with `{body}`, `{timestamp}` and the names of
    /// headers in braces.
    pub signed: String,
    /// The signed time, if there is one.
    pub timestamp: Option<SignedTime>,
}

/// The time in a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedTime {
    /// The header with the time.
    pub header: String,
    /// The prefix of the time in the header.
    pub prefix: String,
    /// The tolerance, in seconds.
    pub tolerance: u32,
}
