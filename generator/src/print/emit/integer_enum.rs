//! Enums over integers that keep what they do not know.

use super::Context;
use super::enumeration::{INTEGERS, body, comparing_traits, head, json_traits, methods, variants};
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
    let values: Vec<_> = values.iter().map(i64::to_string).collect();
    let shown = values.iter().map(String::as_str);
    body(out, model, (name, unknown), shown.zip(&variants), &INTEGERS);
    let known: Vec<_> = values.iter().map(Slot::code).collect();
    methods(out, (name, unknown), &known, &variants, &INTEGERS);
    comparing_traits(out, name, &INTEGERS);
    number_traits(out, name);
    conversion(out, (name, unknown), &variants);
    parsing(out, name);
    json_traits(out, name, seen, &INTEGERS);
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
