//! Enums over integers that keep what they do not know.
//!
//! Knows nothing of the values beyond the table that each enum brings.

use serde::de::Deserializer;

use super::Codec;

/// The variant for an integer: a known one, or the one that keeps it. The variants are in the order of their
/// values.
#[inline]
pub fn integer_enum<E: Copy>(
    value: i64,
    values: &[i64],
    variants: &[E],
    unknown: fn(i64) -> E,
) -> E {
    let index = values.iter().position(|known| *known == value);
    match index.and_then(|index| variants.get(index)) {
        Some(variant) => *variant,
        None => unknown(value),
    }
}

/// Reads an enum from any serde format, by the rules for integers: `2.0` is the value 2.
///
/// # Errors
/// When the value is not an integer of 64 bits.
#[inline]
pub fn decode_integer_enum<'de, E: From<i64>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<E, D::Error> {
    <i64 as Codec>::decode(deserializer).map(E::from)
}
