//! Removes types that nothing refers to: of a property that a later part declares again, or of a parameter
//! that an operation overrides. They would occupy good names.

use crate::ir::{Api, Content, Model, ModelId, ModelKind, Origin, TypeRef};

/// Removes the inline types that no operation, topic, webhook or named schema reaches.
pub(super) fn drop_unused(api: &mut Api) {
    let is_used = used(api);
    let mut kept = 0;
    let new_ids: Vec<usize> = is_used
        .iter()
        .map(|is_used| {
            let id = kept;
            kept += usize::from(*is_used);
            id
        })
        .collect();
    let mut is_used = is_used.into_iter();
    api.models.retain(|_| is_used.next().unwrap_or(true));
    let mut renumber = |id: &mut ModelId| id.0 = new_ids[id.0];
    uses_outside(api, &mut renumber);
    for model in &mut api.models {
        uses_of(model, &mut renumber);
    }
}

/// Whether each model is kept. A kept model keeps the model of its origin.
fn used(api: &mut Api) -> Vec<bool> {
    let named = api.models().filter_map(|(id, model)| {
        let is_named = matches!(model.origin, Origin::Component(_));
        is_named.then_some(id)
    });
    let mut pending: Vec<ModelId> = named.collect();
    uses_outside(api, &mut |id| pending.push(*id));
    let mut used = vec![false; api.models.len()];
    while let Some(id) = pending.pop() {
        if !std::mem::replace(&mut used[id.0], true) {
            uses_of(&mut api.models[id.0], &mut |id| pending.push(*id));
        }
    }
    used
}

/// Visits the models that operations, topics and webhooks use.
fn uses_outside(api: &mut Api, visit: &mut impl FnMut(&mut ModelId)) {
    for operation in &mut api.operations {
        for parameter in &mut operation.parameters {
            uses_in(&mut parameter.ty, visit);
        }
        let body = operation.body.as_mut().map(|body| &mut body.content);
        let stream = operation.stream.as_mut().map(|stream| &mut stream.item);
        let answers = operation.responses.iter_mut().flat_map(|response| {
            let whole = response.body.as_mut().map(|body| &mut body.content);
            let stream = response.stream.as_mut().map(|stream| &mut stream.item);
            whole.into_iter().chain(stream)
        });
        for content in answers.chain(body).chain(stream) {
            match content {
                Content::Json(ty) | Content::JsonOrText(ty) => uses_in(ty, visit),
                Content::Text | Content::Bytes => {}
            }
        }
    }
    let payloads = api.webhooks.iter_mut();
    for content in payloads.filter_map(|webhook| webhook.payload.as_mut()) {
        if let Content::Json(ty) = content {
            uses_in(ty, visit);
        }
    }
    for topic in &mut api.topics {
        uses_in(&mut topic.ty, visit);
    }
}

/// Visits the models that a model uses, and the model of its origin.
fn uses_of(model: &mut Model, visit: &mut impl FnMut(&mut ModelId)) {
    if let Origin::Nested(parent, _) = &mut model.origin {
        visit(parent);
    }
    match &mut model.kind {
        ModelKind::Struct(object) => {
            let fields = object.fields.iter_mut().map(|field| &mut field.ty);
            for ty in fields.chain(&mut object.rest) {
                uses_in(ty, visit);
            }
        }
        ModelKind::Union(union) => {
            for variant in &mut union.variants {
                uses_in(&mut variant.ty, visit);
            }
        }
        ModelKind::Alias(target) => uses_in(target, visit),
        ModelKind::Enum(_) | ModelKind::IntegerEnum(_) => {}
    }
}

fn uses_in(ty: &mut TypeRef, visit: &mut impl FnMut(&mut ModelId)) {
    match ty {
        TypeRef::Model(id) => visit(id),
        TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
            uses_in(inner, visit);
        }
        TypeRef::Scalar(_) | TypeRef::Own(_) | TypeRef::Json(_) => {}
    }
}
