//! What a client is set up with: where the API lives, which credentials it takes, and what callers may
//! choose.

use super::login::{OAuth, oauth};
use crate::ir::{Api, Scheme, SchemeKind, Security, Server};
use crate::name::{ConstName, ServerNames, SettingNames, TypeName, ValueName};

/// The scheme of a definition that names none: its operations may still take a token.
const TOKEN: &str = "token";

/// What a client is set up with.
#[derive(Debug)]
pub struct Settings<'a> {
    /// The address of the API, unless the caller says otherwise.
    pub base_url: String,
    /// The security schemes that the client knows.
    pub schemes: Vec<Scheme>,
    /// What an operation takes that says nothing else.
    pub security: Security,
    /// How clients get tokens.
    pub oauth: OAuth,
    /// The credentials that there are beside the access token.
    pub credentials: Vec<Credential<'a>>,
    /// The servers that callers may choose from; none where there is but one address.
    pub servers: Vec<ChosenServer<'a>>,
}

/// A credential that is made by a function.
#[derive(Debug)]
pub struct Credential<'a> {
    /// The security scheme.
    pub scheme: &'a Scheme,
    /// The function.
    pub function: &'a ValueName,
    /// Its arguments: a user and a password, or one value.
    pub arguments: &'static [&'static str],
}

/// A server that callers may choose.
#[derive(Debug)]
pub struct ChosenServer<'a> {
    /// What the definition says of it.
    pub node: &'a Server,
    /// The item for it.
    pub item: ServerItem<'a>,
}

/// The item for a server.
#[derive(Debug, Clone, Copy)]
pub enum ServerItem<'a> {
    /// A constant, for an address without variables.
    Constant(&'a ConstName),
    /// A struct with a setter for each variable.
    Struct(&'a TypeName, &'a [ValueName]),
}

/// What a security scheme takes of a caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof<'a> {
    /// The access token of the client.
    Token,
    /// The credential that a function makes.
    Credential(&'a ValueName),
    /// The certificate of the client.
    Certificate,
}

impl Settings<'_> {
    /// What a security scheme takes, by the name that the definition gives it.
    pub fn proof(&self, name: &str) -> Proof<'_> {
        let mut credentials = self.credentials.iter();
        if let Some(found) = credentials.find(|it| it.scheme.name == name) {
            return Proof::Credential(found.function);
        }
        let mut schemes = self.schemes.iter();
        match schemes.find(|scheme| scheme.name == name) {
            Some(scheme) if scheme.kind == SchemeKind::Tls => Proof::Certificate,
            _ => Proof::Token,
        }
    }
}

pub(super) fn settings<'a>(api: &'a Api, names: &'a SettingNames) -> Settings<'a> {
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
    let named = api.schemes.iter().zip(&names.schemes);
    let credentials = named.filter_map(|(scheme, function)| {
        Some(Credential {
            scheme,
            function: function.as_ref()?,
            arguments: match scheme.kind {
                SchemeKind::Basic => &["user", "password"],
                SchemeKind::Bearer => &["token"],
                SchemeKind::Http(_) => &["value"],
                _ => &["key"],
            },
        })
    });
    let base_url = base_url(api);
    Settings {
        oauth: oauth(api, &base_url),
        base_url,
        schemes: match is_silent {
            true => vec![token()],
            false => api.schemes.clone(),
        },
        security: match is_silent {
            true => vec![vec![TOKEN.to_owned()]],
            false => api.security.clone(),
        },
        credentials: credentials.collect(),
        servers: servers(api, names),
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

fn servers<'a>(api: &'a Api, names: &'a SettingNames) -> Vec<ChosenServer<'a>> {
    let servers = api.servers.iter().zip(&names.servers);
    let whole = servers.filter(|(server, _)| server.is_absolute());
    let whole: Vec<_> = whole.map(|(node, names)| chosen(node, names)).collect();
    let has_variables = whole.iter().any(|it| !it.node.variables.is_empty());
    match whole.len() > 1 || has_variables {
        true => whole,
        false => Vec::new(),
    }
}

fn chosen<'a>(node: &'a Server, names: &'a ServerNames) -> ChosenServer<'a> {
    let item = match node.variables.is_empty() {
        true => ServerItem::Constant(&names.constant),
        false => ServerItem::Struct(&names.ty, &names.variables),
    };
    ChosenServer { node, item }
}
