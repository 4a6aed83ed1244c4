//! The width of integers: a format that holds all values that a schema allows.

use serde_json::{Number, Value};

use super::{Normalizer, Object};
use crate::grammar::Pointer;

/// The supported formats of integers, the narrowest first, each with its minimum and maximum.
const FORMATS: [(&str, i128, i128); 3] = [
    ("int32", i32::MIN as i128, i32::MAX as i128),
    ("int64", i64::MIN as i128, i64::MAX as i128),
    ("uint64", 0, u64::MAX as i128),
];

impl Normalizer<'_> {
    /// Widens the format of an integer whose bounds or enum values exceed it. Values beyond 64 bits have no
    /// type, and are reported.
    pub(super) fn integer_width(&mut self, schema: &mut Object, pointer: &Pointer) {
        if schema.get("type").is_none_or(|kind| kind != "integer") {
            return;
        }
        let declared = match schema.get("format").and_then(Value::as_str) {
            Some("int32") => 0,
            Some("uint64" | "uint") => 2,
            _ => 1,
        };
        let values = allowed(schema);
        let fits = |(_, least, greatest): (&str, i128, i128)| {
            values
                .iter()
                .all(|value| (least..=greatest).contains(value))
        };
        if fits(FORMATS[declared]) {
            return;
        }
        let wider = FORMATS[1..].iter().find(|format| fits(**format));
        let (format, ..) = match wider {
            Some(format) => *format,
            None => {
                self.warn(
                    "integer-too-wide",
                    pointer,
                    "the integer allows values beyond 64 bits",
                    "these cannot be read or sent; declare it as `string` or `number` in an overlay",
                );
                let has_negative = values.iter().any(|value| *value < 0);
                FORMATS[if has_negative { 1 } else { 2 }]
            }
        };
        schema.insert("format".into(), format.into());
    }
}

/// The bounds and the enum values of an integer.
fn allowed(schema: &Object) -> Vec<i128> {
    let bound = |name: &str, exclusive: &str, step: i128| {
        let bound = schema.get(name).and_then(Value::as_number).map(integer)?;
        let is_exclusive = schema.get(exclusive) == Some(&Value::Bool(true));
        Some(if is_exclusive {
            bound.saturating_add(step)
        } else {
            bound
        })
    };
    let least = bound("minimum", "exclusiveMinimum", 1);
    let greatest = bound("maximum", "exclusiveMaximum", -1);
    let values = schema.get("enum").and_then(Value::as_array);
    let values = values.into_iter().flatten().filter_map(Value::as_number);
    let values = values.map(integer);
    values.chain(least).chain(greatest).collect()
}

/// A number as an integer, saturated at 128 bits.
#[allow(
    clippy::cast_possible_truncation,
    reason = "a conversion of a float saturates, which is what is wanted"
)]
fn integer(number: &Number) -> i128 {
    /// 2⁶³ − 1 as JavaScript writes it, whose numbers have 53 bits: it means the maximum of `int64`.
    const GREATEST_OF_JAVASCRIPT: u64 = 9_223_372_036_854_776_000;
    match (number.as_i64(), number.as_u64(), number.as_f64()) {
        (Some(number), ..) => number.into(),
        (_, Some(GREATEST_OF_JAVASCRIPT), _) => i64::MAX.into(),
        (_, Some(number), _) => number.into(),
        // 2⁶⁴ is what becomes of the greatest of `uint64` as a float.
        (.., Some(18_446_744_073_709_551_616.0)) => u64::MAX.into(),
        (.., number) => number.unwrap_or_default() as i128,
    }
}
