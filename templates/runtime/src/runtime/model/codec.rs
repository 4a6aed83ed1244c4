//! How the value of a field is read and written.
//!
//! Most types are read and written as serde has them. A few are not, because services write them in
//! more forms than their serde implementations take: integers (`30.0`), timestamps, dates. Lists and
//! maps pass the rules on to their items. This module knows no model.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// A type of a field, a body, or a part of either.
///
/// The provided methods are those of serde; emitted models rely on them.
pub trait Codec: DeserializeOwned + Serialize {
    /// Reads a value.
    ///
    /// # Errors
    /// If the input is not a value of this type.
    #[inline]
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    /// Reads a value that stands alone, in a lenient reading. Types that look at the text of a number
    /// have it here.
    ///
    /// # Errors
    /// If the JSON is not a value of this type.
    #[doc(hidden)]
    fn decode_json(json: &RawValue) -> Result<Self, serde_json::Error> {
        Self::decode(&mut json_reader(json))
    }

    /// Writes the value.
    ///
    /// # Errors
    /// What the format says of it.
    #[inline]
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }
}

/// A reader of one value: that of whole bodies, so that no model is compiled for another one.
pub(super) fn json_reader(
    json: &RawValue,
) -> serde_json::Deserializer<serde_json::de::SliceRead<'_>> {
    serde_json::Deserializer::from_slice(json.get().as_bytes())
}

/// What is written for an explicit `null`.
impl Codec for () {}

impl Codec for bool {}
impl Codec for f32 {}
impl Codec for f64 {}
impl Codec for String {}
impl Codec for Value {}

/// A value that was read by its [`Codec`], where serde asks for a `Deserialize`.
pub(crate) struct Decoded<T>(pub(crate) T);

impl<'de, T: Codec> Deserialize<'de> for Decoded<T> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::decode(deserializer).map(Self)
    }
}

/// A value that is written by its [`Codec`], where serde asks for a `Serialize`.
pub(crate) struct Encoded<'a, T: ?Sized>(pub(crate) &'a T);

impl<T: Codec> Serialize for Encoded<'_, T> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.encode(serializer)
    }
}

impl<T: Codec> Codec for Option<T> {
    #[inline]
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(OptionVisitor(PhantomData))
    }

    fn decode_json(json: &RawValue) -> Result<Self, serde_json::Error> {
        match json.get() {
            "null" => Ok(None),
            _ => T::decode_json(json).map(Some),
        }
    }

    #[inline]
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().map(Encoded).serialize(serializer)
    }
}

struct OptionVisitor<T>(PhantomData<T>);

impl<'de, T: Codec> Visitor<'de> for OptionVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value or null")
    }

    #[inline]
    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    #[inline]
    fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::decode(deserializer).map(Some)
    }
}

impl<T: Codec> Codec for Box<T> {
    #[inline]
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::decode(deserializer).map(Self::new)
    }

    fn decode_json(json: &RawValue) -> Result<Self, serde_json::Error> {
        T::decode_json(json).map(Self::new)
    }

    #[inline]
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::encode(self, serializer)
    }
}

/// Integers: a number whose fraction is zero is one (JSON Schema 2020-12, validation, 6.1.1), so
/// that `30.0` and `1e3` are.
macro_rules! integers {
    ($($integer:ident: $deserialize:ident),*) => {
        $(
            impl Codec for $integer {
                #[inline]
                fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    deserializer.$deserialize(IntegerVisitor::<Self>(PhantomData))
                }

                fn decode_json(json: &RawValue) -> Result<Self, serde_json::Error> {
                    let read = Self::decode(&mut json_reader(json));
                    let exact = || Self::try_from(exact_integer(json.get())?).ok();
                    read.or_else(|error| exact().ok_or(error))
                }
            }

            impl Integer for $integer {
                const NAME: &'static str = stringify!($integer);
            }
        )*
    };
}

integers!(i32: deserialize_i32, i64: deserialize_i64, u64: deserialize_u64);

trait Integer: TryFrom<i64> + TryFrom<u64> + TryFrom<i128> {
    const NAME: &'static str;
}

struct IntegerVisitor<T>(PhantomData<T>);

impl<T: Integer> Visitor<'_> for IntegerVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(T::NAME)
    }

    #[inline]
    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        T::try_from(value).map_err(|_| E::invalid_value(Unexpected::Signed(value), &self))
    }

    #[inline]
    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        T::try_from(value).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
    }

    /// Of larger numbers a double does not have all digits, so that they are read from their text, by
    /// `decode_json`.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "doubles below this limit are exact integers"
    )]
    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if value.fract() != 0.0 || value.abs() >= EXACT {
            return Err(E::invalid_type(Unexpected::Float(value), &self));
        }
        T::try_from(value as i64).map_err(|_| E::invalid_value(Unexpected::Float(value), &self))
    }
}

/// The integer that a number in JSON is, if its fraction is zero.
fn exact_integer(text: &str) -> Option<i128> {
    /// As many digits as 64 bits need, and some.
    const MAX_DIGITS: i32 = 30;
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let shift = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
    let digits = format!("{whole}{fraction}");
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, digits.as_str()),
    };
    let significant = digits.trim_end_matches('0');
    let zeros = shift.checked_add(i32::try_from(digits.len() - significant.len()).ok()?)?;
    match significant.trim_start_matches('0') {
        "" => Some(0),
        significant if (0..=MAX_DIGITS).contains(&zeros) => {
            let power = 10_i128.checked_pow(zeros.unsigned_abs())?;
            significant.parse::<i128>().ok()?.checked_mul(power * sign)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{from_str, to_string};

    use super::{Codec, Decoded, Encoded};

    fn read<T: Codec>(json: &str) -> Result<T, String> {
        let read = from_str::<Decoded<T>>(json);
        read.map(|Decoded(value)| value)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_number_without_a_fraction_is_an_integer() {
        assert_eq!(read::<i32>("30.0"), Ok(30));
        assert_eq!(read::<i32>("1e3"), Ok(1000));
        assert_eq!(read::<i32>("-2.50e1"), Ok(-25));
        assert_eq!(read::<i64>("-0.0"), Ok(0));
        assert_eq!(read::<i64>("9.007199254740991e15"), Ok((1 << 53) - 1));
        assert_eq!(read::<u64>("18446744073709551615"), Ok(u64::MAX));
        assert_eq!(
            read::<Vec<Option<i32>>>("[1.0, null]"),
            Ok(vec![Some(1), None])
        );
        let map = BTreeMap::from([("a".to_owned(), 2)]);
        assert_eq!(read::<BTreeMap<String, i64>>(r#"{"a": 2.0}"#), Ok(map));
    }

    #[test]
    fn what_is_no_integer_of_the_type_is_an_error() {
        let refused = |json: &str, text: &str| {
            let error = read::<i32>(json).unwrap_err();
            assert!(error.contains(text), "{error}");
        };
        refused("30.5", "floating point `30.5`, expected i32");
        refused("3e9", "expected i32");
        refused("2147483648", "integer `2147483648`, expected i32");
        refused("\"30\"", "string \"30\", expected i32");
        assert!(read::<u64>("-1.0").is_err());
    }

    #[test]
    fn large_integers_are_read_digit_by_digit() {
        let exact = |text: &str| {
            let json = serde_json::value::RawValue::from_string(text.to_owned()).unwrap();
            (i64::decode_json(&json).ok(), u64::decode_json(&json).ok())
        };
        let both = |value: i64| (Some(value), u64::try_from(value).ok());
        assert_eq!(exact("123456789012345678.0"), both(123_456_789_012_345_678));
        assert_eq!(exact("9007199254740993.00"), both(9_007_199_254_740_993));
        assert_eq!(exact("1e18"), both(1_000_000_000_000_000_000));
        assert_eq!(exact("12.34E2"), both(1234));
        assert_eq!(exact("120e-1"), both(12));
        assert_eq!(exact("0.0e999"), both(0));
        assert_eq!(exact("-9223372036854775808.0"), (Some(i64::MIN), None));
        assert_eq!(exact("1.8446744073709551615e19"), (None, Some(u64::MAX)));
        for text in [
            "1.5",
            "1e400",
            "18446744073709551616.0",
            "\"1\"",
            "1e99999999999",
        ] {
            assert_eq!(exact(text), (None, None), "{text}");
        }
        // What a double has in full needs no second reading, and what it has not gets one.
        assert!(read::<i64>("123456789012345678.0").is_err());
    }

    #[test]
    fn items_are_written_by_their_own_rules() {
        let far = BTreeMap::from([("never".to_owned(), vec![Some(jiff::Timestamp::MAX), None])]);
        let text = r#"{"never":["9999-12-31T23:59:59.999Z",null]}"#;
        assert_eq!(to_string(&Encoded(&far)).unwrap(), text);
        assert_eq!(read(text), Ok(far));
    }
}
