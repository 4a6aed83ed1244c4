//! Range requests (RFC 9110, 14) for interrupted downloads, and the classification of their responses.

use crate::runtime::http::content_encoding::encodings;
use crate::runtime::http::headers::Headers;
use crate::runtime::http::response::RawResponse;
use crate::runtime::http::retry_after::http_date;

/// The minimum time from `Last-Modified` to `Date`, in seconds, so that `Last-Modified` is a strong
/// validator (RFC 9110, 8.8.2.2, which requires one second).
const SETTLED: i64 = 60;

/// The rest of a representation whose beginning was received.
#[derive(Clone)]
pub(crate) struct Part {
    /// The number of bytes that were received.
    pub(crate) from: u64,
    /// The validator of the representation, for `If-Range`.
    pub(crate) validator: String,
}

impl Part {
    /// Adds the headers that request the range, or the whole representation if it has
    /// changed.
    pub(crate) fn ask(&self, headers: &mut Headers) {
        headers.set("range", format!("bytes={}-", self.from));
        headers.set("if-range", self.validator.as_str());
        headers.set("accept-encoding", "identity");
    }
}

/// The strong validator of a response: its `ETag`, or its `Last-Modified` if that is old enough.
pub(crate) fn validator(headers: &Headers) -> Option<String> {
    if let Some(tag) = headers.get("etag") {
        // A weak one begins with `W/`, and does not identify the bytes.
        return tag.starts_with('"').then(|| tag.to_owned());
    }
    let modified = headers.get("last-modified")?;
    let age = http_date(headers.get("date")?)?.as_second() - http_date(modified)?.as_second();
    (age >= SETTLED).then(|| modified.to_owned())
}

/// A response to a range request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum RangeResponse {
    /// The requested range.
    Rest,
    /// The whole of the same representation: the server does not support ranges.
    Same,
    /// The whole of a changed representation.
    Changed,
    /// A response that cannot be appended to what was received.
    Useless,
}

impl RangeResponse {
    /// Classifies a success; `total` is the size of the whole, if it is known.
    pub(crate) fn of(raw: &RawResponse, part: &Part, total: Option<u64>) -> Self {
        let headers = raw.headers();
        let tag = headers.get("etag");
        match raw.status() {
            200 if tag == Some(&part.validator) && encodings(headers).is_empty() => Self::Same,
            200 => Self::Changed,
            206 => {
                let is_encoded = !encodings(headers).is_empty();
                let is_other =
                    part.validator.starts_with('"') && tag.is_some_and(|tag| tag != part.validator);
                let range = headers.get("content-range").and_then(content_range);
                match range {
                    Some((from, size)) if from == part.from && !is_other && !is_encoded => {
                        match (size, total) {
                            (Some(size), Some(total)) if size != total => Self::Useless,
                            _ => Self::Rest,
                        }
                    }
                    _ => Self::Useless,
                }
            }
            _ => Self::Useless,
        }
    }
}

/// The first byte and the total size, if it is known, of a `Content-Range` such as `bytes
/// 5-9/10`.
fn content_range(value: &str) -> Option<(u64, Option<u64>)> {
    let range = value.trim().strip_prefix("bytes ")?;
    let (range, size) = range.split_once('/')?;
    let (from, _) = range.split_once('-')?;
    let size = match size.trim() {
        "*" => None,
        size => Some(size.parse().ok()?),
    };
    Some((from.trim().parse().ok()?, size))
}

#[cfg(test)]
mod tests {
    use super::{Headers, Part, RangeResponse, RawResponse, validator};

    fn headers(pairs: &[(&str, &str)]) -> Headers {
        let mut headers = Headers::new();
        for (name, value) in pairs {
            headers.append(*name, *value);
        }
        headers
    }

    #[test]
    fn only_what_is_the_same_byte_by_byte_is_identified() {
        let of = |pairs: &[(&str, &str)]| validator(&headers(pairs));
        let old = ("last-modified", "Wed, 21 Oct 2015 07:27:00 GMT");
        let date = ("date", "Wed, 21 Oct 2015 07:28:00 GMT");
        assert_eq!(of(&[("etag", "\"a\""), old]).as_deref(), Some("\"a\""));
        assert_eq!(of(&[("etag", "W/\"a\""), old, date]), None);
        assert_eq!(of(&[old, date]).as_deref(), Some(old.1));
        let soon = ("date", "Wed, 21 Oct 2015 07:27:59 GMT");
        assert_eq!(of(&[old, soon]), None);
        assert_eq!(of(&[old]), None);
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn a_part_has_to_begin_where_the_last_one_ended() {
        let part = Part {
            from: 5,
            validator: "\"a\"".to_owned(),
        };
        let answer = |status, pairs: &[(&str, &str)]| {
            let raw = RawResponse::new(status, headers(pairs), Vec::new());
            RangeResponse::of(&raw, &part, Some(10))
        };
        let range = |value| answer(206, &[("content-range", value)]);
        assert_eq!(range("bytes 5-9/10"), RangeResponse::Rest);
        assert_eq!(range("bytes 5-7/*"), RangeResponse::Rest);
        for useless in ["bytes 4-9/10", "bytes 5-9/11", "items 5-9/10", "bytes 5"] {
            assert_eq!(range(useless), RangeResponse::Useless, "{useless}");
        }
        assert_eq!(answer(206, &[]), RangeResponse::Useless);
        let rest = ("content-range", "bytes 5-9/10");
        assert_eq!(
            answer(206, &[rest, ("etag", "\"b\"")]),
            RangeResponse::Useless
        );
        let encoded = ("content-encoding", "gzip");
        assert_eq!(answer(206, &[rest, encoded]), RangeResponse::Useless);
        assert_eq!(answer(200, &[("etag", "\"a\"")]), RangeResponse::Same);
        assert_eq!(answer(200, &[("etag", "\"b\"")]), RangeResponse::Changed);
        assert_eq!(answer(200, &[]), RangeResponse::Changed);
        assert_eq!(answer(204, &[]), RangeResponse::Useless);
    }
}
