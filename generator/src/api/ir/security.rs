//! Security schemes, and what an operation takes of them.

/// The sets of schemes, by name, of which one is enough; none where nothing is taken. A set that is
/// empty says that a call may go without.
pub type Security = Vec<Vec<String>>;

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
#[derive(Debug, Clone)]
pub struct Scheme {
    /// Where it stands.
    pub pointer: String,
    /// Its name, by which operations refer to it.
    pub name: String,
    /// How its credential travels.
    pub kind: SchemeKind,
    /// The text about it.
    pub description: Option<String>,
}
