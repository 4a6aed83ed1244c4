//! The smallest integer that a schema allows: the number at which a page counter starts.

use std::collections::HashSet;

use openapiv3::{Schema, SchemaKind, Type};
use serde_json::Value;

use super::schema_keywords::{Node, SchemaKeywords};
use super::schemas::Schemas;

impl<'a> Schemas<'a> {
    /// The default of a schema, else its minimum, if it is a non-negative integer. Follows references and
    /// `allOf`.
    pub(super) fn first_integer(&self, node: Node<'a>) -> Option<u64> {
        let declared = |of: fn(&Schema) -> Option<u64>| self.find(node, of, &mut HashSet::new());
        declared(default).or_else(|| declared(minimum))
    }

    fn find(
        &self,
        node: Node<'a>,
        of: fn(&Schema) -> Option<u64>,
        seen: &mut HashSet<&'a str>,
    ) -> Option<u64> {
        let schema = self.followed(node, seen)?;
        let mut parts = SchemaKeywords::of(schema).all_of.iter();
        of(schema).or_else(|| parts.find_map(|part| self.find(Node::from(part), of, seen)))
    }
}

/// Some definitions write the default of an integer as `0.0` or as `"0"`.
fn default(schema: &Schema) -> Option<u64> {
    match schema.schema_data.default.as_ref()? {
        Value::Number(number) => number
            .as_u64()
            .or_else(|| number.as_f64().and_then(integer)),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn minimum(schema: &Schema) -> Option<u64> {
    let (minimum, is_exclusive) = match &schema.schema_kind {
        SchemaKind::Type(Type::Integer(it)) => {
            (u64::try_from(it.minimum?).ok(), it.exclusive_minimum)
        }
        SchemaKind::Type(Type::Number(it)) => (integer(it.minimum?), it.exclusive_minimum),
        SchemaKind::Any(it) => (integer(it.minimum?), it.exclusive_minimum.unwrap_or(false)),
        _ => return None,
    };
    minimum?.checked_add(u64::from(is_exclusive))
}

/// A number without a fraction, as an integer.
fn integer(number: f64) -> Option<u64> {
    format!("{number}").parse().ok()
}
