//! `cargo xtask models`: instances of every named schema, read by its model and written again.
//!
//! `schema` takes schemas out of the published document, read by the reader of `contract`, which has
//! nothing in common with the generator; `instances` has a tool make values that they allow;
//! `subject` says which type stands for which schema; `program` reads and writes; `compare` finds
//! what was lost; `report` counts.

mod compare;
mod instances;
mod program;
mod report;
mod schema;
mod subject;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use sdk_generator::load;
use serde_json::Value;

use self::instances::Instance;
use self::program::Program;
use self::report::{Report, Verdict};
use self::schema::Schemas;
use self::subject::{Subject, Type};
use crate::contract::document::Document;

/// How many instances of each schema are made unless it is said.
const COUNT: usize = 20;

#[derive(Debug, clap::Args)]
pub(crate) struct ModelsArgs {
    /// Another definition than that of `generated/`; the crate for it is made first.
    #[arg(value_name = "FILE")]
    definition: Option<PathBuf>,
    /// How many instances of each schema are made.
    #[arg(long, value_name = "N", default_value_t = COUNT)]
    count: usize,
}

/// Tries the models of the SDK of this repository, as CI does.
///
/// # Errors
/// Those of [`run`].
pub(crate) fn run_own() -> Result<()> {
    println!("\n$ cargo xtask models");
    run(&ModelsArgs {
        definition: None,
        count: COUNT,
    })
}

/// Tries the models of an SDK.
///
/// # Errors
/// If a model loses something, or if the SDK cannot be made or compiled.
pub(crate) fn run(args: &ModelsArgs) -> Result<()> {
    let subject = match &args.definition {
        Some(definition) => Subject::of(definition)?,
        None => Subject::own()?,
    };
    println!("\n{}", subject.definition.display());
    let document = read(&subject.definition)?;
    let mut report = Report::default();
    let wanted = wanted(&document, &subject, &mut report);
    let Some(made) = instances::make(&subject.folder, &wanted, args.count)? else {
        println!("skipped: instances are made by Python, which is not there with `venv`");
        return Ok(());
    };
    ensure!(made.len() == wanted.len(), "instances.py left schemas out");
    let mut types: Vec<&Type> = Vec::new();
    let mut paths: Vec<String> = Vec::new();
    let mut tried: Vec<(usize, &Instance)> = Vec::new();
    let mut owners: BTreeMap<usize, &str> = BTreeMap::new();
    for it in &made {
        let Some(ty) = subject.types.get(&it.name) else {
            continue;
        };
        if it.instances.is_empty() {
            let problem = it.problem.as_deref().unwrap_or("none was made");
            report.add(&it.name, Verdict::no_instance(problem));
            continue;
        }
        // Where such a schema is used, it is an option.
        let is_nullable = it.instances.iter().any(|it| it.text == "null");
        paths.push(match is_nullable {
            true => format!("Option<{}>", ty.path),
            false => ty.path.clone(),
        });
        owners.insert(types.len(), &it.name);
        let fitting = it.instances.iter();
        let fitting = fitting.filter(|it| it.left_out.is_none() || !ty.is_any_json);
        tried.extend(fitting.map(|it| (types.len(), it)));
        types.push(ty);
    }
    let program = Program::write(&subject.folder, &subject, &paths)?;
    let cost = program.build()?;
    println!(
        "{} models compiled in {:.1} s, {} MB",
        types.len(),
        cost.wall,
        cost.peak / 1_000_000
    );
    let outcomes = program.run(&tried)?;
    ensure!(outcomes.len() == tried.len(), "instances were left out");
    for ((number, instance), outcome) in tried.iter().zip(&outcomes) {
        let verdict = Verdict::of(types[*number], instance, outcome)?;
        report.add(owners[number], verdict);
    }
    report.print()
}

/// The schemas that have a model, as ones that stand alone.
fn wanted<'a>(
    document: &'a Document,
    subject: &Subject,
    report: &mut Report,
) -> Vec<(&'a str, Value)> {
    let schemas = Schemas::new(document);
    let mut wanted = Vec::new();
    for (name, _) in document.schemas() {
        match (subject.types.get(name), schemas.stand_alone(name)) {
            (None, _) => report.add(name, Verdict::NoModel),
            (_, None) => report.add(name, Verdict::no_instance("no value fits the schema")),
            (Some(_), Some(schema)) => wanted.push((name, schema)),
        }
    }
    wanted
}

fn read(path: &Path) -> Result<Document> {
    let raw = load::load_file(path).map_err(|problem| anyhow::anyhow!("{problem}"))?;
    Ok(Document::new(raw))
}
