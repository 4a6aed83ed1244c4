//! Deserialization of one node of a document, from JSON and YAML alike.
//!
//! Decides cases that the formats leave open: the last of repeated keys is used, keys are strings as written,
//! YAML tags are ignored, and infinity and NaN are `null`. Each of these is a warning with its location.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess};
use serde::de::{VariantAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use super::limits::DocumentBudget;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::pointer::escape;

/// The merge key of YAML.
const MERGE: &str = "<<";

/// The state of reading a document.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Whether [`MERGE`] is a merge key.
    is_yaml: bool,
    pub(super) budget: DocumentBudget,
    remarks: Vec<Remark>,
}

/// A warning and its location, which is complete only when the whole document is read.
#[derive(Debug)]
struct Remark {
    /// The keys of its pointer, innermost first.
    keys: Vec<String>,
    what: What,
}

#[derive(Debug)]
enum What {
    RepeatedKey,
    Tag(String),
    NotANumber,
}

impl Reading {
    pub(super) fn of_yaml() -> Self {
        Self {
            is_yaml: true,
            ..Self::default()
        }
    }

    /// The warnings, in document order.
    pub(super) fn warnings(self) -> Diagnostics {
        self.remarks.into_iter().map(Remark::warning).collect()
    }

    fn remark<E: Error>(&mut self, what: What) -> Result<(), E> {
        // A remark takes about as much memory as a value.
        self.budget.pay(0).map_err(E::custom)?;
        let keys = Vec::new();
        self.remarks.push(Remark { keys, what });
        Ok(())
    }

    /// Adds a key to the locations of all remarks after the first `known`.
    fn lead(&mut self, known: usize, key: impl Fn() -> String) {
        for remark in &mut self.remarks[known..] {
            remark.keys.push(key());
        }
    }
}

impl Remark {
    fn warning(self) -> Diagnostic {
        let mut pointer = "#".to_owned();
        for key in self.keys.iter().rev() {
            pointer.push('/');
            pointer.push_str(&escape(key));
        }
        match self.what {
            What::RepeatedKey => Diagnostic::warning(
                "repeated-key",
                pointer,
                "the object has this key more than once",
                "the last one is used; remove the others",
            ),
            What::Tag(tag) => Diagnostic::warning(
                "yaml-tag",
                pointer,
                format!("the tag `!{}` has no meaning", tag.trim_start_matches('!')),
                "the tag is ignored",
            ),
            What::NotANumber => Diagnostic::warning(
                "not-a-number",
                pointer,
                "JSON has no infinity and no NaN",
                "treated as null",
            ),
        }
    }
}

/// Reads a node and its children.
pub(super) struct NodeReader<'r>(pub(super) &'r mut Reading);

impl NodeReader<'_> {
    fn plain<E: Error>(self, value: impl Into<Value>) -> Result<Value, E> {
        self.0.budget.pay(0).map_err(E::custom)?;
        Ok(value.into())
    }
}

impl<'de> DeserializeSeed<'de> for NodeReader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeReader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON has a form for")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.plain(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        self.plain(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.plain(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.plain(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.plain(value)
    }

    #[allow(
        clippy::cast_precision_loss,
        reason = "so does JSON with a number of this size"
    )]
    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    #[allow(
        clippy::cast_precision_loss,
        reason = "so does JSON with a number of this size"
    )]
    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        let number = Number::from_f64(value);
        if number.is_none() {
            self.0.remark(What::NotANumber)?;
        }
        self.plain(number.map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        self.0.budget.pay(text.len()).map_err(E::custom)?;
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.0.budget.pay(0).map_err(A::Error::custom)?;
        let mut items = Vec::new();
        loop {
            let known = self.0.remarks.len();
            let Some(item) = entries.next_element_seed(NodeReader(self.0))? else {
                return Ok(Value::Array(items));
            };
            self.0.lead(known, || items.len().to_string());
            items.push(item);
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let reading = self.0;
        reading.budget.pay(0).map_err(A::Error::custom)?;
        let mut object = Map::new();
        let mut merged = Vec::new();
        while let Some(key) = entries.next_key::<String>()? {
            let known = reading.remarks.len();
            reading.budget.pay(key.len()).map_err(A::Error::custom)?;
            let value = entries.next_value_seed(NodeReader(reading))?;
            if reading.is_yaml && key == MERGE && is_mergeable(&value) {
                merged.push(value);
                continue;
            }
            reading.lead(known, || key.clone());
            match object.entry(key) {
                Entry::Vacant(entry) => drop(entry.insert(value)),
                Entry::Occupied(mut entry) => {
                    let known = reading.remarks.len();
                    reading.remark(What::RepeatedKey)?;
                    reading.lead(known, || entry.key().clone());
                    entry.insert(value);
                }
            }
        }
        merged
            .into_iter()
            .for_each(|value| merge(&mut object, value));
        Ok(Value::Object(object))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        let (tag, content) = data.variant::<String>()?;
        self.0.remark(What::Tag(tag))?;
        content.newtype_variant_seed(self)
    }
}

fn is_mergeable(value: &Value) -> bool {
    match value {
        Value::Object(_) => true,
        Value::Array(items) => items.iter().all(Value::is_object),
        _ => false,
    }
}

/// Adds the entries that an object does not have itself.
fn merge(object: &mut Map<String, Value>, from: Value) {
    match from {
        Value::Object(entries) => {
            for (key, value) in entries {
                object.entry(key).or_insert(value);
            }
        }
        Value::Array(items) => items.into_iter().for_each(|item| merge(object, item)),
        _ => {}
    }
}
