//! The workflows: what each job may do, and the step that uploads, run against a registry on this
//! machine.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "workflows/release.rs"]
mod release;
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sdk_generator::load::load_file;
use serde_json::{Map, Value, json};
use support::registry::{Fault, NAME, Registry, TOKEN, part};
use support::repository::Repository;
use support::{failed, succeeded, text};

/// The root of this repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The workflows by name.
fn workflows() -> Vec<(String, Value)> {
    let folder = fs::read_dir(root().join(".github/workflows")).unwrap();
    let mut found: Vec<_> = folder
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, load_file(&path).unwrap())
        })
        .collect();
    found.sort_by(|(name, _), (other, _)| name.cmp(other));
    assert!(found.len() >= 3);
    found
}

/// The jobs of all workflows, by workflow and name.
fn jobs() -> Vec<(String, Value)> {
    let mut jobs = Vec::new();
    for (name, workflow) in workflows() {
        for (job, value) in workflow["jobs"].as_object().unwrap() {
            jobs.push((format!("{name}/{job}"), value.clone()));
        }
    }
    jobs
}

fn steps(job: &Value) -> &Vec<Value> {
    job["steps"].as_array().unwrap()
}

/// The scripts of a job.
fn scripts(job: &Value) -> impl Iterator<Item = &str> {
    steps(job).iter().filter_map(|step| step["run"].as_str())
}

/// The actions of a job, with the steps that use them.
fn actions(job: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let steps = steps(job).iter();
    steps.filter_map(|step| Some((step["uses"].as_str()?, step)))
}

/// What a job may write, or prove to others.
fn writes(job: &Value) -> Vec<String> {
    let permissions = job["permissions"].as_object().cloned().unwrap_or_default();
    let writes = permissions
        .into_iter()
        .filter(|(_, level)| level == "write");
    writes.map(|(name, _)| name).collect()
}

/// Whether a job is given something that only some may have.
fn has_secrets(job: &Value, but: &[&str]) -> bool {
    let text = job.to_string();
    let mut secrets = text.split("secrets.").skip(1);
    secrets.any(|rest| !but.iter().any(|name| rest.starts_with(name)))
        || text.contains("github.token")
}

/// Words by which a script runs code of this repository or of third parties.
const RUNS_CODE: [&str; 9] = [
    "cargo ", "rustc ", ".ci/", "pip ", "python", "npm ", "make ", "curl | ", "./",
];

#[test]
fn actions_are_named_by_commit() {
    for (name, job) in jobs() {
        for (action, _) in actions(&job) {
            let (_, commit) = action.split_once('@').unwrap();
            let is_commit = commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit());
            assert!(is_commit, "{name}: {action}");
        }
    }
}

#[test]
fn a_checkout_leaves_no_token_behind() {
    for (name, job) in jobs() {
        for (action, step) in actions(&job) {
            if action.starts_with("actions/checkout@") {
                assert_eq!(step["with"]["persist-credentials"], false, "{name}");
                assert!(step["with"]["token"].is_null(), "{name}");
            }
        }
    }
}

#[test]
fn each_job_has_the_permissions_that_it_needs_and_no_workflow_has_any() {
    for (name, workflow) in workflows() {
        let default = workflow["permissions"].as_object();
        let is_least = default.is_some_and(Map::is_empty);
        assert!(is_least, "{name} has to say `permissions: {{}}`");
    }
    for (name, job) in jobs() {
        assert!(job["permissions"].is_object(), "{name}");
        assert!(job["timeout-minutes"].is_u64(), "{name}");
        let expected: &[&str] = match name.as_str() {
            "publish.yml/upload" => &["id-token"],
            "publish.yml/tag" => &["contents"],
            "release.yml/propose" => &["contents", "pull-requests"],
            _ => &[],
        };
        assert_eq!(writes(&job), expected, "{name}");
    }
}

#[test]
fn what_may_write_runs_no_code_and_what_runs_code_may_not_write() {
    // The login for notifications reads a definition and nothing else.
    let of_fetching = [
        "GENESYSCLOUD_OAUTHCLIENT_ID",
        "GENESYSCLOUD_OAUTHCLIENT_SECRET",
    ];
    let (mut trusted, mut untrusted) = (0, 0);
    for (name, job) in jobs() {
        let allowed: &[&str] = if name == "release.yml/fetch" {
            &of_fetching
        } else {
            &[]
        };
        if writes(&job).is_empty() && !has_secrets(&job, allowed) {
            untrusted += 1;
            continue;
        }
        trusted += 1;
        for script in scripts(&job) {
            for words in RUNS_CODE {
                assert!(!script.contains(words), "{name} runs `{words}`:\n{script}");
            }
        }
        for (action, _) in actions(&job) {
            assert!(
                !action.starts_with("actions/cache@"),
                "{name} takes over a cache"
            );
        }
    }
    assert_eq!((trusted, untrusted), (3, 5));
    for (name, job) in jobs() {
        let tests_beside_a_login = name == "release.yml/fetch"
            && scripts(&job).any(|script| script.contains("test") || script.contains("release"));
        assert!(!tests_beside_a_login, "{name}");
    }
}

#[test]
fn no_value_becomes_a_part_of_a_script() {
    for (name, job) in jobs() {
        for script in scripts(&job) {
            assert!(!script.contains("${{"), "{name}:\n{script}");
        }
    }
}

#[test]
fn what_is_published_is_built_without_a_cache() {
    for (name, job) in jobs() {
        let caches = actions(&job).any(|(action, _)| action.starts_with("actions/cache@"));
        assert!(!caches || !name.starts_with("publish.yml"), "{name}");
    }
}

#[test]
fn packages_of_python_have_digests() {
    let list = root().join("xtask/verify/src/models/requirements.txt");
    let list = fs::read_to_string(list).unwrap();
    let list = list.lines().filter(|line| !line.starts_with('#'));
    let text: String = list.map(|line| format!("{line}\n")).collect();
    let packages = text.replace("\\\n", " ");
    assert!(packages.lines().count() > 5);
    for package in packages.lines() {
        let (name, digests) = package.split_once(' ').unwrap();
        assert!(
            name.contains("==") && digests.contains("--hash=sha256:"),
            "{package}"
        );
    }
}

#[test]
fn updates_are_looked_for_in_each_kind_of_dependency() {
    let file = load_file(&root().join(".github/dependabot.yml")).unwrap();
    let updates = file["updates"].as_array().unwrap();
    for kind in ["cargo", "github-actions", "pip"] {
        assert!(
            updates.iter().any(|it| it["package-ecosystem"] == kind),
            "{kind}"
        );
    }
    for update in updates {
        let folders = update["directories"].as_array().cloned();
        for folder in folders.unwrap_or_else(|| vec![update["directory"].clone()]) {
            let folder = folder.as_str().unwrap().trim_start_matches('/');
            assert!(root().join(folder).is_dir(), "{folder}");
        }
    }
}

/// The step of a job that has a name.
fn script(job: &str, step: &str) -> String {
    let (_, job) = jobs().into_iter().find(|(name, _)| name == job).unwrap();
    let step = steps(&job).iter().find(|it| it["name"] == step).unwrap();
    step["run"].as_str().unwrap().to_owned()
}

/// Runs the step that uploads, in a folder that has `package/`, as GitHub runs it.
fn upload(folder: &Path, registry: &Registry) -> Output {
    let mut bash = Command::new("bash");
    bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c"]);
    bash.arg(script("publish.yml/upload", "Upload"));
    bash.env("TOKEN", TOKEN).env("REGISTRY", &registry.url);
    bash.env("INDEX", format!("{}/index", registry.url));
    bash.env("AGENT", "test").env("PAUSES", "0 0 0");
    let output = bash.current_dir(folder).output().unwrap();
    assert!(!text(&output).contains(TOKEN));
    output
}

fn has_tools() -> bool {
    let has = |tool: &&str| Command::new(tool).arg("--version").output().is_ok();
    let all = ["bash", "curl", "jq"];
    let has_all = all.iter().all(has);
    if !has_all {
        println!("skipped: one of {all:?} is missing");
    }
    has_all
}

#[test]
fn what_is_packed_is_what_cargo_would_send_and_the_step_sends_it() {
    if !has_tools() {
        return;
    }
    let registry = Registry::start();
    let repository = Repository::new("cats-packed");
    // The notes of a release come with the crate, whatever folder it includes.
    let settings = repository.read("spec/sdk.toml");
    let settings = format!("include = \"files\"\n{settings}");
    repository.write("spec/sdk.toml", &settings);
    repository.write("spec/files/releaseNotes.md", "Cats are new.\n");
    repository.regenerate();
    repository.commit("notes");
    let folder = tempfile::tempdir().unwrap();
    let package = folder.path().join("package");
    let arguments = ["publish", "--no-verify", "--registry", NAME, "--pack"];
    let mut pack = repository.xtask(&[&arguments[..], &[package.to_str().unwrap()]].concat());
    registry.configure(&mut pack);
    let said = succeeded(&pack.output().unwrap());
    assert!(said.contains("writing the upload to"), "{said}");
    assert!(registry.uploads().is_empty(), "packing uploads nothing");
    let packed = fs::read(package.join("upload.bin")).unwrap();
    let notes = fs::read_to_string(package.join("releaseNotes.md")).unwrap();
    assert_eq!(notes, "Cats are new.\n");

    // What cargo itself sends.
    registry.fail([Fault::Answer(403, "no")]);
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["publish", "--no-verify", "--locked", "--registry", NAME]);
    cargo.args(["--manifest-path", "generated/Cargo.toml", "--token", TOKEN]);
    cargo.env("CARGO_TARGET_DIR", folder.path().join("target"));
    registry.configure(&mut cargo);
    let refused = cargo.current_dir(repository.path()).output().unwrap();
    let uploads = registry.uploads();
    assert_eq!(uploads.len(), 1, "{}", text(&refused));
    let of_cargo = &uploads[0];
    let (metadata, file) = of_cargo.parts();
    let (ours, rest) = part(&packed);
    let ours: Value = serde_json::from_slice(ours).unwrap();
    assert_eq!(sorted(ours), sorted(metadata));
    assert!(part(rest).0 == file, "the packed file is another");

    // The step sends exactly that, once.
    succeeded(&upload(folder.path(), &registry));
    let sent = registry.uploads();
    assert_eq!(sent.len(), 1);
    assert!(sent[0].body == packed, "the body is another");
    let headers = sent[0].headers.to_lowercase();
    assert!(
        headers.contains(&format!("authorization: {TOKEN}")),
        "{headers}"
    );
    let again = succeeded(&upload(folder.path(), &registry));
    assert!(
        again.contains("cats-packed 0.1.0 is in the registry"),
        "{again}"
    );
    assert!(registry.uploads().is_empty());
    bad_days(folder.path(), &registry);
}

/// A list of dependencies is in the order of their names and kinds.
fn sorted(mut metadata: Value) -> Value {
    if let Some(dependencies) = metadata["deps"].as_array_mut() {
        dependencies.sort_by_key(Value::to_string);
    }
    metadata
}

/// The step when the registry does not do its work, or does not want to.
fn bad_days(folder: &Path, registry: &Registry) {
    registry.set_index("cats-packed", Vec::new());
    registry.fail([Fault::Answer(403, r#"{"errors":[{"detail":"not yours"}]}"#)]);
    let refused = failed(&upload(folder, registry));
    assert!(
        refused.contains("403") && refused.contains("not yours"),
        "{refused}"
    );
    assert_eq!(registry.uploads().len(), 1, "a refusal is not repeated");

    registry.fail([Fault::Answer(
        200,
        r#"{"errors":[{"detail":"no such category"}]}"#,
    )]);
    let refused = failed(&upload(folder, registry));
    assert!(refused.contains("no such category"), "{refused}");
    registry.uploads();

    registry.fail([Fault::Answer(503, "later"), Fault::TakeSilently]);
    succeeded(&upload(folder, registry));
    assert_eq!(
        registry.uploads().len(),
        2,
        "what arrived is not uploaded again"
    );

    let other = json!({"name": "cats-packed", "vers": "0.1.0", "cksum": "0"});
    registry.set_index("cats-packed", vec![other]);
    let other = failed(&upload(folder, registry));
    assert!(other.contains("cannot be replaced"), "{other}");
    assert!(registry.uploads().is_empty());
}
