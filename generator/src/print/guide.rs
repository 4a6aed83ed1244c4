//! The guide: selects the calls shown in the README of the emitted crate, which is also the front page of its
//! documentation. The prose is in the template.

use crate::ir::{Grant, OperationId, SchemeKind};
use crate::sdk::{
    Argument, ChosenServer, Conversion, Credential, Model, ParameterSource, Proof, Sdk, ServerItem,
    SimpleCalls, Type,
};
use crate::templates::{
    CallFacts, ConversionFacts, CredentialFacts, LoginFacts, ProofFacts, StreamFacts,
};

/// A credential other than the access token: one that most operations accept, else the
/// first one.
pub(crate) fn credential(sdk: &Sdk<'_>) -> Option<CredentialFacts> {
    let settings = &sdk.settings;
    let is_usual = |it: &&Credential<'_>| {
        let mut names = settings.security.iter().flatten();
        names.any(|name| *name == it.scheme.name)
    };
    let usual = settings.credentials.iter().find(is_usual);
    usual.or(settings.credentials.first()).map(facts)
}

fn facts(credential: &Credential<'_>) -> CredentialFacts {
    let function = credential.function.to_string();
    CredentialFacts {
        arguments: match credential.arguments {
            [_] => vec!["key"],
            several => several.to_vec(),
        },
        variables: match credential.arguments {
            [_] => vec![function.trim_end_matches('_').to_uppercase()],
            // `USER` is set by the system.
            several => several
                .iter()
                .map(|it| format!("API_{}", it.to_uppercase()))
                .collect(),
        },
        function,
    }
}

/// The credentials of the client in the first example: those that most operations accept, by the first of
/// their alternatives that the example supports.
pub(crate) fn proof(sdk: &Sdk<'_>) -> ProofFacts {
    let settings = &sdk.settings;
    let sets = settings.security.iter().filter(|set| !set.is_empty());
    let mut proofs = sets.map(|set| proof_of(sdk, set));
    proofs.next().unwrap_or_default()
}

fn proof_of(sdk: &Sdk<'_>, set: &[String]) -> ProofFacts {
    let settings = &sdk.settings;
    let mut proof = ProofFacts::default();
    for name in set {
        match settings.proof(name) {
            Proof::Token if settings.oauth.grants.contains(&Grant::ClientCredentials) => {
                proof.is_client = true;
            }
            Proof::Token => proof.is_token = true,
            Proof::Credential(_) => {
                let mut all = settings.credentials.iter();
                proof
                    .credentials
                    .extend(all.find(|it| it.scheme.name == *name).map(facts));
            }
            Proof::Certificate => {}
        }
    }
    proof
}

/// How users and programs log in.
pub(crate) fn login(sdk: &Sdk<'_>) -> LoginFacts {
    let oauth = &sdk.settings.oauth;
    let grants = oauth.grants.iter();
    let is_plain = |text: &&String| {
        text.chars()
            .all(|c| c.is_ascii_graphic() && !"\"\\".contains(c))
    };
    LoginFacts {
        grants: grants.map(|grant| grant.as_str()).collect(),
        page: oauth.authorization.clone().filter(|page| is_plain(&page)),
        scopes: oauth
            .scopes
            .iter()
            .filter(is_plain)
            .take(2)
            .cloned()
            .collect(),
        is_known: oauth.token.is_some(),
    }
}

/// Whether operations accept an access token. An undeclared scheme counts as one.
pub(crate) fn takes_tokens(sdk: &Sdk<'_>) -> bool {
    let mut schemes = sdk.settings.schemes.iter();
    schemes.any(|scheme| scheme.kind == SchemeKind::Bearer)
}

/// The first server that callers can choose, preferably with variables.
pub(crate) fn server(sdk: &Sdk<'_>) -> Option<String> {
    let servers = sdk.settings.servers.iter();
    let server = servers.max_by_key(|server| !server.node.variables.is_empty())?;
    Some(server_expression(server))
}

fn server_expression(server: &ChosenServer<'_>) -> String {
    let (name, setters) = match server.item {
        ServerItem::Constant(name) => return format!("servers::{name}"),
        ServerItem::Struct(name, setters) => (name, setters),
    };
    let (Some(variable), Some(setter)) = (server.node.variables.first(), setters.first()) else {
        return format!("servers::{name}::default()");
    };
    // A value that could end the string literal is not used.
    let is_plain = |value: &&String| value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let value = variable
        .values
        .iter()
        .chain([&variable.default])
        .rfind(is_plain);
    let value = value.map_or("value", String::as_str);
    format!("servers::{name}::default().{setter}(\"{value}\")")
}

/// The first operation with a streamed response.
pub(crate) fn stream(sdk: &Sdk<'_>) -> Option<StreamFacts> {
    let mut operations = sdk.operations();
    let operation = operations.find(|operation| operation.stream.is_some())?;
    let tag = sdk.tag(*operation.node.services.first()?);
    Some(StreamFacts {
        accessor: tag.accessor.to_string(),
        method: operation.name.to_string(),
        has_whole: !operation.gives_stream_alone(),
    })
}

/// The resource with the most properties that is read, changed and written back by two calls which take at most
/// an id.
pub(crate) fn conversion(sdk: &Sdk<'_>) -> Option<ConversionFacts> {
    let structs = sdk
        .models()
        .filter_map(|model| Some((model, model.structure()?)));
    let all = structs.flat_map(|(model, object)| {
        let conversions = object.conversions.iter();
        conversions.map(move |conversion| (model, conversion))
    });
    let shown = all.filter_map(|(model, conversion)| {
        let facts = conversion_facts(sdk, model, conversion)?;
        Some((conversion.node.fields.len(), facts))
    });
    let shown =
        shown.max_by_key(|(fields, facts)| (*fields, std::cmp::Reverse(facts.model.clone())));
    shown.map(|(_, facts)| facts)
}

fn conversion_facts(
    sdk: &Sdk<'_>,
    model: &Model<'_>,
    conversion: &Conversion<'_>,
) -> Option<ConversionFacts> {
    let (read, write) = conversion.operations()?;
    let (read, write) = (sdk.operation(read), sdk.operation(write));
    let mut tags = read.node.services.iter();
    let tag = tags.find(|tag| write.node.services.contains(tag))?;
    let tag = sdk.tag(*tag);
    let ids: Vec<_> = read.arguments().collect();
    let taken: Vec<_> = write.arguments().collect();
    let (body, others) = taken.split_last()?;
    let mut all = ids.iter().chain(others);
    let is_simple = all.all(|it| matches!(it.argument, Argument::Str)) && ids.len() <= 1;
    let is_alike = ids.len() == others.len() && matches!(body.source, ParameterSource::Body(_));
    let is_whole = read.output.ty == Type::Model(conversion.from());
    (is_simple && is_alike && is_whole).then(|| ConversionFacts {
        accessor: tag.accessor.to_string(),
        feature: tag.feature.to_string(),
        read: read.name.to_string(),
        write: write.name.to_string(),
        has_id: !ids.is_empty(),
        model: model.name.to_string(),
        is_fallible: conversion.is_fallible(),
    })
}

/// A call that works without an argument, and one that paginates.
pub(crate) fn sample_calls(sdk: &Sdk<'_>) -> (Option<CallFacts>, Option<CallFacts>) {
    (
        sample(sdk, |calls| calls.whole),
        sample(sdk, |calls| calls.paged),
    )
}

/// A call of the wanted kind, of the tag with the most operations.
fn sample(sdk: &Sdk<'_>, wanted: impl Fn(SimpleCalls) -> Option<OperationId>) -> Option<CallFacts> {
    let mut tags: Vec<_> = sdk.tags().map(|(_, tag)| tag).collect();
    tags.sort_by_key(|tag| std::cmp::Reverse(tag.node.operations.len()));
    tags.into_iter().find_map(|tag| {
        let operation = wanted(tag.simple)?;
        Some(CallFacts {
            accessor: tag.accessor.to_string(),
            feature: tag.feature.to_string(),
            method: sdk.operation(operation).name.to_string(),
        })
    })
}
