//! What a definition says of clients beside its operations: how they log in, and the vendor's own names.

use std::fmt;

/// How clients get tokens, as far as the root of the definition declares it. What it does not declare follows from
/// the flows of its security schemes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Login {
    /// Where tokens are requested: a URL, or a path of the login service.
    pub token_url: Option<String>,
    /// Where they are requested with a refresh token, if that is elsewhere.
    pub refresh_url: Option<String>,
    /// The page on which users log in.
    pub authorization_url: Option<String>,
    /// Whether the login service is on the host `login.` of the domain where the API is `api.`.
    pub is_beside_api: bool,
    /// Whether the secret of a client is a field of the form, and no Basic authentication.
    pub has_secret_in_body: bool,
    /// The grants that the service offers.
    pub grants: Option<Vec<Grant>>,
}

/// A way to get a token.
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
    /// All of them.
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

/// The names that the vendor has for what clients read and send.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VendorNames {
    /// What the names of environment variables begin with.
    pub environment: Option<String>,
    /// The configuration file, below the home directory.
    pub configuration: Option<String>,
    /// The header that the version of the SDK is sent in, beside `User-Agent`.
    pub version_header: Option<String>,
    /// The header of a response with its id.
    pub correlation_header: Option<String>,
    /// What the names of headers about the rate limit begin with.
    pub rate_limit_headers: Option<String>,
}
