//! The crate as it is uploaded.

use std::cmp::Reverse;
use std::collections::BTreeMap;
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

/// The most bytes that crates.io takes, packed.
const MOST: usize = 10 * 1024 * 1024;

/// How many files are named when it is more.
const LARGEST: usize = 10;

/// The crate, packed by cargo.
pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: String,
    /// SHA-256 of the packed file, in hexadecimal digits.
    pub(super) checksum: String,
    /// The files in it, by their paths.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// The packed file.
    pub(super) packed: Vec<u8>,
}

impl Package {
    /// Packs the crate of a repository. The versions of dependencies are those of the lock file,
    /// which comes with the crate: so the same commit gives the same bytes.
    ///
    /// # Errors
    /// If cargo cannot pack it.
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

    /// Builds what was packed, with all features: that is what shows that no file is missing.
    ///
    /// # Errors
    /// If it does not compile.
    pub(super) fn build(&self, repository: &Path, registry: &str) -> Result<()> {
        pack(repository, registry, "--all-features")
            .with_context(|| format!("{} cannot be published", self.title()))
    }

    /// Name and version.
    pub(super) fn title(&self) -> String {
        format!("{} {}", self.name, self.version)
    }

    /// Refuses a crate that is too large.
    ///
    /// # Errors
    /// If it is, with the largest files.
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

/// `cargo package`, which builds what it packed unless it is told not to.
fn pack(repository: &Path, registry: &str, how: &str) -> Result<()> {
    let args = ["package", "--locked", how, "--registry", registry];
    let args = [&args[..], &["--manifest-path", MANIFEST]].concat();
    let target = target();
    // What is packed knows no profile of the workspace: with its debug information, what the two
    // share is compiled once.
    let env = [
        ("CARGO_TARGET_DIR", &*target.to_string_lossy()),
        ("CARGO_PROFILE_DEV_DEBUG", "line-tables-only"),
        ("CARGO_INCREMENTAL", "0"),
    ];
    cargo_in(repository, &args, &env)
}

/// The files of a packed crate. All are in one folder there, which is not part of the paths.
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
