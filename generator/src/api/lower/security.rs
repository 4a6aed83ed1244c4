//! Security schemes, and what each operation takes.

use std::collections::HashSet;

use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, OAuth2Flows, ReferenceOr, SecurityRequirement, SecurityScheme};

use super::{Lowering, vendor};
use crate::ir::{Flow, Requirement, Scheme, SchemeKind, Security};
use crate::pointer::escape;

impl Lowering<'_> {
    /// The schemes of the definition, in document order.
    pub(super) fn schemes(&mut self) -> Vec<Scheme> {
        let document = self.document;
        let all = document.components.iter();
        let mut schemes = Vec::new();
        for (name, node) in all.flat_map(|components| &components.security_schemes) {
            let pointer = format!("#/components/securitySchemes/{}", escape(name));
            let ReferenceOr::Item(scheme) = node else {
                self.dangling(name, "security scheme", &pointer);
                continue;
            };
            schemes.push(described(name.clone(), pointer, scheme));
        }
        schemes
    }

    /// What an operation takes, if the definition says so.
    pub(super) fn security(&self, operation: &openapiv3::Operation) -> Option<Security> {
        let stated = operation.security.as_ref();
        stated
            .or(self.document.security.as_ref())
            .map(|sets| sets_of(sets))
    }

    /// What an operation requires, by itself or as all operations do.
    pub(super) fn requirements(&self, operation: &openapiv3::Operation) -> Vec<Vec<Requirement>> {
        let own = operation.security.as_ref();
        let sets = own.or(self.document.security.as_ref()).into_iter();
        let set = |set: &SecurityRequirement| {
            let schemes = set.iter().map(|(scheme, scopes)| Requirement {
                scheme: scheme.clone(),
                scopes: scopes.clone(),
            });
            schemes.collect()
        };
        sets.flatten().map(set).collect()
    }

    /// Takes what most operations take out of the operations, as the default of the definition. Where
    /// none takes anything, what the client has is sent all the same: definitions forget to say it.
    pub(super) fn default_security(&mut self, schemes: &[Scheme]) -> Security {
        self.report_unknown(schemes);
        let mut counts: IndexMap<&Security, usize> = IndexMap::new();
        let stated = self
            .operations
            .iter()
            .filter_map(|operation| operation.security.as_ref());
        for security in stated.filter(|security| !security.iter().all(Vec::is_empty)) {
            *counts.entry(security).or_default() += 1;
        }
        // The first one of those that are stated equally often.
        let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
        let most = most.map(|(security, _)| security.clone());
        for operation in &mut self.operations {
            let is_default =
                |stated: &mut Security| most.as_ref().is_none_or(|most| stated == most);
            operation.security.take_if(is_default);
        }
        let alone = |scheme: &Scheme| vec![scheme.name.clone()];
        most.unwrap_or_else(|| schemes.iter().map(alone).collect())
    }

    fn report_unknown(&mut self, schemes: &[Scheme]) {
        let mut known: HashSet<String> = schemes.iter().map(|scheme| scheme.name.clone()).collect();
        let all = self.document.components.iter();
        known.extend(all.flat_map(|components| components.security_schemes.keys().cloned()));
        let mut unknown = Vec::new();
        for operation in &self.operations {
            for name in operation.security.iter().flatten().flatten() {
                if known.insert(name.clone()) {
                    unknown.push((operation.pointer.clone(), name.clone()));
                }
            }
        }
        for (pointer, name) in unknown {
            self.warn(
                "security-scheme-undeclared",
                &pointer,
                format!("the definition declares no security scheme `{name}`"),
                "calls send the access token of the client for it; declare the scheme below \
                 `components/securitySchemes`",
            );
        }
    }
}

/// A scheme: what is sent for it, and what the definition says of it.
fn described(name: String, pointer: String, scheme: &SecurityScheme) -> Scheme {
    let (kind, description) = match scheme {
        SecurityScheme::APIKey {
            location,
            name,
            description,
            ..
        } => (key_kind(location, name.clone()), description),
        SecurityScheme::HTTP {
            scheme,
            description,
            extensions,
            ..
        } => match vendor::is_certificate(extensions) {
            true => (SchemeKind::Tls, description),
            false => (http_kind(scheme), description),
        },
        SecurityScheme::OAuth2 { description, .. }
        | SecurityScheme::OpenIDConnect { description, .. } => (SchemeKind::Bearer, description),
    };
    let (mut discovery_url, mut bearer_format) = (None, None);
    match scheme {
        SecurityScheme::OpenIDConnect {
            open_id_connect_url,
            ..
        } => discovery_url = Some(open_id_connect_url.clone()),
        SecurityScheme::HTTP {
            bearer_format: format,
            ..
        } => bearer_format.clone_from(format),
        SecurityScheme::APIKey { .. } | SecurityScheme::OAuth2 { .. } => {}
    }
    Scheme {
        pointer,
        name,
        kind,
        flows: match scheme {
            SecurityScheme::OAuth2 { flows, .. } => flows_of(flows),
            _ => Vec::new(),
        },
        discovery_url,
        bearer_format,
        description: description.clone(),
    }
}

fn key_kind(location: &APIKeyLocation, name: String) -> SchemeKind {
    match location {
        APIKeyLocation::Header => SchemeKind::Header(name),
        APIKeyLocation::Query => SchemeKind::Query(name),
        APIKeyLocation::Cookie => SchemeKind::Cookie(name),
    }
}

fn flows_of(flows: &OAuth2Flows) -> Vec<Flow> {
    let implicit = flows.implicit.as_ref().map(|it| Flow {
        kind: "implicit",
        authorization_url: Some(it.authorization_url.clone()),
        token_url: None,
        refresh_url: it.refresh_url.clone(),
        scopes: it.scopes.clone(),
    });
    let password = flows.password.as_ref().map(|it| Flow {
        kind: "password",
        authorization_url: None,
        token_url: Some(it.token_url.clone()),
        refresh_url: it.refresh_url.clone(),
        scopes: it.scopes.clone(),
    });
    let credentials = flows.client_credentials.as_ref().map(|it| Flow {
        kind: "clientCredentials",
        authorization_url: None,
        token_url: Some(it.token_url.clone()),
        refresh_url: it.refresh_url.clone(),
        scopes: it.scopes.clone(),
    });
    let code = flows.authorization_code.as_ref().map(|it| Flow {
        kind: "authorizationCode",
        authorization_url: Some(it.authorization_url.clone()),
        token_url: Some(it.token_url.clone()),
        refresh_url: it.refresh_url.clone(),
        scopes: it.scopes.clone(),
    });
    let flows = [implicit, password, credentials, code];
    flows.into_iter().flatten().collect()
}

fn sets_of(sets: &[SecurityRequirement]) -> Security {
    let mut security = Security::new();
    for set in sets {
        let set: Vec<String> = set.keys().cloned().collect();
        if !security.contains(&set) {
            security.push(set);
        }
    }
    security
}

fn http_kind(scheme: &str) -> SchemeKind {
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" => SchemeKind::Bearer,
        "basic" => SchemeKind::Basic,
        _ => SchemeKind::Http(scheme.to_owned()),
    }
}
