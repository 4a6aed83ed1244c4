//! `spec/sdk.toml`: the definition, and the name of the crate, in the format of `sdkgen.toml`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use sdk_generator::{Generator, Input, Network, Package, Source};
use toml_edit::DocumentMut;

use crate::problems::failure;

const FILE: &str = "sdk.toml";

/// The folder of the crate, as the file names it.
const OUTPUT: &str = "../generated";

/// The command that makes the crate again, for the emitted files and for messages.
pub const REGEN: &str = "cargo xtask regen";

/// What has to pass before a release that says nothing else.
const CHECK: [&str; 3] = ["cargo", "xtask", "ci"];

/// The settings of `spec/sdk.toml`, with absolute paths.
#[derive(Debug)]
pub struct Config {
    /// The path of the definition.
    pub definition: PathBuf,
    /// Its overlays, in the order in which they are applied.
    pub overlays: Vec<PathBuf>,
    /// The folder of files that are copied into the crate.
    pub include: Option<PathBuf>,
    /// The command that must succeed before a release: a program and its arguments.
    pub check: Vec<String>,
    /// The `name` in the manifest.
    pub name: String,
    /// The `version` in the manifest.
    pub version: String,
    /// All that the generator knows.
    all: sdk_generator::Config,
}

impl Config {
    /// Reads the file in a folder like `spec/`. A release needs more than the generator does: a definition in
    /// the folder, and the name and the version of the crate.
    pub fn load(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let all = sdk_generator::Config::read(&path).map_err(failure)?;
        let Source::File(definition) = all.definition.clone() else {
            let place = path.display();
            bail!("{place}: `definition` is not a file; `cargo xtask fetch --url` gets one");
        };
        let needed = |value: &Option<String>, key: &str| {
            let value = value.clone();
            value.with_context(|| format!("{}: `{key}` is missing", path.display()))
        };
        // Releases, checks and workflows know the folder by this name.
        let is_usual = |output: &PathBuf| *output == folder.join(OUTPUT);
        ensure!(
            all.output.as_ref().is_none_or(is_usual),
            "{}: `output` is not `{OUTPUT}`, where everything else looks for the crate",
            path.display()
        );
        let check = all.release_check.clone();
        Ok(Self {
            definition,
            overlays: all.overlays.clone(),
            include: all.include.clone(),
            check: check.unwrap_or_else(|| CHECK.map(str::to_owned).to_vec()),
            name: needed(&all.name, "package.name")?,
            version: needed(&all.version, "package.version")?,
            all,
        })
    }

    /// The package of the crate, with its included files. A folder of files that come with the crate may be missing: a
    /// release makes it.
    ///
    /// # Errors
    /// If cargo would reject the name or the version, or an included file cannot be read.
    pub fn package(&self) -> Result<Package> {
        let all = &self.all;
        let generator = Generator::from(sdk_generator::Config {
            include: all.include.clone().filter(|folder| folder.exists()),
            command: all.command.clone().or_else(|| Some(REGEN.to_owned())),
            ..all.clone()
        });
        generator.package_facts().map_err(failure)
    }

    /// What the generator reads.
    ///
    /// # Errors
    /// If the definition cannot be found.
    pub fn input(&self) -> Result<Input> {
        let generator = Generator::from(self.all.clone());
        let (input, _) = generator.input(Network::PreferCopy).map_err(failure)?;
        Ok(input)
    }

    /// Changes the definition in the file.
    pub fn set_definition(folder: &Path, name: &str) -> Result<()> {
        edit(folder, |settings| &mut settings["definition"], name)
    }

    /// Changes the version in the file.
    pub fn set_version(folder: &Path, version: &str) -> Result<()> {
        edit(
            folder,
            |settings| &mut settings["package"]["version"],
            version,
        )
    }
}

/// Sets one value of the file, and keeps the rest, comments included.
fn edit(
    folder: &Path,
    place: impl FnOnce(&mut DocumentMut) -> &mut toml_edit::Item,
    text: &str,
) -> Result<()> {
    let path = folder.join(FILE);
    let old = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut settings: DocumentMut = old.parse().with_context(|| path.display().to_string())?;
    if let Some(value) = place(&mut settings).as_value_mut() {
        // A comment behind it belongs to the line and not to the value.
        let decor = value.decor().clone();
        *value = text.into();
        *value.decor_mut() = decor;
    }
    fs::write(&path, settings.to_string()).with_context(|| path.display().to_string())
}

/// The root of the repository that these programs belong to.
pub fn root() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}

/// The target folder of cargo.
pub fn target() -> PathBuf {
    root().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Config, FILE};

    #[test]
    fn the_crate_is_in_the_usual_folder() {
        let folder = tempfile::tempdir().unwrap();
        let load = |output: &str| {
            let settings = format!(
                "definition = \"api.yaml\"\n{output}\n[package]\nname = \"cats\"\nversion = \"0.1.0\"\n"
            );
            fs::write(folder.path().join(FILE), settings).unwrap();
            Config::load(folder.path())
        };
        assert_eq!(load("").unwrap().name, "cats");
        assert_eq!(load("output = \"../generated\"").unwrap().version, "0.1.0");
        for other in ["generated", "../sdk", "../generated/crate"] {
            let error = load(&format!("output = {other:?}")).unwrap_err();
            let error = error.to_string();
            assert!(error.contains("`output` is not `../generated`"), "{error}");
        }
    }
}
