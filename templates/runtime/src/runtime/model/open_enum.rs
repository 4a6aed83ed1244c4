//! Enums over strings that keep what they do not know.
//!
//! Knows nothing of the values beyond the table that each enum brings. What does not depend on the
//! enum is a function of its own, which is compiled once.

use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Deserializer, Error, Visitor};

use super::field_name::is_same;

/// An enum over strings: the values that the definition lists, and one variant for the others.
pub trait OpenEnum: FromStr<Err = Infallible> + fmt::Display {}

/// The variant for a string: a known one, or the one that keeps the string. The variants are in the order of
/// their values.
#[inline]
pub fn parse_enum<E: Clone>(
    text: &str,
    values: &[&str],
    variants: &[E],
    unknown: fn(String) -> E,
) -> E {
    match index_of(values, text).and_then(|index| variants.get(index)) {
        Some(variant) => variant.clone(),
        None => unknown(text.to_owned()),
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
        let Ok(read) = text.parse();
        Ok(read)
    }
}
