//! Budgets: limits of the size to which a definition may expand, however short it is.
//!
//! References, YAML aliases and `allOf` let a few lines stand for gigabytes. Each part is counted where it is
//! lowered; when a budget is used up, lowering stops and an error names the part that uses most of it.

use std::collections::HashMap;

use super::Lowering;
use crate::ir::{
    Constraints, Field, Literal, Meaning, Model, ModelId, ModelKind, Operation, Parameter,
    RequestBody, Response, TypeRef, Untyped, Variant,
};

/// The maximum number of types. The largest published definition that we know of has 8,000.
const MAX_MODELS: usize = 100_000;

/// The maximum number of fields of all objects. The largest published definition that we know of has
/// 34,000.
const MAX_FIELDS: usize = 500_000;

/// The maximum size of the lowered definition, in bytes, as [`Budget::pay`] counts them: the strings, and
/// [`ITEM`] for everything that has a name or a value. The largest published definition that we know of
/// comes to 59 MiB.
const MAX_SIZE: usize = 256 * 1024 * 1024;

/// The size of a property, parameter, response, variant or type in addition to its strings, in bytes: about that
/// of its struct in the IR.
const ITEM: usize = 400;

/// The size of a string in a list in addition to its characters, in bytes.
const STRING: usize = 32;

/// The counts so far.
#[derive(Debug, Default)]
pub(super) struct Budget {
    fields: usize,
    size: usize,
    /// The sizes in bytes by the part of the document that they come from.
    sources: HashMap<String, usize>,
    /// The component that is being lowered where an operation refers to it.
    shared: Option<String>,
    is_exceeded: bool,
}

impl Budget {
    /// Adds bytes to the part of the document that contains a pointer.
    fn pay(&mut self, pointer: &str, size: usize) {
        self.size = self.size.saturating_add(size);
        let source = self.shared.as_deref().unwrap_or_else(|| part(pointer));
        match self.sources.get_mut(source) {
            Some(total) => *total = total.saturating_add(size),
            None => drop(self.sources.insert(source.to_owned(), size)),
        }
    }

    /// The part of the document with the largest size; of equal ones the first by name.
    fn largest(&self) -> Option<(&String, usize)> {
        let sources = self.sources.iter().map(|(source, size)| (source, *size));
        sources.max_by(|(one, size), (other, other_size)| {
            size.cmp(other_size).then_with(|| other.cmp(one))
        })
    }
}

impl<'a> Lowering<'a> {
    /// Whether a budget is used up: an error was reported, and nothing more is worth lowering.
    pub(super) fn is_over_budget(&self) -> bool {
        self.budget.is_exceeded
    }

    /// Whether the budget allows one more type.
    pub(super) fn has_room(&self) -> bool {
        !self.budget.is_exceeded && self.models.len() < MAX_MODELS
    }

    /// Lowers a component at a reference to it, so that its size counts for the component and not for the
    /// referrer.
    pub(super) fn shared<T>(
        &mut self,
        reference: Option<&str>,
        lower: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let outer = self.budget.shared.take();
        self.budget.shared = reference.map(str::to_owned);
        let lowered = lower(self);
        self.budget.shared = outer;
        lowered
    }

    /// Counts a model. The fields of a struct are counted when objects are merged.
    pub(super) fn pay_model(&mut self, id: ModelId) {
        if let Some(model) = self.models.get(id.0) {
            let size = size_of_model(model);
            self.budget.pay(&model.pointer, size);
            let pointer = model.pointer.clone();
            self.check_size(&pointer);
        }
    }

    pub(super) fn pay_parameter(&mut self, parameter: &Parameter) {
        self.pay(&parameter.pointer, size_of_parameter(parameter));
    }

    pub(super) fn pay_response(&mut self, response: &Response, pointer: &str) {
        self.pay(pointer, size_of_response(response));
    }

    pub(super) fn pay_body(&mut self, body: &RequestBody) {
        let texts = texts(&body.left_out) + length(body.description.as_ref());
        let content = size_of_content(&body.constraints, body.example.as_ref());
        self.pay(&body.pointer, ITEM + texts + content);
    }

    /// Counts an operation, without its parameters, its body and its responses.
    pub(super) fn pay_operation(&mut self, operation: &Operation) {
        self.pay(&operation.pointer, size_of_operation(operation));
    }

    /// Counts the fields of an object, and drops them if they exceed the budget.
    pub(super) fn pay_fields(&mut self, fields: &mut Vec<Field>, pointer: &str) {
        self.budget.fields += fields.len();
        for field in fields.iter() {
            self.budget.pay(&field.pointer, size_of_field(field));
        }
        if self.budget.fields > MAX_FIELDS {
            self.exceeded(
                "too-many-fields",
                pointer,
                format!("the objects of the definition have more than {MAX_FIELDS} fields"),
                "refer to shared schemas by properties instead of repeating them with `allOf`",
            );
        }
        self.check_size(pointer);
        if self.budget.is_exceeded {
            fields.clear();
        }
    }

    /// Reports that there are too many types; the type here is ignored.
    pub(super) fn too_many_models(&mut self, pointer: &str) -> TypeRef {
        self.exceeded(
            "too-many-models",
            pointer,
            format!("the definition results in more than {MAX_MODELS} types"),
            "give names to schemas that are merged in many places",
        );
        TypeRef::Json(Untyped::Cycle)
    }

    fn pay(&mut self, pointer: &str, size: usize) {
        self.budget.pay(pointer, size);
        self.check_size(pointer);
    }

    fn check_size(&mut self, pointer: &str) {
        if self.budget.size <= MAX_SIZE || self.budget.is_exceeded {
            return;
        }
        let largest = self.budget.largest();
        let (source, size) = largest.map_or((pointer.to_owned(), 0), |(source, size)| {
            (source.clone(), size)
        });
        self.exceeded(
            "too-much-repeated",
            &source,
            format!(
                "the definition expands to more than {} MiB, {} MiB of it from here",
                MAX_SIZE >> 20,
                size >> 20
            ),
            "declare shared schemas in `components/schemas` and refer to them, and shorten what many \
             operations or schemas repeat",
        );
    }

    /// Reports the first budget that is exceeded.
    fn exceeded(&mut self, code: &'static str, pointer: &str, message: String, help: &str) {
        if !std::mem::replace(&mut self.budget.is_exceeded, true) {
            self.error(code, pointer, message, help);
        }
    }
}

/// The component or operation that contains a pointer.
fn part(pointer: &str) -> &str {
    let bytes = pointer.bytes().enumerate();
    let mut slashes = bytes.filter_map(|(index, byte)| (byte == b'/').then_some(index));
    &pointer[..slashes.nth(3).unwrap_or(pointer.len())]
}

fn size_of_model(model: &Model) -> usize {
    let kind = match &model.kind {
        // Each value is a variant that is documented, read, written and listed.
        ModelKind::Enum(values) => 4 * texts(values),
        ModelKind::IntegerEnum(values) => 4 * STRING * values.len(),
        ModelKind::Union(union) => union.variants.iter().map(size_of_variant).sum(),
        ModelKind::Struct(_) | ModelKind::Alias(_) => 0,
    };
    let meanings = model.meanings.iter().map(|(value, meaning)| {
        let Meaning { name, description } = meaning;
        STRING + value.len() + length(name.as_ref()) + length(description.as_ref())
    });
    let values = literals(&model.enum_values) + literals(&model.inner_enum_values);
    let description = length(model.description.as_ref());
    let stated = values + size_of_constraints(&model.constraints);
    ITEM + model.pointer.len() + kind + meanings.sum::<usize>() + stated + description
}

fn size_of_variant(variant: &Variant) -> usize {
    let values = literals(&variant.tags) + literals(&variant.enum_values);
    ITEM + variant.pointer.len() + values + size_of_constraints(&variant.constraints)
}

fn size_of_field(field: &Field) -> usize {
    let values = literals(&field.enum_values) + literals(&field.inner_enum_values);
    let constraints = size_of_constraints(&field.constraints);
    let description = length(field.description.as_ref());
    ITEM + field.pointer.len() + field.name.len() + values + constraints + description
}

fn size_of_parameter(parameter: &Parameter) -> usize {
    let constraints = size_of_constraints(&parameter.constraints);
    let texts = literals(&parameter.enum_values) + length(parameter.description.as_ref());
    ITEM + parameter.pointer.len() + parameter.name.len() + constraints + texts
}

fn size_of_response(response: &Response) -> usize {
    let codes = response.error_codes.iter();
    let codes = codes.map(|(code, text)| STRING + code.len() + text.len());
    let body = response.body.as_ref();
    let content = body.map(|body| size_of_content(&body.constraints, body.example.as_ref()));
    let texts = codes.sum::<usize>() + texts(&response.left_out);
    ITEM + response.description.len() + texts + content.unwrap_or_default()
}

/// The size in memory of the constraints and the example of a media type.
fn size_of_content(constraints: &Constraints, example: Option<&Literal>) -> usize {
    size_of_constraints(constraints) + example.map_or(0, size_of_literal)
}

fn size_of_operation(operation: &Operation) -> usize {
    let docs = &operation.docs;
    let docs = length(docs.summary.as_ref()) + length(docs.description.as_ref());
    let security = operation.security.iter().flatten();
    let security = security.map(|set| STRING + texts(set)).sum::<usize>();
    let required = operation.requirements.iter().flatten().flatten();
    let required = required.map(|it| 2 * STRING + it.scheme.len() + texts(&it.scopes));
    let security = security + required.sum::<usize>();
    let tags = STRING * operation.services.len();
    ITEM + operation.pointer.len() + operation.path.len() + docs + security + tags
}

/// The size in memory of constraints.
fn size_of_constraints(constraints: &Constraints) -> usize {
    let keywords = constraints.keywords.iter();
    let keywords = keywords.map(|(_, value)| STRING + size_of_literal(value));
    let inner = [&constraints.items, &constraints.additional];
    let inner = inner.into_iter().flatten();
    let inner = inner.map(|it| 2 * STRING + size_of_constraints(it));
    keywords.sum::<usize>() + inner.sum::<usize>()
}

/// The size in memory of a literal: each value in an array or object is allocated on its own.
fn size_of_literal(literal: &Literal) -> usize {
    match literal {
        Literal::String(text) => STRING + text.len(),
        Literal::Array(items) => STRING + literals(items),
        Literal::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| 2 * STRING + key.len() + size_of_literal(value));
            STRING + entries.sum::<usize>()
        }
        Literal::Null
        | Literal::Boolean(_)
        | Literal::Integer(_)
        | Literal::Unsigned(_)
        | Literal::Number(_) => STRING,
    }
}

fn literals(literals: &[Literal]) -> usize {
    literals.iter().map(size_of_literal).sum()
}

fn texts(texts: &[String]) -> usize {
    texts.iter().map(|text| STRING + text.len()).sum()
}

/// The size of a description: its bytes in memory, in the code and on a reference page.
fn length(text: Option<&String>) -> usize {
    text.map_or(0, |text| 2 * text.len())
}

#[cfg(test)]
mod tests {
    use super::{Budget, part};

    #[test]
    fn sizes_count_for_components_and_operations() {
        for (pointer, wanted) in [
            (
                "#/components/schemas/A/properties/b",
                "#/components/schemas/A",
            ),
            ("#/components/schemas/A", "#/components/schemas/A"),
            ("#/paths/~1a/get/parameters/0", "#/paths/~1a/get"),
            ("#/paths/~1a", "#/paths/~1a"),
        ] {
            assert_eq!(part(pointer), wanted);
        }
    }

    #[test]
    fn the_largest_part_is_the_one_with_the_largest_sum() {
        let mut budget = Budget::default();
        budget.pay("#/paths/~1a/get", 3);
        budget.pay("#/components/schemas/A/properties/a", 2);
        budget.pay("#/components/schemas/A/properties/b", 2);
        budget.shared = Some("#/components/parameters/P".to_owned());
        budget.pay("#/paths/~1b/get/parameters/0", 3);
        let largest = budget
            .largest()
            .map(|(source, size)| (source.as_str(), size));
        assert_eq!(largest, Some(("#/components/schemas/A", 4)));
    }
}
