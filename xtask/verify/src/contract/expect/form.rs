//! Values of form fields, and the pairs or parts that are expected for them.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::{Value, json};

use super::super::document::{Document, Field, Form, Kind, Style, list};
use super::super::instance::{Extent, Maker};
use super::text::{Text, Writer};

/// Fields by their name.
pub(crate) type Fields<T> = BTreeMap<String, Vec<T>>;

/// A part of a multipart form.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    /// The file name, if it is a file.
    pub(crate) file_name: Option<String>,
    /// The media type. `text/plain` may be omitted.
    pub(crate) media_type: String,
    pub(crate) content: Text,
}

/// The default media type of a part.
const TEXT: &str = "text/plain";

/// A value of a field. For a file, it has the bytes, and may have a name and a media type.
pub(super) fn value<'a>(
    document: &Document,
    maker: &mut Maker<'a>,
    form: &Form<'a>,
    field: &Field<'a>,
    extent: Extent,
) -> Result<Value> {
    let schema = document.resolve(field.schema)?;
    if form.has_parts && document.is_file(field, schema)? {
        return Ok(file(field.name));
    }
    if form.has_parts && document.is_files(field, schema)? {
        let plain = json!({ "bytes": b"the second" });
        return Ok(match extent {
            Extent::Required => json!([plain]),
            Extent::All => json!([file(field.name), plain]),
        });
    }
    maker.make(field.schema, field.name)
}

/// A file with characters that could break out of its part.
fn file(name: &str) -> Value {
    json!({
        "bytes": b"\r\n--\r\n\r\nContent-Type: x\0\xFF\xFE--\r\n",
        "fileName": format!("{name} \"é€😀\"; name=\"x\"\r\n.bin"),
        "mediaType": "image/x-made-up; q=\"1\"",
    })
}

/// Adds the pairs of a field of a URL-encoded form, not encoded.
pub(super) fn add_pairs(pairs: &mut Fields<Text>, field: &Field<'_>, value: &Value) {
    for (name, text) in written(field, value) {
        pairs.entry(name).or_default().push(text);
    }
}

/// Adds the parts of a field of a multipart form.
pub(super) fn add_parts(
    parts: &mut Fields<Part>,
    document: &Document,
    field: &Field<'_>,
    value: &Value,
) -> Result<()> {
    let schema = document.resolve(field.schema)?;
    let mut add = |name: String, part: Part| parts.entry(name).or_default().push(part);
    if document.is_file(field, schema)? {
        add(field.name.to_owned(), file_part(field, value));
    } else if document.is_files(field, schema)? {
        list(value).for_each(|file| add(field.name.to_owned(), file_part(field, file)));
    } else {
        for (name, content) in written(field, value) {
            let of_content = match content {
                Text::Json(_) => "application/json",
                _ => TEXT,
            };
            let part = Part {
                file_name: None,
                media_type: field.media_type.unwrap_or(of_content).to_owned(),
                content,
            };
            add(name, part);
        }
    }
    Ok(())
}

fn file_part(field: &Field<'_>, value: &Value) -> Part {
    let text = |key: &str| value[key].as_str();
    let bytes = list(&value["bytes"]).filter_map(Value::as_u64);
    let stated = text("mediaType").or(field.media_type);
    Part {
        // A part without a file name would be read as a string.
        file_name: Some(text("fileName").unwrap_or(field.name).to_owned()),
        media_type: stated.unwrap_or("application/octet-stream").to_owned(),
        content: Text::Bytes(bytes.filter_map(|byte| byte.try_into().ok()).collect()),
    }
}

/// The pairs of a field by its declared style. By default, lists repeat the name and objects are
/// JSON.
fn written(field: &Field<'_>, value: &Value) -> Vec<(String, Text)> {
    if field.is_json {
        let values = match value {
            Value::Array(items) => items.iter().collect(),
            value => vec![value],
        };
        let texts = values
            .into_iter()
            .map(|it| (field.name.to_owned(), Text::Json(it.clone())));
        return texts.collect();
    }
    let style = field.style.unwrap_or(match value {
        Value::Array(_) => Style {
            kind: Kind::Named(","),
            explodes: true,
        },
        _ => Style {
            kind: Kind::Plain,
            explodes: false,
        },
    });
    Writer::Plain.pairs(field.name, style, value)
}
