//! Sentences about operations and models that rustdoc and pages share.

use crate::ir::{ModelId, OperationId, Server};
use crate::markdown::code;
use crate::sdk::{Proof, Sdk};

/// The credentials of an operation if they differ from those of most, and its server if it differs from that
/// of the API.
pub(crate) fn settings_notes(sdk: &Sdk<'_>, id: OperationId) -> impl Iterator<Item = String> {
    let server = sdk.operation(id).node.server.as_ref();
    let server = server.map(|it: &Server| format!("Lives at {}.", code(&it.default_url())));
    security_note(sdk, id).into_iter().chain(server)
}

fn security_note(sdk: &Sdk<'_>, id: OperationId) -> Option<String> {
    let security = sdk.operation(id).security?;
    let all = security.iter().filter(|set| !set.is_empty()).map(|set| {
        let names: Vec<_> = set.iter().map(|name| proof(sdk, name)).collect();
        names.join(" with ")
    });
    let mut all: Vec<_> = all.collect();
    all.dedup();
    if all.is_empty() {
        return Some("Takes no credentials.".to_owned());
    }
    let is_optional = security.iter().any(Vec::is_empty);
    let otherwise = if is_optional { ", or nothing" } else { "" };
    Some(format!("Takes {}{otherwise}.", all.join(", or ")))
}

/// What a security scheme requires.
fn proof(sdk: &Sdk<'_>, scheme: &str) -> String {
    match sdk.settings.proof(scheme) {
        Proof::Credential(function) => format!("`security::{function}`"),
        Proof::Certificate => "a certificate of the client".to_owned(),
        Proof::Token => "the access token".to_owned(),
    }
}

/// From which models of responses a model is made, and which models of requests are made from it; `name` writes
/// one of them.
pub(crate) fn conversion_note(
    sdk: &Sdk<'_>,
    id: ModelId,
    name: &dyn Fn(ModelId) -> String,
) -> Option<String> {
    let mut sentences = Vec::new();
    let own = sdk.model(id).name;
    let made = sdk
        .model(id)
        .structure()
        .map(|it| it.conversions.as_slice());
    for (is_fallible, method, end) in [
        (false, "from", ""),
        (
            true,
            "try_from",
            ", which fails where a required property is missing",
        ),
    ] {
        let made = made.unwrap_or_default().iter();
        let made = made.filter(|it| it.is_fallible() == is_fallible);
        let read: Vec<_> = made.map(|it| name(it.from())).collect();
        if !read.is_empty() {
            let call = code(&format!("{own}::{method}(&response)"));
            let read = read.join(", ");
            sentences.push(format!(
                "To change what was read, make it from {read} with {call}{end}."
            ));
        }
    }
    let written: Vec<_> = sdk.conversions_of(id).map(|(to, _)| name(to)).collect();
    if !written.is_empty() {
        sentences.push(format!(
            "To change it, convert it into {}.",
            written.join(", ")
        ));
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}
