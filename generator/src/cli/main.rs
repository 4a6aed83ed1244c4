//! The command line of the generator: arguments in, stages driven, diagnostics and summary out.

mod arguments;
mod report;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::thread::JoinHandle;

use clap::{CommandFactory, Parser};
use sdk_generator::diagnostics::{Diagnostic, Diagnostics};
use sdk_generator::diff::{self, Impact};
use sdk_generator::{Input, Package, load, stats};

use arguments::{Cli, Command, DiffArgs, FailOn, Format, GenerateArgs, StatsArgs};
use report::Reporter;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The stack size of a thread, in bytes; unused stack takes no memory. Chains of schemas may be some
/// thousand long.
const STACK: usize = 256 * 1024 * 1024;

fn main() -> ExitCode {
    let command = Cli::parse().command;
    // When there is another pool already, or no memory for the stacks, smaller ones have to do.
    let _ = rayon::ThreadPoolBuilder::new()
        .stack_size(STACK)
        .build_global();
    let thread = std::thread::Builder::new().stack_size(STACK);
    match thread.spawn(move || run(&command)).map(JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) | Err(_) => ExitCode::FAILURE,
    }
}

fn run(command: &Command) -> ExitCode {
    let (reporter, result) = match command {
        Command::Generate(args) => {
            let reporter = Reporter {
                definition: args.definition.spec.clone(),
                quiet: args.output.quiet,
                verbose: args.output.verbose,
                json: args.output.format == Format::Json,
            };
            let result = generate(args, &reporter);
            (reporter, result)
        }
        Command::Stats(args) => {
            let reporter = quiet(&args.definition.spec, args.format == Format::Json);
            let result = print_stats(args, &reporter);
            (reporter, result)
        }
        Command::Diff(args) => {
            let reporter = quiet(&args.new, args.format == diff::Format::Json);
            (reporter, print_diff(args))
        }
        Command::Completions { shell } => {
            report::print(&completions(*shell));
            return ExitCode::SUCCESS;
        }
    };
    match result {
        Ok(code) => code,
        Err(problems) => {
            reporter.failure(&problems);
            ExitCode::FAILURE
        }
    }
}

/// A report that prints only errors, because stdout has the result of the command.
fn quiet(definition: &Path, json: bool) -> Reporter {
    Reporter {
        definition: definition.to_owned(),
        quiet: true,
        verbose: false,
        json,
    }
}

fn generate(args: &GenerateArgs, reporter: &Reporter) -> Result<ExitCode, Diagnostics> {
    let input = input(&args.definition);
    let package = Package {
        name: args.package.clone().unwrap_or_default(),
        version: args.version.to_string(),
        command: args
            .command
            .clone()
            .unwrap_or_else(|| "sdkgen generate".to_owned()),
        repository: args.repository.clone(),
        extra_files: extra_files(args.include.as_deref())?,
        reference: args.docs,
    };
    let progress = reporter.progress();
    let is_dry = args.check || args.dry_run;
    let run = if is_dry {
        sdk_generator::compare
    } else {
        sdk_generator::update
    };
    let out = args.out();
    let stage = |name: &str| {
        progress.stage(name);
        if name == sdk_generator::WAIT {
            reporter.waiting(&out);
        }
    };
    let (summary, changes) = run(&input, &package, &out, &stage)?;
    progress.done();
    reporter.summary(&summary, &changes, is_dry, &out);
    if args.check && !changes.is_empty() {
        reporter.stale(&changes, &out, args.command.as_deref());
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn print_stats(args: &StatsArgs, reporter: &Reporter) -> Result<ExitCode, Diagnostics> {
    let progress = reporter.progress();
    let definition = sdk_generator::read(&input(&args.definition), &|stage| progress.stage(stage))?;
    let stats = stats::stats(&definition);
    let text = match args.format {
        Format::Text => stats.to_string(),
        Format::Json => serde_json::to_string_pretty(&stats).unwrap_or_default() + "\n",
    };
    report::print(&text);
    Ok(ExitCode::SUCCESS)
}

fn print_diff(args: &DiffArgs) -> Result<ExitCode, Diagnostics> {
    let input = |spec: &Path| Input {
        spec: spec.to_owned(),
        overlays: args.overlays.clone(),
        allow_outside: args.allow_outside,
        ..Input::default()
    };
    let changes = sdk_generator::changes(&input(&args.old), &input(&args.new), args.rules)?;
    report::print(&changes.render(args.format, args.api_version.as_deref()));
    let limit = args.fail_on.map(|limit| match limit {
        FailOn::Major => Impact::Major,
        FailOn::Minor => Impact::Minor,
        FailOn::Any => Impact::Patch,
    });
    let fails = limit.is_some_and(|limit| changes.impact() >= Some(limit));
    Ok(if fails {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn completions(shell: clap_complete::Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "sdkgen", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

fn input(args: &arguments::DefinitionArgs) -> Input {
    Input {
        spec: args.spec.clone(),
        overlays: args.overlays.clone(),
        tags: args.tags.clone(),
        allow_outside: args.allow_outside,
    }
}

fn extra_files(folder: Option<&Path>) -> Result<BTreeMap<String, String>, Diagnostics> {
    let Some(folder) = folder else {
        return Ok(BTreeMap::new());
    };
    load::load_folder(folder).map_err(|problem: Diagnostic| [problem].into_iter().collect())
}
