//! The generator as a builder: for build scripts, for programs of a repository, and for `sdkgen` itself.

mod package;

use std::path::{Path, PathBuf};

use crate::config::{Config, Source};
use crate::diagnostics::{Diagnostic, Diagnostics, SettingLocation};
use crate::fetched::{Fetched, Network};
use crate::select::{FeaturePatterns, Pattern};
use crate::write::FileChanges;
use crate::{Generated, Input, Package, Summary, load};

/// Generates a crate from a definition.
///
/// Each method is a setting, with the name that it has in `sdkgen.toml` and on the command line. Nothing is
/// read before [`write`](Self::write), [`check`](Self::check) or [`generate`](Self::generate), whose errors
/// name the cause and its location.
///
/// In a program of your repository, such as an `xtask`, the crate is written to a folder that is committed:
///
/// ```no_run
/// use sdk_generator::Generator;
///
/// fn main() -> Result<(), sdk_generator::diagnostics::Diagnostics> {
///     let generator = Generator::new("api/openapi.yaml")
///         .overlay("api/overlay.yaml")
///         .package("my-sdk")
///         .exclude_tag("Internal")
///         .feature("reporting", ["GET /reports/*", "getUser"])
///         .command("cargo xtask sdk")
///         .output("sdk");
///     if std::env::args().any(|argument| argument == "--check") {
///         let outcome = generator.check()?;
///         if !outcome.is_up_to_date() {
///             eprintln!("run `cargo xtask sdk`: {}", outcome.changes.files());
///             std::process::exit(1);
///         }
///     } else {
///         let outcome = generator.write()?;
///         println!("{} operations", outcome.summary.operations);
///     }
///     Ok(())
/// }
/// ```
///
/// In a `build.rs`, the crate is regenerated when the definition changes. A crate has many files and its own
/// dependencies, so it must be a package of the workspace, here in `../sdk`:
///
/// ```no_run
/// use sdk_generator::Generator;
///
/// fn main() -> Result<(), Box<dyn std::error::Error>> {
///     println!("cargo::rerun-if-changed=../api.yaml");
///     let outcome = Generator::new("../api.yaml").output("../sdk").write()?;
///     for warning in outcome.summary.diagnostics.iter() {
///         println!("cargo::warning={} {}", warning.code, warning.message);
///     }
///     Ok(())
/// }
/// ```
///
/// To read the settings from a file, use [`Generator::read`].
#[derive(Debug, Clone)]
pub struct Generator {
    config: Config,
    cache: Option<PathBuf>,
}

/// The result of [`Generator::write`] or [`Generator::check`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The contents of the crate, and the warnings about the definition.
    pub summary: Summary,
    /// The files that were written and removed. For a check, those that are missing, different or obsolete.
    pub changes: FileChanges,
    /// The folder of the crate.
    pub output: PathBuf,
}

impl Outcome {
    /// Returns whether the folder was up to date already.
    #[must_use]
    pub fn is_up_to_date(&self) -> bool {
        self.changes.is_empty()
    }
}

impl From<Config> for Generator {
    fn from(config: Config) -> Self {
        Self {
            config,
            cache: None,
        }
    }
}

/// The settings.
impl Generator {
    /// Creates a generator for a definition: a file, or a URL that begins with `https://`, or with `http://` for
    /// this machine.
    #[must_use]
    pub fn new(definition: impl Into<Source>) -> Self {
        Config::new(definition).into()
    }

    /// Creates a generator with the settings of a file such as `sdkgen.toml`. Paths in it are relative
    /// to the folder of the file.
    ///
    /// # Errors
    /// Those of [`Config::read`].
    pub fn read(file: impl AsRef<Path>) -> Result<Self, Diagnostics> {
        Config::read(file.as_ref()).map(Self::from)
    }

    /// Returns the settings.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Applies an overlay to the definition, after those that were set before.
    #[must_use]
    pub fn overlay(mut self, file: impl Into<PathBuf>) -> Self {
        self.config.overlays.push(file.into());
        self
    }

    /// Sets whether the definition may refer to files outside of its folder. The default is false.
    #[must_use]
    pub fn allow_outside(mut self, allowed: bool) -> Self {
        self.config.allow_outside = allowed;
        self
    }

    /// Sets the SHA-256, in hexadecimal digits, that a definition from a URL must have.
    #[must_use]
    pub fn sha256(mut self, digest: impl Into<String>) -> Self {
        self.config.sha256 = Some(digest.into());
        self
    }

    /// Selects the operations of a tag, in addition to earlier selections. `*` matches any characters. If
    /// nothing is selected, all operations are generated.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.config.selection.tags.push(Pattern::new(tag, "tag"));
        self
    }

    /// Selects operations by a [`Pattern`], such as `getUsers` or `GET /users/*`.
    #[must_use]
    pub fn operation(mut self, pattern: impl Into<String>) -> Self {
        let pattern = Pattern::new(pattern, "operation");
        self.config.selection.operations.push(pattern);
        self
    }

    /// Excludes the operations of a tag, even if they are selected otherwise.
    #[must_use]
    pub fn exclude_tag(mut self, tag: impl Into<String>) -> Self {
        let pattern = Pattern::new(tag, "exclude_tag");
        self.config.selection.exclude_tags.push(pattern);
        self
    }

    /// Excludes operations by a [`Pattern`], even if they are selected otherwise.
    #[must_use]
    pub fn exclude_operation(mut self, pattern: impl Into<String>) -> Self {
        let pattern = Pattern::new(pattern, "exclude_operation");
        self.config.selection.exclude_operations.push(pattern);
        self
    }

    /// Adds a cargo feature to the crate that enables the operations of these [`Pattern`]s, and the models
    /// that they use. Tags are features in any case.
    #[must_use]
    pub fn feature<P: Into<String>>(
        mut self,
        name: impl Into<String>,
        patterns: impl IntoIterator<Item = P>,
    ) -> Self {
        let patterns = patterns.into_iter();
        self.config.features.push(FeaturePatterns {
            name: name.into(),
            operations: patterns.map(|it| Pattern::new(it, "feature")).collect(),
            location: SettingLocation::of_option("feature"),
        });
        self
    }

    /// Sets the name of the crate. The default is derived from the title of the definition.
    #[must_use]
    pub fn package(mut self, name: impl Into<String>) -> Self {
        self.config.name = Some(name.into());
        self
    }

    /// Sets the version of the crate. The default is 0.1.0.
    #[must_use]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.config.version = Some(version.into());
        self
    }

    /// Sets the URL of the source repository, for the manifest of the crate.
    #[must_use]
    pub fn repository(mut self, url: impl Into<String>) -> Self {
        self.config.repository = Some(url.into());
        self
    }

    /// Copies the text files of a folder into the crate, such as examples and tests, but none whose name begins with
    /// a dot. They may replace the README, the licences and the reference pages, but neither the manifest nor generated
    /// code.
    #[must_use]
    pub fn include(mut self, folder: impl Into<PathBuf>) -> Self {
        self.config.include = Some(folder.into());
        self
    }

    /// Sets whether the crate has reference pages, in `docs`. The default is false.
    #[must_use]
    pub fn docs(mut self, wanted: bool) -> Self {
        self.config.docs = wanted;
        self
    }

    /// Sets the command that regenerates the crate, for the first line of each file.
    #[must_use]
    pub fn command(mut self, command: impl Into<String>) -> Self {
        self.config.command = Some(command.into());
        self
    }

    /// Sets the folder of the crate. The default is the name of the definition with the suffix `-sdk`.
    #[must_use]
    pub fn output(mut self, folder: impl Into<PathBuf>) -> Self {
        self.config.output = Some(folder.into());
        self
    }

    /// Sets the folder for local copies of definitions from a URL. The default is the value of the
    /// environment variable `SDKGEN_CACHE`, or else the user's cache folder.
    #[must_use]
    pub fn cache(mut self, folder: impl Into<PathBuf>) -> Self {
        self.cache = Some(folder.into());
        self
    }
}

/// The runs.
impl Generator {
    /// Generates the crate and brings its folder up to date. Only files that a previous run wrote are
    /// changed or removed.
    ///
    /// # Errors
    /// If the settings or the definition have errors, the definition cannot be downloaded, or a
    /// file cannot be written.
    pub fn write(&self) -> Result<Outcome, Diagnostics> {
        self.run(Network::Ask, crate::update)
    }

    /// Generates the crate and compares it with its folder. Writes nothing to the folder, and downloads the
    /// definition only if there is no local copy.
    ///
    /// # Errors
    /// If the settings or the definition have errors, or the definition cannot be downloaded. A folder
    /// that is not up to date is not an error.
    pub fn check(&self) -> Result<Outcome, Diagnostics> {
        self.run(Network::PreferCopy, crate::compare)
    }

    /// Generates the crate, and returns its files.
    ///
    /// # Errors
    /// Everything that stands between the definition and an SDK.
    pub fn generate(&self) -> Result<Generated, Diagnostics> {
        let (input, _) = self.input(Network::Ask)?;
        crate::generate(&input, &self.package_facts()?, &|_| {})
    }

    fn run(&self, network: Network, run: Run) -> Result<Outcome, Diagnostics> {
        let (input, _) = self.input(network)?;
        let output = self.config.output();
        let (summary, changes) = run(&input, &self.package_facts()?, &output, &|_| {})?;
        Ok(Outcome {
            summary,
            changes,
            output,
        })
    }

    /// Returns the input of the stages: the definition as a local file, downloaded if it is a URL.
    ///
    /// # Errors
    /// If it cannot be downloaded, or the definition or an overlay does not exist.
    pub fn input(&self, network: Network) -> Result<(Input, Option<Fetched>), Diagnostics> {
        self.check_files()?;
        let (spec, fetched) = match &self.config.definition {
            Source::File(path) => (path.clone(), None),
            Source::Url(url) => {
                let fetched = self.fetch(url, network)?;
                (fetched.path.clone(), Some(fetched))
            }
        };
        let input = Input {
            spec,
            overlays: self.config.overlays.clone(),
            selection: self.config.selection.clone(),
            features: self.config.features.clone(),
            types: self.config.types.clone(),
            allow_outside: self.config.allow_outside,
            is_fetched: fetched.is_some(),
        };
        Ok((input, fetched))
    }

    /// Checks that the files of the configuration exist, while it is known where it names them.
    fn check_files(&self) -> Result<(), Diagnostics> {
        let config = &self.config;
        let definition = match &config.definition {
            Source::File(path) => Some(("definition", path)),
            Source::Url(_) => None,
        };
        let overlays = config.overlays.iter().map(|path| ("overlays", path));
        for (key, path) in definition.into_iter().chain(overlays) {
            load::check_file(path).map_err(|found| config.located(found, key, path))?;
        }
        Ok(())
    }

    #[cfg(feature = "url")]
    fn fetch(&self, url: &str, network: Network) -> Result<Fetched, Diagnostic> {
        let sha256 = self.config.sha256.as_deref();
        crate::remote::fetch(url, sha256, self.cache.as_deref(), network)
    }

    #[cfg(not(feature = "url"))]
    #[expect(clippy::unused_self, reason = "the feature `url` uses it")]
    fn fetch(&self, _: &str, _: Network) -> Result<Fetched, Diagnostic> {
        // The URL may have a password, and is not printed.
        Err(Diagnostic::error(
            "no-network",
            "definition",
            "this program is built without the feature `url`, and fetches nothing",
            "use `sdkgen`, or download the definition",
        ))
    }
}

/// [`crate::update`] or [`crate::compare`].
type Run =
    fn(&Input, &Package, &Path, &dyn Fn(&str)) -> Result<(Summary, FileChanges), Diagnostics>;
