//! The security schemes of the definition, and the security requirements of operations.

use crate::definition::SCHEMES;

/// Security requirements: a list of alternatives, each of which is a list of schemes that are required
/// together. An empty list means that the operation needs no credentials.
pub type Security = &'static [&'static [&'static str]];

/// How the credential of a scheme is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// As a bearer token: the client's access token, or a token for this scheme.
    Bearer,
    /// As a user name and a password, with HTTP Basic authentication.
    Basic,
    /// With another HTTP authentication scheme, in the `Authorization` header.
    Http(&'static str),
    /// In a header of this name.
    Header(&'static str),
    /// In a query parameter of this name.
    Query(&'static str),
    /// In a cookie of this name.
    Cookie(&'static str),
    /// As a client certificate (mutual TLS); nothing is added to the request.
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

/// How the credential of the scheme with this name is sent.
pub(crate) fn kind(schemes: &[Scheme], name: &str) -> Option<SchemeKind> {
    let scheme = schemes.iter().find(|scheme| scheme.name == name)?;
    Some(scheme.kind)
}

/// The security requirements in words; `None` if only the access token is required.
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
    let description = match kind(schemes, name) {
        Some(SchemeKind::Bearer) => "an access token".to_owned(),
        Some(SchemeKind::Basic) => "user name and password".to_owned(),
        Some(SchemeKind::Http(scheme)) => format!("the HTTP scheme {scheme}"),
        Some(SchemeKind::Header(header)) => format!("the header {header}"),
        Some(SchemeKind::Query(key)) => format!("the query parameter {key}"),
        Some(SchemeKind::Cookie(cookie)) => format!("the cookie {cookie}"),
        Some(SchemeKind::Tls) => "a client certificate".to_owned(),
        None => return format!("`{name}`"),
    };
    format!("`{name}` ({description})")
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
