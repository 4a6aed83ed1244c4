//! Sentences about operations that rustdoc and pages share.

use crate::ir::{OperationId, Server};
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
