//! Enums over integers that keep what they do not know.

use super::Context;
use super::docs::{self, Of};
use super::enumeration::{INTEGERS, body, comparing_traits, head, json_traits, variants};
use super::fragment::fragment;
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::sdk::{Enum, Model};

/// Prints an enum.
pub(super) fn integer_enum(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    model: &Model<'_>,
    seen: &Enum<'_>,
    values: &[i64],
) {
    let name = model.name.as_str();
    let (variants, unknown) = (variants(seen), seen.unknown.as_str());
    head(cx, out, model);
    fragment!(out, ITEM_ATTRIBUTE, [], {
        #[derive(Clone, Copy)]
        #[non_exhaustive]
    });
    let shown: Vec<_> = values.iter().map(i64::to_string).collect();
    let shown = shown.iter().map(String::as_str);
    body(out, model, (name, unknown), shown.zip(&variants), &INTEGERS);
    methods(out, (name, unknown), values, &variants);
    comparing_traits(out, name, &INTEGERS);
    number_traits(out, name);
    conversion(out, (name, unknown), &variants);
    parsing(out, name);
    json_traits(out, name, seen, &INTEGERS);
}

/// An integer as it is written in an expression and in a pattern.
fn number(value: i64) -> Slot<'static> {
    Slot::code(value.to_string())
}

fn methods(
    out: &mut Printer<'_>,
    (name, unknown): (&str, &str),
    values: &[i64],
    variants: &[Slot<'_>],
) {
    fragment!(out, IMPLEMENTATION, [name = Slot::word(name)], { impl #name });
    let numbers: Vec<_> = values.iter().map(|value| number(*value)).collect();
    docs::print(out, Of::Part, "The known values, as they are sent.");
    fragment!(out, MEMBER, [], each [numbers] = &numbers, {
        pub const VALUES: &'static [i64] = &[#(#numbers),*];
    });
    docs::print(out, Of::Part, "The value as it is sent.");
    fragment!(out, METHOD, [], {
        #[inline]
        pub fn as_i64(self) -> i64
    });
    fragment!(out, MATCH, [], { match self });
    for (number, variant) in numbers.iter().zip(variants) {
        fragment!(out, ARM, [variant = variant.clone(), number = number.clone()], {
            Self::#variant => #number,
        });
    }
    fragment!(out, ARM, [unknown = Slot::word(unknown)], { Self::#unknown(value) => value, });
    out.end(End::Match);
    out.end(End::Item);
}

fn number_traits(out: &mut Printer<'_>, name: &str) {
    for form in ["Debug", "Display"] {
        let form = Slot::word(form);
        fragment!(out, ITEM, [name = Slot::word(name), form = form], {
            impl ::std::fmt::#form for #name {
                #[inline]
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    ::std::fmt::Display::fmt(&self.as_i64(), f)
                }
            }
        });
    }
}

/// Prints the conversion from an integer, in which the table of variants stands; `FromStr` and `Deserialize` go by
/// it.
fn conversion(out: &mut Printer<'_>, (name, unknown): (&str, &str), variants: &[Slot<'_>]) {
    fragment!(out, ITEM, [name = Slot::word(name), unknown = Slot::word(unknown)],
        each [variants] = variants,
    {
        impl From<i64> for #name {
            #[inline]
            fn from(value: i64) -> Self {
                crate::runtime::model::integer_enum(
                    value,
                    Self::VALUES,
                    &[#(Self::#variants),*],
                    Self::#unknown,
                )
            }
        }
    });
}

fn parsing(out: &mut Printer<'_>, name: &str) {
    fragment!(out, IMPLEMENTATION, [name = Slot::word(name)], { impl ::std::str::FromStr for #name });
    fragment!(out, MEMBER, [], {
        type Err = ::std::num::ParseIntError;
    });
    fragment!(out, MEMBER, [], {
        #[inline]
        fn from_str(text: &str) -> Result<Self, ::std::num::ParseIntError> {
            text.parse::<i64>().map(Self::from)
        }
    });
    out.end(End::Item);
}
