//! What each generator makes of a definition: tried once before anything is measured.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::convert::Converted;
use super::program::{Order, Program};
use super::run::{Outcome, run};
use super::{Contestant, remove};
use crate::bench::comparison::{Failure, Generator, Job, Size};
use crate::bench::compile::Crate;
use crate::bench::definition::count;
use crate::bench::progress;
use crate::bench::report::Task;

/// A generator with the crates that it made.
pub(crate) struct Entrant<'a> {
    pub(crate) contestant: &'a Contestant,
    /// The form of the definition that it reads; nothing if it reads none, or was not asked.
    pub(crate) spec: Option<PathBuf>,
    /// The folder for what it makes, and for what is printed meanwhile.
    pub(crate) folder: PathBuf,
    /// The crate with everything.
    pub(crate) whole: Option<Selected>,
    /// The crate, or a part of it, with one API.
    pub(crate) api: Option<Selected>,
    /// Why there is no crate of one API.
    pub(crate) api_failure: Option<Failure>,
    pub(crate) about: Generator,
}

/// A crate with the features that are compiled; nothing for the default ones.
pub(crate) struct Selected {
    pub(crate) crate_: Crate,
    pub(crate) features: Option<String>,
}

impl<'a> Entrant<'a> {
    /// Has a generator make crates of the published definition, or else of the converted one: one of
    /// everything, and one of a tag, if it can.
    ///
    /// # Errors
    /// If a program cannot be started, a file cannot be written, or the generator is ours and fails.
    pub(crate) fn enter(
        contestant: &'a Contestant,
        (published, converted): (&Path, &Converted),
        tag: &str,
        folder: &Path,
    ) -> Result<Self> {
        let folder = folder.join(&contestant.name);
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        let mut entrant = Self {
            contestant,
            spec: None,
            folder,
            whole: None,
            api: None,
            api_failure: None,
            about: Generator {
                name: contestant.name.clone(),
                version: contestant.version.clone(),
                published: None,
                converted: None,
                emitted: None,
                selects: contestant.program.selects(),
            },
        };
        entrant.make_whole(published, &converted.path)?;
        entrant.make_api(tag)?;
        Ok(entrant)
    }

    fn make_whole(&mut self, published: &Path, converted: &Path) -> Result<()> {
        let mut out = self.out("whole");
        if let Program::Crate(folder) = &self.contestant.program {
            out = folder.clone();
        } else {
            self.about.published = self.generate(published, None, &out)?.failure;
            self.spec = Some(published.to_owned());
            if self.about.published.is_some() {
                self.about.converted = self.generate(converted, None, &out)?.failure;
                self.spec = Some(converted.to_owned());
            }
            if self.about.converted.is_some() {
                self.spec = None;
                return Ok(());
            }
        }
        let mut size = Size::default();
        count(&out, &mut size).with_context(|| out.display().to_string())?;
        self.about.emitted = Some(size);
        let crate_ = Crate::open(&self.contestant.name, &out)?;
        let features = crate_.feature_of("full").map(str::to_owned);
        self.whole = Some(Selected { crate_, features });
        Ok(())
    }

    /// One API is a feature of the crate, or a crate of its own.
    fn make_api(&mut self, tag: &str) -> Result<()> {
        let Some(whole) = &self.whole else {
            return Ok(());
        };
        if let Some(feature) = whole.crate_.feature_of(tag) {
            self.about.selects = true;
            self.api = Some(Selected {
                crate_: whole.crate_.clone(),
                features: Some(feature.to_owned()),
            });
        } else if let (true, Some(spec)) = (self.about.selects, &self.spec) {
            let out = self.out("api");
            self.api_failure = self.generate(spec, Some(tag), &out)?.failure;
            if self.api_failure.is_none() {
                self.api = Some(Selected {
                    crate_: Crate::open(&self.contestant.name, &out)?,
                    features: None,
                });
            }
        }
        Ok(())
    }

    /// The folder of a crate. Each has a folder around it, for the workspace.
    pub(crate) fn out(&self, kind: &str) -> PathBuf {
        self.folder.join(kind).join("crate")
    }

    /// Generates a crate in a folder that is emptied before.
    ///
    /// # Errors
    /// If the program cannot be started, or a file not be written.
    pub(crate) fn generate(&self, spec: &Path, tag: Option<&str>, out: &Path) -> Result<Outcome> {
        let who = &self.contestant.name;
        progress(&format!("{who}: generate {}", tag.unwrap_or("everything")));
        remove(out)?;
        if let Some(parent) = out.parent() {
            fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
        }
        let program = &self.contestant.program;
        let command = program.command(&Order { spec, tag, out })?;
        let mut outcome = run(command, &self.folder.join("generate.log"))?;
        if outcome.failure.is_none() {
            program.complete(out)?;
            outcome.failure = (!out.join("Cargo.toml").exists()).then(|| Failure {
                first: "it generates no Cargo.toml".to_owned(),
                errors: None,
            });
        }
        Ok(outcome)
    }

    /// Whether there is what a task needs.
    pub(crate) fn can(&self, job: Job) -> bool {
        match job {
            Job::Generate => self.spec.is_some(),
            Job::Check | Job::Build => self.whole.is_some(),
            Job::CheckApi => self.api.is_some(),
        }
    }

    /// Builds the dependencies of what is compiled in a task.
    ///
    /// # Errors
    /// If a program cannot be started, or a file not be written.
    pub(crate) fn prepare(&self, job: Job) -> Result<()> {
        let Some((selected, _, words)) = self.compiled(job) else {
            return Ok(());
        };
        let who = &self.contestant.name;
        progress(&format!("{who}: dependencies, {}", words.join(" ")));
        let stub = selected.crate_.stub()?;
        let log = self.folder.join("dependencies.log");
        // What cannot be built is told by the task itself.
        run(stub.cargo(words, &[]), &log)?;
        Ok(())
    }

    /// Does a task once, with everything that it makes removed before.
    ///
    /// # Errors
    /// If a program cannot be started, or a file not be written.
    pub(crate) fn work(&self, job: Job) -> Result<Outcome> {
        let Some((selected, task, words)) = self.compiled(job) else {
            let spec = self.spec.as_deref().context("there is no definition")?;
            return self.generate(spec, None, &self.out("again"));
        };
        progress(&format!("{}: {}", self.contestant.name, job.title()));
        selected.crate_.clean(task)?;
        let mut selection = Vec::new();
        if let Some(features) = &selected.features {
            selection.extend(["--features", features]);
        }
        let log = self.folder.join(format!("{}.log", words.join(" ")));
        run(selected.crate_.cargo(words, &selection), &log)
    }

    /// What is compiled in a task, and how.
    fn compiled(&self, job: Job) -> Option<(&Selected, Task, &'static [&'static str])> {
        let (selected, task, words): (_, _, &[&str]) = match job {
            Job::Generate => return None,
            Job::Check => (&self.whole, Task::Check, &["check"]),
            Job::CheckApi => (&self.api, Task::Check, &["check"]),
            Job::Build => (&self.whole, Task::Debug, &["build"]),
        };
        Some((selected.as_ref()?, task, words))
    }
}
