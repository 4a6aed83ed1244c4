//! `cargo xtask semver`: compares the rules of `diff` with an independent judge.
//!
//! For each pair of definitions, both crates are generated, and cargo-semver-checks determines from their
//! rustdoc which version the second one requires. The rules must not require less, and each finding must
//! be covered by a change of at least the same impact. Calls, which are one struct to the judge, are
//! compared in the emitted files.
//!
//! Nearly all consecutive releases are major, for which the first check is weak. So definitions with
//! compatible changes are `derived` from the last release as well.
//!
//! The definitions are third-party and not part of the repository. Without them, it prints a
//! message and succeeds.

mod calls;
mod coverage;
mod derived;
mod judge;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use sdk_generator::diff::{Changes, Rules};
use sdk_generator::{Package, Tables, write};

use crate::emitted::{input, package};
use semver::Version;

use self::calls::Calls;
use self::coverage::Subjects;
use self::derived::Derived;
use self::judge::{Judge, Verdict};
use self::table::Row;
use xtask::config::root;
use xtask::problems::failure;
use xtask::version::next;

/// The name of all crates, because the judge compares crates with the same name.
const PACKAGE: &str = "sdk-to-judge";

/// The folder of the crates and of the judge.
const FOLDER: &str = "target/semver";

#[derive(clap::Args)]
pub(crate) struct SemverArgs {
    /// The folder with the definitions, named by version, such as `21.0.0.json`.
    #[arg(long, value_name = "DIR", default_value = "../shared/specs/releases")]
    definitions: PathBuf,
    /// The first version to compare.
    #[arg(long, value_name = "V")]
    from: Option<Version>,
    /// The last version to compare.
    #[arg(long, value_name = "V")]
    to: Option<Version>,
}

/// Checks each pair of consecutive definitions, and those that are derived from the last one.
///
/// # Errors
/// If the judge requires more than the rules, or a finding is not covered; if a crate cannot be
/// generated, or the judge cannot be installed or run.
pub(crate) fn run(args: &SemverArgs) -> Result<()> {
    let folder = root().join(&args.definitions);
    if !folder.exists() {
        println!("skipped: {} does not exist", folder.display());
        return Ok(());
    }
    let definitions = definitions(&folder, args)?;
    ensure!(
        definitions.len() > 1,
        "{} has fewer than two definitions of these versions; name the files like \
         `21.0.0.json`",
        folder.display()
    );
    let work = root().join(FOLDER);
    let judge = Judge::find(&work)?;
    table::head();
    let mut problems = 0;
    let mut old = Subject::first(&work, &definitions[0])?;
    for definition in &definitions[1..] {
        let (new, _) = old.followed_by(&work, definition, &mut problems, &judge)?;
        old = new;
    }
    for kind in Derived::ALL {
        let definition = kind.write(&old.definition, &work)?;
        let (_, changes) = old.followed_by(&work, &definition, &mut problems, &judge)?;
        problems += report(&kind.unexpected(&changes));
    }
    if problems == 0 {
        return Ok(());
    }
    bail!("the rules and the judge disagree {problems} times, as printed above")
}

/// The definitions of a folder between the requested versions, in order.
fn definitions(folder: &Path, args: &SemverArgs) -> Result<Vec<PathBuf>> {
    let mut found: Vec<(Version, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let is_json = path
            .extension()
            .is_some_and(|extension| extension == "json");
        let Ok(version) = stem(&path).parse::<Version>() else {
            continue;
        };
        let before = args.from.as_ref().is_some_and(|from| version < *from);
        let after = args.to.as_ref().is_some_and(|to| version > *to);
        if is_json && !before && !after {
            found.push((version, path));
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

/// The name of a file without its extension.
fn stem(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

/// A definition and its crate.
struct Subject {
    definition: PathBuf,
    crate_folder: PathBuf,
    version: Version,
    /// The names of the definition's locations in the crate.
    subjects: Subjects,
    calls: Calls,
}

impl Subject {
    fn first(work: &Path, definition: &Path) -> Result<Self> {
        Self::generate(work, definition, Version::new(1, 0, 0))
    }

    fn generate(work: &Path, definition: &Path, version: Version) -> Result<Self> {
        let package = Package {
            version: version.to_string(),
            ..package(PACKAGE, "semver")
        };
        let generated = sdk_generator::generate(&input(definition), &package, &|_| {});
        let mut generated = generated.map_err(failure)?;
        if let Some(manifest) = generated.files.get_mut("Cargo.toml") {
            manifest.push_str(&judge::settings());
        }
        let crate_folder = work.join("crates").join(stem(definition));
        write::write(&generated.files, &crate_folder)
            .map_err(|problem| anyhow::anyhow!("{problem}"))?;
        let tables = Tables::of(generated.definition, &|_| {}).map_err(failure)?;
        Ok(Self {
            definition: definition.to_owned(),
            crate_folder,
            version,
            calls: Calls::of(&generated.files)?,
            subjects: Subjects::of(&tables),
        })
    }

    /// Compares with the next definition, whose crate gets the version that the rules require.
    fn followed_by(
        &self,
        work: &Path,
        definition: &Path,
        problems: &mut usize,
        judge: &Judge,
    ) -> Result<(Self, Changes)> {
        let official = changes(&self.definition, definition, Rules::Official)?.impact();
        let changes = changes(&self.definition, definition, Rules::Crate)?;
        let version = match changes.impact() {
            Some(impact) => next(&self.version, impact),
            None => self.version.clone(),
        };
        let new = Self::generate(work, definition, version)?;
        let mut verdict = judge.compare(&self.crate_folder, &new.crate_folder)?;
        let findings = &mut verdict.findings;
        findings.retain(|finding| !calls::is_of_any_call(&finding.item));
        findings.extend(self.calls.compared_with(&new.calls));
        let row = Row {
            pair: format!("{} → {}", stem(&self.definition), stem(definition)),
            official,
            ours: changes.impact(),
            verdict: &verdict,
        };
        table::print(&row);
        *problems += report(&self.problems(&new, &changes, &verdict, &row));
        Ok((new, changes))
    }

    /// The findings that the rules do not cover.
    fn problems(
        &self,
        new: &Self,
        changes: &Changes,
        verdict: &Verdict,
        row: &Row<'_>,
    ) -> Vec<String> {
        let mut problems = Vec::new();
        if verdict.bump() > changes.impact() {
            problems.push(format!(
                "{}: the rules ask for {} and the judge for {}",
                row.pair,
                table::bump(changes.impact()),
                table::bump(verdict.bump())
            ));
        }
        let missing = coverage::missing(changes, &self.subjects, &new.subjects, verdict);
        problems.extend(missing.iter().map(|finding| {
            let (pair, lint, item) = (&row.pair, &finding.lint, &finding.item);
            let impact = finding.impact.as_str();
            format!("{pair}: no {impact} change is about {lint}: {item}")
        }));
        problems
    }
}

/// Prints problems at once, because a whole run takes long, and returns their number.
fn report(problems: &[String]) -> usize {
    for problem in problems {
        eprintln!("{problem}");
    }
    problems.len()
}

fn changes(old: &Path, new: &Path, rules: Rules) -> Result<Changes> {
    sdk_generator::changes(&input(old), &input(new), rules).map_err(failure)
}
