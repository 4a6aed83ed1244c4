//! Paths of Rust types in a configuration or definition.
//!
//! A path is parsed by the grammar of Rust, checked, and printed again, so that the string itself never
//! becomes code.

use std::collections::BTreeSet;
use std::fmt::{self, Write};

use syn::{GenericArgument, PathArguments, Type, TypePath};

use super::{crate_of, is_identifier};

/// The maximum length of a path, in bytes.
const MAX_LENGTH: usize = 256;

/// The crate that needs no dependency.
const STANDARD: &str = "std";

/// The crates whose items it has at the same paths. Code cannot name `alloc` unless it declares the crate, so
/// that a path into one of them is printed as one into [`STANDARD`].
const PARTS_OF_STANDARD: [&str; 2] = ["alloc", "core"];

/// Primitive types, which are allowed as type arguments.
const PRIMITIVES: [&str; 16] = [
    "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "u128", "u16", "u32",
    "u64", "u8", "usize",
];

/// Where the standard library has the primitive types.
const PRIMITIVE_MODULE: &str = "::std::primitive::";

/// Types for which the runtime has codecs of its own.
const BUILT_IN: [&str; 10] = [
    "::std::boxed::Box",
    "::std::collections::BTreeMap",
    "::std::option::Option",
    "::std::string::String",
    "::std::vec::Vec",
    "::serde_json::Value",
    "::jiff::Timestamp",
    "::jiff::civil::Date",
    "::jiff::civil::DateTime",
    "::jiff::civil::Time",
];

/// The remedy for what a path cannot say.
const ALIAS: &str = "name an alias for it that a crate of yours has";

/// The remedy for a type that needs no setting.
const REMOVE: &str = "remove it, or name a type of a crate of yours that wraps it";

/// The path of a type, such as `uuid::Uuid` or `chrono::DateTime<chrono::Utc>`. It begins with a crate.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RustPath {
    /// The path, with two colons before the crate.
    text: String,
    /// The name of the type.
    name: String,
}

impl RustPath {
    /// Parses a path.
    ///
    /// # Errors
    /// The reason why it cannot be used, as the second half of a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() > MAX_LENGTH {
            return Err(format!("is longer than {MAX_LENGTH} bytes: {ALIAS}"));
        }
        let parsed = syn::parse_str::<TypePath>(text).map_err(|_| no_path(text))?;
        let mut printed = String::new();
        print(&parsed, &mut printed)?;
        let path = printed.split('<').next().unwrap_or_default();
        if is_built_in(path) {
            return Err(format!(
                "is a type that the emitted crate reads and writes by its own rules: {REMOVE}"
            ));
        }
        let segment = parsed.path.segments.last();
        Ok(Self {
            name: segment.map(|it| it.ident.to_string()).unwrap_or_default(),
            text: printed,
        })
    }

    /// The path as code, with two colons before the crate.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The name of the type alone.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The crate that it begins with.
    pub fn root(&self) -> &str {
        let path = self.text.trim_start_matches("::");
        path.split("::").next().unwrap_or_default()
    }

    /// The crates that it needs as dependencies, including those of type arguments.
    pub fn crates(&self) -> BTreeSet<String> {
        crates(&self.text).map(str::to_owned).collect()
    }
}

/// Whether the runtime has a codec for the type at a printed path, which may be another path to it than the usual
/// one, such as that of a prelude: none of these crates has another type of the same name.
fn is_built_in(path: &str) -> bool {
    let ends = |path: &str| {
        let mut segments = path.split("::").filter(|it| !it.is_empty());
        Some((segments.next()?.to_owned(), segments.last()?.to_owned()))
    };
    let mut built_in = BUILT_IN.into_iter();
    path.starts_with(PRIMITIVE_MODULE) || built_in.any(|it| ends(it) == ends(path))
}

/// The crates of a printed path, without those of the standard library.
pub(super) fn crates(path: &str) -> impl Iterator<Item = &str> {
    let paths = path.split(['<', '>', ',']);
    let crates = paths.filter_map(|path| path.trim().strip_prefix("::")?.split("::").next());
    crates.filter(|name| *name != STANDARD)
}

/// As in a configuration.
impl fmt::Display for RustPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text.trim_start_matches("::"))
    }
}

/// What a path begins with.
const A_CRATE: &str = "the name of a crate, as `my_crate::Name` does: put what it names into a crate that the \
                       emitted crate can depend on";

/// Why a string is no path, with the path that it was probably meant to be.
fn no_path(text: &str) -> String {
    let words = text.split([':', '.', '/']).filter(|it| !it.is_empty());
    let meant: Vec<_> = words.map(|it| crate_of(it.trim())).collect();
    let meant = meant.join("::");
    let is_path =
        syn::parse_str::<TypePath>(&meant).is_ok_and(|it| print(&it, &mut String::new()).is_ok());
    let remedy = match is_path {
        true => format!("write `{meant}`"),
        false => "write one such as `my_crate::Name`".to_owned(),
    };
    format!("is not a path of Rust: {remedy}")
}

/// Why a name alone is no path.
fn without_crate(name: &str) -> String {
    let mut built_in = BUILT_IN.into_iter().filter_map(|it| it.rsplit("::").next());
    if PRIMITIVES.contains(&name) || built_in.any(|it| it == name) {
        format!("is a type that needs no setting: {REMOVE}")
    } else {
        format!(
            "does not begin with the name of a crate: write `my_crate::{name}`, with the crate that has it"
        )
    }
}

fn print(ty: &TypePath, out: &mut String) -> Result<(), String> {
    if ty.qself.is_some() {
        return Err(format!("is not a plain path: {ALIAS}"));
    }
    let segments = &ty.path.segments;
    let first = segments.first().map(|it| it.ident.to_string());
    let first = first.unwrap_or_default();
    if segments.len() == 1 && !out.is_empty() && PRIMITIVES.contains(&first.as_str()) {
        out.push_str(&first);
        return Ok(());
    }
    if is_relative(&first) {
        return Err(format!("does not begin with {A_CRATE}"));
    }
    if segments.len() < 2 {
        return Err(without_crate(&first));
    }
    for (index, segment) in segments.iter().enumerate() {
        let name = segment.ident.to_string();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !name.chars().all(is_plain) {
            return Err(format!(
                "has a segment that is not made of letters, digits and `_`: {ALIAS}"
            ));
        }
        if !is_identifier(&name) {
            return Err(format!("has the segment `{name}`, a keyword: {ALIAS}"));
        }
        let is_part = index == 0 && PARTS_OF_STANDARD.contains(&name.as_str());
        let _ = write!(out, "::{}", if is_part { STANDARD } else { &name });
        if index + 1 < segments.len() && !segment.arguments.is_none() {
            return Err(format!("has arguments before its end: {ALIAS}"));
        }
        arguments(&segment.arguments, out)?;
    }
    Ok(())
}

/// Whether a path that begins with a segment is one from the code around it.
fn is_relative(first: &str) -> bool {
    matches!(first, "crate" | "self" | "super" | "Self")
}

fn arguments(arguments: &PathArguments, out: &mut String) -> Result<(), String> {
    let arguments = match arguments {
        PathArguments::None => return Ok(()),
        PathArguments::AngleBracketed(arguments) => &arguments.args,
        PathArguments::Parenthesized(_) => return Err(format!("is a function: {ALIAS}")),
    };
    for (index, argument) in arguments.iter().enumerate() {
        out.push_str(if index == 0 { "<" } else { ", " });
        match argument {
            GenericArgument::Type(Type::Path(ty)) => print(ty, out)?,
            _ => {
                return Err(format!(
                    "has an argument that is not the path of a type: {ALIAS}"
                ));
            }
        }
    }
    if !arguments.is_empty() {
        out.push('>');
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::RustPath;

    #[test]
    fn paths_begin_with_a_crate() {
        for (text, printed, crates) in [
            ("uuid::Uuid", "::uuid::Uuid", vec!["uuid"]),
            (" ::std :: net::IpAddr", "::std::net::IpAddr", vec![]),
            (
                "chrono::DateTime<chrono::Utc>",
                "::chrono::DateTime<::chrono::Utc>",
                vec!["chrono"],
            ),
            (
                "a::B<u8, b::C<c::D>>",
                "::a::B<u8, ::b::C<::c::D>>",
                vec!["a", "b", "c"],
            ),
            // No program can name `alloc` without a declaration, and `std` has what these two have.
            (
                "alloc::sync::Arc<core::net::IpAddr>",
                "::std::sync::Arc<::std::net::IpAddr>",
                vec![],
            ),
            (
                "a::core::B<b::alloc>",
                "::a::core::B<::b::alloc>",
                vec!["a", "b"],
            ),
        ] {
            let path = RustPath::parse(text).unwrap();
            assert_eq!(path.as_str(), printed);
            assert_eq!(path.crates().into_iter().collect::<Vec<_>>(), crates);
        }
        let path = RustPath::parse("chrono::DateTime<chrono::Utc>").unwrap();
        assert_eq!(path.name(), "DateTime");
        assert_eq!(path.to_string(), "chrono::DateTime<::chrono::Utc>");
    }

    #[test]
    fn what_is_refused_is_told_with_the_remedy() {
        for (text, remedy) in [
            ("my_ids:Id", "write `my_ids::Id`"),
            ("my-ids::Id", "write `my_ids::Id`"),
            ("my-ids.more/Id<u8>", "write `my_ids::more::Id<u8>`"),
            ("a b", "write one such as `my_crate::Name`"),
            ("Id", "write `my_crate::Id`"),
            ("a::B<Id>", "write `my_crate::Id`"),
            ("String", "remove it, or name a type"),
            ("u64", "remove it, or name a type"),
            ("jiff::Timestamp", "remove it, or name a type"),
            ("crate::Id", "put what it names into a crate"),
            ("a::super::Id", "the segment `super`, a keyword"),
            ("core::option::Option<u8>", "by its own rules"),
            ("std::prelude::v1::String", "by its own rules"),
            (
                "alloc::collections::btree_map::BTreeMap<a::B, u8>",
                "by its own rules",
            ),
            ("serde_json::value::Value", "by its own rules"),
            ("core::primitive::u64", "by its own rules"),
            ("a::B<u8>::C", "name an alias"),
            ("a::B<3>", "name an alias"),
            ("<a::B as c::D>::E", "name an alias"),
        ] {
            let found = RustPath::parse(text).unwrap_err();
            assert!(found.contains(remedy), "{text}: {found}");
        }
    }

    #[test]
    fn what_is_no_plain_path_is_refused() {
        let long = format!("a::{}", "b".repeat(300));
        let deep = "a::B<".repeat(10_000);
        for text in [
            "",
            "Uuid",
            "u8",
            "a::",
            "a::b;",
            "a::B } fn f() {",
            "a::B /* */ { }",
            "a::r#type",
            "a::é",
            "crate::A",
            "self::A",
            "super::super::A",
            "<a::B as c::D>::E",
            "a::B<'a>",
            "a::B<3>",
            "a::B<{ f() }>",
            "a::B<dyn c::D>",
            "a::B<C = d::E>",
            "a::B<String>",
            "a::F(u8) -> u8",
            "&a::B",
            "(a::B, a::B)",
            "a::b!()",
            "a-b::C",
            "a::B\"",
            "std::string::String",
            "std::vec::Vec<u8>",
            "alloc::string::String",
            "core::option::Option<u8>",
            "serde_json::value::Value",
            ":: alloc :: vec::Vec<u8>",
            "jiff::Timestamp",
            "a::super::B",
            "a::Self",
            "a::self::B",
            "a::crate::B",
            "a::gen::B",
            "a::B<c::super::D>",
            "a<u8>::B",
            "a::B<u8>::C",
            &long,
            &deep,
        ] {
            assert!(RustPath::parse(text).is_err(), "{text}");
        }
    }
}
