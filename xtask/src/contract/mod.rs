//! `cargo xtask contract`: every operation of an SDK, called, and what it sent compared with the
//! definition.
//!
//! The definition is read a second time, by `document`, which has nothing in common with the
//! generator. `expect` makes up inputs and says what has to be sent for them, `methods` says how
//! the emitted crate is called, `plan` joins the two, `program` makes the calls through the fake
//! transport, and `compare` finds what differs.

mod compare;
pub(crate) mod document;
mod expect;
mod instance;
mod methods;
mod plan;
mod program;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use sdk_generator::{Input, Package, load, write};
use serde_json::{Value, json};

use self::compare::{Difference, Outcome, differences};
use self::document::Document;
use self::instance::Extent;
use self::methods::methods;
use self::plan::{Call, Plan, plan};
use self::program::Program;
use crate::config::{Config, root};
use crate::problems::failure;

/// Where calls go when the definition does not name an address.
const HOST: &str = "https://contract.example/base";

/// What a crate is called that is made for this, whatever it is made from.
const PACKAGE: &str = "sdk-to-compare";

/// How many differences are shown: one defect often makes many.
const SHOWN: usize = 100;

/// What is compared: a crate, and the definition that it was made from.
struct Subject {
    input: Input,
    package: String,
    crate_folder: PathBuf,
    /// The folder of the program.
    folder: PathBuf,
}

/// Definitions with what the Platform API does not have.
const MADE_UP: [&str; 2] = ["swagger2.yaml", "openapi3.yaml"];

/// The published definition whose SDK is compared as well, where it is there.
const PUBLISHED: &str = "platform-api-28.0.0.json";

/// Compares the SDK of this repository, and those of the made-up and the published definitions.
///
/// # Errors
/// Those of [`run`].
pub(crate) fn run_all(specs: &Path) -> Result<()> {
    run(None)?;
    for definition in MADE_UP {
        let folder = root().join("xtask/src/contract/definitions");
        run(Some(&folder.join(definition)))?;
    }
    let published = root().join(specs).join(PUBLISHED);
    if published.exists() {
        return run(Some(&published));
    }
    println!("\nskipped: {} is not there", published.display());
    Ok(())
}

/// Compares the SDK of this repository, or that of another definition.
///
/// # Errors
/// If anything differs, or if the SDK cannot be made or called.
pub(crate) fn run(definition: Option<&Path>) -> Result<()> {
    let subject = match definition {
        Some(definition) => generated_from(definition)?,
        None => own()?,
    };
    compare_with(&subject)
}

/// `generated/`, which stays as it is.
fn own() -> Result<Subject> {
    let config = Config::load(&root().join("spec"))?;
    Ok(Subject {
        input: Input {
            spec: config.definition,
            overlays: config.overlays,
            ..Input::default()
        },
        package: config.name,
        crate_folder: root().join("generated"),
        folder: root().join("target/contract/generated/program"),
    })
}

/// A crate that is made for this.
fn generated_from(definition: &Path) -> Result<Subject> {
    let name = definition.file_stem().context("a definition is a file")?;
    let folder = root().join("target/contract").join(name);
    let subject = Subject {
        input: Input {
            spec: definition.to_owned(),
            ..Input::default()
        },
        package: PACKAGE.to_owned(),
        crate_folder: folder.join("crate"),
        folder: folder.join("program"),
    };
    let package = Package {
        name: PACKAGE.to_owned(),
        version: "0.1.0".to_owned(),
        command: "cargo xtask contract".to_owned(),
        repository: None,
        extra_files: [].into(),
        reference: false,
    };
    let generated = sdk_generator::generate(&subject.input, &package, &|_| {}).map_err(failure)?;
    let written = write::write(&generated.files, &subject.crate_folder);
    written.map_err(|problem| anyhow::anyhow!("{problem}"))?;
    Ok(subject)
}

fn compare_with(subject: &Subject) -> Result<()> {
    println!("\n{}", subject.input.spec.display());
    let raw = load::load_file(&subject.input.spec);
    let document = Document::new(raw.map_err(|problem| anyhow::anyhow!("{problem}"))?);
    let definition = sdk_generator::read(&subject.input, &|_| {}).map_err(failure)?;
    let methods = methods(&definition);
    let plan = plan(&document, &methods)?;

    let server = document.server();
    let host = server.is_none().then_some(HOST);
    let base = server.as_deref().unwrap_or(HOST);
    let program = Program::write(
        &subject.folder,
        &subject.crate_folder,
        &subject.package,
        &plan.methods,
    )?;
    let cost = program.build()?;
    println!(
        "{} methods compiled in {:.1} s, {} MB",
        plan.methods.len(),
        cost.wall,
        cost.peak / 1_000_000
    );
    let cases: Vec<Value> = plan.calls.iter().map(Call::input).collect();
    let outcomes = program.run(&json!({ "host": host, "cases": cases }))?;
    ensure!(
        outcomes.len() == plan.calls.len(),
        "{} outcomes of {} calls",
        outcomes.len(),
        plan.calls.len()
    );
    report(&plan, base, &outcomes)
}

fn report(plan: &Plan<'_>, base: &str, outcomes: &[Outcome]) -> Result<()> {
    let mut problems = plan.problems.clone();
    let mut requests = 0;
    let (mut values, mut variants) = (0, 0);
    for (call, outcome) in plan.calls.iter().zip(outcomes) {
        requests += outcome.sent.len();
        values += outcome.values.len();
        variants += usize::from(call.gives_variants);
        let case = &call.case;
        let found = differences(base, &case.expected, &case.reply, outcome);
        let given = match case.extent {
            Extent::Required => "required inputs",
            Extent::All => "all inputs",
        };
        let line = |found: Difference| format!("{} with {given}: {found}", call.label);
        problems.extend(found.into_iter().map(line));
    }
    println!(
        "{} operations: {} calls, {requests} requests compared, {} responses read, {values} of \
         them compared",
        plan.operations,
        plan.calls.len(),
        outcomes.iter().filter(|it| it.error.is_none()).count(),
    );
    if variants > 0 {
        println!("{variants} responses are one of several types: that they are read is compared");
    }
    if problems.is_empty() {
        return Ok(());
    }
    for problem in problems.iter().take(SHOWN) {
        println!("{problem}");
    }
    if problems.len() > SHOWN {
        println!("… and {} more", problems.len() - SHOWN);
    }
    bail!(
        "{} differences between the SDK and its definition",
        problems.len()
    )
}
