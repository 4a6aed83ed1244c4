//! What a client is set up with: where the API lives, what it takes for proof, and what callers may choose.

use crate::ir::{Api, Scheme, SchemeKind, Security};
use crate::name::SettingNames;

/// The scheme of a definition that names none: its operations may still take a token.
const TOKEN: &str = "token";

/// What a client is set up with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address of the API, unless the caller says otherwise.
    pub base_url: String,
    /// The security schemes that the client knows.
    pub schemes: Vec<Scheme>,
    /// What an operation takes that says nothing else.
    pub security: Security,
    /// The schemes of the definition that have a function which makes their credential, by number.
    pub credentials: Vec<usize>,
    /// The servers that callers may choose from, by number; none where there is but one address.
    pub servers: Vec<usize>,
}

pub(super) fn settings(api: &Api, names: &SettingNames) -> Settings {
    let is_silent = api.schemes.is_empty();
    let token = || Scheme {
        name: TOKEN.to_owned(),
        kind: SchemeKind::Bearer,
        flows: Vec::new(),
        discovery_url: None,
        bearer_format: None,
        description: None,
        pointer: String::new(),
    };
    let named = names.schemes.iter().enumerate();
    let named = named.filter(|(_, name)| name.is_some());
    Settings {
        base_url: base_url(api),
        schemes: match is_silent {
            true => vec![token()],
            false => api.schemes.clone(),
        },
        security: match is_silent {
            true => vec![vec![TOKEN.to_owned()]],
            false => api.security.clone(),
        },
        credentials: named.map(|(number, _)| number).collect(),
        servers: servers(api),
    }
}

/// Where the API lives. Of an address without a host, the host is that of a service on the same
/// machine: anything else would send credentials to a place that nobody has named.
fn base_url(api: &Api) -> String {
    let url = api.base_url.as_deref().unwrap_or_default();
    match url.is_empty() || url.starts_with('/') {
        true => format!("http://localhost{url}"),
        false => url.to_owned(),
    }
}

fn servers(api: &Api) -> Vec<usize> {
    let servers = api.servers.iter().enumerate();
    let whole: Vec<_> = servers.filter(|(_, server)| server.is_absolute()).collect();
    let has_variables = whole.iter().any(|(_, it)| !it.variables.is_empty());
    if whole.len() > 1 || has_variables {
        whole.into_iter().map(|(index, _)| index).collect()
    } else {
        Vec::new()
    }
}
