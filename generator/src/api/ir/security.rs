//! Security schemes, and the requirements of operations.

use indexmap::IndexMap;

/// Sets of schemes, by name, of which one suffices; empty if no credentials are needed. An empty set
/// makes credentials optional.
pub type Security = Vec<Vec<String>>;

/// A required security scheme with its scopes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The name of the scheme.
    pub scheme: String,
    /// The scopes, in document order; only OAuth 2 and OpenID Connect have any.
    pub scopes: Vec<String>,
}

/// An OAuth 2 flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// The name of the flow in OpenAPI, such as `clientCredentials`.
    pub kind: &'static str,
    /// The `authorizationUrl`, where users log in.
    pub authorization_url: Option<String>,
    /// The `tokenUrl`.
    pub token_url: Option<String>,
    /// The `refreshUrl`, if it differs from the `tokenUrl`.
    pub refresh_url: Option<String>,
    /// The scopes with their descriptions.
    pub scopes: IndexMap<String, String>,
}

/// How requests carry the credential of a scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemeKind {
    /// `Authorization: Bearer`, with a token of OAuth 2, OpenID Connect or any other source.
    Bearer,
    /// `Authorization: Basic`, with user name and password.
    Basic,
    /// Another HTTP authentication scheme in the `Authorization` header, by name.
    Http(String),
    /// An API key in a header, by name.
    Header(String),
    /// An API key in a query parameter, by name.
    Query(String),
    /// An API key in a cookie, by name.
    Cookie(String),
    /// The client certificate of the TLS connection (`mutualTLS`).
    Tls,
}

/// A security scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// The JSON pointer of the declaration.
    pub pointer: String,
    /// The name by which security requirements refer to it.
    pub name: String,
    /// How requests carry its credential.
    pub kind: SchemeKind,
    /// The flows of OAuth 2, in the order of the specification.
    pub flows: Vec<Flow>,
    /// The `openIdConnectUrl`.
    pub discovery_url: Option<String>,
    /// The `bearerFormat`.
    pub bearer_format: Option<String>,
    /// The `description` of the definition.
    pub description: Option<String>,
}
