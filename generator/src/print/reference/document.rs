//! What the document says beside the representation: formats, limits and examples, which nothing
//! that is compiled depends on. The pointers of the representation lead to them.

use serde_json::Value;

use crate::emit::status_text;
use crate::ir::{Location, Operation, Parameter, RequestBody, Response};
use crate::markdown::code_cell;
use crate::pointer;

/// Keywords of a schema that limit a value, as pairs of a lower and an upper one.
const LIMITS: [(&str, &str, &str); 4] = [
    ("Range", "minimum", "maximum"),
    ("Length", "minLength", "maxLength"),
    ("Items", "minItems", "maxItems"),
    ("Properties", "minProperties", "maxProperties"),
];

/// The document after its upgrade and its repairs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Document<'a>(pub(super) &'a Value);

impl<'a> Document<'a> {
    /// What stands at a place, or what that refers to.
    pub(super) fn at(self, pointer: &str) -> Option<&'a Value> {
        pointer::resolved(self.0, pointer::find(self.0, pointer)?)
    }

    /// What stands in a schema, or what that refers to.
    pub(super) fn inside(self, schema: Option<&'a Value>, keyword: &str) -> Option<&'a Value> {
        pointer::resolved(self.0, schema?.get(keyword)?)
    }

    /// The schema of an input: a field of a form is one, any other input has one.
    pub(super) fn input(self, parameter: &Parameter) -> Option<&'a Value> {
        let stated = self.at(&parameter.pointer)?;
        if parameter.location == Location::Form {
            return Some(stated);
        }
        let content = || stated.get("content")?.as_object()?.values().next();
        stated.get("schema").or_else(|| content()?.get("schema"))
    }

    /// The media type of a body, with its schema and its example.
    pub(super) fn body(self, body: &RequestBody) -> Option<&'a Value> {
        self.media(&body.pointer, &body.media_type)
    }

    /// The media type of a response, with its schema and its example.
    pub(super) fn response(self, operation: &Operation, response: &Response) -> Option<&'a Value> {
        let status = status_text(response.status);
        let media_type = response.body.as_ref()?.media_types.first()?;
        self.media(
            &format!("{}/responses/{status}", operation.pointer),
            media_type,
        )
    }

    fn media(self, pointer: &str, media_type: &str) -> Option<&'a Value> {
        self.at(pointer)?.get("content")?.get(media_type)
    }
}

/// The example of a media type, which stands beside its schema.
pub(super) fn media_example(media: &Value) -> Option<&Value> {
    let named = || media.get("examples")?.as_object()?.values().next();
    media.get("example").or_else(|| named()?.get("value"))
}

/// The example of a schema or of an input.
pub(super) fn example(stated: &Value) -> Option<&Value> {
    let named = ["example", "x-example"].into_iter();
    named.filter_map(|name| stated.get(name)).next()
}

/// Format and limits of a value, for a cell of a table.
pub(super) fn limits(schema: &Value) -> Vec<String> {
    let mut notes = Vec::new();
    let format = schema.get("format").and_then(Value::as_str);
    notes.extend(format.map(|format| format!("**Format**: {}", code_cell(format))));
    for (label, low, high) in LIMITS {
        let bound = |name: &str| schema.get(name).map(Value::to_string);
        let text = match (bound(low), bound(high)) {
            (Some(low), Some(high)) => format!("{low} to {high}"),
            (Some(low), None) => format!("at least {low}"),
            (None, Some(high)) => format!("at most {high}"),
            (None, None) => continue,
        };
        notes.push(format!("**{label}**: {text}"));
    }
    let pattern = schema.get("pattern").and_then(Value::as_str);
    notes.extend(pattern.map(|pattern| format!("**Pattern**: {}", code_cell(pattern))));
    let is_unique = schema.get("uniqueItems").and_then(Value::as_bool) == Some(true);
    notes.extend(is_unique.then(|| "**Items**: no two are the same".to_owned()));
    let item = schema
        .get("items")
        .filter(|item| item.get("$ref").is_none());
    let of_items = item.map(limits).unwrap_or_default().into_iter();
    notes.extend(of_items.map(|note| format!("{note} (of an item)")));
    notes
}
