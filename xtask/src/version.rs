//! The next version of the crate, from the impact of the changes.

use sdk_generator::diff::Impact;
use semver::{Prerelease, Version};

/// The next version, by [Cargo's reading of SemVer](https://doc.rust-lang.org/cargo/reference/semver.html):
/// below 1.0.0, breaks increment the second number, and everything else the third.
pub fn next(version: &Version, impact: Impact) -> Version {
    let Version {
        major,
        minor,
        patch,
        ..
    } = *version;
    // What was announced by a prerelease is still to come.
    if version.pre != Prerelease::EMPTY {
        return Version::new(major, minor, patch);
    }
    match (impact, major) {
        (Impact::Major, 0) => Version::new(0, minor + 1, 0),
        (Impact::Major, _) => Version::new(major + 1, 0, 0),
        (Impact::Minor, 1..) => Version::new(major, minor + 1, 0),
        (Impact::Minor | Impact::Patch, _) => Version::new(major, minor, patch + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_version_tells_what_changed() {
        for (version, impact, next_one) in [
            ("0.1.2", Impact::Major, "0.2.0"),
            ("0.1.2", Impact::Minor, "0.1.3"),
            ("0.1.2", Impact::Patch, "0.1.3"),
            ("1.2.3", Impact::Major, "2.0.0"),
            ("1.2.3", Impact::Minor, "1.3.0"),
            ("1.2.3", Impact::Patch, "1.2.4"),
            ("2.0.0-rc.1", Impact::Minor, "2.0.0"),
        ] {
            let version: Version = version.parse().unwrap();
            assert_eq!(next(&version, impact).to_string(), next_one, "{version}");
        }
    }
}
