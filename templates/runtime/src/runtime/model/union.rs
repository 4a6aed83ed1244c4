//! Unions: values of one of several types.
//!
//! Knows nothing of the types beyond the table that each union brings; which type a value is of is in
//! `choice`. A value goes through its JSON, since what it is may stand at its end; so unions are read
//! and written as JSON alone. The outermost union makes a copy of its JSON and chooses for all unions in
//! it; those read a `node` of that copy.

use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, SeqAccess, Visitor};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::Value;

use super::choice::Matcher;
use super::codec::Encoded;
use super::node::{Readings, UNION};
use super::{Codec, UnionTable};

/// A value of one of several types.
pub trait Union: Sized {
    /// What the union is made of.
    fn table() -> &'static UnionTable;

    /// Reads a value as one variant, by its number in the table. A number that is not in the table
    /// stands for what is none of the variants, which is kept as it is.
    ///
    /// # Errors
    /// If the value does not fit the type of the variant.
    fn read<'de, D: Deserializer<'de>>(variant: usize, deserializer: D) -> Result<Self, D::Error>;
}

/// Reads a union.
///
/// The discriminator decides, where there is one: a value whose discriminator is not known is kept as
/// it is, and one whose discriminator is known has to fit that variant. Without it the value is the
/// variant that it fits best, as `choice` says, and kept as it is where it fits none.
///
/// # Errors
/// If a value does not fit the variant that its discriminator names.
#[inline]
pub fn deserialize_union<'de, U: Union, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<U, D::Error> {
    deserializer.deserialize_newtype_struct(UNION, UnionVisitor(PhantomData))
}

struct UnionVisitor<U>(PhantomData<U>);

impl<'de, U: Union> Visitor<'de> for UnionVisitor<U> {
    type Value = U;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(U::table().name)
    }

    /// The outermost union of a document: all formats give their value as that of a newtype.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<U, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let matcher = RefCell::new(Matcher::default());
        let readings = Readings::new(U::table(), &value, &matcher);
        self.visit_seq(readings).map_err(D::Error::custom)
    }

    /// A union in another one, whose variant has been chosen.
    fn visit_seq<A: SeqAccess<'de>>(self, mut readings: A) -> Result<U, A::Error> {
        let none = U::table().variants.len();
        let variant = readings.next_element()?.unwrap_or(none);
        match readings.next_element_seed(As(variant, PhantomData)) {
            Ok(Some(read)) => Ok(read),
            Ok(None) => Err(A::Error::invalid_length(1, &self)),
            Err(error) => match readings.next_element_seed(As(none, PhantomData))? {
                Some(whole) => Ok(whole),
                None => Err(A::Error::custom(format_args!(
                    "{}: {error}",
                    U::table().name
                ))),
            },
        }
    }
}

/// Reads a value as a variant.
struct As<U>(usize, PhantomData<U>);

impl<'de, U: Union> DeserializeSeed<'de> for As<U> {
    type Value = U;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<U, D::Error> {
        U::read(self.0, deserializer)
    }
}

/// Reads a value as the type of a variant.
///
/// # Errors
/// If the value does not fit the type.
#[inline]
pub fn read_variant<'de, T: Codec, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::decode(deserializer)
}

/// Writes an object with its tag, which is added where the object does not bring it.
///
/// # Errors
/// What the format says of a value.
#[inline]
pub fn serialize_tagged<T: Codec, S: Serializer>(
    tag: &str,
    name: impl Into<Value>,
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let value = serde_json::to_value(Encoded(value)).map_err(S::Error::custom)?;
    tagged(tag, name.into(), value).serialize(serializer)
}

fn tagged(tag: &str, name: Value, mut value: Value) -> Value {
    if let Value::Object(properties) = &mut value
        && !properties.contains_key(tag)
    {
        properties.insert(tag.to_owned(), name);
    }
    value
}

#[cfg(test)]
mod tests;
