//! Queries whether a registry has a version, and with which contents.
//!
//! The query is a temporary package that depends on exactly this version, so that every registry,
//! configuration and login that cargo supports works. Its lock file names the version, so that
//! cargo accepts a yanked one as well.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use tempfile::TempDir;

use super::package::Package;
use xtask::shell::cargo_command;

/// The name of crates.io in cargo.
pub(super) const CRATES_IO: &str = "crates-io";

/// The file with the commit, which is ignored when crates are compared.
const COMMIT: &str = ".cargo_vcs_info.json";

/// The file that cargo adds when it unpacks a crate.
const MARK: &str = ".cargo-ok";

/// A registry in cargo's configuration.
pub(super) struct Registry<'a> {
    /// The folder from which cargo reads its configuration.
    repository: &'a Path,
    name: &'a str,
    /// Its name in lock files.
    source: String,
}

/// A version that was downloaded from a registry.
pub(super) struct There {
    /// SHA-256 of the packed file in hexadecimal digits, by the index of the registry. Cargo has
    /// verified it.
    pub(super) checksum: String,
    /// The folder of the unpacked files.
    folder: PathBuf,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<MetadataPackage>,
}

#[derive(Deserialize)]
struct MetadataPackage {
    name: String,
    source: Option<String>,
    manifest_path: PathBuf,
    dependencies: Vec<MetadataDependency>,
}

#[derive(Deserialize)]
struct MetadataDependency {
    source: Option<String>,
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<LockedPackage>,
}

#[derive(Deserialize)]
struct LockedPackage {
    name: String,
    source: Option<String>,
    checksum: Option<String>,
}

impl<'a> Registry<'a> {
    /// The registry with this name.
    ///
    /// # Errors
    /// If it is not in cargo's configuration.
    pub(super) fn new(repository: &'a Path, name: &'a str) -> Result<Self> {
        let question = question("any", "0.0.0", name)?;
        let metadata = metadata(repository, question.path(), &["--no-deps"])?.map_err(|words| {
            anyhow::anyhow!(
                "cargo has no registry `{name}`: {words}\nset its index in cargo's \
                 configuration, as `registries.{name}.index`, or in {}_INDEX",
                variable(name)
            )
        })?;
        let mut dependencies = metadata.packages.into_iter().flat_map(|it| it.dependencies);
        let source = dependencies.next().and_then(|dependency| dependency.source);
        Ok(Self {
            repository,
            name,
            source: source.context("cargo metadata has no source of a dependency")?,
        })
    }

    /// Its name in lock files.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// Its name in cargo's configuration.
    pub(super) fn name(&self) -> &str {
        self.name
    }

    /// Downloads the version; `None` if the registry does not have it.
    ///
    /// # Errors
    /// If the query fails.
    pub(super) fn find(&self, package: &Package) -> Result<Option<There>> {
        let (name, version) = (&package.name, &package.version);
        let question = question(name, version, self.name)?;
        let lock = question.path().join("Cargo.lock");
        fs::write(&lock, self.lock(name, version))?;
        let metadata = match metadata(self.repository, question.path(), &[])? {
            Ok(metadata) => metadata,
            Err(words) if is_absence(&words, name, version) => return Ok(None),
            Err(words) => bail!("cannot query {self} for {}: {words}", package.title()),
        };
        let is_it = |other: &str, source: &Option<String>| {
            other == name && source.as_deref() == Some(&self.source)
        };
        let locked: Lock = toml::from_str(&fs::read_to_string(&lock)?)?;
        let mut locked = locked.package.into_iter();
        let checksum = locked.find(|it| is_it(&it.name, &it.source));
        let mut packages = metadata.packages.iter();
        let folder = packages.find(|it| is_it(&it.name, &it.source));
        let folder = folder.and_then(|it| it.manifest_path.parent());
        Ok(Some(There {
            checksum: checksum
                .and_then(|it| it.checksum)
                .context("the lock file of cargo has no checksum")?,
            folder: folder.context("cargo metadata has no folder")?.to_owned(),
        }))
    }

    /// A lock file with only this version.
    fn lock(&self, name: &str, version: &str) -> String {
        let source = &self.source;
        format!(
            "version = 4\n\n[[package]]\nname = {name:?}\nversion = {version:?}\n\
             source = {source:?}\n\n[[package]]\nname = \"question\"\nversion = \"0.0.0\"\n\
             dependencies = [{name:?}]\n"
        )
    }
}

impl fmt::Display for Registry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name {
            CRATES_IO => f.write_str("crates.io"),
            name => write!(f, "the registry `{name}`"),
        }
    }
}

impl There {
    /// Compares the contents, and returns what is equal, for messages.
    ///
    /// # Errors
    /// If the contents differ, because a version cannot be replaced.
    pub(super) fn compare(&self, package: &Package) -> Result<&'static str> {
        if self.checksum == package.checksum {
            return Ok("with the same bytes");
        }
        let mut different = different(&self.folder, &package.files)?;
        different.remove(COMMIT);
        if different.is_empty() {
            return Ok("with the same files, packed from another commit");
        }
        let different: Vec<_> = different.into_iter().collect();
        bail!(
            "{} is in the registry with different contents (SHA-256 {}, here {}). Different files: {}\na \
             published version cannot be replaced; make a new one with `cargo xtask release`",
            package.title(),
            self.checksum,
            package.checksum,
            different.join(", ")
        )
    }
}

/// The prefix of cargo's environment variables for a registry.
pub(super) fn variable(registry: &str) -> String {
    match registry {
        CRATES_IO => "CARGO_REGISTRY".to_owned(),
        name => format!("CARGO_REGISTRIES_{}", name.to_uppercase().replace('-', "_")),
    }
}

/// The files that differ, or exist only on one side.
fn different(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<BTreeSet<String>> {
    let mut paths = paths(folder, folder)?;
    paths.remove(MARK);
    paths.extend(files.keys().cloned());
    paths.retain(|path| fs::read(folder.join(path)).ok().as_ref() != files.get(path));
    Ok(paths)
}

/// The files below a folder, as paths relative to `root`.
fn paths(folder: &Path, root: &Path) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(paths(&path, root)?);
        } else {
            let path = path.strip_prefix(root).unwrap_or(&path);
            found.insert(path.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(found)
}

/// A temporary package that depends on the version, without default features, which needs
/// the fewest crates.
fn question(name: &str, version: &str, registry: &str) -> Result<TempDir> {
    let folder = tempfile::tempdir().context("cannot create a folder to query the registry")?;
    let manifest = format!(
        "[package]\nname = \"question\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [lib]\npath = \"lib.rs\"\n\n[workspace]\n\n[dependencies]\nanswer = {{ package = {name:?}, \
         version = \"={version}\", registry = {registry:?}, default-features = false }}\n"
    );
    fs::write(folder.path().join("Cargo.toml"), manifest)?;
    fs::write(folder.path().join("lib.rs"), "")?;
    Ok(folder)
}

/// Runs `cargo metadata` on the package. The inner error is the output of cargo.
fn metadata(
    repository: &Path,
    folder: &Path,
    options: &[&str],
) -> Result<Result<Metadata, String>> {
    let mut cargo = cargo_command();
    cargo.args(["metadata", "--format-version=1", "--color=never"]);
    cargo.args(options).arg("--manifest-path");
    cargo.arg(folder.join("Cargo.toml")).current_dir(repository);
    let output = cargo.output().context("`cargo metadata`")?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Ok(Err(words));
    }
    let metadata = serde_json::from_slice(&output.stdout);
    metadata.map(Ok).context("`cargo metadata`")
}

/// Whether cargo's output says that the crate or version does not exist. There is no exit code for
/// this; unknown output counts as a failure, so that nothing is uploaded by mistake.
fn is_absence(words: &str, name: &str, version: &str) -> bool {
    let no_crate = format!("no matching package named `{name}` found");
    let no_version =
        format!("failed to select a version for the requirement `{name} = \"={version}\"");
    words.contains(&no_crate) || words.contains(&no_version)
}
