//! `cargo xtask release`: makes the next release, whose version follows from the changes.
//!
//! All work is done in a copy of the repository, which itself changes in one step at the end. A run
//! that fails or is killed before leaves it unchanged; one that is killed during that step is
//! completed by the next run.

mod changelog;
mod last;
mod lock;
mod plan;
mod stage;
mod swap;
mod version;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::fetch;
use crate::git::Git;
use last::Last;
use plan::Plan;
use stage::Stage;
use swap::Swap;
use xtask::problems::named;

const CHANGELOG: &str = "CHANGELOG.md";
const RELEASE_NOTES: &str = "releaseNotes.md";
const VERSION_JSON: &str = "version.json";

/// The files that a release writes into the folder of included files.
const FILES: [&str; 3] = [CHANGELOG, RELEASE_NOTES, VERSION_JSON];

/// The definition to release, and how far the command goes.
#[derive(clap::Args)]
pub(crate) struct ReleaseArgs {
    /// The new definition; by default that of `spec/`.
    #[arg(long, value_name = "PATH")]
    spec: Option<PathBuf>,
    /// Print the release, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Commit without a tag, for a release that is reviewed and merged first.
    #[arg(long)]
    no_tag: bool,
    /// Skip building the packaged crate.
    #[arg(long)]
    no_verify: bool,
}

/// The state of the working tree at the start of the release.
struct Start {
    head: String,
    /// The tree of `HEAD` with the current files of `spec/`.
    snapshot: String,
}

pub(crate) fn run(repository: &Path, args: &ReleaseArgs) -> Result<()> {
    let mut git = Git::open(repository)?;
    let work = git.root().join("target/release-stage");
    // The folder of an earlier run.
    if work.exists() {
        fs::remove_dir_all(&work).with_context(|| work.display().to_string())?;
    }
    fs::create_dir_all(&work).with_context(|| work.display().to_string())?;
    let index = work.join("index");
    if args.dry_run {
        let objects = work.join("objects");
        fs::create_dir_all(&objects).with_context(|| objects.display().to_string())?;
        git = git.with_objects(objects)?;
    } else if let Some(swap) = swap::resume(&git, index.clone())? {
        println!("{}: an interrupted run is now complete", swap.tag);
        return fs::remove_dir_all(&work).with_context(|| work.display().to_string());
    }
    let released = release(&git, &work, args);
    fs::remove_dir_all(&work).with_context(|| work.display().to_string())?;
    released
}

fn release(git: &Git, work: &Path, args: &ReleaseArgs) -> Result<()> {
    let beside = git.with_index(work.join("index"));
    let start = start(git, &beside)?;
    step("the repository is copied");
    let stage = Stage::make(beside.clone(), &start.snapshot, work.join("repository"))?;
    if let Some(spec) = &args.spec {
        fetch::take(spec, &stage.spec())?;
    }

    step("the definition is compared with the last release");
    let config = stage.config()?;
    let last = Last::find(&beside, &work.join("last"))?;
    let notes = changelog::notes(&stage.spec().join("changes"))?;
    let api_version = fetch::api_version(&stage.spec())?;
    let Some(plan) = Plan::make(last.as_ref(), &config, notes, api_version)? else {
        println!("nothing to release: nothing changed since the last release");
        return Ok(());
    };
    print!("\n{}", plan.summary());

    step("the crate is generated");
    let date = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    stage.write(&plan, &date)?;
    let tree = stage.tree()?;
    if args.dry_run {
        show(&beside, &plan, &date, &start, &tree)?;
        println!(
            "\nIt would be checked with `{}`, packaged and committed.",
            config.check.join(" ")
        );
        return Ok(());
    }

    step("everything is checked");
    stage.check()?;
    step("the crate is packaged");
    stage.package(!args.no_verify)?;
    // The repository must not have changed during the checks.
    ensure!(
        stage.tree()? == tree,
        "the check changed files of the release; run `cargo xtask regen`, and review the changes"
    );

    step("the release is committed");
    commit(git, &beside, &plan, &start, &tree, args)?;
    println!("\nreleased {}", plan.version);
    Ok(())
}

/// Reads the state of the working tree.
///
/// # Errors
/// If files outside of `spec/` have uncommitted changes, because they would be checked and
/// not released.
fn start(git: &Git, beside: &Git) -> Result<Start> {
    let mut other = git.changed()?;
    other.retain(|path| !path.starts_with("spec/"));
    ensure!(
        other.is_empty(),
        "the working tree has uncommitted changes outside of spec/: {}; commit or stash them",
        named(&other)
    );
    Ok(Start {
        head: git.run(&["rev-parse", "HEAD"])?,
        snapshot: beside.tree("HEAD", git.root(), &["spec"])?,
    })
}

/// Moves the repository to the release.
fn commit(
    git: &Git,
    beside: &Git,
    plan: &Plan,
    begun: &Start,
    tree: &str,
    args: &ReleaseArgs,
) -> Result<()> {
    let (message, tag) = (plan.message(), plan.tag());
    let commit = git.feed(&["commit-tree", tree, "-p", &begun.head], &message)?;
    let tag_object = match args.no_tag {
        true => None,
        false => Some(swap::tag_object(git, &commit, &tag, &message)?),
    };
    let now = start(git, beside)?;
    ensure!(
        now.head == begun.head && now.snapshot == begun.snapshot,
        "the repository changed during the release; run the command again"
    );
    let swap = Swap {
        from: now.head,
        snapshot: now.snapshot,
        commit,
        tag,
        tag_object,
    };
    swap.run(git)
}

/// Prints the files that a release would write, and the paths that it would change.
fn show(git: &Git, plan: &Plan, date: &str, start: &Start, tree: &str) -> Result<()> {
    println!("\n{CHANGELOG}\n\n{}", plan.section(date));
    println!("{RELEASE_NOTES}\n\n{}", plan.release_notes());
    let version = version::file(&plan.version, plan.api_version);
    println!("{VERSION_JSON}\n\n{version}");
    let changed = ["diff-tree", "-r", "--stat=100", &start.head, tree];
    println!("{}", git.run(&changed)?);
    Ok(())
}

fn step(title: &str) {
    println!("\n== {title}");
}
