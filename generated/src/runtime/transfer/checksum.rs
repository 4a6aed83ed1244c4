//! Checks the checksum of a downloaded body.
//!
//! It reads `Content-Digest` and `Repr-Digest` (RFC 9530), `Digest` (RFC 3230) and `Content-MD5`
//! (RFC 1864). `ETag` is not a checksum: storage services use the MD5 for some files only, and the
//! response does not say for which.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ring::digest::{Context, SHA256};

use crate::runtime::http::headers::Headers;

/// A checksum while a body arrives: the declared value, and the state of the hash.
pub(crate) struct Checksum {
    declared: Vec<u8>,
    state: State,
}

enum State {
    Sha256(Context),
    Md5(md5::Context),
}

impl Checksum {
    /// The strongest checksum that the headers declare. Invalid ones are ignored.
    pub(crate) fn of(headers: &Headers) -> Option<Self> {
        let sha256 = sha256(headers).map(|declared| Self {
            declared,
            state: State::Sha256(Context::new(&SHA256)),
        });
        sha256.or_else(|| {
            let declared = decoded(headers.get("content-md5")?, 16)?;
            Some(Self {
                declared,
                state: State::Md5(md5::Context::new()),
            })
        })
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match &mut self.state {
            State::Sha256(context) => context.update(bytes),
            State::Md5(context) => context.consume(bytes),
        }
    }

    /// The name of the algorithm, if the body does not have the declared checksum.
    pub(crate) fn mismatch(self) -> Option<&'static str> {
        let (name, found) = match self.state {
            State::Sha256(context) => ("SHA-256", context.finish().as_ref().to_vec()),
            State::Md5(context) => ("MD5", context.finalize().to_vec()),
        };
        (found != self.declared).then_some(name)
    }
}

fn sha256(headers: &Headers) -> Option<Vec<u8>> {
    let members = |name: &'static str| {
        let values = headers.get_all(name).flat_map(|value| value.split(','));
        values.filter_map(|member| {
            let (name, value) = member.trim().split_once('=')?;
            name.eq_ignore_ascii_case("sha-256").then_some(value)
        })
    };
    // A byte sequence of a structured field is between colons (RFC 8941, 3.3.5).
    let structured = members("content-digest").chain(members("repr-digest"));
    let structured = structured.filter_map(|value| value.strip_prefix(':')?.split(':').next());
    let mut all = structured.chain(members("digest"));
    all.find_map(|text| decoded(text, 32))
}

fn decoded(text: &str, length: usize) -> Option<Vec<u8>> {
    let bytes = BASE64_STANDARD.decode(text.trim()).ok()?;
    (bytes.len() == length).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{Checksum, Headers};

    /// Of `hello`.
    const SHA256: &str = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=";
    const MD5: &str = "XUFAKrxLKna5cZ2REBfFkg==";

    fn of(name: &str, value: &str) -> Option<Checksum> {
        let mut headers = Headers::new();
        headers.set(name, value);
        Checksum::of(&headers)
    }

    #[test]
    fn each_header_is_read_in_its_form() {
        for (name, value) in [
            (
                "Content-Digest",
                format!("sha-512=:AA==:, sha-256=:{SHA256}:"),
            ),
            ("Repr-Digest", format!("sha-256=:{SHA256}:;x=1")),
            ("Digest", format!("SHA-256={SHA256}")),
            ("Content-MD5", MD5.to_owned()),
        ] {
            let checked = |parts: [&[u8]; 2]| {
                let mut checksum = of(name, &value).unwrap();
                parts.iter().for_each(|part| checksum.update(part));
                checksum.mismatch()
            };
            assert_eq!(checked([b"hel", b"lo"]), None, "{name}");
            assert!(checked([b"hel", b"l0"]).is_some(), "{name}");
        }
    }

    #[test]
    fn what_is_no_checksum_of_the_body_is_not_taken_for_one() {
        for (name, value) in [
            ("ETag", "\"5d41402abc4b2a76b9719d911017c592\""),
            ("Content-MD5", "5d41402abc4b2a76b9719d911017c592"),
            ("Content-Digest", "sha-256=AA=="),
            ("Digest", "md5=XUFAKrxLKna5cZ2REBfFkg=="),
        ] {
            assert!(of(name, value).is_none(), "{name}");
        }
    }
}
