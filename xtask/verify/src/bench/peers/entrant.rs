//! The crates of each generator for a definition, generated once before anything is measured.

#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::convert::Converted;
use super::program::{CrateSource, Order, Program};
use super::run::{Outcome, run, told};
use super::{Contestant, remove};
use crate::bench::comparison::{Failure, Generator, Job, Size};
use crate::bench::compile::Crate;
use crate::bench::definition::count;
use crate::bench::progress;
use crate::bench::report::Task;
use crate::measure::Cost;

/// A generator with its crates.
pub(crate) struct Entrant<'a> {
    pub(crate) contestant: &'a Contestant,
    /// The published or the converted definition, whichever it reads; `None` if it reads neither, or is a crate.
    pub(crate) spec: Option<PathBuf>,
    /// The folder for crates and logs.
    pub(crate) folder: PathBuf,
    /// The crate with all operations.
    pub(crate) whole: Option<Selected>,
    /// The crate, or a feature of it, with one API.
    pub(crate) api: Option<Selected>,
    /// Why there is no crate of one API.
    pub(crate) api_failure: Option<Failure>,
    pub(crate) about: Generator,
}

/// A crate with the features to compile; `None` for the default ones.
pub(crate) struct Selected {
    pub(crate) crate_: Crate,
    pub(crate) features: Option<String>,
}

impl Selected {
    /// The arguments of cargo that select the features.
    fn args(&self) -> Vec<&str> {
        let features = self.features.iter();
        features
            .flat_map(|features| ["--features", features])
            .collect()
    }
}

impl<'a> Entrant<'a> {
    /// Generates crates from the published definition, or else from the converted one: one with all operations, and
    /// one with a tag, if the generator can. A failure is a result, in [`Self::about`]. An existing crate in a folder
    /// is used unchanged.
    ///
    /// # Errors
    /// If a program cannot be started, a file cannot be read or written, or the folder has no crate.
    pub(crate) fn enter(
        contestant: &'a Contestant,
        (published, converted): (&Path, &Converted),
        tag: &str,
        folder: &Path,
    ) -> Result<Self> {
        let folder = folder.join("peers").join(&contestant.name);
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
                selects: match &contestant.source {
                    CrateSource::Program(program) => program.selects(),
                    CrateSource::Folder(_) => false,
                },
            },
        };
        entrant.make_whole(published, &converted.path)?;
        entrant.make_api(tag)?;
        Ok(entrant)
    }

    fn make_whole(&mut self, published: &Path, converted: &Path) -> Result<()> {
        let crate_ = match &self.contestant.source {
            CrateSource::Folder(folder) => Some(Crate::open(&self.contestant.name, folder)?),
            CrateSource::Program(program) => self.generate_whole(program, published, converted)?,
        };
        let Some(crate_) = crate_ else {
            return Ok(());
        };
        let (folder, mut size) = (crate_.folder(), Size::default());
        count(folder, &mut size).with_context(|| folder.display().to_string())?;
        self.about.emitted = Some(size);
        let features = crate_.feature_of("full").map(str::to_owned);
        self.whole = Some(Selected { crate_, features });
        Ok(())
    }

    /// Generates the whole crate, from the published definition or, if that fails, from the converted one.
    fn generate_whole(
        &mut self,
        program: &Program,
        published: &Path,
        converted: &Path,
    ) -> Result<Option<Crate>> {
        let out = self.out("whole");
        for spec in [published, converted] {
            match self.generate(program, spec, None, &out)?.1 {
                Ok(crate_) => {
                    self.spec = Some(spec.to_owned());
                    return Ok(Some(crate_));
                }
                Err(failure) if spec == published => self.about.published = Some(failure),
                Err(failure) => self.about.converted = Some(failure),
            }
        }
        Ok(None)
    }

    /// Selects one API: a feature of the crate, or a separate crate.
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
        } else if let (true, Some((program, spec))) = (self.about.selects, self.generator()) {
            match self.generate(program, spec, Some(tag), &self.out("api"))?.1 {
                Ok(crate_) => {
                    self.api = Some(Selected {
                        crate_,
                        features: None,
                    });
                }
                Err(failure) => self.api_failure = Some(failure),
            }
        }
        Ok(())
    }

    /// The generator with the definition that it reads; `None` for an existing crate, or if it reads neither.
    fn generator(&self) -> Option<(&'a Program, &Path)> {
        match &self.contestant.source {
            CrateSource::Program(program) => Some((program, self.spec.as_deref()?)),
            CrateSource::Folder(_) => None,
        }
    }

    /// The folder of a crate, inside of another folder for its workspace.
    fn out(&self, kind: &str) -> PathBuf {
        self.folder.join(kind).join("crate")
    }

    /// Generates a crate in an empty folder. Returns the cost, and the crate or the failure.
    ///
    /// # Errors
    /// If the program cannot be started, or a file cannot be written.
    fn generate(
        &self,
        program: &Program,
        spec: &Path,
        tag: Option<&str>,
        out: &Path,
    ) -> Result<(Cost, Result<Crate, Failure>)> {
        let who = &self.contestant.name;
        progress(&format!("{who}: generate {}", tag.unwrap_or("everything")));
        remove(out)?;
        if let Some(parent) = out.parent() {
            fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
        }
        let command = program.command(&Order { spec, tag, out })?;
        let outcome = run(command, &self.folder.join("generate.log"))?;
        let made = match outcome.failure {
            Some(failure) => Err(failure),
            // What is no crate is a result as well.
            None => self
                .complete(program, out)
                .map_err(|error| told(&format!("{error:#}"))),
        };
        Ok((outcome.cost, made))
    }

    /// The crate that a generator wrote.
    fn complete(&self, program: &Program, out: &Path) -> Result<Crate> {
        program.complete(out)?;
        ensure!(
            out.join("Cargo.toml").exists(),
            "it generates no Cargo.toml"
        );
        Crate::open(&self.contestant.name, out)
    }

    /// Whether the generator or the crate of a task exists.
    pub(crate) fn can(&self, job: Job) -> bool {
        match job {
            Job::Generate => self.generator().is_some(),
            Job::Check | Job::Build => self.whole.is_some(),
            Job::CheckApi => self.api.is_some(),
        }
    }

    /// Builds the dependencies of the crate of a task, so that no figure includes them.
    ///
    /// For a generated crate, a copy without code is compiled. An existing crate may be in a workspace with a lock file
    /// and profiles, so that it is compiled itself, as is a crate whose copy does not compile.
    ///
    /// # Errors
    /// If a program cannot be started, or a file cannot be written.
    pub(crate) fn prepare(&self, job: Job) -> Result<()> {
        let Some((selected, _, words)) = self.compiled(job) else {
            return Ok(());
        };
        let who = &self.contestant.name;
        progress(&format!("{who}: dependencies, {}", words.join(" ")));
        let args = selected.args();
        if let CrateSource::Program(_) = self.contestant.source {
            let kind = match job {
                Job::CheckApi => "api",
                Job::Generate | Job::Check | Job::Build => "whole",
            };
            let folder = self.folder.join("dependencies").join(kind);
            let stub = selected.crate_.stub(&folder)?.cargo(words, &args);
            let log = self.folder.join("dependencies.log");
            if run(stub, &log)?.failure.is_none() {
                return Ok(());
            }
        }
        // What cannot be compiled is told by the task itself.
        let log = self.folder.join("unmeasured.log");
        run(selected.crate_.cargo(words, &args), &log)?;
        Ok(())
    }

    /// Does a task once, after its earlier output is removed.
    ///
    /// # Errors
    /// If a program cannot be started, or a file cannot be written.
    pub(crate) fn work(&self, job: Job) -> Result<Outcome> {
        let Some((selected, task, words)) = self.compiled(job) else {
            let generator = self.generator();
            let (program, spec) = generator.context("there is no definition")?;
            let (cost, made) = self.generate(program, spec, None, &self.out("again"))?;
            return Ok(Outcome {
                cost,
                failure: made.err(),
            });
        };
        progress(&format!("{}: {}", self.contestant.name, job.title()));
        let log = self.folder.join(format!("{}.log", words.join(" ")));
        // Cargo refuses a crate whose dependencies it does not find.
        let cleaned = run(selected.crate_.clean(task), &log)?;
        if cleaned.failure.is_some() {
            return Ok(cleaned);
        }
        run(selected.crate_.cargo(words, &selected.args()), &log)
    }

    /// The crate of a task and cargo's arguments; `None` if nothing is compiled.
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
