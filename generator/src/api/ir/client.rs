//! Declarations about clients: logins, and the vendor's names.

use std::fmt;

/// How clients obtain tokens, as declared by `x-sdk-login`. Everything else follows from the flows of the
/// security schemes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Login {
    /// The token endpoint: a URL, or a path on the login service.
    pub token_url: Option<String>,
    /// The endpoint for refresh tokens, if it is another one.
    pub refresh_url: Option<String>,
    /// The authorization endpoint, where users log in.
    pub authorization_url: Option<String>,
    /// Whether the login service is `login.` in the domain in which the API is `api.`.
    pub is_beside_api: bool,
    /// Whether client credentials are sent in the form, and not with Basic authentication.
    pub has_secret_in_body: bool,
    /// The supported grants.
    pub grants: Option<Vec<Grant>>,
}

/// An OAuth grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the names are those of RFC 6749, 7522 and 7636"
)]
pub enum Grant {
    ClientCredentials,
    AuthorizationCode,
    Pkce,
    Password,
    Saml2Bearer,
}

impl Grant {
    /// All grants.
    pub const ALL: [Self; 5] = [
        Self::ClientCredentials,
        Self::AuthorizationCode,
        Self::Pkce,
        Self::Password,
        Self::Saml2Bearer,
    ];

    /// Its name in a definition.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ClientCredentials => "client-credentials",
            Self::AuthorizationCode => "authorization-code",
            Self::Pkce => "pkce",
            Self::Password => "password",
            Self::Saml2Bearer => "saml2-bearer",
        }
    }
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The vendor's names, as declared by `x-sdk-names`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VendorNames {
    /// The prefix of environment variables.
    pub environment: Option<String>,
    /// The path of the configuration file below the home directory.
    pub configuration: Option<String>,
    /// A header for the version of the SDK, in addition to `User-Agent`.
    pub version_header: Option<String>,
    /// The response header with the correlation id.
    pub correlation_header: Option<String>,
    /// The prefix of rate limit headers.
    pub rate_limit_headers: Option<String>,
}
