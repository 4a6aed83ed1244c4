//! Unions: enums with a variant for each type, and `Unknown` for other values.

use quote::quote;

use super::docs::{self, Of, code, deprecated};
use super::fragment::fragment;
use super::literals::{literal, literals};
use super::named::{codec, deserialize, model_doc};
use super::shape;
use super::types::slot;
use super::{Context, derives};
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::ir::{Literal, Scalar, TypeRef, Union};
use crate::sdk;

pub(super) fn union(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    model: &sdk::Model<'_>,
    emitted: &sdk::Union<'_>,
    union: &Union,
) {
    let name = model.name.as_str();
    let unknown = emitted.unknown.as_str();
    definition(cx, out, model, emitted);
    if emitted.has_default {
        fragment!(out, ITEM, [name = Slot::word(name), unknown = Slot::word(unknown)], {
            impl Default for #name {
                #[inline]
                fn default() -> Self {
                    Self::#unknown(::serde_json::Value::Null)
                }
            }
        });
    }
    for variant in emitted.variants.iter().filter(|it| it.has_from) {
        conversion(cx, out, name, variant);
    }
    reading(cx, out, (name, union), emitted);
    deserialize(out, name, "deserialize_union");
    writing(out, name, emitted);
    codec(out, name);
}

fn definition(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    model: &sdk::Model<'_>,
    emitted: &sdk::Union<'_>,
) {
    let name = model.name.as_str();
    let note = "Any other value is preserved as JSON.";
    model_doc(cx, model.node, note).print(out, Of::Item);
    deprecated(out, Of::Item, model.node.deprecated);
    derives::of_model(out, model);
    fragment!(out, ITEM_ATTRIBUTE, [], {
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
    });
    fragment!(out, ENUM, [name = Slot::word(name)], { pub enum #name });
    for variant in &emitted.variants {
        docs::print(out, Of::Part, &variant_doc(variant));
        fragment!(out, VARIANT, [name = variant_name(variant), ty = slot(cx, &variant.ty)], { #name(#ty), });
    }
    docs::print(out, Of::Part, "Any other value, as received.");
    fragment!(out, VARIANT, [unknown = Slot::word(emitted.unknown.as_str())], {
        #unknown(::serde_json::Value),
    });
    out.end(End::Item);
}

fn variant_name<'a>(variant: &sdk::Variant<'a>) -> Slot<'a> {
    Slot::word(variant.name.as_str())
}

fn variant_doc(variant: &sdk::Variant<'_>) -> String {
    let discriminators = variant.discriminators.iter().map(|(property, values)| {
        let values: Vec<_> = values.iter().map(|it| code(&it.to_string())).collect();
        format!("{} is {}", code(property), values.join(" or "))
    });
    let discriminators: Vec<_> = discriminators.collect();
    if discriminators.is_empty() {
        type_doc(&variant.node.ty).to_owned()
    } else {
        format!("{}.", discriminators.join(" and "))
    }
}

fn type_doc(ty: &TypeRef) -> &'static str {
    match ty {
        TypeRef::Model(_) => "A model.",
        TypeRef::Own(_) => "A value.",
        TypeRef::List(_) => "A list.",
        TypeRef::Map(_) => "A map.",
        TypeRef::Nullable(inner) => type_doc(inner),
        TypeRef::Json(_) => "Any value.",
        TypeRef::Scalar(scalar) => match scalar {
            Scalar::String | Scalar::Interval => "A string.",
            Scalar::Base64 => "Bytes.",
            Scalar::Binary => "Bytes as a string.",
            Scalar::Bool => "A boolean.",
            Scalar::Int32 | Scalar::Int64 | Scalar::UInt64 => "An integer.",
            Scalar::Float | Scalar::Double => "A number.",
            Scalar::DateTime => "An instant.",
            Scalar::Date => "A date.",
            Scalar::LocalDateTime => "A date and a time.",
            Scalar::YearMonth => "A month of a year.",
            Scalar::Time => "A time of day.",
            Scalar::Duration => "A duration.",
        },
    }
}

/// Prints the `From` conversion of a boxed variant, which boxes its argument.
fn conversion(cx: &Context<'_>, out: &mut Printer<'_>, name: &str, variant: &sdk::Variant<'_>) {
    let ty = slot(cx, variant.ty.inside_box());
    fragment!(out, ITEM, [name = Slot::word(name), variant = variant_name(variant), ty = ty], {
        impl From<#ty> for #name {
            #[inline]
            fn from(value: #ty) -> Self {
                Self::#variant(Box::new(value))
            }
        }
    });
}

/// Prints the table of a union, and how each variant is read.
fn reading(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    (name, union): (&str, &Union),
    emitted: &sdk::Union<'_>,
) {
    fragment!(out, IMPLEMENTATION, [name = Slot::word(name)], {
        impl crate::runtime::model::Union for #name
    });
    table(cx, out, name, union, &emitted.variants);
    fragment!(out, METHOD, [], {
        #[inline]
        fn read<'de, D: ::serde::Deserializer<'de>>(
            variant: usize,
            deserializer: D,
        ) -> Result<Self, D::Error>
    });
    fragment!(out, MATCH, [], { match variant });
    for (index, variant) in emitted.variants.iter().enumerate() {
        fragment!(out, ARM, [index = Slot::number(index), variant = variant_name(variant)], {
            #index => crate::runtime::model::read_variant(deserializer).map(Self::#variant),
        });
    }
    fragment!(out, ARM, [unknown = Slot::word(emitted.unknown.as_str())], {
        _ => crate::runtime::model::read_variant(deserializer).map(Self::#unknown),
    });
    out.end(End::Match);
    out.end(End::Item);
}

fn writing(out: &mut Printer<'_>, name: &str, emitted: &sdk::Union<'_>) {
    fragment!(out, IMPLEMENTATION, [name = Slot::word(name)], {
        impl ::serde::Serialize for #name
    });
    fragment!(out, METHOD, [], {
        fn serialize<S: ::serde::Serializer>(
            &self,
            serializer: S,
        ) -> Result<S::Ok, S::Error>
    });
    fragment!(out, MATCH, [], { match self });
    for it in &emitted.variants {
        let variant = variant_name(it);
        match it.written_tag {
            Some((property, tag)) => {
                let (property, tag) = (Slot::text(property), Slot::code(plain(tag)));
                fragment!(out, ARM, [variant = variant, property = property, tag = tag], {
                    Self::#variant(value) => {
                        crate::runtime::model::serialize_tagged(#property, #tag, value, serializer)
                    }
                });
            }
            None => fragment!(out, ARM, [variant = variant], {
                Self::#variant(value) => crate::runtime::model::Codec::encode(value, serializer),
            }),
        }
    }
    fragment!(out, ARM, [unknown = Slot::word(emitted.unknown.as_str())], {
        Self::#unknown(value) => ::serde::Serialize::serialize(value, serializer),
    });
    out.end(End::Match);
    out.end(End::Item);
}

/// A scalar as a literal, any other value as its JSON.
fn plain(value: &Literal) -> String {
    match value {
        Literal::Boolean(value) => quote!(#value).to_string(),
        Literal::Integer(value) => quote!(#value).to_string(),
        Literal::Unsigned(value) => quote!(#value).to_string(),
        Literal::Number(value) => quote!(#value).to_string(),
        other => literal(&other.to_string()),
    }
}

/// Prints the table of variants, from which the runtime chooses.
fn table(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    name: &str,
    union: &Union,
    variants: &[sdk::Variant<'_>],
) {
    let tag = match &union.discriminator {
        Some(property) => format!("Some({})", literal(property)),
        None => "None".to_owned(),
    };
    let described = variants.iter().map(|variant| {
        let shape = shape::of(cx, &variant.shape);
        let tags = literals(variant.node.tags.iter().map(ToString::to_string));
        Slot::free(format!(
            "crate::runtime::model::Variant {{ tags: {tags}, shape: {shape} }}"
        ))
    });
    let described: Vec<_> = described.collect();
    let is_declared = if union.is_explicit { "true" } else { "false" };
    fragment!(out, MEMBER, [
        name = Slot::text(name), tag = Slot::code(tag), is_declared = Slot::word(is_declared),
    ], each [described] = &described, {
        #[inline]
        fn table() -> &'static crate::runtime::model::UnionTable {
            &crate::runtime::model::UnionTable {
                name: #name,
                tag: #tag,
                is_declared: #is_declared,
                variants: &[#(#described),*],
            }
        }
    });
}
