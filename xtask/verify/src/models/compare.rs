//! Compares an instance with what a model writes after reading it.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde_json::{Number, Value};

use crate::contract::document::escape;

/// A difference between the JSON that was read and the JSON that was written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Difference {
    /// The JSON pointer in the instance.
    pub(super) place: String,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A property is missing.
    Lost(Value),
    /// A property or an item was added.
    Added(Value),
    Changed(Value, Value),
    /// A property that was `null` is missing.
    LostNull,
}

impl Kind {
    /// The name under which such differences are counted.
    pub(super) fn reason(&self) -> &'static str {
        match self {
            Self::Lost(_) => "a property is lost",
            Self::Added(_) => "something is added",
            Self::Changed(..) => "a value is another one",
            Self::LostNull => "a `null` is lost",
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at `{}` {}", self.place, self.kind.reason())?;
        match &self.kind {
            Kind::Lost(value) | Kind::Added(value) => write!(f, ": {value}"),
            Kind::Changed(before, after) => write!(f, ": {before} became {after}"),
            Kind::LostNull => Ok(()),
        }
    }
}

/// All differences. The order of properties and the notation of numbers and timestamps are
/// ignored.
pub(super) fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(before, after, "", &mut found);
    found
}

fn compare(before: &Value, after: &Value, place: &str, found: &mut Vec<Difference>) {
    let mut push = |place: String, kind| found.push(Difference { place, kind });
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            for (name, value) in after {
                if !before.contains_key(name) {
                    push(inside(place, name), Kind::Added(value.clone()));
                }
            }
            for (name, value) in before {
                let place = inside(place, name);
                match after.get(name) {
                    Some(after) => compare(value, after, &place, found),
                    None if value.is_null() => found.push(Difference {
                        place,
                        kind: Kind::LostNull,
                    }),
                    None => found.push(Difference {
                        place,
                        kind: Kind::Lost(value.clone()),
                    }),
                }
            }
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            for (index, (before, after)) in before.iter().zip(after).enumerate() {
                compare(before, after, &format!("{place}/{index}"), found);
            }
        }
        (before, after) if same(before, after) => {}
        (before, after) => push(
            place.to_owned(),
            Kind::Changed(before.clone(), after.clone()),
        ),
    }
}

fn inside(place: &str, name: &str) -> String {
    format!("{place}/{}", escape(name))
}

fn same(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Number(before), Value::Number(after)) => same_number(before, after),
        (Value::String(before), Value::String(after)) => {
            before == after || same_time(before, after)
        }
        _ => before == after,
    }
}

fn same_number(before: &Number, after: &Number) -> bool {
    let whole = |it: &Number| it.as_i128();
    match (whole(before), whole(after)) {
        (Some(before), Some(after)) => before == after,
        _ => before.as_f64() == after.as_f64(),
    }
}

/// Whether two strings are the same timestamp, interval, or local date and time.
fn same_time(before: &str, after: &str) -> bool {
    let instants = |text: &str| {
        let ends = text.split('/').map(Timestamp::from_str);
        ends.collect::<Result<Vec<_>, _>>().ok()
    };
    // A date alone is compared as a string.
    let local = |text: &str| text.contains('T').then(|| DateTime::from_str(text).ok())?;
    instants(before).is_some_and(|before| Some(before) == instants(after))
        || local(before).is_some_and(|before| Some(before) == local(after))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::differences;

    fn shown(before: Value, after: Value) -> Vec<String> {
        let found = differences(&before, &after);
        found.iter().map(ToString::to_string).collect()
    }

    fn is_same(before: Value, after: Value) -> bool {
        differences(&before, &after).is_empty()
    }

    #[test]
    fn numbers_are_compared_by_value() {
        assert!(is_same(json!(1), json!(1.0)));
        assert!(is_same(json!(-0.0), json!(0)));
        assert!(!is_same(json!(1), json!("1")));
        // Both have the same `f64`.
        assert!(!is_same(
            json!(9_007_199_254_740_993_u64),
            json!(9_007_199_254_740_992_u64)
        ));
    }

    #[test]
    fn instants_are_compared_by_when_they_are() {
        let (here, there) = ("2020-01-01T02:00:00+02:00", "2020-01-01T00:00:00.000Z");
        assert!(is_same(json!(here), json!(there)));
        assert!(is_same(
            json!(format!("{here}/{there}")),
            json!(format!("{there}/{there}"))
        ));
        assert!(!is_same(json!(here), json!("2020-01-01T02:00:00Z")));
        assert!(!is_same(json!("2020-01-01"), json!("2020-01-01T00:00:00Z")));
        let local = "2020-01-01T00:00:00";
        assert!(is_same(
            json!(format!("{local}.120")),
            json!(format!("{local}.12"))
        ));
        assert!(!is_same(json!(local), json!("2020-01-01")));
        assert!(!is_same(json!(local), json!(format!("{local}Z"))));
    }

    #[test]
    fn properties_have_no_order() {
        assert!(is_same(
            json!({ "a": 1, "b": [2] }),
            json!({ "b": [2], "a": 1 })
        ));
    }

    #[test]
    fn each_difference_has_a_place() {
        let before = json!({ "a/b": { "x": 1, "y": null }, "list": [1, "two"] });
        let after = json!({ "a/b": { "z": true }, "list": [1, 2] });
        let expected = [
            "at `/a~1b/z` something is added: true",
            "at `/a~1b/x` a property is lost: 1",
            "at `/a~1b/y` a `null` is lost",
            "at `/list/1` a value is another one: \"two\" became 2",
        ];
        assert_eq!(shown(before, after), expected);
        let shorter = ["at `` a value is another one: [1,null] became [1]"];
        assert_eq!(shown(json!([1, null]), json!([1])), shorter);
    }
}
