//! The body of an error response.
//!
//! It is decoded leniently: properties of an unexpected type are ignored. Beside the
//! names that nearly all operations declare, it reads those of SCIM and of OAuth.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::runtime::decode::without_bom;

/// The error that a service reports in the body of a response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceError {
    /// The HTTP status in the body.
    pub status: Option<u16>,
    /// The error code, such as `not.found`.
    pub code: Option<String>,
    /// The message.
    pub message: Option<String>,
    /// The message with placeholders for [`message_params`](Self::message_params).
    pub message_with_params: Option<String>,
    /// The values of the placeholders.
    pub message_params: BTreeMap<String, String>,
    /// The id of the call in the logs of the service.
    pub context_id: Option<String>,
    /// The parts of the request that caused the error.
    pub details: Vec<ErrorDetail>,
    /// Nested errors.
    pub errors: Vec<ServiceError>,
}

/// A part of a request that caused an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorDetail {
    /// The error code of the part.
    pub error_code: Option<String>,
    /// The field of the request.
    pub field_name: Option<String>,
    /// The id of the entity.
    pub entity_id: Option<String>,
    /// The name of the entity.
    pub entity_name: Option<String>,
}

impl ServiceError {
    /// Decodes a body; `None` if it is not a JSON object.
    pub(crate) fn from_body(body: &[u8]) -> Option<Self> {
        match serde_json::from_slice(without_bom(body)) {
            Ok(Value::Object(object)) => Some(Self::from_object(&object)),
            _ => None,
        }
    }

    fn from_object(object: &Map<String, Value>) -> Self {
        let params = object.get("messageParams").and_then(Value::as_object);
        let params = params.into_iter().flatten();
        Self {
            status: text(object, &["status"]).and_then(|status| status.parse().ok()),
            code: text(object, &["code", "scimType", "error"]),
            message: text(
                object,
                &["message", "detail", "error_description", "description"],
            ),
            message_with_params: text(object, &["messageWithParams"]),
            message_params: params
                .filter_map(|(name, value)| Some((name.clone(), plain(value)?)))
                .collect(),
            context_id: text(object, &["contextId"]),
            details: objects(object, "details").map(detail).collect(),
            errors: objects(object, "errors").map(Self::from_object).collect(),
        }
    }
}

fn detail(object: &Map<String, Value>) -> ErrorDetail {
    ErrorDetail {
        error_code: text(object, &["errorCode"]),
        field_name: text(object, &["fieldName"]),
        entity_id: text(object, &["entityId"]),
        entity_name: text(object, &["entityName"]),
    }
}

/// The first of several properties that is a string, a number or a boolean.
fn text(object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| plain(object.get(*name)?))
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The objects of an array; other items are skipped.
fn objects<'a>(
    object: &'a Map<String, Value>,
    name: &str,
) -> impl Iterator<Item = &'a Map<String, Value>> {
    let list = object.get(name).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_object)
}

#[cfg(test)]
mod tests {
    use super::ServiceError;

    fn read(body: &str) -> ServiceError {
        ServiceError::from_body(body.as_bytes()).unwrap()
    }

    #[test]
    fn every_field_is_read() {
        let error = read(
            r#"{"status": 400, "code": "bad.request", "message": "Name is taken.",
                "messageWithParams": "{field} is taken.", "messageParams": {"field": "Name", "n": 3},
                "contextId": "c-1", "unknown": [1],
                "details": [{"errorCode": "taken", "fieldName": "name", "entityId": "1",
                             "entityName": "Users"}],
                "errors": [{"code": "inner", "errors": [{"code": "innermost"}]}]}"#,
        );
        assert_eq!(error.status, Some(400));
        assert_eq!(error.code.as_deref(), Some("bad.request"));
        assert_eq!(error.message.as_deref(), Some("Name is taken."));
        assert_eq!(
            error.message_with_params.as_deref(),
            Some("{field} is taken.")
        );
        assert_eq!(error.message_params["field"], "Name");
        assert_eq!(error.message_params["n"], "3");
        assert_eq!(error.context_id.as_deref(), Some("c-1"));
        assert_eq!(error.details[0].error_code.as_deref(), Some("taken"));
        assert_eq!(error.details[0].field_name.as_deref(), Some("name"));
        assert_eq!(error.details[0].entity_id.as_deref(), Some("1"));
        assert_eq!(error.details[0].entity_name.as_deref(), Some("Users"));
        let inner = &error.errors[0];
        assert_eq!(inner.errors[0].code.as_deref(), Some("innermost"));
    }

    #[test]
    fn a_mark_of_utf_8_is_passed_over() {
        let error = read("\u{feff}{\"code\": \"bad.thing\"}");
        assert_eq!(error.code.as_deref(), Some("bad.thing"));
    }

    #[test]
    fn unexpected_types_are_passed_over() {
        let error = read(
            r#"{"status": "409", "code": {"x": 1}, "message": null, "messageParams": [],
                "contextId": "", "details": "none", "errors": [1, {"code": 7}, null]}"#,
        );
        assert_eq!(error.status, Some(409));
        assert_eq!(error.code, None);
        assert_eq!(error.message, None);
        assert_eq!(error.context_id, None);
        assert!(error.message_params.is_empty() && error.details.is_empty());
        assert_eq!(error.errors.len(), 1);
        assert_eq!(error.errors[0].code.as_deref(), Some("7"));
        assert_eq!(read(r#"{"status": 70000}"#).status, None);
    }

    #[test]
    fn scim_and_login_say_the_same_in_other_words() {
        let scim = read(r#"{"status": "409", "scimType": "uniqueness", "detail": "Exists."}"#);
        assert_eq!(scim.code.as_deref(), Some("uniqueness"));
        assert_eq!(scim.message.as_deref(), Some("Exists."));
        let login = read(r#"{"error": "invalid_client", "error_description": "No such client."}"#);
        assert_eq!(login.code.as_deref(), Some("invalid_client"));
        assert_eq!(login.message.as_deref(), Some("No such client."));
    }

    #[test]
    fn a_body_of_another_kind_is_none() {
        for body in ["", "<html></html>", "[]", "\"text\"", "{\"cut"] {
            assert_eq!(ServiceError::from_body(body.as_bytes()), None, "{body}");
        }
    }
}
