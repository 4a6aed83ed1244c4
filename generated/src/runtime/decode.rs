//! The functions that turn a response into a value, one for each kind of body.
//!
//! Generated code names one of them for each operation, as a function pointer.
//! They do not know operations; all but [`redirect`] refuse a redirect, whose
//! body is no value of theirs.

use std::any::type_name;

use serde::de::DeserializeOwned;

use super::decode_error::DecodeError;
use super::response::RawResponse;

pub use super::decode_text::{json_or_text, json_or_text_or_none, text};

/// Reads a JSON body.
///
/// An empty body is read as `{}`, because the service leaves out the body where
/// a model has nothing to say.
///
/// # Errors
/// If the body is not the JSON of a `T`. The error names the path of the value
/// that does not fit.
pub fn json<T: DeserializeOwned>(raw: &RawResponse) -> Result<T, DecodeError> {
    let body = json_body(raw)?.unwrap_or(b"{}");
    serde_json::from_slice(body)
        .map_err(|error| DecodeError::from_json(type_name::<T>(), raw.body(), error))
}

/// Reads a JSON body, or nothing if the body is empty.
///
/// # Errors
/// If there is a body and it is not the JSON of a `T`.
pub fn json_or_none<T: DeserializeOwned>(raw: &RawResponse) -> Result<Option<T>, DecodeError> {
    let Some(body) = json_body(raw)? else {
        return Ok(None);
    };
    serde_json::from_slice(body)
        .map(Some)
        .map_err(|error| DecodeError::from_json(type_name::<T>(), body, error))
}

/// Reads an event of a stream that is JSON.
///
/// # Errors
/// If the event is not the JSON of a `T`.
pub fn event_json<T: DeserializeOwned>(data: &str) -> Result<T, DecodeError> {
    serde_json::from_str(data)
        .map_err(|error| DecodeError::from_json(type_name::<T>(), data.as_bytes(), error))
}

/// Takes an event of a stream as it is.
///
/// # Errors
/// None.
pub fn event_text(data: &str) -> Result<String, DecodeError> {
    Ok(data.to_owned())
}

/// Accepts any body and drops it.
///
/// # Errors
/// If the response is a redirect.
pub fn empty(raw: &RawResponse) -> Result<(), DecodeError> {
    refuse_redirect(raw)
}

/// Takes the body as it is.
///
/// # Errors
/// If the response is a redirect.
pub fn bytes(raw: &RawResponse) -> Result<Vec<u8>, DecodeError> {
    refuse_redirect(raw)?;
    Ok(raw.body().to_owned())
}

/// Reads the address that an operation redirects to, for operations that
/// declare a redirect as their success.
///
/// # Errors
/// If the response has no address.
pub fn redirect(raw: &RawResponse) -> Result<String, DecodeError> {
    let location = raw.headers().get("location").map(str::to_owned);
    location.ok_or_else(|| {
        let reason = "the response has no `Location` header";
        DecodeError::new("", reason).expecting("a redirect")
    })
}

/// The error of an operation that gives back something else for each status,
/// and met a status that it does not declare.
pub fn undeclared_status(raw: &RawResponse) -> DecodeError {
    let status = raw.status();
    DecodeError::new(
        "",
        format!("the operation does not declare status {status}"),
    )
}

fn json_body(raw: &RawResponse) -> Result<Option<&[u8]>, DecodeError> {
    refuse_redirect(raw)?;
    let body = raw.body();
    Ok(if body.trim_ascii().is_empty() {
        None
    } else {
        Some(body)
    })
}

fn is_redirect(raw: &RawResponse) -> bool {
    (300..400).contains(&raw.status())
}

pub(super) fn refuse_redirect(raw: &RawResponse) -> Result<(), DecodeError> {
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

    use super::{bytes, empty, json, json_or_none, redirect, text};
    use crate::runtime::{Headers, RawResponse};

    type Map = BTreeMap<String, Vec<u32>>;

    fn raw(status: u16, body: &[u8]) -> RawResponse {
        RawResponse::new(status, Headers::new(), body.to_owned())
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
            "BTreeMap<String, Vec<u32>>.b[1]: invalid type: string \"x\", expected u32"
        );
        let error = json_or_none::<Map>(&raw(200, br#"{"a": "#)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "BTreeMap<String, Vec<u32>>.a: EOF while parsing a value"
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
