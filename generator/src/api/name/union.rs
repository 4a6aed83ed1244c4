//! The names of the variants of unions.

use super::ident::{VariantName, upper_camel};
use super::scope::Scope;
use super::{ModelNames, UNKNOWN};
use crate::ir::{Scalar, TypeRef, Union};

/// The names of the variants: their labels, else their types. Equal names are numbered without a
/// warning, because no name of the definition is lost.
pub(super) fn variants(union: &Union, models: &[ModelNames]) -> Vec<VariantName> {
    let mut scope = Scope::with(&[UNKNOWN]);
    let names = union.variants.iter().map(|variant| {
        let name = match &variant.label {
            Some(label) => upper_camel(label),
            None => of_type(&variant.ty, models),
        };
        VariantName(scope.claim(match name {
            name if name == UNKNOWN => format!("{UNKNOWN}Value"),
            name => name,
        }))
    });
    names.collect()
}

fn of_type(ty: &TypeRef, models: &[ModelNames]) -> String {
    match ty {
        TypeRef::Model(id) => models[id.0].ty.as_str().trim_end_matches('_').to_owned(),
        TypeRef::List(item) => format!("{}List", of_type(item, models)),
        TypeRef::Map(value) => format!("{}Map", of_type(value, models)),
        TypeRef::Nullable(inner) => of_type(inner, models),
        TypeRef::Own(own) => own.name.clone(),
        TypeRef::Json(_) => "Value".to_owned(),
        TypeRef::Scalar(scalar) => match scalar {
            Scalar::String | Scalar::Interval | Scalar::YearMonth => "String",
            Scalar::Binary => "Binary",
            Scalar::Bool => "Bool",
            Scalar::Int32 | Scalar::Int64 | Scalar::UInt64 => "Integer",
            Scalar::Float | Scalar::Double => "Number",
            Scalar::DateTime | Scalar::LocalDateTime => "DateTime",
            Scalar::Date => "Date",
            Scalar::Time => "Time",
            Scalar::Duration => "Duration",
            Scalar::Base64 => "Bytes",
        }
        .to_owned(),
    }
}
