//! A git repository like this one, with a definition of a few lines.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::{succeeded, target};

const DEFINITION: &str = r##"openapi: 3.0.3
info: {title: Cats, version: "1"}
servers: [{url: "https://cats.example"}]
paths:
  /cats:
    get:
      operationId: getCat
      tags: [Cats]
      responses:
        "200":
          description: A cat.
          content: {application/json: {schema: {$ref: "#/components/schemas/Cat"}}}
components:
  schemas:
    Cat:
      type: object
      properties:
        name: {type: string}
"##;

/// The configuration of cargo, which has the profiles.
pub(crate) const CONFIG: &str = ".cargo/config.toml";

const WORKSPACE: &str = "[workspace]\nresolver = \"3\"\nmembers = [\"gener*\"]\n";

/// The repository, which is removed when it is dropped.
pub(crate) struct Repository {
    folder: TempDir,
    /// The name of the crate.
    pub(crate) name: String,
}

impl Repository {
    /// A repository with everything committed, `generated/` at version 0.1.0 among it.
    ///
    /// It has the lock file and the profiles of the repository that it is tested in, so that dependencies are
    /// compiled once.
    pub(crate) fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let name = name.to_owned();
        let repository = Self { folder, name };
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap();
        repository.write("Cargo.lock", &lock);
        repository.write("Cargo.toml", WORKSPACE);
        // Not in the manifest: cargo also builds the packed crate, which is not in the workspace.
        let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
        repository.write(CONFIG, &manifest[manifest.find("[profile.").unwrap()..]);
        repository.write(".gitignore", "target/\n");
        repository.write("spec/definition.yaml", DEFINITION);
        repository.git(&["init", "--quiet"]);
        repository.version("0.1.0");
        repository
    }

    /// The root.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The text of a file.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    /// Makes the crate with this version, and commits it.
    pub(crate) fn version(&self, version: &str) {
        let name = &self.name;
        self.write(
            "spec/sdk.toml",
            &format!(
                "definition = \"definition.yaml\"\n\n[package]\nname = \"{name}\"\n\
                 version = \"{version}\"\n"
            ),
        );
        self.regenerate();
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["update", "--workspace", "--quiet"]);
        succeeded(&cargo.current_dir(self.path()).output().unwrap());
        self.commit(version);
    }

    /// Makes `generated/` from `spec/`.
    pub(crate) fn regenerate(&self) {
        xtask::regen::run(self.path(), None, None, false).unwrap();
    }

    /// Commits everything.
    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
    }

    /// Runs git, and gives what it writes.
    pub(crate) fn git(&self, args: &[&str]) -> String {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=Test", "-c", "user.email=test@example.com"]);
        git.args(["-c", "commit.gpgsign=false"]).args(args);
        succeeded(&git.current_dir(self.path()).output().unwrap())
    }

    /// `cargo xtask fetch`, `release` or `publish` on this repository.
    pub(crate) fn xtask(&self, args: &[&str]) -> Command {
        let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask-release"));
        xtask.args(args).arg("--repository").arg(self.path());
        shared(&mut xtask);
        xtask
    }
}

/// Lets what a command builds be found again, in the folder of this workspace.
pub(crate) fn shared(command: &mut Command) {
    command.env("CARGO_TARGET_DIR", target());
    command.env("CARGO_INCREMENTAL", "0");
    xtask::shell::remove_inherited(command);
}
