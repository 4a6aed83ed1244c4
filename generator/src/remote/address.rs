//! Checks URLs of definitions.

use url::{Host, Url};

use crate::diagnostics::Diagnostic;

/// Parses and checks a URL.
///
/// # Errors
/// If it is not a URL, is neither https nor of localhost, or has credentials, which would be printed in
/// messages.
pub(super) fn parse(text: &str) -> Result<Url, Diagnostic> {
    let refuse = |message: String, help: &str| Diagnostic::error("address", text, message, help);
    let url = Url::parse(text).map_err(|error| {
        // The part before the last `@` may be credentials, and is not printed.
        let place = text.rsplit_once('@').map_or(text, |(_, behind)| behind);
        let help = "write a URL such as `https://example.com/api.json`";
        Diagnostic::error(
            "address",
            place,
            format!("this is not a valid URL: {error}"),
            help,
        )
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Diagnostic::error(
            "address",
            url.host_str().unwrap_or_default(),
            "the address has credentials, which would end up in logs",
            "download the definition with a tool that keeps them, and generate from the file",
        ));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_here(&url) => Ok(url),
        "http" => {
            let message = "the address is not encrypted, so that anybody on the way could change the \
                           definition";
            Err(refuse(message.to_owned(), "ask for it with https"))
        }
        scheme => {
            let message = format!("the scheme `{scheme}` is not supported");
            Err(refuse(message, "use https, or download the definition"))
        }
    }
}

/// The target of a redirect, which is never from https to http.
///
/// # Errors
/// As for [`parse`].
pub(super) fn redirected(from: &Url, location: &str) -> Result<Url, Diagnostic> {
    let to = from.join(location);
    let to = to.map_or_else(|_| location.to_owned(), String::from);
    let url = parse(&to)?;
    if from.scheme() == "https" && url.scheme() != "https" {
        let message = format!("it redirects to {to}, which is not encrypted");
        let help = "use the address that it is published at with https";
        return Err(Diagnostic::error("address", from.as_str(), message, help));
    }
    Ok(url)
}

/// Checks that a URL is encrypted or of localhost, and has no credentials. Without a scheme, https is
/// assumed.
///
/// # Errors
/// If it is not a URL, is neither https nor of localhost, or has credentials.
pub fn check(text: &str) -> Result<(), Diagnostic> {
    let text = text.trim();
    match text.contains("://") {
        true => parse(text).map(drop),
        false => parse(&format!("https://{text}")).map(drop),
    }
}

/// Whether a URL is of localhost.
fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.trim_end_matches('.') == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{check, parse, redirected};

    #[test]
    fn only_this_machine_is_asked_without_encryption() {
        for url in [
            "http://api.example.com",
            "HTTP://api.example.com/x",
            "http://127.0.0.1@example.com",
            "http://example.com\\@localhost",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com:80",
            "ftp://example.com",
            "file:///etc/passwd",
            "https://user:secret@example.com/",
            "https://user:secret@example.com:99999/a.json",
            "https://user:secret@/",
            "https://",
        ] {
            assert!(check(url).is_err(), "{url}");
            let error = parse(url).unwrap_err();
            assert!(!error.to_string().contains("secret"), "{error}");
        }
        for url in [
            "https://api.example.com",
            "HTTPS://api.example.com",
            "api.example.com",
            "http://127.0.0.1:8080",
            "http://localhost:8080/x",
            "http://[::1]:80",
        ] {
            assert!(check(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn a_redirect_never_leaves_encryption() {
        let redirect = |from: &str, to: &str| redirected(&parse(from).unwrap(), to);
        for (from, to, expected) in [
            ("https://a.com/x/y", "z", "https://a.com/x/z"),
            ("https://a.com/x", "//b.com/z", "https://b.com/z"),
            ("http://localhost/x", "/y", "http://localhost/y"),
            ("http://localhost/x", "https://a.com/", "https://a.com/"),
        ] {
            assert_eq!(redirect(from, to).unwrap().as_str(), expected);
        }
        for (from, to) in [
            ("https://a.com/x", "http://a.com/x"),
            ("https://a.com/x", "http://localhost/x"),
            ("http://localhost/x", "http://a.com/x"),
            ("https://a.com/x", "file:///etc/passwd"),
        ] {
            assert_eq!(redirect(from, to).unwrap_err().code, "address", "{to}");
        }
    }
}
