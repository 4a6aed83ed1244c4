//! Recursion: where a struct must hold its field behind a pointer.
//!
//! Each cycle of structs that contain each other directly needs one field in a `Box`, and which one
//! is part of a public type: a choice that differs from one release to the next breaks callers. So it
//! must not depend on the order of the document, nor on models that have nothing to do with the
//! cycle. The rule is that a field is boxed when it leads to the last model of a cycle, by place in
//! the document's tree, which for models of their own is their name. Whatever is added, a box stays
//! where it is, and a field gains one only when it becomes part of a new cycle.
//!
//! Other rules were counted on seven releases and on two larger definitions that are years apart:
//! boxes in 21.0.0 and in the largest definition, and fields in all steps that gained or lost theirs
//! while they stayed.
//!
//! | rule | boxes | moves |
//! | --- | --- | --- |
//! | depth first in document order | 8, 13 | 12 |
//! | depth first in the order of names | 8, 13 | 0 |
//! | by names, what closes a cycle with those before | 10, 15 | 1 |
//! | every field between models of a cycle | 16, 24 | 1 |
//! | what leads to the first model of a cycle | 8, 13 | 1 |
//! | what leads to the last model of a cycle | 7, 13 | 0 |
//!
//! A depth-first search moves boxes when models are added before a cycle or leave it.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::resolve;
use crate::ir::{Api, FieldId, ModelId, TypeRef};

/// The fields that lead to the last model of a cycle of structs that contain each other directly.
///
/// Lists and maps hold their items behind a pointer already. Stacks are on the heap, since a chain
/// of models can be as long as the definition.
pub(super) fn boxed(api: &Api) -> HashSet<FieldId> {
    let mut graph = Graph::of(api);
    let mut models: Vec<ModelId> = graph.models().collect();
    models.sort_unstable_by_key(|id| Reverse(&api.model(*id).pointer));
    let mut boxed = HashSet::new();
    for model in models {
        if graph.is_there(model) {
            graph.close(model, &mut boxed);
            graph.remove(vec![model]);
        }
    }
    boxed
}

/// What structs contain directly, without what is on no way from one cycle to another.
struct Graph {
    nodes: Vec<Node>,
}

#[derive(Default)]
struct Node {
    contents: Vec<(FieldId, ModelId)>,
    containers: Vec<ModelId>,
    /// How many of the contents and of the containers are still there.
    open: (usize, usize),
    is_gone: bool,
}

impl Graph {
    fn of(api: &Api) -> Self {
        let mut nodes: Vec<Node> = Vec::new();
        nodes.resize_with(api.models.len(), Node::default);
        for (field, node) in api.fields() {
            if let TypeRef::Model(target) = resolve(api, &node.ty) {
                nodes[field.model.0].contents.push((field, *target));
                nodes[target.0].containers.push(field.model);
            }
        }
        for node in &mut nodes {
            node.open = (node.contents.len(), node.containers.len());
        }
        let mut graph = Self { nodes };
        let ends = graph.models().filter(|id| graph.is_end(*id)).collect();
        graph.remove(ends);
        graph
    }

    /// The models that are still there.
    fn models(&self) -> impl Iterator<Item = ModelId> {
        (0..self.nodes.len())
            .map(ModelId)
            .filter(|id| self.is_there(*id))
    }

    fn is_there(&self, model: ModelId) -> bool {
        !self.nodes[model.0].is_gone
    }

    /// Whether a model contains or is contained in nothing, so that it is on no cycle.
    fn is_end(&self, model: ModelId) -> bool {
        let (contents, containers) = self.nodes[model.0].open;
        contents == 0 || containers == 0
    }

    /// Takes models away, and then those that have become ends.
    fn remove(&mut self, models: Vec<ModelId>) {
        let mut stack = models;
        while let Some(model) = stack.pop() {
            let node = &mut self.nodes[model.0];
            if std::mem::replace(&mut node.is_gone, true) {
                continue;
            }
            let contents = std::mem::take(&mut node.contents);
            let containers = std::mem::take(&mut node.containers);
            for (_, target) in contents {
                self.nodes[target.0].open.1 -= 1;
                stack.extend(self.is_end(target).then_some(target));
            }
            for source in containers {
                self.nodes[source.0].open.0 -= 1;
                stack.extend(self.is_end(source).then_some(source));
            }
        }
    }

    /// Collects the fields that lead back to a model from what it contains.
    fn close(&self, model: ModelId, boxed: &mut HashSet<FieldId>) {
        let mut seen = HashSet::from([model]);
        let mut stack = vec![model];
        while let Some(container) = stack.pop() {
            for &(field, target) in &self.nodes[container.0].contents {
                if target == model {
                    boxed.insert(field);
                } else if self.is_there(target) && seen.insert(target) {
                    stack.push(target);
                }
            }
        }
    }
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
            listed: Vec::new(),
            inner_listed: Vec::new(),
            takes_any_string: false,
            meanings: indexmap::IndexMap::new(),
            pointer: format!("#/components/schemas/{name}"),
            origin: Origin::Component(name.clone()),
            kind: ModelKind::Struct(Struct {
                rest: None,
                rest_listed: Vec::new(),
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
            listed: Vec::new(),
            inner_listed: Vec::new(),
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
            listed: Vec::new(),
            inner_listed: Vec::new(),
            takes_any_string: false,
            meanings: indexmap::IndexMap::new(),
            pointer: format!("{number:06}"),
            origin: Origin::Component(number.to_string()),
            kind: ModelKind::Struct(Struct {
                rest: None,
                rest_listed: Vec::new(),
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
