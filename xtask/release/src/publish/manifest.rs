//! Checks the manifest by the rules of crates.io, which other registries follow or relax.
//!
//! The registry itself checks them last, after the crate was built and uploaded.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::MANIFEST;
use sdk_generator::config::check_name;
use xtask::shell::cargo_command;

/// The maximum length of a name, in characters.
const NAME: usize = 64;
/// The maximum length of a description, in characters.
const DESCRIPTION: usize = 1000;
/// The maximum number of features, and of features and dependencies that one feature
/// enables.
const FEATURES: usize = 300;
/// The maximum number of dependencies.
const DEPENDENCIES: usize = 500;
/// The maximum number of keywords and of categories.
const WORDS: usize = 5;
const KEYWORD: usize = 20;

/// The manifest as `cargo metadata` reports it.
#[derive(Debug, Deserialize)]
pub(super) struct Manifest {
    name: String,
    manifest_path: PathBuf,
    pub(super) authors: Vec<String>,
    pub(super) description: Option<String>,
    pub(super) license: Option<String>,
    pub(super) license_file: Option<String>,
    pub(super) repository: Option<String>,
    pub(super) homepage: Option<String>,
    pub(super) documentation: Option<String>,
    pub(super) readme: Option<String>,
    pub(super) links: Option<String>,
    pub(super) rust_version: Option<String>,
    pub(super) keywords: Vec<String>,
    pub(super) categories: Vec<String>,
    pub(super) features: BTreeMap<String, Vec<String>>,
    pub(super) dependencies: Vec<Dependency>,
    /// The registries that it may be published to; `None` for all.
    publish: Option<Vec<String>>,
}

/// A dependency in the manifest.
#[derive(Debug, Deserialize)]
pub(super) struct Dependency {
    pub(super) name: String,
    /// The registry as in lock files; `None` if the dependency has only a path.
    pub(super) source: Option<String>,
    pub(super) req: String,
    /// `dev` or `build`; `None` for normal dependencies.
    pub(super) kind: Option<String>,
    /// The name in the manifest, if it differs.
    pub(super) rename: Option<String>,
    pub(super) optional: bool,
    pub(super) uses_default_features: bool,
    pub(super) features: Vec<String>,
    pub(super) target: Option<String>,
    path: Option<String>,
}

impl Manifest {
    /// Reads the manifest of the crate in a repository.
    ///
    /// # Errors
    /// If cargo reports an error.
    pub(super) fn read(repository: &Path) -> Result<Self> {
        #[derive(Deserialize)]
        struct Metadata {
            packages: Vec<Manifest>,
        }

        let place = repository.join(MANIFEST);
        let place = fs::canonicalize(&place).with_context(|| place.display().to_string())?;
        let mut cargo = cargo_command();
        cargo.args(["metadata", "--no-deps", "--format-version=1"]);
        cargo.arg("--manifest-path").arg(&place);
        let output = cargo.current_dir(repository).output().context(MANIFEST)?;
        let words = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{MANIFEST}: {}", words.trim());
        let metadata: Metadata = serde_json::from_slice(&output.stdout).context(MANIFEST)?;
        // The metadata has all packages of the workspace.
        let mut packages = metadata.packages.into_iter();
        packages
            .find(|package| package.manifest_path == place)
            .with_context(|| format!("cargo metadata has no package at {}", place.display()))
    }

    /// Checks the manifest for a registry.
    ///
    /// # Errors
    /// If a rule is violated. The error has all violations, with what to do.
    pub(super) fn check(&self, registry: &str) -> Result<()> {
        let problems = [self.texts(), self.sizes(), self.places(registry)].concat();
        ensure!(
            problems.is_empty(),
            "the registry would reject {MANIFEST}:\n- {}\nit is generated from spec/sdk.toml, the \
             definition and templates/; change those, and run `cargo xtask regen`",
            problems.join("\n- ")
        );
        Ok(())
    }

    fn texts(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if check_name(&self.name).is_err() || self.name.len() > NAME {
            problems.push(format!(
                "the name `{}`: at most {NAME} ASCII letters, digits, `-` and `_`, with a letter first",
                self.name
            ));
        }
        let description = self.description.as_deref().unwrap_or_default().trim();
        if description.is_empty() {
            problems.push(
                "`description` is missing; it is generated from the title of the definition".into(),
            );
        }
        if description.chars().count() > DESCRIPTION {
            problems.push(format!(
                "the description has more than {DESCRIPTION} letters"
            ));
        }
        let is_empty = |text: &Option<String>| text.as_deref().unwrap_or_default().is_empty();
        if is_empty(&self.license) && is_empty(&self.license_file) {
            problems.push("the license is missing; set `license` or `license-file`".into());
        }
        let links = [&self.repository, &self.homepage, &self.documentation];
        for link in links.into_iter().flatten() {
            if !link.starts_with("https://") && !link.starts_with("http://") {
                problems.push(format!("`{link}` is not a URL that starts with https://"));
            }
        }
        problems
    }

    fn sizes(&self) -> Vec<String> {
        let mut counts = vec![
            ("features".to_owned(), self.features.len(), FEATURES),
            (
                "dependencies".to_owned(),
                self.dependencies.len(),
                DEPENDENCIES,
            ),
            ("keywords".to_owned(), self.keywords.len(), WORDS),
            ("categories".to_owned(), self.categories.len(), WORDS),
        ];
        for (name, others) in &self.features {
            let subject = format!("features that `{name}` enables");
            counts.push((subject, others.len(), FEATURES));
        }
        for word in &self.keywords {
            counts.push((
                format!("characters in the keyword `{word}`"),
                word.len(),
                KEYWORD,
            ));
        }
        counts
            .into_iter()
            .filter(|(_, count, most)| count > most)
            .map(|(subject, count, most)| format!("{count} {subject}, and the limit is {most}"))
            .collect()
    }

    fn places(&self, registry: &str) -> Vec<String> {
        let mut problems = Vec::new();
        for dependency in &self.dependencies {
            // Cargo omits dev-dependencies that have only a path.
            let dropped = dependency.kind.as_deref() == Some("dev") && dependency.path.is_some();
            if dependency.req == "*" && !dropped {
                problems.push(format!(
                    "the dependency `{}` has no version",
                    dependency.name
                ));
            }
        }
        let allowed = self.publish.as_ref();
        if allowed.is_some_and(|list| !list.iter().any(|name| name == registry)) {
            problems.push(format!(
                "`publish` does not allow the registry `{registry}`"
            ));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::Manifest;

    fn manifest() -> Manifest {
        Manifest::read(xtask::config::root()).unwrap()
    }

    fn problems(change: impl FnOnce(&mut Manifest)) -> String {
        let mut manifest = manifest();
        change(&mut manifest);
        format!("{:#}", manifest.check("crates-io").unwrap_err())
    }

    #[test]
    fn our_own_crate_may_go_anywhere() {
        manifest().check("crates-io").unwrap();
    }

    #[test]
    fn all_that_is_wrong_is_named() {
        let problems = problems(|manifest| {
            manifest.name = "1st".to_owned();
            manifest.description = None;
            manifest.license = Some(String::new());
            manifest.repository = Some("git@host".to_owned());
            manifest.keywords = vec!["a-word-of-too-many-letters".to_owned()];
            manifest.dependencies[0].req = "*".to_owned();
            manifest.publish = Some(Vec::new());
        });
        for word in [
            "`1st`",
            "description",
            "license",
            "`git@host`",
            "26 characters in the keyword",
            "has no version",
            "`publish`",
            "cargo xtask regen",
        ] {
            assert!(problems.contains(word), "{word}: {problems}");
        }
    }

    #[test]
    fn features_are_counted() {
        let problems = problems(|manifest| {
            let names: Vec<_> = (0..301).map(|number| format!("f{number}")).collect();
            for name in &names {
                manifest.features.insert(name.clone(), Vec::new());
            }
            manifest.features.insert("full".to_owned(), names);
        });
        assert!(problems.contains("and the limit is 300"), "{problems}");
        assert!(
            problems.contains("301 features that `full` enables"),
            "{problems}"
        );
    }
}
