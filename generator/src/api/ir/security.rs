//! Security schemes, and what an operation takes of them.

use indexmap::IndexMap;

/// The sets of schemes, by name, of which one is enough; none where nothing is taken. A set that is
/// empty says that a call may go without.
pub type Security = Vec<Vec<String>>;

/// A scheme that a caller has to use, with the scopes that the call needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The name of the scheme.
    pub scheme: String,
    /// The scopes, in document order; only OAuth 2 and OpenID Connect have any.
    pub scopes: Vec<String>,
}

/// A flow of OAuth 2: a way to get a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// The name of the flow in OpenAPI, such as `clientCredentials`.
    pub kind: &'static str,
    /// Where the caller lets a person log in.
    pub authorization_url: Option<String>,
    /// Where tokens come from.
    pub token_url: Option<String>,
    /// Where tokens are refreshed, if that is elsewhere.
    pub refresh_url: Option<String>,
    /// The scopes, with the text about each.
    pub scopes: IndexMap<String, String>,
}

/// How the credential of a scheme travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemeKind {
    /// As a token in the `Authorization` header: of OAuth 2, OpenID Connect, or from elsewhere.
    Bearer,
    /// As a user name and a password in the `Authorization` header.
    Basic,
    /// In the `Authorization` header, by another scheme of HTTP.
    Http(String),
    /// In a header.
    Header(String),
    /// In the query.
    Query(String),
    /// In a cookie.
    Cookie(String),
    /// In the certificate of the connection.
    Tls,
}

/// A security scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// Where it stands.
    pub pointer: String,
    /// Its name, by which operations refer to it.
    pub name: String,
    /// How its credential travels.
    pub kind: SchemeKind,
    /// The flows of OAuth 2, in the order of the specification.
    pub flows: Vec<Flow>,
    /// Where OpenID Connect describes itself.
    pub discovery_url: Option<String>,
    /// What a token looks like, in the words of the definition.
    pub bearer_format: Option<String>,
    /// The text about it.
    pub description: Option<String>,
}
