//! How the value of a field is read and written.
//!
//! Most types are read and written as serde has them. A few are not, because services write them in
//! more forms than their serde implementations take: integers (`30.0`), timestamps, dates. Lists and
//! maps pass the rules on to their items. This module knows no model.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use super::lenient::{self, Mode};

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

    /// Writes the value.
    ///
    /// # Errors
    /// What the format says of it.
    #[inline]
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }
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

    #[inline]
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::encode(self, serializer)
    }
}

impl<T: Codec> Codec for Vec<T> {
    #[inline]
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ListVisitor(PhantomData))
    }

    #[inline]
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Encoded))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Codec> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    #[inline]
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        if lenient::mode() == Mode::Text {
            return lenient::items(items).map(lenient::read_items);
        }
        let mut list = Vec::new();
        loop {
            match items.next_element() {
                Ok(Some(Decoded(item))) => list.push(item),
                Ok(None) => return Ok(list),
                Err(error) => lenient::pass_over(error)?,
            }
        }
    }
}

impl<T: Codec> Codec for BTreeMap<String, T> {
    #[inline]
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MapVisitor(PhantomData))
    }

    #[inline]
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(name, value)| (name, Encoded(value))))
    }
}

struct MapVisitor<T>(PhantomData<T>);

impl<'de, T: Codec> Visitor<'de> for MapVisitor<T> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a map")
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        if lenient::mode() == Mode::Text {
            return lenient::entries(entries).map(lenient::read_entries);
        }
        let mut map = BTreeMap::new();
        loop {
            match entries.next_entry() {
                Ok(Some((name, Decoded(value)))) => drop(map.insert(name, value)),
                Ok(None) => return Ok(map),
                Err(error) => lenient::pass_over(error)?,
            }
        }
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
            }

            impl Integer for $integer {
                const NAME: &'static str = stringify!($integer);
            }
        )*
    };
}

integers!(i32: deserialize_i32, i64: deserialize_i64, u64: deserialize_u64);

trait Integer: TryFrom<i64> + TryFrom<u64> {
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

    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        let integer = match whole(value) {
            Some(Whole::Signed(integer)) => T::try_from(integer).ok(),
            Some(Whole::Unsigned(integer)) => T::try_from(integer).ok(),
            None => return Err(E::invalid_type(Unexpected::Float(value), &self)),
        };
        integer.ok_or_else(|| E::invalid_value(Unexpected::Float(value), &self))
    }
}

enum Whole {
    Signed(i64),
    Unsigned(u64),
}

/// A number without a fraction as an integer. Nothing is lost: a sender that writes a fraction
/// holds the number in binary, as it is here.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the ranges are looked at first"
)]
fn whole(value: f64) -> Option<Whole> {
    /// 2⁶³ and 2⁶⁴.
    const LIMITS: (f64, f64) = (9_223_372_036_854_775_808.0, 18_446_744_073_709_551_616.0);
    if value.fract() != 0.0 {
        None
    } else if (-LIMITS.0..LIMITS.0).contains(&value) {
        Some(Whole::Signed(value as i64))
    } else if (LIMITS.0..LIMITS.1).contains(&value) {
        Some(Whole::Unsigned(value as u64))
    } else {
        None
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
        assert_eq!(read::<i64>("9.007199254740992e15"), Ok(1 << 53));
        assert_eq!(read::<i64>("-9223372036854775808.0"), Ok(i64::MIN));
        assert_eq!(read::<u64>("9223372036854775808.0"), Ok(1 << 63));
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
        assert!(read::<i64>("9223372036854775808.0").is_err());
        assert!(read::<u64>("18446744073709551616.0").is_err());
        assert!(read::<u64>("-1.0").is_err());
    }

    #[test]
    fn items_are_written_by_their_own_rules() {
        let far = BTreeMap::from([("never".to_owned(), vec![Some(jiff::Timestamp::MAX), None])]);
        let text = r#"{"never":["9999-12-31T23:59:59.999Z",null]}"#;
        assert_eq!(to_string(&Encoded(&far)).unwrap(), text);
        assert_eq!(read(text), Ok(far));
    }
}
