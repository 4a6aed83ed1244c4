//! `cargo xtask contract`: calls every operation of an SDK and compares the requests with the
//! definition.
//!
//! `document` reads the definition independently of the generator. `expect` makes values and the expected
//! requests, `methods` finds the methods of the emitted crate, `plan` joins the two, `calls` is the program
//! that makes the calls with the fake service, and `compare` finds differences.

mod calls;
mod compare;
pub(crate) mod document;
mod expect;
mod instance;
mod methods;
mod plan;

use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use sdk_generator::load;
use serde_json::json;

use self::compare::{Difference, Outcome, differences};
use self::document::Document;
use self::instance::Extent;
use self::methods::methods;
use self::plan::{Call, Plan, plan};
use crate::emitted::Emitted;
use crate::program::Program;
use xtask::config::root;
use xtask::problems::failure;

/// The name of the command, and of its folder below `target/`.
const COMMAND: &str = "contract";

/// The base URL if the definition declares none.
const HOST: &str = "https://contract.example/base";

/// The maximum number of differences to print, because one defect often causes many.
const SHOWN: usize = 100;

/// Fixtures with constructs that the Platform API does not use.
const MADE_UP: [&str; 2] = ["swagger2.yaml", "openapi3.yaml"];

/// A published definition that is checked as well, if it exists.
const PUBLISHED: &str = "../shared/specs/platform-api-28.0.0.json";

#[derive(Debug, clap::Args)]
pub(crate) struct ContractArgs {
    /// Another definition than that of `generated/`; its SDK is generated first.
    #[arg(long, value_name = "FILE", conflicts_with = "all")]
    definition: Option<PathBuf>,
    /// Check the SDK of this repository, and those of the fixtures and of the published definitions.
    #[arg(long)]
    all: bool,
}

/// Compares the SDK of this repository, that of another definition, or several.
///
/// # Errors
/// If there is a difference, or if an SDK cannot be generated or called.
pub(crate) fn run(args: &ContractArgs) -> Result<()> {
    if let Some(definition) = &args.definition {
        return compare_with(&Emitted::of(definition, COMMAND)?);
    }
    compare_with(&Emitted::own(COMMAND)?)?;
    if !args.all {
        return Ok(());
    }
    let made_up = MADE_UP.map(|name| {
        root()
            .join("xtask/verify/src/contract/definitions")
            .join(name)
    });
    for definition in made_up {
        compare_with(&Emitted::of(&definition, COMMAND)?)?;
    }
    let published = root().join(PUBLISHED);
    if published.exists() {
        return compare_with(&Emitted::of(&published, COMMAND)?);
    }
    println!("\nskipped: {} does not exist", published.display());
    Ok(())
}

fn compare_with(subject: &Emitted) -> Result<()> {
    println!("\n{}", subject.input.spec.display());
    let raw = load::load_file(&subject.input.spec);
    let document = Document::new(raw.map_err(|problem| anyhow::anyhow!("{problem}"))?);
    let tables = sdk_generator::tables(&subject.input).map_err(failure)?;
    let methods = methods(&tables);
    let plan = plan(&document, &methods)?;

    let server = document.server();
    let host = server.is_none().then_some(HOST);
    let base = server.as_deref().unwrap_or(HOST);
    let files = [
        ("main.rs", calls::MAIN),
        ("calls.rs", &calls::calls(&plan.methods)),
    ];
    let program = Program::write(calls::NAME, subject, &calls::FEATURES, &files)?;
    let cost = program.build()?;
    println!(
        "{} methods compiled in {:.1} s, {} MB",
        plan.methods.len(),
        cost.wall,
        cost.peak / 1_000_000
    );
    let cases = plan.calls.iter().map(Call::input);
    let outcomes = program.run([json!(host)].into_iter().chain(cases))?;
    ensure!(
        outcomes.len() == plan.calls.len(),
        "{} outcomes for {} calls",
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
        println!("{variants} responses have one of several types; only decoding is checked");
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
