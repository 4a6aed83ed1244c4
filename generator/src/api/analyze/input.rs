//! Inputs: the shape in which a caller hands a parameter over.

use std::collections::HashSet;

use crate::ir::{
    Api, FieldEncoding, Location, ModelId, Origin, Parameter, Scalar, Style, TypeRef, is_compound,
    resolve,
};

/// What an input is to the place where it travels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum InputShape<'a> {
    /// A value that is one text.
    Text(&'a TypeRef),
    /// Values that are one text each, or JSON each.
    List(&'a TypeRef),
    /// A value that is taken apart, or is JSON.
    Object(&'a TypeRef),
    /// A file of a form.
    File,
    /// Files of a form.
    Files,
}

impl<'a> InputShape<'a> {
    /// The shape of a parameter, by its type, its style and its place.
    pub fn of(api: &'a Api, parameter: &'a Parameter) -> Self {
        let ty = resolve(api, &parameter.ty);
        let is_whole = matches!(parameter.style, None | Some(Style::DeepObject));
        let in_form = parameter.location == Location::Form;
        match ty {
            TypeRef::Scalar(Scalar::Binary) if in_form => Self::File,
            TypeRef::List(item) => match resolve(api, item.non_null()) {
                TypeRef::Scalar(Scalar::Binary) if in_form => Self::Files,
                _ if is_whole => Self::Object(ty),
                item => Self::List(item),
            },
            _ if is_compound(api, ty) => Self::Object(ty),
            _ => Self::Text(ty),
        }
    }
}

/// The enums that are written as text alone: those of inputs that nothing else is made of. All others
/// stand in JSON, or are taken apart like it.
pub(super) fn text_enums(api: &Api) -> HashSet<ModelId> {
    let parameters = api.operations.iter().flat_map(|it| &it.parameters);
    let texts = parameters.filter_map(|parameter| {
        let is_text = match InputShape::of(api, parameter) {
            InputShape::Text(_) => {
                parameter.style.is_some() || parameter.location == Location::Form
            }
            InputShape::List(item) => !is_compound(api, item),
            InputShape::Object(_) | InputShape::File | InputShape::Files => false,
        };
        let is_text = is_text && parameter.encoding != FieldEncoding::Json;
        parameter.ty.model().filter(|_| is_text)
    });
    let is_own = |id: &ModelId| matches!(api.model(*id).origin, Origin::Parameter(..));
    texts.filter(is_own).collect()
}
