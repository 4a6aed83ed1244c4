//! Shapes: constants that describe the JSON of a type. The runtime compares JSON with them to choose the
//! variant of a union.

use super::Context;
use super::fragment::fragment;
use super::literals::literals;
use super::types::model_path;
use crate::format::{Printer, Slot};
use crate::ir::{ModelId, Scalar};
use crate::sdk::{Shape, StructShape};

pub(super) fn slot(cx: &Context<'_>, shape: &Shape<'_>) -> Slot<'static> {
    match has_struct(shape) {
        true => Slot::free(of(cx, shape)),
        false => Slot::code(of(cx, shape)),
    }
}

fn has_struct(shape: &Shape<'_>) -> bool {
    match shape {
        Shape::Record(_) => true,
        Shape::Map(inner) | Shape::List(inner) | Shape::Nullable(inner) => has_struct(inner),
        Shape::Listed(inner, _) => has_struct(inner),
        Shape::Union(_) | Shape::Values(_) | Shape::Known(_) | Shape::Scalar(_) | Shape::Any => {
            false
        }
    }
}

/// A shape as a constant expression.
pub(super) fn of(cx: &Context<'_>, shape: &Shape<'_>) -> String {
    let values = |id: &ModelId| format!("({}::VALUES)", model_path(cx, *id));
    let variant = match shape {
        Shape::Record(id) => {
            let ty = model_path(cx, *id);
            format!(
                "Record {{ table: <{ty} as crate::runtime::model::ShapedRecord>::table, \
                 shape: <{ty} as crate::runtime::model::ShapedRecord>::shape }}"
            )
        }
        Shape::Union(id) => {
            let ty = model_path(cx, *id);
            format!("Union(<{ty} as crate::runtime::model::Union>::table)")
        }
        Shape::Values(id) => format!("Values{}", values(id)),
        Shape::Known(id) => format!("Known{}", values(id)),
        Shape::Map(value) => format!("Map(&{})", of(cx, value)),
        Shape::List(item) => format!("List(&{})", of(cx, item)),
        Shape::Nullable(inner) => format!("Nullable(&{})", of(cx, inner)),
        Shape::Listed(inner, values) => {
            let values = values.iter().map(ToString::to_string);
            format!("Listed(&{}, {})", of(cx, inner), literals(values))
        }
        Shape::Scalar(scalar) => of_scalar(*scalar).to_owned(),
        Shape::Any => "Any".to_owned(),
    };
    format!("crate::runtime::model::Shape::{variant}")
}

fn of_scalar(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::String | Scalar::Binary | Scalar::Interval => "Text",
        Scalar::DateTime => "DateTime",
        Scalar::LocalDateTime => "LocalDateTime",
        Scalar::Date => "Date",
        Scalar::YearMonth => "YearMonth",
        Scalar::Time => "Time",
        Scalar::Duration => "Duration",
        Scalar::Base64 => "Bytes",
        Scalar::Bool => "Bool",
        Scalar::Int32 => "Int32",
        Scalar::Int64 => "Int64",
        Scalar::UInt64 => "UInt64",
        Scalar::Float | Scalar::Double => "Number",
    }
}

/// Prints the method `shape` of a struct.
pub(super) fn of_struct(cx: &Context<'_>, out: &mut Printer<'_>, shape: &StructShape<'_>) {
    let fields = shape.fields.iter();
    let fields: Vec<_> = fields.map(|field| slot(cx, field)).collect();
    let rest = match &shape.additional {
        Some(rest) => Slot::free(format!("Some({})", of(cx, rest))),
        None => Slot::word("None"),
    };
    let required: Vec<_> = shape.required.iter().map(Slot::number).collect();
    fragment!(out, MEMBER, [rest = rest],
        each [fields] = &fields, each [required] = &required,
    {
        #[inline]
        fn shape() -> &'static crate::runtime::model::RecordShape {
            &crate::runtime::model::RecordShape {
                fields: &[#(#fields),*],
                rest: #rest,
                required: &[#(#required),*],
            }
        }
    });
}
