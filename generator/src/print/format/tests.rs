//! Fragments are formatted as `prettyplease` formats whole files, whatever their slots contain, and whatever
//! was formatted before.

use std::str::FromStr;

use proc_macro2::TokenStream;

use super::frames::{self, Frame};
use super::{Columns, Layout, Limit, Printer, Slot, SlotList, pretty};

struct Unlimited;

impl Limit for Unlimited {
    fn spend(&self, _: usize) -> bool {
        true
    }
}

/// Code in which `A` and `B` are slots, and `L` is a list of one column.
fn make(code: &'static str) -> impl Fn(&mut Columns) -> TokenStream {
    move |columns| {
        let code = code.replace('A', &columns.one().to_string());
        let code = code.replace('B', &columns.one().to_string());
        let rows: Vec<_> = columns.many().iter().map(ToString::to_string).collect();
        TokenStream::from_str(&code.replace('L', &rows.join(", "))).unwrap()
    }
}

fn check(
    layout: &Layout,
    frame: &Frame,
    code: &'static str,
    slots: &[Slot<'_>],
    rows: &[Slot<'_>],
) {
    let mut printer = Printer::new(String::new(), &Unlimited);
    let lists = [SlotList::new(rows, 1)];
    printer.print(layout, slots, &lists, &make(code));
    let columns = &mut Columns::of(slots, &lists).unwrap();
    let expected = pretty(frame, 0, make(code)(columns)).unwrap();
    assert_eq!(printer.finish().unwrap(), expected);
}

#[test]
fn two_slots_of_all_widths() {
    let layouts: [(&'static Frame, &'static str); 6] = [
        (
            &frames::MEMBER,
            "#[inline] pub fn A(mut self, value: B) -> Self { self.A = Some(value.into()); self }",
        ),
        (&frames::METHOD, "pub fn A(&self) -> B"),
        (&frames::FIELD, "pub A: Option<B>,"),
        (&frames::ARM, "A => reader.optional(&mut self.B),"),
        (
            &frames::MEMBER,
            "fn a() { A.into_iter().map(|it| { B(it); A }) }",
        ),
        (&frames::MEMBER, "fn a() -> A { A { first: B, b: 1 } }"),
    ];
    for (frame, code) in layouts {
        let layout = Layout::new(frame);
        for first in (1..100).rev().step_by(3).chain(1..6) {
            for second in (1..100).step_by(2) {
                let (first, second) = ("v".repeat(first), "w".repeat(second));
                let slots = [Slot::word(&first), Slot::path(second.as_str())];
                check(&layout, frame, code, &slots, &[]);
            }
        }
    }
}

#[test]
fn code_that_has_to_be_broken() {
    let layout = Layout::new(&frames::FIELD);
    for width in 1..100 {
        let name = "v".repeat(width);
        let path = format!("a::{name}");
        let code = format!("Option<a::{name}>");
        for ty in [Slot::path(path.as_str()), Slot::code(code.as_str())] {
            for name in ["a", "name", &name] {
                check(
                    &layout,
                    &frames::FIELD,
                    "pub A: B,",
                    &[Slot::word(name), ty.clone()],
                    &[],
                );
            }
        }
    }
}

#[test]
fn lists_of_all_widths_and_lengths() {
    let layouts: [(&'static Frame, &'static str); 5] = [
        (&frames::MEMBER, "const A: B = &[L];"),
        (&frames::DECLARATION, "pub use A::B::{L};"),
        (&frames::MEMBER, "pub fn A() -> B { Self { L } }"),
        (
            &frames::MEMBER,
            "fn a() -> A { &B { name: 1, fields: &[L], other: 2 } }",
        ),
        (&frames::ATTRIBUTE, "#[cfg(any(A, B, L))]"),
    ];
    for (frame, code) in layouts {
        let layout = Layout::new(frame);
        for count in (0..30).rev() {
            for width in (1..100).step_by(5) {
                let texts: Vec<_> = (0..count)
                    .map(|row| "v".repeat(1 + (width * (row + 1)) % 40))
                    .collect();
                let rows: Vec<_> = texts.iter().map(|text| Slot::word(text)).collect();
                let first = "w".repeat(1 + width % 13);
                check(
                    &layout,
                    frame,
                    code,
                    &[Slot::word(&first), Slot::word("Type")],
                    &rows,
                );
            }
        }
    }
}

#[test]
fn numbers_of_several_digits() {
    static CODE: &str = "fn A() -> B { &[L] }";
    let layout = Layout::new(&frames::MEMBER);
    for count in 0..40 {
        let rows: Vec<_> = (0..count)
            .map(|number| Slot::number(number * number))
            .collect();
        check(
            &layout,
            &frames::MEMBER,
            CODE,
            &[Slot::word("a"), Slot::word("B")],
            &rows,
        );
    }
}

#[test]
fn strings_with_any_character() {
    static CODE: &str = "fn A() { b(B, \"c\") }";
    let layout = Layout::new(&frames::MEMBER);
    for text in ["", "a", "\"", "\\", "a\nb", "ä€😀", "\u{202e}", "x y"] {
        for repeat in [1, 5, 30] {
            let text = text.repeat(repeat);
            let slots = [Slot::word("a"), Slot::text(&text)];
            check(&layout, &frames::MEMBER, CODE, &slots, &[]);
        }
    }
}

/// The quotes of a string belong to the template, so that code in the same slot needs another one.
#[test]
fn slots_that_are_strings_or_code() {
    static CODE: &str = "fn A() { b(B, &[L]) }";
    let layout = Layout::new(&frames::MEMBER);
    for width in 1..100 {
        let text = "v".repeat(width);
        for value in [Slot::text(&text), Slot::code(text.as_str())] {
            let slots = [Slot::word("a"), value.clone()];
            for rows in [vec![], vec![value.clone()], vec![value.clone(); 3]] {
                check(&layout, &frames::MEMBER, CODE, &slots, &rows);
            }
        }
    }
}

#[test]
fn what_is_no_rust_is_an_error() {
    let layout = Layout::new(&frames::ITEM);
    let mut printer = Printer::new(String::new(), &Unlimited);
    printer.print(&layout, &[], &[], &|_| {
        TokenStream::from_str("fn fn").unwrap()
    });
    assert!(printer.finish().is_err());
}
