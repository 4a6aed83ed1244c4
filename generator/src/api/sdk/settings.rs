//! The settings of a client: base URL, servers, and credentials.

use super::login::{OAuth, oauth};
use crate::ir::{Api, Scheme, SchemeKind, Security, Server, VendorNames};
use crate::name::{ConstName, ServerNames, SettingNames, TypeName, ValueName};

/// The name of the scheme for definitions without security schemes: their operations may still require an
/// access token.
const TOKEN: &str = "token";

/// The header that most services send the id of a response in.
const REQUEST_ID: &str = "x-request-id";

/// The settings of a client.
#[derive(Debug)]
pub struct Settings<'a> {
    /// The default base URL.
    pub base_url: String,
    /// The security schemes.
    pub schemes: Vec<Scheme>,
    /// The security requirements of operations that declare none of their own.
    pub security: Security,
    /// How clients get tokens.
    pub oauth: OAuth,
    /// The credentials that there are beside the access token.
    pub credentials: Vec<Credential<'a>>,
    /// The servers to choose from; empty if there is only one, without variables.
    pub servers: Vec<ChosenServer<'a>>,
    /// The names of what clients read and send.
    pub names: ClientNames<'a>,
}

/// The names of what clients read and send: the vendor's own, or usual ones.
#[derive(Debug)]
pub struct ClientNames<'a> {
    /// The vendor's prefix of environment variables, if it has one.
    pub own_environment: Option<&'a str>,
    /// The path of the vendor's configuration file below the home directory, if it has one.
    pub own_configuration: Option<&'a str>,
    /// The header that the version of the crate is sent in as well.
    pub version_header: Option<&'a str>,
    /// The prefix of headers about the rate limit.
    pub rate_limit_headers: Option<&'a str>,
    /// The header of a response with its id.
    pub correlation_header: &'a str,
}

impl<'a> ClientNames<'a> {
    fn of(names: &'a VendorNames) -> Self {
        Self {
            own_environment: names.environment.as_deref(),
            own_configuration: names.configuration.as_deref(),
            version_header: names.version_header.as_deref(),
            rate_limit_headers: names.rate_limit_headers.as_deref(),
            correlation_header: names.correlation_header.as_deref().unwrap_or(REQUEST_ID),
        }
    }

    /// The prefix of environment variables: the vendor's, or the name of the package.
    pub fn environment(&self, package: &str) -> String {
        let own = self.own_environment.map(str::to_owned);
        own.unwrap_or_else(|| package.replace('-', "_").to_uppercase())
    }

    /// The path of the configuration file below the home directory: the vendor's, or one with the name of the
    /// package.
    pub fn configuration(&self, package: &str) -> String {
        let own = self.own_configuration.map(str::to_owned);
        own.unwrap_or_else(|| format!(".{package}/config"))
    }
}

/// A credential that a function creates.
#[derive(Debug)]
pub struct Credential<'a> {
    /// The scheme that it satisfies.
    pub scheme: &'a Scheme,
    /// The name of the function.
    pub function: &'a ValueName,
    /// The arguments of the function: user and password, or one value.
    pub arguments: &'static [&'static str],
}

/// A server to choose.
#[derive(Debug)]
pub struct ChosenServer<'a> {
    /// The server in the IR.
    pub node: &'a Server,
    /// The public item for it.
    pub item: ServerItem<'a>,
}

/// The public item for a server.
#[derive(Debug, Clone, Copy)]
pub enum ServerItem<'a> {
    /// A constant, for a URL without variables.
    Constant(&'a ConstName),
    /// A struct with a setter for each variable.
    Struct(&'a TypeName, &'a [ValueName]),
}

/// How a caller satisfies a security scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof<'a> {
    /// With the access token of the client.
    Token,
    /// With the credential that a function creates.
    Credential(&'a ValueName),
    /// With a client certificate.
    Certificate,
}

impl Settings<'_> {
    /// How a caller satisfies a security scheme, by the name of the scheme.
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
        names: ClientNames::of(&api.vendor_names),
    }
}

/// The base URL. A URL without host gets `localhost`: any other host would send credentials to a server that
/// nobody has configured.
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
