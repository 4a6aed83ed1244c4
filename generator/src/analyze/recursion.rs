//! Recursion: where a struct must hold its field behind a pointer.

use std::collections::HashSet;

use super::resolve;
use crate::ir::{Api, FieldId, ModelId, TypeRef};

/// The fields whose edge closes a cycle of structs that contain each other directly.
///
/// Depth first in document order; the edge that leads back to a struct under way is the one that
/// closes the cycle. Lists and maps hold their items behind a pointer already. The stack is on the
/// heap, since a chain of models can be as long as the definition.
pub(super) fn boxed(api: &Api) -> HashSet<FieldId> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        UnderWay,
        Done,
    }
    let edges: Vec<Vec<(FieldId, ModelId)>> =
        api.models().map(|(id, _)| direct_edges(api, id)).collect();
    let mut marks = vec![Mark::New; api.models.len()];
    let mut boxed = HashSet::new();
    for start in 0..api.models.len() {
        if marks[start] != Mark::New {
            continue;
        }
        marks[start] = Mark::UnderWay;
        let mut stack = vec![(start, 0)];
        while let Some((model, next)) = stack.last_mut() {
            let Some(&(field, target)) = edges[*model].get(*next) else {
                marks[*model] = Mark::Done;
                stack.pop();
                continue;
            };
            *next += 1;
            match marks[target.0] {
                Mark::New => {
                    marks[target.0] = Mark::UnderWay;
                    stack.push((target.0, 0));
                }
                Mark::UnderWay => drop(boxed.insert(field)),
                Mark::Done => {}
            }
        }
    }
    boxed
}

fn direct_edges(api: &Api, model: ModelId) -> Vec<(FieldId, ModelId)> {
    let fields = api.model(model).kind.fields().iter().enumerate();
    let edges = fields.filter_map(|(index, field)| match resolve(api, &field.ty) {
        TypeRef::Model(target) => Some((FieldId { model, index }, *target)),
        _ => None,
    });
    edges.collect()
}
