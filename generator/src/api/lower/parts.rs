//! Fields of forms by media type: files, JSON, and text.

use openapiv3::{Encoding, MediaType};

use super::vendor;
use crate::ir::{FieldEncoding, Scalar, TypeRef, Untyped};
use crate::media_types::{Family, is_range};

/// The encoding that the definition declares for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DeclaredEncoding {
    /// No encoding.
    Undeclared,
    File,
    /// A file in base64.
    Base64,
    Json,
    Text,
}

impl DeclaredEncoding {
    fn of(encoding: Option<&Encoding>) -> Self {
        let Some(encoding) = encoding else {
            return Self::Undeclared;
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
            Self::Undeclared
        } else if all(|kind| !is_range(kind) && Family::of(kind).is_json()) {
            Self::Json
        } else if all(|kind| Family::of(kind) == Family::Text) {
            Self::Text
        } else {
            Self::File
        }
    }
}

/// The type of a field under its media type, and how it is serialized. Only a multipart form has files;
/// elsewhere binary data is a string.
pub(super) fn field(
    ty: TypeRef,
    encoding: Option<&Encoding>,
    has_parts: bool,
) -> (TypeRef, FieldEncoding) {
    // Without parts, a style counts before a media type.
    let has_style = encoding.is_some_and(|encoding| encoding.style.is_some());
    match DeclaredEncoding::of(encoding) {
        DeclaredEncoding::Json if !is_file(&ty) && (has_parts || !has_style) => {
            (ty, FieldEncoding::Json)
        }
        _ if !has_parts => (without_files(ty), FieldEncoding::Plain),
        // What is declared as base64 is a file of another media type in that encoding.
        DeclaredEncoding::File if is_base64(&ty) => (as_files(ty), FieldEncoding::Base64),
        DeclaredEncoding::File => (as_files(ty), FieldEncoding::Plain),
        DeclaredEncoding::Base64 => (as_files(ty), FieldEncoding::Base64),
        DeclaredEncoding::Text => (as_text(ty), FieldEncoding::Plain),
        // An array of anything is how OpenAPI 3.1 writes an upload of several files.
        DeclaredEncoding::Undeclared | DeclaredEncoding::Json => match ty {
            TypeRef::List(item) if *item == TypeRef::Json(Untyped::Anything) => {
                (as_files(TypeRef::List(item)), FieldEncoding::Plain)
            }
            ty => (ty, FieldEncoding::Plain),
        },
    }
}

/// Replaces types that can hold the bytes of a file: strings and untyped values.
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

/// An untyped value that is declared as text is a string.
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

/// A form that is not multipart has no files: binary data is a string.
fn without_files(ty: TypeRef) -> TypeRef {
    match ty {
        TypeRef::Scalar(Scalar::Binary) => TypeRef::Scalar(Scalar::String),
        TypeRef::List(item) => TypeRef::List(Box::new(without_files(*item))),
        other => other,
    }
}

/// The media types that `encoding` declares for the parts of a form: the first of several, and no ranges.
pub(super) fn part_types(media: &MediaType) -> Vec<(String, String)> {
    let declared = media.encoding.iter().filter_map(|(name, encoding)| {
        let kinds = encoding.content_type.as_deref()?;
        let first = kinds
            .split(',')
            .map(str::trim)
            .find(|kind| !is_range(kind))?;
        (!first.is_empty()).then(|| (name.clone(), first.to_owned()))
    });
    declared.collect()
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

    /// The type and encoding of a field in a multipart form.
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
