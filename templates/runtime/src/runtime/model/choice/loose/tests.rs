//! Values with optional parts that do not fit.

use serde_json::{Value, json};

use crate::runtime::model::choice::Choice;
use crate::runtime::model::choice::tests::{choice, record, required, rest, union, untagged};
use crate::runtime::model::{RecordShape, Shape, Table, UnionTable};

#[test]
fn a_value_may_be_the_only_variant_without_its_odd_parts() {
    const USER: Shape = record!("User" { "id": Shape::Text, "at": Shape::DateTime } required [0]);
    let pages = union![
        record!("Page" { "entities": Shape::List(&USER), "total": Shape::Int64 } required [0]),
        record!("Busy" { "retryAfter": Shape::Int64 } required [0]),
    ];
    let of = |value: Value| choice(pages, &value);
    let odd = json!({"id": "2", "at": "junk"});
    let good = json!({"id": "1", "at": "2026-01-01T00:00:00Z"});
    assert_eq!(of(json!({"entities": [good]})), Choice::Untagged(0));
    assert_eq!(of(json!({"entities": [good, odd]})), Choice::Loose(0));
    assert_eq!(of(json!({"entities": [good, 5]})), Choice::Loose(0));
    // Required parts are not left out, and some part must be kept.
    assert_eq!(of(json!({"entities": 5})), Choice::Unknown);
    assert_eq!(of(json!({"retryAfter": "soon"})), Choice::Unknown);
    let lists = union![USER, Shape::List(&USER)];
    assert_eq!(choice(lists, &odd), Choice::Loose(0));
    assert_eq!(choice(lists, &json!([good, odd])), Choice::Loose(1));
    assert_eq!(choice(lists, &json!([5])), Choice::Unknown);
    // Inside another union, and in one with a discriminator.
    let nested = union![
        record!("Both" { "list": Shape::Union(user_or_list), "a": Shape::Int64 }),
        record!("None" { "list": Shape::Int64, "b": Shape::Int64 }),
    ];
    assert_eq!(
        choice(nested, &json!({"list": [good, odd]})),
        Choice::Untagged(0)
    );
    assert_eq!(
        choice(nested, &json!({"list": [good, odd], "a": "x"})),
        Choice::Loose(0)
    );
}

fn user_or_list() -> &'static UnionTable {
    const USER: Shape = record!("User" { "id": Shape::Text, "at": Shape::DateTime } required [0]);
    union![USER, Shape::List(&USER)]
}

#[test]
fn what_several_may_be_without_some_parts_is_kept_whole() {
    let two = union![
        record!("One" { "id": Shape::Text, "at": Shape::DateTime }),
        record!("Other" { "id": Shape::Text, "at": Shape::Int64 }),
        record!("More" { "id": Shape::Text, "name": Shape::Int64 }),
    ];
    let of = |value: Value| choice(two, &value);
    assert_eq!(of(json!({"id": "1", "at": "junk"})), Choice::Unknown);
    assert_eq!(of(json!({"id": "1", "name": "x"})), Choice::Loose(2));
    assert_eq!(
        of(json!({"id": "1", "name": "x", "at": 1})),
        Choice::Unknown
    );
    // A constant that differs is not left out.
    let constants = union![
        record!("A" { "id": Shape::Text, "in": record!("In" {
            "n": Shape::Int64, "kind": Shape::Values(&["a"])
        } required [0]) }),
        record!("B" { "id": Shape::Text, "kind": Shape::Values(&["b"]), "n": Shape::Int64 }),
    ];
    let of = |value: Value| choice(constants, &value);
    let inside = |n: Value, kind: &str| json!({"id": "1", "in": {"n": n, "kind": kind}});
    assert_eq!(of(inside(json!(1), "a")), Choice::Untagged(0));
    assert_eq!(of(inside(json!("x"), "a")), Choice::Loose(0));
    assert_eq!(of(inside(json!("x"), "z")), Choice::Unknown);
    assert_eq!(
        of(json!({"id": "1", "kind": "z", "n": "x"})),
        Choice::Unknown
    );
    // Nor is an enum value that another variant lists.
    let listed = union![
        record!("Low" { "level": Shape::Values(&["a", "b"]), "n": Shape::Int64 }),
        record!("High" { "level": Shape::Values(&["c", "d"]), "n": Shape::Bool }),
    ];
    assert_eq!(
        choice(listed, &json!({"level": "c", "n": "x"})),
        Choice::Loose(1)
    );
}
