//! The settings of a client: base URL, security schemes, credentials, servers, and names.

use super::login::{OAuth, oauth};
use crate::ir::{Api, Scheme, SchemeKind, Security, Server, VendorNames};
use crate::name::{ConstName, ServerNames, SettingNames, TypeName, ValueName};

/// The scheme of a definition without security schemes, whose operations may still require an access token.
const TOKEN: &str = "token";

/// The usual response header with the id of a request, for a vendor without one.
const REQUEST_ID: &str = "x-request-id";

/// The settings of a client.
#[derive(Debug)]
pub struct Settings<'a> {
    /// The default base URL.
    pub base_url: String,
    /// The security schemes.
    pub schemes: Vec<Scheme>,
    /// The security requirement of operations that declare none.
    pub security: Security,
    /// How clients request access tokens.
    pub oauth: OAuth,
    /// The credentials other than the access token.
    pub credentials: Vec<Credential<'a>>,
    /// The servers to choose from; empty if there is one server without variables.
    pub servers: Vec<ChosenServer<'a>>,
    /// The names of environment variables, files and headers.
    pub names: ClientNames<'a>,
}

/// The names of environment variables, files and headers: the vendor's, or defaults.
#[derive(Debug)]
pub struct ClientNames<'a> {
    /// The vendor's prefix of environment variables, if it has one.
    pub own_environment: Option<&'a str>,
    /// The vendor's configuration file, relative to the home directory, if it has one.
    pub own_configuration: Option<&'a str>,
    /// The request header with the version of the crate, in addition to `User-Agent`, if the vendor has one.
    pub version_header: Option<&'a str>,
    /// The prefix of the rate limit headers, if the vendor has one.
    pub rate_limit_headers: Option<&'a str>,
    /// The response header with the id of the request.
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

    /// The prefix of environment variables: the vendor's, or one made from the package name.
    pub fn environment(&self, package: &str) -> String {
        let own = self.own_environment.map(str::to_owned);
        own.unwrap_or_else(|| package.replace('-', "_").to_uppercase())
    }

    /// The configuration file, relative to the home directory: the vendor's, or one made from the package
    /// name.
    pub fn configuration(&self, package: &str) -> String {
        let own = self.own_configuration.map(str::to_owned);
        own.unwrap_or_else(|| format!(".{package}/config"))
    }
}

/// A function that creates a credential.
#[derive(Debug)]
pub struct Credential<'a> {
    /// The security scheme.
    pub scheme: &'a Scheme,
    /// The name of the function.
    pub function: &'a ValueName,
    /// The parameters of the function: user and password, or one value.
    pub arguments: &'static [&'static str],
}

/// A server to choose from.
#[derive(Debug)]
pub struct ChosenServer<'a> {
    /// The server in the IR.
    pub node: &'a Server,
    /// The public item of the server.
    pub item: ServerItem<'a>,
}

/// The public item of a server.
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
    /// With a credential from this function.
    Credential(&'a ValueName),
    /// With a client certificate.
    Certificate,
}

impl Settings<'_> {
    /// How a caller satisfies the security scheme of this name.
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

/// The base URL. A URL without host gets `localhost`, because any other host would send credentials to a
/// server that nobody has configured.
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
