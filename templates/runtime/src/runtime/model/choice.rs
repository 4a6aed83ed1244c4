//! Which variant of a union a value is, by its tag or by what its JSON looks like.
//!
//! Reads no value into a type.

use serde_json::{Map, Value};

use super::{Shape, Table, UnionTable, Variant};

/// How deep a union within a union is looked into.
const MAX_DEPTH: usize = 16;

/// Which variants a value may be.
#[derive(Debug, PartialEq)]
pub(super) enum Choice {
    /// The one that its tag names.
    Variant(usize),
    /// These, the likeliest first.
    Candidates(Vec<usize>),
}

/// Tells which variants a value may be.
pub(super) fn choose(table: &UnionTable, value: &Value) -> Choice {
    let tag = table.tag.and_then(|tag| value.get(tag));
    match tag.filter(|tag| is_plain(tag)) {
        Some(tag) => match table.variants.iter().position(|it| it.is_named(tag)) {
            Some(index) => Choice::Variant(index),
            None => Choice::Candidates(Vec::new()),
        },
        None => Choice::Candidates(candidates(table, value, 0)),
    }
}

/// Whether a value can be a tag.
fn is_plain(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_))
}

/// Whether a value is a plain one that is given as text.
fn is(value: &Value, text: &str) -> bool {
    match value {
        Value::String(value) => value == text,
        Value::Number(number) => {
            let same = || Some(number.as_f64()? == text.parse::<f64>().ok()?);
            number.to_string() == text || same().unwrap_or(false)
        }
        Value::Bool(value) => value.to_string() == text,
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

impl Variant {
    fn is_named(&self, tag: &Value) -> bool {
        self.tags.iter().any(|text| is(tag, text))
    }
}

/// The variants whose shape a value has, the likeliest first. Where each of them would lose a property
/// that another one knows, there is none: the value is kept whole.
fn candidates(table: &UnionTable, value: &Value, depth: usize) -> Vec<usize> {
    let variants = table.variants.iter().enumerate();
    let mut fitting: Vec<(usize, Fit)> = variants
        .filter_map(|(index, variant)| Some((index, fit(variant.shape, value, depth)?)))
        .collect();
    // Stable: among equals the definition's order counts.
    fitting.sort_by(|(_, one), (_, other)| other.cmp(one));
    let shapes: Vec<Shape> = table.variants.iter().map(|it| it.shape).collect();
    match fitting.first() {
        Some((_, best)) if best.known < known_by_any(&shapes, value) => return Vec::new(),
        _ => {}
    }
    fitting.into_iter().map(|(index, _)| index).collect()
}

/// How well a value fits a shape; the greater the better.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    /// How many constants it has.
    constants: usize,
    /// How many of its properties have a name in the shape.
    known: usize,
    /// How narrow the shape is.
    rank: u8,
}

fn fit(shape: Shape, value: &Value, depth: usize) -> Option<Fit> {
    let rank = match (shape, value) {
        (
            Shape::Record {
                table,
                constants,
                keeps_rest,
            },
            Value::Object(properties),
        ) => return fit_record(table(), constants, keeps_rest, properties),
        (Shape::Union(table), _) if depth < MAX_DEPTH => {
            return fit_union(table(), value, depth);
        }
        (Shape::List(item), Value::Array(items)) => return fit_list(*item, items, depth),
        (Shape::Values(values), Value::String(text)) if values.contains(&text.as_str()) => 4,
        (Shape::Formatted, Value::String(_)) => 3,
        // Readers of both find what they are after in the text of an instant, and drop the rest.
        (Shape::Date, Value::String(text)) if time_of_day(text).is_none() => 3,
        (Shape::LocalDateTime, Value::String(text))
            if time_of_day(text).is_some_and(|time| !has_zone(time)) =>
        {
            3
        }
        (Shape::Text, Value::String(_)) => 2,
        // An enum takes values that it does not list, when nothing else does.
        (Shape::Values(_), Value::String(_)) => 1,
        (Shape::Integer, Value::Number(number)) if number.is_i64() || number.is_u64() => 2,
        (Shape::Number, Value::Number(_))
        | (Shape::Map, Value::Object(_))
        | (Shape::Bool, Value::Bool(_)) => 1,
        (Shape::Any, _) => 0,
        _ => return None,
    };
    let known = match (shape, value) {
        (Shape::Map, Value::Object(properties)) => properties.len(),
        _ => 0,
    };
    Some(Fit {
        constants: 0,
        known,
        rank,
    })
}

/// What follows the day in a text that starts with one.
fn time_of_day(text: &str) -> Option<&str> {
    text.split_once(['T', 't', ' ']).map(|(_, time)| time)
}

fn has_zone(time: &str) -> bool {
    time.contains(['Z', 'z', '+', '-', '['])
}

fn fit_record(
    table: &Table,
    constants: &[(&str, &str)],
    keeps_rest: bool,
    properties: &Map<String, Value>,
) -> Option<Fit> {
    let mut required = table
        .required
        .iter()
        .filter_map(|index| table.fields.get(*index));
    if !required.all(|name| properties.contains_key(*name)) {
        return None;
    }
    let mut fit = Fit {
        rank: 2,
        ..Fit::default()
    };
    for (name, constant) in constants {
        match properties.get(*name) {
            Some(value) if is(value, constant) => fit.constants += 1,
            Some(Value::Null) | None => {}
            Some(_) => return None,
        }
    }
    let named = properties
        .keys()
        .filter(|name| table.fields.contains(&name.as_str()));
    fit.known = if keeps_rest {
        properties.len()
    } else {
        named.count()
    };
    Some(fit)
}

/// A list is as good as its items together, and as narrow as the widest of them.
fn fit_list(item: Shape, items: &[Value], depth: usize) -> Option<Fit> {
    let mut whole = Fit::default();
    let mut rank = None;
    for value in items.iter().filter(|value| !value.is_null()) {
        let one = fit(item, value, depth)?;
        whole.constants += one.constants;
        whole.known += one.known;
        rank = Some(rank.map_or(one.rank, |least: u8| least.min(one.rank)));
    }
    whole.rank = 1 + rank.unwrap_or(0);
    Some(whole)
}

fn fit_union(table: &UnionTable, value: &Value, depth: usize) -> Option<Fit> {
    let tag = table.tag.and_then(|tag| value.get(tag));
    let named = |variant: &&Variant| tag.is_some_and(|tag| variant.is_named(tag));
    if let Some(variant) = table.variants.iter().find(named) {
        return fit(variant.shape, value, depth + 1);
    }
    let best = *candidates(table, value, depth + 1).first()?;
    fit(table.variants.get(best)?.shape, value, depth + 1)
}

/// How many properties have a name in some shape.
fn known_by_any(shapes: &[Shape], value: &Value) -> usize {
    let is_known = |name: &str| {
        shapes.iter().any(|shape| match shape {
            Shape::Record { table, .. } => table().fields.contains(&name),
            _ => false,
        })
    };
    match value {
        Value::Object(properties) => {
            let there = properties.iter().filter(|(_, value)| !value.is_null());
            there.filter(|(name, _)| is_known(name)).count()
        }
        Value::Array(items) => {
            let of_items = shapes.iter().filter_map(|shape| match shape {
                Shape::List(item) => Some(**item),
                _ => None,
            });
            let of_items: Vec<Shape> = of_items.collect();
            // Items of any kind lose nothing.
            if of_items.iter().any(|item| matches!(item, Shape::Any)) {
                return 0;
            }
            items.iter().map(|item| known_by_any(&of_items, item)).sum()
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
