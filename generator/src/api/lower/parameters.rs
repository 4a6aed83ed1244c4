//! Parameters of path items and operations.

use indexmap::IndexMap;
use openapiv3::{
    Parameter as Input, ParameterData, ParameterSchemaOrContent, PathItem, PathStyle, QueryStyle,
    ReferenceOr,
};

use super::Lowering;
use super::schema_keywords::Node;
use super::vendor;
use crate::ir::{
    FieldEncoding, Location, ModelKind, OperationId, Origin, Parameter, Scalar, Style, TypeRef,
    Untyped,
};
use crate::pointer::escape;

impl<'a> Lowering<'a> {
    /// The parameters of the path item and the operation; those of the operation override.
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
        let mut parameters: IndexMap<(String, &str), Parameter> = IndexMap::new();
        for (node, pointer) in shared.chain(own) {
            if self.is_over_budget() {
                break;
            }
            let reference = reference_of(node);
            let lowered = self.shared(reference, |lowering| {
                let lowered = lowering.parameter(node, id, &pointer)?;
                lowering.pay_parameter(&lowered);
                Some(lowered)
            });
            let Some(lowered) = lowered else {
                continue;
            };
            let key = (lowered.name.clone(), lowered.location.as_str());
            parameters.insert(key, lowered);
        }
        let mut parameters: Vec<Parameter> = parameters.into_values().collect();
        self.match_template(path, &mut parameters, pointer);
        parameters
    }

    fn parameter(
        &mut self,
        node: &'a ReferenceOr<Input>,
        id: OperationId,
        pointer: &str,
    ) -> Option<Parameter> {
        let (input, location) = match node {
            ReferenceOr::Item(input) => (input, pointer),
            ReferenceOr::Reference { reference } => {
                (self.named_parameter(reference, pointer)?, &**reference)
            }
        };
        let (data, location, style) = match input {
            Input::Query {
                parameter_data: data,
                style,
                ..
            } => (data, Location::Query, query_style(data, style)),
            Input::Header {
                parameter_data: data,
                ..
            } if is_of_http(&data.name) => {
                self.warn(
                    "reserved-header",
                    location,
                    format!("`{}` cannot be a header parameter in OpenAPI", data.name),
                    "ignored: the client sends it, and a call can set it with `header`",
                );
                return None;
            }
            Input::Header {
                parameter_data: data,
                ..
            } => (data, Location::Header, header_style(data)),
            Input::Path {
                parameter_data: data,
                style,
                ..
            } => (data, Location::Path, path_style(data, style)),
            Input::Cookie {
                parameter_data: data,
                ..
            } => (data, Location::Cookie, cookie_style(data)),
        };
        let lowered = self.lowered_parameter(data, location, style, id, pointer);
        let allow_reserved =
            matches!(input, Input::Query { allow_reserved, .. } if *allow_reserved);
        Some(Parameter {
            allow_reserved,
            ..lowered
        })
    }

    fn lowered_parameter(
        &mut self,
        data: &'a ParameterData,
        location: Location,
        style: Style,
        id: OperationId,
        pointer: &str,
    ) -> Parameter {
        let origin = Origin::Parameter(id, data.name.clone());
        let (schema, kind, schema_pointer) = match &data.format {
            ParameterSchemaOrContent::Schema(schema) => {
                (Some(schema), None, format!("{pointer}/schema"))
            }
            // A parameter has one media type.
            ParameterSchemaOrContent::Content(content) => {
                let (kind, media) = content.first().unzip();
                let kind = kind.map(String::as_str).unwrap_or_default();
                let schema_pointer = format!("{pointer}/content/{}/schema", escape(kind));
                let schema = media.and_then(|media| media.schema.as_ref());
                (schema, Some(kind), schema_pointer)
            }
        };
        let node = schema.map(Node::from);
        let constraints = node.map(|node| self.schemas.constraints(node));
        let ty = schema.map_or(TypeRef::Json(Untyped::Anything), |schema| {
            self.type_of(Node::from(schema), &origin, &schema_pointer)
        });
        let listed = schema.and_then(|schema| self.schemas.tags(Node::from(schema)));
        let (style, ty) = match kind {
            None => (Some(style), ty),
            Some(kind) if kind.contains("json") => (None, ty),
            Some(kind) => (Some(style), self.written_by_caller(kind, ty, pointer)),
        };
        Parameter {
            pointer: pointer.to_owned(),
            name: data.name.clone(),
            location,
            required: data.required || location == Location::Path,
            ty,
            style,
            encoding: FieldEncoding::Plain,
            allow_reserved: false,
            constraints: constraints.unwrap_or_default(),
            first: schema.and_then(|schema| self.schemas.first_integer(Node::from(schema))),
            enum_values: listed.unwrap_or_default(),
            deprecated: data.deprecated.unwrap_or(false),
            description: data.description.clone(),
        }
    }

    /// The type of a parameter with a media type other than JSON: a value that is not a single string has to
    /// be serialized by the caller.
    fn written_by_caller(&mut self, kind: &str, ty: TypeRef, pointer: &str) -> TypeRef {
        let model = ty.model().and_then(|id| self.models.get(id.0));
        let is_text = match (&ty, model.map(|model| &model.kind)) {
            (TypeRef::Model(_), Some(ModelKind::Alias(target))) => {
                matches!(target, TypeRef::Scalar(_))
            }
            (TypeRef::Model(_), Some(kind)) if kind.is_enum() => true,
            (TypeRef::Scalar(_), _) => true,
            _ => false,
        };
        if is_text {
            return ty;
        }
        self.warn(
            "parameter-content",
            pointer,
            format!("serializing a parameter as `{kind}` is not supported"),
            "treated as a string that the caller has serialized",
        );
        TypeRef::Scalar(Scalar::String)
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

/// The reference of a node, under which a component is counted.
pub(super) fn reference_of<T>(node: &ReferenceOr<T>) -> Option<&str> {
    match node {
        ReferenceOr::Reference { reference } => Some(reference),
        ReferenceOr::Item(_) => None,
    }
}

/// Whether a header is determined by media types and security. OpenAPI 3.0 says that parameters named
/// `Accept`, `Content-Type` and `Authorization` are ignored.
fn is_of_http(header: &str) -> bool {
    let names = ["accept", "content-type", "authorization"];
    names.iter().any(|name| name.eq_ignore_ascii_case(header))
}

fn query_style(data: &ParameterData, style: &QueryStyle) -> Style {
    let explode = data.explode.unwrap_or(matches!(style, QueryStyle::Form));
    match vendor::is_tab_separated(&data.extensions) {
        true => Style::TabDelimited,
        false => named_style(style, explode),
    }
}

/// The style of a parameter that has a key: a query parameter or a form field.
pub(super) fn named_style(style: &QueryStyle, explode: bool) -> Style {
    match style {
        QueryStyle::DeepObject => Style::DeepObject,
        QueryStyle::SpaceDelimited if !explode => Style::SpaceDelimited,
        QueryStyle::PipeDelimited if !explode => Style::PipeDelimited,
        QueryStyle::Form | QueryStyle::SpaceDelimited | QueryStyle::PipeDelimited => {
            Style::Form { explode }
        }
    }
}

fn path_style(data: &ParameterData, style: &PathStyle) -> Style {
    let explode = data.explode.unwrap_or(false);
    match style {
        PathStyle::Simple => Style::Simple { explode },
        PathStyle::Label => Style::Label { explode },
        PathStyle::Matrix => Style::Matrix { explode },
    }
}

/// The style of a cookie: one pair unless the definition declares otherwise, because OpenAPI does not define
/// the default of `explode` for cookies.
fn cookie_style(data: &ParameterData) -> Style {
    let explode = data.explode.unwrap_or(false);
    Style::Form { explode }
}

fn header_style(data: &ParameterData) -> Style {
    let explode = data.explode.unwrap_or(false);
    Style::Simple { explode }
}

#[cfg(test)]
mod tests {
    use openapiv3::QueryStyle;

    use super::named_style;
    use crate::ir::Style;

    #[test]
    fn what_is_exploded_has_no_separator() {
        let of = |style, explode| named_style(&style, explode);
        let exploded = Style::Form { explode: true };
        assert_eq!(of(QueryStyle::SpaceDelimited, false), Style::SpaceDelimited);
        assert_eq!(of(QueryStyle::SpaceDelimited, true), exploded);
        assert_eq!(of(QueryStyle::PipeDelimited, false), Style::PipeDelimited);
        assert_eq!(of(QueryStyle::PipeDelimited, true), exploded);
        assert_eq!(of(QueryStyle::Form, true), exploded);
        let joined = Style::Form { explode: false };
        assert_eq!(of(QueryStyle::Form, false), joined);
        assert_eq!(of(QueryStyle::DeepObject, true), Style::DeepObject);
        assert_eq!(of(QueryStyle::DeepObject, false), Style::DeepObject);
    }
}
