//! Enums over strings that keep what they do not know.
//!
//! Knows nothing of the values beyond the table that each enum brings.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Visitor};

/// An enum over strings: the values that the definition lists, and one variant for the others.
pub trait OpenEnum: Clone + 'static {
    /// The known variants, in the order of [`OpenEnum::TEXTS`].
    const KNOWN: &'static [Self];
    /// The known values as they stand on the wire, in the definition's order.
    const TEXTS: &'static [&'static str];

    /// The variant for a value that the definition does not list.
    fn unknown(text: String) -> Self;
}

/// The variant for a text: a known one, or the one that keeps the text.
pub fn parse_enum<E: OpenEnum>(text: &str) -> E {
    known(text).unwrap_or_else(|| E::unknown(text.to_owned()))
}

fn known<E: OpenEnum>(text: &str) -> Option<E> {
    let index = E::TEXTS.iter().position(|known| *known == text)?;
    E::KNOWN.get(index).cloned()
}

/// Reads an enum from any serde format.
///
/// # Errors
/// When the value is not a string.
pub fn deserialize_enum<'de, E: OpenEnum, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<E, D::Error> {
    deserializer.deserialize_str(EnumVisitor(PhantomData))
}

struct EnumVisitor<E>(PhantomData<E>);

impl<E: OpenEnum> Visitor<'_> for EnumVisitor<E> {
    type Value = E;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_str<X: Error>(self, text: &str) -> Result<E, X> {
        Ok(parse_enum(text))
    }

    fn visit_string<X: Error>(self, text: String) -> Result<E, X> {
        Ok(known(&text).unwrap_or_else(|| E::unknown(text)))
    }
}
