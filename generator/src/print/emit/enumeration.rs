//! String enums, which keep unknown values, what enums of integers have in common with them, and the
//! documentation of number enums.

use super::docs::{self, Doc, Of, code, deprecated, one_line, values_note};
use super::fragment::fragment;
use super::named::{codec, deserialize, model_doc};
use super::{Context, derives};
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::ir::{Meaning, Model};
use crate::sdk::{self, Enum};

/// What the values of an enum are, as far as its code depends on that.
pub(super) struct ValueKind {
    /// The type that the variant for unknown values holds.
    payload: &'static str,
    /// The name of that value in a pattern.
    binding: &'static str,
    /// The type of a known value in the list of them.
    item: &'static str,
    /// The method that gives the value as it is sent.
    getter: &'static str,
    /// Prints the head of that method. Its receiver is no slot, since no identifier can stand for it.
    getter_head: fn(&mut Printer<'_>),
    /// The value of the default, which is unknown.
    empty: &'static str,
    /// The function of the runtime that reads JSON.
    deserialize: &'static str,
    /// The method of a serializer.
    serialize: &'static str,
}

const STRINGS: ValueKind = ValueKind {
    payload: "String",
    binding: "text",
    item: "&'static str",
    getter: "as_str",
    getter_head: |out| {
        fragment!(out, METHOD, [], {
            #[inline]
            pub fn as_str(&self) -> &str
        });
    },
    empty: "String::new()",
    deserialize: "deserialize_enum",
    serialize: "serialize_str",
};

pub(super) const INTEGERS: ValueKind = ValueKind {
    payload: "i64",
    binding: "value",
    item: "i64",
    getter: "as_i64",
    getter_head: |out| {
        fragment!(out, METHOD, [], {
            #[inline]
            pub fn as_i64(self) -> i64
        });
    },
    empty: "0",
    deserialize: "decode_integer_enum",
    serialize: "serialize_i64",
};

/// The variants of an enum that has a name for each value.
pub(super) fn variants<'a>(seen: &Enum<'a>) -> Vec<Slot<'a>> {
    let variants = seen.variants.iter();
    variants.map(|name| Slot::word(name.as_str())).collect()
}

/// Prints an enum of strings.
pub(super) fn enumeration(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    model: &sdk::Model<'_>,
    seen: &Enum<'_>,
    values: &[String],
) {
    let name = model.name.as_str();
    let (variants, unknown) = (variants(seen), seen.unknown.as_str());
    head(cx, out, model);
    fragment!(out, ITEM_ATTRIBUTE, [], {
        #[derive(Clone)]
        #[non_exhaustive]
    });
    let shown = values.iter().map(String::as_str);
    body(out, model, (name, unknown), shown.zip(&variants), &STRINGS);
    let known: Vec<_> = values.iter().map(|value| Slot::text(value)).collect();
    methods(out, (name, unknown), &known, &variants, &STRINGS);
    comparing_traits(out, name, &STRINGS);
    formatting_traits(out, name);
    parsing(out, (name, unknown), &variants);
    json_traits(out, name, seen, &STRINGS);
    if seen.is_json {
        fragment!(out, ITEM, [name = Slot::word(name)], {
            impl crate::runtime::model::OpenEnum for #name {}
        });
    }
}

/// Prints what stands before an enum: its documentation, and what it derives if it is asked to.
pub(super) fn head(cx: &Context<'_>, out: &mut Printer<'_>, model: &sdk::Model<'_>) {
    let note = "Unknown values are preserved in `Unknown`.";
    model_doc(cx, model.node, note).print(out, Of::Item);
    deprecated(out, Of::Item, model.node.deprecated);
    derives::of_model(out, model);
}

/// Prints the declaration of an enum, whose values stand beside their variants.
pub(super) fn body<'a>(
    out: &mut Printer<'_>,
    model: &sdk::Model<'_>,
    (name, unknown): (&str, &str),
    values: impl Iterator<Item = (&'a str, &'a Slot<'a>)>,
    kind: &ValueKind,
) {
    fragment!(out, ENUM, [name = Slot::word(name)], { pub enum #name });
    for (value, variant) in values {
        value_doc(model.node, value).print(out, Of::Part);
        derives::rename(out, model, value, variant.as_str());
        fragment!(out, VARIANT, [variant = variant.clone()], { #variant, });
    }
    docs::print(out, Of::Part, "A value that this version does not know.");
    derives::mark(out, model, "untagged");
    fragment!(out, VARIANT, [unknown = Slot::word(unknown), payload = Slot::word(kind.payload)], {
        #unknown(#payload),
    });
    out.end(End::Item);
}

/// Prints the list of the known values, and the method that gives a value as it is sent.
pub(super) fn methods(
    out: &mut Printer<'_>,
    (name, unknown): (&str, &str),
    values: &[Slot<'_>],
    variants: &[Slot<'_>],
    kind: &ValueKind,
) {
    fragment!(out, IMPLEMENTATION, [name = Slot::word(name)], { impl #name });
    docs::print(out, Of::Part, "The known values, as they are sent.");
    fragment!(out, MEMBER, [item = Slot::code(kind.item)], each [values] = values, {
        pub const VALUES: &'static [#item] = &[#(#values),*];
    });
    docs::print(out, Of::Part, "The value as it is sent.");
    (kind.getter_head)(out);
    fragment!(out, MATCH, [], { match self });
    for (value, variant) in values.iter().zip(variants) {
        fragment!(out, ARM, [variant = variant.clone(), value = value.clone()], {
            Self::#variant => #value,
        });
    }
    let (unknown, binding) = (Slot::word(unknown), Slot::word(kind.binding));
    fragment!(out, ARM, [unknown = unknown, binding = binding], {
        Self::#unknown(#binding) => #binding,
    });
    out.end(End::Match);
    out.end(End::Item);
}

fn value_doc(model: &Model, value: &str) -> Doc {
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

/// Prints a default and JSON, for enums that models contain.
pub(super) fn json_traits(out: &mut Printer<'_>, name: &str, seen: &Enum<'_>, kind: &ValueKind) {
    if seen.has_default {
        let unknown = Slot::word(seen.unknown.as_str());
        let empty = Slot::code(kind.empty.to_owned());
        fragment!(out, ITEM, [name = Slot::word(name), unknown = unknown, empty = empty], {
            impl Default for #name {
                #[inline]
                fn default() -> Self {
                    Self::#unknown(#empty)
                }
            }
        });
    }
    if seen.is_json {
        deserialize(out, name, kind.deserialize);
        let (serialize, getter) = (Slot::word(kind.serialize), Slot::word(kind.getter));
        fragment!(out, ITEM, [name = Slot::word(name), serialize = serialize, getter = getter], {
            impl ::serde::Serialize for #name {
                fn serialize<S: ::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> Result<S::Ok, S::Error> {
                    serializer.#serialize(self.#getter())
                }
            }
        });
        codec(out, name);
    }
}

/// Prints the traits that go by the value as it is sent, so that it is equal whether it is known or not.
pub(super) fn comparing_traits(out: &mut Printer<'_>, name: &str, kind: &ValueKind) {
    let getter = || Slot::word(kind.getter);
    fragment!(out, ITEM, [name = Slot::word(name), getter = getter()], {
        impl PartialEq for #name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.#getter() == other.#getter()
            }
        }
    });
    fragment!(out, ITEM, [name = Slot::word(name)], { impl Eq for #name {} });
    fragment!(out, ITEM, [name = Slot::word(name), getter = getter()], {
        impl ::std::hash::Hash for #name {
            #[inline]
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                self.#getter().hash(state);
            }
        }
    });
}

fn formatting_traits(out: &mut Printer<'_>, name: &str) {
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
}

/// Prints `FromStr`, in which the table of variants stands; `Deserialize` goes by it.
fn parsing(out: &mut Printer<'_>, (name, unknown): (&str, &str), variants: &[Slot<'_>]) {
    fragment!(out, IMPLEMENTATION, [name = Slot::word(name)], { impl ::std::str::FromStr for #name });
    fragment!(out, MEMBER, [], {
        type Err = ::std::convert::Infallible;
    });
    fragment!(out, MEMBER, [unknown = Slot::word(unknown)], each [variants] = variants, {
        #[inline]
        fn from_str(text: &str) -> Result<Self, ::std::convert::Infallible> {
            Ok(crate::runtime::model::parse_enum(
                text,
                Self::VALUES,
                &[#(Self::#variants),*],
                Self::#unknown,
            ))
        }
    });
    out.end(End::Item);
}
