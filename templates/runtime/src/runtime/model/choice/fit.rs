//! Whether a shape allows a value, and how much of it a type of that shape would keep.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use serde_json::{Map, Value};

use super::matcher::{Choice, Fit, Matcher, Misfit, Rigor, is, narrow};
use crate::runtime::model::shape::address;
use crate::runtime::model::{Codec, IsoDuration, RecordShape, Shape, Table, UnionTable, YearMonth};

impl Matcher {
    /// How well a shape fits a value.
    pub(super) fn fit(
        &mut self,
        shape: &'static Shape,
        value: &Value,
        rigor: Rigor,
    ) -> Result<Fit, Misfit> {
        match value {
            Value::Array(_) | Value::Object(_) => {}
            _ => return self.fit_plain(shape, value, rigor),
        }
        let key = (address(value), shape.id(), rigor);
        if let Some(known) = self.fits.get(&key) {
            return *known;
        }
        self.step();
        let fit = match (shape, value) {
            (Shape::Any, _) => Ok(Fit {
                kept: self.size(value),
                ..Fit::default()
            }),
            (Shape::Nullable(inner), _) => self.fit(inner, value, rigor),
            (Shape::Union(table), _) => self.fit_union(table(), value, rigor),
            (Shape::Listed(inner, values), _) => {
                among(values, value, self.fit(inner, value, rigor))
            }
            (Shape::Record { table, shape }, Value::Object(properties)) => {
                self.fit_record(table(), shape(), properties, rigor)
            }
            (Shape::Map(item), Value::Object(properties)) => {
                self.fit_all(item, properties.values(), rigor)
            }
            (Shape::List(item), Value::Array(items)) => self.fit_all(item, items.iter(), rigor),
            (Shape::Values([_]), _) => Err(Misfit::Constant),
            _ => Err(Misfit::Form),
        };
        self.fits.insert(key, fit);
        fit
    }

    /// How well a shape fits a string, a number, a boolean or `null`.
    fn fit_plain(
        &mut self,
        shape: &'static Shape,
        value: &Value,
        rigor: Rigor,
    ) -> Result<Fit, Misfit> {
        match (shape, value) {
            (Shape::Any | Shape::Nullable(_), Value::Null) => Ok(Fit::default()),
            (Shape::Any, _) => Ok(Fit::plain(0)),
            (Shape::Nullable(inner), _) => self.fit_plain(inner, value, rigor),
            (Shape::Union(table), _) => self.fit_union(table(), value, rigor),
            (Shape::Listed(inner, values), _) => {
                among(values, value, self.fit_plain(inner, value, rigor))
            }
            (_, Value::String(text)) => fit_text(shape, text, value),
            (Shape::Int32, Value::Number(_)) => read_as::<i32>(value, narrow::INTEGER),
            (Shape::Int64, Value::Number(_)) => read_as::<i64>(value, narrow::INTEGER),
            (Shape::UInt64, Value::Number(_)) => read_as::<u64>(value, narrow::INTEGER),
            (Shape::Number, Value::Number(_)) | (Shape::Bool, Value::Bool(_)) => {
                Ok(Fit::plain(narrow::WIDE))
            }
            (Shape::Values([_]), _) => Err(Misfit::Constant),
            _ => Err(Misfit::Form),
        }
    }

    /// A union keeps what is none of its variants as a whole, as if it had a variant for that.
    fn fit_union(
        &mut self,
        table: &'static UnionTable,
        value: &Value,
        rigor: Rigor,
    ) -> Result<Fit, Misfit> {
        let choice = self.choose(table, value);
        let variant = choice.variant().and_then(|index| table.variants.get(index));
        let Some(variant) = variant else {
            return Ok(Fit {
                kept: self.size(value),
                unread: 1,
                ..Fit::default()
            });
        };
        let rigor = match choice {
            // Read strictly it is kept as a whole; what it is, is known all the same.
            Choice::Loose(_) => Rigor::Loose,
            _ => rigor,
        };
        let mut fit = self.fit(&variant.shape, value, rigor)?;
        fit.listed += usize::from(matches!(choice, Choice::Tagged(_)));
        Ok(fit)
    }

    fn fit_record(
        &mut self,
        table: &Table,
        shape: &'static RecordShape,
        properties: &Map<String, Value>,
        rigor: Rigor,
    ) -> Result<Fit, Misfit> {
        let mut required = table.required.iter().chain(shape.required);
        let is_there = |index: &usize| {
            let name = table.fields.get(*index);
            name.is_none_or(|name| properties.contains_key(*name))
        };
        let mut whole = Sum::new(narrow::RECORD, rigor);
        if !required.all(is_there) {
            whole.fail(Misfit::Form)?;
        }
        let mut named = 0;
        for (index, name) in table.fields.iter().enumerate() {
            let Some(value) = properties.get(*name) else {
                continue;
            };
            named += 1;
            let is_required = table.required.contains(&index);
            if !value.is_null() || is_required {
                let part = self.fit(shape.field(index), value, rigor);
                whole.add(part, is_required)?;
            }
        }
        if let Some(rest) = shape.rest.as_ref().filter(|_| named < properties.len()) {
            for (name, value) in properties {
                if !table.fields.contains(&name.as_str()) {
                    whole.add(self.fit(rest, value, rigor), false)?;
                }
            }
        }
        whole.end()
    }

    fn fit_all<'v>(
        &mut self,
        shape: &'static Shape,
        values: impl Iterator<Item = &'v Value>,
        rigor: Rigor,
    ) -> Result<Fit, Misfit> {
        let mut whole = Sum::new(narrow::WIDE, rigor);
        for value in values {
            whole.add(self.fit(shape, value, rigor), false)?;
        }
        whole.end()
    }
}

/// The fit of something with parts.
struct Sum {
    fit: Fit,
    rigor: Rigor,
    /// Whether a required part does not fit.
    is_out: bool,
}

impl Sum {
    fn new(narrow: usize, rigor: Rigor) -> Self {
        Self {
            fit: Fit::plain(narrow),
            rigor,
            is_out: false,
        }
    }

    /// Adds a part; an error ends the search for others.
    fn add(&mut self, part: Result<Fit, Misfit>, is_required: bool) -> Result<(), Misfit> {
        match part {
            Ok(fit) => self.fit += fit,
            Err(Misfit::Form) if self.rigor == Rigor::Loose && !is_required => {}
            Err(misfit) => self.fail(misfit)?,
        }
        Ok(())
    }

    /// Where optional parts are left out, a constant after what does not fit still says that the value
    /// is something else.
    fn fail(&mut self, misfit: Misfit) -> Result<(), Misfit> {
        self.is_out = true;
        match (self.rigor, misfit) {
            (Rigor::Loose, Misfit::Form) => Ok(()),
            _ => Err(misfit),
        }
    }

    fn end(self) -> Result<Fit, Misfit> {
        match self.is_out {
            true => Err(Misfit::Form),
            false => Ok(self.fit),
        }
    }
}

/// The fit of a value that may be one of some enum values. Enums are open, constants are not.
fn among(values: &[&str], value: &Value, fit: Result<Fit, Misfit>) -> Result<Fit, Misfit> {
    match (values.iter().any(|text| is(value, text)), values) {
        (true, _) => Ok(Fit {
            listed: fit?.listed + 1,
            narrow: narrow::LISTED,
            ..fit?
        }),
        (false, [_]) => Err(Misfit::Constant),
        (false, _) => Ok(Fit {
            unlisted: fit?.unlisted + 1,
            narrow: narrow::WIDE,
            ..fit?
        }),
    }
}

fn fit_text(shape: &Shape, text: &str, value: &Value) -> Result<Fit, Misfit> {
    let time = text.split_once(['T', 't', ' ']).map(|(_, time)| time);
    let has_zone = time.is_some_and(|time| time.contains(['Z', 'z', '+', '-', '[']));
    match shape {
        Shape::Values(values) => among(values, value, Ok(Fit::plain(narrow::WIDE))),
        Shape::Known(values) if values.iter().any(|text| is(value, text)) => {
            among(values, value, Ok(Fit::plain(narrow::TEXT)))
        }
        Shape::Text | Shape::Known(_) => Ok(Fit::plain(narrow::TEXT)),
        Shape::DateTime if !has_zone => read_as::<Timestamp>(value, narrow::NEARLY_FORMATTED),
        Shape::DateTime => read_as::<Timestamp>(value, narrow::FORMATTED),
        // The readers of both find what they are after in what is more than that, and drop the rest.
        Shape::Date if time.is_none() => read_as::<Date>(value, narrow::FORMATTED),
        Shape::LocalDateTime if time.is_some() && !has_zone => {
            read_as::<DateTime>(value, narrow::FORMATTED)
        }
        Shape::YearMonth => read_as::<YearMonth>(value, narrow::FORMATTED),
        // Beside other strings a time has no date, and a duration is one of ISO 8601.
        Shape::Time if text.contains(':') && !text.contains('-') => {
            read_as::<Time>(value, narrow::FORMATTED)
        }
        Shape::Time if time.is_none() => read_as::<Time>(value, narrow::NEARLY_FORMATTED),
        Shape::Duration if text.contains(['P', 'p']) => {
            read_as::<IsoDuration>(value, narrow::FORMATTED)
        }
        // Many words are base64 by chance, so that any other type of string comes first.
        Shape::Bytes => read_as::<Vec<u8>>(value, narrow::WIDE),
        _ => Err(Misfit::Form),
    }
}

/// The fit of a value for a type whose reader takes it: what is read is decided there.
fn read_as<T: Codec>(value: &Value, narrow: usize) -> Result<Fit, Misfit> {
    match T::decode(value) {
        Ok(_) => Ok(Fit::plain(narrow)),
        Err(_) => Err(Misfit::Form),
    }
}

#[cfg(test)]
mod tests;
