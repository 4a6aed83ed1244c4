//! Path templates, and the parameters that fill their placeholders.

use std::collections::HashSet;

use super::Lowering;
use crate::diagnostics::Diagnostic;
use crate::ir::{
    Constraints, FieldEncoding, Location, Parameter, Scalar, Style, TypeRef, path_and_query,
};

impl Lowering<'_> {
    /// Matches path parameters with the path: a placeholder in a query string becomes a query parameter, a
    /// parameter without placeholder is dropped, and a placeholder without parameter becomes a string
    /// parameter.
    pub(super) fn match_template(
        &mut self,
        path: &str,
        parameters: &mut Vec<Parameter>,
        pointer: &str,
    ) {
        let (path, query) = path_and_query(path);
        let names = template_names(path);
        let placeholders = query_placeholders(query);
        for (key, name) in &placeholders {
            self.move_to_query(key, name, parameters);
        }
        let (used, unused) = std::mem::take(parameters).into_iter().partition(|known| {
            known.location != Location::Path || names.contains(&known.name.as_str())
        });
        *parameters = used;
        self.report_unused(unused);
        let in_path = names.into_iter().map(|name| (Location::Path, name, name));
        let in_query = placeholders
            .into_iter()
            .map(|(key, name)| (Location::Query, key, name));
        for (location, key, name) in in_path.chain(in_query) {
            if !is_declared(parameters, location, key) {
                parameters.push(self.undeclared(location, key, name, pointer));
            }
        }
    }

    /// Makes a path parameter a query parameter, because its placeholder is in the query.
    fn move_to_query(&mut self, key: &str, name: &str, parameters: &mut [Parameter]) {
        let is_taken = is_declared(parameters, Location::Query, key);
        let parameter = parameters
            .iter_mut()
            .find(|known| known.location == Location::Path && known.name == name);
        let Some(parameter) = parameter.filter(|_| !is_taken) else {
            return;
        };
        let found = Diagnostic::warning(
            "path-parameter-in-query",
            &parameter.pointer,
            format!("`{{{name}}}` is in a query string, which is not part of a path"),
            format!("sent as query parameter `{key}`; declare it with `in: query`"),
        );
        self.diagnostics.push(found);
        key.clone_into(&mut parameter.name);
        parameter.location = Location::Query;
        let sent = Style::Form { explode: false };
        parameter.style = parameter.style.map(|_| sent);
    }

    fn report_unused(&mut self, parameters: Vec<Parameter>) {
        for Parameter { name, pointer, .. } in parameters {
            let found = Diagnostic::warning(
                "path-parameter-unused",
                pointer,
                format!("the path does not contain `{{{name}}}`"),
                "the parameter is ignored",
            );
            self.diagnostics.push(found);
        }
    }

    /// A parameter of type string for a placeholder of the path that has no declared parameter; reported.
    fn undeclared(
        &mut self,
        location: Location,
        key: &str,
        name: &str,
        pointer: &str,
    ) -> Parameter {
        let found = Diagnostic::warning(
            "path-parameter-undeclared",
            pointer,
            format!("the path parameter `{{{name}}}` is not declared"),
            "treated as a string",
        );
        self.diagnostics.push(found);
        Parameter {
            pointer: pointer.to_owned(),
            name: key.to_owned(),
            location,
            required: true,
            ty: TypeRef::Scalar(Scalar::String),
            // It is one string, which all styles of these places write alike.
            style: Some(Style::Simple { explode: false }),
            encoding: FieldEncoding::Plain,
            allow_reserved: false,
            constraints: Constraints::default(),
            first: None,
            enum_values: Vec::new(),
            deprecated: false,
            description: None,
        }
    }
}

fn is_declared(parameters: &[Parameter], location: Location, name: &str) -> bool {
    parameters
        .iter()
        .any(|known| known.location == location && known.name == name)
}

/// The names between braces in a path, without repetitions.
fn template_names(path: &str) -> Vec<&str> {
    let mut seen = HashSet::new();
    let parts = path.split('{').skip(1);
    let names = parts.filter_map(|part| part.split_once('}').map(|(name, _)| name));
    names.filter(|name| seen.insert(*name)).collect()
}

/// The pairs of a query whose whole value is one placeholder, as key and parameter name, without repeated
/// keys.
fn query_placeholders(query: &str) -> Vec<(&str, &str)> {
    let mut seen = HashSet::new();
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let placeholders = pairs.filter_map(|(key, value)| {
        let name = value.strip_prefix('{')?.strip_suffix('}')?;
        (!key.contains('{') && !name.contains(['{', '}'])).then_some((key, name))
    });
    placeholders.filter(|(key, _)| seen.insert(*key)).collect()
}
