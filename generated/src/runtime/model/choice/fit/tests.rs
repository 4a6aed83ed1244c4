//! Which values a shape allows.

use serde_json::{Value, json};

use crate::runtime::model::choice::Choice;
use crate::runtime::model::choice::tests::{
    CIRCLE, NOTE, choice, chosen, record, required, rest, union, untagged,
};
use crate::runtime::model::{RecordShape, Shape, Table, UnionTable, Variant};

#[test]
fn a_string_with_a_time_is_no_date() {
    let times = union![
        Shape::Text,
        Shape::Date,
        Shape::LocalDateTime,
        Shape::DateTime,
        Shape::YearMonth,
    ];
    let first = |text: &str| chosen(times, json!(text));
    assert_eq!(first("2026-01-01"), Some(1));
    assert_eq!(first("2026-01-01T10:00:00"), Some(2));
    assert_eq!(first("2026-01-01T10:00:00Z"), Some(3));
    assert_eq!(first("2026-01-01 10:00:00+01:00"), Some(3));
    assert_eq!(first("2026-01"), Some(4));
    assert_eq!(first("soon"), Some(0));
}

#[test]
fn a_time_a_duration_and_bytes_are_told_from_other_strings() {
    let formatted = union![
        Shape::Text,
        Shape::Bytes,
        Shape::Time,
        Shape::Duration,
        Shape::DateTime
    ];
    let first = |text: &str| chosen(formatted, json!(text));
    assert_eq!(first("10:00:00"), Some(2));
    assert_eq!(first("10:00:00Z"), Some(2));
    assert_eq!(first("2026-01-01T10:00:00Z"), Some(4));
    assert_eq!(first("PT30M"), Some(3));
    assert_eq!(first("-P1D"), Some(3));
    assert_eq!(first("word"), Some(0));
    let bytes = union![Shape::Bytes, Shape::Bool];
    assert_eq!(chosen(bytes, json!("SGVsbG8=")), Some(0));
    assert_eq!(chosen(bytes, json!("no bytes!")), None);
}

#[test]
fn plain_values_go_to_the_narrowest_shape() {
    let plain = union![
        Shape::Text,
        Shape::Date,
        Shape::Values(&["now", "then"]),
        Shape::Number,
        Shape::Int32,
        Shape::List(&Shape::Any),
    ];
    let first = |value| chosen(plain, value);
    assert_eq!(first(json!("now")), Some(2));
    assert_eq!(first(json!("2026-01-01")), Some(1));
    assert_eq!(first(json!("soon")), Some(0));
    assert_eq!(first(json!(5)), Some(4));
    assert_eq!(first(json!(5.5)), Some(3));
    assert_eq!(first(json!([])), Some(5));
    assert_eq!(first(json!(true)), None);
    assert_eq!(first(json!(null)), None);
}

#[test]
fn a_number_without_a_fraction_is_an_integer() {
    let numbers = union![Shape::Text, Shape::Int32];
    for text in ["30.0", "1e3", "-2E2", "30"] {
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(chosen(numbers, value), Some(1), "{text}");
    }
    for text in ["30.5", "1e-3", "3000000000", "1e300"] {
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(chosen(numbers, value), None, "{text}");
    }
    let wide = union![Shape::Int32, Shape::Int64, Shape::UInt64];
    for (text, index) in [("1e9", 0), ("1e15", 1), ("18446744073709551615", 2)] {
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(chosen(wide, value), Some(index), "{text}");
    }
}

#[test]
fn constants_and_discriminators_may_be_numbers_and_booleans() {
    let numbered = union![
        record!("One" { "color": Shape::Listed(&Shape::Int64, &["1"]) }),
        record!("More" { "color": Shape::Listed(&Shape::Number, &["2.5"]) }),
        record!("Yes" { "color": Shape::Listed(&Shape::Bool, &["true"]) }),
        record!("Text" { "color": Shape::Values(&["1"]) }),
    ];
    for (color, index) in [
        (json!(1), 0),
        (json!(1.0), 0),
        (json!(2.5), 1),
        (json!(true), 2),
        (json!("1"), 3),
    ] {
        assert_eq!(chosen(numbered, json!({"color": color})), Some(index));
    }
    for color in [json!(3), json!(false), json!("2.5"), json!([1])] {
        assert_eq!(chosen(numbered, json!({"color": color})), None);
    }
    const TAGGED: UnionTable = UnionTable {
        name: "Tagged",
        tag: Some("type"),
        is_declared: true,
        variants: &[
            Variant {
                tags: &["1", "2"],
                shape: Shape::Map(&Shape::Any),
            },
            Variant {
                tags: &["false"],
                shape: Shape::Map(&Shape::Any),
            },
        ],
    };
    let tagged = |value| choice(&TAGGED, &value);
    assert_eq!(tagged(json!({"type": 2})), Choice::Tagged(0));
    assert_eq!(tagged(json!({"type": false})), Choice::Tagged(1));
    assert_eq!(tagged(json!({"type": 3})), Choice::Unknown);
}

#[test]
fn json_types_and_required_properties_count_at_any_depth() {
    const NUMBER: Shape = record!("Number" { "v": Shape::Int64 });
    const TEXT: Shape = record!("Text" { "v": Shape::Text });
    const NAMED: Shape = record!("Named" { "v": Shape::Text, "name": Shape::Text } required [1]);
    let types = union![
        record!("A" { "in": Shape::List(&NUMBER) }),
        record!("B" { "in": Shape::List(&TEXT) }),
    ];
    assert_eq!(chosen(types, json!({"in": [{"v": 1}, {"v": 2}]})), Some(0));
    assert_eq!(chosen(types, json!({"in": [{"v": "1"}]})), Some(1));
    assert_eq!(chosen(types, json!({"in": [{"v": 1}, {"v": "2"}]})), None);
    let required = union![record!("A" { "in": NAMED }), record!("B" { "in": TEXT }),];
    assert_eq!(chosen(required, json!({"in": {"v": "1"}})), Some(1));
    assert_eq!(
        chosen(required, json!({"in": {"v": "1", "name": "x"}})),
        Some(0)
    );
    // Optional properties may be `null`, required ones may not.
    assert_eq!(
        chosen(required, json!({"in": {"v": null, "name": "x"}})),
        Some(0)
    );
    assert_eq!(
        chosen(required, json!({"in": {"v": "1", "name": null}})),
        Some(1)
    );
}

#[test]
fn lists_are_discriminated_by_their_items() {
    let lists = union![
        Shape::List(&Shape::Nullable(&NOTE)),
        Shape::List(&Shape::Nullable(&CIRCLE)),
        Shape::List(&Shape::Number),
        Shape::List(&Shape::Int64),
        Shape::List(&Shape::List(&Shape::Int64)),
    ];
    let first = |value| chosen(lists, value);
    assert_eq!(first(json!([{"color": "red"}])), Some(0));
    assert_eq!(first(json!([{"radius": 1}, null, {"radius": 2}])), Some(1));
    assert_eq!(first(json!([1, 2.5])), Some(2));
    assert_eq!(first(json!([1, 2])), Some(3));
    assert_eq!(first(json!([[1, 2], []])), Some(4));
    assert_eq!(first(json!([])), Some(0));
    // Notes would lose the radius, and one of them is no circle.
    assert_eq!(first(json!([{"radius": 1}, {"text": "x"}])), None);
}

#[test]
fn constants_count_at_any_depth() {
    macro_rules! inside {
        ($around:expr) => {
            union![$around(&A_DATA), $around(&B_DATA)]
        };
    }
    const A: Shape = record!("A" { "type": Shape::Values(&["a"]), "n": Shape::Int64 });
    const B: Shape = record!("B" { "type": Shape::Values(&["b"]), "n": Shape::Int64 });
    const A_DATA: Shape = record!("AData" { "data": A });
    const B_DATA: Shape = record!("BData" { "data": B });
    const A_DEEP: Shape = record!("ADeep" { "kind": Shape::Values(&["k"]), "in": A_DATA });
    const B_DEEP: Shape = record!("BDeep" { "kind": Shape::Values(&["k"]), "in": B_DATA });
    const A_REST: Shape = record!("ARest" { "id": Shape::Text }, rest A_DATA);
    const B_REST: Shape = record!("BRest" { "id": Shape::Text }, rest B_DATA);
    const A_NULL: Shape = record!("ANull" { "list": Shape::List(&Shape::Nullable(&A)) });
    const B_NULL: Shape = record!("BNull" { "list": Shape::List(&Shape::Nullable(&B)) });
    let data = |kind| json!({"data": {"type": kind, "n": 1}});
    type Case = (&'static UnionTable, fn(Value) -> Value);
    let cases: [Case; 6] = [
        (union![A_DATA, B_DATA], |data| data),
        (
            union![A_DEEP, B_DEEP],
            |data| json!({"kind": "k", "in": data}),
        ),
        (inside!(Shape::List), |data| json!([data])),
        (inside!(Shape::Map), |data| json!({"x": data})),
        (union![A_REST, B_REST], |data| json!({"id": "1", "x": data})),
        (
            union![A_NULL, B_NULL],
            |data| json!({"list": [null, data["data"]]}),
        ),
    ];
    for (number, (table, around)) in cases.into_iter().enumerate() {
        assert_eq!(chosen(table, around(data("a"))), Some(0), "case {number}");
        assert_eq!(chosen(table, around(data("b"))), Some(1), "case {number}");
        assert_eq!(chosen(table, around(data("c"))), None, "case {number}");
    }
}
