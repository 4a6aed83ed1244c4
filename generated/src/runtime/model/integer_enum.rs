//! Enums over integers that keep what they do not know.
//!
//! Knows nothing of the values beyond the table that each enum brings.

use serde::de::Deserializer;

use super::Codec;

/// What an enum over integers is made of.
#[derive(Debug)]
pub struct IntegerEnumTable<E: 'static> {
    /// The known values, in the order of the definition.
    pub values: &'static [i64],
    /// The variants for them, in the same order.
    pub variants: &'static [E],
    /// The variant for a value that the definition does not list.
    pub unknown: fn(i64) -> E,
}

/// An enum over integers: the enum values of the definition, and one variant for the others.
pub trait IntegerEnum: Copy + 'static {
    /// What the enum is made of.
    fn table() -> &'static IntegerEnumTable<Self>;
}

/// The variant for an integer: a known one, or the one that keeps it.
#[inline]
pub fn integer_enum<E: IntegerEnum>(value: i64) -> E {
    let table = E::table();
    let index = table.values.iter().position(|known| *known == value);
    match index.and_then(|index| table.variants.get(index)) {
        Some(variant) => *variant,
        None => (table.unknown)(value),
    }
}

/// Reads an enum from any serde format, by the rules for integers: `2.0` is the value 2.
///
/// # Errors
/// When the value is not an integer of 64 bits.
#[inline]
pub fn decode_integer_enum<'de, E: IntegerEnum, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<E, D::Error> {
    <i64 as Codec>::decode(deserializer).map(integer_enum)
}
