//! Finds the pairs of models that operations at the same path read and write.

use std::collections::BTreeMap;

use super::structure;
use crate::analyze::output::Output;
use crate::ir::{Api, Method, ModelId, OperationId, TypeRef, resolve};

/// Pairs of a written model and a read model, with the first operations that use them.
pub(super) type Roots = BTreeMap<(ModelId, ModelId), (OperationId, OperationId)>;

/// The pairs of models that a `GET` returns and a `PUT` or `PATCH` at the same path takes, if they
/// differ.
pub(super) fn roots(api: &Api, outputs: &[Output]) -> Roots {
    let mut readers: BTreeMap<String, Vec<(OperationId, ModelId)>> = BTreeMap::new();
    for (id, operation) in api.operations() {
        if operation.method == Method::Get {
            let models = outputs[id.0].types().filter_map(|ty| model(api, ty));
            let known = readers.entry(without_names(&operation.path)).or_default();
            known.extend(models.map(|model| (id, model)));
        }
    }
    let mut roots = Roots::new();
    for (id, operation) in api.operations() {
        let body = operation.body.as_ref().and_then(|body| body.content.ty());
        let is_change = matches!(operation.method, Method::Put | Method::Patch);
        let Some(to) = body.filter(|_| is_change).and_then(|ty| model(api, ty)) else {
            continue;
        };
        let read = readers.get(&without_names(&operation.path));
        for (reader, from) in read.into_iter().flatten().filter(|(_, from)| *from != to) {
            roots.entry((to, *from)).or_insert((*reader, id));
        }
    }
    roots
}

/// The struct of a body.
fn model(api: &Api, ty: &TypeRef) -> Option<ModelId> {
    match resolve(api, ty.non_null()) {
        TypeRef::Model(id) => structure(api, *id).map(|_| *id),
        _ => None,
    }
}

/// A path without the names of its parameters, which some definitions vary by HTTP method.
fn without_names(path: &str) -> String {
    let parts = path.split('{');
    let parts = parts.map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
    parts.collect::<Vec<_>>().join("{}")
}
