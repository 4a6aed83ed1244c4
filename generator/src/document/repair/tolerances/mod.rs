//! Rules for defects that many published definitions share.
//!
//! Each rule has a code, repairs one kind of defect, and reports a warning with its location. A rule
//! repairs defects that would prevent parsing or change types; anything else is left unchanged.

mod document;
mod integers;
mod operations;
mod schemas;
mod shapes;

use std::fmt::Display;

use serde_json::{Map, Value};

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::grammar::{Child, PartKind, Pointer, child, is_extension, walk};
use crate::origins::Origins;
use crate::pointer::escape;
use shapes::{Fit, RequiredType};

use super::own_extensions;

type Object = Map<String, Value>;

/// Repairs a document of OpenAPI 3.0, with a warning for each repair and for each extension of this project that has
/// no effect.
pub fn tolerate(document: &mut Value) -> Diagnostics {
    tolerate_recorded(document, &mut Origins::default())
}

/// As [`tolerate`], and records where the values were before. The warnings have locations before the repairs.
pub(crate) fn tolerate_recorded(document: &mut Value, origins: &mut Origins) -> Diagnostics {
    let mut normalizer = Normalizer {
        found: Diagnostics::default(),
        origins,
    };
    let mut pointer = Pointer::default();
    walk(
        PartKind::Root,
        document,
        &mut pointer,
        &mut |kind, part, pointer| {
            let mut found = Diagnostics::default();
            own_extensions::check(kind, part, pointer, &mut found);
            if !found.is_empty() {
                normalizer.found.extend(normalizer.origins.before(found));
            }
            normalizer.part(kind, part, pointer);
            true
        },
    );
    normalizer.found
}

struct Normalizer<'a> {
    found: Diagnostics,
    /// Where the values were before the repairs.
    origins: &'a mut Origins,
}

impl Normalizer<'_> {
    fn warn(&mut self, code: &'static str, pointer: impl Display, message: &str, help: &str) {
        let pointer = self.origins.original(&pointer.to_string());
        self.found
            .push(Diagnostic::warning(code, pointer, message, help));
    }

    /// Repairs one part, but not the parts inside of it.
    fn part(&mut self, kind: PartKind, value: &mut Value, pointer: &Pointer) {
        if kind == PartKind::Schema {
            return self.schema(value, pointer);
        }
        let Some(part) = value.as_object_mut() else {
            return;
        };
        let may_refer = !matches!(
            kind,
            PartKind::Operation | PartKind::Media | PartKind::Encoding
        );
        if may_refer && part.get("$ref").is_some_and(Value::is_string) {
            // Other keywords are ignored, and missing ones are in the target of the reference.
            return;
        }
        self.shapes(kind, part, pointer);
        match kind {
            PartKind::Root => self.root(part, pointer),
            PartKind::Components => self.components(part, pointer),
            PartKind::PathItem => self.path_item(part, pointer),
            PartKind::Operation => self.operation(part, pointer),
            PartKind::Parameter => self.parameter(part, pointer),
            PartKind::Header => header(part),
            PartKind::Response => self.response(part, pointer),
            PartKind::Media => operations::media(part),
            PartKind::Encoding => self.style_of_field(part, pointer),
            PartKind::SecurityScheme => document::security_scheme(part),
            PartKind::RequestBody | PartKind::Callback | PartKind::Schema => {}
        }
    }

    /// Converts the values of a part to the types that their keys require, or removes them.
    fn shapes(&mut self, kind: PartKind, part: &mut Object, pointer: &Pointer) {
        let mut unfit = Vec::new();
        for (key, value) in part.iter_mut() {
            let Some(shape) = RequiredType::of(kind, key) else {
                continue;
            };
            let was = describe(value);
            let fit = shape.fit(value);
            if fit == Fit::Unfit {
                unfit.push(key.clone());
            }
            if fit == Fit::Unfit && was != "null" && is_whole(kind, key) {
                self.found.push(Diagnostic::error(
                    "wrong-shape",
                    self.origins.original(&format!("{pointer}/{key}")),
                    format!("`{key}` is {was}, not {}", shape.name()),
                    "fix the definition: it cannot be read without this part",
                ));
                continue;
            }
            // A string that is `null` is the same as a missing one.
            if fit != Fit::Fits && !(shape == RequiredType::Text && was == "null") {
                let help = match fit {
                    Fit::Converted => "it is read as what belongs there",
                    _ => "ignored",
                };
                let message = format!("`{key}` is {was}, not {}", shape.name());
                self.warn("wrong-shape", format!("{pointer}/{key}"), &message, help);
            }
        }
        for key in unfit {
            part.shift_remove(&key);
        }
        self.entries(kind, part, pointer);
    }

    /// Keeps some items of an array at a pointer without its `#`, and records where they were. `fits` has the pointer
    /// of each item.
    fn keep_items(
        &mut self,
        items: &mut Vec<Value>,
        array: &str,
        mut fits: impl FnMut(&mut Self, &Value, &str) -> bool,
    ) {
        let (mut index, mut kept) = (0, 0);
        items.retain(|item| {
            let pointer = format!("#{array}/{index}");
            let stays = fits(self, item, &pointer);
            if stays {
                if kept != index {
                    let from = self.origins.original(&pointer);
                    self.origins.add(&format!("{array}/{kept}"), from);
                }
                kept += 1;
            }
            index += 1;
            stays
        });
    }

    /// Removes entries that are not objects from maps and arrays of objects, except for schemas, which have
    /// rules of their own.
    fn entries(&mut self, kind: PartKind, part: &mut Object, pointer: &Pointer) {
        for (key, value) in part.iter_mut() {
            let mut left_out = Vec::new();
            match (child(kind, key), value) {
                (Some(Child::Map(inner)), Value::Object(entries)) if inner != PartKind::Schema => {
                    entries.retain(|name, value| {
                        let fits = value.is_object() || is_extension(kind, key, name);
                        left_out
                            .extend((!fits).then(|| format!("{pointer}/{key}/{}", escape(name))));
                        fits
                    });
                }
                (Some(Child::List(inner)), Value::Array(items)) if inner != PartKind::Schema => {
                    self.keep_items(
                        items,
                        &format!("{}/{key}", pointer.as_str()),
                        |_, item, at| {
                            let fits = item.is_object();
                            left_out.extend((!fits).then(|| at.to_owned()));
                            fits
                        },
                    );
                }
                _ => {}
            }
            for pointer in left_out {
                self.warn("wrong-shape", pointer, "this is not an object", "ignored");
            }
        }
    }
}

/// Whether an SDK would be empty without a part, so that a wrong type is an error.
fn is_whole(kind: PartKind, key: &str) -> bool {
    matches!(
        (kind, key),
        (PartKind::Root, "paths" | "components") | (PartKind::Components, "schemas")
    )
}

/// Response headers get no type, but need a schema to be valid.
fn header(header: &mut Object) {
    header.shift_remove("examples");
    header.shift_remove("style");
    if !header.contains_key("schema") && !header.contains_key("content") {
        let schema = crate::upgrade::take_schema(header);
        header.insert("schema".into(), schema);
    }
}

/// The JSON type of a value, for messages.
fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests;
