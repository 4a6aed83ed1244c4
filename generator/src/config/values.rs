//! Validation of single values, shared by the file, the command line and the library.

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
    use super::{check_name, check_package, check_requirement};

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
}
