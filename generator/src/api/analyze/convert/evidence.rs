//! Evidence: which two models belong together because operations at one path read the one and write the other.

use std::collections::BTreeMap;

use super::structure;
use crate::analyze::output::Output;
use crate::ir::{Api, Method, ModelId, OperationId, TypeRef, resolve};

/// The pairs of the model that is written and the model that is read, with the first operations that do so.
pub(super) type Roots = BTreeMap<(ModelId, ModelId), (OperationId, OperationId)>;

/// The models that a `GET` gives back and a `PUT` or `PATCH` at the same path takes, where they differ.
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

/// The struct that a body is.
fn model(api: &Api, ty: &TypeRef) -> Option<ModelId> {
    match resolve(api, ty.non_null()) {
        TypeRef::Model(id) => structure(api, *id).map(|_| *id),
        _ => None,
    }
}

/// A path without the names of its parameters: some definitions give them others for each verb.
fn without_names(path: &str) -> String {
    let parts = path.split('{');
    let parts = parts.map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
    parts.collect::<Vec<_>>().join("{}")
}
