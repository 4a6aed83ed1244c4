//! `cargo xtask corpus`: generates, compiles and documents every definition of a folder, with
//! all features and warnings denied.
//!
//! `generate` makes a crate in a process of its own, so that a defect does not end the run; `workers`
//! runs all steps for several definitions in parallel; `table` prints the outcome. `scale` does the
//! same for known published definitions, with expected numbers.

mod generate;
mod scale;
mod table;
mod workers;

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use clap::ValueEnum;

pub(crate) use self::generate::{GenerateArgs, run as generate_one};
pub(crate) use self::scale::{ScaleArgs, run as scale};
use self::table::Table;
use self::workers::{Plan, take_through};
use xtask::config::target;

/// The maximum size of a definition in a sample, in bytes, because defects rarely depend on
/// size.
const SMALL: u64 = 40_000;

/// The file extensions of definitions.
const ENDINGS: [&str; 3] = ["json", "yaml", "yml"];

#[derive(Debug, clap::Args)]
pub(crate) struct CorpusArgs {
    /// The folder with the definitions, searched recursively.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The number of definitions to process in parallel; each runs its own compiler.
    #[arg(long, value_name = "N", default_value = "2")]
    jobs: NonZeroUsize,
    /// Only definitions whose name contains one of these strings.
    #[arg(long, value_name = "NAME", num_args = 1..)]
    only: Vec<String>,
    /// Only this many of the small definitions, evenly distributed by size.
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// Skip with a message if the folder does not exist.
    #[arg(long)]
    if_there: bool,
    /// The last step to run for each definition.
    #[arg(long, value_enum, default_value_t = Step::Document)]
    until: Step,
    /// The timeout of a step, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "300")]
    limit: u64,
}

/// The steps for a definition, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Step {
    Generate,
    Compile,
    Document,
}

/// A definition.
#[derive(Debug, Clone)]
struct Definition {
    /// Its name in the table, in paths and logs.
    name: String,
    path: PathBuf,
    /// The size of the file, in bytes.
    size: u64,
    /// The expected number of operations, if it is known.
    operations: Option<usize>,
    /// The sets of features to compile with; if empty, all features at once.
    features: Vec<&'static str>,
    is_documented: bool,
}

/// Runs all steps for the definitions of a folder, and prints the outcomes.
///
/// # Errors
/// If a definition is rejected without an explanation, or its crate has an error or warning.
pub(crate) fn run(args: &CorpusArgs) -> Result<()> {
    let folder = args.folder.display();
    if args.if_there && !args.folder.exists() {
        println!("\nskipped: {folder} does not exist");
        return Ok(());
    }
    let mut definitions = definitions(&args.folder)?;
    if !args.only.is_empty() {
        let is_chosen = |it: &Definition| args.only.iter().any(|name| it.name.contains(name));
        definitions.retain(is_chosen);
    }
    if let Some(count) = args.sample {
        definitions = sample(definitions, count);
    }
    ensure!(
        !definitions.is_empty(),
        "{folder} has no definition with that name"
    );
    let limit = Duration::from_secs(args.limit);
    take(definitions, args.until, limit, args.jobs)
}

/// Runs all steps for these definitions in parallel, and prints the outcomes.
fn take(
    definitions: Vec<Definition>,
    until: Step,
    limit: Duration,
    jobs: NonZeroUsize,
) -> Result<()> {
    let made = target().join("corpus");
    let plan = Plan {
        program: kept(&made)?,
        folder: made,
        until,
        limit,
        jobs: jobs.get().min(definitions.len()),
    };
    let rows = take_through(&plan, definitions)?;
    let table = Table(rows);
    println!("\n{table}");
    match table.short() {
        0 => Ok(()),
        short => bail!("{short} of {} definitions failed", table.0.len()),
    }
}

/// Copies this program for the processes of the run, because cargo may replace it in the meantime.
fn kept(folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let copy = folder.join("program");
    let own = std::env::current_exe()?;
    fs::copy(&own, &copy).with_context(|| own.display().to_string())?;
    Ok(copy)
}

/// Selects small definitions, evenly distributed by size.
fn sample(mut definitions: Vec<Definition>, count: usize) -> Vec<Definition> {
    definitions.retain(|it| it.size <= SMALL);
    definitions.sort_by(|one, other| (one.size, &one.name).cmp(&(other.size, &other.name)));
    let step = definitions.len().div_ceil(count.max(1)).max(1);
    definitions
        .into_iter()
        .skip(step / 2)
        .step_by(step)
        .collect()
}

/// The definitions of a folder and its subfolders, by name.
fn definitions(folder: &Path) -> Result<Vec<Definition>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
        for entry in entries {
            let entry = entry?;
            let (path, data) = (entry.path(), entry.metadata()?);
            let ending = path.extension().and_then(|it| it.to_str());
            if data.is_dir() {
                open.push(path);
            } else if ending.is_some_and(|it| ENDINGS.contains(&it)) {
                found.push((path, data.len()));
            }
        }
    }
    found.sort();
    let mut definitions: Vec<Definition> = Vec::new();
    for (path, size) in found {
        let inside = path.strip_prefix(folder).unwrap_or(&path);
        let mut name = flat(&inside.with_extension(""));
        if definitions.iter().any(|it| it.name == name) {
            name = flat(inside);
        }
        definitions.push(Definition {
            name,
            path,
            size,
            operations: None,
            features: Vec::new(),
            is_documented: true,
        });
    }
    Ok(definitions)
}

/// Flattens a path into the name of one folder.
fn flat(path: &Path) -> String {
    let parts = path.iter().map(|part| part.to_string_lossy());
    parts.collect::<Vec<_>>().join("-").replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::definitions;

    #[test]
    fn a_folder_is_searched_to_its_ends() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("odd ones")).unwrap();
        for name in ["a.yaml", "a.json", "readme.md", "odd ones/a.yml"] {
            fs::write(folder.path().join(name), "{}").unwrap();
        }
        let found = definitions(folder.path()).unwrap();
        let names: Vec<_> = found.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["a", "a.yaml", "odd-ones-a"]);
    }
}
