//! Parameters and bodies: each becomes one or two steps of the request builder.

use super::Context;
use super::docs::{code, values_note};
use super::fragment::fragment;
use crate::format::{Printer, Slot};
use crate::ir::{
    Content, FieldEncoding, Location, Parameter, RequestBody, Scalar, Style, TypeRef,
    enum_value_strings,
};
use crate::sdk::{Argument, CallParameter, InputShape, ItemBound, ParameterSource, Type};

pub(super) fn location_text(location: Location) -> &'static str {
    match location {
        Location::Path => "path parameter",
        Location::Query => "query parameter",
        Location::Header => "header",
        Location::Cookie => "cookie",
        Location::Form => "form field",
    }
}

/// Sentences about the default and the enum values of a parameter.
pub(super) fn input_notes(cx: &Context<'_>, parameter: &Parameter) -> String {
    let values = enum_value_strings(cx.api, &parameter.ty, &parameter.enum_values);
    let mut notes = Vec::new();
    if let Some(default) = parameter.constraints.default_value() {
        let default = default.to_string();
        let is_value = values.is_empty() || values.contains(&default);
        let note = if is_value {
            ""
        } else {
            ", which is not among the values"
        };
        notes.push(format!("Default: {}{note}.", code(&default)));
    }
    notes.extend(values_note(&values));
    notes.join(" ")
}

/// A method call on the request builder: the method, the wire name, and further arguments as Rust
/// expressions.
pub(super) struct BuilderStep<'a> {
    method: String,
    wire: &'a str,
    arguments: Vec<String>,
}

impl BuilderStep<'_> {
    /// The call as lines of the method chain that builds a request.
    pub(super) fn lines(&self, out: &mut Printer<'_>) -> String {
        let (method, wire) = (Slot::word(&self.method), Slot::text(self.wire));
        let arguments = self.arguments();
        fragment!(@lines out, STEP, [method = method, wire = wire], each [arguments] = &arguments, {
            .#method(#wire #(, #arguments)*)
        })
    }

    /// Prints the call as a statement on an existing request.
    pub(super) fn statement(&self, out: &mut Printer<'_>) {
        let method = format!("set_{}", self.method);
        let (method, wire) = (Slot::word(&method), Slot::text(self.wire));
        let arguments = self.arguments();
        fragment!(out, STATEMENT, [method = method, wire = wire], each [arguments] = &arguments, {
            self.request.#method(#wire #(, #arguments)*);
        });
    }

    fn arguments(&self) -> Vec<Slot<'_>> {
        let arguments = self
            .arguments
            .iter()
            .map(|argument| Slot::code(argument.as_str()));
        arguments.collect()
    }
}

/// The steps for a parameter or a body.
pub(super) fn input_steps<'a>(input: &CallParameter<'a>) -> impl Iterator<Item = BuilderStep<'a>> {
    let name = input.name.as_str();
    let (first, reserved) = match input.source {
        ParameterSource::Parameter(parameter, shape) => (
            parameter_step((parameter, shape), name, &input.argument),
            reserved_step(parameter),
        ),
        ParameterSource::Body(body) => (body_step(body, name), None),
    };
    [first].into_iter().chain(reserved)
}

fn parameter_step<'a>(
    (parameter, shape): (&'a Parameter, InputShape<'_>),
    name: &str,
    argument: &Argument,
) -> BuilderStep<'a> {
    let location = parameter.location.as_str();
    let step = |method: String, arguments: Vec<String>| BuilderStep {
        method,
        wire: &parameter.name,
        arguments,
    };
    let single = |value: String| step(location.to_owned(), vec![format!("&{value}")]);
    let files = || match parameter.encoding {
        FieldEncoding::Base64 => "base64_files".to_owned(),
        FieldEncoding::Plain | FieldEncoding::Json => "files".to_owned(),
    };
    if parameter.encoding == FieldEncoding::Json {
        return json_field(parameter, name, argument);
    }
    match (shape, parameter.style) {
        (InputShape::File, _) => step(files(), vec![format!("[{name}]")]),
        (InputShape::Files, _) => step(files(), vec![name.to_owned()]),
        // Only the path styles `label` and `matrix` add a prefix to a single value.
        (InputShape::Text(ty), Some(style)) if style.has_prefix() => {
            let items = format!("[{}]", text_of(ty, name));
            step(
                format!("{location}_list"),
                vec![runtime_style(style), items],
            )
        }
        // A parameter with `content` instead of `schema` is JSON, even if it is a single value.
        (InputShape::Text(ty), None) if parameter.location != Location::Form => {
            single(match Type::of(ty) {
                Type::String => format!("{JSON_TEXT}({name}.to_owned())"),
                _ => format!("{JSON_TEXT}({name})"),
            })
        }
        (InputShape::Text(ty), _) => single(text_of(ty, name)),
        (InputShape::List(item), Some(style)) => {
            let items = match text_form(item) {
                Some(form) => format!("{name}.into_iter().map({form})"),
                None => name.to_owned(),
            };
            step(
                format!("{location}_list"),
                vec![runtime_style(style), items],
            )
        }
        (InputShape::JsonList(_), Some(style)) => {
            let items = format!("{name}.into_iter().map({JSON_TEXT})");
            step(
                format!("{location}_list"),
                vec![runtime_style(style), items],
            )
        }
        (InputShape::Object(_), Some(style)) => {
            let arguments = vec![runtime_style(style), name.to_owned()];
            step(format!("{location}_object"), arguments)
        }
        (_, None) if parameter.location == Location::Form => {
            step(format!("{location}_json"), vec![name.to_owned()])
        }
        (_, None) => single(format!("{JSON_TEXT}({name})")),
    }
}

const JSON_TEXT: &str = "crate::runtime::JsonText";

/// An expression that implements `Display` with the wire format of a value.
fn text_of(ty: &TypeRef, name: &str) -> String {
    match text_form(ty) {
        Some(form) => format!("{form}({name})"),
        None => name.to_owned(),
    }
}

/// The runtime type whose `Display` is the wire format of a value; `None` if the value's own `Display` is.
fn text_form(ty: &TypeRef) -> Option<&'static str> {
    match ty {
        TypeRef::Scalar(Scalar::DateTime) => Some("crate::runtime::TimestampText"),
        TypeRef::Scalar(Scalar::Base64) => Some("crate::runtime::Base64Text"),
        TypeRef::Own(own) if own.wire == Some(Scalar::Base64) => Some("crate::runtime::Base64Text"),
        TypeRef::Own(own) if own.wire.is_some() => Some("crate::runtime::PlainText"),
        _ => None,
    }
}

/// The step for a form field that is sent as JSON. Each item of a list is a field of its own.
fn json_field<'a>(parameter: &'a Parameter, name: &str, argument: &Argument) -> BuilderStep<'a> {
    let (method, value) = match argument {
        // Items with the bound `Display` are strings.
        Argument::Items(ItemBound::Display) => (
            "form_json_list",
            format!("{name}.into_iter().map(|item| item.to_string())"),
        ),
        Argument::Items(ItemBound::Value(_)) => ("form_json_list", name.to_owned()),
        Argument::Str => ("form_json", format!("{name}.to_owned()")),
        Argument::Value(_) | Argument::Into(_) => ("form_json", name.to_owned()),
    };
    BuilderStep {
        method: method.to_owned(),
        wire: &parameter.name,
        arguments: vec![value],
    }
}

/// The step for `allowReserved` (OpenAPI 3.0, parameter object): reserved characters of the value are not
/// percent-encoded.
fn reserved_step(parameter: &Parameter) -> Option<BuilderStep<'_>> {
    parameter.allow_reserved.then(|| BuilderStep {
        method: "reserved".to_owned(),
        wire: &parameter.name,
        arguments: Vec::new(),
    })
}

/// A constructor expression of the runtime's `Style`.
fn runtime_style(style: Style) -> String {
    let (kind, explode) = match style {
        Style::Simple { explode } => ("simple", explode),
        Style::Label { explode } => ("label", explode),
        Style::Matrix { explode } => ("matrix", explode),
        Style::Form { explode } => ("form", explode),
        Style::SpaceDelimited => ("space_delimited", false),
        Style::TabDelimited => ("tab_delimited", false),
        Style::PipeDelimited => ("pipe_delimited", false),
        Style::DeepObject => ("deep_object", false),
    };
    let exploded = if explode { ".exploded()" } else { "" };
    format!("crate::runtime::Style::{kind}(){exploded}")
}

fn body_step<'a>(body: &'a RequestBody, name: &str) -> BuilderStep<'a> {
    let (method, value) = match body.content {
        Content::Json(_) | Content::JsonOrText(_) => ("json", format!("&{name}")),
        Content::Text => ("text", name.to_owned()),
        Content::Bytes => ("bytes", name.to_owned()),
    };
    BuilderStep {
        method: method.to_owned(),
        wire: &body.media_type,
        arguments: vec![value],
    }
}
