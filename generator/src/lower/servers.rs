//! Servers, with the variables of their addresses.

use openapiv3::PathItem;

use super::Lowering;
use crate::ir::{Server, Variable};

impl Lowering<'_> {
    /// The servers of a list, each address once.
    pub(super) fn servers_of(&mut self, list: &[openapiv3::Server], pointer: &str) -> Vec<Server> {
        let mut servers: Vec<Server> = Vec::new();
        for (index, server) in list.iter().enumerate() {
            let server = self.server(server, format!("{pointer}/servers/{index}"));
            if !servers.iter().any(|known| known.url == server.url) {
                servers.push(server);
            }
        }
        servers
    }

    fn server(&mut self, server: &openapiv3::Server, pointer: String) -> Server {
        let url = normalized(&server.url);
        let declared = server.variables.as_ref();
        let mut variables = Vec::new();
        for name in names(&url) {
            let found = declared.and_then(|variables| variables.get(name));
            if found.is_none() {
                self.warn(
                    "server-variable-undeclared",
                    &pointer,
                    format!("no variable is declared for `{{{name}}}` of the address"),
                    "it has no default, so that callers have to give a value",
                );
            }
            variables.push(Variable {
                name: name.to_owned(),
                // It is no part of a host, so that a client without a value is refused.
                default: found.map_or_else(|| format!("{{{name}}}"), |found| found.default.clone()),
                values: found
                    .map(|found| found.enumeration.clone())
                    .unwrap_or_default(),
                description: found.and_then(|found| found.description.clone()),
            });
        }
        Server {
            pointer,
            url,
            description: server
                .description
                .clone()
                .filter(|text| !text.trim().is_empty()),
            variables,
        }
    }

    /// Where an operation lives, if that is not where the API does: the first server of the operation,
    /// or else of its path.
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
        let root = self.document.servers.first();
        let is_root = root.is_some_and(|root| normalized(&root.url) == normalized(&first.url));
        (!is_root).then(|| self.server(first, format!("{pointer}/servers/0")))
    }
}

/// An address that paths can be appended to: with a scheme and a host, or with a slash in front.
fn normalized(url: &str) -> String {
    let url = url.trim();
    let url = url
        .split(['?', '#'])
        .next()
        .unwrap_or(url)
        .trim_end_matches('/');
    let first = url.split('/').next().unwrap_or_default();
    if url.is_empty() || url.contains("://") {
        url.to_owned()
    } else if let Some(rest) = url.strip_prefix("//") {
        format!("https://{rest}")
    } else if url.starts_with('/') {
        url.to_owned()
    } else if first.trim_start_matches('.').contains(['.', ':']) || first == "localhost" {
        format!("https://{url}")
    } else {
        format!("/{}", url.trim_start_matches(['.', '/']))
    }
}

/// The names between braces, each once.
fn names(url: &str) -> Vec<&str> {
    let parts = url.split('{').skip(1);
    let all = parts.filter_map(|part| part.split_once('}').map(|(name, _)| name));
    let mut names = Vec::new();
    for name in all {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{names, normalized};

    #[test]
    fn an_address_has_a_host_or_a_slash_in_front() {
        for (url, expected) in [
            ("https://api.example.com/v1/", "https://api.example.com/v1"),
            (" //api.example.com", "https://api.example.com"),
            ("api.example.com/v1", "https://api.example.com/v1"),
            ("localhost/v1", "https://localhost/v1"),
            ("{scheme}://x/", "{scheme}://x"),
            ("/v1/?a=b", "/v1"),
            ("./v1", "/v1"),
            ("v1", "/v1"),
            ("/", ""),
            ("", ""),
        ] {
            assert_eq!(normalized(url), expected, "{url}");
        }
    }

    #[test]
    fn a_variable_counts_once() {
        assert_eq!(names("{a}://{b}.x/{a}"), ["a", "b"]);
    }
}
