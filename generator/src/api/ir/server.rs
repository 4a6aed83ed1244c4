//! Servers and their URL templates.

use std::collections::HashMap;

/// A server, whose URL may have variables.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// The JSON pointer of its declaration.
    pub pointer: String,
    /// Its URL, without a slash at the end. A URL that starts with a slash is relative to a host
    /// that the definition does not declare.
    pub url: Vec<UrlPart>,
    /// The `description` of the definition.
    pub description: Option<String>,
    /// The variables of its URL, in the order in which they first appear there.
    pub variables: Vec<Variable>,
}

/// A part of the URL of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UrlPart {
    /// Literal characters.
    Literal(String),
    /// The value of a variable, by its index in [`Server::variables`].
    Variable(usize),
}

/// A variable of a server URL, which callers may set.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// The name in braces in the URL template.
    pub name: String,
    /// The default, or [`Variable::placeholder`] if none is declared.
    pub default: String,
    /// The enum values; any value is allowed if there are none.
    pub values: Vec<String>,
    /// The `description` of the definition.
    pub description: Option<String>,
}

impl UrlPart {
    /// Splits a URL template of OpenAPI into its parts and the names of its variables, each once. An
    /// unmatched brace is a literal.
    pub fn split(template: &str) -> (Vec<Self>, Vec<&str>) {
        let (mut parts, mut names, mut numbers) = (Vec::new(), Vec::new(), HashMap::new());
        let mut rest = template;
        while let Some((inside, after)) = rest.split_once('}') {
            match inside.rsplit_once('{') {
                Some((before, name)) => {
                    let number = *numbers.entry(name).or_insert_with(|| {
                        names.push(name);
                        names.len() - 1
                    });
                    parts.extend([Self::Literal(before.to_owned()), Self::Variable(number)]);
                }
                None => parts.push(Self::Literal(format!("{inside}}}"))),
            }
            rest = after;
        }
        parts.push(Self::Literal(rest.to_owned()));
        parts.retain(|part| !matches!(part, Self::Literal(text) if text.is_empty()));
        (parts, names)
    }
}

impl Variable {
    /// The placeholder of a variable without a value, such as `{name}`. It is not valid in a host, so that
    /// building a client without the value fails.
    pub fn placeholder(name: &str) -> String {
        format!("{{{name}}}")
    }

    /// Whether the definition declares a default.
    pub fn has_default(&self) -> bool {
        self.default != Self::placeholder(&self.name)
    }
}

impl Server {
    /// The URL with the names of its variables in braces.
    pub fn template(&self) -> String {
        self.url_with(|variable| Variable::placeholder(&variable.name))
    }

    /// The URL with the default of each variable, without a slash at the end.
    pub fn default_url(&self) -> String {
        let mut url = self.url_with(|variable| variable.default.clone());
        url.truncate(url.trim_end_matches('/').len());
        url
    }

    /// The URL with these values of its variables.
    pub fn url_with(&self, value: impl Fn(&Variable) -> String) -> String {
        let parts = self.url.iter().map(|part| match part {
            UrlPart::Literal(text) => text.clone(),
            UrlPart::Variable(number) => {
                self.variables.get(*number).map(&value).unwrap_or_default()
            }
        });
        parts.collect()
    }

    /// Whether it names a host.
    pub fn is_absolute(&self) -> bool {
        let url = self.default_url();
        !url.starts_with('/') && !url.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::UrlPart::{self, Literal, Variable};

    #[test]
    fn a_template_is_taken_apart_at_its_variables() {
        let text = |text: &str| Literal(text.to_owned());
        for (template, parts, names) in [
            ("https://x/v1", vec![text("https://x/v1")], vec![]),
            ("", vec![], vec![]),
            ("{a}", vec![Variable(0)], vec!["a"]),
            (
                "{a}://{b}.x/{a}",
                vec![
                    Variable(0),
                    text("://"),
                    Variable(1),
                    text(".x/"),
                    Variable(0),
                ],
                vec!["a", "b"],
            ),
            (
                "{a{b}}",
                vec![text("{a"), Variable(0), text("}")],
                vec!["b"],
            ),
            (
                "a}{}{b",
                vec![text("a}"), Variable(0), text("{b")],
                vec![""],
            ),
        ] {
            assert_eq!(UrlPart::split(template), (parts, names), "{template}");
        }
    }
}
