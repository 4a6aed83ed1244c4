//! The shape in which a caller passes a parameter.

use std::collections::HashSet;

use crate::ir::{
    Api, FieldEncoding, Location, ModelId, Origin, Parameter, Scalar, Style, TypeRef, is_compound,
    resolve,
};

/// The shape of a parameter, by which the runtime serializes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum InputShape<'a> {
    /// A scalar, written as one string.
    Text(&'a TypeRef),
    /// An array of scalars.
    List(&'a TypeRef),
    /// An array of values that are JSON each.
    JsonList(&'a TypeRef),
    /// An object that its style serializes, or JSON.
    Object(&'a TypeRef),
    /// A file in a form.
    File,
    /// Several files in a form.
    Files,
}

impl<'a> InputShape<'a> {
    /// The shape of a parameter, by its type, style and location.
    pub fn of(api: &'a Api, parameter: &'a Parameter) -> Self {
        let ty = resolve(api, &parameter.ty);
        let is_whole = matches!(parameter.style, None | Some(Style::DeepObject));
        let in_form = parameter.location == Location::Form;
        match ty {
            TypeRef::Scalar(Scalar::Binary) if in_form => Self::File,
            TypeRef::List(item) => match resolve(api, item.non_null()) {
                TypeRef::Scalar(Scalar::Binary) if in_form => Self::Files,
                _ if is_whole => Self::Object(ty),
                item if is_compound(api, item) => Self::JsonList(item),
                item => Self::List(item),
            },
            _ if is_compound(api, ty) => Self::Object(ty),
            _ => Self::Text(ty),
        }
    }
}

/// The enums that only parameters use, and which are never JSON.
pub(super) fn text_enums(api: &Api) -> HashSet<ModelId> {
    let parameters = api.operations.iter().flat_map(|it| &it.parameters);
    let texts = parameters.filter_map(|parameter| {
        let is_text = match InputShape::of(api, parameter) {
            InputShape::Text(_) => {
                parameter.style.is_some() || parameter.location == Location::Form
            }
            InputShape::List(_) => true,
            InputShape::JsonList(_)
            | InputShape::Object(_)
            | InputShape::File
            | InputShape::Files => false,
        };
        let is_text = is_text && parameter.encoding != FieldEncoding::Json;
        parameter.ty.model().filter(|_| is_text)
    });
    let is_own = |id: &ModelId| matches!(api.model(*id).origin, Origin::Parameter(..));
    texts.filter(is_own).collect()
}
