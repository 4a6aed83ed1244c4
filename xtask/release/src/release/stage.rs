//! A copy of the repository in which a release is generated and checked before it is
//! committed.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};

use super::changelog;
use super::lock;
use super::plan::Plan;
use super::{CHANGELOG, RELEASE_NOTES, VERSION_JSON};
use crate::git::Git;
use crate::publish;
use xtask::config::{Config, target};
use xtask::regen;
use xtask::shell::run_in;

pub(super) struct Stage {
    git: Git,
    /// The tree that was copied.
    base: String,
    folder: PathBuf,
}

impl Stage {
    /// Exports a tree to a folder.
    ///
    /// # Errors
    /// If git fails, or a file cannot be written.
    pub(super) fn make(git: Git, base: &str, folder: PathBuf) -> Result<Self> {
        git.export(base, &folder)?;
        Ok(Self {
            git,
            base: base.to_owned(),
            folder,
        })
    }

    pub(super) fn spec(&self) -> PathBuf {
        self.folder.join("spec")
    }

    pub(super) fn config(&self) -> Result<Config> {
        Config::load(&self.spec())
    }

    /// Writes the version and the changelog to `spec/`, and generates the crate.
    ///
    /// # Errors
    /// If the changelog has a section for the version already, or the generator fails.
    pub(super) fn write(&self, plan: &Plan, date: &str) -> Result<()> {
        let spec = self.spec();
        let include = self.config()?.include;
        let include = include.context(
            "spec/sdk.toml has no `include`, the folder of files to copy into the crate, which has \
             the changelog",
        )?;
        fs::create_dir_all(&include).with_context(|| include.display().to_string())?;
        let place = include.join(CHANGELOG);
        let old = fs::read_to_string(&place).ok();
        ensure!(
            !old.as_deref()
                .is_some_and(|text| changelog::has(text, &plan.version)),
            "{CHANGELOG} already has {0}, which has no tag; tag the release, `git tag \
             v{0} COMMIT`",
            plan.version
        );
        let text = changelog::with(old.as_deref(), &plan.section(date));
        for (name, text) in [
            (CHANGELOG, text),
            (RELEASE_NOTES, plan.release_notes()),
            (
                VERSION_JSON,
                super::version::file(&plan.version, plan.api_version),
            ),
        ] {
            let place = include.join(name);
            fs::write(&place, text).with_context(|| place.display().to_string())?;
        }
        changelog::remove(&plan.notes)?;
        let version = plan.version.to_string();
        Config::set_version(&spec, &version)?;
        let name = self.config()?.name;
        let files = self
            .git
            .run(&["ls-tree", "-r", "--name-only", &self.base])?;
        for path in files.lines().filter(|path| path.ends_with("Cargo.lock")) {
            lock::set_version(&self.folder.join(path), &name, &version)?;
        }
        regen::run(&self.folder, None, None, false)
    }

    /// Runs the command `release.check` of `spec/sdk.toml`.
    ///
    /// # Errors
    /// If the command fails.
    pub(super) fn check(&self) -> Result<()> {
        let check = self.config()?.check;
        let [program, args @ ..] = check.as_slice() else {
            bail!(
                "spec/sdk.toml: `release.check` is empty; set the command that a release has to pass"
            );
        };
        // In the target folder of the repository, so that dependencies are not compiled
        // again.
        let target = target();
        let env = [("CARGO_TARGET_DIR", &*target.to_string_lossy())];
        run_in(&self.folder, program, args, &env)
    }

    /// Packs the crate, and builds the packed crate if `is_verified`.
    ///
    /// # Errors
    /// If a registry would reject it.
    pub(super) fn package(&self, is_verified: bool) -> Result<()> {
        publish::rehearse(&self.folder, is_verified)
    }

    /// Writes the tree of the release.
    ///
    /// # Errors
    /// If git fails.
    pub(super) fn tree(&self) -> Result<String> {
        self.git.tree(&self.base, &self.folder, &["."])
    }
}
