//! Servers, with the variables of their URLs.

use std::collections::HashSet;

use openapiv3::PathItem;

use super::Lowering;
use crate::ir::{Server, UrlPart, Variable};

/// The characters that end the part of a URL to which paths can be appended.
const ENDS: [char; 2] = ['?', '#'];

/// The maximum length of a server URL in bytes, with variable names and with defaults. RFC 9110, 4.1,
/// recommends that all parties support at least 8000. A short definition can repeat a long value many times.
const MAX_URL: usize = 8000;

impl Lowering<'_> {
    /// The servers of a list, without repeated URLs.
    pub(super) fn servers_of(&mut self, list: &[openapiv3::Server], pointer: &str) -> Vec<Server> {
        let mut known = HashSet::new();
        let mut servers = Vec::new();
        for (index, declared) in list.iter().enumerate() {
            let server = self.server(declared, format!("{pointer}/servers/{index}"));
            servers.extend(server.filter(|server| known.insert(server.template())));
        }
        servers
    }

    /// A server, with warnings for parts of its URL that no client can use; `None` if the URL is too long.
    fn server(&mut self, declared: &openapiv3::Server, pointer: String) -> Option<Server> {
        let Some(mut server) = lowered(declared, &pointer) else {
            self.warn(
                "server-url-too-long",
                &pointer,
                format!("the URL has more than {MAX_URL} bytes"),
                "the server is ignored; give it a shorter URL in an overlay",
            );
            return None;
        };
        describe(&mut server, declared);
        if declared.url.contains(ENDS) {
            self.warn(
                "server-query-dropped",
                &server.pointer,
                "the URL has a query or a fragment, to which no path can be appended".to_owned(),
                "ignored; declare parameters of the operations in an overlay",
            );
        }
        for variable in server.variables.iter().filter(|it| !it.has_default()) {
            self.warn(
                "server-variable-undeclared",
                &server.pointer,
                format!(
                    "the variable `{{{}}}` of the URL is not declared",
                    variable.name
                ),
                "it has no default: callers must set it",
            );
        }
        Some(server)
    }

    /// The server of an operation if it differs from that of the API: the first one of the operation, or else
    /// of its path item.
    pub(super) fn own_server(
        &mut self,
        item: &PathItem,
        operation: &openapiv3::Operation,
        item_pointer: &str,
        pointer: &str,
    ) -> Option<Server> {
        let (list, pointer) = if operation.servers.is_empty() {
            (&item.servers, item_pointer)
        } else {
            (&operation.servers, pointer)
        };
        let first = list.first()?;
        let url = |server| lowered(server, "").map(|server| server.default_url());
        let root = self.document.servers.first().and_then(url);
        let is_root = root.is_some_and(|root| Some(root) == url(first));
        let pointer = format!("{pointer}/servers/0");
        (!is_root).then(|| self.server(first, pointer)).flatten()
    }
}

/// A server without the descriptions, which may be long; `None` if its URL is too long.
fn lowered(declared: &openapiv3::Server, pointer: &str) -> Option<Server> {
    let text = declared.url.trim();
    let text = text.split(ENDS).next().unwrap_or_default();
    if text.len() > MAX_URL {
        return None;
    }
    let (url, names) = UrlPart::split(text.trim_end_matches('/'));
    let defaults: Vec<_> = names
        .iter()
        .map(|name| declaration(declared, name).map(|it| it.default.as_str()))
        .collect();
    let length = url.iter().map(|part| match part {
        UrlPart::Literal(text) => text.len(),
        UrlPart::Variable(number) => defaults.get(*number).copied().flatten().map_or(0, str::len),
    });
    if length.sum::<usize>() > MAX_URL {
        return None;
    }
    let variables = names
        .into_iter()
        .zip(defaults)
        .map(|(name, default)| Variable {
            name: name.to_owned(),
            default: default.map_or_else(|| Variable::placeholder(name), str::to_owned),
            values: Vec::new(),
            description: None,
        });
    let mut server = Server {
        pointer: pointer.to_owned(),
        url,
        description: None,
        variables: variables.collect(),
    };
    // The defaults decide: a variable may be a host, a path or all of the URL.
    if let Some(start) = missing_start(&server.default_url()) {
        if let (RELATIVE, Some(UrlPart::Literal(first))) = (start, server.url.first_mut()) {
            *first = first.trim_start_matches(['.', '/']).to_owned();
        }
        server.url.insert(0, UrlPart::Literal(start.to_owned()));
    }
    Some(server)
}

fn declaration<'a>(
    declared: &'a openapiv3::Server,
    name: &str,
) -> Option<&'a openapiv3::ServerVariable> {
    declared.variables.as_ref()?.get(name)
}

/// Adds the descriptions of a server and its variables.
fn describe(server: &mut Server, declared: &openapiv3::Server) {
    let description = declared.description.clone();
    server.description = description.filter(|text| !text.trim().is_empty());
    for variable in &mut server.variables {
        if let Some(found) = declaration(declared, &variable.name) {
            variable.values.clone_from(&found.enumeration);
            variable.description.clone_from(&found.description);
        }
    }
}

/// The start of a URL that is relative to a host.
const RELATIVE: &str = "/";

/// The missing start of a URL to which paths can be appended: a scheme, or a slash if it has no host.
fn missing_start(url: &str) -> Option<&'static str> {
    let first = url.split(['/', '\\']).next().unwrap_or_default();
    let is_host = first.trim_start_matches('.').contains(['.', ':']) || first == "localhost";
    if url.starts_with("//") {
        Some("https:")
    } else if url.is_empty() || url.starts_with('/') || url.contains("://") || has_scheme(first) {
        None
    } else if is_host {
        Some("https://")
    } else {
        Some(RELATIVE)
    }
}

/// Whether a URL up to its first slash begins with a scheme, and not with a host and port.
fn has_scheme(first: &str) -> bool {
    let Some((name, rest)) = first.split_once(':') else {
        return false;
    };
    let is_port = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-".contains(&byte));
    is_name && !is_port
}

#[cfg(test)]
mod tests {
    use super::{MAX_URL, lowered};
    use crate::ir::Server;

    fn server(url: &str, variables: &[(&str, &str)]) -> Server {
        let variables = variables.iter().map(|(name, default)| {
            let variable = openapiv3::ServerVariable {
                default: (*default).to_owned(),
                ..Default::default()
            };
            ((*name).to_owned(), variable)
        });
        let declared = openapiv3::Server {
            url: url.to_owned(),
            variables: Some(variables.collect()),
            ..Default::default()
        };
        lowered(&declared, "").unwrap()
    }

    #[test]
    fn a_url_has_a_host_or_a_slash_in_front() {
        for (url, expected) in [
            ("https://api.example.com/v1/", "https://api.example.com/v1"),
            (" //api.example.com", "https://api.example.com"),
            ("api.example.com/v1", "https://api.example.com/v1"),
            ("api:8080/v1", "https://api:8080/v1"),
            ("[::1]:8080", "https://[::1]:8080"),
            ("localhost/v1", "https://localhost/v1"),
            ("{scheme}://x/", "{scheme}://x"),
            ("/v1/?a=b", "/v1"),
            ("./v1", "/v1"),
            ("v1", "/v1"),
            ("/", ""),
            ("", ""),
            ("http:\\\\x", "http:\\\\x"),
            ("user:secret@x.example.com", "user:secret@x.example.com"),
        ] {
            assert_eq!(server(url, &[]).template(), expected, "{url}");
        }
    }

    #[test]
    fn the_default_of_a_variable_tells_what_it_is() {
        for (url, default, template, expected) in [
            ("{a}", "https://x.com/v1/", "{a}", "https://x.com/v1"),
            ("{a}/v1", "https://x.com", "{a}/v1", "https://x.com/v1"),
            ("{a}/v1", "x.com", "https://{a}/v1", "https://x.com/v1"),
            ("{a}", "//x.com", "https:{a}", "https://x.com"),
            ("{a}", "v1", "/{a}", "/v1"),
            ("{a}/x", "/v1", "{a}/x", "/v1/x"),
            ("{a}", "", "{a}", ""),
            (
                "https://x.com/{a}",
                "v1/",
                "https://x.com/{a}",
                "https://x.com/v1",
            ),
            (
                "https://{a}.{b}",
                "{b}",
                "https://{a}.{b}",
                "https://{b}.{b}",
            ),
        ] {
            let server = server(url, &[("a", default)]);
            assert_eq!(server.template(), template, "{url} {default}");
            assert_eq!(server.default_url(), expected, "{url} {default}");
            assert_eq!(server.is_absolute(), expected.contains("://"), "{url}");
        }
    }

    #[test]
    fn a_url_has_a_limit_with_its_variables_and_with_their_defaults() {
        let long = "a".repeat(MAX_URL / 2);
        let is_taken = |url: String| {
            let variable = openapiv3::ServerVariable {
                default: long.clone(),
                ..Default::default()
            };
            let declared = openapiv3::Server {
                url,
                variables: Some([("v".to_owned(), variable)].into_iter().collect()),
                ..Default::default()
            };
            lowered(&declared, "").is_some()
        };
        assert!(is_taken("/".to_owned() + &long));
        assert!(is_taken("/{v}".to_owned()));
        assert!(!is_taken("/{v}{v}".to_owned()));
        assert!(!is_taken("/".to_owned() + &long + &long));
    }
}
