//! Reads security schemes and the security requirements of operations.

use std::collections::HashSet;

use indexmap::{IndexMap, IndexSet};
use openapiv3::{APIKeyLocation, OAuth2Flows, ReferenceOr, SecurityRequirement, SecurityScheme};

use super::Lowering;
use super::vendor;
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

    /// The security requirements of an operation, if it declares them.
    pub(super) fn security(operation: &openapiv3::Operation) -> Option<Security> {
        operation.security.as_ref().map(|sets| sets_of(sets))
    }

    /// Makes the most frequent security requirements the default, and removes them from operations.
    /// If no operation declares any, all schemes are sent, because some definitions omit the
    /// requirements.
    pub(super) fn default_security(&mut self, schemes: &[Scheme]) -> Security {
        let declared = self.document.security.as_ref();
        let declared = declared.map(|sets| sets_of(sets));
        self.report_unknown(schemes, declared.as_ref());
        let mut counts: IndexMap<&Security, usize> = IndexMap::new();
        let takes_something = |security: &&Security| !security.iter().all(Vec::is_empty);
        // The requirements of the root may be long, so they are compared once.
        let mut silent = 0;
        for operation in &self.operations {
            match &operation.security {
                Some(security) if takes_something(&security) => {
                    *counts.entry(security).or_default() += 1;
                }
                Some(_) => {}
                None => {
                    let first = declared.as_ref().filter(|_| silent == 0);
                    if let Some(security) = first.filter(takes_something) {
                        counts.entry(security).or_default();
                    }
                    silent += 1;
                }
            }
        }
        if let Some(count) = declared
            .as_ref()
            .and_then(|security| counts.get_mut(security))
        {
            *count += silent;
        }
        // The first one of the most frequent.
        let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
        let most = most.map(|(security, _)| security.clone());
        let is_default = |stated: &Security| most.as_ref().is_none_or(|most| stated == most);
        let other = declared.filter(|declared| !is_default(declared));
        for operation in &mut self.operations {
            match &operation.security {
                Some(stated) if is_default(stated) => operation.security = None,
                Some(_) => {}
                None => operation.security.clone_from(&other),
            }
        }
        let alone = |scheme: &Scheme| vec![scheme.name.clone()];
        most.unwrap_or_else(|| schemes.iter().map(alone).collect())
    }

    fn report_unknown(&mut self, schemes: &[Scheme], declared: Option<&Security>) {
        let mut known: HashSet<String> = schemes.iter().map(|scheme| scheme.name.clone()).collect();
        let all = self.document.components.iter();
        known.extend(all.flat_map(|components| components.security_schemes.keys().cloned()));
        let mut unknown = Vec::new();
        // The requirements of the root are compared once.
        let mut declared = declared;
        for operation in &self.operations {
            let stated = operation.security.as_ref().or_else(|| declared.take());
            for name in stated.into_iter().flatten().flatten() {
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
                "calls send the access token; declare the scheme in `components/securitySchemes`",
            );
        }
    }
}

/// Reads security requirements, if there are any.
pub(super) fn requirements(
    declared: Option<&Vec<SecurityRequirement>>,
) -> Option<Vec<Vec<Requirement>>> {
    let set = |set: &SecurityRequirement| {
        let schemes = set.iter().map(|(scheme, scopes)| Requirement {
            scheme: scheme.clone(),
            scopes: scopes.clone(),
        });
        schemes.collect()
    };
    declared.map(|sets| sets.iter().map(set).collect())
}

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
    let sets = sets.iter().map(|set| set.keys().cloned().collect());
    let sets: IndexSet<Vec<String>> = sets.collect();
    sets.into_iter().collect()
}

fn http_kind(scheme: &str) -> SchemeKind {
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" => SchemeKind::Bearer,
        "basic" => SchemeKind::Basic,
        _ => SchemeKind::Http(scheme.to_owned()),
    }
}
