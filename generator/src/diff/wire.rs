//! Compares facts of a request or response that no signature shows.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::comparison::Comparison;
use super::facts::{self, ComparedSchema};
use super::inputs::{Wire, title};
use super::text::{Subject, code, documentation};
use super::{Change, Impact, Side};
use crate::ir::{
    Content, ModelKind, Operation, OperationId, Parameter, RequestBody, Server, Style, TypeRef,
    is_compound, resolve,
};
use crate::sdk::ResponseValue;

pub(super) fn diff(comparison: &mut Comparison<'_, OperationId>) {
    let (old, new) = (
        comparison.old.api.operation(comparison.before),
        comparison.new.api.operation(comparison.after),
    );
    let subject = comparison.subject.clone();
    let mut found = Vec::new();
    let mut differing = Vec::new();
    found.extend(moved(&subject, old, new));
    found.extend(flags(&subject, old, new));
    found.extend(facts::permissions(
        &subject,
        &old.permissions,
        &new.permissions,
    ));
    found.extend(facts::security(
        &subject,
        comparison.old.api.requirements(old),
        comparison.new.api.requirements(new),
    ));
    found.extend(server(&subject, old, new));
    found.extend(parameters(comparison, old, new, &mut differing));
    if let (Some(before), Some(after)) = (&old.body, &new.body) {
        found.extend(body(comparison, before, after, &mut differing));
    }
    if let (Some(before), Some(after)) = (&old.form, &new.form) {
        found.extend(sent_as(&subject, &before.media_type, &after.media_type));
    }
    found.extend(redirect(comparison));
    found.extend(responses(&subject, old, new, &mut differing));
    found.extend(paging(comparison));
    if old.docs.summary != new.docs.summary {
        differing.insert(0, "the summary".to_owned());
    }
    if old.docs.description != new.docs.description {
        differing.insert(0, "the description".to_owned());
    }
    found.extend(documentation(&subject, &differing));
    comparison.found.extend(found);
}

fn moved(subject: &Subject, old: &Operation, new: &Operation) -> Option<Change> {
    (old.label() != new.label()).then(|| {
        let (was, is) = (old.label(), new.label());
        let message = format!("it was {} before; calls stay the same", code(&was));
        let change = subject.change(Impact::Minor, "operation-moved", message);
        change.values(Some(was), Some(is))
    })
}

fn flags(subject: &Subject, old: &Operation, new: &Operation) -> Vec<Change> {
    let flags = [
        (
            "deprecation-changed",
            old.deprecated,
            new.deprecated,
            ["it is deprecated", "it is no longer deprecated"],
        ),
        (
            "preview-changed",
            old.preview,
            new.preview,
            [
                "it is a preview and may change",
                "it is no longer a preview",
            ],
        ),
    ];
    let changed = flags.into_iter().filter(|(_, was, is, _)| was != is);
    let changed = changed.map(|(code, _, is, [on, off])| {
        subject.change(Impact::Minor, code, if is { on } else { off })
    });
    changed.collect()
}

fn server(subject: &Subject, old: &Operation, new: &Operation) -> Option<Change> {
    let url = |operation: &Operation| operation.server.as_ref().map(Server::default_url);
    let (was, is) = (url(old), url(new));
    (was != is).then(|| {
        let message = "the default server of the operation changed";
        let change = subject.change(Impact::Major, "server-changed", message);
        change.values(was.as_deref(), is.as_deref())
    })
}

fn parameters(
    comparison: &Comparison<'_, OperationId>,
    old: &Operation,
    new: &Operation,
    differing: &mut Vec<String>,
) -> Vec<Change> {
    let mut found = Vec::new();
    for after in &new.parameters {
        let key = Wire::of_parameter(new, after);
        let mut before = old.parameters.iter();
        let is_same = |before: &&Parameter| Wire::of_parameter(old, before) == key;
        let Some(before) = before.find(is_same) else {
            continue;
        };
        let title = title(&key, &after.name);
        found.extend(parameter(comparison, before, after, &title));
        if before.description != after.description {
            differing.push(title);
        }
    }
    found
}

fn parameter(
    comparison: &Comparison<'_, OperationId>,
    old: &Parameter,
    new: &Parameter,
    title: &str,
) -> Vec<Change> {
    let (old_side, new_side) = (comparison.old, comparison.new);
    let subject = comparison.subject.inner(
        comparison.subject.name.clone(),
        Some((old_side, &old.pointer)),
        Some((new_side, &new.pointer)),
    );
    let mut found = Vec::new();
    if old.style != new.style && style(old_side, old) != style(new_side, new) {
        let message = format!("the parts of {title} are serialized differently");
        let change = subject.change(Impact::Minor, "style-changed", message);
        found.push(change.values(Some(style_text(old)), Some(style_text(new))));
    }
    if old.encoding != new.encoding {
        let message = format!("{title} is serialized differently");
        let change = subject.change(Impact::Minor, "encoding-changed", message);
        found.push(change.values(
            Some(format!("{:?}", old.encoding)),
            Some(format!("{:?}", new.encoding)),
        ));
    }
    if old.deprecated != new.deprecated {
        let text = if new.deprecated { "is" } else { "is no longer" };
        let message = format!("{title} {text} deprecated");
        found.push(subject.change(Impact::Minor, "deprecation-changed", message));
    }
    found.extend(facts::default(
        &subject,
        old.constraints.default_value(),
        new.constraints.default_value(),
    ));
    let schema = ComparedSchema {
        subject: &subject,
        is_sent: true,
        is_retyped: old.ty != new.ty,
        is_model: old.ty.model().and(new.ty.model()).is_some(),
    };
    found.extend(facts::constraints(
        &schema,
        &old.constraints,
        &new.constraints,
    ));
    for change in &mut found {
        if !change.message.contains(title) {
            change.message = format!("{title}: {}", change.message);
        }
    }
    found
}

/// The style of a parameter; the outer `None` is for a single value, which most styles serialize alike.
fn style(side: &Side<'_>, parameter: &Parameter) -> Option<Option<Style>> {
    let has_parts = match resolve(side.api, &parameter.ty) {
        TypeRef::Scalar(_) => false,
        TypeRef::Own(own) => own.wire.is_none(),
        TypeRef::Model(id) => {
            let kind = &side.api.model(*id).kind;
            matches!(kind, ModelKind::Struct(_) | ModelKind::Union(_))
        }
        TypeRef::Nullable(inner) => is_compound(side.api, inner),
        TypeRef::List(_) | TypeRef::Map(_) | TypeRef::Json(_) => true,
    };
    let has_prefix = parameter.style.is_some_and(Style::has_prefix);
    (has_parts || has_prefix).then_some(parameter.style)
}

fn style_text(parameter: &Parameter) -> String {
    match parameter.style {
        Some(style) => style.to_string(),
        None => "JSON".to_owned(),
    }
}

fn sent_as(subject: &Subject, old: &str, new: &str) -> Option<Change> {
    (old != new).then(|| {
        let message = format!("the body is sent as {} instead of {}", code(new), code(old));
        let change = subject.change(Impact::Minor, "content-type-changed", message);
        change.values(Some(old), Some(new))
    })
}

/// Reports a change between a string body and the URL of a redirect, which have the same Rust type.
fn redirect(comparison: &Comparison<'_, OperationId>) -> Option<Change> {
    const TEXT: &str = "the plain text";
    const ADDRESS: &str = "the URL of the redirect";
    let old = comparison.old.sdk.operation(comparison.before);
    let new = comparison.new.sdk.operation(comparison.after);
    let (was, is) = match (old.output.value, new.output.value) {
        (ResponseValue::Body(Content::Text), ResponseValue::Redirect) => (TEXT, ADDRESS),
        (ResponseValue::Redirect, ResponseValue::Body(Content::Text)) => (ADDRESS, TEXT),
        _ => return None,
    };
    let change = comparison
        .subject
        .change(
            Impact::Major,
            "response-type-changed",
            format!("it returns {is} instead of {was}"),
        )
        .remedy(format!("take the text as {is}"))
        .values(Some(was), Some(is));
    Some(change)
}

fn body(
    comparison: &Comparison<'_, OperationId>,
    old: &RequestBody,
    new: &RequestBody,
    differing: &mut Vec<String>,
) -> Vec<Change> {
    let subject = comparison.subject.inner(
        comparison.subject.name.clone(),
        Some((comparison.old, &old.pointer)),
        Some((comparison.new, &new.pointer)),
    );
    let mut found = Vec::new();
    found.extend(sent_as(&subject, &old.media_type, &new.media_type));
    let schema = ComparedSchema {
        subject: &subject,
        is_sent: true,
        is_retyped: old.content != new.content,
        is_model: [old, new]
            .iter()
            .all(|body| body.content.ty().is_some_and(|ty| ty.model().is_some())),
    };
    found.extend(facts::constraints(
        &schema,
        &old.constraints,
        &new.constraints,
    ));
    if old.description != new.description {
        differing.push("the body".to_owned());
    }
    found
}

fn responses(
    subject: &Subject,
    old: &Operation,
    new: &Operation,
    differing: &mut Vec<String>,
) -> Vec<Change> {
    let mut found = Vec::new();
    let statuses = |operation: &Operation| -> BTreeSet<String> {
        let responses = operation.responses.iter();
        responses
            .map(|response| response.status.to_string())
            .collect()
    };
    found.extend(listed(subject, "response", &statuses(old), &statuses(new)));
    let accept = |operation: &Operation| -> BTreeSet<String> {
        let successes = operation
            .responses
            .iter()
            .filter(|response| response.status.is_success());
        let bodies = successes.filter_map(|response| response.body.as_ref());
        let media_types = bodies.flat_map(|body| body.media_types.iter().cloned());
        media_types.collect()
    };
    found.extend(listed(subject, "content-type", &accept(old), &accept(new)));
    let codes = |operation: &Operation| -> BTreeSet<String> {
        let responses = operation.responses.iter();
        let codes = responses.flat_map(|response| {
            let codes = response.error_codes.keys();
            codes.map(|code| format!("{} {code}", response.status))
        });
        codes.collect()
    };
    found.extend(listed(subject, "error-code", &codes(old), &codes(new)));
    for response in &new.responses {
        let mut before = old.responses.iter();
        let before = before.find(|before| before.status == response.status);
        let differs = before.is_some_and(|before| {
            let texts = response.error_codes.iter();
            let mut texts = texts.filter(|(code, _)| before.error_codes.contains_key(*code));
            before.description != response.description
                || texts.any(|(code, text)| before.error_codes.get(code) != Some(text))
        });
        if differs {
            differing.push(format!("the response {}", response.status));
        }
    }
    found
}

fn listed(
    subject: &Subject,
    kind: &str,
    old: &BTreeSet<String>,
    new: &BTreeSet<String>,
) -> Vec<Change> {
    let (code, title) = match kind {
        "response" => (["response-removed", "response-added"], "responses"),
        "error-code" => (["error-code-removed", "error-code-added"], "error codes"),
        _ => (
            ["content-type-removed", "content-type-added"],
            "content types of the response",
        ),
    };
    let names = |more: &BTreeSet<String>, less: &BTreeSet<String>| -> Vec<String> {
        more.difference(less).cloned().collect()
    };
    let (gone, more) = (names(old, new), names(new, old));
    let mut found = Vec::new();
    if !gone.is_empty() {
        let message = format!("{title} removed: {}", super::text::list(&gone));
        let change = subject.change(Impact::Minor, code[0], message);
        found.push(change.values(Some(gone.join(", ")), None::<String>));
    }
    if !more.is_empty() {
        let message = format!("{title} added: {}", super::text::list(&more));
        let change = subject.change(Impact::Minor, code[1], message);
        found.push(change.values(None::<String>, Some(more.join(", "))));
    }
    found
}

fn paging(comparison: &Comparison<'_, OperationId>) -> Option<Change> {
    let paging = |side: &Side<'_>, id: OperationId| {
        let paging = side.sdk.operation(id).paging.as_ref()?;
        Some((
            format!("{:?}, {:?}", paging.style, paging.end),
            paging.style.to_string(),
            paging.property.clone().map(Cow::into_owned),
        ))
    };
    let was = paging(comparison.old, comparison.before)?;
    let is = paging(comparison.new, comparison.after)?;
    (was != is).then(|| {
        let items = match &is.2 {
            Some(property) => code(property),
            None => "of the response".to_owned(),
        };
        let message = format!("it paginates by {} with the items {items}", is.1);
        let change = comparison
            .subject
            .change(Impact::Minor, "paging-changed", message);
        change.values(Some(was.0), Some(is.0))
    })
}
