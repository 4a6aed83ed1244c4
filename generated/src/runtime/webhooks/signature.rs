//! Signatures of webhooks by HMAC-SHA256 (RFC 2104).

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use ring::hmac;

use crate::runtime::model::parse_base64;

/// The encoding of a signature or a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// The bytes of the string itself; only for secrets.
    Text,
    /// Hexadecimal digits, in upper or lower case.
    Hex,
    /// Base64 (RFC 4648), with or without padding.
    Base64,
}

/// The signature scheme of a service: the HMAC-SHA256 of a message, in a header.
///
/// ```no_run
/// use purecloud_platform_client_v2::webhooks::{Rejected, Signature};
///
/// // The header is `X-Signature: v0=` and hexadecimal digits, and old requests are rejected.
/// const SIGNATURE: Signature = Signature::new("X-Signature")
///     .prefix("v0=")
///     .signed("v0:{timestamp}:{body}")
///     .timestamp("X-Timestamp", "", 300);
///
/// # fn example(request: &std::collections::HashMap<&str, &str>, body: &[u8]) -> Result<(), Rejected> {
/// let header = |name: &str| request.get(name).copied();
/// SIGNATURE.verify(header, body, "secret", jiff::Timestamp::now())?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    header: &'static str,
    encoding: Encoding,
    prefix: &'static str,
    secret: Encoding,
    secret_prefix: &'static str,
    signed: &'static str,
    timestamp: Option<Time>,
}

/// The header with the time of a signature, and its tolerance in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Time {
    header: &'static str,
    prefix: &'static str,
    tolerance: u32,
}

/// The placeholder for the body in the template.
const BODY: &str = "body";

/// The placeholder for the time in the template.
const TIMESTAMP: &str = "timestamp";

/// Constructors, which are `const`.
impl Signature {
    /// The HMAC of the body in hexadecimal digits, in this header; the secret is a plain
    /// string.
    pub const fn new(header: &'static str) -> Self {
        Self {
            header,
            encoding: Encoding::Hex,
            prefix: "",
            secret: Encoding::Text,
            secret_prefix: "",
            signed: "{body}",
            timestamp: None,
        }
    }

    /// Sets the encoding of the signature. The default is [`Encoding::Hex`].
    #[must_use]
    pub const fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Sets the prefix of a signature in its header, such as `sha256=`.
    #[must_use]
    pub const fn prefix(mut self, prefix: &'static str) -> Self {
        self.prefix = prefix;
        self
    }

    /// Sets the encoding of the secret, and an optional prefix, such as `whsec_`.
    #[must_use]
    pub const fn secret(mut self, encoding: Encoding, prefix: &'static str) -> Self {
        self.secret = encoding;
        self.secret_prefix = prefix;
        self
    }

    /// Sets the template of the signed message: with `{body}`, and, if the service signs them,
    /// `{timestamp}` and the names of headers in braces.
    #[must_use]
    pub const fn signed(mut self, template: &'static str) -> Self {
        self.signed = template;
        self
    }

    /// Sets the header with the time of the request, in seconds since 1970 or as in RFC 3339, the prefix
    /// of the time, and the tolerance in seconds. The template of [`signed`](Self::signed) has to contain
    /// `{timestamp}` or the header.
    #[must_use]
    pub const fn timestamp(
        mut self,
        header: &'static str,
        prefix: &'static str,
        tolerance: u32,
    ) -> Self {
        self.timestamp = Some(Time {
            header,
            prefix,
            tolerance,
        });
        self
    }
}

impl Signature {
    /// Verifies that a request is signed with this secret. `header` returns the value of a header by its
    /// name, case-insensitively; `body` is the raw body. The header may have several signatures,
    /// separated by spaces, commas or semicolons, one of which has to be valid. Signatures are compared
    /// in constant time.
    ///
    /// # Errors
    /// If the request cannot be trusted.
    pub fn verify<'h>(
        &self,
        header: impl Fn(&str) -> Option<&'h str>,
        body: &[u8],
        secret: &str,
        now: Timestamp,
    ) -> Result<(), Rejected> {
        self.check(&|name| header(name), body, secret, now)
    }

    fn check<'h>(
        &self,
        header: &dyn Fn(&str) -> Option<&'h str>,
        body: &[u8],
        secret: &str,
        now: Timestamp,
    ) -> Result<(), Rejected> {
        let needed = |name: &'static str| header(name).ok_or(Rejected::MissingHeader(name));
        let secret = secret.strip_prefix(self.secret_prefix).unwrap_or(secret);
        if !self.signs_its_time() {
            return Err(Rejected::Template);
        }
        // An empty secret, such as an unset variable, would let anybody sign.
        let secret = decode(self.secret, secret).filter(|secret| !secret.is_empty());
        let secret = secret.ok_or(Rejected::Secret)?;
        let given = needed(self.header)?;
        let time = match self.timestamp {
            Some(time) => {
                let text = values(needed(time.header)?, time.prefix).next();
                let text = text.ok_or(Rejected::Malformed(time.header))?;
                time.check(text, now)?;
                text
            }
            None => "",
        };
        let message = self.message(header, time, body)?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        // The body is hashed once, however many signatures the header has.
        let expected = hmac::sign(&key, &message);
        let mut is_there = false;
        for value in values(given, self.prefix) {
            let Some(signature) = decode(self.encoding, value) else {
                continue;
            };
            is_there = true;
            // Comparing the HMACs of both signatures takes constant time.
            let is_tag = signature.len() == expected.as_ref().len();
            let given = hmac::sign(&key, &signature);
            if is_tag && hmac::verify(&key, expected.as_ref(), given.as_ref()).is_ok() {
                return Ok(());
            }
        }
        Err(match is_there {
            true => Rejected::Mismatch,
            false => Rejected::Malformed(self.header),
        })
    }

    /// Whether the time, if there is one, is part of the signed message. Otherwise an attacker could
    /// change it.
    fn signs_its_time(&self) -> bool {
        let has = |name: &str| self.signed.contains(&format!("{{{name}}}"));
        match self.timestamp {
            Some(time) => has(TIMESTAMP) || has(time.header),
            None => !has(TIMESTAMP),
        }
    }

    /// The signed message.
    fn message<'h>(
        &self,
        header: &dyn Fn(&str) -> Option<&'h str>,
        time: &str,
        body: &[u8],
    ) -> Result<Vec<u8>, Rejected> {
        let mut message = Vec::with_capacity(self.signed.len() + body.len());
        let mut rest = self.signed;
        while let Some((before, (name, after))) = rest
            .split_once('{')
            .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            message.extend_from_slice(before.as_bytes());
            match name {
                BODY => message.extend_from_slice(body),
                TIMESTAMP => message.extend_from_slice(time.as_bytes()),
                name => {
                    let value = header(name).ok_or(Rejected::MissingHeader(name))?;
                    message.extend_from_slice(value.as_bytes());
                }
            }
            rest = after;
        }
        message.extend_from_slice(rest.as_bytes());
        Ok(message)
    }
}

impl Time {
    fn check(&self, text: &str, now: Timestamp) -> Result<(), Rejected> {
        let then = match text.parse::<i64>() {
            Ok(seconds) => Timestamp::from_second(seconds).ok(),
            Err(_) => text.parse().ok(),
        };
        let then = then.ok_or(Rejected::Malformed(self.header))?;
        let difference = then.duration_since(now).unsigned_abs();
        match difference <= Duration::from_secs(self.tolerance.into()) {
            true => Ok(()),
            false => Err(Rejected::Stale),
        }
    }
}

/// The values in a header that have the prefix, without it.
fn values<'a>(header: &'a str, prefix: &'static str) -> impl Iterator<Item = &'a str> {
    const SEPARATORS: [char; 3] = [' ', ',', ';'];
    // A prefix may contain a separator, so each start of a part is tried.
    let starts = header.match_indices(SEPARATORS).map(|(at, _)| at + 1);
    let starts = [0].into_iter().chain(starts);
    starts.filter_map(move |start| {
        let value = &header[start..];
        // Only the last of several separators in a row starts a value.
        let value = match value.starts_with(SEPARATORS) {
            true => return None,
            false => value.strip_prefix(prefix)?,
        };
        let value = value.split(SEPARATORS).next()?.trim();
        (!value.is_empty()).then_some(value)
    })
}

fn decode(encoding: Encoding, text: &str) -> Option<Vec<u8>> {
    match encoding {
        Encoding::Text => Some(text.as_bytes().to_vec()),
        Encoding::Base64 => parse_base64(text),
        Encoding::Hex => {
            let digits: Option<Vec<u8>> = text.chars().map(digit).collect();
            let (pairs, rest) = digits.as_ref()?.as_chunks::<2>();
            let bytes = pairs.iter().map(|[high, low]| high << 4 | low);
            rest.is_empty().then(|| bytes.collect())
        }
    }
}

fn digit(digit: char) -> Option<u8> {
    u8::try_from(digit.to_digit(16)?).ok()
}

/// The reason why a webhook cannot be trusted. Respond with status 401, and do not process it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejected {
    /// The request lacks this header.
    MissingHeader(&'static str),
    /// The value of this header is malformed.
    Malformed(&'static str),
    /// The time of the request is not within the tolerance: it may be a replay.
    Stale,
    /// No signature is valid for this body and secret.
    Mismatch,
    /// The secret is empty or cannot be decoded.
    Secret,
    /// The time is checked and not signed, or signed and not checked.
    Template,
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingHeader(name) => write!(f, "the webhook has no header `{name}`"),
            Self::Malformed(name) => {
                write!(f, "the header `{name}` of the webhook cannot be read")
            }
            Self::Stale => f.write_str("the time of the webhook differs too much from now"),
            Self::Mismatch => f.write_str("the signature of the webhook is wrong"),
            Self::Secret => {
                f.write_str("the secret for webhooks is empty, or not encoded as the service does")
            }
            Self::Template => f.write_str(
                "the time of webhooks is not part of what is signed: use `Signature::timestamp` and \
                 `{timestamp}` in `Signature::signed` together",
            ),
        }
    }
}

impl StdError for Rejected {}
