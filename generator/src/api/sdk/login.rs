//! How clients request access tokens: as the definition declares, or else by the flows of its security
//! schemes.

use crate::ir::{Api, Flow, Grant, Scheme};

/// How clients request access tokens (OAuth 2.0, RFC 6749).
#[derive(Debug, PartialEq, Eq)]
pub struct OAuth {
    /// The token endpoint, if the definition has one.
    pub token: Option<Endpoint>,
    /// The endpoint for refresh tokens, if it is not the token endpoint.
    pub refresh: Option<Endpoint>,
    /// The URL of the authorization endpoint, where users log in, if the definition has one.
    pub authorization: Option<String>,
    /// Whether the login host is the API host with `login.` instead of `api.`.
    pub is_beside_api: bool,
    /// Whether the client secret is a field of the form body, instead of HTTP Basic authentication.
    pub has_secret_in_body: bool,
    /// The grants that the service supports; empty without a token endpoint.
    pub grants: Vec<Grant>,
    /// The scopes that a login can request.
    pub scopes: Vec<String>,
}

/// An endpoint of the login service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint {
    /// A path on the API host, or on the login host beside it.
    Path(String),
    /// A URL on any other host.
    Url(String),
}

/// The path of a URL, with its query.
pub fn path_of(url: &str) -> &str {
    split(url).1
}

pub(super) fn oauth(api: &Api, base_url: &str) -> OAuth {
    let declared = &api.login;
    let flows = flows(api);
    let endpoint = |url: &String| endpoint(url, base_url, declared.is_beside_api);
    // The guide shows the first grant, and a client without a user is the simplest.
    let kinds = ["clientCredentials", "authorizationCode", "password"];
    let in_order = || kinds.iter().flat_map(|kind| of_kind(flows, kind));
    let token = in_order().find_map(|flow| flow.token_url.as_ref());
    let token = declared.token_url.as_ref().or(token).map(endpoint);
    let refresh = in_order().find_map(|flow| flow.refresh_url.as_ref());
    let refresh = declared.refresh_url.as_ref().or(refresh).map(endpoint);
    let page = flows
        .iter()
        .find_map(|flow| flow.authorization_url.as_ref());
    let page = declared.authorization_url.as_ref().or(page);
    let grants = declared.grants.clone();
    let grants = grants.unwrap_or_else(|| grants_of(flows));
    OAuth {
        refresh: refresh.filter(|refresh| Some(refresh) != token.as_ref()),
        authorization: page.map(|page| absolute(page, base_url)),
        is_beside_api: declared.is_beside_api,
        has_secret_in_body: declared.has_secret_in_body,
        scopes: scopes(flows, &grants),
        grants: match token.is_some() {
            true => grants,
            false => Vec::new(),
        },
        token,
    }
}

/// The flows of the scheme that most operations require, or else of the first scheme with flows.
fn flows(api: &Api) -> &[Flow] {
    let schemes = || api.schemes.iter().filter(|scheme| !scheme.flows.is_empty());
    let is_usual = |scheme: &&Scheme| api.security.iter().flatten().any(|it| *it == scheme.name);
    let scheme = schemes().find(is_usual).or_else(|| schemes().next());
    scheme.map_or(&[], |scheme| &scheme.flows)
}

fn of_kind<'a>(flows: &'a [Flow], kind: &str) -> impl Iterator<Item = &'a Flow> {
    flows.iter().filter(move |flow| flow.kind == kind)
}

/// The grants of flows. The authorization code flow includes PKCE (RFC 9700, 2.1.1).
fn grants_of(flows: &[Flow]) -> Vec<Grant> {
    let kinds = [
        ("clientCredentials", Grant::ClientCredentials),
        ("authorizationCode", Grant::AuthorizationCode),
        ("authorizationCode", Grant::Pkce),
        ("password", Grant::Password),
    ];
    let has = |kind: &str| of_kind(flows, kind).any(|flow| flow.token_url.is_some());
    let kinds = kinds.into_iter().filter(|(kind, _)| has(kind));
    kinds.map(|(_, grant)| grant).collect()
}

/// The scopes of the flow that the guide shows.
fn scopes(flows: &[Flow], grants: &[Grant]) -> Vec<String> {
    let kind = match grants.first() {
        Some(Grant::ClientCredentials) => "clientCredentials",
        Some(Grant::Password) => "password",
        _ => "authorizationCode",
    };
    let flow = of_kind(flows, kind).next();
    flow.map_or_else(Vec::new, |flow| flow.scopes.keys().cloned().collect())
}

/// An endpoint, relative to the base URL of the API. A URL on the API host becomes a path, so that it follows
/// the host that a caller sets.
fn endpoint(url: &str, base_url: &str, is_beside_api: bool) -> Endpoint {
    let url = absolute(url, base_url);
    let (origin, path) = split(&url);
    let is_here = origin.eq_ignore_ascii_case(split(base_url).0);
    match is_here || is_beside_api {
        true => Endpoint::Path(path.to_owned()),
        false => Endpoint::Url(url),
    }
}

/// Resolves a URL reference against the base URL (RFC 3986, 5.2), without dot segments other than a leading
/// `./`.
fn absolute(reference: &str, base_url: &str) -> String {
    let (origin, path) = split(base_url);
    if reference.contains("://") {
        return reference.to_owned();
    }
    if reference.starts_with("//") {
        let scheme = origin.split("://").next().unwrap_or("https");
        return format!("{scheme}:{reference}");
    }
    if reference.starts_with('/') {
        return format!("{origin}{reference}");
    }
    // A server URL is a prefix: paths are appended to it, even if it does not end in `/`.
    let reference = reference.trim_start_matches("./");
    format!("{origin}{}/{reference}", path.trim_end_matches('/'))
}

/// Splits a URL into its scheme with its authority, and its path with its query.
fn split(url: &str) -> (&str, &str) {
    let host = url.find("://").map_or(0, |end| end + 3);
    match url[host..].find(['/', '?']) {
        Some(start) => url.split_at(host + start),
        None => (url, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, endpoint};

    #[test]
    fn addresses_are_resolved_beside_the_server() {
        let base = "https://api.x.com/v2";
        let at = |url: &str| endpoint(url, base, false);
        let path = |path: &str| Endpoint::Path(path.to_owned());
        assert_eq!(at("https://api.x.com/oauth2/token"), path("/oauth2/token"));
        assert_eq!(at("/oauth2/token"), path("/oauth2/token"));
        assert_eq!(at("token"), path("/v2/token"));
        assert_eq!(at("./token?a=b"), path("/v2/token?a=b"));
        for (url, whole) in [
            ("https://login.x.com/token", "https://login.x.com/token"),
            ("//login.x.com/token", "https://login.x.com/token"),
            (
                "https://api.x.com:8443/token",
                "https://api.x.com:8443/token",
            ),
        ] {
            assert_eq!(at(url), Endpoint::Url(whole.to_owned()));
        }
        let beside = endpoint("https://login.x.com/token", base, true);
        assert_eq!(beside, path("/token"));
    }
}
