//! The credentials for the security schemes of the definition.
//!
//! Chooses the credentials of a call by its security requirements, and adds them to the
//! request. Obtaining access tokens is the task of `login`.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::definition::SCHEMES;
use crate::runtime::error::Error;
use crate::runtime::http::encode::{escaped, query_pair};
use crate::runtime::http::headers;
use crate::runtime::http::transport::HttpRequest;
use crate::runtime::service::security::{Scheme, SchemeKind, Security, kind};

/// The credential for one security scheme of the definition, such as an API
/// key.
///
/// It has no `Display`, and its `Debug` prints `***` in place of the secret.
#[derive(Clone, PartialEq, Eq)]
#[must_use = "a credential does nothing until a client has it"]
pub struct Credential {
    scheme: &'static str,
    secret: String,
}

impl Credential {
    /// A credential whose secret is sent unchanged. For [`SchemeKind::Bearer`], pass the
    /// token without the prefix `Bearer`.
    #[doc(hidden)]
    pub fn new(scheme: &'static str, secret: impl Into<String>) -> Self {
        Self {
            scheme,
            secret: secret.into().trim().to_owned(),
        }
    }

    /// A credential for Basic authentication (RFC 7617).
    #[doc(hidden)]
    pub fn basic(scheme: &'static str, user: impl AsRef<str>, password: impl AsRef<str>) -> Self {
        let pair = format!("{}:{}", user.as_ref(), password.as_ref());
        Self::new(scheme, BASE64_STANDARD.encode(pair))
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credential({}: ***)", self.scheme)
    }
}

/// The credentials of a client.
#[derive(Debug)]
pub(crate) struct Credentials {
    /// The security schemes that the definition declares.
    schemes: &'static [Scheme],
    all: Vec<Credential>,
}

impl Default for Credentials {
    fn default() -> Self {
        Self::of(SCHEMES)
    }
}

impl Credentials {
    fn of(schemes: &'static [Scheme]) -> Self {
        Self {
            schemes,
            all: Vec::new(),
        }
    }

    /// Sets a credential, and replaces an earlier one for the same scheme.
    pub(crate) fn set(&mut self, credential: Credential) {
        self.all.retain(|known| known.scheme != credential.scheme);
        self.all.push(credential);
    }

    /// Checks that each secret can be sent: it is not empty and has no control character.
    pub(crate) fn check(&self) -> Result<(), Error> {
        for Credential { scheme, secret } in &self.all {
            if secret.is_empty() || headers::problem("authorization", secret).is_some() {
                return Err(Error::config(format!(
                    "the credential for the security scheme `{scheme}` is empty or has a line \
                     break or another control character: pass the secret alone"
                )));
            }
        }
        Ok(())
    }

    fn get(&self, scheme: &str) -> Option<&Credential> {
        self.all.iter().find(|known| known.scheme == scheme)
    }

    /// The credentials for a call: those of the first security requirement that can be
    /// satisfied completely, or else of the first that can be satisfied in part. If none
    /// can, the access token is sent if there is one, and the service reports what is
    /// missing.
    pub(crate) fn grant(&self, security: Security, has_token: bool) -> Grant<'_> {
        let kind = |name: &str| kind(self.schemes, name);
        let is_there = |name: &&str| match kind(name) {
            Some(SchemeKind::Tls) => true,
            Some(SchemeKind::Bearer) => has_token || self.get(name).is_some(),
            _ => self.get(name).is_some(),
        };
        let mut sets = security.iter().filter(|set| !set.is_empty());
        let whole = sets.clone().find(|set| set.iter().all(is_there));
        let chosen = whole.or_else(|| sets.clone().find(|set| set.iter().any(is_there)));
        let Some(names) = chosen else {
            return Grant {
                has_bearer: sets.next().is_some(),
                credentials: Vec::new(),
            };
        };
        let credentials = names
            .iter()
            .filter_map(|name| Some((kind(name)?, self.get(name)?)));
        let is_open =
            |name: &&str| kind(name) == Some(SchemeKind::Bearer) && self.get(name).is_none();
        Grant {
            has_bearer: names.iter().any(is_open),
            credentials: credentials.collect(),
        }
    }
}

/// The credentials of one call.
pub(crate) struct Grant<'a> {
    /// Whether the client's access token is to be sent.
    pub(crate) has_bearer: bool,
    credentials: Vec<(SchemeKind, &'a Credential)>,
}

impl Grant<'_> {
    /// The value of the `Authorization` header, if one of the credentials is sent there.
    pub(crate) fn authorization(&self) -> Option<String> {
        self.credentials.iter().find_map(|(kind, credential)| {
            let secret = &credential.secret;
            match kind {
                SchemeKind::Bearer => Some(format!("Bearer {secret}")),
                SchemeKind::Basic => Some(format!("Basic {secret}")),
                SchemeKind::Http(_) => Some(secret.clone()),
                SchemeKind::Header(name) if is_authorization(name) => Some(secret.clone()),
                _ => None,
            }
        })
    }

    /// Adds the credentials that are sent in other headers, the query or cookies. A value
    /// that the caller has set is kept.
    pub(crate) fn add_to(&self, http: &mut HttpRequest) {
        for (kind, credential) in &self.credentials {
            let secret = &credential.secret;
            match *kind {
                SchemeKind::Header(name)
                    if !is_authorization(name) && !http.headers.contains(name) =>
                {
                    http.headers.set(name, secret);
                }
                SchemeKind::Query(name) => add_to_query(&mut http.url, name, secret),
                SchemeKind::Cookie(name) => add_cookie(http, name, secret),
                _ => {}
            }
        }
    }

    /// Whether a credential other than the access token is sent.
    pub(crate) fn has_credential(&self) -> bool {
        !self.credentials.is_empty()
    }
}

fn add_to_query(url: &mut String, name: &str, secret: &str) {
    let key = escaped(name);
    let (_, query) = url.split_once('?').unwrap_or_default();
    let is_set = query
        .split('&')
        .any(|pair| pair.split('=').next() == Some(&key));
    if !is_set {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(&query_pair(name, secret));
    }
}

fn add_cookie(http: &mut HttpRequest, name: &str, secret: &str) {
    let own = http.headers.get("cookie").unwrap_or_default();
    let is_set = own
        .split("; ")
        .any(|pair| pair.split('=').next() == Some(name));
    if !is_set {
        let between = if own.is_empty() { "" } else { "; " };
        let cookies = format!("{own}{between}{name}={}", escaped(secret));
        http.headers.set("cookie", cookies);
    }
}

fn is_authorization(name: &str) -> bool {
    name.eq_ignore_ascii_case("authorization")
}

#[cfg(test)]
mod tests {
    use super::{Credential, Credentials, Scheme, SchemeKind};
    use crate::runtime::{Headers, HttpRequest, Method};

    const fn scheme(name: &'static str, kind: SchemeKind) -> Scheme {
        Scheme { name, kind }
    }

    /// One of each kind, whatever the definition has.
    const ALL: &[Scheme] = &[
        scheme("token", SchemeKind::Bearer),
        scheme("basic", SchemeKind::Basic),
        scheme("key", SchemeKind::Header("x-api-key")),
        scheme("query", SchemeKind::Query("api key")),
        scheme("cookie", SchemeKind::Cookie("session")),
        scheme("mutual", SchemeKind::Tls),
    ];

    fn credentials() -> Credentials {
        let mut all = Credentials::of(ALL);
        all.set(Credential::new("key", "old"));
        all.set(Credential::new("key", "s3cret"));
        all.set(Credential::basic("basic", "user", "pass"));
        all
    }

    fn request(url: &str) -> HttpRequest {
        HttpRequest {
            method: Method::Get,
            operation: None,
            url: url.to_owned(),
            headers: Headers::new(),
            body: None,
            timeout: None,
            max_response_size: None,
        }
    }

    #[test]
    fn the_first_set_that_is_whole_is_taken() {
        let all = credentials();
        let kinds = |security, has_token| {
            let grant = all.grant(security, has_token);
            let kinds: Vec<_> = grant.credentials.iter().map(|(kind, _)| *kind).collect();
            (grant.has_bearer, kinds)
        };
        let header = SchemeKind::Header("x-api-key");
        assert_eq!(kinds(&[&["query"], &["key"]], true), (false, vec![header]));
        assert_eq!(kinds(&[&["token"], &["key"]], true), (true, vec![]));
        assert_eq!(kinds(&[&["token"], &["key"]], false), (false, vec![header]));
        let both = (false, vec![SchemeKind::Basic, header]);
        assert_eq!(
            kinds(&[&["basic", "query"], &["basic", "key"]], false),
            both
        );
        assert_eq!(kinds(&[&["key", "query"]], false), (false, vec![header]));
        assert_eq!(kinds(&[&[], &["key"]], false), (false, vec![header]));
        assert_eq!(kinds(&[&["mutual"]], true), (false, vec![]));
    }

    #[test]
    fn without_any_credential_the_token_is_sent_unless_nothing_is_taken() {
        let none = Credentials::of(ALL);
        assert!(none.grant(&[&["key"]], false).has_bearer);
        assert!(none.grant(&[&["unknown"]], true).has_bearer);
        assert!(!none.grant(&[], true).has_bearer);
        assert!(!none.grant(&[&[]], true).has_bearer);
    }

    #[test]
    fn what_the_caller_has_set_is_stronger() {
        let mut all = Credentials::of(ALL);
        all.set(Credential::new("query", "a&b"));
        all.set(Credential::new("cookie", "c;d"));
        all.set(Credential::new("key", "e"));
        let security: super::Security = &[&["query", "cookie", "key"]];
        let grant = all.grant(security, false);
        let mut http = request("http://x/y");
        grant.add_to(&mut http);
        assert_eq!(http.url, "http://x/y?api%20key=a%26b");
        assert_eq!(http.headers.get("cookie"), Some("session=c%3Bd"));
        assert_eq!(http.headers.get("X-Api-Key"), Some("e"));

        let mut http = request("http://x/y?api%20key=own&z=1");
        http.headers.set("cookie", "a=b; session=own");
        http.headers.set("x-api-key", "own");
        let before = http.clone();
        grant.add_to(&mut http);
        assert_eq!((&http.url, &http.headers), (&before.url, &before.headers));
    }

    #[test]
    fn secrets_do_not_show_and_are_checked() {
        let credential = Credential::new("key", " s3cret\n");
        assert_eq!(format!("{credential:?}"), "Credential(key: ***)");
        let mut all = Credentials::of(ALL);
        all.set(credential);
        assert!(all.check().is_ok());
        all.set(Credential::new("key", "s3\ncret"));
        let text = all.check().unwrap_err().to_string();
        assert!(text.contains("`key`") && !text.contains("s3"), "{text}");
    }
}
