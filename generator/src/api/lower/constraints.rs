//! The keywords of schemas that no type expresses, such as `maximum` and `pattern`, as facts of the IR.

use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, IntegerType, MediaType, NumberType, ObjectType,
    ReferenceOr, Schema, SchemaKind, StringType, Type,
};
use serde::Serialize;
use serde_json::Value;

use super::literals::{literal, literals};
use super::schema_keywords::{Node, format_name};
use super::schemas::{Schemas, component_name};
use super::vendor;
use crate::ir::{Constraints, Keyword, Literal};

/// 2^53: up to this, a 64-bit float represents every integer, so that a limit is written as an integer.
const MAX_INTEGER: f64 = 9_007_199_254_740_992.0;

type Keywords = Vec<(Keyword, Literal)>;

impl<'a> Schemas<'a> {
    /// The constraints of a schema.
    pub(super) fn constraints(&self, node: Node<'a>) -> Constraints {
        let schema = match node {
            Node::Reference(reference) => {
                let name = component_name(reference);
                return Constraints {
                    reference: name.and_then(|name| self.id_of(&name)),
                    ..Constraints::default()
                };
            }
            Node::Schema(schema) => schema,
        };
        let (items, additional) = inner(schema);
        let inner = |node: Node<'a>| Some(Box::new(self.constraints(node)));
        Constraints {
            reference: None,
            keywords: keywords(schema),
            items: items.and_then(inner),
            additional: additional.and_then(inner),
        }
    }

    /// The constraints of the schema of a media type.
    pub(super) fn media_constraints(&self, media: &'a MediaType) -> Constraints {
        let schema = media.schema.as_ref().map(Node::from);
        schema.map_or_else(Constraints::default, |node| self.constraints(node))
    }
}

/// The `example` of a media type, or the first of its `examples`.
pub(super) fn media_example(media: &MediaType) -> Option<Literal> {
    let named = || match media.examples.values().next()? {
        ReferenceOr::Item(example) => example.value.as_ref(),
        ReferenceOr::Reference { .. } => None,
    };
    media.example.as_ref().or_else(named).map(literal)
}

/// The schemas of the items and of the additional properties.
fn inner(schema: &Schema) -> (Option<Node<'_>>, Option<Node<'_>>) {
    fn node(additional: &Option<AdditionalProperties>) -> Option<Node<'_>> {
        match additional {
            Some(AdditionalProperties::Schema(schema)) => Some(Node::from(schema.as_ref())),
            Some(AdditionalProperties::Any(_)) | None => None,
        }
    }
    match &schema.schema_kind {
        SchemaKind::Type(Type::Array(array)) => (array.items.as_ref().map(Node::from), None),
        SchemaKind::Type(Type::Object(object)) => (None, node(&object.additional_properties)),
        SchemaKind::Any(any) => (
            any.items.as_ref().map(Node::from),
            node(&any.additional_properties),
        ),
        _ => (None, None),
    }
}

fn keywords(schema: &Schema) -> Keywords {
    let mut found = FoundKeywords(Vec::with_capacity(Keyword::LIMITS.len() + 2));
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(it)) => found.string(it),
        SchemaKind::Type(Type::Number(it)) => found.number(it),
        SchemaKind::Type(Type::Integer(it)) => found.integer(it),
        SchemaKind::Type(Type::Object(it)) => found.object(it),
        SchemaKind::Type(Type::Array(it)) => found.array(it),
        SchemaKind::Type(Type::Boolean(it)) => {
            let values = it.enumeration.iter().copied();
            found.values(values.map(|it| it.map_or(Literal::Null, Literal::Boolean)));
        }
        SchemaKind::OneOf { one_of } => found.schemas(Keyword::OneOf, one_of),
        SchemaKind::AnyOf { any_of } => found.schemas(Keyword::AnyOf, any_of),
        SchemaKind::AllOf { .. } => {}
        SchemaKind::Not { not } => found.add(Keyword::Not, json(not)),
        SchemaKind::Any(any) => found.any(any),
    }
    let data = &schema.schema_data;
    let discriminator = data.discriminator.as_ref();
    found.add(Keyword::Discriminator, discriminator.and_then(json));
    found.add(Keyword::Default, data.default.as_ref().map(literal));
    let example = data.example.as_ref();
    let example = example.or_else(|| vendor::example(&data.extensions));
    found.add(Keyword::Example, example.map(literal));
    // Each property keeps what it has, which is one keyword or none for most.
    found.0.drain(..).collect()
}

/// The constraints found so far.
struct FoundKeywords(Keywords);

impl FoundKeywords {
    fn add(&mut self, keyword: Keyword, value: Option<Literal>) {
        self.0.extend(value.map(|value| (keyword, value)));
    }

    fn size(&mut self, keyword: Keyword, size: Option<usize>) {
        let size = size.map(|size| match i64::try_from(size) {
            Ok(size) => Literal::Integer(size),
            Err(_) => Literal::Unsigned(size as u64),
        });
        self.add(keyword, size);
    }

    fn limit(&mut self, keyword: Keyword, number: Option<f64>) {
        self.add(keyword, number.map(number_literal));
    }

    fn flag(&mut self, keyword: Keyword, is_set: bool) {
        self.add(keyword, is_set.then_some(Literal::Boolean(true)));
    }

    fn schemas<T: Serialize>(&mut self, keyword: Keyword, schemas: &[T]) {
        let schemas = (!schemas.is_empty()).then_some(schemas);
        self.add(keyword, schemas.and_then(json));
    }

    fn values(&mut self, values: impl Iterator<Item = Literal>) {
        let values: Vec<Literal> = values.collect();
        let is_string = |value: &Literal| matches!(value, Literal::String(_) | Literal::Null);
        let are_strings = values.iter().all(is_string);
        self.add(
            Keyword::Enum,
            (!are_strings).then_some(Literal::Array(values)),
        );
    }

    fn format(&mut self, format: Option<&str>) {
        self.add(Keyword::Format, format.map(Literal::from));
    }

    fn string(&mut self, string: &StringType) {
        self.size(Keyword::MinLength, string.min_length);
        self.size(Keyword::MaxLength, string.max_length);
        self.format(format_name(&string.format));
        self.add(
            Keyword::Pattern,
            string.pattern.as_deref().map(Literal::from),
        );
    }

    fn number(&mut self, number: &NumberType) {
        self.limit(Keyword::Minimum, number.minimum);
        self.limit(Keyword::Maximum, number.maximum);
        self.format(format_name(&number.format));
        self.limit(Keyword::MultipleOf, number.multiple_of);
        self.flag(Keyword::ExclusiveMinimum, number.exclusive_minimum);
        self.flag(Keyword::ExclusiveMaximum, number.exclusive_maximum);
        let values = number.enumeration.iter().copied();
        self.values(values.map(|it| it.map_or(Literal::Null, number_literal)));
    }

    fn integer(&mut self, integer: &IntegerType) {
        let literal = |integer: Option<i64>| integer.map(Literal::Integer);
        self.add(Keyword::Minimum, literal(integer.minimum));
        self.add(Keyword::Maximum, literal(integer.maximum));
        self.format(format_name(&integer.format));
        self.add(Keyword::MultipleOf, literal(integer.multiple_of));
        self.flag(Keyword::ExclusiveMinimum, integer.exclusive_minimum);
        self.flag(Keyword::ExclusiveMaximum, integer.exclusive_maximum);
        let values = integer.enumeration.iter().copied();
        self.values(values.map(|it| it.map_or(Literal::Null, Literal::Integer)));
    }

    fn object(&mut self, object: &ObjectType) {
        self.size(Keyword::MinProperties, object.min_properties);
        self.size(Keyword::MaxProperties, object.max_properties);
    }

    fn array(&mut self, array: &ArrayType) {
        self.size(Keyword::MinItems, array.min_items);
        self.size(Keyword::MaxItems, array.max_items);
        self.flag(Keyword::UniqueItems, array.unique_items);
    }

    fn any(&mut self, any: &AnySchema) {
        self.limit(Keyword::Minimum, any.minimum);
        self.size(Keyword::MinLength, any.min_length);
        self.size(Keyword::MinItems, any.min_items);
        self.size(Keyword::MinProperties, any.min_properties);
        self.limit(Keyword::Maximum, any.maximum);
        self.size(Keyword::MaxLength, any.max_length);
        self.size(Keyword::MaxItems, any.max_items);
        self.size(Keyword::MaxProperties, any.max_properties);
        self.format(any.format.as_deref());
        self.add(Keyword::Pattern, any.pattern.as_deref().map(Literal::from));
        self.limit(Keyword::MultipleOf, any.multiple_of);
        let is_set = |flag: Option<bool>| flag.unwrap_or_default();
        self.flag(Keyword::ExclusiveMinimum, is_set(any.exclusive_minimum));
        self.flag(Keyword::ExclusiveMaximum, is_set(any.exclusive_maximum));
        self.flag(Keyword::UniqueItems, is_set(any.unique_items));
        self.schemas(Keyword::OneOf, &any.one_of);
        self.schemas(Keyword::AnyOf, &any.any_of);
        self.add(Keyword::Not, any.not.as_ref().and_then(json));
        self.values(literals(&any.enumeration).into_iter());
    }
}

/// A number as an integer literal if it has no fraction.
#[allow(
    clippy::cast_possible_truncation,
    reason = "the number is an integer of less than 54 bits"
)]
fn number_literal(number: f64) -> Literal {
    match number.fract() == 0.0 && number.abs() < MAX_INTEGER {
        true => Literal::Integer(number as i64),
        false => Literal::Number(number),
    }
}

/// A part of a schema as a literal.
fn json<T: Serialize + ?Sized>(part: &T) -> Option<Literal> {
    let value: Value = serde_json::to_value(part).ok()?;
    Some(literal(&value))
}

#[cfg(test)]
mod tests {
    use openapiv3::Schema;
    use serde_json::{Value, json};

    use super::keywords;
    use crate::ir::Keyword;

    fn of(schema: Value) -> Vec<(Keyword, String)> {
        let schema: Schema = serde_json::from_value(schema).unwrap();
        let found = keywords(&schema).into_iter();
        found
            .map(|(keyword, value)| (keyword, value.json()))
            .collect()
    }

    fn known(keyword: Keyword, value: &str) -> (Keyword, String) {
        (keyword, value.to_owned())
    }

    #[test]
    fn a_limit_is_written_as_the_number_that_it_is() {
        let schema = json!({"type": "number", "minimum": 1, "maximum": 2.5, "format": "float"});
        let expected = [
            known(Keyword::Minimum, "1"),
            known(Keyword::Maximum, "2.5"),
            known(Keyword::Format, "\"float\""),
        ];
        assert_eq!(of(schema), expected);
        let schema = json!({"type": "number", "maximum": 1e300});
        assert_eq!(of(schema), [known(Keyword::Maximum, "1e+300")]);
    }

    #[test]
    fn a_schema_without_a_type_has_the_keywords_of_all_types() {
        let schema = json!({"minLength": 1, "maxItems": 2, "uniqueItems": true, "pattern": "^a"});
        let expected = [
            known(Keyword::MinLength, "1"),
            known(Keyword::MaxItems, "2"),
            known(Keyword::Pattern, "\"^a\""),
            known(Keyword::UniqueItems, "true"),
        ];
        assert_eq!(of(schema), expected);
    }

    #[test]
    fn enum_values_are_constraints_unless_they_are_strings() {
        assert_eq!(of(json!({"type": "string", "enum": ["a", "b"]})), []);
        assert_eq!(of(json!({"enum": ["a", null]})), []);
        let schema = json!({"type": "integer", "enum": [1, null]});
        assert_eq!(of(schema), [known(Keyword::Enum, "[1,null]")]);
        assert_eq!(
            of(json!({"enum": ["a", 1]})),
            [known(Keyword::Enum, "[\"a\",1]")]
        );
    }

    #[test]
    fn an_example_may_be_an_extension() {
        let schema = json!({"type": "string", "default": "a", "x-example": "b"});
        let expected = [
            known(Keyword::Default, "\"a\""),
            known(Keyword::Example, "\"b\""),
        ];
        assert_eq!(of(schema), expected);
    }
}
