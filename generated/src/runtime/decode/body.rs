//! Decodes bodies that are JSON, bytes or empty.
//!
//! Bodies whose type depends on the media type are decoded in `text`.

use std::any::type_name;

use serde::de::DeserializeOwned;

use super::decode_error::{DecodeError, short_type_name};
use crate::runtime::http::response::RawResponse;
use crate::runtime::model::lenient::{read_leniently_as, take_kept_whole};
use crate::runtime::model::{Codec, DecodeProblems, Decoded};

/// The state of decoding a response: whether it is strict, and the values that were
/// skipped.
///
/// See [`ClientBuilder::strict_decoding`](crate::runtime::ClientBuilder::strict_decoding).
#[derive(Debug, Default)]
pub struct Decoding {
    is_strict: bool,
    problems: DecodeProblems,
}

impl Decoding {
    pub(crate) fn new(is_strict: bool) -> Self {
        Self {
            is_strict,
            problems: DecodeProblems::default(),
        }
    }

    /// The values that were skipped.
    pub(crate) fn into_problems(self) -> DecodeProblems {
        self.problems
    }

    /// Decodes JSON strictly, and if that fails, leniently.
    pub(crate) fn read<T: Codec>(&mut self, body: &[u8]) -> Result<T, DecodeError> {
        let Decoded(value) = self.read_named(type_name::<T>(), body)?;
        Ok(value)
    }

    /// As [`read`](Self::read), for types that implement `Deserialize` instead of
    /// [`Codec`].
    pub(crate) fn read_serde<T: DeserializeOwned>(
        &mut self,
        body: &[u8],
    ) -> Result<T, DecodeError> {
        self.read_named(type_name::<T>(), body)
    }

    fn read_named<T: DeserializeOwned>(
        &mut self,
        name: &str,
        body: &[u8],
    ) -> Result<T, DecodeError> {
        let body = without_bom(body);
        take_kept_whole();
        let strictly = match serde_json::from_slice(body) {
            Ok(value) if self.is_strict || !take_kept_whole() => return Ok(value),
            strictly => strictly,
        };
        let root = short_type_name(name);
        match (read_leniently_as(&root, body), strictly) {
            (Ok((value, problems)), _) if !self.is_strict || problems.is_empty() => {
                self.problems.append(problems);
                Ok(value)
            }
            // The strict result lost nothing: a union kept the value in `Unknown`.
            (_, Ok(value)) => Ok(value),
            // The strict error may be about a value that lenient decoding skips.
            (Err((Some(path), error)), Err(_)) if !self.is_strict => {
                Err(DecodeError::at(path, &error))
            }
            (Err((None, error)), Err(_)) if !self.is_strict => {
                Err(DecodeError::from_json(root, body, &error))
            }
            (_, Err(error)) => Err(DecodeError::from_json(root, body, &error)),
        }
    }
}

/// Decodes a JSON body.
///
/// An empty body is decoded as `{}`, because some services omit the body if all
/// properties are absent.
///
/// # Errors
/// If the body is not the JSON of a `T`. The error has the path of the value that does
/// not fit.
pub fn json<T: Codec>(raw: &RawResponse, decoding: &mut Decoding) -> Result<T, DecodeError> {
    match json_body(raw)? {
        Some(body) => decoding.read(body),
        None => serde_json::from_slice(b"{}")
            .map(|Decoded(value)| value)
            .map_err(|error| {
                DecodeError::from_json(short_type_name(type_name::<T>()), b"", &error)
            }),
    }
}

/// Decodes a JSON body; `None` if the body is empty.
///
/// # Errors
/// If there is a body and it is not the JSON of a `T`.
pub fn json_or_none<T: Codec>(
    raw: &RawResponse,
    decoding: &mut Decoding,
) -> Result<Option<T>, DecodeError> {
    match json_body(raw)? {
        Some(body) => decoding.read(body).map(Some),
        None => Ok(None),
    }
}

/// Decodes a JSON body into any type that implements `Deserialize`. An empty body is
/// decoded as `null`.
///
/// # Errors
/// If the body is not the JSON of a `T`.
pub(crate) fn any_json<T: DeserializeOwned>(
    raw: &RawResponse,
    decoding: &mut Decoding,
) -> Result<T, DecodeError> {
    decoding.read_serde(json_body(raw)?.unwrap_or(b"null"))
}

/// Decodes the JSON of an event.
///
/// # Errors
/// If the event is not the JSON of a `T`.
pub(crate) fn event_json<T: Codec>(data: &str, decoding: &mut Decoding) -> Result<T, DecodeError> {
    decoding.read(data.as_bytes())
}

/// Returns the data of an event.
///
/// # Errors
/// None.
pub(crate) fn event_text(data: &str, _: &mut Decoding) -> Result<String, DecodeError> {
    Ok(data.to_owned())
}

/// Ignores the body.
///
/// # Errors
/// If the response is a redirect.
pub fn empty(raw: &RawResponse, _: &mut Decoding) -> Result<(), DecodeError> {
    refuse_redirect(raw)
}

/// Returns the body.
///
/// # Errors
/// If the response is a redirect.
pub fn bytes(raw: &RawResponse, _: &mut Decoding) -> Result<Vec<u8>, DecodeError> {
    refuse_redirect(raw)?;
    Ok(raw.body().to_owned())
}

/// Returns the target of a redirect (`Location`), for operations that declare a redirect
/// as their success.
///
/// # Errors
/// If the response has no `Location` header.
pub fn redirect(raw: &RawResponse, _: &mut Decoding) -> Result<String, DecodeError> {
    let location = raw.headers().get("location").map(str::to_owned);
    location.ok_or_else(|| {
        let reason = "the response has no `Location` header";
        DecodeError::new("", reason).expecting("a redirect")
    })
}

/// The error for an undeclared status, of an operation with several declared successes.
pub fn undeclared_status(raw: &RawResponse) -> DecodeError {
    let status = raw.status();
    DecodeError::new(
        "",
        format!("the operation does not declare status {status}"),
    )
}

fn json_body(raw: &RawResponse) -> Result<Option<&[u8]>, DecodeError> {
    refuse_redirect(raw)?;
    let body = without_bom(raw.body());
    Ok(Some(body).filter(|body| !body.trim_ascii().is_empty()))
}

/// Removes the byte order mark of UTF-8, which parsers may ignore (RFC 8259, 8.1).
pub(crate) fn without_bom(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)
}

fn is_redirect(raw: &RawResponse) -> bool {
    (300..400).contains(&raw.status())
}

pub(crate) fn refuse_redirect(raw: &RawResponse) -> Result<(), DecodeError> {
    if is_redirect(raw) {
        return Err(DecodeError::new(
            "",
            "the response is a redirect".to_owned(),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::de::{Error, MapAccess};

    use super::Decoding;
    use crate::runtime::model::Codec;
    use crate::runtime::{DecodeError, Headers, RawResponse};

    type Map = BTreeMap<String, Vec<u64>>;

    fn raw(status: u16, body: &[u8]) -> RawResponse {
        RawResponse::new(status, Headers::new(), body.to_owned())
    }

    fn json<T: Codec>(raw: &RawResponse) -> Result<T, DecodeError> {
        super::json(raw, &mut Decoding::new(true))
    }

    fn json_or_none<T: Codec>(raw: &RawResponse) -> Result<Option<T>, DecodeError> {
        super::json_or_none(raw, &mut Decoding::new(true))
    }

    fn text(raw: &RawResponse) -> Result<String, DecodeError> {
        crate::runtime::decode::text(raw, &mut Decoding::default())
    }

    fn bytes(raw: &RawResponse) -> Result<Vec<u8>, DecodeError> {
        super::bytes(raw, &mut Decoding::default())
    }

    fn empty(raw: &RawResponse) -> Result<(), DecodeError> {
        super::empty(raw, &mut Decoding::default())
    }

    fn redirect(raw: &RawResponse) -> Result<String, DecodeError> {
        super::redirect(raw, &mut Decoding::default())
    }

    #[test]
    fn an_empty_body_is_an_empty_object() {
        assert_eq!(json::<Map>(&raw(200, b"")), Ok(Map::new()));
        assert_eq!(json::<Map>(&raw(200, b" \n")), Ok(Map::new()));
        let error = json::<Vec<String>>(&raw(200, b"")).unwrap_err();
        assert_eq!(error.to_string(), "Vec<String>: the response body is empty");
    }

    #[test]
    fn an_empty_body_is_none() {
        assert_eq!(json_or_none::<Map>(&raw(204, b"")), Ok(None));
        assert_eq!(json_or_none::<Map>(&raw(200, b"{}")), Ok(Some(Map::new())));
    }

    #[test]
    fn an_error_names_type_and_path() {
        let error = json::<Map>(&raw(200, br#"{"a": [], "b": [1, "x"]}"#)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "BTreeMap<String, Vec<u64>>.b[1]: invalid type: string \"x\", expected u64"
        );
        let error = json_or_none::<Map>(&raw(200, br#"{"a": "#)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "BTreeMap<String, Vec<u64>>.a: EOF while parsing a value"
        );
    }

    /// A record with one required field, read the way models are.
    #[derive(Debug, PartialEq)]
    struct Item(jiff::Timestamp);

    impl<'de> serde::Deserialize<'de> for Item {
        fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
            struct Fields;
            impl<'de> serde::de::Visitor<'de> for Fields {
                type Value = Item;

                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an item")
                }

                fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item, A::Error> {
                    let mut date = None;
                    while let Some(key) = map.next_key::<String>()? {
                        if key == "date" {
                            date = Some(map.next_value()?);
                        } else {
                            map.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                    date.map(Item).ok_or_else(|| Error::missing_field("date"))
                }
            }
            input.deserialize_map(Fields)
        }
    }

    impl serde::Serialize for Item {
        fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
            out.collect_str(&self.0)
        }
    }

    impl Codec for Item {}

    fn item_path(body: &str) -> String {
        type Items = BTreeMap<String, Vec<Item>>;
        let error = json::<Items>(&raw(200, body.as_bytes())).unwrap_err();
        let path = error.path().strip_prefix("BTreeMap<String, Vec<Item>>");
        path.unwrap().to_owned()
    }

    #[test]
    fn each_kind_of_error_is_found_where_it_is() {
        let good = r#"{"date": "2020-01-01T00:00:00Z", "other": [{}]}"#;
        let path = |item: &str| item_path(&format!("{{\"x\": [\n{good},\n{item},\n{good}]}}"));
        assert_eq!(path(r#"{"date": "soon"}"#), ".x[1].date");
        assert_eq!(path(r#"{"date": "soon", "other": 1}"#), ".x[1].date");
        assert_eq!(path(r#"{"date": 5}"#), ".x[1].date");
        assert_eq!(path(r#"{"date": {"a": 1}}"#), ".x[1].date");
        assert_eq!(path(r#"{"date": [1]}"#), ".x[1].date");
        assert_eq!(path(r#"{"date": null}"#), ".x[1].date");
        assert_eq!(path(r#"{"other": "date"}"#), ".x[1]");
        assert_eq!(path("{}"), ".x[1]");
        assert_eq!(path("7"), ".x[1]");
        assert_eq!(path(r#""a""#), ".x[1]");
        assert_eq!(path("[]"), ".x[1]");
        assert_eq!(path(r#"{"date" "#), ".x[1]");
        assert_eq!(item_path(r#"{"x": [{"date": 1}]}"#), ".x[0].date");
        assert_eq!(item_path(r#"{"x": [[]]}"#), ".x[0]");
        assert_eq!(item_path(r#"{"x": {"date": 1}}"#), ".x");
        assert_eq!(item_path(r#"{"x": [], "y": [{"da"#), ".y[0]");
        assert_eq!(item_path("<html>"), "");
        assert_eq!(item_path("{} trailing"), "");
    }

    #[test]
    fn text_and_bytes_are_taken_as_they_are() {
        assert_eq!(text(&raw(200, "é".as_bytes())), Ok("é".to_owned()));
        assert_eq!(bytes(&raw(200, b"\xff")), Ok(vec![255]));
        assert_eq!(empty(&raw(204, b"anything")), Ok(()));
        let error = text(&raw(200, b"ab\xff")).unwrap_err();
        assert_eq!(error.to_string(), "the body is not UTF-8 from byte 2 on");
    }

    #[test]
    fn only_redirect_takes_a_redirect() {
        let mut headers = Headers::new();
        headers.set("location", "https://other/x?signature=1");
        let response = RawResponse::new(303, headers, Vec::new());
        assert_eq!(
            redirect(&response),
            Ok("https://other/x?signature=1".to_owned())
        );
        assert!(json::<Map>(&response).is_err());
        assert!(empty(&response).is_err());
        assert!(redirect(&raw(303, b"")).is_err());
        assert!(redirect(&raw(200, b"")).is_err());
    }
}
