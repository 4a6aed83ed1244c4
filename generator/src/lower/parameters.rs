//! Parameters of paths and operations.

use std::collections::HashSet;

use openapiv3::{
    Parameter as Input, ParameterData, ParameterSchemaOrContent, PathItem, QueryStyle, ReferenceOr,
};

use super::schemas::escape;
use super::view::Node;
use super::{Lowering, vendor};
use crate::diagnostics::Diagnostic;
use crate::ir::{ListStyle, Location, OperationId, Origin, Parameter, Scalar, TypeRef};

impl<'a> Lowering<'a> {
    /// The parameters of the path and of the operation; the operation's win.
    pub(super) fn parameters(
        &mut self,
        path: &str,
        item: &'a PathItem,
        operation: &'a openapiv3::Operation,
        id: OperationId,
        pointer: &str,
    ) -> Vec<Parameter> {
        let item_pointer = format!("#/paths/{}", escape(path));
        let shared = item.parameters.iter().enumerate();
        let shared =
            shared.map(|(index, node)| (node, format!("{item_pointer}/parameters/{index}")));
        let own = operation.parameters.iter().enumerate();
        let own = own.map(|(index, node)| (node, format!("{pointer}/parameters/{index}")));
        let mut parameters: Vec<Parameter> = Vec::new();
        for (node, pointer) in shared.chain(own) {
            let Some(lowered) = self.parameter(node, id, &pointer) else {
                continue;
            };
            let same = |known: &&mut Parameter| {
                known.name == lowered.name && known.location == lowered.location
            };
            match parameters.iter_mut().find(same) {
                Some(known) => *known = lowered,
                None => parameters.push(lowered),
            }
        }
        self.match_template(path, &mut parameters, pointer);
        parameters
    }

    /// Brings the path parameters into agreement with the path: one that the path lacks has nowhere
    /// to go, one that only the path has is a string.
    fn match_template(&mut self, path: &str, parameters: &mut Vec<Parameter>, pointer: &str) {
        let names = template_names(path);
        let mut unused = Vec::new();
        parameters.retain(|parameter| {
            let used =
                parameter.location != Location::Path || names.contains(&parameter.name.as_str());
            if !used {
                unused.push((parameter.pointer.clone(), parameter.name.clone()));
            }
            used
        });
        for (place, name) in unused {
            let found = Diagnostic::warning(
                "path-parameter-unused",
                place,
                format!("the path has no `{{{name}}}`"),
                "the parameter was left out",
            );
            self.diagnostics.push(found);
        }
        for name in names {
            let declared = parameters
                .iter()
                .any(|parameter| parameter.location == Location::Path && parameter.name == name);
            if !declared {
                let found = Diagnostic::warning(
                    "path-parameter-undeclared",
                    pointer,
                    format!("no parameter is declared for `{{{name}}}` of the path"),
                    "it is taken for a string",
                );
                self.diagnostics.push(found);
                parameters.push(Parameter {
                    pointer: pointer.to_owned(),
                    name: name.to_owned(),
                    location: Location::Path,
                    required: true,
                    ty: TypeRef::Scalar(Scalar::String),
                    list_style: ListStyle::Multi,
                    default: None,
                    deprecated: false,
                    description: None,
                });
            }
        }
    }

    fn parameter(
        &mut self,
        node: &'a ReferenceOr<Input>,
        id: OperationId,
        pointer: &str,
    ) -> Option<Parameter> {
        let input = match node {
            ReferenceOr::Item(input) => input,
            ReferenceOr::Reference { reference } => self.named_parameter(reference, pointer)?,
        };
        let (data, location, list_style) = match input {
            Input::Query {
                parameter_data,
                style,
                ..
            } => (
                parameter_data,
                Location::Query,
                query_list_style(parameter_data, style),
            ),
            Input::Header { parameter_data, .. } => {
                (parameter_data, Location::Header, ListStyle::Csv)
            }
            Input::Path { parameter_data, .. } => (parameter_data, Location::Path, ListStyle::Csv),
            Input::Cookie { parameter_data, .. } => {
                self.warn(
                    "cookie-parameter",
                    pointer,
                    format!("the cookie `{}` is not sent yet", parameter_data.name),
                    "set it as a header of the call",
                );
                return None;
            }
        };
        Some(self.lowered_parameter(data, location, list_style, id, pointer))
    }

    fn lowered_parameter(
        &mut self,
        data: &'a ParameterData,
        location: Location,
        list_style: ListStyle,
        id: OperationId,
        pointer: &str,
    ) -> Parameter {
        let origin = Origin::Parameter(id, data.name.clone());
        let (ty, default) = match &data.format {
            ParameterSchemaOrContent::Schema(schema) => {
                let default = match Node::from(schema) {
                    Node::Schema(schema) => schema.schema_data.default.clone(),
                    Node::Reference(_) => None,
                };
                (
                    self.type_of(Node::from(schema), &origin, &format!("{pointer}/schema")),
                    default,
                )
            }
            ParameterSchemaOrContent::Content(_) => {
                self.warn(
                    "content-parameter",
                    pointer,
                    format!("`{}` has a media type", data.name),
                    "it is taken for a JSON value",
                );
                (TypeRef::Json, None)
            }
        };
        Parameter {
            pointer: pointer.to_owned(),
            name: data.name.clone(),
            location,
            required: data.required || location == Location::Path,
            ty,
            list_style,
            default,
            deprecated: data.deprecated.unwrap_or(false),
            description: data.description.clone(),
        }
    }

    fn named_parameter(&mut self, reference: &str, pointer: &str) -> Option<&'a Input> {
        let components = self.document.components.as_ref();
        let target = reference.strip_prefix("#/components/parameters/");
        let found = components
            .zip(target)
            .and_then(|(all, name)| all.parameters.get(name));
        match found {
            Some(ReferenceOr::Item(input)) => Some(input),
            _ => {
                self.dangling(reference, "parameter", pointer);
                None
            }
        }
    }
}

/// The names between braces in a path, each once.
fn template_names(path: &str) -> Vec<&str> {
    let mut seen = HashSet::new();
    let parts = path.split('{').skip(1);
    let names = parts.filter_map(|part| part.split_once('}').map(|(name, _)| name));
    names.filter(|name| seen.insert(*name)).collect()
}

fn query_list_style(data: &ParameterData, style: &QueryStyle) -> ListStyle {
    let explode = data.explode.unwrap_or(matches!(style, QueryStyle::Form));
    match style {
        _ if vendor::is_tab_separated(&data.extensions) => ListStyle::Tsv,
        _ if explode => ListStyle::Multi,
        QueryStyle::SpaceDelimited => ListStyle::Ssv,
        QueryStyle::PipeDelimited => ListStyle::Pipes,
        QueryStyle::Form | QueryStyle::DeepObject => ListStyle::Csv,
    }
}
