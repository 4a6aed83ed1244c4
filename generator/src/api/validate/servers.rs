//! URLs of servers: which ones no client can call, and which ones are not encrypted.

use std::net::IpAddr;

use crate::diagnostics::Diagnostic;
use crate::ir::{Api, Server, Variable};

/// The characters that a server URL must not contain: they end the URL, change its target, or are escaped.
const STRAY: &str = "?#\\{}<>\"";

/// The problems of all servers, those of the API and those of operations.
pub(super) fn problems(api: &Api) -> impl Iterator<Item = Diagnostic> {
    let own = api.operations.iter().filter_map(|it| it.server.as_ref());
    api.servers.iter().chain(own).flat_map(of_server)
}

fn of_server(server: &Server) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    // A variable without a default has been reported; what callers give is checked by the client.
    let default = |variable: &Variable| match variable.has_default() {
        true => variable.default.clone(),
        false => "x".to_owned(),
    };
    let url = server.url_with(default);
    match problem(&url) {
        Some(problem) => found.push(unusable(&server.pointer, &problem)),
        None => found.extend(unencrypted(server)),
    }
    if !found.is_empty() {
        return found;
    }
    let values = server.variables.iter().filter_map(bad_value);
    found.extend(values.map(|problem| unusable(&server.pointer, &problem)));
    found
}

/// The first value of a variable that makes the URL invalid: one with a forbidden character, or with a scheme
/// where the default has none, or the reverse. The default is part of the URL that is checked elsewhere.
fn bad_value(variable: &Variable) -> Option<String> {
    let has_scheme = |value: &str| value.contains("://");
    let is_whole = has_scheme(&variable.default);
    let name = &variable.name;
    variable.values.iter().find_map(|value| match is_whole {
        true if has_scheme(value) => {
            let problem = problem(value)?;
            Some(format!("{problem} for a value of its variable `{name}`"))
        }
        _ if is_whole != has_scheme(value) || value.contains(is_stray) => Some(format!(
            "is not a URL for the value `{value}` of its variable `{name}`"
        )),
        _ => None,
    })
}

fn is_stray(c: char) -> bool {
    c.is_whitespace() || c.is_control() || STRAY.contains(c)
}

fn unusable(pointer: &str, problem: &str) -> Diagnostic {
    Diagnostic::warning(
        "unusable-server-url",
        pointer,
        format!("the URL of the server {problem}, so the client rejects it"),
        "fix it with an overlay: `https://`, a host, and a path if there is one",
    )
}

/// Why a client cannot call a URL; follows the words "the URL of the server". The rules are those of the
/// runtime, which rejects such hosts. User names and passwords are not repeated.
fn problem(url: &str) -> Option<String> {
    let (scheme, rest) = match url.split_once("://") {
        _ if url.is_empty() || url.starts_with('/') => ("https", url),
        Some(parts) => parts,
        None if url.contains('@') => return Some("contains a user name or password".to_owned()),
        None => return Some(format!("has no `://` after its scheme: `{url}`")),
    };
    let authority = match url.starts_with('/') {
        true => "",
        false => rest.split(['/', '\\', '?', '#']).next().unwrap_or_default(),
    };
    let is_http = ["http", "https"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known));
    if authority.contains('@') {
        Some("contains a user name or password".to_owned())
    } else if !is_http {
        Some(format!("has the scheme `{scheme}`, which is not `https`"))
    } else if !url.is_empty() && !url.starts_with('/') && !has_host(authority) {
        Some(format!("has no valid host and port: `{url}`"))
    } else {
        let stray = rest.chars().find(|c| is_stray(*c))?;
        Some(format!("contains the character {stray:?}: `{url}`"))
    }
}

/// Whether there is a host, and no port or a numeric one.
fn has_host(authority: &str) -> bool {
    // The colons inside the brackets of an IPv6 address separate no port.
    let end = authority.rfind(']').map_or(0, |end| end + 1);
    let (host, port) = match authority[end..].split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (&authority[end..], None),
    };
    let has_name = end > 0 || !host.is_empty();
    has_name && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// A warning for a URL of another machine that is not encrypted.
fn unencrypted(server: &Server) -> Option<Diagnostic> {
    let url = server.default_url();
    let (scheme, rest) = url.split_once("://")?;
    (scheme.eq_ignore_ascii_case("http") && !is_loopback(rest)).then(|| {
        Diagnostic::warning(
            "unencrypted-server",
            &server.pointer,
            format!("`{url}` is not encrypted: anyone in between can read and change requests"),
            "set a URL with https in an overlay",
        )
    })
}

/// Whether a URL without its scheme refers to this machine.
fn is_loopback(rest: &str) -> bool {
    let authority = rest.split('/').next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let host = host.to_ascii_lowercase();
    let is_name = host == "localhost" || host.ends_with(".localhost");
    is_name
        || host
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::{of_server, problem};
    use crate::ir::{Server, UrlPart, Variable};

    /// The codes of the problems of a server, whose variables have this default and these values.
    fn codes(template: &str, default: &str, values: &[&str]) -> Vec<String> {
        let (url, names) = UrlPart::split(template);
        let variables = names.into_iter().map(|name| Variable {
            name: name.to_owned(),
            default: default.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            description: None,
        });
        let server = Server {
            pointer: "#/servers/0".to_owned(),
            variables: variables.collect(),
            url,
            description: None,
        };
        let found = of_server(&server);
        assert!(
            found
                .iter()
                .all(|problem| problem.location == server.pointer)
        );
        found.iter().map(|it| it.code.to_string()).collect()
    }

    #[test]
    fn a_url_without_encryption_is_a_warning_unless_it_is_this_machine() {
        for url in [
            "http://files.example.com",
            "HTTP://files.example.com:8080/v1",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://10.0.0.1",
            "http://[2001:db8::1]:80",
        ] {
            assert_eq!(codes(url, "", &[]), ["unencrypted-server"], "{url}");
        }
        for url in [
            "https://files.example.com",
            "/v1",
            "",
            "http://LOCALHOST:8080/v1",
            "http://api.localhost",
            "http://127.0.0.2",
            "http://127.255.255.254:1",
            "http://[::1]:3000/v1",
        ] {
            assert!(codes(url, "", &[]).is_empty(), "{url}");
        }
        assert_eq!(codes("{a}://x.com", "http", &[]), ["unencrypted-server"]);
        assert!(codes("{a}://x.com", "https", &["https", "http"]).is_empty());
    }

    #[test]
    fn a_url_that_no_client_can_call_is_a_warning() {
        for (url, part) in [
            ("http:\\\\x.com", "no `://`"),
            ("http:/x.com", "no `://`"),
            ("mailto:x", "no `://`"),
            ("https://x.com\\y", r"the character '\\'"),
            ("\\\\x.com", "no `://`"),
            ("/a\\b", r"the character '\\'"),
            ("https://x .com", "the character ' '"),
            ("https://x.com/a\nb", r"the character '\n'"),
            ("https://x.com/{a", "the character '{'"),
            ("https://x.com/<id>", "the character '<'"),
            ("https://x.com/a?b", "the character '?'"),
            ("https://a:secret@x.com", "a user name or password"),
            ("a:secret@x.com", "a user name or password"),
            ("ftp://x.com", "the scheme `ftp`"),
            ("https://", "no valid host"),
            ("https:///v1", "no valid host"),
            ("https://x.com:port", "no valid host and port"),
            ("https://https://x.com", "no valid host and port"),
        ] {
            let problem = problem(url).unwrap();
            assert!(problem.contains(part), "{url}: {problem}");
            assert!(!problem.contains("secret"), "{problem}");
            assert_eq!(codes(url, "x", &[]), ["unusable-server-url"], "{url}");
        }
        for url in [
            "https://x.com/a@b",
            "https://[::1]:80/v1",
            "/v1",
            "",
            "https://ü.com/é",
        ] {
            assert_eq!(problem(url), None, "{url}");
        }
    }

    #[test]
    fn a_value_that_makes_no_url_is_a_warning() {
        let bad = ["unusable-server-url"];
        assert_eq!(codes("https://{a}/v1", "Your host", &[]), bad);
        assert_eq!(codes("https://{a}/v1", "x.com", &["x.com", "y z"]), bad);
        assert_eq!(codes("{a}", "https://x.com", &["https://x.com", "y"]), bad);
        assert_eq!(codes("https://{a}", "x.com", &["https://y.com"]), bad);
        assert!(codes("{a}", "https://x.com", &["https://y.com"]).is_empty());
        let secret = codes("{a}", "https://x.com", &["https://me:secret@y.com"]);
        assert_eq!(secret, bad);
        let placeholder = codes("https://{a}/v1", "{a}", &[]);
        assert!(placeholder.is_empty(), "it has a warning of its own");
    }
}
