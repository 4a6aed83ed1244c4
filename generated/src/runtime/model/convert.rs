//! Conversions between models: from what a service responds to what it takes.
//!
//! A model brings the list of its fields; what is done with values of other types, in lists, in maps and in
//! boxes is here. Knows no model.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt;

use super::{Nulls, OpenEnum};

/// A value that is made from a value of another type with the same properties.
pub trait ConvertFrom<T>: Sized {
    /// [`MissingProperty`] where the other value may lack what this one requires.
    type Error;

    /// Makes the value.
    ///
    /// # Errors
    /// If a property is missing that this value requires.
    fn convert_from(value: &T) -> Result<Self, Self::Error>;
}

/// A response lacks a property that is required in the request that is made from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingProperty {
    model: &'static str,
    property: &'static str,
}

impl MissingProperty {
    /// The name of the model that requires the property, as in the module `models`.
    pub fn model(&self) -> &str {
        self.model
    }

    /// The name of the property in JSON.
    pub fn property(&self) -> &str {
        self.property
    }
}

impl fmt::Display for MissingProperty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { model, property } = self;
        write!(
            f,
            "`{model}` requires the property `{property}`, which the response lacks"
        )
    }
}

impl std::error::Error for MissingProperty {}

impl From<Infallible> for MissingProperty {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// The value of a conversion that cannot fail.
#[inline]
pub fn converted<T, R: ConvertFrom<T, Error = Infallible>>(value: &T) -> R {
    match R::convert_from(value) {
        Ok(converted) => converted,
        Err(never) => match never {},
    }
}

/// The value of a field that always has one.
///
/// # Errors
/// Those of the conversion.
#[inline]
pub fn convert<T, R: ConvertFrom<T>>(value: &T) -> Result<R, R::Error> {
    R::convert_from(value)
}

/// The value of a field that may have none.
///
/// # Errors
/// Those of the conversion.
#[inline]
pub fn convert_optional<T, R: ConvertFrom<T>>(value: Option<&T>) -> Result<Option<R>, R::Error> {
    value.map(R::convert_from).transpose()
}

/// The value of a field that is required, given with its model and the name of its property.
///
/// # Errors
/// If there is none.
#[inline]
pub fn required<T>(
    (model, property): (&'static str, &'static str),
    value: Option<T>,
) -> Result<T, MissingProperty> {
    value.ok_or(MissingProperty { model, property })
}

/// The value of a field that is required and that may be an explicit `null`, as the field with this number is
/// among those of the response.
///
/// # Errors
/// If there is neither a value nor a `null`.
#[inline]
pub fn required_or_null<T>(
    (model, property): (&'static str, &'static str),
    value: Option<T>,
    (nulls, field): (&Nulls, usize),
) -> Result<Option<T>, MissingProperty> {
    match value {
        None if !nulls.contains(field) => Err(MissingProperty { model, property }),
        value => Ok(value),
    }
}

/// The additional properties of a response that are none of the given properties of a request: one that only the
/// service or only the caller sets may be among them.
pub fn rest_of<T>(fields: &[&str], mut properties: BTreeMap<String, T>) -> BTreeMap<String, T> {
    properties.retain(|name, _| !fields.contains(&name.as_str()));
    properties
}

impl<T: OpenEnum, R: OpenEnum> ConvertFrom<T> for R {
    type Error = Infallible;

    fn convert_from(value: &T) -> Result<Self, Infallible> {
        value.to_string().parse()
    }
}

impl<T: OpenEnum> ConvertFrom<T> for String {
    type Error = Infallible;

    fn convert_from(value: &T) -> Result<Self, Infallible> {
        Ok(value.to_string())
    }
}

impl ConvertFrom<i32> for i64 {
    type Error = Infallible;

    fn convert_from(value: &i32) -> Result<Self, Infallible> {
        Ok(Self::from(*value))
    }
}

impl<T, R: ConvertFrom<T>> ConvertFrom<Option<T>> for Option<R> {
    type Error = R::Error;

    fn convert_from(value: &Option<T>) -> Result<Self, R::Error> {
        convert_optional(value.as_ref())
    }
}

impl<T, R: ConvertFrom<T>> ConvertFrom<Vec<T>> for Vec<R> {
    type Error = R::Error;

    fn convert_from(value: &Vec<T>) -> Result<Self, R::Error> {
        value.iter().map(R::convert_from).collect()
    }
}

impl<T, R: ConvertFrom<T>> ConvertFrom<BTreeMap<String, T>> for BTreeMap<String, R> {
    type Error = R::Error;

    fn convert_from(value: &BTreeMap<String, T>) -> Result<Self, R::Error> {
        let entries = value.iter();
        let entries = entries.map(|(name, value)| Ok((name.clone(), R::convert_from(value)?)));
        entries.collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{
        MissingProperty, convert, convert_optional, converted, required, required_or_null,
    };
    use crate::runtime::model::{ConvertFrom, Nulls};

    const NAME: (&str, &str) = ("Model", "name");

    /// A model that is made from a string, unless that is empty.
    #[derive(Debug, PartialEq)]
    struct Named(String);

    impl ConvertFrom<&'static str> for Named {
        type Error = MissingProperty;

        fn convert_from(value: &&'static str) -> Result<Self, MissingProperty> {
            let value = Some(*value).filter(|value| !value.is_empty());
            Ok(Self(required(NAME, value)?.to_owned()))
        }
    }

    fn named(name: &str) -> Named {
        Named(name.to_owned())
    }

    #[test]
    fn values_in_lists_and_maps_are_converted_and_their_errors_are_given_back() {
        let map = |name| BTreeMap::from([("key".to_owned(), vec![Some(name), None])]);
        let made = BTreeMap::from([("key".to_owned(), vec![Some(named("a")), None])]);
        assert_eq!(convert(&map("a")), Ok(made));
        let failed: Result<BTreeMap<String, Vec<Option<Named>>>, _> = convert(&map(""));
        let error = failed.unwrap_err();
        assert_eq!((error.model(), error.property()), NAME);
        assert_eq!(convert_optional::<&str, Named>(None), Ok(None));
        assert_eq!(convert_optional(Some(&"b")), Ok(Some(named("b"))));
    }

    #[test]
    fn integers_become_wider() {
        let wide: Vec<i64> = converted(&vec![i32::MIN, 0, i32::MAX]);
        assert_eq!(wide, [i64::from(i32::MIN), 0, i64::from(i32::MAX)]);
    }

    #[test]
    fn a_null_is_not_missing() {
        let mut nulls = Nulls::default();
        nulls.insert(3);
        assert_eq!(required_or_null(NAME, Some(1), (&nulls, 4)), Ok(Some(1)));
        assert_eq!(required_or_null::<i32>(NAME, None, (&nulls, 3)), Ok(None));
        let error = required_or_null::<i32>(NAME, None, (&nulls, 4)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`Model` requires the property `name`, which the response lacks"
        );
    }

    #[test]
    fn nulls_follow_their_fields() {
        let mut nulls = Nulls::default();
        nulls.insert(1);
        nulls.insert(7);
        let mut expected = Nulls::default();
        expected.insert(0);
        expected.insert(5);
        let made = nulls.renumbered(&[(2, 1), (7, 0)]);
        assert_eq!(made.with(5, true).with(6, false), expected);
    }
}
