//! Shapes, as the runtime has them: data that unions choose by.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Context;
use super::types::model_path;
use crate::analyze::Shape;
use crate::ir::{FieldId, ModelId, Scalar, Struct};

/// The shape of a type.
pub(super) fn of(cx: &Context<'_>, shape: &Shape<'_>) -> TokenStream {
    let variant = match shape {
        Shape::Record(id) => {
            let ty = model_path(cx, *id);
            quote! {
                Record {
                    table: <#ty as crate::runtime::model::Record>::table,
                    shape: <#ty as crate::runtime::model::Record>::shape,
                }
            }
        }
        Shape::Union(id) => {
            let ty = model_path(cx, *id);
            quote!(Union(<#ty as crate::runtime::model::Union>::table))
        }
        Shape::Values(id) => {
            let ty = model_path(cx, *id);
            quote!(Values(#ty::VALUES))
        }
        Shape::Known(id) => {
            let ty = model_path(cx, *id);
            quote!(Known(#ty::VALUES))
        }
        Shape::Map(value) => {
            let value = of(cx, value);
            quote!(Map(&#value))
        }
        Shape::List(item) => {
            let item = of(cx, item);
            quote!(List(&#item))
        }
        Shape::Nullable(inner) => {
            let inner = of(cx, inner);
            quote!(Nullable(&#inner))
        }
        Shape::Listed(inner, values) => {
            let inner = of(cx, inner);
            let values = values.iter().map(ToString::to_string);
            quote!(Listed(&#inner, &[#(#values),*]))
        }
        Shape::Scalar(scalar) => of_scalar(*scalar),
        Shape::Any => quote!(Any),
    };
    quote!(crate::runtime::model::Shape::#variant)
}

fn of_scalar(scalar: Scalar) -> TokenStream {
    match scalar {
        Scalar::String | Scalar::Binary | Scalar::Interval => quote!(Text),
        Scalar::DateTime => quote!(DateTime),
        Scalar::LocalDateTime => quote!(LocalDateTime),
        Scalar::Date => quote!(Date),
        Scalar::YearMonth => quote!(YearMonth),
        Scalar::Bool => quote!(Bool),
        Scalar::Int32 => quote!(Int32),
        Scalar::Int64 => quote!(Int64),
        Scalar::UInt64 => quote!(UInt64),
        Scalar::Float | Scalar::Double => quote!(Number),
    }
}

/// The method that gives the shape of a struct, where unions choose by it.
pub(super) fn of_record(cx: &Context<'_>, id: ModelId, object: &Struct) -> Option<TokenStream> {
    if !cx.analysis.shaped.contains(&id) {
        return None;
    }
    let fields = object.fields.iter();
    let fields = fields.map(|field| of(cx, &Shape::of_field(cx.api, field)));
    let rest = match Shape::of_rest(cx.api, object) {
        Some(rest) => {
            let rest = of(cx, &rest);
            quote!(Some(#rest))
        }
        None => quote!(None),
    };
    let numbers = 0..object.fields.len();
    let required = numbers.filter(|index| {
        let field = FieldId {
            model: id,
            index: *index,
        };
        cx.analysis.expected.contains(&field)
    });
    let required = required.map(Literal::usize_unsuffixed);
    Some(quote! {
        #[inline]
        fn shape() -> &'static crate::runtime::model::RecordShape {
            &crate::runtime::model::RecordShape {
                fields: &[#(#fields),*],
                rest: #rest,
                required: &[#(#required),*],
            }
        }
    })
}
