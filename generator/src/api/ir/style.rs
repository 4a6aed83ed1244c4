//! The styles of parameters.

use std::fmt;

/// How the items of a list or the properties of an object travel in one parameter: the `style` and the
/// `explode` of OpenAPI. What is exploded has no separator, so that the styles which only have another
/// one than `form` are the exploded `form` then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Separated by commas, in paths and headers; properties as `key=value` if exploded.
    Simple {
        /// Whether each property stands for itself.
        explode: bool,
    },
    /// Behind a dot, separated by commas, or each behind a dot.
    Label {
        /// Whether each item and each property stands for itself.
        explode: bool,
    },
    /// Behind a semicolon and the name, separated by commas, or each behind a semicolon and the name.
    Matrix {
        /// Whether each item and each property stands for itself.
        explode: bool,
    },
    /// Behind the key, separated by commas, or the key is repeated, and properties have keys of their
    /// own.
    Form {
        /// Whether each item and each property stands for itself.
        explode: bool,
    },
    /// Behind the key, separated by spaces.
    SpaceDelimited,
    /// Behind the key, separated by tabs: the collection format `tsv` of Swagger 2.0, for which OpenAPI
    /// has no style.
    TabDelimited,
    /// Behind the key, separated by vertical bars.
    PipeDelimited,
    /// A key for each leaf, with the way to it in brackets.
    DeepObject,
}

impl Style {
    /// Whether it puts something before even a single value.
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
