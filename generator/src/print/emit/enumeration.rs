//! String enums, which keep unknown values, and the documentation of number enums.

use super::Context;
use super::docs::{self, Doc, Of, code, deprecated, one_line, values_note};
use super::fragment::fragment;
use super::named::{codec, deserialize, model_doc};
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::ir::{Meaning, Model, ModelId};

/// Prints an enum.
pub(super) fn enumeration(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    id: ModelId,
    model: &Model,
    values: &[String],
) {
    let names = cx.names.model(id);
    let name = names.ty.as_str();
    let unknown = names.unknown.as_str();
    let variants: Vec<_> = names
        .variants
        .iter()
        .map(|name| Slot::word(name.as_str()))
        .collect();
    let note = "Unknown values are preserved in `Unknown`.";
    model_doc(cx, model, note).print(out, Of::Item);
    deprecated(out, Of::Item, model.deprecated);
    fragment!(out, ITEM_ATTRIBUTE, [], {
        #[derive(Clone)]
        #[non_exhaustive]
    });
    fragment!(out, ENUM, [name = Slot::word(name)], { pub enum #name });
    for (value, variant) in values.iter().zip(&variants) {
        value_doc(model, value).print(out, Of::Part);
        fragment!(out, VARIANT, [variant = variant.clone()], { #variant, });
    }
    docs::print(out, Of::Part, "A value that this version does not know.");
    fragment!(out, VARIANT, [unknown = Slot::word(unknown)], { #unknown(String), });
    out.end(End::Item);
    methods(out, (name, unknown), values, &variants);
    fragment!(out, ITEM, [name = Slot::word(name), unknown = Slot::word(unknown)],
        each [variants] = &variants,
    {
        impl crate::runtime::model::OpenEnum for #name {
            #[inline]
            fn table() -> &'static crate::runtime::model::EnumTable<Self> {
                &crate::runtime::model::EnumTable {
                    values: Self::VALUES,
                    variants: &[#(Self::#variants),*],
                    unknown: Self::#unknown,
                }
            }
        }
    });
    traits(cx, out, id);
}

fn methods(
    out: &mut Printer<'_>,
    (name, unknown): (&str, &str),
    values: &[String],
    variants: &[Slot<'_>],
) {
    fragment!(out, IMPLEMENTATION, [name = Slot::word(name)], { impl #name });
    let texts: Vec<_> = values.iter().map(|value| Slot::text(value)).collect();
    docs::print(out, Of::Part, "The known values, as they are sent.");
    fragment!(out, MEMBER, [], each [texts] = &texts, {
        pub const VALUES: &'static [&'static str] = &[#(#texts),*];
    });
    docs::print(out, Of::Part, "The value as it is sent.");
    fragment!(out, METHOD, [], {
        #[inline]
        pub fn as_str(&self) -> &str
    });
    fragment!(out, MATCH, [], { match self });
    for (text, variant) in texts.iter().zip(variants) {
        fragment!(out, ARM, [variant = variant.clone(), text = text.clone()], {
            Self::#variant => #text,
        });
    }
    fragment!(out, ARM, [unknown = Slot::word(unknown)], { Self::#unknown(text) => text, });
    out.end(End::Match);
    out.end(End::Item);
}

pub(super) fn value_doc(model: &Model, value: &str) -> Doc {
    let meaning = model.meanings.get(value);
    let mut doc = Doc::new(None, &code(value));
    doc.line(meaning.and_then(|meaning| meaning.description.as_deref()));
    doc
}

/// The enum values of an alias with their descriptions.
pub(super) fn meanings_note(model: &Model) -> Option<String> {
    if model.meanings.is_empty() {
        return values_note(&model.enum_values);
    }
    let lines = model.enum_values.iter().map(|value| {
        let value = value.to_string();
        let text = model.meanings.get(&value).map(Meaning::text);
        match text.map(|text| one_line(&text)) {
            Some(text) => format!("- {}: {text}", code(&value)),
            None => format!("- {}", code(&value)),
        }
    });
    let lines: Vec<_> = lines.collect();
    Some(format!("Values:\n\n{}", lines.join("\n")))
}

/// Prints the traits of an enum. All but `Clone` go by the string, so that a value is equal whether it is
/// known or not; JSON and `Default` are for enums that models contain.
fn traits(cx: &Context<'_>, out: &mut Printer<'_>, id: ModelId) {
    let names = cx.names.model(id);
    let name = names.ty.as_str();
    comparing_traits(out, name);
    text_traits(out, name);
    if cx.analysis.needs_default.contains(&id) {
        let unknown = Slot::word(names.unknown.as_str());
        fragment!(out, ITEM, [name = Slot::word(name), unknown = unknown], {
            impl Default for #name {
                #[inline]
                fn default() -> Self {
                    Self::#unknown(String::new())
                }
            }
        });
    }
    if !cx.analysis.text_enums.contains(&id) {
        deserialize(out, name, "deserialize_enum");
        fragment!(out, ITEM, [name = Slot::word(name)], {
            impl ::serde::Serialize for #name {
                fn serialize<S: ::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> Result<S::Ok, S::Error> {
                    serializer.serialize_str(self.as_str())
                }
            }
        });
        codec(out, name);
    }
}

fn comparing_traits(out: &mut Printer<'_>, name: &str) {
    fragment!(out, ITEM, [name = Slot::word(name)], {
        impl PartialEq for #name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }
    });
    fragment!(out, ITEM, [name = Slot::word(name)], { impl Eq for #name {} });
    fragment!(out, ITEM, [name = Slot::word(name)], {
        impl ::std::hash::Hash for #name {
            #[inline]
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }
    });
}

fn text_traits(out: &mut Printer<'_>, name: &str) {
    fragment!(out, ITEM, [name = Slot::word(name)], {
        impl ::std::fmt::Debug for #name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(self.as_str(), f)
            }
        }
    });
    fragment!(out, ITEM, [name = Slot::word(name)], {
        impl ::std::fmt::Display for #name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    });
    fragment!(out, IMPLEMENTATION, [name = Slot::word(name)], { impl ::std::str::FromStr for #name });
    fragment!(out, MEMBER, [], {
        type Err = ::std::convert::Infallible;
    });
    fragment!(out, MEMBER, [], {
        #[inline]
        fn from_str(text: &str) -> Result<Self, ::std::convert::Infallible> {
            Ok(crate::runtime::model::parse_enum(text))
        }
    });
    out.end(End::Item);
}
