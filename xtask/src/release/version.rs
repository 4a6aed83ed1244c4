//! Version numbers: the next one by what changed, and the file that tells it to programs.

use sdk_generator::diff::Impact;
use semver::{Prerelease, Version};
use serde::Serialize;

/// The version after one, by [Cargo's reading of SemVer](https://doc.rust-lang.org/cargo/reference/semver.html):
/// below 1.0.0 the second number tells of breaks, and the third of everything else.
pub(crate) fn next(version: &Version, impact: Impact) -> Version {
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

/// `version.json`, with the keys that the vendor's SDKs have.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct File<'a> {
    major: u64,
    minor: u64,
    point: u64,
    prerelease: &'a str,
    api_version: u64,
    display: String,
    display_full: String,
}

/// The text of `version.json`. The release number of the API is zero when nobody told it.
pub(super) fn file(version: &Version, api_version: Option<u64>) -> String {
    let file = File {
        major: version.major,
        minor: version.minor,
        point: version.patch,
        prerelease: version.pre.as_str(),
        api_version: api_version.unwrap_or_default(),
        display: format!("{}.{}.{}", version.major, version.minor, version.patch),
        display_full: version.to_string(),
    };
    // Text and numbers always have a JSON form.
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
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

    #[test]
    fn the_file_has_the_keys_of_the_vendor() {
        let text = file(&"1.2.3-rc.1".parse().unwrap(), Some(1739));
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let wanted = serde_json::json!({
            "major": 1, "minor": 2, "point": 3, "prerelease": "rc.1", "apiVersion": 1739,
            "display": "1.2.3", "displayFull": "1.2.3-rc.1",
        });
        assert_eq!(value, wanted);
    }
}
