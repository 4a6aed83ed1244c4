//! URLs, states and proof keys to send a user to the login page.
//!
//! The application opens the page and receives the code.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::hmac;

use crate::definition::OAUTH;
use crate::runtime::error::Error;
use crate::runtime::http::encode::query_pair;
use crate::runtime::random::random_bytes;

/// A proof key for code exchange (RFC 7636): a secret verifier, and the challenge that is
/// derived from it.
#[derive(Clone)]
pub struct Pkce {
    verifier: String,
}

impl Pkce {
    /// A new key, from the random number generator of the system.
    ///
    /// # Errors
    /// If the system has no random numbers.
    pub fn new() -> Result<Self, Error> {
        Ok(Self {
            verifier: random_text()?,
        })
    }

    /// A key with a verifier that was stored while the user logged in.
    ///
    /// # Errors
    /// If the verifier is not 43 to 128 letters, digits, `-`, `.`, `_` or `~` (RFC 7636,
    /// 4.1).
    pub fn from_verifier(verifier: impl Into<String>) -> Result<Self, Error> {
        let verifier = verifier.into();
        let is_allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
        if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(is_allowed) {
            return Err(Error::config(
                "the verifier is not 43 to 128 letters, digits, `-`, `.`, `_` or `~`: \
                 pass the result of Pkce::verifier",
            ));
        }
        Ok(Self { verifier })
    }

    /// The verifier, for [`PkceCode`](crate::runtime::PkceCode). The caller has to keep
    /// it secret.
    pub fn verifier(&self) -> &str {
        &self.verifier
    }

    /// The challenge, with the method `S256`.
    pub fn challenge(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, self.verifier.as_bytes()))
    }
}

impl fmt::Debug for Pkce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pkce").finish_non_exhaustive()
    }
}

/// A random string for [`AuthorizationUrl::state`].
///
/// # Errors
/// If the system has no random numbers.
pub fn random_state() -> Result<String, Error> {
    random_text()
}

/// Checks that the state which was received with an authorization code is the one that was sent.
///
/// The comparison takes constant time.
///
/// # Errors
/// If they differ: the login was not started by this application, and the code must not be used.
pub fn verify_state(expected: &str, received: &str) -> Result<(), Error> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &random_bytes::<32>().unwrap_or_default());
    let tag = hmac::sign(&key, expected.as_bytes());
    let is_same = hmac::verify(&key, received.as_bytes(), tag.as_ref()).is_ok();
    if expected.is_empty() || !is_same {
        return Err(Error::config(
            "the state of the login is not the one that was sent: the login was not started here, \
             or its state was lost; do not use its code, and send the user to the login page again",
        ));
    }
    Ok(())
}

/// A random string of 64 characters.
fn random_text() -> Result<String, Error> {
    let bytes = random_bytes::<48>();
    let bytes = bytes.ok_or_else(|| Error::config("this system has no random numbers"))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// The URL of the page where a user logs in and authorizes the application (RFC 6749,
/// 4.1.1). `Display` is the URL.
///
/// ```no_run
/// use purecloud_platform_client_v2::auth::{AuthorizationUrl, Pkce, random_state};
///
/// # fn example(id: &str, redirect: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let pkce = Pkce::new()?;
/// let state = random_state()?;
/// let url = AuthorizationUrl::new("https://login.example.com", id, redirect)
///     .state(&state)
///     .pkce(&pkce);
/// # Ok(())
/// # }
/// ```
///
/// The user is redirected to the redirect URI with the query parameters `code` and
/// `state`. Check the state with [`verify_state`]: if it differs, someone else started
/// the login.
#[derive(Clone)]
#[must_use = "the address has to be opened by the user"]
pub struct AuthorizationUrl {
    url: String,
}

impl AuthorizationUrl {
    /// The page of the login service with this base URL, for an OAuth client and one of its
    /// redirect URIs.
    pub fn new(login_url: impl AsRef<str>, client_id: &str, redirect_uri: &str) -> Self {
        let base = login_url.as_ref().trim_end_matches('/');
        Self::at(
            format!("{base}{}", OAUTH.authorization),
            client_id,
            redirect_uri,
        )
    }

    /// The page with this URL, for an OAuth client and one of its redirect URIs.
    pub fn at(page: impl AsRef<str>, client_id: &str, redirect_uri: &str) -> Self {
        let page = page.as_ref();
        let before = if page.contains('?') { '&' } else { '?' };
        let url = format!("{page}{before}response_type=code");
        Self { url }
            .parameter("client_id", client_id)
            .parameter("redirect_uri", redirect_uri)
    }

    /// Requests these scopes (RFC 6749, 3.3).
    pub fn scopes<S: AsRef<str>>(self, scopes: impl IntoIterator<Item = S>) -> Self {
        let scopes: Vec<_> = scopes.into_iter().collect();
        let scopes: Vec<_> = scopes.iter().map(AsRef::as_ref).collect();
        self.parameter("scope", &scopes.join(" "))
    }

    /// Adds a state, such as that of [`random_state`].
    pub fn state(self, state: &str) -> Self {
        self.parameter("state", state)
    }

    /// Adds the challenge of a proof key.
    pub fn pkce(self, pkce: &Pkce) -> Self {
        self.parameter("code_challenge", &pkce.challenge())
            .parameter("code_challenge_method", "S256")
    }

    /// Adds another parameter, such as `org` and `provider`, which open the page of an
    /// identity provider.
    pub fn parameter(mut self, name: &str, value: &str) -> Self {
        self.url.push('&');
        self.url.push_str(&query_pair(name, value));
        self
    }
}

impl fmt::Display for AuthorizationUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

/// Without the query, because the state is secret until the login has finished.
impl fmt::Debug for AuthorizationUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let page = self.url.split('?').next().unwrap_or_default();
        write!(f, "AuthorizationUrl({page}?***)")
    }
}

#[cfg(test)]
mod tests {
    use super::{AuthorizationUrl, Pkce, random_state, verify_state};

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        // RFC 7636, appendix B.
        let pkce = Pkce::from_verifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap();
        assert_eq!(
            pkce.challenge(),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn a_new_key_is_a_valid_one_and_another_each_time() {
        let key = Pkce::new().unwrap();
        assert!(Pkce::from_verifier(key.verifier()).is_ok());
        assert_ne!(key.verifier(), Pkce::new().unwrap().verifier());
        assert_ne!(random_state().unwrap(), random_state().unwrap());
        assert!(verify_state("abc", "abc").is_ok());
        for (expected, received) in [("abc", "abd"), ("abc", "ab"), ("abc", ""), ("", "")] {
            let error = verify_state(expected, received).unwrap_err();
            assert!(error.is_config() && !error.to_string().contains("abd"));
        }
        assert!(!format!("{key:?}").contains(key.verifier()));
    }

    #[test]
    fn a_verifier_outside_the_standard_is_refused_and_not_repeated() {
        for text in [
            "s3cret".to_owned(),
            "s3cret".repeat(30),
            format!("{}+", "a".repeat(50)),
        ] {
            let error = Pkce::from_verifier(text).unwrap_err();
            assert!(error.is_config() && !error.to_string().contains("s3cret"));
        }
    }

    #[test]
    fn the_address_of_the_login_page_is_escaped() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let pkce = Pkce::from_verifier(verifier).unwrap();
        let url = AuthorizationUrl::new("https://login.example.com/", "id", "https://app/x?y=1")
            .state("a&b")
            .pkce(&pkce);
        assert_eq!(
            url.to_string(),
            "https://login.example.com/oauth/authorize?response_type=code&client_id=id\
             &redirect_uri=https%3A%2F%2Fapp%2Fx%3Fy%3D1&state=a%26b\
             &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM\
             &code_challenge_method=S256"
        );
        assert!(!format!("{url:?}").contains("a%26b"));
        let url = AuthorizationUrl::at("https://x/a?b=c", "id", "r").scopes(["read", "write"]);
        assert_eq!(
            url.to_string(),
            "https://x/a?b=c&response_type=code&client_id=id&redirect_uri=r&scope=read%20write"
        );
    }
}
