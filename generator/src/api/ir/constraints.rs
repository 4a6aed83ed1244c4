//! Constraints, default and example of a schema: what no Rust type expresses.
//!
//! The emitted code does not depend on them. Documentation shows them, and `diff` reports what became
//! stricter.

use super::{Literal, ModelId};

/// A keyword of a schema that no type expresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the names are those of JSON Schema and OpenAPI"
)]
pub enum Keyword {
    Minimum,
    MinLength,
    MinItems,
    MinProperties,
    Maximum,
    MaxLength,
    MaxItems,
    MaxProperties,
    Format,
    Pattern,
    MultipleOf,
    ExclusiveMinimum,
    ExclusiveMaximum,
    UniqueItems,
    OneOf,
    AnyOf,
    Not,
    Discriminator,
    /// The enum values, unless they are all strings: those are the variants of an enum.
    Enum,
    Default,
    Example,
}

impl Keyword {
    /// The keywords that limit a value, in a fixed order: all but the default and the example.
    pub const LIMITS: [Self; 19] = [
        Self::Minimum,
        Self::MinLength,
        Self::MinItems,
        Self::MinProperties,
        Self::Maximum,
        Self::MaxLength,
        Self::MaxItems,
        Self::MaxProperties,
        Self::Format,
        Self::Pattern,
        Self::MultipleOf,
        Self::ExclusiveMinimum,
        Self::ExclusiveMaximum,
        Self::UniqueItems,
        Self::OneOf,
        Self::AnyOf,
        Self::Not,
        Self::Discriminator,
        Self::Enum,
    ];

    /// The keyword in a schema, such as `maxLength`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Minimum => "minimum",
            Self::MinLength => "minLength",
            Self::MinItems => "minItems",
            Self::MinProperties => "minProperties",
            Self::Maximum => "maximum",
            Self::MaxLength => "maxLength",
            Self::MaxItems => "maxItems",
            Self::MaxProperties => "maxProperties",
            Self::Format => "format",
            Self::Pattern => "pattern",
            Self::MultipleOf => "multipleOf",
            Self::ExclusiveMinimum => "exclusiveMinimum",
            Self::ExclusiveMaximum => "exclusiveMaximum",
            Self::UniqueItems => "uniqueItems",
            Self::OneOf => "oneOf",
            Self::AnyOf => "anyOf",
            Self::Not => "not",
            Self::Discriminator => "discriminator",
            Self::Enum => "enum",
            Self::Default => "default",
            Self::Example => "example",
        }
    }
}

/// Constraints, default and example of a schema.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Constraints {
    /// The model that the schema refers to; a reference has no keywords.
    pub reference: Option<ModelId>,
    /// The keywords of the schema, each once.
    pub keywords: Vec<(Keyword, Literal)>,
    /// Those of the items of an array.
    pub items: Option<Box<Constraints>>,
    /// Those of the additional properties of an object.
    pub additional: Option<Box<Constraints>>,
}

impl Constraints {
    /// The value of a keyword, if it is there.
    pub fn get(&self, keyword: Keyword) -> Option<&Literal> {
        let mut keywords = self.keywords.iter();
        keywords
            .find(|(known, _)| *known == keyword)
            .map(|(_, value)| value)
    }

    /// The `default`.
    pub fn default_value(&self) -> Option<&Literal> {
        self.get(Keyword::Default)
    }

    /// The `example`.
    pub fn example(&self) -> Option<&Literal> {
        self.get(Keyword::Example)
    }
}
