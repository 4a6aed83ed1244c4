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

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use sdk_generator::load;
use serde_json::{Value, json};

use self::instances::{Instance, Made};
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

/// A model to check.
struct Chosen<'a> {
    /// The name of its schema.
    name: &'a str,
    ty: &'a Type,
    /// The type that instances are read as, in the source of the program.
    path: String,
    instances: Vec<&'a Instance>,
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
    let chosen = chosen(&made, &subject, &mut report);
    let files = [
        ("main.rs", program::MAIN),
        ("models.rs", &program::models(&chosen)),
    ];
    let program = Program::write(program::NAME, &subject.emitted, &subject.features(), &files)?;
    let cost = program.build()?;
    println!(
        "{} models compiled in {:.1} s, {} MB",
        chosen.len(),
        cost.wall,
        cost.peak / 1_000_000
    );
    try_all(&program, &chosen, &mut report)?;
    report.print()
}

/// The models to check: those with instances.
fn chosen<'a>(made: &'a [Made], subject: &'a Subject, report: &mut Report) -> Vec<Chosen<'a>> {
    let mut chosen = Vec::new();
    for it in made {
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
        let instances = it.instances.iter();
        chosen.push(Chosen {
            name: &it.name,
            ty,
            path: match is_nullable {
                true => format!("Option<{}>", ty.path),
                false => ty.path.clone(),
            },
            instances: instances
                .filter(|it| it.left_out.is_none() || !ty.is_any_json)
                .collect(),
        });
    }
    chosen
}

/// Has the program read and write all instances, and adds the results to the report.
fn try_all(program: &Program, chosen: &[Chosen<'_>], report: &mut Report) -> Result<()> {
    let tried = chosen.iter().enumerate();
    let tried: Vec<_> = tried
        .flat_map(|(number, it)| {
            it.instances
                .iter()
                .map(move |instance| (number, it, *instance))
        })
        .collect();
    let input = tried.iter().map(|(number, _, instance)| {
        let is_lenient = instance.left_out.is_some();
        json!([number, instance.text, is_lenient])
    });
    let outcomes = program.run(input)?;
    ensure!(
        outcomes.len() == tried.len(),
        "the program skipped instances"
    );
    for ((_, it, instance), outcome) in tried.iter().zip(&outcomes) {
        report.add(it.name, Verdict::of(it.ty, instance, outcome)?);
    }
    Ok(())
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
