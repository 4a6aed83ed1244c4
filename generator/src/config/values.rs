//! The rules of values, which hold for the file, the command line and the library alike.

pub use crate::select::check_name;

/// Checks a version by the rules of `SemVer`.
///
/// # Errors
/// With what is wrong, in words.
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
    use super::check_name;

    #[test]
    fn names_that_cargo_refuses_are_refused() {
        assert!(check_name("my-sdk_2").is_ok());
        for bad in ["", "2x", "a b", "a/b", "é", "../x", "a\"b"] {
            assert!(check_name(bad).is_err(), "{bad:?}");
        }
    }
}
