//! Derives that the configuration adds to models.

use std::fmt;

use super::{RustPath, is_identifier};
use crate::diagnostics::SettingLocation;
use crate::ir::ExtraTrait;

/// A derive, and the models that it is for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Derive {
    /// What is derived.
    pub path: DerivePath,
    /// The models; none for all of them.
    pub models: Option<Vec<ModelPattern>>,
    /// The attribute of the derive that takes names as serde's does, such as `schemars`: properties and values get
    /// those of the definition by it.
    pub attribute: Option<AttributeName>,
    /// Where it was written.
    pub location: SettingLocation,
}

/// The name of an attribute.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttributeName(String);

/// The attributes of the compiler and of its tools, by the chapter "Attributes" of the Rust reference. A derive reads
/// others: these would do something else, such as compiling a field only under a condition.
const BUILT_IN_ATTRIBUTES: [&str; 66] = [
    "allow",
    "automatically_derived",
    "bench",
    "cfg",
    "cfg_attr",
    "cfg_eval",
    "clippy",
    "cold",
    "collapse_debuginfo",
    "coverage",
    "crate_name",
    "crate_type",
    "debugger_visualizer",
    "default",
    "deny",
    "deprecated",
    "derive",
    "derive_const",
    "diagnostic",
    "doc",
    "expect",
    "export_name",
    "feature",
    "forbid",
    "global_allocator",
    "ignore",
    "inline",
    "instruction_set",
    "link",
    "link_name",
    "link_ordinal",
    "link_section",
    "macro_export",
    "macro_use",
    "miri",
    "must_use",
    "naked",
    "no_builtins",
    "no_implicit_prelude",
    "no_link",
    "no_main",
    "no_mangle",
    "no_std",
    "non_exhaustive",
    "optimize",
    "panic_handler",
    "path",
    "proc_macro",
    "proc_macro_attribute",
    "proc_macro_derive",
    "recursion_limit",
    "repr",
    "rust_analyzer",
    "rustdoc",
    "rustfmt",
    "should_panic",
    "stable",
    "target_feature",
    "test",
    "test_case",
    "track_caller",
    "type_length_limit",
    "unstable",
    "used",
    "warn",
    "windows_subsystem",
];

impl AttributeName {
    /// Reads a name.
    ///
    /// # Errors
    /// If it is no identifier, or an attribute of the compiler, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !is_plain || !is_identifier(text) {
            return Err("write the name of an attribute, such as `schemars`".to_owned());
        }
        if BUILT_IN_ATTRIBUTES.contains(&text) {
            return Err(
                "it is an attribute of the compiler: write that of the derive, such as `schemars`"
                    .to_owned(),
            );
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of a model, as it is in the crate or in the definition. `*` stands for any characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ModelPattern {
    /// What was written.
    pub text: String,
    /// Where it was written.
    pub location: SettingLocation,
}

/// What is derived.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DerivePath {
    /// A trait of the standard library.
    Extra(ExtraTrait),
    /// A derive macro of another crate.
    Foreign(RustPath),
}

/// The traits that models have, or cannot have, with the reason.
const REFUSED: [(&str, &str); 9] = [
    ("Clone", IMPLEMENTED),
    ("Debug", IMPLEMENTED),
    ("Default", "models implement it where that is possible"),
    ("PartialEq", IMPLEMENTED),
    ("Serialize", WRITTEN),
    ("Deserialize", WRITTEN),
    (
        "Copy",
        "a model would lose it with its first string or list",
    ),
    ("Ord", ORDERED),
    ("PartialOrd", ORDERED),
];

const IMPLEMENTED: &str = "every model implements it";

const WRITTEN: &str = "every model implements it, with the names that the definition has";

const ORDERED: &str = "it would compare properties in the order of the definition, which may change with each release";

/// The crates whose derives are known under the name of their trait alone.
const KNOWN_CRATES: [&str; 3] = ["serde", "serde_derive", "std"];

impl DerivePath {
    /// Reads a derive: `Eq`, `Hash`, or the path of one in another crate.
    ///
    /// # Errors
    /// Why it is none that models can have, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.contains('<') {
            return Err("a derive has no arguments".to_owned());
        }
        if !text.contains("::") {
            let neither = "it is neither `Eq` nor `Hash`, nor a path as `schemars::JsonSchema` is";
            return Self::known(text).unwrap_or_else(|| Err(neither.to_owned()));
        }
        // Compared as it is parsed: the same path can be written in several ways.
        let path = RustPath::parse(text).map_err(|reason| format!("it {reason}"))?;
        let is_known = KNOWN_CRATES.contains(&path.root());
        let known = is_known.then(|| Self::known(path.name())).flatten();
        known.unwrap_or(Ok(Self::Foreign(path)))
    }

    /// The path of one in another crate.
    pub fn foreign(&self) -> Option<&RustPath> {
        match self {
            Self::Extra(_) => None,
            Self::Foreign(path) => Some(path),
        }
    }

    /// A trait of the standard library or of serde by its name, or the reason why no model can derive it.
    fn known(name: &str) -> Option<Result<Self, String>> {
        let mut extra = ExtraTrait::ALL.into_iter();
        if let Some(extra) = extra.find(|it| it.as_str() == name) {
            return Some(Ok(Self::Extra(extra)));
        }
        let (_, reason) = REFUSED.iter().find(|(refused, _)| *refused == name)?;
        Some(Err((*reason).to_owned()))
    }
}

/// As it is written in a configuration.
impl fmt::Display for DerivePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Extra(extra) => extra.fmt(f),
            Self::Foreign(path) => path.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AttributeName, DerivePath};
    use crate::ir::ExtraTrait;

    #[test]
    fn a_trait_of_the_standard_library_has_one_name() {
        for text in [
            "Hash",
            "std::hash::Hash",
            " core::hash::Hash",
            "::std::hash::Hash",
            "std :: hash::Hash",
            ":: core :: hash :: Hash",
            "std /* */ ::hash::Hash",
        ] {
            let extra = DerivePath::Extra(ExtraTrait::Hash);
            assert_eq!(DerivePath::parse(text), Ok(extra), "{text}");
        }
        let path = DerivePath::parse("schemars :: JsonSchema").unwrap();
        assert_eq!(path.to_string(), "schemars::JsonSchema");
        // One of another crate may have any name.
        for text in ["educe::Hash", "::educe::Clone", "a::std::Debug"] {
            let path = DerivePath::parse(text);
            assert!(matches!(path, Ok(DerivePath::Foreign(_))), "{text}");
        }
    }

    #[test]
    fn an_attribute_is_one_word() {
        assert!(AttributeName::parse("schemars").is_ok());
        for text in ["", "a b", "a(b)", "a::b", "r#a", "struct", "é", "a]"] {
            assert!(AttributeName::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_attribute_is_that_of_a_derive() {
        for text in ["serde", "ts", "validate", "Cfg", "docs"] {
            assert!(AttributeName::parse(text).is_ok(), "{text}");
        }
        for text in [
            "cfg",
            "cfg_attr",
            "derive",
            "doc",
            "allow",
            "repr",
            "inline",
            "test",
            "deprecated",
            "must_use",
            "non_exhaustive",
            "rustfmt",
            "path",
        ] {
            let found = AttributeName::parse(text).unwrap_err();
            assert!(found.contains("of the compiler"), "{text}: {found}");
        }
    }

    #[test]
    fn what_models_have_or_cannot_have_is_refused_with_the_reason() {
        for (text, reason) in [
            ("Debug", "every model implements"),
            ("serde::Serialize", "every model implements"),
            ("::serde::Serialize", "every model implements"),
            ("serde_derive :: Deserialize", "every model implements"),
            ("::std::clone::Clone", "every model implements"),
            ("core :: cmp :: PartialOrd", "order of the definition"),
            ("::alloc::Copy", "first string"),
            ("std::hash::Hash<u8>", "arguments"),
            ("::Hash", "name of a crate"),
            ("std::cmp::Ord", "order of the definition"),
            ("Copy", "first string"),
            ("JsonSchema", "neither `Eq` nor `Hash`"),
            ("a::B<c::D>", "arguments"),
            ("a::B)] struct X; #[derive(C", "not a path"),
            ("crate::A", "the name of a crate"),
            ("", "neither"),
            ("schemars:JsonSchema", "neither"),
            ("schemars.x::JsonSchema", "write `schemars::x::JsonSchema`"),
            ("schemars::", "such as `my_crate::Name`"),
            ("core::fmt::Debug", "every model implements"),
            ("a::super::B", "a keyword"),
        ] {
            let found = DerivePath::parse(text).unwrap_err();
            assert!(found.contains(reason), "{text}: {found}");
        }
    }
}
