//! Which parts of a value decide between two variants, and which do not.

use serde_json::{Value, json};

use crate::runtime::model::choice::tests::{chosen, record, required, rest, union, untagged};
use crate::runtime::model::{RecordShape, Shape, Table, UnionTable};

#[test]
fn an_enum_value_that_is_new_to_all_is_no_evidence() {
    const CD: &[&str] = &["c", "d"];
    let lists = union![
        Shape::List(&record!("One" { "t": Shape::Values(&["a", "b"]), "x": Shape::Int64 })),
        Shape::List(&record!("Other" { "t": Shape::Values(CD), "y": Shape::Int64 })),
    ];
    assert_eq!(chosen(lists, json!([{"t": "a"}])), Some(0));
    assert_eq!(chosen(lists, json!([{"t": "new"}])), None);
    assert_eq!(chosen(lists, json!([{"t": "new"}, {"t": "d"}])), Some(1));
    assert_eq!(chosen(lists, json!([{"t": "new", "y": 1}])), Some(1));
    let numbers = union![
        record!("One" { "level": Shape::Listed(&Shape::Int64, &["1", "2"]) }),
        record!("Other" { "level": Shape::Listed(&Shape::Int64, &["2", "3"]) }),
    ];
    assert_eq!(chosen(numbers, json!({"level": 4})), None);
    assert_eq!(chosen(numbers, json!({"level": 3})), Some(1));
    // A constant may get further values too.
    let constant = union![
        Shape::List(&record!("One" { "t": Shape::Values(&["a", "b"]) })),
        Shape::List(&record!("Other" { "t": Shape::Values(&["c"]) })),
    ];
    assert_eq!(chosen(constant, json!([{"t": "new"}])), None);
    // Enums with the same values do not decide.
    let alike = union![
        record!("One" { "t": Shape::Values(CD), "id": Shape::Text }),
        record!("Other" { "t": Shape::Values(CD), "id": Shape::Text }),
    ];
    assert_eq!(chosen(alike, json!({"t": "new", "id": "1"})), Some(0));
    // A required property of the other variant is missing.
    let missing = union![
        record!("One" { "t": Shape::Values(&["a", "b"]) }),
        record!("Other" { "t": Shape::Values(CD), "id": Shape::Text } required [1]),
    ];
    assert_eq!(chosen(missing, json!({"t": "new"})), Some(0));
}

#[test]
fn any_string_beside_known_ones_rules_nothing_out() {
    const MODEL: Shape = Shape::Known(&["gpt"]);
    let models = union![
        record!("Text" { "model": MODEL, "text": Shape::Text } required [0, 1]),
        record!("Image" { "model": MODEL, "image": Shape::Text } required [0, 1]),
    ];
    assert_eq!(
        chosen(models, json!({"model": "gpt-5", "text": "x"})),
        Some(0)
    );
    assert_eq!(
        chosen(models, json!({"model": "gpt", "image": "x"})),
        Some(1)
    );
    let known = union![Shape::Text, MODEL, Shape::List(&MODEL)];
    assert_eq!(chosen(known, json!("gpt")), Some(1));
    assert_eq!(chosen(known, json!("other")), Some(0));
    assert_eq!(chosen(known, json!(["gpt", "other"])), Some(2));
}

#[test]
fn objects_and_arrays_may_be_constants() {
    const X: Shape = Shape::Listed(&Shape::Any, &[r#"{"t":"x"}"#]);
    const Y: Shape = Shape::Listed(&Shape::Map(&Shape::Any), &[r#"{"t": "y"}"#]);
    const LIST: Shape = Shape::Listed(&Shape::List(&Shape::Any), &["[1, {}]"]);
    let constants = union![
        record!("X" { "c": X, "id": Shape::Text }),
        record!("Y" { "c": Y, "id": Shape::Text }),
        record!("List" { "c": LIST, "id": Shape::Text }),
    ];
    let of = |constant: Value| chosen(constants, json!({"c": constant, "id": "1"}));
    assert_eq!(of(json!({"t": "x"})), Some(0));
    assert_eq!(of(json!({"t": "y"})), Some(1));
    assert_eq!(of(json!([1, {}])), Some(2));
    assert_eq!(of(json!({"t": "z"})), None);
    assert_eq!(of(json!([1])), None);
}

#[test]
fn no_integer_is_rounded_for_a_variant() {
    let numbers = union![Shape::Int64, Shape::Number];
    assert_eq!(chosen(numbers, json!(u64::MAX)), None);
    assert_eq!(chosen(numbers, json!(i64::MAX)), Some(0));
    assert_eq!(chosen(numbers, json!(1_u64 << 63)), Some(1));
    assert_eq!(chosen(numbers, json!(0.5)), Some(1));
    let unsigned = union![Shape::UInt64, Shape::Number];
    assert_eq!(chosen(unsigned, json!(u64::MAX)), Some(0));
    assert_eq!(chosen(unsigned, json!(-1)), Some(1));
    let lists = union![Shape::List(&Shape::Int64), Shape::List(&Shape::Number)];
    assert_eq!(chosen(lists, json!([1, u64::MAX])), None);
}
