//! Which variant is chosen for a value, and the cost of the choice.

use serde_json::{Value, json};

use super::{Choice, Matcher};
use crate::runtime::model::{RecordShape, Shape, Table, UnionTable, Variant};

/// A record as it is emitted: its name, its fields with their shapes, the indices of the required ones,
/// and the shape of additional properties.
macro_rules! record {
    ($name:literal { $($field:literal: $shape:expr),* } $(required $required:tt)? $(, rest $rest:expr)?) => {{
        static TABLE: Table = Table {
            name: $name,
            fields: &[$($field),*],
            required: required!($($required)?),
            tells_null: false,
        };
        static SHAPE: RecordShape = RecordShape {
            fields: &[$($shape),*],
            rest: rest!($($rest)?),
            required: &[],
        };
        Shape::Record {
            table: || &TABLE,
            shape: || &SHAPE,
        }
    }};
}

macro_rules! required {
    () => {
        &[]
    };
    ($numbers:tt) => {
        &$numbers
    };
}

macro_rules! rest {
    () => {
        None
    };
    ($rest:expr) => {
        Some($rest)
    };
}

pub(super) const fn untagged(shape: Shape) -> Variant {
    Variant { tags: &[], shape }
}

/// A union without a discriminator.
macro_rules! union {
    ($($shape:expr),* $(,)?) => {{
        static TABLE: UnionTable = UnionTable {
            name: "Union",
            tag: None,
            is_declared: true,
            variants: &[$(untagged($shape)),*],
        };
        &TABLE
    }};
}

pub(super) use {record, required, rest, union};

pub(super) fn choice(table: &'static UnionTable, value: &Value) -> Choice {
    Matcher::default().choose(table, value)
}

/// The index of the variant that is chosen for a value.
pub(super) fn chosen(table: &'static UnionTable, value: Value) -> Option<usize> {
    match choice(table, &value) {
        Choice::Tagged(index) | Choice::Untagged(index) => Some(index),
        Choice::Loose(_) | Choice::Unknown => None,
    }
}

pub(super) const CIRCLE: Shape =
    record!("Circle" { "radius": Shape::Number, "color": Shape::Text } required [0]);
const BOX: Shape = record!("Box" {
    "side": Shape::Number, "color": Shape::Text, "kind": Shape::Values(&["box"])
} required [0]);
pub(super) const NOTE: Shape = record!("Note" { "text": Shape::Text, "color": Shape::Text });

fn shapes() -> &'static UnionTable {
    union![NOTE, CIRCLE, BOX]
}

#[test]
fn objects_are_discriminated_by_required_properties() {
    assert_eq!(chosen(shapes(), json!({"radius": 1})), Some(1));
    assert_eq!(
        chosen(shapes(), json!({"side": 1, "color": "red"})),
        Some(2)
    );
    assert_eq!(chosen(shapes(), json!({"color": "red"})), Some(0));
}

#[test]
fn a_constant_that_differs_rules_a_variant_out() {
    assert_eq!(chosen(shapes(), json!({"side": 1, "kind": "box"})), Some(2));
    assert_eq!(chosen(shapes(), json!({"side": 1, "kind": "tin"})), None);
    assert_eq!(chosen(shapes(), json!({"side": 1, "kind": null})), Some(2));
}

#[test]
fn enum_values_count_where_another_variant_lists_them() {
    const AB: Shape = Shape::Values(&["a", "b"]);
    const BC: Shape = Shape::Values(&["b", "c"]);
    let plain = union![
        record!("One" { "level": AB, "x": Shape::Int64 }),
        record!("Other" { "level": BC, "y": Shape::Int64 }),
    ];
    assert_eq!(chosen(plain, json!({"level": "a"})), Some(0));
    assert_eq!(chosen(plain, json!({"level": "b"})), Some(0));
    assert_eq!(chosen(plain, json!({"level": "b", "y": 1})), Some(1));
    assert_eq!(chosen(plain, json!({"level": "c"})), Some(1));
    // A value that is unknown to all variants is ignored, and the rest decides.
    assert_eq!(chosen(plain, json!({"level": "z", "x": 1})), Some(0));
    assert_eq!(chosen(plain, json!({"level": "z", "y": 1})), Some(1));
    // The variant that lists the value is not the one that keeps the property.
    assert_eq!(chosen(plain, json!({"level": "c", "x": 1})), None);
    let numbers = union![
        Shape::List(&record!("One" { "level": Shape::Listed(&Shape::Int64, &["1", "2"]) })),
        Shape::List(&record!("Other" { "level": Shape::Listed(&Shape::Int64, &["2", "3"]) })),
    ];
    assert_eq!(
        chosen(numbers, json!([{"level": 2}, {"level": 3}])),
        Some(1)
    );
    assert_eq!(
        chosen(numbers, json!([{"level": 1}, {"level": 2}])),
        Some(0)
    );
    assert_eq!(chosen(numbers, json!([{"level": 1}, {"level": 3}])), None);
    let beside_text = union![
        record!("One" { "level": AB, "x": Shape::Int64 }),
        record!("Text" { "level": Shape::Text, "y": Shape::Int64 }),
    ];
    assert_eq!(chosen(beside_text, json!({"level": "z", "x": 1})), Some(0));
    assert_eq!(chosen(beside_text, json!({"level": "z"})), Some(1));
    assert_eq!(chosen(beside_text, json!({"level": "a"})), Some(0));
}

#[test]
fn a_value_that_every_variant_would_shorten_is_kept() {
    assert_eq!(chosen(shapes(), json!({"radius": 1, "side": 2})), None);
    // Properties that no variant knows are ignored, and so is `null`.
    let value = json!({"radius": 1, "new": 2, "side": null});
    assert_eq!(chosen(shapes(), value), Some(1));
    // But some property of an object must be kept.
    assert_eq!(chosen(shapes(), json!({"new": 2})), None);
    assert_eq!(chosen(shapes(), json!({})), Some(0));
}

#[test]
fn what_is_kept_and_lost_counts_at_any_depth() {
    const X: Shape = record!("X" { "a": Shape::Int64, "x": Shape::Int64 });
    const Y: Shape = record!("Y" { "a": Shape::Int64, "y": Shape::Int64 });
    let maps = union![Shape::Map(&X), Shape::Map(&Y)];
    let value = json!({"k": {"a": 1}, "l": {"a": 1, "y": 2}});
    assert_eq!(chosen(maps, value), Some(1));
    let value = json!({"k": {"a": 1, "x": 2}, "l": {"a": 1, "y": 2}});
    assert_eq!(chosen(maps, value), None);
    let nested = union![
        record!("A" { "top": Shape::Int64, "in": Shape::List(&X) }),
        record!("B" { "in": Shape::List(&Y), "other": Shape::Int64 }),
    ];
    assert_eq!(chosen(nested, json!({"in": [{"y": 1}]})), Some(1));
    assert_eq!(
        chosen(nested, json!({"in": [{"a": 1, "new": 1}], "top": 1})),
        Some(0)
    );
    assert_eq!(chosen(nested, json!({"in": [{"y": 1}], "top": 1})), None);
    // A map keeps properties of any name.
    let mapped = union![
        record!("A" { "in": X }),
        record!("B" { "in": Shape::Map(&Shape::Int64) }),
    ];
    assert_eq!(chosen(mapped, json!({"in": {"a": 1}})), Some(0));
    assert_eq!(chosen(mapped, json!({"in": {"a": 1, "z": 2}})), Some(1));
}

/// Unions with a discriminator that two variants contain.
const FIRST: Shape = Shape::Union(|| &P_OR_Q);
const SECOND: Shape = Shape::Union(|| &R_OR_S);
static P_OR_Q: UnionTable = kinds(&[kind(&["p"]), kind(&["q"])]);
static R_OR_S: UnionTable = kinds(&[kind(&["r"]), kind(&["s"])]);

const fn kinds(variants: &'static [Variant]) -> UnionTable {
    UnionTable {
        name: "Kinds",
        tag: Some("type"),
        is_declared: true,
        variants,
    }
}

const fn kind(tags: &'static [&'static str]) -> Variant {
    Variant { tags, shape: TYPED }
}

const TYPED: Shape = record!("A" { "type": Shape::Text, "n": Shape::Int64 });

fn of_kind(kind: &str) -> Value {
    json!({"in": {"type": kind, "n": 1}})
}

#[test]
fn unions_in_a_variant_tell_what_it_is() {
    let outer = union![
        record!("One" { "in": FIRST, "x": Shape::Int64 }),
        record!("Other" { "in": Shape::Nullable(&SECOND), "y": Shape::Int64 }),
    ];
    for (kind, index) in [("p", 0), ("q", 0), ("r", 1), ("s", 1)] {
        assert_eq!(chosen(outer, of_kind(kind)), Some(index));
    }
    // A known variant must fit.
    assert_eq!(
        chosen(outer, json!({"in": {"type": "p", "n": "x"}, "x": 1})),
        None
    );
    assert_eq!(chosen(outer, json!({"in": null, "y": 1})), Some(1));
}

#[test]
fn an_unknown_variant_inside_does_not_decide_the_one_around_it() {
    let outer = union![
        record!("One" { "in": FIRST, "x": Shape::Int64 }),
        record!("Other" { "in": Shape::Nullable(&SECOND), "y": Shape::Int64 }),
    ];
    assert_eq!(chosen(outer, of_kind("new")), None);
    let mut known = of_kind("new");
    known["x"] = json!(1);
    assert_eq!(chosen(outer, known.clone()), Some(0));
    // Nor if the other variant is ruled out.
    let one_out = union![
        record!("One" { "in": FIRST, "x": Shape::Int64 }),
        record!("Line" { "in": record!("L" { "type": Shape::Values(&["line"]) }), "y": Shape::Int64 }),
    ];
    assert_eq!(chosen(one_out, of_kind("line")), None);
    assert_eq!(chosen(one_out, json!({"in": {"type": "line"}})), Some(1));
    assert_eq!(chosen(one_out, json!({"in": {"type": "new"}})), None);
    assert_eq!(chosen(one_out, known), Some(0));
    let constant = union![
        record!("One" { "in": FIRST, "kind": Shape::Values(&["one"]) }),
        record!("Other" { "in": SECOND, "kind": Shape::Values(&["other"]) }),
    ];
    let mut known = of_kind("new");
    known["kind"] = json!("one");
    assert_eq!(chosen(constant, known), Some(0));
}

#[test]
fn a_new_value_of_a_discriminator_that_was_found_leaves_the_rest_to_tell() {
    const TAGGED: UnionTable = UnionTable {
        name: "Tagged",
        tag: Some("state"),
        is_declared: false,
        variants: &[
            Variant {
                tags: &["a", "b"],
                shape: record!("A" {
                    "state": Shape::Values(&["a", "b"]), "id": Shape::Text, "x": Shape::Int64
                }),
            },
            Variant {
                tags: &["c", "d"],
                shape: record!("B" { "state": Shape::Values(&["c", "d"]), "id": Shape::Text }),
            },
            Variant {
                tags: &["e"],
                shape: record!("C" { "state": Shape::Values(&["e"]), "id": Shape::Text }),
            },
        ],
    };
    let of = |value: Value| choice(&TAGGED, &value);
    assert_eq!(of(json!({"state": "c", "id": "1"})), Choice::Tagged(1));
    assert_eq!(of(json!({"state": "new", "x": 1})), Choice::Untagged(0));
    assert_eq!(of(json!({"state": "new", "id": "1"})), Choice::Unknown);
    // The property is not a declared discriminator: a part that only another variant has
    // is not dropped.
    assert_eq!(of(json!({"state": "c", "x": 1})), Choice::Unknown);
    assert_eq!(of(json!({"state": "a", "x": "odd"})), Choice::Tagged(0));
    const DECLARED: UnionTable = UnionTable {
        is_declared: true,
        ..TAGGED
    };
    let value = json!({"state": "new", "x": 1});
    assert_eq!(choice(&DECLARED, &value), Choice::Unknown);
    let value = json!({"state": "c", "x": 1});
    assert_eq!(choice(&DECLARED, &value), Choice::Tagged(1));
}

#[test]
fn a_discriminator_that_names_several_variants_leaves_the_rest_to_tell() {
    const A: Shape = record!("A" { "kind": Shape::Text, "in": Shape::Values(&["a"]) });
    const B: Shape = record!("B" { "kind": Shape::Text, "in": Shape::Values(&["b"]) });
    const TAGGED: UnionTable = UnionTable {
        name: "Tagged",
        tag: Some("kind"),
        is_declared: true,
        variants: &[
            Variant {
                tags: &["x"],
                shape: A,
            },
            Variant {
                tags: &["x", "y"],
                shape: B,
            },
        ],
    };
    let of = |kind: &str, inside: &str| choice(&TAGGED, &json!({"kind": kind, "in": inside}));
    assert_eq!(of("x", "a"), Choice::Untagged(0));
    assert_eq!(of("x", "b"), Choice::Untagged(1));
    assert_eq!(of("x", "c"), Choice::Unknown);
    assert_eq!(of("y", "a"), Choice::Tagged(1));
}

#[test]
fn what_is_certain_of_each_is_nobodys() {
    // Each variant lists a value that the other one does not.
    let crossed = union![
        record!("A" { "one": Shape::Values(&["a", "b"]), "two": Shape::Values(&["x", "y"]) }),
        record!("B" { "one": Shape::Values(&["c", "d"]), "two": Shape::Values(&["z", "w"]) }),
    ];
    assert_eq!(chosen(crossed, json!({"one": "a", "two": "z"})), None);
    assert_eq!(chosen(crossed, json!({"one": "c", "two": "new"})), Some(1));
}

fn endless() -> &'static UnionTable {
    union![Shape::Union(endless), Shape::Bool]
}

#[test]
fn a_union_that_contains_itself_comes_to_an_end() {
    assert!(chosen(endless(), json!(true)).is_some());
    assert_eq!(chosen(endless(), json!("no")), None);
}

/// Unions that contain each other: as properties, as items of lists, and in two variants at
/// once.
fn tree() -> &'static UnionTable {
    fn other() -> &'static UnionTable {
        union![
            record!("Back" { "child": Shape::Union(tree), "b": Shape::Int64 }),
            record!("Plain" { "child": PLAIN, "c": Shape::Int64 }),
            Shape::List(&Shape::Union(other)),
        ]
    }
    const PLAIN: Shape = record!("Chain" { "child": Shape::Any, "d": Shape::Int64 });
    union![
        record!("Leaf" { "value": Shape::Int64 } required [0]),
        record!("Node" { "child": Shape::Union(tree), "a": Shape::Int64 }),
        record!("Twin" { "child": Shape::Union(tree), "a": Shape::Text }),
        record!("Over" { "child": Shape::Union(other), "e": Shape::Int64 }),
        Shape::List(&Shape::Union(tree)),
        Shape::Map(&Shape::List(&Shape::Union(tree))),
    ]
}

fn steps(value: &Value) -> usize {
    let mut matcher = Matcher::default();
    matcher.choose(tree(), value);
    matcher.steps
}

#[test]
fn the_steps_of_a_choice_grow_with_the_value_alone() {
    let leaves = [
        json!({"value": 1}),
        json!({"value": "x"}),
        json!("x"),
        json!({"odd": [1, {"b": 2}]}),
    ];
    let around: [fn(Value) -> Value; 4] = [
        |inner| json!({"child": inner}),
        |inner| json!([inner]),
        |inner| json!({"child": [inner]}),
        |inner| json!({"child": inner, "a": 1, "b": "x", "c": [], "d": {"e": null}}),
    ];
    for leaf in leaves {
        for around in around {
            let deep = |levels: usize| (0..levels).fold(leaf.clone(), |value, _| around(value));
            let (short, long) = (steps(&deep(15)), steps(&deep(60)));
            assert!(
                long <= short * 5,
                "{short} steps become {long} for {}",
                deep(2)
            );
        }
    }
    // The cost is not quadratic in the width of the value either.
    let wide = |items: usize| json!(vec![json!({"child": {"value": "x"}}); items]);
    assert!(steps(&wide(400)) <= steps(&wide(100)) * 5);
}
