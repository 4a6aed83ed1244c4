//! The configuration file `sdkgen.toml`, with the settings of the command line and more.
//!
//! The only reader of the file, for the program and the library. Paths in the file are relative to its folder. Knows
//! no stages; [`Generator`](crate::Generator) turns the configuration into their input.

mod derives;
mod reader;
mod starter;
mod types;
mod values;

use std::path::{Path, PathBuf};

pub use starter::starter;
pub use values::{check_name, check_package, check_url, check_version};

use crate::diagnostics::{Diagnostic, Diagnostics, SettingLocation};
use crate::load;
use crate::select::{FeaturePatterns, Selection};
use crate::types::Types;
use reader::{Located, Reader, Table};

/// The name of the file that `sdkgen` looks for in the current folder.
pub const FILE: &str = "sdkgen.toml";

/// The key of the name of the crate.
pub(crate) const NAME: &str = "package.name";

/// The source of a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file on this machine.
    File(PathBuf),
    /// A URL with https, or with http on this machine.
    Url(String),
}

/// The configuration of an SDK: its definition, its name, its content and its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The definition.
    pub definition: Source,
    /// The SHA-256 of a definition from a URL, in hexadecimal digits. A definition with another one is an error.
    pub sha256: Option<String>,
    /// The overlays, in the order in which they are applied.
    pub overlays: Vec<PathBuf>,
    /// Whether the definition may refer to files outside of its folder.
    pub allow_outside: bool,
    /// The selection of operations to generate.
    pub selection: Selection,
    /// Cargo features that enable some operations, in addition to the features of tags.
    pub features: Vec<FeaturePatterns>,
    /// Types of other crates that replace generated ones, and additional derives.
    pub types: Types,
    /// The folder of the crate; see [`Config::output`] for the default.
    pub output: Option<PathBuf>,
    /// The name of the crate; derived from the title of the definition by default.
    pub name: Option<String>,
    /// The version of the crate; 0.1.0 by default.
    pub version: Option<String>,
    /// The `repository` in the manifest of the crate.
    pub repository: Option<String>,
    /// A folder whose files are copied into the crate.
    pub include: Option<PathBuf>,
    /// Whether reference pages are written to `docs`.
    pub docs: bool,
    /// The command that regenerates the crate, for messages and the first line of each file.
    pub command: Option<String>,
    /// A program and its arguments that have to succeed before a release. Release tools run it; the generator does not.
    pub release_check: Option<Vec<String>>,
    /// The folder of the configuration file; empty without a file.
    pub folder: PathBuf,
    /// The values that can be wrong although the file is valid, with their locations in it: the paths of the
    /// definition, the overlays and the folder to include, and the name of the crate.
    pub locations: Vec<(PathBuf, SettingLocation)>,
}

impl From<&str> for Source {
    /// A URL if the string has a scheme, such as `https://`; otherwise a path.
    fn from(text: &str) -> Self {
        let scheme = text.split_once("://").map(|(scheme, _)| scheme);
        let is_scheme =
            |scheme: &str| !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric());
        if scheme.is_some_and(is_scheme) {
            Self::Url(text.to_owned())
        } else {
            Self::File(text.into())
        }
    }
}

impl From<String> for Source {
    fn from(text: String) -> Self {
        Self::from(&*text)
    }
}

impl From<&Path> for Source {
    fn from(path: &Path) -> Self {
        Self::File(path.to_owned())
    }
}

impl From<PathBuf> for Source {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

impl Source {
    /// The file name without its extension, for the default folder of the crate; `api` if it is not a plain name.
    fn stem(&self) -> String {
        let path = match self {
            Self::File(path) => path,
            Self::Url(url) => Path::new(url.split(['?', '#']).next().unwrap_or_default()),
        };
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ');
        let is_name = !stem.is_empty() && stem.chars().all(is_plain);
        let stem = if is_name { &*stem } else { "api" };
        stem.to_owned()
    }
}

impl Config {
    /// A configuration with a definition and default settings.
    pub fn new(definition: impl Into<Source>) -> Self {
        Self {
            definition: definition.into(),
            sha256: None,
            overlays: Vec::new(),
            allow_outside: false,
            selection: Selection::default(),
            features: Vec::new(),
            types: Types::default(),
            output: None,
            name: None,
            version: None,
            repository: None,
            include: None,
            docs: false,
            command: None,
            release_check: None,
            folder: PathBuf::new(),
            locations: Vec::new(),
        }
    }

    /// Reads a configuration file.
    ///
    /// # Errors
    /// If it cannot be read, is not TOML, has no `definition`, or has an unknown key or an invalid value.
    pub fn read(path: &Path) -> Result<Self, Diagnostics> {
        let location = path.display().to_string();
        let bytes = load::read_file(path)?;
        let text = String::from_utf8(bytes).map_err(|_| {
            let what = "the file is not UTF-8";
            Diagnostic::error("not-utf-8", &location, what, "save the file as UTF-8")
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::parse(load::without_mark(&text), &location, folder)
    }

    /// Parses a configuration file. Messages name it `location`; its paths are relative to `folder`.
    ///
    /// # Errors
    /// Those of [`Config::read`].
    pub fn parse(text: &str, location: &str, folder: &Path) -> Result<Self, Diagnostics> {
        let mut reader = Reader::new(text, location);
        let document = reader.document()?;
        let config = Self::of(&mut reader, document.as_table(), folder);
        match (config, reader.found.has_errors()) {
            (Some(config), false) => Ok(config),
            _ => Err(reader.found),
        }
    }

    fn of(reader: &mut Reader<'_>, root: &toml_edit::Table, folder: &Path) -> Option<Self> {
        let mut root = Table::root(root);
        let path = |text: Located<String>| folder.join(text.value);
        let definition = reader.string(&mut root, "definition");
        let overlays = reader.strings(&mut root, "overlays");
        let include = reader.string(&mut root, "include");
        let named = definition.iter().chain(&overlays).chain(&include);
        let locations = named.map(|text| (folder.join(&text.value), text.location.clone()));
        let locations: Vec<_> = locations.collect();
        let mut config = Self {
            definition: match definition.as_ref().map(|text| Source::from(&*text.value)) {
                Some(Source::File(path)) => Source::File(folder.join(path)),
                Some(url) => url,
                None => Source::File(PathBuf::new()),
            },
            sha256: reader.checked(&mut root, "sha256", values::check_sha256),
            overlays: overlays.into_iter().map(path).collect(),
            allow_outside: reader.boolean(&mut root, "allow-outside") == Some(true),
            output: reader.string(&mut root, "output").map(path),
            include: include.map(path),
            docs: reader.boolean(&mut root, "docs") == Some(true),
            command: reader.string(&mut root, "command").map(|it| it.value),
            selection: selection(reader, &mut root),
            features: features(reader, &mut root),
            types: own_types(reader, &mut root),
            folder: folder.to_owned(),
            ..package(reader, &mut root)
        };
        config.locations.extend(locations);
        if definition.is_none() && !root.has("definition") {
            reader.missing(
                "definition",
                "add `definition = \"api.yaml\"`, or the URL of one",
            );
        }
        if let (Source::File(_), Some(_)) = (&config.definition, &config.sha256) {
            reader.refuse(
                &root,
                "sha256",
                "only a definition from a URL has a checksum",
            );
        }
        reader.end(&root);
        definition.is_some().then_some(config)
    }

    /// The location of a value in the configuration file; none if an option or a program has replaced the value.
    pub(crate) fn location(&self, key: &str, value: impl AsRef<Path>) -> Option<&SettingLocation> {
        let mut known = self.locations.iter();
        let known = known.find(|(known, location)| known == value.as_ref() && location.key == key);
        known.map(|(_, location)| location)
    }

    /// An error about a path, moved to the position of its key if the configuration file has it.
    pub(crate) fn located(&self, found: Diagnostic, key: &str, path: &Path) -> Diagnostic {
        let Some(location) = self.location(key, path) else {
            return found;
        };
        // An error about a file in a folder names that file.
        if found.location != path.display().to_string() {
            return found;
        }
        let SettingLocation { file, position, .. } = location;
        let message = format!("`{key}` has `{}`: {}", found.location, found.message);
        let help = format!("{}; paths in the file are relative to {file}", found.help);
        let found = Diagnostic {
            location: file.clone(),
            message,
            help: help.into(),
            ..found
        };
        position.iter().fold(found, |found, at| found.at(*at))
    }

    /// The folder of the crate. By default `NAME-sdk` beside the configuration file, or in the current folder without
    /// one; `NAME` is the file name of the definition.
    pub fn output(&self) -> PathBuf {
        let named = || self.folder.join(format!("{}-sdk", self.definition.stem()));
        self.output.clone().unwrap_or_else(named)
    }
}

/// Reads `[package]` and `[release]` into an otherwise default configuration.
fn package(reader: &mut Reader<'_>, root: &mut Table<'_>) -> Config {
    let mut config = Config::new("");
    if let Some(mut package) = reader.table(root, "package") {
        if let Some(name) = reader.string(&mut package, "name") {
            let check = |text: &str| check_package(text).map(|()| text.to_owned());
            config.name = reader.parsed_text(&package, "name", &name, check);
            config.locations.push((name.value.into(), name.location));
        }
        config.version = reader.checked(&mut package, "version", check_version);
        config.repository = reader.checked(&mut package, "repository", check_url);
        reader.end(&package);
    }
    if let Some(mut release) = reader.table(root, "release") {
        let check = reader.strings(&mut release, "check").into_iter();
        let check = check.map(|word| word.value).collect();
        config.release_check = release.has("check").then_some(check);
        reader.end(&release);
    }
    config
}

/// Reads `[types]` and `[derives]`.
fn own_types(reader: &mut Reader<'_>, root: &mut Table<'_>) -> Types {
    let mut types = types::types(reader, root);
    types.derives = derives::derives(reader, root, &mut types.dependencies);
    types
}

fn selection(reader: &mut Reader<'_>, root: &mut Table<'_>) -> Selection {
    let Some(mut table) = reader.table(root, "selection") else {
        return Selection::default();
    };
    let selection = Selection {
        tags: reader.patterns(&mut table, "tags"),
        operations: reader.patterns(&mut table, "operations"),
        exclude_tags: reader.patterns(&mut table, "exclude-tags"),
        exclude_operations: reader.patterns(&mut table, "exclude-operations"),
    };
    reader.end(&table);
    selection
}

fn features(reader: &mut Reader<'_>, root: &mut Table<'_>) -> Vec<FeaturePatterns> {
    let Some(mut table) = reader.table(root, "features") else {
        return Vec::new();
    };
    // The keys are names of the user's own.
    let names: Vec<String> = table.keys().map(str::to_owned).collect();
    let features = names.into_iter().map(|name| FeaturePatterns {
        operations: reader.patterns(&mut table, &name),
        location: reader.location(&table, &name),
        name,
    });
    features.collect()
}

#[cfg(test)]
mod tests;
