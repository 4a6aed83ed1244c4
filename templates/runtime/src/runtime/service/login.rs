//! Where the definition says that tokens come from, the login as an operation, and the kinds of grants.
//!
//! It knows what errors and hooks say of a login, and not how one is made.

use super::operation::{Operation, Permissions};
use crate::definition::OAUTH;
use crate::runtime::http::method::Method;

/// How clients get tokens (OAuth 2.0, RFC 6749).
#[derive(Debug, PartialEq, Eq)]
pub struct OAuth {
    /// Where tokens are requested, if the definition says so.
    pub token: Option<Endpoint>,
    /// Where they are requested with a refresh token, if that is elsewhere.
    pub refresh: Option<Endpoint>,
    /// The path of the page on which users log in.
    pub authorization: &'static str,
    /// The path at which tokens are requested, for errors and hooks.
    pub path: &'static str,
    /// Where the login service is.
    pub host: LoginHost,
    /// How a client proves that it has its secret.
    pub client_authentication: ClientAuthentication,
}

/// An address of the login service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// A path of it, wherever it is.
    Path(&'static str),
    /// A URL, unless the caller names a login service.
    Url(&'static str),
}

/// Where the login service is, unless the caller names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginHost {
    /// On the host of the API.
    Same,
    /// On the host `login.` of the domain where the API is `api.`.
    Beside,
}

/// How a client proves to the login service that it has its secret (RFC 6749, 2.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuthentication {
    /// By HTTP Basic authentication, which every service has to support.
    Basic,
    /// By fields of the form.
    Body,
}

/// The login, as hooks and errors see it.
pub(crate) static LOGIN: Operation = Operation {
    name: "login",
    method: Method::Post,
    path: OAUTH.path,
    accept: "application/json",
    permissions: Permissions::None,
};

/// What a form asks for a token with, as far as a refusal (`invalid_grant`, RFC
/// 6749, 5.2) means something of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GrantKind {
    /// The authorization code of a user.
    Code,
    /// The same, with a code verifier (RFC 7636).
    CodeWithVerifier,
    RefreshToken,
    /// An assertion of an identity provider.
    Assertion,
    /// The credentials of the OAuth client, or a grant that nobody knows here.
    Other,
}

impl GrantKind {
    pub(crate) fn of(grant_type: &str) -> Self {
        match grant_type {
            "authorization_code" => Self::Code,
            "refresh_token" => Self::RefreshToken,
            // SAML2 in the spelling of the service and in that of RFC 7522, and
            // JSON Web Tokens (RFC 7523).
            _ if grant_type.ends_with("-bearer") => Self::Assertion,
            _ => Self::Other,
        }
    }
}
