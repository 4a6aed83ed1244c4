//! Conversion of names of a definition to Rust identifiers.
//!
//! One rule for all: characters become ASCII, punctuation with a meaning is spelled out, everything else
//! separates words; the case is that of the kind of identifier; a leading digit gets an underscore as
//! prefix, and a keyword one as suffix (`r#` does not work for all keywords). [`super::scope`] resolves
//! collisions.

use std::fmt;

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::keywords::is_keyword;

/// The maximum length of an identifier, in bytes: file names are limited to 255 bytes, suffixes
/// included.
const MAX_LEN: usize = 120;

/// Device names of Windows, with any extension.
const DEVICES: [&str; 22] = [
    "aux", "con", "nul", "prn", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Types and traits of the prelude.
const PRELUDE: [&str; 37] = [
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToString",
    "Vec",
];

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub(super) String);

        impl $name {
            /// The identifier as a string.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

identifiers! {
    /// A struct, an enum, an alias: `UserState`.
    TypeName,
    /// A variant of an enum: `Active`.
    VariantName,
    /// A field, an argument, a function: `self_uri`.
    ValueName,
    /// A constant: `PRODUCTION`.
    ConstName,
    /// A module and its file: `user_state`.
    ModuleName,
    /// A cargo feature: `users`.
    FeatureName,
}

pub(super) fn upper_camel(text: &str) -> String {
    finish(words(text).to_upper_camel_case(), "Unnamed")
}

/// The case of a type. No type has the name of a prelude item, because importing it would shadow that.
pub(super) fn type_case(text: &str) -> String {
    let mut name = upper_camel(text);
    if PRELUDE.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

/// The case of a module and of a feature. A leading underscore gets a letter as prefix, so that
/// modules and types never collide: `2fa` gives the type `_2fa` and the module `n_2fa`. A module is also
/// a valid file name on every system.
pub(super) fn module_case(text: &str) -> String {
    let mut name = snake(text);
    if name.starts_with('_') {
        name.insert(0, 'n');
    }
    if DEVICES.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

pub(super) fn snake(text: &str) -> String {
    finish(words(text).to_snake_case(), "unnamed")
}

fn finish(mut name: String, unnamed: &str) -> String {
    if name.is_empty() {
        unnamed.clone_into(&mut name);
    }
    name.truncate(MAX_LEN);
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert(0, '_');
    }
    if is_keyword(&name) {
        name.push('_');
    }
    name
}

/// The words of a string, in ASCII.
fn words(text: &str) -> String {
    let ascii = deunicode::deunicode_with_tofu(text, " ");
    let has_letters = ascii.contains(|c: char| c.is_ascii_alphanumeric());
    let mut words = String::with_capacity(ascii.len());
    for (index, c) in ascii.char_indices() {
        // A sign at the edge tells `-name` and `name>` from `name`; elsewhere it only separates, unless
        // there is nothing but signs.
        let is_telling = match c {
            _ if !has_letters => true,
            '-' => index == 0,
            '+' => index == 0 || is_last(&ascii, index),
            '<' => is_last(&ascii, index),
            '>' => is_last(&ascii, index) && !ascii.contains('<'),
            _ => false,
        };
        let spelled = is_telling.then(|| sign(c)).flatten();
        match spelled {
            Some(word) => {
                words.push(' ');
                words.push_str(word);
                words.push(' ');
            }
            None if c.is_ascii_alphanumeric() => words.push(c),
            None => words.push(' '),
        }
    }
    words
}

/// Whether nothing follows a character of one byte.
fn is_last(text: &str, index: usize) -> bool {
    index + 1 == text.len()
}

fn sign(c: char) -> Option<&'static str> {
    Some(match c {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '%' => "percent",
        '=' => "equal",
        '<' => "less",
        '>' => "greater",
        '!' => "not",
        '~' => "tilde",
        '&' => "and",
        '|' => "or",
        '^' => "caret",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '#' => "hash",
        '@' => "at",
        '$' => "dollar",
        '?' => "question",
        '_' => "underscore",
        '"' => "quote",
        '\'' => "apostrophe",
        '`' => "backtick",
        '\\' => "backslash",
        '(' | ')' => "parenthesis",
        '[' | ']' => "bracket",
        '{' | '}' => "brace",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{DEVICES, is_keyword, module_case, snake, type_case, upper_camel};
    use crate::keywords::KEYWORDS;

    #[test]
    fn table_of_names() {
        let table = [
            ("selfUri", "self_uri", "SelfUri"),
            ("user-state", "user_state", "UserState"),
            ("User State (new)", "user_state_new", "UserStateNew"),
            (
                "ININ-Correlation-Id",
                "inin_correlation_id",
                "IninCorrelationId",
            ),
            (
                "putUserStationAssociatedstationStationId",
                "put_user_station_associatedstation_station_id",
                "PutUserStationAssociatedstationStationId",
            ),
            ("HTTPServer", "http_server", "HttpServer"),
            ("a.b/c", "a_b_c", "ABC"),
            ("2fa", "_2fa", "_2fa"),
            ("1", "_1", "_1"),
            ("type", "type_", "Type"),
            ("self", "self_", "Self_"),
            ("Self", "self_", "Self_"),
            ("crate", "crate_", "Crate"),
            ("", "unnamed", "Unnamed"),
            ("   ", "unnamed", "Unnamed"),
            ("*", "star", "Star"),
            (">=", "greater_equal", "GreaterEqual"),
            ("-createdDate", "minus_created_date", "MinusCreatedDate"),
            ("+1", "plus_1", "Plus1"),
            ("A+", "a_plus", "APlus"),
            ("day<", "day_less", "DayLess"),
            ("day>", "day_greater", "DayGreater"),
            ("List<Day>", "list_day", "ListDay"),
            ("$ref", "ref_", "Ref"),
            ("größe", "grosse", "Grosse"),
            ("日本", "ri_ben", "RiBen"),
            ("a\u{0}b", "a_b", "AB"),
            ("../../etc/passwd", "etc_passwd", "EtcPasswd"),
        ];
        for (text, snaked, camel) in table {
            assert_eq!(snake(text), snaked, "snake case of {text:?}");
            assert_eq!(upper_camel(text), camel, "camel case of {text:?}");
        }
    }

    #[test]
    fn no_reserved_word_comes_out() {
        for word in KEYWORDS {
            assert_ne!(snake(word), word);
            assert!(!is_keyword(&upper_camel(word)), "{word}");
        }
    }

    #[test]
    fn a_module_is_no_device_and_a_field_may_be_called_like_one() {
        for name in DEVICES {
            assert_eq!(module_case(name), format!("{name}_"));
            assert_eq!(snake(name), name);
        }
    }

    #[test]
    fn a_module_is_not_called_like_a_type() {
        assert_eq!(
            (type_case("2fa"), module_case("2fa")),
            ("_2fa".into(), "n_2fa".into())
        );
        assert_eq!(module_case("UserState"), "user_state");
    }

    #[test]
    fn a_type_is_not_called_like_the_prelude() {
        assert_eq!(type_case("option"), "Option_");
        assert_eq!(type_case("Option value"), "OptionValue");
        assert_eq!(upper_camel("none"), "None", "variants are always qualified");
    }

    #[test]
    fn long_names_end() {
        assert_eq!(snake(&"a".repeat(1000)).len(), 120);
    }
}
