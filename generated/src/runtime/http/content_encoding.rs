//! Content encodings (RFC 9110, 8.4): what a request accepts, and whether the body of its
//! response is decoded.
//!
//! This module works on headers and statuses; `gzip` decodes.

#[cfg(feature = "gzip")]
mod gzip;

use super::chunks::Chunks;
use super::headers::{Headers, Text};

/// The value of `Accept-Encoding` unless the caller sets it.
const DEFAULT: &str = if cfg!(feature = "gzip") {
    GZIP
} else {
    IDENTITY
};

const GZIP: &str = "gzip";
const IDENTITY: &str = "identity";

/// Headers that describe the encoded body and are removed when it is decoded (RFC 9110,
/// 8; RFC 9530; RFC 1864).
#[cfg(feature = "gzip")]
const OF_ENCODED: [&str; 6] = [
    "content-encoding",
    "content-length",
    "content-digest",
    "repr-digest",
    "digest",
    "content-md5",
];

/// The maximum number of encodings of a body, because each may multiply its size. curl
/// has the same limit.
const MAX_ENCODINGS: usize = 5;

/// The encodings that a request accepts.
pub(crate) struct Accepted {
    /// The value of `Accept-Encoding`.
    header: Text,
    has_range: bool,
}

impl Accepted {
    /// Adds `Accept-Encoding` to a request, unless the caller has set it.
    ///
    /// A request with `Range` accepts no compression: a part of a compressed body cannot
    /// be decoded, and some servers ignore the range of a request that accepts
    /// compression (Fetch Standard, "HTTP-network-or-cache fetch").
    pub(crate) fn ask(headers: &mut Headers) -> Self {
        let has_range = headers.contains("range");
        let header = match headers.contains("accept-encoding") {
            true => {
                let values: Vec<&str> = headers.get_all("accept-encoding").collect();
                Text::Owned(values.join(", "))
            }
            false => {
                let value = Text::Borrowed(if has_range { IDENTITY } else { DEFAULT });
                headers.put("accept-encoding".into(), value.clone());
                value
            }
        };
        Self { header, has_range }
    }

    /// How the body of a response is decoded.
    ///
    /// A response that is not a success is never an error here, because its status
    /// decides what happens next. An encoding other than gzip that the caller has
    /// requested is left to the caller, as is a part of a compressed body.
    ///
    /// # Errors
    /// If a success has an encoding that was not accepted.
    pub(crate) fn decompression(
        &self,
        status: u16,
        headers: &Headers,
    ) -> Result<Decompression, String> {
        let encodings = encodings(headers);
        let is_success = (200..300).contains(&status);
        let is_accepted = |encoding: &String| self.accepts(encoding);
        let is_bounded = encodings.len() <= MAX_ENCODINGS;
        if is_success && !(is_bounded && encodings.iter().all(is_accepted)) {
            return Err(format!(
                "the body has the content encoding `{}`, which was not accepted by \
                 `Accept-Encoding: {}`",
                encodings.join(", "),
                self.header
            ));
        }
        let is_part = self.has_range && status == 206;
        let is_decodable = cfg!(feature = "gzip") && encodings.iter().all(|it| it == GZIP);
        Ok(match is_decodable && is_bounded && !is_part {
            true => Decompression {
                layers: encodings.len(),
                is_strict: is_success,
            },
            false => Decompression::NONE,
        })
    }

    /// Whether `Accept-Encoding` names an encoding with a weight above zero (RFC
    /// 9110, 12.5.3).
    fn accepts(&self, encoding: &str) -> bool {
        let mut any_other = false;
        for item in self.header.split(',') {
            let (name, weight) = item.split_once(';').unwrap_or((item, ""));
            let is_wanted = !is_zero(weight);
            match canonical(name) {
                name if name == encoding => return is_wanted,
                name if name == "*" => any_other = is_wanted,
                _ => {}
            }
        }
        any_other
    }
}

/// How the body of a response is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decompression {
    /// How many times the body was compressed.
    layers: usize,
    /// Whether a damaged body is an error; otherwise it ends where the damage begins.
    is_strict: bool,
}

impl Decompression {
    /// Whether the body is not decoded.
    pub(crate) fn is_none(self) -> bool {
        self.layers == 0
    }

    /// The body is not decoded.
    pub(crate) const NONE: Self = Self {
        layers: 0,
        is_strict: true,
    };

    /// Decodes the body, and removes the headers that describe the encoded one.
    #[cfg(feature = "gzip")]
    pub(crate) fn apply(self, headers: &mut Headers, encoded: Chunks) -> Chunks {
        if self.layers > 0 {
            for name in OF_ENCODED {
                headers.remove(name);
            }
        }
        (0..self.layers).fold(encoded, |chunks, _| gzip::decoded(chunks, self.is_strict))
    }

    /// Without the feature `gzip`, nothing is decoded.
    #[cfg(not(feature = "gzip"))]
    pub(crate) fn apply(self, _: &mut Headers, chunks: Chunks) -> Chunks {
        chunks
    }
}

/// The encodings of a body in the order in which they were applied, without `identity`.
/// `x-gzip` is returned as `gzip` (RFC 9110, 8.4.1.3).
pub(crate) fn encodings(headers: &Headers) -> Vec<String> {
    let values = headers.get_all("content-encoding");
    let names = values.flat_map(|value| value.split(',')).map(canonical);
    names
        .filter(|name| !name.is_empty() && name != IDENTITY)
        .collect()
}

fn canonical(name: &str) -> String {
    match name.trim().to_ascii_lowercase() {
        name if name == "x-gzip" => GZIP.to_owned(),
        name => name,
    }
}

/// Whether a weight, such as `q=0.5`, is zero.
fn is_zero(weight: &str) -> bool {
    let (name, value) = weight.split_once('=').unwrap_or_default();
    name.trim().eq_ignore_ascii_case("q") && value.trim().parse() == Ok(0.0_f32)
}

#[cfg(test)]
mod tests {
    use super::{Accepted, DEFAULT, encodings};
    use crate::runtime::Headers;

    fn headers(pairs: &[(&str, &str)]) -> Headers {
        let mut headers = Headers::new();
        for (name, value) in pairs {
            headers.append(*name, *value);
        }
        headers
    }

    #[test]
    fn an_accepted_encoding_is_named_with_a_weight_above_zero() {
        let accepts = |header: &str, encoding: &str| {
            let mut headers = headers(&[("Accept-Encoding", header)]);
            Accepted::ask(&mut headers).accepts(encoding)
        };
        assert!(accepts("br, GZip;q=0.001", "gzip"));
        assert!(accepts("x-gzip", "gzip"));
        assert!(accepts("*", "br") && accepts("gzip;q=0, *", "br"));
        assert!(!accepts("gzip;q=0, *", "gzip") && !accepts("*, gzip ; Q = 0.0", "gzip"));
        assert!(!accepts("", "gzip") && !accepts("*;q=0", "gzip") && !accepts("gzip", "br"));
    }

    #[test]
    fn what_is_asked_for_is_always_said() {
        let mut plain = headers(&[]);
        Accepted::ask(&mut plain);
        assert_eq!(plain.get("accept-encoding"), Some(DEFAULT));
        let mut ranged = headers(&[("rANGE", "bytes=0-")]);
        Accepted::ask(&mut ranged);
        assert_eq!(ranged.get("accept-encoding"), Some("identity"));
        let mut own = headers(&[("range", "bytes=0-"), ("ACCEPT-Encoding", "br")]);
        Accepted::ask(&mut own);
        assert_eq!(own.get("accept-encoding"), Some("br"));
    }

    #[test]
    fn encodings_are_one_list_without_identity() {
        let of = |pairs| encodings(&headers(pairs));
        assert!(
            of(&[
                ("content-encoding", "Identity, ,"),
                ("content-encoding", "")
            ])
            .is_empty()
        );
        assert_eq!(
            of(&[
                ("Content-Encoding", "X-GZIP,br"),
                ("content-encoding", "zstd")
            ]),
            ["gzip", "br", "zstd"]
        );
    }
}
