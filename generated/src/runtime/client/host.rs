//! Checks hosts and base URLs that a caller sets.

use crate::runtime::error::Error;

/// Checks a host or URL, and returns it as a base URL: a scheme, a host, and no slash at
/// the end.
pub(crate) fn base_url(host: &str) -> Result<String, Error> {
    let host = host.trim();
    let (scheme, rest) = host.split_once("://").unwrap_or(("https", host));
    let rest = rest.trim_end_matches('/');
    let scheme = scheme.to_ascii_lowercase();
    let (authority, path) = match rest.find('/') {
        Some(slash) => rest.split_at(slash),
        None => (rest, ""),
    };
    // Messages before this check do not contain the URL, which may contain a password.
    if authority.contains('@') {
        return Err(Error::config(
            "the host contains a user name or password: remove the part before `@`, \
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
            "the host is empty: pass a name such as api.example.com",
        ));
    }
    let stray = |c: char| c.is_whitespace() || c.is_control() || "?#\\{}<>\"".contains(c);
    if rest.contains(stray) || !port_is_valid(authority) {
        return Err(Error::config(format!(
            "`{rest}` is not a host: \
             pass a name such as api.example.com, or a URL without query and fragment"
        )));
    }
    Ok(format!("{scheme}://{authority}{path}"))
}

fn port_is_valid(authority: &str) -> bool {
    // Colons within the brackets of an IPv6 address do not precede a port.
    let after = authority.rfind(']').map_or(0, |end| end + 1);
    match authority[after..].split_once(':') {
        Some((_, port)) => port.parse::<u16>().is_ok(),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::base_url;

    fn problem(host: &str) -> String {
        let error = base_url(host).unwrap_err();
        assert!(error.is_config());
        error.to_string()
    }

    #[test]
    fn a_host_becomes_a_base_url() {
        for (host, url) in [
            ("api.example.com", "https://api.example.com"),
            (" https://api.example.com/ ", "https://api.example.com"),
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
            "the host is empty: pass a name such as api.example.com"
        );
        assert_eq!(
            problem("ftp://x"),
            "the host has the scheme `ftp`: use https"
        );
        assert_eq!(
            problem("https://x?a=b"),
            "`x?a=b` is not a host: pass a name such as api.example.com, \
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
}
