//! What each value of a union is taken for, and what it costs to tell.

use serde_json::{Value, json};

use super::{Choice, Matcher};
use crate::runtime::model::{RecordShape, Shape, Table, UnionTable, Variant};

/// A record as it is emitted: its name, its fields with their shapes, the numbers of the required ones,
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

const fn untagged(shape: Shape) -> Variant {
    Variant { tags: &[], shape }
}

/// A union without a discriminator.
macro_rules! union {
    ($($shape:expr),* $(,)?) => {{
        static TABLE: UnionTable = UnionTable {
            name: "Union",
            tag: None,
            variants: &[$(untagged($shape)),*],
        };
        &TABLE
    }};
}

fn choice(table: &'static UnionTable, value: &Value) -> Choice {
    Matcher::default().choose(table, value)
}

fn chosen(table: &'static UnionTable, value: Value) -> Option<usize> {
    choice(table, &value).variant()
}

const CIRCLE: Shape =
    record!("Circle" { "radius": Shape::Number, "color": Shape::Text } required [0]);
const BOX: Shape = record!("Box" {
    "side": Shape::Number, "color": Shape::Text, "kind": Shape::Values(&["box"])
} required [0]);
const NOTE: Shape = record!("Note" { "text": Shape::Text, "color": Shape::Text });

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
    // What is optional may be `null`, what is required may not.
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
    // What is new to all says nothing, and the rest decides.
    assert_eq!(chosen(plain, json!({"level": "z", "x": 1})), Some(0));
    assert_eq!(chosen(plain, json!({"level": "z", "y": 1})), Some(1));
    // What one lists is not what the other keeps.
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
    // What no variant knows does not count, and neither does what is `null`.
    let value = json!({"radius": 1, "new": 2, "side": null});
    assert_eq!(chosen(shapes(), value), Some(1));
    // But an object has to keep something of what is there.
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
    // A map keeps what it has no name for.
    let mapped = union![
        record!("A" { "in": X }),
        record!("B" { "in": Shape::Map(&Shape::Int64) }),
    ];
    assert_eq!(chosen(mapped, json!({"in": {"a": 1}})), Some(0));
    assert_eq!(chosen(mapped, json!({"in": {"a": 1, "z": 2}})), Some(1));
}

#[test]
fn unions_in_a_variant_tell_what_it_is() {
    const A: Shape = record!("A" { "type": Shape::Text, "n": Shape::Int64 });
    fn kinds<const SECOND: bool>() -> &'static UnionTable {
        const fn table(tags: &'static [Variant]) -> UnionTable {
            UnionTable {
                name: "Kinds",
                tag: Some("type"),
                variants: tags,
            }
        }
        const P: UnionTable = table(&[
            Variant {
                tags: &["p"],
                shape: A,
            },
            Variant {
                tags: &["q"],
                shape: A,
            },
        ]);
        const R: UnionTable = table(&[
            Variant {
                tags: &["r"],
                shape: A,
            },
            Variant {
                tags: &["s"],
                shape: A,
            },
        ]);
        if SECOND { &R } else { &P }
    }
    const FIRST: Shape = Shape::Union(kinds::<false>);
    const SECOND: Shape = Shape::Union(kinds::<true>);
    let outer = union![
        record!("One" { "in": FIRST, "x": Shape::Int64 }),
        record!("Other" { "in": Shape::Nullable(&SECOND), "y": Shape::Int64 }),
    ];
    let value = |kind: &str| json!({"in": {"type": kind, "n": 1}});
    for (kind, index) in [("p", 0), ("q", 0), ("r", 1), ("s", 1)] {
        assert_eq!(chosen(outer, value(kind)), Some(index));
    }
    // A new variant inside says nothing of what is around it.
    assert_eq!(chosen(outer, value("new")), None);
    let mut known = value("new");
    known["x"] = json!(1);
    assert_eq!(chosen(outer, known), Some(0));
    // Neither does it where the other variant is out.
    let one_out = union![
        record!("One" { "in": FIRST, "x": Shape::Int64 }),
        record!("Line" { "in": record!("L" { "type": Shape::Values(&["line"]) }), "y": Shape::Int64 }),
    ];
    assert_eq!(chosen(one_out, value("line")), None);
    assert_eq!(chosen(one_out, json!({"in": {"type": "line"}})), Some(1));
    assert_eq!(chosen(one_out, json!({"in": {"type": "new"}})), None);
    let mut known = value("new");
    known["x"] = json!(1);
    assert_eq!(chosen(one_out, known), Some(0));
    let constant = union![
        record!("One" { "in": FIRST, "kind": Shape::Values(&["one"]) }),
        record!("Other" { "in": SECOND, "kind": Shape::Values(&["other"]) }),
    ];
    let mut known = value("new");
    known["kind"] = json!("one");
    assert_eq!(chosen(constant, known), Some(0));
    // A known one has to fit.
    assert_eq!(
        chosen(outer, json!({"in": {"type": "p", "n": "x"}, "x": 1})),
        None
    );
    assert_eq!(chosen(outer, json!({"in": null, "y": 1})), Some(1));
}

#[test]
fn a_discriminator_that_names_several_variants_leaves_the_rest_to_tell() {
    const A: Shape = record!("A" { "kind": Shape::Text, "in": Shape::Values(&["a"]) });
    const B: Shape = record!("B" { "kind": Shape::Text, "in": Shape::Values(&["b"]) });
    const TAGGED: UnionTable = UnionTable {
        name: "Tagged",
        tag: Some("kind"),
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
    for (text, index) in [
        ("1e9", 0),
        ("1e18", 1),
        ("1e19", 2),
        ("18446744073709551615", 2),
    ] {
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(chosen(wide, value), Some(index), "{text}");
    }
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
fn what_is_certain_of_each_is_nobodys() {
    // Each lists a value that the other one does not.
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

/// Unions that are in each other: as properties, as items of lists, and at once in two variants.
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
    // Not with the square of its width either.
    let wide = |items: usize| json!(vec![json!({"child": {"value": "x"}}); items]);
    assert!(steps(&wide(400)) <= steps(&wide(100)) * 5);
}
