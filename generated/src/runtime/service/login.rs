//! The declared OAuth endpoints, the login as an operation, and the grant types.

use super::operation::{Operation, Permissions};
use crate::definition::OAUTH;
use crate::runtime::http::method::Method;

/// How clients obtain access tokens (OAuth 2.0, RFC 6749).
#[derive(Debug, PartialEq, Eq)]
pub struct OAuth {
    /// The token endpoint, if the definition declares it.
    pub token: Option<Endpoint>,
    /// The endpoint for refresh tokens, if it is another one.
    pub refresh: Option<Endpoint>,
    /// The path of the authorization endpoint, where users log in.
    pub authorization: &'static str,
    /// The host of the login service.
    pub host: LoginHost,
    /// How an OAuth client authenticates.
    pub client_authentication: ClientAuthentication,
}

/// An endpoint of the login service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// A path on the host of the login service.
    Path(&'static str),
    /// A URL. If the caller sets a login service, only its path is used.
    Url(&'static str),
}

/// The host of the login service, unless the caller sets one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginHost {
    /// The host of the API.
    Same,
    /// `login.` in the domain in which the API is `api.`.
    Beside,
}

/// How an OAuth client authenticates at the login service (RFC 6749, 2.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuthentication {
    /// With HTTP Basic authentication.
    Basic,
    /// With the fields `client_id` and `client_secret` of the form.
    Body,
}

/// The login, as the operation of hooks and errors.
pub(crate) static LOGIN: Operation = Operation {
    name: "login",
    method: Method::Post,
    path: token_path(OAUTH.token),
    accept: "application/json",
    permissions: Permissions::None,
};

/// The path of a token endpoint: of a URL, what begins with the third slash.
const fn token_path(endpoint: Option<Endpoint>) -> &'static str {
    let url = match endpoint {
        Some(Endpoint::Path(path)) if !path.is_empty() => return path,
        Some(Endpoint::Url(url)) => url,
        _ => "",
    };
    let (mut index, mut slashes) = (0, 0);
    while index < url.len() {
        if url.as_bytes()[index] == b'/' {
            slashes += 1;
        }
        if slashes == 3 {
            return url.split_at(index).1;
        }
        index += 1;
    }
    "/"
}

/// The grant types, as far as `invalid_grant` (RFC 6749, 5.2) has a specific meaning for
/// them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GrantKind {
    /// The authorization code of a user.
    Code,
    /// The same, with a code verifier (RFC 7636).
    CodeWithVerifier,
    RefreshToken,
    /// An assertion of an identity provider.
    Assertion,
    /// The credentials of the OAuth client, or an unknown grant type.
    Other,
}

impl GrantKind {
    pub(crate) fn of(grant_type: &str) -> Self {
        match grant_type {
            "authorization_code" => Self::Code,
            "refresh_token" => Self::RefreshToken,
            // SAML 2 as the service and as RFC 7522 spell it, and JSON Web Tokens (RFC
            // 7523).
            _ if grant_type.ends_with("-bearer") => Self::Assertion,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, token_path};

    #[test]
    fn the_login_is_an_operation_at_the_path_of_the_token_endpoint() {
        for (endpoint, path) in [
            (None, "/"),
            (Some(Endpoint::Path("")), "/"),
            (Some(Endpoint::Path("/oauth/token")), "/oauth/token"),
            (Some(Endpoint::Url("https://login.x.com:1/a/b")), "/a/b"),
            (Some(Endpoint::Url("https://login.x.com")), "/"),
        ] {
            assert_eq!(token_path(endpoint), path);
        }
    }
}
