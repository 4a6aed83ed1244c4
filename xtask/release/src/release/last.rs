//! The previous release: its version, definition and crate, from its tag.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use sdk_generator::{Input, write};
use semver::Version;

use crate::git::Git;
use xtask::config::Config;
use xtask::problems::failure;

/// The folders that are exported from the tag.
const FOLDERS: [&str; 2] = ["spec", "generated"];

#[derive(Debug)]
pub(super) struct Last {
    pub(super) tag: String,
    pub(super) version: Version,
    config: Config,
    generated: PathBuf,
}

impl Last {
    /// The newest release among the ancestors of `HEAD`, with its files in a folder; `None`
    /// before the first one.
    ///
    /// # Errors
    /// If the tag has no SDK, or git fails.
    pub(super) fn find(git: &Git, folder: &Path) -> Result<Option<Self>> {
        let tags = git.run(&["tag", "--merged", "HEAD", "--list", "v*"])?;
        let versions = tags.lines().filter_map(|tag| {
            let version = tag.strip_prefix('v')?.parse::<Version>().ok()?;
            Some((version, tag.to_owned()))
        });
        let Some((version, tag)) = versions.max() else {
            return Ok(None);
        };
        git.run(&["read-tree", "--empty"])?;
        for name in FOLDERS {
            ensure!(
                git.has(&tag, name),
                "the tag {tag} has no {name}/, so that it is not a release of this SDK"
            );
            let prefix = format!("--prefix={name}/");
            git.run(&["read-tree", &prefix, &format!("{tag}:{name}")])?;
        }
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        let prefix = format!("--prefix={}/", folder.display());
        git.run(&["checkout-index", "--all", "--force", &prefix])?;
        let config = Config::load(&folder.join("spec"));
        Ok(Some(Self {
            config: config.with_context(|| format!("the release {tag}"))?,
            generated: folder.join("generated"),
            version,
            tag,
        }))
    }

    /// The definition and overlays of its crate.
    ///
    /// # Errors
    /// If the definition cannot be found.
    pub(super) fn input(&self) -> Result<Input> {
        self.config.input()
    }

    /// The files that differ although the definition does not: the current generator is run on
    /// the old definition, and its output is compared with the released crate, included files
    /// too.
    ///
    /// # Errors
    /// If the current generator rejects the old definition.
    pub(super) fn changed_by_hand(&self, now: &Config) -> Result<BTreeSet<String>> {
        let package = self.config.package()?;
        let made = sdk_generator::generate(&self.config.input()?, &package, &|_| {});
        let made = made.map_err(failure).with_context(|| {
            format!(
                "the generator does not take the definition of {} any more",
                self.tag
            )
        })?;
        let changes = write::compare(&made.files, &self.generated);
        let changes = changes.map_err(|problem| anyhow::anyhow!("{problem}"))?;
        let mut changed: BTreeSet<String> =
            changes.written.into_iter().chain(changes.removed).collect();
        let (then, now) = (package.extra_files, now.package()?.extra_files);
        changed.extend(differences(&then, &now));
        Ok(changed)
    }
}

/// The paths at which two sets of files differ, without those that a release writes itself.
fn differences(then: &BTreeMap<String, String>, now: &BTreeMap<String, String>) -> Vec<String> {
    let paths: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    let is_changed = |path: &&String| then.get(*path) != now.get(*path);
    let by_hand = |path: &&String| !super::FILES.contains(&path.as_str());
    let paths = paths.into_iter().filter(is_changed).filter(by_hand);
    paths.cloned().collect()
}
