//! The parameters of an operation as rows of a table.

use serde::Serialize;

use super::ReferencePages;
use super::limits::limits;
use super::links::PageId;
use crate::ir::{Literal, OperationId, Parameter, RequestBody, enum_value_strings};
use crate::markdown::{cell, code, code_cell};
use crate::sdk::ParameterSource;

/// A parameter or body: an argument of the method if it is required, else a setter.
#[derive(Debug, Serialize)]
pub(crate) struct ParameterRow {
    /// The name in Rust.
    name: String,
    /// The type, linked.
    ty: String,
    /// Whether it is optional.
    is_optional: bool,
    /// The location and the name on the wire.
    wire: String,
    /// Notes: description, default, enum values, limits.
    notes: Vec<String>,
}

impl ReferencePages<'_> {
    /// The inputs, in the order of the arguments, then the body.
    pub(super) fn inputs(&self, from: PageId, id: OperationId) -> Vec<ParameterRow> {
        let inputs = self.sdk.operation(id).inputs.iter();
        let inputs = inputs.map(|input| {
            let (wire, notes) = match input.source {
                ParameterSource::Parameter(node, _) => (wire(node), self.input_notes(node)),
                ParameterSource::Body(body) => (
                    format!("body, {}", code_cell(&body.media_type)),
                    body_notes(body),
                ),
            };
            ParameterRow {
                name: code(input.name.as_str()),
                ty: self.input(from, input),
                is_optional: !input.is_required,
                wire,
                notes,
            }
        });
        inputs.collect()
    }

    fn input_notes(&self, parameter: &Parameter) -> Vec<String> {
        let mut notes = Vec::new();
        notes.extend(parameter.deprecated.then(|| "**DEPRECATED**".to_owned()));
        notes.extend(described(parameter.description.as_deref()));
        let values = enum_value_strings(self.api, &parameter.ty, &parameter.enum_values);
        let assumed = parameter.constraints.default_value();
        notes.extend(assumed.map(|value| default(value, &values)));
        notes.extend(listed(&values, usize::MAX));
        notes.extend(limits(self.of_input(parameter)));
        notes
    }
}

/// A default; some are not even among the enum values.
pub(super) fn default(value: &Literal, values: &[String]) -> String {
    let text = value.to_string();
    let is_value = values.is_empty() || values.contains(&text);
    let note = if is_value {
        ""
    } else {
        " (not among the values)"
    };
    format!("**Default**: {}{note}", code_cell(&text))
}

/// The enum values, if there are any: all of them, or their number.
pub(super) fn listed(values: &[impl ToString], most: usize) -> Option<String> {
    if values.len() > most {
        return Some(format!("**Values**: {} of them", values.len()));
    }
    let values: Vec<_> = values.iter().map(|it| code_cell(&it.to_string())).collect();
    (!values.is_empty()).then(|| format!("**Values**: {}", values.join(", ")))
}

/// The description, if there is one.
pub(super) fn described(text: Option<&str>) -> Option<String> {
    text.map(cell).filter(|text| !text.is_empty())
}

fn body_notes(body: &RequestBody) -> Vec<String> {
    described(body.description.as_deref()).into_iter().collect()
}

fn wire(parameter: &Parameter) -> String {
    format!(
        "{} {}",
        parameter.location.as_str(),
        code_cell(&parameter.name)
    )
}
