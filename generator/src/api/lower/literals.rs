//! JSON values of the document as literals.

use std::borrow::Borrow;

use serde_json::Value;

use crate::ir::Literal;

pub(super) fn literal(value: &Value) -> Literal {
    match value {
        Value::Null => Literal::Null,
        Value::Bool(boolean) => Literal::Boolean(*boolean),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(integer), _) => Literal::Integer(integer),
            (None, Some(integer)) => Literal::Unsigned(integer),
            (None, None) => Literal::Number(number.as_f64().unwrap_or_default()),
        },
        Value::String(string) => Literal::String(string.clone()),
        Value::Array(items) => Literal::Array(literals(items)),
        Value::Object(properties) => {
            let properties = properties.iter();
            let properties = properties.map(|(name, value)| (name.clone(), literal(value)));
            Literal::Object(Box::new(properties.collect()))
        }
    }
}

pub(super) fn literals<V: Borrow<Value>>(values: &[V]) -> Vec<Literal> {
    values.iter().map(|value| literal(value.borrow())).collect()
}

/// A string, number or boolean; `None` for other values.
pub(super) fn plain(value: &Value) -> Option<Literal> {
    match value {
        Value::String(_) | Value::Number(_) | Value::Bool(_) => Some(literal(value)),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The number or boolean that a string spells: the keys of a discriminator's mapping are strings, whatever
/// the type of the property.
pub(super) fn spelled(string: &str) -> Option<Literal> {
    let value: Value = serde_json::from_str(string).ok()?;
    matches!(value, Value::Number(_) | Value::Bool(_)).then(|| literal(&value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{literal, spelled};
    use crate::ir::Literal;

    #[test]
    fn a_number_has_the_smallest_type_that_holds_it() {
        assert_eq!(literal(&json!(-1)), Literal::Integer(-1));
        assert_eq!(literal(&json!(u64::MAX)), Literal::Unsigned(u64::MAX));
        assert_eq!(literal(&json!(1.0)), Literal::Number(1.0));
    }

    #[test]
    fn a_string_may_spell_out_a_number_or_a_boolean_and_nothing_else() {
        assert_eq!(spelled("12"), Some(Literal::Integer(12)));
        assert_eq!(spelled("false"), Some(Literal::Boolean(false)));
        for other in ["null", "[1]", "\"a\"", "a", ""] {
            assert_eq!(spelled(other), None, "{other}");
        }
    }
}
