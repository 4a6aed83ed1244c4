//! `cargo xtask models`: reads and writes instances of every named schema with its model.
//!
//! `schema` makes JSON Schemas from the published document, with the independent reader of
//! `contract`; `instances` makes values of them with an independent tool; `subject` maps schemas to
//! types of the crate; `program` reads and writes; `compare` finds differences; `report` counts.

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
use serde_json::{Value, json};

use self::instances::Instance;
use self::report::{Report, Verdict};
use self::schema::Schemas;
use self::subject::{Subject, Type};
use crate::contract::document::Document;
use crate::emitted::Emitted;
use crate::program::Program;

/// The name of the command, and of its folder below `target/`.
const COMMAND: &str = "models";

/// The default number of instances of each schema.
const COUNT: usize = 20;

#[derive(Debug, clap::Args)]
pub(crate) struct ModelsArgs {
    /// Another definition than that of `generated/`; its SDK is generated first.
    #[arg(value_name = "FILE")]
    definition: Option<PathBuf>,
    /// The number of instances of each schema.
    #[arg(long, value_name = "N", default_value_t = COUNT)]
    count: usize,
}

/// Checks the models of an SDK.
///
/// # Errors
/// If a model loses a value, or if the SDK cannot be generated or compiled.
pub(crate) fn run(args: &ModelsArgs) -> Result<()> {
    let subject = Subject::new(match &args.definition {
        Some(definition) => Emitted::of(definition, COMMAND)?,
        None => Emitted::own(COMMAND)?,
    })?;
    let definition = &subject.emitted.input.spec;
    println!("\n{}", definition.display());
    let document = read(definition)?;
    let mut report = Report::default();
    let wanted = wanted(&document, &subject, &mut report);
    let Some(made) = instances::make(&subject.emitted.work, &wanted, args.count)? else {
        println!("skipped: instances require Python with `venv`, which is not installed");
        return Ok(());
    };
    ensure!(made.len() == wanted.len(), "instances.py skipped schemas");
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
        // Fields of a nullable schema are `Option`s.
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
    let files = [
        ("main.rs", program::MAIN),
        ("models.rs", &program::models(&paths)),
    ];
    let program = Program::write(program::NAME, &subject.emitted, &subject.features(), &files)?;
    let cost = program.build()?;
    println!(
        "{} models compiled in {:.1} s, {} MB",
        types.len(),
        cost.wall,
        cost.peak / 1_000_000
    );
    let input = tried.iter().map(|(number, instance)| {
        let is_lenient = instance.left_out.is_some();
        json!([number, instance.text, is_lenient])
    });
    let outcomes = program.run(input)?;
    ensure!(
        outcomes.len() == tried.len(),
        "the program skipped instances"
    );
    for ((number, instance), outcome) in tried.iter().zip(&outcomes) {
        let verdict = Verdict::of(types[*number], instance, outcome)?;
        report.add(owners[number], verdict);
    }
    report.print()
}

/// The self-contained schemas of all types that are checked.
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
