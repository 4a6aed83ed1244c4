//! Whether a shape allows a value, and how much of it a type of that shape would keep.

use std::ops::AddAssign;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde_json::{Map, Value};

use super::{Matcher, is};
use crate::runtime::model::shape::address;
use crate::runtime::model::union::read_variant;
use crate::runtime::model::{Codec, RecordShape, Shape, Table, UnionTable, YearMonth};

/// How narrow a shape is that allows a value: a value of several types belongs to the narrowest.
mod narrow {
    pub(super) const LISTED: usize = 8;
    pub(super) const FORMATTED: usize = 6;
    pub(super) const TEXT: usize = 4;
    pub(super) const RECORD: usize = 4;
    pub(super) const INTEGER: usize = 4;
    /// A date and a time that are understood all the same, though not written as the format says.
    pub(super) const NEARLY_FORMATTED: usize = 3;
    /// An enum value that is new, an object whose keys are data, an array, a number, a boolean.
    pub(super) const WIDE: usize = 2;
}

/// How well a shape that allows a value fits it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Fit {
    /// How many parts of the value a type of the shape keeps. What is `null` is no part.
    pub(super) kept: usize,
    /// How many constants, enum values and known values of discriminators there are.
    pub(super) listed: usize,
    /// How many enum values are new.
    pub(super) unlisted: usize,
    /// How many values of unions are none of their variants.
    pub(super) unread: usize,
    /// How narrow the shapes are, all of them together.
    pub(super) narrow: usize,
}

impl Fit {
    fn plain(narrow: usize) -> Self {
        Self {
            kept: 1,
            narrow,
            ..Self::default()
        }
    }

    /// What the fit says for a variant, before all that is a matter of taste.
    pub(super) fn evidence(&self) -> (usize, usize) {
        (self.kept, self.listed)
    }

    /// The greater, the better.
    pub(super) fn order(&self) -> impl Ord + use<> {
        let open = self.unlisted + self.unread;
        (self.evidence(), usize::MAX - open, self.narrow)
    }

    /// Whether a plain value is one of those that the shape is about, and not one of many.
    pub(super) fn is_listed(&self) -> bool {
        self.listed > 0 || self.narrow == narrow::FORMATTED
    }

    /// Whether something in the value is new to the shape.
    pub(super) fn is_open(&self) -> bool {
        self.unlisted + self.unread > 0
    }
}

impl AddAssign for Fit {
    fn add_assign(&mut self, other: Self) {
        self.kept += other.kept;
        self.listed += other.listed;
        self.unlisted += other.unlisted;
        self.unread += other.unread;
        self.narrow += other.narrow;
    }
}

impl Matcher {
    /// How well a shape fits a value; none if the shape does not allow it.
    pub(super) fn fit(&mut self, shape: &'static Shape, value: &Value) -> Option<Fit> {
        match value {
            Value::Array(_) | Value::Object(_) => {}
            _ => return self.fit_plain(shape, value),
        }
        let key = (address(value), shape.id());
        if let Some(known) = self.fits.get(&key) {
            return *known;
        }
        self.step();
        let fit = match (shape, value) {
            (Shape::Any, _) => Some(Fit {
                kept: self.size(value),
                ..Fit::default()
            }),
            (Shape::Nullable(inner), _) => self.fit(inner, value),
            (Shape::Union(table), _) => self.fit_union(table(), value),
            (Shape::Record { table, shape }, Value::Object(properties)) => {
                self.fit_record(table(), shape(), properties)
            }
            (Shape::Map(item), Value::Object(properties)) => {
                self.fit_all(item, properties.values())
            }
            (Shape::List(item), Value::Array(items)) => self.fit_all(item, items.iter()),
            _ => None,
        };
        self.fits.insert(key, fit);
        fit
    }

    /// How well a shape fits a string, a number, a boolean or `null`.
    fn fit_plain(&mut self, shape: &'static Shape, value: &Value) -> Option<Fit> {
        match (shape, value) {
            (Shape::Any | Shape::Nullable(_), Value::Null) => Some(Fit::default()),
            (Shape::Any, _) => Some(Fit::plain(0)),
            (Shape::Nullable(inner), _) => self.fit_plain(inner, value),
            (Shape::Union(table), _) => self.fit_union(table(), value),
            (Shape::Listed(inner, values), _) => {
                among(values, value, self.fit_plain(inner, value)?)
            }
            (_, Value::String(text)) => fit_text(shape, text, value),
            (Shape::Int32, Value::Number(_)) => read_as::<i32>(value, narrow::INTEGER),
            (Shape::Int64, Value::Number(_)) => read_as::<i64>(value, narrow::INTEGER),
            (Shape::UInt64, Value::Number(_)) => read_as::<u64>(value, narrow::INTEGER),
            (Shape::Number, Value::Number(_)) | (Shape::Bool, Value::Bool(_)) => {
                Some(Fit::plain(narrow::WIDE))
            }
            _ => None,
        }
    }

    /// A union keeps what is none of its variants as a whole, as if it had a variant for that.
    fn fit_union(&mut self, table: &'static UnionTable, value: &Value) -> Option<Fit> {
        let choice = self.choose(table, value);
        let Some(index) = choice.variant() else {
            return Some(Fit {
                kept: self.size(value),
                unread: 1,
                ..Fit::default()
            });
        };
        let mut fit = self.fit(&table.variants.get(index)?.shape, value)?;
        fit.listed += usize::from(matches!(choice, super::Choice::Tagged(_)));
        Some(fit)
    }

    fn fit_record(
        &mut self,
        table: &Table,
        shape: &'static RecordShape,
        properties: &Map<String, Value>,
    ) -> Option<Fit> {
        let mut required = table.required.iter().chain(shape.required);
        let is_there = |index: &usize| {
            let name = table.fields.get(*index);
            name.is_none_or(|name| properties.contains_key(*name))
        };
        if !required.all(is_there) {
            return None;
        }
        let mut whole = Fit::plain(narrow::RECORD);
        let mut named = 0;
        for (index, name) in table.fields.iter().enumerate() {
            let Some(value) = properties.get(*name) else {
                continue;
            };
            named += 1;
            if !value.is_null() || table.required.contains(&index) {
                whole += self.fit(shape.field(index), value)?;
            }
        }
        if let Some(rest) = shape.rest.as_ref().filter(|_| named < properties.len()) {
            for (name, value) in properties {
                if !table.fields.contains(&name.as_str()) {
                    whole += self.fit(rest, value)?;
                }
            }
        }
        Some(whole)
    }

    fn fit_all<'v>(
        &mut self,
        shape: &'static Shape,
        values: impl Iterator<Item = &'v Value>,
    ) -> Option<Fit> {
        let mut whole = Fit::plain(narrow::WIDE);
        for value in values {
            whole += self.fit(shape, value)?;
        }
        Some(whole)
    }
}

/// The fit of a value that may be one of some enum values. Enums are open, constants are not.
fn among(values: &[&str], value: &Value, fit: Fit) -> Option<Fit> {
    let is_listed = values.iter().any(|text| is(value, text));
    match (is_listed, values) {
        (true, _) => Some(Fit {
            listed: fit.listed + 1,
            narrow: narrow::LISTED,
            ..fit
        }),
        (false, [_]) => None,
        (false, _) => Some(Fit {
            unlisted: fit.unlisted + 1,
            narrow: narrow::WIDE,
            ..fit
        }),
    }
}

fn fit_text(shape: &Shape, text: &str, value: &Value) -> Option<Fit> {
    let time = text.split_once(['T', 't', ' ']).map(|(_, time)| time);
    let has_zone = time.is_some_and(|time| time.contains(['Z', 'z', '+', '-', '[']));
    match shape {
        Shape::Values(values) => among(values, value, Fit::plain(narrow::WIDE)),
        Shape::Text => Some(Fit::plain(narrow::TEXT)),
        Shape::DateTime if !has_zone => read_as::<Timestamp>(value, narrow::NEARLY_FORMATTED),
        Shape::DateTime => read_as::<Timestamp>(value, narrow::FORMATTED),
        // The readers of both find what they are after in what is more than that, and drop the rest.
        Shape::Date if time.is_none() => read_as::<Date>(value, narrow::FORMATTED),
        Shape::LocalDateTime if time.is_some() && !has_zone => {
            read_as::<DateTime>(value, narrow::FORMATTED)
        }
        Shape::YearMonth => read_as::<YearMonth>(value, narrow::FORMATTED),
        _ => None,
    }
}

/// The fit of a value for a type whose reader takes it: what is read is decided there.
fn read_as<T: Codec>(value: &Value, narrow: usize) -> Option<Fit> {
    let read = read_variant::<T, _>(value);
    read.is_ok().then(|| Fit::plain(narrow))
}

#[cfg(test)]
mod tests;
