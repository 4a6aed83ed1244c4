//! Recursion: where a struct must hold its field behind a pointer.
//!
//! Each cycle of structs that contain each other directly needs one field in a `Box`, and which one
//! is part of a public type: a choice that differs from one release to the next breaks callers. So it
//! must not depend on the order of the document, nor on models outside of the cycle. The rule is that a
//! field is boxed when it leads to the last model of a cycle, by JSON pointer, which for named schemas is
//! the order of names. Whatever is added, a box stays where it is, and a field gains one only when it
//! becomes part of a new cycle.
//!
//! Other rules were counted on seven releases and on two larger definitions that are years apart:
//! boxes in 21.0.0 and in the largest definition, and fields in all steps that gained or lost theirs
//! while they stayed.
//!
//! | rule | boxes | moves |
//! | --- | --- | --- |
//! | depth first in document order | 8, 13 | 12 |
//! | depth first in the order of names | 8, 13 | 0 |
//! | by names, fields that close a cycle with earlier models | 10, 15 | 1 |
//! | every field between models of a cycle | 16, 24 | 1 |
//! | fields that lead to the first model of a cycle | 8, 13 | 1 |
//! | fields that lead to the last model of a cycle | 7, 13 | 0 |
//!
//! A depth-first search moves boxes when models are added before a cycle or leave it.

use std::collections::BTreeSet;

use super::cycles::closing_edges;
use crate::ir::{Api, FieldId, ModelId, TypeRef, resolve};

/// The fields that lead to the last model of a cycle of structs that contain each other directly.
///
/// Lists and maps hold their items behind a pointer already.
pub(super) fn boxed(api: &Api) -> BTreeSet<FieldId> {
    let mut order: Vec<ModelId> = (0..api.models.len()).map(ModelId).collect();
    order.sort_by_key(|id| &api.model(*id).pointer);
    let mut ranks = vec![0; order.len()];
    for (rank, id) in order.into_iter().enumerate() {
        ranks[id.0] = rank;
    }
    let mut fields = Vec::new();
    let mut edges = Vec::new();
    for (field, node) in api.fields() {
        if let TypeRef::Model(target) = resolve(api, &node.ty) {
            fields.push(field);
            edges.push((ranks[field.model.0], ranks[target.0]));
        }
    }
    let closing = closing_edges(ranks.len(), &edges).into_iter();
    let closing = fields.into_iter().zip(closing);
    closing
        .filter_map(|(field, closes)| closes.then_some(field))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::boxed;
    use crate::ir::{Api, Constraints, Field, Model, ModelId, ModelKind, Origin, Struct, TypeRef};

    /// Structs by name, each with the names of what it contains, in fields of the same names.
    fn api(structs: &[(String, Vec<String>)]) -> Api {
        let id = |name: &String| structs.iter().position(|(known, _)| known == name);
        let models = structs.iter().map(|(name, contents)| Model {
            enum_values: Vec::new(),
            inner_enum_values: Vec::new(),
            takes_any_string: false,
            meanings: indexmap::IndexMap::new(),
            pointer: format!("#/components/schemas/{name}"),
            origin: Origin::Component(name.clone()),
            kind: ModelKind::Struct(Struct {
                rest: None,
                additional_enum_values: Vec::new(),
                fields: contents
                    .iter()
                    .map(|target| field(target, id(target).unwrap()))
                    .collect(),
            }),
            deprecated: false,
            constraints: Constraints::default(),
            description: None,
        });
        Api {
            models: models.collect(),
            ..Api::default()
        }
    }

    fn field(name: &str, target: usize) -> Field {
        Field {
            pointer: String::new(),
            name: name.to_owned(),
            ty: TypeRef::Model(ModelId(target)),
            required: false,
            nullable: false,
            read_only: false,
            write_only: false,
            deprecated: false,
            constraints: Constraints::default(),
            first: None,
            enum_values: Vec::new(),
            inner_enum_values: Vec::new(),
            description: None,
        }
    }

    fn parsed(text: &str) -> Vec<(String, Vec<String>)> {
        let structs = text.split(';').map(|part| {
            let (name, contents) = part.split_once(':').unwrap();
            let contents = contents.split_whitespace().map(str::to_owned);
            (name.trim().to_owned(), contents.collect())
        });
        structs.collect()
    }

    fn boxes(structs: &[(String, Vec<String>)]) -> BTreeSet<String> {
        let boxed = boxed(&api(structs));
        let names = boxed.iter().map(|id| {
            let (name, contents) = &structs[id.model.0];
            format!("{name}.{}", contents[id.index])
        });
        names.collect()
    }

    fn named(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn each_cycle_has_its_box_at_its_last_model() {
        let structs = parsed("A: B; B: C D; C: A; D: D E; E: B F; F:");
        let expected = named(&["B.C", "D.D", "D.E"]);
        assert_eq!(boxes(&structs), expected);
    }

    #[test]
    fn the_order_of_the_document_does_not_matter() {
        let mut structs = parsed("A: B C; B: A D; C: D A; D: B E; E: C");
        let expected = boxes(&structs);
        for turn in 0..structs.len() {
            structs.rotate_left(1);
            structs[turn].1.reverse();
            assert_eq!(boxes(&structs), expected, "{structs:?}");
        }
    }

    #[test]
    fn additions_take_no_box_away() {
        let small = parsed("B: C; C: B; D: E; E: D");
        let before = boxes(&small);
        assert_eq!(before, named(&["B.C", "D.E"]));
        let unrelated = parsed("A: B D; B: C; C: B; D: E; E: D F; F: G; G:");
        assert_eq!(boxes(&unrelated), before);
        let joined = parsed("A: B; B: C; C: B D; D: E; E: D A");
        assert_eq!(boxes(&joined), named(&["B.C", "D.E"]));
        let longer = parsed("B: C; C: B; D: E; E: D Z; Z: D");
        assert_eq!(boxes(&longer), named(&["B.C", "D.E", "E.Z"]));
    }

    #[test]
    fn a_cycle_as_long_as_the_definition_is_no_deep_recursion() {
        const LENGTH: usize = 20_000;
        let numbers = 0..LENGTH;
        let models = numbers.map(|number| Model {
            enum_values: Vec::new(),
            inner_enum_values: Vec::new(),
            takes_any_string: false,
            meanings: indexmap::IndexMap::new(),
            pointer: format!("{number:06}"),
            origin: Origin::Component(number.to_string()),
            kind: ModelKind::Struct(Struct {
                rest: None,
                additional_enum_values: Vec::new(),
                fields: vec![field("next", (number + 1) % LENGTH)],
            }),
            deprecated: false,
            constraints: Constraints::default(),
            description: None,
        });
        let mut api = Api {
            models: models.collect(),
            ..Api::default()
        };
        let ring = boxed(&api);
        assert_eq!(
            ring.iter().map(|id| id.model.0).collect::<Vec<_>>(),
            [LENGTH - 2]
        );
        let last = api.models.pop();
        assert!(last.is_some());
        api.models[LENGTH - 2].kind = ModelKind::Struct(Struct::default());
        assert!(boxed(&api).is_empty());
    }
}
