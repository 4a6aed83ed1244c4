//! Rules for defects that many published definitions share.
//!
//! Each rule has a code, mends one kind of place, and reports a warning with the place. A rule
//! mends what would keep the document from being read; what can be read is left as it is.

mod document;
mod integers;
mod operations;
mod schemas;
mod shapes;

use std::fmt::Display;

use serde_json::{Map, Value};

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::grammar::{Child, Kind, Pointer, child, is_extension, walk};
use crate::pointer::escape;
use shapes::{Fit, Shape};

type Object = Map<String, Value>;

/// Mends a document of OpenAPI 3.0 and tells what was mended.
pub fn tolerate(document: &mut Value) -> Diagnostics {
    let mut mender = Mender {
        found: Diagnostics::default(),
    };
    let mut place = Pointer::default();
    walk(
        Kind::Root,
        document,
        &mut place,
        &mut |kind, part, place| {
            mender.part(kind, part, place);
            true
        },
    );
    mender.found
}

struct Mender {
    found: Diagnostics,
}

impl Mender {
    fn warn(&mut self, code: &'static str, place: impl Display, message: &str, help: &str) {
        let place = place.to_string();
        self.found
            .push(Diagnostic::warning(code, place, message, help));
    }

    /// Mends one part; what stands in it comes afterwards.
    fn part(&mut self, kind: Kind, value: &mut Value, place: &Pointer) {
        if kind == Kind::Schema {
            return self.schema(value, place);
        }
        let Some(part) = value.as_object_mut() else {
            return;
        };
        let may_refer = !matches!(kind, Kind::Operation | Kind::Media | Kind::Encoding);
        if may_refer && part.get("$ref").is_some_and(Value::is_string) {
            // What stands beside it has no meaning, and what is missing stands where it leads.
            return;
        }
        self.shapes(kind, part, place);
        match kind {
            Kind::Root => self.root(part, place),
            Kind::Components => self.components(part, place),
            Kind::PathItem => self.path_item(part, place),
            Kind::Operation => self.operation(part, place),
            Kind::Parameter => self.parameter(part, place),
            Kind::Header => header(part),
            Kind::Response => self.response(part, place),
            Kind::Media => operations::media(part),
            Kind::Encoding => self.style_of_field(part, place),
            Kind::SecurityScheme => document::security_scheme(part),
            Kind::RequestBody | Kind::Callback | Kind::Schema => {}
        }
    }

    /// Brings what stands under the keys of a part to the shapes that belong there.
    fn shapes(&mut self, kind: Kind, part: &mut Object, place: &Pointer) {
        let mut unfit = Vec::new();
        for (key, value) in part.iter_mut() {
            let Some(shape) = Shape::of(kind, key) else {
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
                    format!("{place}/{key}"),
                    format!("`{key}` is {was}, not {}", shape.name()),
                    "fix the definition: it cannot be read without this part",
                ));
                continue;
            }
            // A text without a value says as much as none.
            if fit != Fit::Fits && !(shape == Shape::Text && was == "null") {
                let help = match fit {
                    Fit::Mended => "it is read as what belongs there",
                    _ => "ignored",
                };
                let message = format!("`{key}` is {was}, not {}", shape.name());
                self.warn("wrong-shape", format!("{place}/{key}"), &message, help);
            }
        }
        for key in unfit {
            part.shift_remove(&key);
        }
        self.entries(kind, part, place);
    }

    /// Leaves out what is no part among parts. Schemas have rules of their own for that.
    fn entries(&mut self, kind: Kind, part: &mut Object, place: &Pointer) {
        for (key, value) in part.iter_mut() {
            let mut left_out = Vec::new();
            match (child(kind, key), value) {
                (Some(Child::Map(inner)), Value::Object(entries)) if inner != Kind::Schema => {
                    entries.retain(|name, value| {
                        let fits = value.is_object() || is_extension(inner, name);
                        left_out.extend((!fits).then(|| format!("{place}/{key}/{}", escape(name))));
                        fits
                    });
                }
                (Some(Child::List(inner)), Value::Array(items)) if inner != Kind::Schema => {
                    let mut index = 0;
                    items.retain(|item| {
                        let fits = item.is_object();
                        left_out.extend((!fits).then(|| format!("{place}/{key}/{index}")));
                        index += 1;
                        fits
                    });
                }
                _ => {}
            }
            for place in left_out {
                self.warn("wrong-shape", place, "this is not an object", "ignored");
            }
        }
    }
}

/// Whether a part is what a definition is about: an SDK without it would be an empty one.
fn is_whole(kind: Kind, key: &str) -> bool {
    matches!(
        (kind, key),
        (Kind::Root, "paths" | "components") | (Kind::Components, "schemas")
    )
}

/// A header is described by a schema as a parameter is, but no type is made of it.
fn header(header: &mut Object) {
    header.shift_remove("examples");
    header.shift_remove("style");
    if !header.contains_key("schema") && !header.contains_key("content") {
        let schema = crate::upgrade::take_schema(header);
        header.insert("schema".into(), schema);
    }
}

/// What a value is, for messages.
fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a flag",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests;
