//! The styles of parameters.

use std::fmt;

/// The serialization of an array or an object in a parameter: `style` and `explode` of OpenAPI 3.0.
/// Exploded values have no separator, so that styles that differ from `form` only in the separator are
/// the exploded `form`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Separated by commas, in paths and headers; properties as `key=value` if exploded.
    Simple {
        /// `explode`: whether properties are `key=value`.
        explode: bool,
    },
    /// After a dot, separated by commas; each after a dot if exploded.
    Label {
        /// `explode`: whether each item and each property is written separately.
        explode: bool,
    },
    /// After `;name=`, separated by commas; each after `;name=` if exploded.
    Matrix {
        /// `explode`: whether each item and each property is written separately.
        explode: bool,
    },
    /// After `name=`, separated by commas; if exploded, items repeat the name, and properties are pairs of
    /// their own.
    Form {
        /// `explode`: whether each item and each property is written separately.
        explode: bool,
    },
    /// After `name=`, separated by spaces.
    SpaceDelimited,
    /// After `name=`, separated by tabs: the collection format `tsv` of Swagger 2.0, for which OpenAPI
    /// has no style.
    TabDelimited,
    /// After `name=`, separated by vertical bars.
    PipeDelimited,
    /// A pair for each scalar, with the path to it in brackets: `name[a][b]=1`.
    DeepObject,
}

impl Style {
    /// Whether it writes a prefix even before a single value.
    pub fn has_prefix(self) -> bool {
        matches!(self, Self::Label { .. } | Self::Matrix { .. })
    }
}

impl fmt::Display for Style {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, is_exploded) = match *self {
            Self::Simple { explode } => ("simple", explode),
            Self::Label { explode } => ("label", explode),
            Self::Matrix { explode } => ("matrix", explode),
            Self::Form { explode } => ("form", explode),
            Self::SpaceDelimited => ("spaceDelimited", false),
            Self::TabDelimited => ("tsv", false),
            Self::PipeDelimited => ("pipeDelimited", false),
            Self::DeepObject => ("deepObject", false),
        };
        f.write_str(kind)?;
        match is_exploded {
            true => f.write_str(", exploded"),
            false => Ok(()),
        }
    }
}
