//! Enums over strings that keep what they do not know.
//!
//! Knows nothing of the values beyond the table that each enum brings. What does not depend on the
//! enum is a function of its own, which is compiled once.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Visitor};

use super::field_name::is_same;

/// What an enum is made of.
#[derive(Debug)]
pub struct EnumTable<E: 'static> {
    /// The known values as they stand on the wire, in the definition's order.
    pub values: &'static [&'static str],
    /// The variants for them, in the same order.
    pub variants: &'static [E],
    /// The variant for a value that the definition does not list.
    pub unknown: fn(String) -> E,
}

/// An enum over strings: the values that the definition lists, and one variant for the others.
pub trait OpenEnum: Clone + 'static {
    /// What the enum is made of.
    fn table() -> &'static EnumTable<Self>;
}

/// The variant for a string: a known one, or the one that keeps the string.
#[inline]
pub fn parse_enum<E: OpenEnum>(text: &str) -> E {
    let table = E::table();
    match index_of(table.values, text).and_then(|index| table.variants.get(index)) {
        Some(variant) => variant.clone(),
        None => (table.unknown)(text.to_owned()),
    }
}

fn index_of(values: &[&str], text: &str) -> Option<usize> {
    values.iter().position(|known| is_same(known, text))
}

/// Reads an enum from any serde format.
///
/// # Errors
/// When the value is not a string.
#[inline]
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
}
