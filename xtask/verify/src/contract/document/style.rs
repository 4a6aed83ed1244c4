//! The styles of parameters and form fields.

use serde_json::Value;

use super::{Place, entries};

/// How a list, an object or a path parameter is serialized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Style {
    pub(crate) kind: Kind,
    /// `explode`.
    pub(crate) explodes: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `simple`: values joined by commas.
    Simple,
    /// `label`: values after dots.
    Label,
    /// `matrix`: pairs after semicolons.
    Matrix,
    /// A pair whose values are joined by this string, unless it explodes.
    Named(&'static str),
    /// `deepObject`.
    Deep,
    /// JSON.
    Json,
    /// The plain value.
    Plain,
}

/// The style of a parameter of Swagger 2.0 or of a field of one of its forms.
pub(super) fn of_swagger(parameter: &Value, place: Option<Place>) -> Style {
    let separator = match parameter["collectionFormat"].as_str() {
        Some("ssv") => " ",
        Some("tsv") => "\t",
        Some("pipes") => "|",
        _ => ",",
    };
    let explodes = parameter["collectionFormat"] == "multi";
    match place {
        Some(Place::Path | Place::Header) => Style {
            kind: Kind::Simple,
            explodes: false,
        },
        _ => Style {
            kind: Kind::Named(separator),
            explodes,
        },
    }
}

/// The style of a parameter of OpenAPI 3.0.
pub(super) fn of_parameter(parameter: &Value, place: Place) -> Style {
    if let Some((media_type, _)) = entries(&parameter["content"]).next() {
        let kind = if media_type.contains("json") {
            Kind::Json
        } else {
            Kind::Plain
        };
        let explodes = false;
        return Style { kind, explodes };
    }
    let default = match place {
        Place::Path | Place::Header => Kind::Simple,
        Place::Query | Place::Cookie => Kind::Named(","),
    };
    let mut style = stated(parameter, default);
    // A cookie is one pair, unless `explode` is declared.
    if place == Place::Cookie {
        style.explodes = parameter["explode"] == true;
    }
    style
}

/// The style of a form field of OpenAPI 3.0, if its `encoding` declares one.
pub(super) fn of_encoding(encoding: &Value) -> Option<Style> {
    let states = encoding.get("style").is_some() || encoding.get("explode").is_some();
    states.then(|| stated(encoding, Kind::Named(",")))
}

fn stated(node: &Value, default: Kind) -> Style {
    let kind = match node["style"].as_str() {
        Some("simple") => Kind::Simple,
        Some("label") => Kind::Label,
        Some("matrix") => Kind::Matrix,
        Some("form") => Kind::Named(","),
        Some("spaceDelimited") => Kind::Named(" "),
        Some("pipeDelimited") => Kind::Named("|"),
        Some("deepObject") => Kind::Deep,
        _ => default,
    };
    let explodes = node["explode"].as_bool();
    Style {
        kind,
        explodes: explodes.unwrap_or(kind == Kind::Named(",")),
    }
}
