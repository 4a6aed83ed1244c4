//! Runs all steps for definitions with several workers.
//!
//! Each worker has a build folder of its own, because cargo locks it. Dependencies are compiled
//! once for each worker and kept.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};

use super::generate::Made;
use super::table::{Outcome, Row};
use super::{Definition, Step};
use crate::measure::{Ended, limited};
use crate::workspace::profiles;
use xtask::config::{root, target};
use xtask::shell::{cargo_command, check};

/// The settings of a run.
pub(super) struct Plan {
    /// The folder of crates and logs.
    pub(super) folder: PathBuf,
    pub(super) until: Step,
    /// The time limit of a step.
    pub(super) limit: Duration,
    /// The number of workers.
    pub(super) jobs: usize,
    /// The copy of this program.
    pub(super) program: PathBuf,
}

/// Runs the steps for all definitions, the largest first. Returns a row for each, sorted by
/// name.
///
/// # Errors
/// If a file cannot be written or a process cannot be started.
pub(super) fn take_through(plan: &Plan, mut definitions: Vec<Definition>) -> Result<Vec<Row>> {
    let count = definitions.len();
    definitions.sort_by_key(|it| it.size);
    let logs = plan.folder.join("logs");
    fs::create_dir_all(&logs).with_context(|| logs.display().to_string())?;
    let (queue, done) = (Mutex::new(definitions), AtomicUsize::new(0));
    let work = |worker: usize| -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        while let Some(definition) = queue
            .lock()
            .map_err(|_| anyhow!("a worker panicked"))?
            .pop()
        {
            let row = Job::new(plan, worker, &definition).run()?;
            let number = done.fetch_add(1, Ordering::Relaxed) + 1;
            println!("[{number}/{count}] {}", row.line());
            rows.push(row);
        }
        Ok(rows)
    };
    let work = &work;
    let mut rows = Vec::new();
    thread::scope(|scope| -> Result<()> {
        let workers = (0..plan.jobs).map(|worker| scope.spawn(move || work(worker)));
        for worker in workers.collect::<Vec<_>>() {
            rows.extend(worker.join().map_err(|_| anyhow!("a worker panicked"))??);
        }
        Ok(())
    })?;
    rows.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(rows)
}

/// A definition in progress.
struct Job<'a> {
    plan: &'a Plan,
    definition: &'a Definition,
    /// The folder of the workspace that contains the crate.
    folder: PathBuf,
    log: PathBuf,
    /// The target folder.
    target: PathBuf,
    row: Row,
}

impl<'a> Job<'a> {
    fn new(plan: &'a Plan, worker: usize, definition: &'a Definition) -> Self {
        let name = &definition.name;
        Self {
            plan,
            definition,
            folder: plan.folder.join("crates").join(name),
            log: plan.folder.join("logs").join(format!("{name}.log")),
            // With one worker, the target folder of this workspace is used, whose dependencies
            // are compiled already.
            target: match plan.jobs {
                1 => target(),
                _ => target().join(format!("corpus/build-{worker}")),
            },
            row: Row::new(name),
        }
    }

    /// Runs the steps up to the first that fails.
    fn run(mut self) -> Result<Row> {
        fs::create_dir_all(&self.folder).with_context(|| self.folder.display().to_string())?;
        fs::write(&self.log, "").with_context(|| self.log.display().to_string())?;
        self.row.generated = self.generate()?;
        let is_wanted = |step| self.plan.until >= step;
        if self.row.generated == Outcome::Done && is_wanted(Step::Compile) {
            self.row.compiled = self.compile()?;
        }
        let is_documented = self.definition.is_documented && is_wanted(Step::Document);
        if self.row.compiled == Outcome::Done && is_documented {
            self.row.documented = self.document()?;
        }
        if self.row.is_fine() {
            fs::remove_file(&self.log).with_context(|| self.log.display().to_string())?;
        } else {
            self.row.log = Some(self.log);
        }
        Ok(self.row)
    }

    fn generate(&mut self) -> Result<Outcome> {
        let made = self.folder.join("made.json");
        // The outcome of an earlier run.
        if made.exists() {
            fs::remove_file(&made).with_context(|| made.display().to_string())?;
        }
        let mut command = Command::new(&self.plan.program);
        command.arg("corpus-generate");
        command.args([&self.definition.path, &self.folder.join("crate"), &made]);
        let outcome = self.step(command)?;
        if outcome != Outcome::Done {
            return Ok(outcome);
        }
        let text = fs::read(&made).with_context(|| made.display().to_string())?;
        Ok(match serde_json::from_slice(&text)? {
            Made::Crate {
                operations,
                models,
                warnings,
                untyped,
            } => {
                self.row.operations = operations;
                self.row.models = models;
                self.row.warnings = warnings.len();
                self.row.untyped = untyped;
                match self.definition.operations {
                    Some(wanted) if wanted != operations => {
                        let said = format!("{operations} operations instead of {wanted}\n");
                        fs::write(&self.log, said)?;
                        Outcome::Failed
                    }
                    _ => Outcome::Done,
                }
            }
            Made::Refused(problems) => {
                let lines: Vec<_> = problems.errors().map(ToString::to_string).collect();
                fs::write(&self.log, lines.join("\n") + "\n")?;
                Outcome::refused(&problems)
            }
        })
    }

    fn compile(&mut self) -> Result<Outcome> {
        // The crate is in a workspace of its own.
        let manifest = format!("[workspace]\nmembers = [\"crate\"]\n\n{}", profiles()?);
        fs::write(self.folder.join("Cargo.toml"), manifest)?;
        fs::copy(root().join("Cargo.lock"), self.folder.join("Cargo.lock"))?;
        for features in &self.definition.features {
            let command = self.cargo(&check(&["--features", features]));
            let outcome = self.step(command)?;
            if outcome != Outcome::Done {
                return Ok(outcome);
            }
        }
        if self.definition.features.is_empty() {
            let command = self.cargo(&check(&["--all-features"]));
            return self.step(command);
        }
        Ok(Outcome::Done)
    }

    fn document(&mut self) -> Result<Outcome> {
        let mut command = self.cargo(&["doc", "--no-deps", "--all-features"]);
        command.env("RUSTDOCFLAGS", "-D warnings");
        let outcome = self.step(command);
        // Without this, the pages of all crates would share an index that is rewritten each
        // time.
        let pages = self.target.join("doc");
        if self.plan.jobs > 1 && pages.exists() {
            fs::remove_dir_all(&pages).with_context(|| pages.display().to_string())?;
        }
        outcome
    }

    fn cargo(&self, args: &[&str]) -> Command {
        let mut command = cargo_command();
        command.args(args).current_dir(self.folder.join("crate"));
        command.env("CARGO_TARGET_DIR", &self.target);
        command.env("CARGO_INCREMENTAL", "0");
        command
    }

    /// Runs the process of a step, and adds its cost.
    fn step(&mut self, command: Command) -> Result<Outcome> {
        let (ended, cost) = limited(command, self.plan.limit, &self.log)?;
        self.row.seconds += cost.wall;
        self.row.peak = self.row.peak.max(cost.peak);
        Ok(match ended {
            Ended::Well => Outcome::Done,
            Ended::Badly => Outcome::Failed,
            Ended::AtLimit => Outcome::TooLong,
        })
    }
}
