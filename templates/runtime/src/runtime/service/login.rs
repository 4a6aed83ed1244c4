//! The login as an operation, and the kinds of grants.
//!
//! It knows what errors and hooks say of a login, and not how one is made.

use super::operation::{Operation, Permissions};
use crate::runtime::http::method::Method;

/// The login, as hooks and errors see it.
pub(crate) static LOGIN: Operation = Operation {
    name: "login",
    method: Method::Post,
    path: "/oauth/token",
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
