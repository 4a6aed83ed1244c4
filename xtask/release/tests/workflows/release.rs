//! Steps of `release.yml`: what the pull request says, and which commits the job that may push takes over.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::script;
use super::support::{succeeded, text};

/// Runs a step of `release.yml` in a folder, as GitHub runs it; `RUNNER_TEMP` is the folder `temporary` in it.
fn release_step(job: &str, step: &str, folder: &Path) -> Output {
    let mut bash = Command::new("bash");
    bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c"]);
    bash.arg(script(&format!("release.yml/{job}"), step));
    bash.env("RUNNER_TEMP", folder.join("temporary"));
    bash.env("GITHUB_STEP_SUMMARY", folder.join("summary.md"));
    bash.env("BRANCH", "release/next").env("VERSION", "1.2.3");
    bash.current_dir(folder).output().unwrap()
}

/// The body of the pull request for a changelog and a plan.
fn description(changelog: &str, plan: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (crate_files, release) = ("spec/crate", "temporary/release");
    for path in [crate_files, release] {
        fs::create_dir_all(folder.path().join(path)).unwrap();
    }
    let crate_files = folder.path().join(crate_files);
    let release = folder.path().join(release);
    fs::write(crate_files.join("CHANGELOG.md"), changelog).unwrap();
    fs::write(release.join("plan.txt"), plan).unwrap();
    succeeded(&release_step("make", "Describe it", folder.path()));
    let body = fs::read_to_string(release.join("body.md")).unwrap();
    let summary = fs::read_to_string(folder.path().join("summary.md")).unwrap();
    assert_eq!(body, summary);
    assert!(body.len() < 65_536, "{}", body.len());
    body
}

/// The lines of a description that stand in its block of code, which is between the summary and the
/// end of the details; all of them have to be indented, whatever a reader takes for the end of a line.
fn lines_of_plan(body: &str) -> Vec<&str> {
    let (_, plan) = body.split_once("</summary>\n\n").unwrap();
    let plan = plan.strip_suffix("\n</details>\n").unwrap();
    let lines = plan.split_terminator(['\n', '\r']);
    let lines = lines.map(|line| line.strip_prefix("    "));
    lines.collect::<Option<_>>().unwrap()
}

const CHANGELOG: &str = "# Changelog\n\n## 1.2.3\n\n- It is new\n\n## 1.2.2\n\n- It was new\n";

#[test]
fn the_plan_of_a_release_stays_code_whatever_is_in_it() {
    for plan in [
        "a\n```\n<img src=x>\n```rust\nb\n",
        "`````\n~~~~\n</details>\n\n# b",
        "a\r# b\r\n\r```\rc\n",
        "\n\n\u{2028}# a\n\t<script>\n\n\n@all, closes #1\n",
        "",
    ] {
        let body = description(CHANGELOG, plan.as_bytes());
        let expected = plan.split_terminator(['\n', '\r']);
        assert_eq!(lines_of_plan(&body), expected.collect::<Vec<_>>(), "{body}");
        assert!(body.contains("\n    - It is new\n"), "{body}");
        assert!(!body.contains("It was new"), "{body}");
    }
}

#[test]
fn nobody_is_called_and_no_issue_is_closed_by_a_changelog() {
    let changelog = "## 1.0.0\n\n- @all\r# closes #1\n```\n</details>\n";
    let body = description(changelog, b"");
    let (own, _) = body.split_once("\n<details>").unwrap();
    let lines = own.split(['\n', '\r']).skip(2);
    for line in lines.filter(|line| !line.is_empty()) {
        assert!(line.starts_with("    "), "{line:?}");
    }
}

#[test]
fn a_description_is_cut_between_lines() {
    let note = "… (the files of the pull request have the rest)";
    let long = "ü".repeat(20_000);
    for (plan, kept) in [
        ("üñ 日本語\n".repeat(10_000), "üñ 日本語"),
        (format!("a\n{long}\nb\n"), "a"),
        (long, note),
    ] {
        let changelog = format!("## 1.0.0\n\n{plan}");
        let body = description(&changelog, plan.as_bytes());
        let lines = lines_of_plan(&body);
        let (last, whole) = lines.split_last().unwrap();
        assert_eq!(*last, note);
        assert!(whole.iter().all(|line| [kept, ""].contains(line)), "{body}");
        assert_eq!(body.matches(note).count(), 2, "of the changelog as well");
    }
}

/// Runs git, and gives back what it says.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut git = Command::new("git");
    git.current_dir(folder).args(["-c", "user.name=T"]);
    git.args(["-c", "user.email=t@example.com"]).args(arguments);
    succeeded(&git.output().unwrap())
}

/// What somebody does in a repository.
type Change = fn(&Path);

/// Whether the job that may push takes a commit over that `change` makes in a repository.
fn is_taken_over(change: impl FnOnce(&Path)) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (folder.path().join("here"), folder.path().join("there"));
    fs::create_dir_all(here.join("spec")).unwrap();
    fs::create_dir_all(here.join(".github")).unwrap();
    for path in [
        "spec/api.json",
        "spec/old.json",
        ".github/ci.yml",
        "Cargo.lock",
    ] {
        fs::write(here.join(path), "1").unwrap();
    }
    git(&here, &["init", "--quiet", "--initial-branch", "main"]);
    git(&here, &["add", "--all"]);
    git(&here, &["commit", "--quiet", "--message", "one"]);
    git(folder.path(), &["clone", "--quiet", "here", "there"]);
    git(&there, &["switch", "--quiet", "--create", "release/next"]);
    change(&there);
    git(&there, &["add", "--all"]);
    git(
        &there,
        &["commit", "--quiet", "--allow-empty", "--message", "two"],
    );
    let release = here.join("temporary/release");
    fs::create_dir_all(&release).unwrap();
    let bundle = release.join("release.bundle");
    let range = "main..release/next";
    git(
        &there,
        &["bundle", "create", bundle.to_str().unwrap(), range],
    );
    let output = release_step("propose", "Take the commit over", &here);
    let is_named = text(&output).contains("::error::a release ");
    assert_eq!(output.status.success(), !is_named, "{}", text(&output));
    output.status.success()
}

#[test]
fn a_release_that_changes_what_is_made_is_taken_over() {
    assert!(is_taken_over(|there| {
        fs::write(there.join("spec/api.json"), "2").unwrap();
        fs::remove_file(there.join("spec/old.json")).unwrap();
        fs::create_dir_all(there.join("generated/a b")).unwrap();
        fs::write(there.join("generated/a b/lib.rs"), "").unwrap();
        fs::write(there.join("Cargo.lock"), "2").unwrap();
    }));
}

#[test]
fn a_release_of_other_places_or_of_anything_but_plain_files_is_not() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let refused: [(&str, Change); 9] = [
        ("another place", |there| {
            fs::write(there.join(".github/ci.yml"), "2").unwrap();
        }),
        ("a name that only begins like one", |there| {
            fs::write(there.join("Cargo.lock.rs"), "2").unwrap();
        }),
        ("a name with an end of a line", |there| {
            fs::write(there.join("x\nspec"), "2").unwrap();
        }),
        ("a removed file elsewhere", |there| {
            fs::remove_file(there.join(".github/ci.yml")).unwrap();
        }),
        ("a link", |there| {
            symlink("../.github/ci.yml", there.join("spec/ci.yml")).unwrap();
        }),
        ("a link in the place of a file", |there| {
            fs::remove_file(there.join("spec/api.json")).unwrap();
            symlink("/etc/passwd", there.join("spec/api.json")).unwrap();
        }),
        ("a program", |there| {
            let mode = fs::Permissions::from_mode(0o755);
            fs::set_permissions(there.join("spec/api.json"), mode).unwrap();
        }),
        ("another repository", |there| {
            let head = git(there, &["rev-parse", "HEAD"]);
            let entry = format!("160000,{},generated/x", head.trim());
            git(there, &["update-index", "--add", "--cacheinfo", &entry]);
            fs::create_dir_all(there.join("generated/x/.git")).unwrap();
            let own = there.join("generated/x");
            git(&own, &["init", "--quiet"]);
            git(
                &own,
                &["commit", "--quiet", "--allow-empty", "--message", "x"],
            );
        }),
        ("a history of its own", |there| {
            git(
                there,
                &["commit", "--quiet", "--allow-empty", "--message", "x"],
            );
        }),
    ];
    for (what, change) in refused {
        assert!(!is_taken_over(change), "{what}");
    }
}
