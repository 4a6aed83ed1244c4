//! `version.json`, which has the version for programs.

use semver::Version;
use serde::Serialize;

/// The contents of `version.json`, with the keys of the vendor's SDKs.
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

/// The text of `version.json`. The release number of the API is zero if it is not known.
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
    // Strings and numbers can always be serialized.
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

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
