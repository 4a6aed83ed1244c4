//! The media type and the charset of a response.
//!
//! It reads `Content-Type` (RFC 9110, 8.3) and decodes the character encodings that
//! services still use.

use super::response::RawResponse;

/// The syntax of a body by its media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// JSON.
    Json,
    /// Text that this crate does not parse, such as XML.
    Text,
    /// No media type, or one that is neither JSON nor text.
    Unknown,
}

/// The syntax of a response, by its `Content-Type`.
pub(crate) fn syntax(raw: &RawResponse) -> Syntax {
    raw.headers()
        .get("content-type")
        .map_or(Syntax::Unknown, of)
}

fn of(content_type: &str) -> Syntax {
    let essence = essence(content_type);
    match essence.as_str() {
        "application/json" | "text/json" | "application/x-json" => Syntax::Json,
        kind if kind.ends_with("+json") => Syntax::Json,
        "application/xml" | "application/yaml" | "application/x-yaml" => Syntax::Text,
        kind if kind.starts_with("text/") || kind.ends_with("+xml") || kind.ends_with("+yaml") => {
            Syntax::Text
        }
        _ => Syntax::Unknown,
    }
}

/// Whether a `Content-Type` is JSON.
pub(crate) fn is_json(content_type: &str) -> bool {
    of(content_type) == Syntax::Json
}

/// A media type without its parameters, in lower case.
fn essence(content_type: &str) -> String {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// The value of the parameter `charset`, in lower case.
fn charset(content_type: &str) -> Option<String> {
    let parameters = content_type.split(';').skip(1);
    let mut pairs = parameters.filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    let value = value.trim().trim_matches(['"', '\'']);
    (!value.is_empty()).then(|| value.to_ascii_lowercase())
}

/// The body as a string.
///
/// A byte order mark takes precedence over the parameter `charset` (Encoding Standard,
/// "decode") and is removed. Without either, the body is UTF-8.
///
/// # Errors
/// A sentence, if the bytes are invalid in the encoding, or the encoding is not one of
/// UTF-8, UTF-16, US-ASCII, ISO-8859-1 and Windows-1252.
pub(crate) fn text(raw: &RawResponse) -> Result<String, String> {
    let declared = raw.headers().get("content-type").and_then(charset);
    let body = raw.body();
    match body {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, 3),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => match declared.as_deref() {
            None | Some("utf-8" | "utf8") => utf8(body, 0),
            Some("utf-16" | "utf-16le") => utf16(body, u16::from_le_bytes),
            Some("utf-16be") => utf16(body, u16::from_be_bytes),
            Some(name) if is_latin(name) => Ok(body.iter().copied().map(windows_1252).collect()),
            // Nearly every encoding is a superset of US-ASCII.
            Some(_) if body.is_ascii() => utf8(body, 0),
            Some(name) => {
                let name: String = name.chars().take(40).collect();
                Err(format!("the charset `{name}` of the body is not known"))
            }
        },
    }
}

/// Whether a charset is decoded as Windows-1252, as the Encoding Standard does for
/// ISO-8859-1 and US-ASCII.
fn is_latin(charset: &str) -> bool {
    let names = [
        "iso-8859-1",
        "iso8859-1",
        "iso_8859-1",
        "latin1",
        "latin-1",
        "l1",
        "windows-1252",
        "cp1252",
        "us-ascii",
        "ascii",
    ];
    names.contains(&charset)
}

/// Decodes UTF-8 after a byte order mark of `skipped` bytes.
fn utf8(bytes: &[u8], skipped: usize) -> Result<String, String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let offset = skipped + error.valid_up_to();
            Err(format!("the body is not UTF-8 from byte {offset} on"))
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().copied().map(unit);
    let text: Result<String, _> = char::decode_utf16(units).collect();
    text.ok()
        .filter(|_| rest.is_empty())
        .ok_or_else(|| "the body is not UTF-16".to_owned())
}

/// The characters 0x80 to 0x9F of Windows-1252. The five that are not assigned are
/// control characters, as in ISO-8859-1.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    let high = byte
        .checked_sub(0x80)
        .and_then(|index| HIGH.get(usize::from(index)));
    high.copied().unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::{Syntax, charset, of, text};
    use crate::runtime::{Headers, RawResponse};

    fn raw(content_type: &str, body: &[u8]) -> RawResponse {
        let mut headers = Headers::new();
        headers.set("Content-Type", content_type);
        RawResponse::new(200, headers, body.to_owned())
    }

    #[test]
    fn media_types_have_a_syntax() {
        for kind in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/problem+json",
            "application/vnd.api+json;v=1",
            "text/json",
            "application/x-json",
        ] {
            assert_eq!(of(kind), Syntax::Json, "{kind}");
        }
        for kind in [
            "text/plain",
            "TEXT/HTML;charset=x",
            "application/xml",
            "image/svg+xml",
        ] {
            assert_eq!(of(kind), Syntax::Text, "{kind}");
        }
        for kind in ["", "application/octet-stream", "image/png", "json"] {
            assert_eq!(of(kind), Syntax::Unknown, "{kind}");
        }
    }

    #[test]
    fn a_charset_is_found_among_parameters() {
        let found = |kind| charset(kind).unwrap_or_default();
        assert_eq!(
            found("text/plain; format=flowed; Charset=\"ISO-8859-1\""),
            "iso-8859-1"
        );
        assert_eq!(found("text/plain;charset = utf-8 "), "utf-8");
        assert_eq!(found("text/plain; charset="), "");
        assert_eq!(found("text/plain"), "");
    }

    #[test]
    fn characters_are_read_by_their_encoding() {
        let read = |kind, body: &[u8]| text(&raw(kind, body));
        let is = |expected: &str| Ok(expected.to_owned());
        assert_eq!(read("text/plain", "é€".as_bytes()), is("é€"));
        assert_eq!(read("text/plain; charset=UTF-8", "é".as_bytes()), is("é"));
        assert_eq!(
            read("text/plain; charset=iso-8859-1", b"caf\xe9"),
            is("café")
        );
        assert_eq!(
            read("text/csv; charset=\"Latin1\"", b"\xfc;\xdf"),
            is("ü;ß")
        );
        assert_eq!(
            read("text/csv; charset=windows-1252", b"\x80\x99\x9f"),
            is("€™Ÿ")
        );
        assert_eq!(read("text/plain; charset=us-ascii", b"abc"), is("abc"));
        assert_eq!(
            read("text/plain; charset=utf-16le", b"a\0\xac\x20"),
            is("a€")
        );
        assert_eq!(
            read("text/plain; charset=utf-16be", b"\0a\x20\xac"),
            is("a€")
        );
        assert_eq!(read("text/plain; charset=koi8-r", b"plain"), is("plain"));
    }

    #[test]
    fn a_byte_order_mark_counts_before_the_charset_and_is_no_character() {
        let read = |kind, body: &[u8]| text(&raw(kind, body)).unwrap();
        assert_eq!(read("text/csv", b"\xef\xbb\xbfa;b"), "a;b");
        assert_eq!(
            read("text/csv; charset=iso-8859-1", b"\xef\xbb\xbf\xc3\xa9"),
            "é"
        );
        assert_eq!(read("text/csv", b"\xff\xfea\0;\0"), "a;");
        assert_eq!(read("text/csv; charset=utf-16", b"\xfe\xff\0a"), "a");
    }

    #[test]
    fn what_is_no_text_is_told() {
        let told = |kind, body: &[u8]| text(&raw(kind, body)).unwrap_err();
        assert_eq!(
            told("text/plain", b"ab\xff"),
            "the body is not UTF-8 from byte 2 on"
        );
        assert_eq!(
            told("text/plain", b"\xef\xbb\xbfa\xff"),
            "the body is not UTF-8 from byte 4 on"
        );
        assert_eq!(
            told("text/plain; charset=koi8-r", b"\xd1"),
            "the charset `koi8-r` of the body is not known"
        );
        assert_eq!(
            told("text/plain; charset=utf-16le", b"abc"),
            "the body is not UTF-16"
        );
    }
}
