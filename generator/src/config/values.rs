//! Validation of single values, shared by the file, the command line and the library.

use crate::characters::is_hidden;
pub use crate::select::check_name;
use crate::types::{crate_of, is_identifier};

/// The crates that every program can use without a dependency.
const BUILT_IN: [&str; 5] = ["alloc", "core", "proc_macro", "std", "test"];

/// Checks a package name by Cargo's rules, and that its crate name is neither a keyword nor a built-in crate.
///
/// # Errors
/// The violated rule, for a message.
pub fn check_package(text: &str) -> Result<(), String> {
    check_name(text)?;
    let library = crate_of(text);
    if !is_identifier(&library) {
        return Err(
            "a keyword of Rust cannot be the name of a crate; add a word, such as `-sdk`"
                .to_owned(),
        );
    }
    if BUILT_IN.contains(&&*library) {
        return Err("Rust has a crate of this name; add a word, such as `-sdk`".to_owned());
    }
    Ok(())
}

/// Checks that a string is a version requirement in Cargo's syntax.
///
/// # Errors
/// The parser's reason, for a message.
pub(super) fn check_requirement(text: &str) -> Result<(), String> {
    let requirement = text.parse::<semver::VersionReq>();
    let requirement = requirement.map(drop);
    requirement.map_err(|error| {
        format!("write a version as in `Cargo.toml`, such as `1` or `0.4.2`: {error}")
    })
}

/// Checks that a string is a version by `SemVer` 2.0.
///
/// # Errors
/// The parser's reason, for a message.
pub fn check_version(text: &str) -> Result<(), String> {
    let version = text.parse::<semver::Version>();
    let version = version.map(drop);
    version.map_err(|error| format!("a version is three numbers, such as `1.2.0`: {error}"))
}

/// Checks that a string is an absolute URL with http or https. The manifest and links of the guide have it as it is, so
/// that characters that end a link in Markdown have to be escaped.
///
/// # Errors
/// The violated rule, for a message.
pub fn check_url(text: &str) -> Result<(), String> {
    let rest = text.strip_prefix("https://");
    let rest = rest.or_else(|| text.strip_prefix("http://"));
    let has_host =
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '['));
    if !has_host {
        return Err("write a URL that begins with `https://` or `http://`".to_owned());
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&*+,;=%".contains(c);
    match text.chars().find(|c| !fits(*c)) {
        Some(other) => Err(format!(
            "a URL has no {}: write it as `%` and two hexadecimal digits for each byte",
            shown(other)
        )),
        None => Ok(()),
    }
}

/// Checks a feature of a dependency by Cargo's rules for names of features.
///
/// # Errors
/// The rule, for a message.
pub(super) fn check_feature(text: &str) -> Result<(), String> {
    let starts = |c: char| c.is_alphabetic() || c.is_ascii_digit() || c == '_';
    let fits = |c: char| starts(c) || matches!(c, '-' | '+' | '.');
    if text.starts_with(starts) && text.chars().all(fits) {
        Ok(())
    } else {
        Err(
            "a feature starts with a letter, a digit or `_`, and has these, `-`, `+` and `.`"
                .to_owned(),
        )
    }
}

/// Checks that a string is one line whose characters can all be seen.
///
/// # Errors
/// The violated rule, for a message.
pub(super) fn check_line(text: &str) -> Result<(), String> {
    match text.chars().find(|c| is_hidden(*c)) {
        Some(hidden) => Err(format!("remove the character {}", shown(hidden))),
        None => Ok(()),
    }
}

/// A character in a message.
fn shown(c: char) -> String {
    format!("`{}`", c.escape_debug())
}

pub(super) fn check_sha256(text: &str) -> Result<(), String> {
    if text.len() == 64 && text.chars().all(|c| c.is_ascii_hexdigit()) {
        Ok(())
    } else {
        Err(
            "a SHA-256 has 64 hexadecimal digits; `sdkgen` prints that of what it fetches"
                .to_owned(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{
        check_feature, check_line, check_name, check_package, check_requirement, check_url,
    };

    #[test]
    fn names_that_cargo_refuses_are_refused() {
        assert!(check_name("my-sdk_2").is_ok());
        for bad in ["", "2x", "a b", "a/b", "é", "../x", "a\"b"] {
            assert!(check_name(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn names_that_no_program_can_use_are_refused() {
        assert!(check_package("std-sdk").is_ok());
        for bad in [
            "self",
            "async",
            "gen",
            "Self",
            "std",
            "core",
            "alloc",
            "proc-macro",
            "test",
            "a b",
        ] {
            assert!(check_package(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn requirements_are_those_of_cargo() {
        for good in ["1", "0.4.2", "=1.2.3", ">=1, <3", "*", "^2.1"] {
            assert!(check_requirement(good).is_ok(), "{good:?}");
        }
        for bad in ["not a version", "1.x.y.z", "v1", "latest", "1\"\n[package]"] {
            assert!(check_requirement(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_url_is_one_link() {
        for good in [
            "https://example.com",
            "http://localhost:8080/a/b?c=d&e=%20#f",
            "https://[::1]/x",
        ] {
            assert!(check_url(good).is_ok(), "{good:?}");
        }
        for bad in [
            "",
            "example.com",
            "git@example.com:a/b",
            "ssh://example.com/a",
            "javascript:alert(1)",
            "https://",
            "https:///a",
            " https://example.com",
            "https://example.com/a b",
            "https://example.com/\n[evil]",
            "https://example.com/\u{202e}",
            "https://example.com/é",
            "https://example.com/a) [b](c",
            "https://example.com/`",
            "https://example.com/\"",
            "https://example.com/<b>",
        ] {
            assert!(check_url(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn features_of_dependencies_are_those_of_cargo() {
        for good in ["serde", "_x", "1x", "c++20", "a.b-c", "größe"] {
            assert!(check_feature(good).is_ok(), "{good:?}");
        }
        for bad in [
            "",
            "a b",
            "a\n",
            "-a",
            "+a",
            "a/b",
            "dep:a",
            "a\"]",
            "a\u{202e}",
            "a?",
        ] {
            assert!(check_feature(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_line_has_no_hidden_characters() {
        assert!(check_line("../my money/größe").is_ok());
        for bad in ["a\n", "a\rb", "a\u{202e}", "\u{feff}a", "a\0", "a\u{2028}"] {
            let found = check_line(bad).unwrap_err();
            assert!(found.starts_with("remove the character `\\"), "{found}");
        }
    }
}
