//! The security schemes of the definition, and the requirements of operations.
//!
//! It knows how the credential of a scheme is sent, and no credential.

use crate::definition::SCHEMES;

/// Security requirements: alternatives, each with the names of the schemes that it needs together. Without
/// any alternative the operation needs no credentials.
pub type Security = &'static [&'static [&'static str]];

/// How the credential of a scheme travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// As a token in the `Authorization` header: the client's access token, or
    /// one of its own.
    Bearer,
    /// As a user name and a password in the `Authorization` header.
    Basic,
    /// In the `Authorization` header, by another scheme of HTTP.
    Http(&'static str),
    /// In a header of this name.
    Header(&'static str),
    /// In the query, by this key.
    Query(&'static str),
    /// In a cookie of this name.
    Cookie(&'static str),
    /// In the certificate of the connection; the call sends nothing.
    Tls,
}

/// A security scheme of the definition.
#[derive(Debug, PartialEq, Eq)]
pub struct Scheme {
    /// The name in the definition.
    pub name: &'static str,
    /// How its credential is sent.
    pub kind: SchemeKind,
}

/// How the credential of a scheme travels, if there is a scheme of this name.
pub(crate) fn kind(schemes: &[Scheme], name: &str) -> Option<SchemeKind> {
    let scheme = schemes.iter().find(|scheme| scheme.name == name)?;
    Some(scheme.kind)
}

/// The security requirements in words; `None` if the access token is all that is needed.
pub(crate) fn described(security: Security) -> Option<String> {
    described_among(SCHEMES, security)
}

fn described_among(schemes: &[Scheme], security: Security) -> Option<String> {
    let is_plain = |name: &&str| matches!(kind(schemes, name), Some(SchemeKind::Bearer) | None);
    if security.iter().copied().flatten().all(is_plain) {
        return None;
    }
    let sets = security.iter().filter(|set| !set.is_empty()).map(|set| {
        let names: Vec<_> = set.iter().map(|name| scheme_text(schemes, name)).collect();
        names.join(" with ")
    });
    Some(sets.collect::<Vec<_>>().join(", or "))
}

fn scheme_text(schemes: &[Scheme], name: &str) -> String {
    let way = match kind(schemes, name) {
        Some(SchemeKind::Bearer) => "an access token".to_owned(),
        Some(SchemeKind::Basic) => "user name and password".to_owned(),
        Some(SchemeKind::Http(scheme)) => format!("the HTTP scheme {scheme}"),
        Some(SchemeKind::Header(header)) => format!("the header {header}"),
        Some(SchemeKind::Query(key)) => format!("the query parameter {key}"),
        Some(SchemeKind::Cookie(cookie)) => format!("the cookie {cookie}"),
        Some(SchemeKind::Tls) => "a client certificate".to_owned(),
        None => return format!("`{name}`"),
    };
    format!("`{name}` ({way})")
}

#[cfg(test)]
mod tests {
    use super::{Scheme, SchemeKind, described_among};

    const ALL: &[Scheme] = &[
        Scheme {
            name: "token",
            kind: SchemeKind::Bearer,
        },
        Scheme {
            name: "basic",
            kind: SchemeKind::Basic,
        },
        Scheme {
            name: "key",
            kind: SchemeKind::Header("x-api-key"),
        },
    ];

    #[test]
    fn what_an_operation_takes_is_said_in_words() {
        assert_eq!(described_among(ALL, &[&["token"]]), None);
        assert_eq!(
            described_among(ALL, &[&["token"], &["basic", "key"], &[]]).as_deref(),
            Some(
                "`token` (an access token), or `basic` (user name and password) with `key` \
                 (the header x-api-key)"
            )
        );
    }
}
