//! Servers: where an API lives.

/// A place that an API lives at.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// Where it stands.
    pub pointer: String,
    /// Its address, with the names of variables in braces. It may be relative to a host that the
    /// definition does not know, and begins with a slash then; it never ends with one.
    pub url: String,
    /// The text about it.
    pub description: Option<String>,
    /// The variables that stand in its address, in the order in which they do.
    pub variables: Vec<Variable>,
}

/// A part of an address that callers may choose.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// The value that is used unless another is chosen.
    pub default: String,
    /// The values that may be chosen; any if there are none.
    pub values: Vec<String>,
    /// The text about it.
    pub description: Option<String>,
}

impl Server {
    /// The address with the default of each variable.
    pub fn default_url(&self) -> String {
        let variables = self.variables.iter();
        variables.fold(self.url.clone(), |url, variable| {
            url.replace(&format!("{{{}}}", variable.name), &variable.default)
        })
    }

    /// Whether it names a host.
    pub fn is_absolute(&self) -> bool {
        !self.url.starts_with('/') && !self.url.is_empty()
    }
}
