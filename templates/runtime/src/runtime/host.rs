//! The check of a host that a caller names, and the addresses made from it.
//!
//! It knows the form of a base URL and how the service names its hosts.

use super::error::Error;
use super::gateway::Gateway;
use super::region::Region;
use crate::definition::BASE_URL;

/// Where the calls of a client go.
pub(crate) enum Place {
    Host(String),
    Gateway(Gateway),
}

impl Place {
    /// The base URL of the API and, if the place tells, that of the login
    /// service.
    pub(crate) fn urls(&self) -> Result<(String, Option<String>), Error> {
        match self {
            Self::Host(host) => {
                let url = base_url(host)?;
                let login = login_url(&url);
                let path = match has_path(host) {
                    true => "",
                    false => split(BASE_URL).1,
                };
                Ok((format!("{url}{path}"), login))
            }
            Self::Gateway(gateway) => Ok((gateway.api_url()?, Some(gateway.login_url()?))),
        }
    }
}

/// Checks a host or URL and brings it to the form that paths are appended to:
/// a scheme, a host, and no slash at the end.
pub(crate) fn base_url(host: &str) -> Result<String, Error> {
    let host = host.trim();
    let (scheme, rest) = host.split_once("://").unwrap_or(("https", host));
    let rest = rest.trim_end_matches('/');
    let scheme = scheme.to_ascii_lowercase();
    let (authority, path) = match rest.find('/') {
        Some(slash) => rest.split_at(slash),
        None => (rest, ""),
    };
    // No message repeats the text before this check: it may hold a password.
    if authority.contains('@') {
        return Err(Error::config(
            "the host has a user name or password in it: remove the part before `@`, \
             and send credentials with ClientBuilder::default_header",
        ));
    }
    if scheme != "https" && scheme != "http" {
        return Err(Error::config(format!(
            "the host has the scheme `{scheme}`: use https"
        )));
    }
    if authority.is_empty() || authority.starts_with(':') {
        return Err(Error::config(
            "the host is empty: pass a name such as api.mypurecloud.ie, or a region",
        ));
    }
    let stray = |c: char| c.is_whitespace() || c.is_control() || "?#\\{}<>\"".contains(c);
    if rest.contains(stray) || !port_is_valid(authority) {
        return Err(Error::config(format!(
            "`{rest}` is not a host: \
             pass a name such as api.mypurecloud.ie, or a URL without query and fragment"
        )));
    }
    Ok(format!("{scheme}://{authority}{path}"))
}

/// A base URL with the name of the region that it is in, for messages.
pub(crate) fn described(url: &str) -> String {
    match Region::of_url(split(url).0) {
        Some(region) => format!("{url} (region {region})"),
        None => url.to_owned(),
    }
}

/// Whether a host or URL has a path, be it a slash alone.
fn has_path(host: &str) -> bool {
    let (_, rest) = host.split_once("://").unwrap_or(("", host));
    rest.contains('/')
}

/// A base URL as its scheme with its host, and its path.
pub(crate) fn split(url: &str) -> (&str, &str) {
    let host = url.find("://").map_or(0, |end| end + 3);
    match url[host..].find('/') {
        Some(slash) => url.split_at(host + slash),
        None => (url, ""),
    }
}

fn port_is_valid(authority: &str) -> bool {
    // The colons inside the brackets of an IPv6 address separate no port.
    let after = authority.rfind(']').map_or(0, |end| end + 1);
    match authority[after..].split_once(':') {
        Some((_, port)) => port.parse::<u16>().is_ok(),
        None => true,
    }
}

/// The base URL of the login service that belongs to an API, if the host tells:
/// the service calls them `api.` and `login.` of the same domain.
fn login_url(base_url: &str) -> Option<String> {
    let domain = base_url.strip_prefix("https://api.")?;
    let is_plain = !domain.contains(['/', ':']);
    is_plain.then(|| format!("https://login.{domain}"))
}

#[cfg(test)]
mod tests {
    use super::{base_url, has_path, login_url, split};

    fn problem(host: &str) -> String {
        let error = base_url(host).unwrap_err();
        assert!(error.is_config());
        error.to_string()
    }

    #[test]
    fn a_host_becomes_a_base_url() {
        for (host, url) in [
            ("api.mypurecloud.ie", "https://api.mypurecloud.ie"),
            (
                " https://api.mypurecloud.ie/ ",
                "https://api.mypurecloud.ie",
            ),
            ("HTTP://localhost:8080", "http://localhost:8080"),
            (
                "gw.example.com:8443/a/b//",
                "https://gw.example.com:8443/a/b",
            ),
            ("http://[::1]:80/x", "http://[::1]:80/x"),
            ("[::1]", "https://[::1]"),
        ] {
            assert_eq!(base_url(host).unwrap(), url);
        }
    }

    #[test]
    fn a_host_that_cannot_be_used_is_explained() {
        assert_eq!(
            problem("  "),
            "the host is empty: pass a name such as api.mypurecloud.ie, or a region"
        );
        assert_eq!(
            problem("ftp://x"),
            "the host has the scheme `ftp`: use https"
        );
        assert_eq!(
            problem("https://x?a=b"),
            "`x?a=b` is not a host: pass a name such as api.mypurecloud.ie, \
             or a URL without query and fragment"
        );
        for host in [
            "a b",
            "x:port",
            "x:99999",
            "x#y",
            "https:///path",
            "x:",
            "x\\y",
        ] {
            problem(host);
        }
    }

    #[test]
    fn a_path_is_told_from_a_host() {
        assert_eq!(split("https://x:1/a/b"), ("https://x:1", "/a/b"));
        assert_eq!(split("https://x"), ("https://x", ""));
        assert_eq!(split("/a"), ("", "/a"));
        assert_eq!(split(""), ("", ""));
        assert!(has_path("https://x/") && has_path("x/a"));
        assert!(!has_path("https://x") && !has_path("x:1"));
    }

    #[test]
    fn the_login_is_beside_an_api_of_the_service() {
        let login = login_url("https://api.mypurecloud.ie");
        assert_eq!(login.as_deref(), Some("https://login.mypurecloud.ie"));
        for url in [
            "https://gateway.example.com",
            "http://api.x",
            "https://api.x:1",
            "https://api.x/y",
        ] {
            assert_eq!(login_url(url), None, "{url}");
        }
    }
}
