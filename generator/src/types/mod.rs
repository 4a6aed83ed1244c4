//! Own types: the settings `[types]`.
//!
//! Everything that becomes code is a [`RustPath`], which is parsed and printed again.

mod derive;
mod path;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Diagnostics, SettingLocation};
use crate::ir::ExtraTrait;

pub use derive::{AttributeName, Derive, DerivePath, ModelPattern};
pub use path::RustPath;

/// Settings of the types of the emitted crate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Types {
    /// Whether all integers with enum values become enums. By default, only those do whose
    /// values have names, such as by `x-enum-varnames`.
    pub integer_enums: bool,
    /// Types for strings and numbers, by `format`.
    pub formats: BTreeMap<String, TypeChoice>,
    /// Types for schemas, by name or JSON pointer.
    pub schemas: BTreeMap<String, TypeChoice>,
    /// What is derived for models beside what all have.
    pub derives: Vec<Derive>,
    /// The dependencies that these types and derives come from, by crate.
    pub dependencies: BTreeMap<String, Dependency>,
}

/// A type of another crate in place of the one that would be generated.
///
/// It has to implement `Serialize`, `DeserializeOwned`, `Clone`, `PartialEq` and `Debug`. A type for the
/// format `byte` also has to implement `From<Vec<u8>>` and `AsRef<[u8]>`, by which it is read and written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TypeChoice {
    /// Its path.
    pub path: RustPath,
    /// Whether it implements `Default`. If it does not, a required property is an `Option`, because a model
    /// is created before its properties are read. `None` means the default for well-known types, and false
    /// for others.
    pub default: Option<bool>,
    /// The traits that it implements beside those, so that a model with it can derive them. Of well-known types
    /// they are known.
    pub implements: Option<BTreeSet<ExtraTrait>>,
    /// Where it was written.
    pub location: SettingLocation,
}

/// A dependency, as in `Cargo.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Dependency {
    /// The name of the package, if it is not the key of the dependency: `ts-rs` for the key `ts_rs`.
    pub package: Option<String>,
    /// The version requirement.
    pub version: Option<String>,
    /// The path of the crate, relative to the emitted crate.
    pub path: Option<String>,
    /// Its features.
    pub features: Vec<String>,
    /// Whether its default features are enabled.
    pub default_features: bool,
    /// Where it was written.
    pub location: SettingLocation,
}

/// A choice with its key as location, which a choice that a program makes does not have.
pub(crate) fn keyed(choice: &TypeChoice, table: &str, key: &str) -> TypeChoice {
    let mut choice = choice.clone();
    choice.location.key = format!("types.{table}.{key}");
    choice
}

/// Of two settings, the location of the one that is further down in the file.
pub(crate) fn later<'a>(
    one: &'a SettingLocation,
    other: &'a SettingLocation,
) -> &'a SettingLocation {
    match one.position > other.position {
        true => one,
        false => other,
    }
}

/// Whether a string can be a name in code: it is an identifier, and no keyword.
pub(crate) fn is_identifier(text: &str) -> bool {
    // A keyword since the edition of 2024, which is that of the emitted crate.
    text != "gen" && syn::parse_str::<syn::Ident>(text).is_ok()
}

/// The name in code of the crate of a package or of a dependency, with underscores.
pub(crate) fn crate_of(key: &str) -> String {
    key.replace('-', "_")
}

impl From<RustPath> for TypeChoice {
    fn from(path: RustPath) -> Self {
        Self {
            path,
            default: None,
            implements: None,
            location: SettingLocation::default(),
        }
    }
}

/// The version of a crate that the emitted crate depends on in any case; `None` for other crates.
pub type RuntimeVersion = fn(&str) -> Option<String>;

/// Well-known crates, with a version and the feature for serde.
const WELL_KNOWN: [(&str, &str, &[&str]); 5] = [
    ("bytes", "1", &["serde"]),
    ("chrono", "0.4", &["serde"]),
    ("rust_decimal", "1", &["serde"]),
    ("url", "2", &["serde"]),
    ("uuid", "1", &["serde"]),
];

/// Well-known types, and whether they implement `Default`. All of them implement [`ExtraTrait`]s.
const WELL_KNOWN_TYPES: [(&str, bool); 7] = [
    ("::bytes::Bytes", true),
    ("::rust_decimal::Decimal", true),
    ("::std::net::IpAddr", false),
    ("::std::net::Ipv4Addr", false),
    ("::std::net::Ipv6Addr", false),
    ("::url::Url", false),
    ("::uuid::Uuid", true),
];

impl TypeChoice {
    /// Whether it implements `Default`: as set, or else as known, or else false.
    pub fn has_default(&self) -> bool {
        self.default
            .unwrap_or(self.known().is_some_and(|(_, has)| has))
    }

    /// The traits that it has beside those that each has to have: as it is set, else as it is known of the type,
    /// else none.
    pub fn implemented(&self) -> BTreeSet<ExtraTrait> {
        let known = || match self.known() {
            Some(_) => BTreeSet::from(ExtraTrait::ALL),
            None => BTreeSet::new(),
        };
        self.implements.clone().unwrap_or_else(known)
    }

    fn known(&self) -> Option<(&'static str, bool)> {
        let mut known = WELL_KNOWN_TYPES.into_iter();
        known.find(|(path, _)| *path == self.path.as_str())
    }
}

impl Types {
    /// The dependency for a crate, if it is set or well known, with its key in the manifest.
    pub fn dependency(&self, name: &str) -> Option<(String, Dependency)> {
        let mut set = self.dependencies.iter();
        let set = set.find(|(key, _)| crate_of(key) == name);
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

    /// The dependencies of some paths, by their keys in the manifest.
    pub fn used<'a>(&self, paths: impl Iterator<Item = &'a str>) -> BTreeMap<String, Dependency> {
        let crates = paths.flat_map(path::crates);
        crates.filter_map(|name| self.dependency(name)).collect()
    }

    /// Warns of dependencies that no type and no derive of the settings names, and that are not among those
    /// that are used.
    pub fn unused(&self, used: &BTreeMap<String, Dependency>) -> Diagnostics {
        let types = self.formats.values().chain(self.schemas.values());
        let derives = self.derives.iter().filter_map(|it| it.path.foreign());
        let paths = types.map(|it| &it.path).chain(derives);
        let named: BTreeSet<_> = paths.flat_map(RustPath::crates).collect();
        let unused = self
            .dependencies
            .iter()
            .filter(|(key, _)| !used.contains_key(*key) && !named.contains(&crate_of(key)));
        let unused = unused.map(|(key, dependency)| {
            let message = format!("no type and no derive is of the crate `{key}`");
            let help = "the line has no effect, and can be removed";
            dependency
                .location
                .warning("dependency-unused", message, help)
        });
        unused.collect()
    }

    /// The errors about keys of one crate: code and Cargo do not tell `-` from `_`.
    pub fn of_one_crate(&self) -> Diagnostics {
        let mut known = BTreeMap::new();
        let twice = self.dependencies.iter().filter_map(|(key, dependency)| {
            let (other, first) = known.insert(crate_of(key), (key, dependency))?;
            let message = format!("`{other}` and `{key}` are the same crate");
            let location = later(&first.location, &dependency.location);
            Some(location.error("dependency-conflict", message, "remove one of the two"))
        });
        twice.collect()
    }

    /// Warns of types that are found in the definition but not in the crate, by their paths: the selection leaves out
    /// what uses them.
    pub fn left_out(&self, paths: &BTreeSet<&str>) -> Diagnostics {
        let tables = [
            ("schema", "schemas", &self.schemas),
            ("format", "formats", &self.formats),
        ];
        let choices = tables.into_iter().flat_map(|(what, table, choices)| {
            let choices = choices.iter();
            choices.map(move |(key, choice)| (what, table, key, choice))
        });
        let out = choices.filter(|(.., choice)| paths.contains(choice.path.as_str()));
        let warnings = out.map(|(what, table, key, choice)| {
            let message = format!("no operation that is generated uses the {what} `{key}`");
            let help = "left out: remove the line, or select an operation that uses the type";
            let location = keyed(choice, table, key).location;
            location.warning("own-type-left-out", message, help)
        });
        warnings.collect()
    }

    /// The folders of dependencies, with where each was written.
    pub fn paths(&self) -> impl Iterator<Item = (&SettingLocation, &str)> {
        let all = self.dependencies.values();
        all.filter_map(|it| Some((&it.location, it.path.as_deref()?)))
    }

    /// The first crate of a path without a dependency.
    pub fn missing(&self, path: &RustPath) -> Option<String> {
        let mut crates = path.crates().into_iter();
        crates.find(|name| self.dependency(name).is_none())
    }
}
