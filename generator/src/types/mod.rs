//! Own types: what the caller says of the types of the emitted crate.
//!
//! A value for the library, and what a table `[types]` of a configuration is read into. Everything that becomes
//! code is a [`RustPath`], which is parsed and never pasted. Knows no stage.

mod path;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use path::RustPath;

/// Settings of the types of the emitted crate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Types {
    /// Whether each enum of integers is an enum. Otherwise those are whose values have names, by
    /// `x-enum-varnames` and the like.
    pub integer_enums: bool,
    /// Types for strings and numbers, by their `format`.
    pub formats: BTreeMap<String, OwnType>,
    /// Types for schemas, by the name of a schema or by the JSON pointer of any.
    pub schemas: BTreeMap<String, OwnType>,
    /// The dependencies that these types come from, by crate.
    pub dependencies: BTreeMap<String, Dependency>,
}

/// A type of another crate in place of the one that would be generated.
///
/// It has to implement `Serialize`, `DeserializeOwned`, `Clone`, `PartialEq` and `Debug`. One for the format
/// `byte` is read from bytes and written as bytes, by `From<Vec<u8>>` and `AsRef<[u8]>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(from = "OwnTypeText")]
pub struct OwnType {
    /// Its path.
    pub path: RustPath,
    /// Whether it implements `Default`. A required property of a type that does not is an `Option` in the model,
    /// because a model is made before its properties are read. Of well-known types it is known.
    pub default: Option<bool>,
}

/// Where a crate comes from, as a manifest of cargo says it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(from = "DependencyText")]
pub struct Dependency {
    /// The version requirement.
    pub version: Option<String>,
    /// The folder of the crate, as seen from the emitted crate.
    pub path: Option<String>,
    /// Its features.
    pub features: Vec<String>,
    /// Whether its default features are on.
    pub default_features: bool,
}

/// A type as it is written: a path alone, or a table.
#[derive(Deserialize)]
#[serde(untagged)]
enum OwnTypeText {
    Path(RustPath),
    Table(OwnTypeTable),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnTypeTable {
    #[serde(rename = "type")]
    path: RustPath,
    default: Option<bool>,
}

impl From<OwnTypeText> for OwnType {
    fn from(text: OwnTypeText) -> Self {
        match text {
            OwnTypeText::Path(path) => path.into(),
            OwnTypeText::Table(OwnTypeTable { path, default }) => Self { path, default },
        }
    }
}

impl From<RustPath> for OwnType {
    fn from(path: RustPath) -> Self {
        Self {
            path,
            default: None,
        }
    }
}

/// A dependency as it is written: a version alone, or a table.
#[derive(Deserialize)]
#[serde(untagged)]
enum DependencyText {
    Version(String),
    Table(DependencyTable),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct DependencyTable {
    version: Option<String>,
    path: Option<String>,
    #[serde(default)]
    features: Vec<String>,
    default_features: Option<bool>,
}

impl From<DependencyText> for Dependency {
    fn from(text: DependencyText) -> Self {
        match text {
            DependencyText::Version(version) => Self {
                version: Some(version),
                default_features: true,
                ..Self::default()
            },
            DependencyText::Table(table) => Self {
                version: table.version,
                path: table.path,
                features: table.features,
                default_features: table.default_features.unwrap_or(true),
            },
        }
    }
}

/// Crates whose types are often used, with a version and the feature for serde.
const WELL_KNOWN: [(&str, &str, &[&str]); 5] = [
    ("bytes", "1", &["serde"]),
    ("chrono", "0.4", &["serde"]),
    ("rust_decimal", "1", &["serde"]),
    ("url", "2", &["serde"]),
    ("uuid", "1", &["serde"]),
];

/// Types that are often used, and whether they have a default.
const DEFAULTS: [(&str, bool); 4] = [
    ("::bytes::Bytes", true),
    ("::rust_decimal::Decimal", true),
    ("::url::Url", false),
    ("::uuid::Uuid", true),
];

impl OwnType {
    /// Whether it has a default: as it is set, else as it is known of the type, else not.
    pub fn has_default(&self) -> bool {
        let mut known = DEFAULTS.iter();
        let known = known.find(|(path, _)| *path == self.path.as_str());
        self.default.unwrap_or(known.is_some_and(|(_, has)| *has))
    }
}

impl Types {
    /// Where a crate comes from, if that is set or well known: its key in a manifest, and the rest.
    pub fn dependency(&self, name: &str) -> Option<(String, Dependency)> {
        let mut set = self.dependencies.iter();
        let set = set.find(|(key, _)| key.replace('-', "_") == name);
        let known = || {
            let (_, version, features) = WELL_KNOWN.iter().find(|(known, ..)| *known == name)?;
            let dependency = Dependency {
                version: Some((*version).to_owned()),
                features: features.iter().map(|it| (*it).to_owned()).collect(),
                default_features: true,
                ..Dependency::default()
            };
            Some((name.to_owned(), dependency))
        };
        set.map(|(key, set)| (key.clone(), set.clone()))
            .or_else(known)
    }

    /// The dependencies of some paths, by their keys in a manifest.
    pub fn used<'a>(&self, paths: impl Iterator<Item = &'a str>) -> BTreeMap<String, Dependency> {
        let crates = paths.flat_map(path::crates);
        crates.filter_map(|name| self.dependency(name)).collect()
    }

    /// The first crate of a path that is in no dependency.
    pub fn missing(&self, path: &RustPath) -> Option<String> {
        let mut crates = path.crates().into_iter();
        crates.find(|name| self.dependency(name).is_none())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Types;

    fn read(value: Value) -> Result<Types, String> {
        serde_json::from_value(value).map_err(|error| error.to_string())
    }

    #[test]
    fn types_and_dependencies_are_a_string_or_a_table() {
        let types = read(json!({
            "integer-enums": true,
            "formats": {"uuid": "uuid::Uuid", "uri": {"type": "url::Url"}},
            "schemas": {"Money": {"type": "my_money::Money", "default": true}},
            "dependencies": {
                "my-money": {"path": "../money", "default-features": false},
                "uuid": "1.8",
            },
        }));
        let types = types.unwrap();
        assert!(types.formats["uuid"].has_default() && !types.formats["uri"].has_default());
        assert!(types.schemas["Money"].has_default());
        assert_eq!(types.missing(&types.schemas["Money"].path), None);
        let version = |name: &str| types.dependency(name).and_then(|(_, it)| it.version);
        assert_eq!(version("uuid").as_deref(), Some("1.8"));
        assert_eq!(version("url").as_deref(), Some("2"));
        assert!(types.dependency("my_types").is_none());
    }

    #[test]
    fn what_is_unknown_is_refused() {
        for (value, said) in [
            (json!({"format": {}}), "unknown field `format`"),
            (
                json!({"dependencies": {"a": {"git": "x"}}}),
                "did not match any variant",
            ),
            (
                json!({"formats": {"a": "String"}}),
                "did not match any variant",
            ),
        ] {
            let error = read(value).unwrap_err();
            assert!(error.contains(said), "{error}");
        }
    }
}
