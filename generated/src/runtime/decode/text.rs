//! Decodes bodies that are text, or text or JSON by their media type.
//!
//! A definition may not declare the media type of a response (`*/*`), or declare several
//! for one value, such as `text/plain` and `application/json` for a string. Then the
//! `Content-Type` of the response decides.

use super::body::{Decoding, json, refuse_redirect};
use super::decode_error::DecodeError;
use crate::runtime::http::media_type::{self, Syntax};
use crate::runtime::http::response::RawResponse;
use crate::runtime::model::{Codec, Decoded};

/// Decodes text, in the encoding of a byte order mark, or else of the parameter
/// `charset`, or else UTF-8.
///
/// # Errors
/// If the body is invalid in that encoding.
pub fn text(raw: &RawResponse, _: &mut Decoding) -> Result<String, DecodeError> {
    refuse_redirect(raw)?;
    media_type::text(raw).map_err(|reason| DecodeError::new("", reason).expecting("text"))
}

/// Decodes a body that is JSON or text by its media type: a JSON string without its
/// quotes, text unchanged. Text that does not decode as a string is decoded as JSON, for
/// example a number.
///
/// A body without a media type, or with one that is neither JSON nor text, is decoded as
/// JSON, or else as text.
///
/// # Errors
/// If the body is neither the JSON of a `T`, nor text that is a `T`.
pub fn json_or_text<T: Codec>(
    raw: &RawResponse,
    decoding: &mut Decoding,
) -> Result<T, DecodeError> {
    refuse_redirect(raw)?;
    match media_type::syntax(raw) {
        Syntax::Json => json(raw, decoding),
        Syntax::Text => {
            let text = text(raw, decoding)?;
            of_text(text).map_or_else(|| json(raw, decoding), Ok)
        }
        Syntax::Unknown => json(raw, decoding).or_else(|error| {
            let text = media_type::text(raw).ok();
            text.and_then(of_text).ok_or(error)
        }),
    }
    .map_err(|error: DecodeError| error.expecting("JSON or text"))
}

/// Decodes a body as [`json_or_text`] does; `None` if it is empty.
///
/// # Errors
/// If there is a body, and it is neither the JSON of a `T`, nor text that is a
/// `T`.
pub fn json_or_text_or_none<T: Codec>(
    raw: &RawResponse,
    decoding: &mut Decoding,
) -> Result<Option<T>, DecodeError> {
    refuse_redirect(raw)?;
    if raw.body().trim_ascii().is_empty() {
        return Ok(None);
    }
    json_or_text(raw, decoding).map(Some)
}

/// Decodes a string that is not JSON. It returns no error, because that would quote the string, which may
/// be a whole page.
fn of_text<T: Codec>(text: String) -> Option<T> {
    let Decoded(value) = serde_json::from_value(serde_json::Value::String(text)).ok()?;
    Some(value)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Decoding;
    use crate::runtime::model::Codec;
    use crate::runtime::{DecodeError, Headers, RawResponse};

    fn json_or_text<T: Codec>(raw: &RawResponse) -> Result<T, DecodeError> {
        super::json_or_text(raw, &mut Decoding::default())
    }

    fn json_or_text_or_none<T: Codec>(raw: &RawResponse) -> Result<Option<T>, DecodeError> {
        super::json_or_text_or_none(raw, &mut Decoding::default())
    }

    fn text(raw: &RawResponse) -> Result<String, DecodeError> {
        super::text(raw, &mut Decoding::default())
    }

    fn raw(content_type: Option<&str>, body: &str) -> RawResponse {
        let mut headers = Headers::new();
        if let Some(content_type) = content_type {
            headers.set("Content-Type", content_type);
        }
        RawResponse::new(200, headers, body.as_bytes().to_owned())
    }

    fn string(content_type: &str, body: &str) -> String {
        json_or_text(&raw(Some(content_type), body)).unwrap()
    }

    #[test]
    fn the_media_type_says_how_a_string_is_read() {
        assert_eq!(string("text/plain", "\"a\""), "\"a\"");
        assert_eq!(string("text/plain; charset=utf-8", "5"), "5");
        assert_eq!(string("text/html", "<p>a</p>"), "<p>a</p>");
        assert_eq!(string("application/xml", "<a/>"), "<a/>");
        assert_eq!(string("application/json", "\"a\\n\""), "a\n");
        assert_eq!(string("application/problem+json", "\"a\""), "a");
        assert_eq!(string("text/json; charset=utf-8", "\"a\""), "a");
        assert_eq!(string("text/plain", ""), "");
        assert_eq!(string("text/plain", "\u{feff}a"), "a");
    }

    #[test]
    fn without_a_media_type_that_says_so_json_goes_before_text() {
        for kind in [None, Some("application/octet-stream")] {
            let read = |body| json_or_text::<String>(&raw(kind, body)).unwrap();
            assert_eq!(read("\"a\""), "a");
            assert_eq!(read("a"), "a");
            assert_eq!(read("5"), "5");
        }
    }

    #[test]
    fn values_other_than_strings_are_read_as_well() {
        let kind = Some("text/plain");
        assert_eq!(json_or_text::<i64>(&raw(kind, "5\n")), Ok(5));
        assert_eq!(json_or_text::<bool>(&raw(kind, "true")), Ok(true));
        let day = json_or_text::<jiff::civil::Date>(&raw(kind, "2020-02-29"));
        assert_eq!(day, Ok(jiff::civil::date(2020, 2, 29)));
        assert_eq!(
            json_or_text::<Option<String>>(&raw(kind, "a")),
            Ok(Some("a".to_owned()))
        );
        assert_eq!(json_or_text::<Value>(&raw(kind, "5")), Ok(json!("5")));
        let json = Some("application/json");
        assert_eq!(json_or_text::<Value>(&raw(json, "5")), Ok(json!(5)));
        assert_eq!(json_or_text_or_none::<Value>(&raw(json, " ")), Ok(None));
        assert_eq!(json_or_text_or_none::<i64>(&raw(json, "5")), Ok(Some(5)));
    }

    #[test]
    fn json_that_is_no_string_is_none() {
        let page = raw(Some("application/json"), "<html>");
        assert!(json_or_text::<String>(&page).is_err());
        let object = raw(Some("application/json"), "{}");
        assert!(json_or_text::<String>(&object).is_err());
        let page = raw(Some("text/html"), "<html>secret</html>");
        let error = json_or_text::<i64>(&page).unwrap_err().to_string();
        assert!(!error.contains("secret"), "{error}");
    }

    #[test]
    fn redirects_are_no_text() {
        let redirect = RawResponse::new(303, Headers::new(), b"a".to_vec());
        assert!(text(&redirect).is_err());
        assert!(json_or_text::<String>(&redirect).is_err());
        assert!(json_or_text_or_none::<String>(&redirect).is_err());
    }
}
