//! What each value of a union is taken for.

use serde_json::{Value, json};

use super::{Choice, choose};
use crate::runtime::model::{Shape, Table, UnionTable, Variant};

const CIRCLE: Table = Table {
    name: "Circle",
    fields: &["radius", "color"],
    required: &[0],
    tells_null: false,
};
const BOX: Table = Table {
    name: "Box",
    fields: &["side", "color", "kind"],
    required: &[0],
    tells_null: false,
};
const NOTE: Table = Table {
    name: "Note",
    fields: &["text", "color"],
    required: &[],
    tells_null: false,
};

const fn record(
    table: fn() -> &'static Table,
    constants: &'static [(&'static str, &'static str)],
) -> Shape {
    Shape::Record {
        table,
        constants,
        keeps_rest: false,
    }
}

const fn untagged(shape: Shape) -> Variant {
    Variant { tags: &[], shape }
}

const SHAPES: UnionTable = UnionTable {
    name: "Shape",
    tag: None,
    variants: &[
        untagged(record(|| &NOTE, &[])),
        untagged(record(|| &CIRCLE, &[])),
        untagged(record(|| &BOX, &[("kind", "box")])),
    ],
};

fn chosen(table: &UnionTable, value: Value) -> Option<usize> {
    match choose(table, &value) {
        Choice::Variant(index) => Some(index),
        Choice::Candidates(candidates) => candidates.first().copied(),
    }
}

#[test]
fn objects_are_told_apart_by_what_they_must_have() {
    assert_eq!(chosen(&SHAPES, json!({"radius": 1})), Some(1));
    assert_eq!(chosen(&SHAPES, json!({"side": 1, "color": "red"})), Some(2));
    assert_eq!(chosen(&SHAPES, json!({"color": "red"})), Some(0));
}

#[test]
fn a_constant_that_differs_rules_a_variant_out() {
    assert_eq!(chosen(&SHAPES, json!({"side": 1, "kind": "box"})), Some(2));
    assert_eq!(chosen(&SHAPES, json!({"side": 1, "kind": "tin"})), None);
    assert_eq!(chosen(&SHAPES, json!({"side": 1, "kind": null})), Some(2));
}

#[test]
fn constants_and_tags_may_be_numbers_and_truth_values() {
    const NUMBERED: UnionTable = UnionTable {
        name: "Numbered",
        tag: None,
        variants: &[
            untagged(record(|| &NOTE, &[("color", "1")])),
            untagged(record(|| &NOTE, &[("color", "2.5")])),
            untagged(record(|| &NOTE, &[("color", "true")])),
        ],
    };
    for (color, index) in [
        (json!(1), 0),
        (json!(1.0), 0),
        (json!(2.5), 1),
        (json!(true), 2),
    ] {
        assert_eq!(chosen(&NUMBERED, json!({"color": color})), Some(index));
    }
    assert_eq!(chosen(&NUMBERED, json!({"color": 3})), None);
    const TAGGED: UnionTable = UnionTable {
        name: "Tagged",
        tag: Some("type"),
        variants: &[
            Variant {
                tags: &["1", "2"],
                shape: Shape::Map,
            },
            Variant {
                tags: &["false"],
                shape: Shape::Map,
            },
        ],
    };
    assert_eq!(chosen(&TAGGED, json!({"type": 2})), Some(0));
    assert_eq!(chosen(&TAGGED, json!({"type": false})), Some(1));
    assert_eq!(chosen(&TAGGED, json!({"type": 3})), None);
}

#[test]
fn a_value_that_every_variant_would_shorten_is_kept() {
    assert_eq!(chosen(&SHAPES, json!({"radius": 1, "side": 2})), None);
    // What no variant knows does not count, and neither does what is `null`.
    let value = json!({"radius": 1, "new": 2, "side": null});
    assert_eq!(chosen(&SHAPES, value), Some(1));
}

#[test]
fn a_text_with_a_time_is_no_day() {
    const TIMES: UnionTable = UnionTable {
        name: "Times",
        tag: None,
        variants: &[
            untagged(Shape::Text),
            untagged(Shape::Date),
            untagged(Shape::LocalDateTime),
            untagged(Shape::Formatted),
        ],
    };
    let first = |text: &str| chosen(&TIMES, json!(text));
    assert_eq!(first("2026-01-01"), Some(1));
    assert_eq!(first("2026-01-01T10:00:00"), Some(2));
    assert_eq!(first("2026-01-01T10:00:00Z"), Some(3));
    assert_eq!(first("2026-01-01 10:00:00+01:00"), Some(3));
}

#[test]
fn plain_values_go_to_the_narrowest_shape() {
    const PLAIN: UnionTable = UnionTable {
        name: "Plain",
        tag: None,
        variants: &[
            untagged(Shape::Text),
            untagged(Shape::Formatted),
            untagged(Shape::Values(&["now"])),
            untagged(Shape::Number),
            untagged(Shape::Integer),
            untagged(Shape::List(&Shape::Any)),
        ],
    };
    let first = |value| chosen(&PLAIN, value);
    assert_eq!(first(json!("now")), Some(2));
    assert_eq!(first(json!("2026-01-01")), Some(1));
    assert_eq!(first(json!(5)), Some(4));
    assert_eq!(first(json!(5.5)), Some(3));
    assert_eq!(first(json!([])), Some(5));
    assert_eq!(first(json!(true)), None);
    let all = choose(&PLAIN, &json!("then"));
    assert_eq!(all, Choice::Candidates(vec![1, 0, 2]));
}

#[test]
fn lists_are_told_apart_by_their_items() {
    const CIRCLES: Shape = record(|| &CIRCLE, &[]);
    const NOTES: Shape = record(|| &NOTE, &[]);
    const LISTS: UnionTable = UnionTable {
        name: "Lists",
        tag: None,
        variants: &[
            untagged(Shape::List(&NOTES)),
            untagged(Shape::List(&CIRCLES)),
            untagged(Shape::List(&Shape::Number)),
            untagged(Shape::List(&Shape::Integer)),
        ],
    };
    let first = |value| chosen(&LISTS, value);
    assert_eq!(first(json!([{"color": "red"}])), Some(0));
    assert_eq!(first(json!([{"radius": 1}, null, {"radius": 2}])), Some(1));
    assert_eq!(first(json!([1, 2.5])), Some(2));
    assert_eq!(first(json!([1, 2])), Some(3));
    assert_eq!(first(json!([])), Some(0));
    // Notes would lose the radius, and one of them is no circle.
    assert_eq!(first(json!([{"radius": 1}, {"text": "x"}])), None);
    const OPEN: UnionTable = UnionTable {
        variants: &[
            untagged(Shape::List(&CIRCLES)),
            untagged(Shape::List(&Shape::Any)),
        ],
        ..LISTS
    };
    assert_eq!(chosen(&OPEN, json!([{"color": "red"}])), Some(1));
}

#[test]
fn a_union_that_contains_itself_comes_to_an_end() {
    fn endless() -> &'static UnionTable {
        const ENDLESS: UnionTable = UnionTable {
            name: "Endless",
            tag: None,
            variants: &[untagged(Shape::Union(endless)), untagged(Shape::Bool)],
        };
        &ENDLESS
    }
    assert!(chosen(endless(), json!(true)).is_some());
    assert_eq!(chosen(endless(), json!("no")), None);
}
