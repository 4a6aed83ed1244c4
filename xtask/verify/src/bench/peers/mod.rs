//! Other generators, measured side by side with ours: by turns, in one run, on the same definitions.
//!
//! Each reads the published definition, or, if that fails, the one that is converted to OpenAPI 3.0 and repaired.
//! A failure of a generator, or of the compiler with its crate, is a result, with the cost until then. Each
//! generator runs with its default settings.

mod argument;
mod convert;
mod entrant;
mod known;
pub(crate) mod program;
mod run;
pub(crate) mod stub;

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use self::entrant::Entrant;
use self::program::{CrateSource, Program};
use super::busy::Watch;
use super::comparison::{Api, Compared, Comparison, Entry, Failure, Job};
use super::definition::{Stats, stats};
use super::report::Task;
use super::table::plain;
use super::turns::{self, Turns};
use super::{BenchArgs, LARGE, OURS, Part, progress};

pub(crate) use self::argument::Peer;

/// The tag that is measured alone, if the definition has it.
const TAG: &str = "Users";

/// A generator that takes part.
#[derive(Debug, Clone)]
pub(crate) struct Contestant {
    pub(crate) name: String,
    /// Its version, if known.
    pub(crate) version: Option<String>,
    pub(crate) source: CrateSource,
}

/// The generators of a run.
#[derive(Debug)]
pub(crate) struct Contestants {
    /// Ours is the last one.
    all: Vec<Contestant>,
    /// The generators that are left out, with reasons.
    skipped: Vec<String>,
}

/// Whether there are generators to measure.
///
/// # Errors
/// If they are requested and none is given, or two have the same name, which is also that of a folder.
pub(crate) fn are_wanted(args: &BenchArgs) -> Result<bool> {
    let known: &[&str] = match args.known_peers {
        true => &known::names(),
        false => &[],
    };
    let peers = args.peers.iter().map(|peer| &*peer.name);
    let mut names = HashSet::new();
    for name in known.iter().copied().chain(peers) {
        // The file system may not distinguish them otherwise.
        let is_new = names.insert(name.to_ascii_lowercase());
        ensure!(
            is_new,
            "two peers are called `{name}`: give one another name"
        );
    }
    ensure!(
        !names.is_empty() || !args.only.contains(&Part::Peers),
        "`--only peers` needs `--peers` or `--peer`"
    );
    Ok(!names.is_empty() && args.wants(Part::Peers))
}

/// The requested generators, and ours.
pub(crate) fn contestants(args: &BenchArgs, ours: &Path) -> Contestants {
    let (mut all, mut skipped) = (Vec::new(), Vec::new());
    if args.known_peers {
        progress("installing other generators");
        (all, skipped) = known::install();
    }
    all.extend(args.peers.iter().map(|peer| Contestant {
        name: peer.name.clone(),
        version: None,
        source: peer.source.clone(),
    }));
    all.push(Contestant {
        name: OURS.to_owned(),
        version: None,
        source: CrateSource::Program(Program::Ours(ours.to_owned())),
    });
    for reason in &skipped {
        progress(&format!("skipped: {reason}"));
    }
    Contestants { all, skipped }
}

/// Measures all generators for a definition. Crates and logs are written to `folder`. `save` gets the figures so far
/// after each task, because a run takes long.
///
/// # Errors
/// If a program cannot be started, a file cannot be written, or our generator fails.
pub(crate) fn measure(
    args: &BenchArgs,
    contestants: &Contestants,
    (generator, spec): (&Path, &Path),
    folder: &Path,
    save: &mut dyn FnMut(&Comparison) -> Result<()>,
) -> Result<()> {
    let watch = Watch::start();
    let folder = folder.join(spec.file_stem().unwrap_or_default());
    let converted = convert::convert(spec, &folder)?;
    let stats = stats(generator, spec)?;
    let api = api(&stats).context("the definition has no tags")?;
    let count = contestants.all.len();
    progress(&format!("{} by {count} generators", converted.title));
    let mut skipped = contestants.skipped.clone();
    let mut entrants = Vec::new();
    for contestant in &contestants.all {
        let entrant = Entrant::enter(contestant, (spec, &converted), &api.tag, &folder)?;
        if let (OURS, Some(failure)) = (&*contestant.name, &entrant.about.published) {
            bail!("{OURS} fails: {}", failure.first);
        }
        if let Some(failure) = &entrant.api_failure {
            let reason = plain(&failure.first);
            skipped.push(format!(
                "{}: {}: {reason}",
                contestant.name,
                plain(&api.tag)
            ));
        }
        entrants.push(entrant);
    }
    let mut comparison = Comparison {
        title: converted.title,
        format: converted.format,
        bytes: converted.bytes,
        operations: stats.operations,
        models: stats.models.total,
        api,
        generators: entrants
            .iter()
            .map(|entrant| entrant.about.clone())
            .collect(),
        tasks: Vec::new(),
        skipped,
        busy: None,
    };
    for job in [Job::Generate, Job::Check, Job::CheckApi, Job::Build] {
        if let Some(reason) = too_long(job, stats.operations, args.long) {
            comparison.skipped.push(reason);
        } else {
            let by = compare(args.runs, job, &entrants)?;
            comparison.tasks.push(Compared { job, by });
        }
        comparison.busy = watch.and_then(Watch::stop);
        save(&comparison)?;
    }
    Ok(())
}

/// The reason why a task is left out: checking all of a large definition takes 20 GB of memory, and building more.
fn too_long(job: Job, operations: usize, long: bool) -> Option<String> {
    let is_large = operations > LARGE;
    let reason = match job {
        Job::Build if is_large => "more memory than most machines have",
        Job::Build if !long => "without --long",
        Job::Check if is_large && !long => "without --long",
        _ => return None,
    };
    Some(format!("{}: {reason}", job.title()))
}

/// The tag that is measured alone: [`TAG`], or the tag with the most operations.
fn api(stats: &Stats) -> Option<Api> {
    let mut tags = stats.tags.iter();
    let usual = tags.find(|tag| tag.name == TAG);
    let tag = usual.or(stats.tags.iter().max_by_key(|tag| tag.operations))?;
    Some(Api {
        tag: tag.name.clone(),
        operations: tag.operations,
    })
}

/// Measures a task of all generators, by turns. A failure is not repeated.
fn compare(runs: u32, job: Job, entrants: &[Entrant<'_>]) -> Result<Vec<Entry>> {
    let mut able = Vec::new();
    for entrant in entrants {
        if entrant.can(job) {
            entrant.prepare(job)?;
            able.push(entrant);
        }
    }
    let mut failed: Vec<Option<(Failure, Turns)>> = vec![None; able.len()];
    let turns = turns::take(runs, able.len(), |index| {
        let outcome = able[index].work(job)?;
        let Some(failure) = outcome.failure else {
            return Ok(Some(outcome.cost));
        };
        let who = &able[index].contestant.name;
        if who == OURS {
            bail!("{who}: {} fails: {}", job.title(), failure.first);
        }
        failed[index] = Some((failure, Turns(vec![outcome.cost])));
        Ok(None)
    })?;
    let all = able.iter().zip(turns).zip(failed);
    let entries = all.map(|((entrant, turns), failed)| {
        let (failure, turns) = match failed {
            Some((failure, turns)) => (Some(failure), turns),
            None => (None, turns),
        };
        Entry {
            who: entrant.contestant.name.clone(),
            rlib: match (job, &failure, &entrant.whole) {
                // A library of another name or kind has no size here.
                (Job::Build, None, Some(whole)) => whole.crate_.rlib_size(Task::Debug).ok(),
                _ => None,
            },
            turns,
            failure,
        }
    });
    Ok(entries.collect())
}

/// Removes a folder, if it exists.
pub(crate) fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| folder.display().to_string())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::{BenchArgs, Job, LARGE, are_wanted, too_long};

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        args: BenchArgs,
    }

    #[test]
    fn whether_there_are_peers_is_known_before_anything_is_measured() {
        let wanted = |words: &str| {
            let cli = Cli::try_parse_from(words.split(' ')).unwrap();
            are_wanted(&cli.args).map_err(|error| error.to_string())
        };
        assert_eq!(wanted("bench"), Ok(false));
        assert_eq!(wanted("bench --peers"), Ok(true));
        assert_eq!(wanted("bench --peers --only check"), Ok(false));
        assert_eq!(wanted("bench --peer a={spec} --only peers"), Ok(true));
        for (words, reason) in [
            ("bench --only check,peers", "needs `--peers` or `--peer`"),
            (
                "bench --peer a={spec} --peer A={spec}",
                "two peers are called `A`",
            ),
            (
                "bench --peers --peer progenitor={spec}",
                "two peers are called `progenitor`",
            ),
        ] {
            let error = wanted(words).unwrap_err();
            assert!(error.contains(reason), "{words}: {error}");
        }
    }

    #[test]
    fn what_takes_long_is_left_out_unless_it_is_asked_for() {
        assert_eq!(too_long(Job::Check, LARGE, false), None);
        assert!(too_long(Job::Check, LARGE + 1, false).is_some());
        assert_eq!(too_long(Job::Check, LARGE + 1, true), None);
        assert!(too_long(Job::Build, LARGE + 1, true).is_some());
        assert_eq!(too_long(Job::CheckApi, LARGE + 1, false), None);
        assert!(too_long(Job::Build, LARGE, false).is_some());
        assert_eq!(too_long(Job::Build, LARGE, true), None);
    }
}
