//! Unions as they are emitted, read and written.

use std::cell::Cell;

use serde::de::MapAccess;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use super::{Union, UnionTable, deserialize_union, read_variant, serialize_tagged};
use crate::runtime::model::{
    Codec, Reader, Record, RecordShape, Shape, ShapedRecord, Table, Variant, Writer, deserialize,
    read_leniently,
};

/// As it is emitted.
#[derive(Debug, PartialEq)]
enum Pet {
    Cat(Value),
    Age(i32),
    Unknown(Value),
}

impl Union for Pet {
    fn table() -> &'static UnionTable {
        const PET: UnionTable = UnionTable {
            name: "Pet",
            tag: Some("type"),
            is_declared: true,
            variants: &[
                Variant {
                    tags: &["cat", "kitten"],
                    shape: Shape::Map(&Shape::Any),
                },
                Variant {
                    tags: &[],
                    shape: Shape::Int32,
                },
            ],
        };
        &PET
    }

    fn read<'de, D: Deserializer<'de>>(variant: usize, deserializer: D) -> Result<Self, D::Error> {
        match variant {
            0 => match read_variant::<Value, _>(deserializer)? {
                value if value["text"] == 0 => Err(serde::de::Error::custom("no text")),
                value => Ok(Self::Cat(value)),
            },
            1 => read_variant(deserializer).map(Self::Age),
            _ => read_variant(deserializer).map(Self::Unknown),
        }
    }
}

impl<'de> Deserialize<'de> for Pet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_union(deserializer)
    }
}

fn pet(value: Value) -> Result<Pet, serde_json::Error> {
    serde_json::from_value(value)
}

#[test]
fn the_tag_decides() {
    for tag in ["cat", "kitten"] {
        let value = json!({"type": tag, "text": "x"});
        assert_eq!(pet(value.clone()).unwrap(), Pet::Cat(value));
    }
    let unknown = json!({"type": "dog", "text": "x"});
    assert_eq!(pet(unknown.clone()).unwrap(), Pet::Unknown(unknown));
    let broken = pet(json!({"type": "cat", "text": 0})).unwrap_err();
    assert_eq!(broken.to_string(), "Pet: no text");
}

#[test]
fn what_fits_no_variant_is_kept() {
    assert_eq!(pet(json!(7)).unwrap(), Pet::Age(7));
    let large = json!(7_000_000_000_i64);
    assert_eq!(pet(large.clone()).unwrap(), Pet::Unknown(large));
    assert_eq!(pet(json!("x")).unwrap(), Pet::Unknown(json!("x")));
}

#[test]
fn a_tag_is_added_where_it_is_missing() {
    struct Cat(Value);
    impl Serialize for Cat {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serialize_tagged("type", "cat", &self.0, serializer)
        }
    }
    let written = |value| serde_json::to_value(Cat(value)).unwrap();
    assert_eq!(written(json!({"a": 1})), json!({"a": 1, "type": "cat"}));
    let kitten = json!({"type": "kitten"});
    assert_eq!(written(kitten.clone()), kitten);
}

/// A union in itself, as it is emitted: a leaf, a list, or a node with a child.
#[derive(Debug, Clone, PartialEq)]
enum Tree {
    Leaf(i64),
    List(Vec<Tree>),
    Node(Box<Node>),
    Unknown(Value),
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Node {
    child: Option<Tree>,
    when: Option<jiff::Timestamp>,
}

thread_local! {
    /// How many unions were read on this thread.
    static READ: Cell<usize> = const { Cell::new(0) };
}

impl Union for Tree {
    fn table() -> &'static UnionTable {
        const fn untagged(shape: Shape) -> Variant {
            Variant { tags: &[], shape }
        }
        static TREE: UnionTable = UnionTable {
            name: "Tree",
            tag: None,
            is_declared: true,
            variants: &[
                untagged(Shape::Int64),
                untagged(Shape::List(&Shape::Union(Tree::table))),
                untagged(Shape::Record {
                    table: Node::table,
                    shape: Node::shape,
                }),
            ],
        };
        &TREE
    }

    fn read<'de, D: Deserializer<'de>>(variant: usize, deserializer: D) -> Result<Self, D::Error> {
        READ.set(READ.get() + 1);
        match variant {
            0 => read_variant(deserializer).map(Self::Leaf),
            1 => read_variant(deserializer).map(Self::List),
            2 => read_variant(deserializer).map(Self::Node),
            _ => read_variant(deserializer).map(Self::Unknown),
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_union(deserializer)
    }
}

impl Serialize for Tree {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Leaf(leaf) => leaf.serialize(serializer),
            Self::List(items) => items.encode(serializer),
            Self::Node(node) => node.serialize(serializer),
            Self::Unknown(value) => value.serialize(serializer),
        }
    }
}

impl Codec for Tree {}

impl Codec for Node {}

impl ShapedRecord for Node {
    fn table() -> &'static Table {
        &Table {
            name: "Node",
            fields: &["child", "when"],
            required: &[],
            tells_null: false,
        }
    }

    fn shape() -> &'static RecordShape {
        &RecordShape {
            fields: &[Shape::Union(Tree::table), Shape::DateTime],
            rest: None,
            required: &[],
        }
    }
}

impl Record for Node {
    fn read<'de, A: MapAccess<'de>>(&mut self, field: usize, reader: &mut Reader<'de, A>) {
        match field {
            0 => reader.optional(&mut self.child),
            1 => reader.optional(&mut self.when),
            _ => reader.skip(),
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(Self::table(), deserializer)
    }
}

impl Serialize for Node {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut writer = Writer::new(serializer);
        writer.optional("child", &self.child);
        writer.optional("when", &self.when);
        writer.end()
    }
}

/// A tree, and how many unions were read for it.
fn tree(text: &str) -> (Tree, usize) {
    READ.set(0);
    let tree = serde_json::from_str(text).unwrap();
    (tree, READ.get())
}

#[test]
fn unions_in_unions_are_read_once_each() {
    let text = r#"{"child":[1,{"child":{"child":2.0,"when":"2026-01-01T00:00:00Z"}},null,"x"]}"#;
    let (read, count) = tree(text);
    let Tree::Node(node) = read else {
        panic!("{read:?}")
    };
    let Some(Tree::List(items)) = node.child else {
        panic!("{node:?}")
    };
    let inner = Node {
        child: Some(Tree::Leaf(2)),
        when: Some("2026-01-01T00:00:00Z".parse().unwrap()),
    };
    let outer = Node {
        child: Some(Tree::Node(Box::new(inner))),
        when: None,
    };
    let expected = [
        Tree::Leaf(1),
        Tree::Node(Box::new(outer)),
        Tree::Unknown(Value::Null),
        Tree::Unknown(json!("x")),
    ];
    assert_eq!(items, expected);
    assert_eq!(count, 8);
}

#[test]
fn a_union_as_deep_as_json_may_be_is_read_once_on_each_level() {
    for leaf in ["1", "\"x\"", "{\"when\":5}", "{\"when\":null}"] {
        for (open, close) in [("{\"child\":", "}"), ("[", "]"), ("{\"child\":[", "]}")] {
            let levels = 126 / open.matches(['{', '[']).count();
            let text = [&open.repeat(levels), leaf, &close.repeat(levels)].concat();
            let (read, count) = tree(&text);
            assert!(count <= 128, "{count} for {levels} levels of {open}");
            assert_eq!(
                serde_json::to_string(&read).unwrap(),
                text.replace("\"when\":null", "")
            );
        }
    }
}

#[test]
fn what_does_not_fit_deep_inside_is_kept() {
    let (read, _) = tree(r#"{"child":{"child":{"when":"never","child":1}}}"#);
    let Tree::Node(node) = &read else {
        panic!("{read:?}")
    };
    let Some(Tree::Node(node)) = &node.child else {
        panic!("{node:?}")
    };
    let kept = json!({"when": "never", "child": 1});
    assert_eq!(node.child, Some(Tree::Unknown(kept)));
}

/// A union with a discriminator, in which a value that does not fit is left out like in any object.
#[derive(Debug, PartialEq)]
enum Tagged {
    Node(Box<Node>),
    Unknown(Value),
}

impl Union for Tagged {
    fn table() -> &'static UnionTable {
        static TAGGED: UnionTable = UnionTable {
            name: "Tagged",
            tag: Some("kind"),
            is_declared: true,
            variants: &[Variant {
                tags: &["node"],
                shape: Shape::Record {
                    table: Node::table,
                    shape: Node::shape,
                },
            }],
        };
        &TAGGED
    }

    fn read<'de, D: Deserializer<'de>>(variant: usize, deserializer: D) -> Result<Self, D::Error> {
        match variant {
            0 => read_variant(deserializer).map(Self::Node),
            _ => read_variant(deserializer).map(Self::Unknown),
        }
    }
}

impl<'de> Deserialize<'de> for Tagged {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_union(deserializer)
    }
}

impl Serialize for Tagged {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Node(node) => serialize_tagged("kind", "node", &**node, serializer),
            Self::Unknown(value) => value.serialize(serializer),
        }
    }
}

impl Codec for Tagged {}

#[test]
fn variants_are_read_leniently_whether_a_discriminator_names_them_or_not() {
    let body = br#"{"kind": "node", "when": "never", "child": {"child": 1, "when": null}}"#;
    assert!(serde_json::from_slice::<Tagged>(body).is_err());
    let (read, problems) = read_leniently::<Tagged>("Tagged", body).unwrap();
    let Tagged::Node(node) = read else {
        panic!("{read:?}")
    };
    let child = Node {
        child: Some(Tree::Leaf(1)),
        when: None,
    };
    assert_eq!(node.child, Some(Tree::Node(Box::new(child))));
    assert_eq!(node.when, None);
    let paths: Vec<_> = problems.as_slice().iter().map(|it| it.path()).collect();
    assert_eq!(paths, ["Tagged.when"]);
    // Without the odd parts it is a node, and nothing else.
    let body =
        br#"{"kind": "node", "child": {"child": [1, {"when": "never", "child": 2}], "when": 5}}"#;
    let (read, problems) = read_leniently::<Tagged>("Tagged", body).unwrap();
    let Tagged::Node(node) = read else {
        panic!("{read:?}")
    };
    let leaf = |leaf: i64| Node {
        child: Some(Tree::Leaf(leaf)),
        when: None,
    };
    let inner = Node {
        child: Some(Tree::List(vec![
            Tree::Leaf(1),
            Tree::Node(Box::new(leaf(2))),
        ])),
        when: None,
    };
    assert_eq!(node.child, Some(Tree::Node(Box::new(inner))));
    let told: Vec<_> = problems
        .as_slice()
        .iter()
        .map(|it| (it.path(), it.json()))
        .collect();
    assert_eq!(
        told,
        [
            ("Tagged.child.child[1].when", "\"never\""),
            ("Tagged.child.when", "5")
        ]
    );
    let text = problems.as_slice()[1].message();
    assert!(
        text.starts_with("invalid type: integer, expected"),
        "{text}"
    );
    // What would keep nothing is kept whole.
    let body = br#"{"kind": "node", "child": {"when": "never"}}"#;
    let (read, problems) = read_leniently::<Tagged>("Tagged", body).unwrap();
    let Tagged::Node(node) = read else {
        panic!("{read:?}")
    };
    let kept = json!({"when": "never"});
    assert_eq!(node.child, Some(Tree::Unknown(kept)));
    assert!(problems.is_empty());
}

#[test]
fn unions_in_unions_are_read_leniently_once_each() {
    for (open, close) in [("{\"child\":", "}"), ("[", "]"), ("{\"child\":[", "]}")] {
        let levels = 120 / open.matches(['{', '[']).count();
        let text = [
            &open.repeat(levels),
            "{\"when\":5,\"child\":1}",
            &close.repeat(levels),
        ]
        .concat();
        let text = format!("{{\"kind\":\"node\",\"child\":{text}}}");
        READ.set(0);
        let (_, problems) = read_leniently::<Tagged>("Tagged", text.as_bytes()).unwrap();
        assert_eq!(problems.count(), 1);
        let path = problems.as_slice()[0].path();
        assert!(path.ends_with(".when"), "{path}");
        assert!(
            READ.get() <= 125,
            "{} for {levels} levels of {open}",
            READ.get()
        );
    }
}
