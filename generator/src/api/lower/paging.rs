//! Reads the extension `x-sdk-paging` of an operation.
//!
//! `analyze` checks that its names exist.

use serde_json::{Map, Value};

use super::{Lowering, vendor};
use crate::extensions::PAGING;
use crate::ir::{DeclaredEnd, DeclaredPages, DeclaredPaging, DeclaredStyle};
use crate::pointer::unescape;

/// An error in the extension: the key, and a sentence.
type Wrong = (&'static str, String);

/// The keys of the extension.
const KEYS: [&str; 6] = ["style", "input", "items", "key", "end", "more"];

/// The keys that a style uses, beside `style` itself: the table of the README.
fn used(style: DeclaredStyle) -> &'static [&'static str] {
    match style {
        DeclaredStyle::PageNumber
        | DeclaredStyle::Cursor
        | DeclaredStyle::StartIndex
        | DeclaredStyle::Offset => &["input", "items", "end", "more"],
        DeclaredStyle::Link => &["items", "end", "more"],
        DeclaredStyle::LinkHeader => &["items", "more"],
        DeclaredStyle::LastItem => &["input", "items", "key", "more"],
    }
}

/// The format of the extension, for messages.
const HELP: &str = "write `none`, or an object with `style`, `input`, `items` and, if there is one, \
                    `end`, `more` or `key`";

impl Lowering<'_> {
    /// The declared pagination of an operation, if there is one.
    pub(super) fn declared_paging(
        &mut self,
        operation: &openapiv3::Operation,
        pointer: &str,
    ) -> Option<DeclaredPaging> {
        let extension = format!("{pointer}/{PAGING}");
        match declared(vendor::paging(&operation.extensions)?, &extension) {
            Ok(paging) => Some(paging),
            Err((key, message)) => {
                let pointer = match key {
                    "" => extension,
                    key => format!("{extension}/{key}"),
                };
                self.error("paging-extension", &pointer, message, HELP);
                None
            }
        }
    }
}

fn declared(value: &Value, pointer: &str) -> Result<DeclaredPaging, Wrong> {
    match value {
        Value::String(text) if text == "none" => Ok(DeclaredPaging::None),
        Value::Object(keys) => pages(keys, pointer).map(DeclaredPaging::Pages),
        _ => Err(("", format!("`{value}` is not a declaration of pagination"))),
    }
}

fn pages(keys: &Map<String, Value>, pointer: &str) -> Result<DeclaredPages, Wrong> {
    if let Some(unknown) = keys.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(("", format!("`{unknown}` is not a key of this extension")));
    }
    let style = style(keys.get("style"))?;
    let uses = used(style);
    let unused = KEYS
        .into_iter()
        .skip(1)
        .find(|key| keys.contains_key(*key) && !uses.contains(key));
    if let Some(key) = unused {
        let (style, uses) = (style.as_str(), uses.join("`, `"));
        return Err((
            key,
            format!("`{key}` has no effect with the style `{style}`, which uses `{uses}`"),
        ));
    }
    let input = keys.get("input").map(|input| path("input", input));
    let input = input.transpose()?;
    if input.is_none() && uses.contains(&"input") {
        return Err((
            "",
            "`input`, the parameter that selects a page, is missing".to_owned(),
        ));
    }
    let items = keys.get("items").map(|items| path("items", items));
    let key = keys.get("key").map(|key| name("key", key));
    let end = keys.get("end").map(end).transpose()?;
    let more = keys.get("more").map(|more| path("more", more));
    Ok(DeclaredPages {
        pointer: pointer.to_owned(),
        style,
        input,
        items: items.transpose()?,
        key: key.transpose()?,
        end,
        more: more.transpose()?,
    })
}

fn style(value: Option<&Value>) -> Result<DeclaredStyle, Wrong> {
    let known = DeclaredStyle::ALL.map(|style| format!("`{}`", style.as_str()));
    let known = known.join(", ");
    let Some(value) = value else {
        return Err(("", format!("`style` is missing; use one of {known}")));
    };
    let mut styles = DeclaredStyle::ALL.into_iter();
    styles.find(|style| value == style.as_str()).ok_or_else(|| {
        (
            "style",
            format!("`{value}` is not a style; use one of {known}"),
        )
    })
}

/// Reads `end`: a string with the property, or an object with `pages` or `total`.
fn end(value: &Value) -> Result<DeclaredEnd, Wrong> {
    let Value::Object(keys) = value else {
        return path("end", value).map(DeclaredEnd::Property);
    };
    let mut keys = keys.iter();
    match (keys.next(), keys.next()) {
        (Some((key, value)), None) if key == "pages" => path("end", value).map(DeclaredEnd::Pages),
        (Some((key, value)), None) if key == "total" => path("end", value).map(DeclaredEnd::Total),
        _ => {
            let message = "`end` is neither a property nor an object with `pages` or `total`";
            Err(("end", message.to_owned()))
        }
    }
}

/// The name of a parameter or a property, or a JSON pointer to a property: `/cursors/after`.
fn path(key: &'static str, value: &Value) -> Result<Vec<String>, Wrong> {
    let text = name(key, value)?;
    Ok(match text.strip_prefix('/') {
        Some(pointer) => pointer.split('/').map(unescape).collect(),
        None => vec![text],
    })
}

fn name(key: &'static str, value: &Value) -> Result<String, Wrong> {
    match value.as_str() {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err((key, format!("`{value}` is not the name of a property"))),
    }
}
