//! The packed crate.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::env;
use std::fmt;
use std::fs;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};
use flate2::read::GzDecoder;
use tar::Archive;

use super::MANIFEST;
use sdk_generator::remote;
use xtask::config::{Config, target};
use xtask::shell::cargo_in;

/// The maximum size of a packed crate on crates.io, in bytes.
const MOST: usize = 10 * 1024 * 1024;

/// The debug information in the workspace, if the environment does not decide.
const DEBUG: &str = "line-tables-only";

/// The number of files that the error lists.
const LARGEST: usize = 10;

/// A crate, packed by cargo.
pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: String,
    /// SHA-256 of the packed file, in hexadecimal digits.
    pub(super) checksum: String,
    /// The files by their paths.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// The packed file.
    pub(super) packed: Vec<u8>,
}

impl Package {
    /// Packs the crate of a repository. The lock file is included, so that the same commit gives
    /// the same bytes.
    ///
    /// # Errors
    /// If `cargo package` fails.
    pub(super) fn make(repository: &Path, registry: &str) -> Result<Self> {
        let Config { name, version, .. } = Config::load(&repository.join("spec"))?;
        pack(repository, registry, "--no-verify")?;
        let file = target().join(format!("package/{name}-{version}.crate"));
        let bytes = fs::read(&file).with_context(|| file.display().to_string())?;
        Ok(Self {
            checksum: remote::sha256(&bytes),
            files: files(&bytes).with_context(|| file.display().to_string())?,
            packed: bytes,
            name,
            version,
        })
    }

    /// Builds the packed crate with all features, to check that no file is missing.
    ///
    /// # Errors
    /// If the build fails.
    pub(super) fn build(&self, repository: &Path, registry: &str) -> Result<()> {
        pack(repository, registry, "--all-features")
            .with_context(|| format!("{} cannot be published", self.title()))
    }

    /// Name and version.
    pub(super) fn title(&self) -> String {
        format!("{} {}", self.name, self.version)
    }

    /// Checks the size of the packed crate.
    ///
    /// # Errors
    /// If it is too large. The error lists the largest files.
    pub(super) fn check_size(&self) -> Result<()> {
        if self.packed.len() <= MOST {
            return Ok(());
        }
        let mut files: Vec<_> = self.files.iter().collect();
        files.sort_by_key(|(_, bytes)| Reverse(bytes.len()));
        let files: Vec<_> = files.into_iter().take(LARGEST).map(line).collect();
        bail!(
            "the package of {} has {} bytes, and the limit is {MOST}. The largest files:\n{}\nshrink the definition \
             with an overlay, or the folder that `include` in spec/sdk.toml names",
            self.title(),
            self.packed.len(),
            files.join("\n")
        )
    }
}

/// The list of files and the sizes.
impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for file in &self.files {
            writeln!(f, "{}", line(file))?;
        }
        let unpacked: usize = self.files.values().map(Vec::len).sum();
        writeln!(
            f,
            "{}: {} files, {} bytes packed ({MOST} are allowed), {unpacked} unpacked, SHA-256 {}",
            self.title(),
            self.files.len(),
            self.packed.len(),
            self.checksum
        )
    }
}

fn line((path, bytes): (&String, &Vec<u8>)) -> String {
    format!("{:>9} {path}", bytes.len())
}

/// Runs `cargo package` with the options `how`.
fn pack(repository: &Path, registry: &str, how: &str) -> Result<()> {
    let args = ["package", "--locked", how, "--registry", registry];
    let args = [&args[..], &["--manifest-path", MANIFEST]].concat();
    let target = target();
    // A packed crate does not have the profiles of the workspace. With the same debug settings,
    // shared dependencies are compiled once.
    let debug = env::var("CARGO_PROFILE_DEV_DEBUG");
    let env = [
        ("CARGO_TARGET_DIR", &*target.to_string_lossy()),
        ("CARGO_PROFILE_DEV_DEBUG", debug.as_deref().unwrap_or(DEBUG)),
        ("CARGO_INCREMENTAL", "0"),
    ];
    cargo_in(repository, &args, &env)
}

/// The files of a packed crate, without the name of the folder that contains all of them.
fn files(packed: &[u8]) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in Archive::new(GzDecoder::new(packed)).entries()? {
        let mut entry = entry?;
        let path = entry.path()?.to_string_lossy().replace('\\', "/");
        let path = path.split_once('/').map_or("", |(_, path)| path).to_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes)?;
        files.insert(path, bytes);
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::{MOST, Package};

    #[test]
    fn what_is_too_large_is_named() {
        let file = |path: &str, size: usize| (path.to_owned(), vec![0; size]);
        let mut package = Package {
            name: "cats".to_owned(),
            version: "1.0.0".to_owned(),
            checksum: String::new(),
            files: [file("a.rs", 10), file("b.rs", 200)].into(),
            packed: vec![0; MOST],
        };
        package.check_size().unwrap();
        package.packed.push(0);
        let error = package.check_size().unwrap_err().to_string();
        let largest = "the limit is 10485760. The largest files:\n      200 b.rs\n       10 a.rs\n";
        assert!(error.contains(largest), "{error}");
    }
}
