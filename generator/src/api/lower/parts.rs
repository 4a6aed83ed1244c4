//! Fields of forms by their media type: which are files, which are JSON, and which are text.

use openapiv3::{Encoding, MediaType};

use super::media_types::{Family, is_range};
use super::vendor;
use crate::ir::{FieldEncoding, Scalar, TypeRef, Untyped};

/// What the definition says of a field beside its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Nothing.
    Unsaid,
    /// A file.
    File,
    /// A file that travels in base64.
    Base64,
    /// JSON.
    Json,
    /// Text.
    Text,
}

impl Part {
    fn of(encoding: Option<&Encoding>) -> Self {
        let Some(encoding) = encoding else {
            return Self::Unsaid;
        };
        match vendor::part(&encoding.extensions) {
            Some("file") => return Self::File,
            Some("base64") => return Self::Base64,
            Some("text") => return Self::Text,
            _ => {}
        }
        let kinds = encoding.content_type.as_deref().unwrap_or_default();
        let kinds: Vec<&str> = kinds.split(',').map(str::trim).collect();
        let all = |is: fn(&str) -> bool| kinds.iter().all(|kind| is(kind));
        if all(str::is_empty) {
            Self::Unsaid
        } else if all(|kind| !is_range(kind) && Family::of(kind).is_json()) {
            Self::Json
        } else if all(|kind| Family::of(kind) == Family::Text) {
            Self::Text
        } else {
            Self::File
        }
    }
}

/// The type of a field as its media type has it, and how it is written. Only a form with parts has
/// files; elsewhere what is binary is text.
pub(super) fn field(
    ty: TypeRef,
    encoding: Option<&Encoding>,
    has_parts: bool,
) -> (TypeRef, FieldEncoding) {
    // Without parts, a style counts before a media type.
    let has_style = encoding.is_some_and(|encoding| encoding.style.is_some());
    match Part::of(encoding) {
        Part::Json if !is_file(&ty) && (has_parts || !has_style) => (ty, FieldEncoding::Json),
        _ if !has_parts => (without_files(ty), FieldEncoding::Plain),
        // What is declared as base64 is a file of another media type in that encoding.
        Part::File if is_base64(&ty) => (as_files(ty), FieldEncoding::Base64),
        Part::File => (as_files(ty), FieldEncoding::Plain),
        Part::Base64 => (as_files(ty), FieldEncoding::Base64),
        Part::Text => (as_text(ty), FieldEncoding::Plain),
        // An array of anything is how OpenAPI 3.1 writes an upload of several files.
        Part::Unsaid | Part::Json => match ty {
            TypeRef::List(item) if *item == TypeRef::Json(Untyped::Anything) => {
                (as_files(TypeRef::List(item)), FieldEncoding::Plain)
            }
            ty => (ty, FieldEncoding::Plain),
        },
    }
}

/// What can hold the bytes of a file becomes one: a string, and what may be anything.
fn as_files(ty: TypeRef) -> TypeRef {
    match ty {
        TypeRef::Scalar(Scalar::String | Scalar::Base64) | TypeRef::Json(Untyped::Anything) => {
            TypeRef::Scalar(Scalar::Binary)
        }
        TypeRef::Json(Untyped::FreeList) => {
            TypeRef::List(Box::new(TypeRef::Scalar(Scalar::Binary)))
        }
        TypeRef::List(item) => TypeRef::List(Box::new(as_files(*item))),
        TypeRef::Nullable(inner) => as_files(*inner),
        other => other,
    }
}

/// What may be anything is a string where it is declared as text.
fn as_text(ty: TypeRef) -> TypeRef {
    match ty {
        TypeRef::Json(Untyped::Anything) => TypeRef::Scalar(Scalar::String),
        TypeRef::List(item) => TypeRef::List(Box::new(as_text(*item))),
        other => other,
    }
}

fn is_file(ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Scalar(scalar) => *scalar == Scalar::Binary,
        TypeRef::List(inner) | TypeRef::Nullable(inner) => is_file(inner),
        _ => false,
    }
}

fn is_base64(ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Scalar(scalar) => *scalar == Scalar::Base64,
        TypeRef::List(inner) | TypeRef::Nullable(inner) => is_base64(inner),
        _ => false,
    }
}

/// A form without parts has no files: what is binary is text there.
fn without_files(ty: TypeRef) -> TypeRef {
    match ty {
        TypeRef::Scalar(Scalar::Binary) => TypeRef::Scalar(Scalar::String),
        TypeRef::List(item) => TypeRef::List(Box::new(without_files(*item))),
        other => other,
    }
}

/// The media types that an encoding declares for the parts of a form: the first of several, and none
/// that stands for many.
pub(super) fn part_types(media: &MediaType) -> Vec<(String, String)> {
    let stated = media.encoding.iter().filter_map(|(name, encoding)| {
        let kinds = encoding.content_type.as_deref()?;
        let first = kinds
            .split(',')
            .map(str::trim)
            .find(|kind| !is_range(kind))?;
        (!first.is_empty()).then(|| (name.clone(), first.to_owned()))
    });
    stated.collect()
}

#[cfg(test)]
mod tests {
    use openapiv3::Encoding;
    use serde_json::{Value, json};

    use super::field;
    use crate::ir::{FieldEncoding, Scalar, TypeRef, Untyped};

    const STRING: TypeRef = TypeRef::Scalar(Scalar::String);
    const FILE: TypeRef = TypeRef::Scalar(Scalar::Binary);
    const ANY: TypeRef = TypeRef::Json(Untyped::Anything);

    fn list(item: TypeRef) -> TypeRef {
        TypeRef::List(Box::new(item))
    }

    /// What a field is in a form with parts.
    fn part(ty: TypeRef, encoding: Value) -> (TypeRef, FieldEncoding) {
        let encoding: Encoding = serde_json::from_value(encoding).unwrap_or_default();
        field(ty, Some(&encoding), true)
    }

    #[test]
    fn what_can_hold_bytes_is_a_file_by_its_media_type() {
        for kind in [
            "application/octet-stream",
            "image/png",
            "image/*",
            "*/*",
            "image/png, text/csv",
        ] {
            for ty in [ANY, STRING, FILE] {
                let found = part(ty, json!({ "contentType": kind }));
                assert_eq!(found, (FILE, FieldEncoding::Plain), "{kind}");
            }
            for ty in [list(ANY), list(STRING)] {
                let found = part(ty, json!({ "contentType": kind }));
                assert_eq!(found, (list(FILE), FieldEncoding::Plain), "{kind}");
            }
            let number = TypeRef::Scalar(Scalar::Int64);
            let found = part(number.clone(), json!({ "contentType": kind }));
            assert_eq!(found, (number, FieldEncoding::Plain), "{kind}");
        }
    }

    #[test]
    fn arrays_of_anything_are_files_and_anything_alone_is_json() {
        assert_eq!(
            part(list(ANY), json!({})),
            (list(FILE), FieldEncoding::Plain)
        );
        assert_eq!(part(ANY, json!({})), (ANY, FieldEncoding::Plain));
        assert_eq!(
            field(list(ANY), None, false),
            (list(ANY), FieldEncoding::Plain)
        );
    }

    #[test]
    fn json_is_json_and_text_is_text() {
        for kind in [
            "application/json",
            "application/vnd.a+json; v=1",
            "text/json",
        ] {
            for ty in [
                STRING,
                list(STRING),
                list(ANY),
                TypeRef::Scalar(Scalar::Int64),
            ] {
                let found = part(ty.clone(), json!({ "contentType": kind }));
                assert_eq!(found, (ty, FieldEncoding::Json), "{kind}");
            }
        }
        let found = part(STRING, json!({ "contentType": "text/csv" }));
        assert_eq!(found, (STRING, FieldEncoding::Plain));
        let found = part(ANY, json!({ "contentType": "text/plain, application/xml" }));
        assert_eq!(found, (STRING, FieldEncoding::Plain));
        let found = part(FILE, json!({ "contentType": "application/json" }));
        assert_eq!(found, (FILE, FieldEncoding::Plain));
    }

    #[test]
    fn an_older_mark_counts_before_the_media_type() {
        let marked = |mark: &str| json!({ "contentType": "text/csv", "x-sdk-part": mark });
        assert_eq!(part(STRING, marked("file")), (FILE, FieldEncoding::Plain));
        assert_eq!(
            part(list(STRING), marked("base64")),
            (list(FILE), FieldEncoding::Base64)
        );
        let json = json!({ "contentType": "application/json", "x-sdk-part": "text" });
        assert_eq!(part(STRING, json), (STRING, FieldEncoding::Plain));
    }

    #[test]
    fn a_style_counts_before_a_media_type_where_there_are_no_parts() {
        let encoding: Encoding =
            serde_json::from_value(json!({ "contentType": "application/json", "style": "form" }))
                .unwrap_or_default();
        let found = |has_parts| field(STRING, Some(&encoding), has_parts).1;
        assert_eq!(found(false), FieldEncoding::Plain);
        assert_eq!(found(true), FieldEncoding::Json);
    }

    #[test]
    fn a_form_without_parts_has_no_files() {
        let encoding: Encoding =
            serde_json::from_value(json!({ "contentType": "image/png" })).unwrap_or_default();
        assert_eq!(field(FILE, Some(&encoding), false).0, STRING);
        assert_eq!(field(list(FILE), None, false).0, list(STRING));
    }
}
