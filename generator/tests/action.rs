//! `action.yml` as a runner executes it: its steps in order, each script by its shell, in a repository that has
//! settings and a crate. A `cargo` on the path stands for the real one and installs this program.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use sdk_generator::load::load_file;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::command::{Run, sdkgen};
use crate::support::sandbox::LAMPS;

/// What a runner is told of the action: its folder is the root of this repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Writes its arguments down, and installs the program that is tested.
const CARGO: &str = "#!/bin/sh\necho \"$@\" >> \"$(dirname \"$0\")/calls\"\ncp \"$SDKGEN\" \"$(dirname \"$0\")/sdkgen\"\n";

struct Runner {
    repository: TempDir,
    tools: TempDir,
}

impl Runner {
    /// A runner in a repository with settings and the crate that they make.
    fn new(config: &str) -> Self {
        let repository = tempfile::tempdir().unwrap();
        let tools = tempfile::tempdir().unwrap();
        let cargo = tools.path().join("cargo");
        fs::write(&cargo, CARGO).unwrap();
        fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
        fs::copy(LAMPS, repository.path().join("lamps.yaml")).unwrap();
        let init = ["init", "lamps.yaml", "--config", config];
        for arguments in [&init[..], &["generate", "--config", config]] {
            let run = sdkgen(repository.path(), arguments).unwrap();
            assert_eq!(run.code, Some(0), "{}", run.stderr);
        }
        Self { repository, tools }
    }

    /// Executes the steps with these inputs until one fails.
    fn run(&self, inputs: &[(&str, &str)]) -> Run {
        let action = load_file(&Path::new(ROOT).join("action.yml")).unwrap();
        assert_eq!(action["runs"]["using"], "composite");
        let declared = action["inputs"].as_object().unwrap();
        let default = |input: &Value| input["default"].as_str().unwrap().to_owned();
        let defaults = declared
            .iter()
            .map(|(name, it)| (name.clone(), default(it)));
        let mut values: BTreeMap<String, String> = defaults.collect();
        for (name, value) in inputs {
            let known = values.insert((*name).to_owned(), (*value).to_owned());
            assert!(known.is_some(), "{name} is no input");
        }
        let mut last = None;
        for step in action["runs"]["steps"].as_array().unwrap() {
            let run = self.step(step, &values);
            let is_over = run.code != Some(0);
            last = Some(run);
            if is_over {
                break;
            }
        }
        last.unwrap()
    }

    /// Executes the script of a step, as the documentation of GitHub says that `shell: bash` does.
    fn step(&self, step: &Value, inputs: &BTreeMap<String, String>) -> Run {
        assert_eq!(step["shell"], "bash");
        let script = step["run"].as_str().unwrap();
        // What stands in a script is code; values come by the environment.
        assert!(!script.contains("${{"), "{script}");
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new("bash");
        command
            .args([
                "--noprofile",
                "--norc",
                "-e",
                "-o",
                "pipefail",
                "-c",
                script,
            ])
            .current_dir(self.repository.path())
            .env("PATH", format!("{}:{path}", self.tools.path().display()))
            .env("SDKGEN", env!("CARGO_BIN_EXE_sdkgen"));
        for (name, value) in step["env"].as_object().unwrap() {
            command.env(name, expanded(value.as_str().unwrap(), inputs));
        }
        command.output().map(Run::from).unwrap()
    }

    /// The calls of cargo.
    fn calls(&self) -> String {
        fs::read_to_string(self.tools.path().join("calls")).unwrap()
    }
}

/// A value with its expressions replaced.
fn expanded(text: &str, inputs: &BTreeMap<String, String>) -> String {
    let Some((before, rest)) = text.split_once("${{") else {
        return text.to_owned();
    };
    let (expression, behind) = rest.split_once("}}").unwrap();
    let value = match expression.trim() {
        "github.action_path" => ROOT,
        other => &inputs[other.strip_prefix("inputs.").unwrap()],
    };
    format!("{before}{value}{}", expanded(behind, inputs))
}

/// The folder of a package in this repository that `cargo install --path` is given.
#[track_caller]
fn assert_installs_sdkgen(folder: &Path) {
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"sdk-generator\""), "{manifest}");
    assert!(manifest.contains("name = \"sdkgen\""), "{manifest}");
    // `--locked` needs the versions of the workspace.
    assert!(folder.join("../Cargo.lock").is_file());
}

#[test]
fn the_action_installs_its_own_version_and_checks_the_crate() {
    let runner = Runner::new("sdkgen.toml");
    let run = runner.run(&[]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let calls = runner.calls();
    let path = calls.strip_prefix("install --path ").unwrap();
    let path = path.strip_suffix(" --locked\n").unwrap();
    assert_installs_sdkgen(Path::new(path));

    let model = runner
        .repository
        .path()
        .join("lamps-sdk/src/models/lamp.rs");
    fs::write(&model, "// changed by hand").unwrap();
    let run = runner.run(&[]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("not up to date"), "{}", run.stderr);
    // The check writes nothing.
    assert_eq!(fs::read_to_string(model).unwrap(), "// changed by hand");
}

#[test]
fn the_action_installs_the_version_that_it_is_given() {
    let runner = Runner::new("sdkgen.toml");
    let run = runner.run(&[("version", "1.2.3")]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(
        runner.calls(),
        "install sdk-generator --locked --version =1.2.3\n"
    );
}

#[test]
fn inputs_of_the_action_are_no_code() {
    let config = "my $(touch evil) sdk.toml";
    let runner = Runner::new(config);
    let run = runner.run(&[("config", config), ("version", "1; touch evil")]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(!runner.repository.path().join("evil").exists());
    let gone = runner.run(&[("config", "gone.toml")]);
    assert_eq!(gone.code, Some(1), "{}", gone.stderr);
    assert!(gone.stderr.contains("gone.toml"), "{}", gone.stderr);
}

/// The instructions of the image agree with each other and with what is in this repository.
#[test]
fn the_image_is_built_from_what_is_there() {
    let text = fs::read_to_string(Path::new(ROOT).join("Containerfile")).unwrap();
    let instructions: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split(' ').collect())
        .collect();
    let install = instructions
        .iter()
        .find(|it| it.starts_with(&["RUN", "cargo", "install"]));
    let [.., "--path", source, "--locked", "--root", installed] = install.unwrap()[..] else {
        panic!("{install:?}");
    };
    let [_, context, copied] = instructions[1][..] else {
        panic!("{:?}", instructions[1]);
    };
    let inside = Path::new(source).strip_prefix(copied).unwrap();
    assert_installs_sdkgen(&PathBuf::from(ROOT).join(context).join(inside));
    let program = format!("{installed}/bin/sdkgen");
    let copy = ["COPY", "--from=build", &program, "/usr/local/bin/sdkgen"];
    assert!(instructions.iter().any(|it| it[..] == copy), "{copy:?}");
    let is_stage = |it: &Vec<&str>| it[0] == "FROM" && it.ends_with(&["AS", "build"]);
    assert!(instructions.iter().any(is_stage));
    assert_eq!(
        instructions.last().unwrap()[..],
        ["ENTRYPOINT", "[\"sdkgen\"]"]
    );
    // What was built on this machine, and its history, are not sent to the builder.
    let ignored = fs::read_to_string(Path::new(ROOT).join(".containerignore")).unwrap();
    for folder in ["target", ".git"] {
        assert!(
            ignored.lines().any(|line| line.trim_matches('/') == folder),
            "{ignored}"
        );
    }
}
