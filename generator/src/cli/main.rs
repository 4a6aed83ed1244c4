//! The command line of the generator: arguments in, stages driven, diagnostics and summary out.

mod arguments;
mod report;
mod settings;

use std::path::Path;
use std::process::ExitCode;
use std::thread::JoinHandle;

use clap::{CommandFactory, Parser};
use sdk_generator::config::FILE;
use sdk_generator::diagnostics::Diagnostics;
use sdk_generator::diff::{self, Impact};
use sdk_generator::{Config, Generator, Input, Network, stats};

use arguments::{Cli, Command, DiffArgs, FailOn, Format, GenerateArgs, InitArgs, StatsArgs};
use report::Reporter;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The stack size of a thread, in bytes; unused stack takes no memory. Chains of schemas may be some
/// thousand long.
const STACK: usize = 256 * 1024 * 1024;

/// The exit code for invalid arguments, which is that of `clap`.
const WRONG_USAGE: u8 = 2;

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
    let (mut reporter, result): (_, Task<'_>) = match command {
        Command::Init(args) => {
            let task = |_: &mut Reporter| init(args);
            (quiet(false), Box::new(task))
        }
        Command::Generate(args) => {
            let reporter = Reporter {
                quiet: args.output.quiet,
                verbose: args.output.verbose,
                json: args.output.format.format == Format::Json,
                ..Reporter::default()
            };
            (reporter, Box::new(|reporter| generate(args, reporter)))
        }
        Command::Stats(args) => {
            let reporter = quiet(args.format.format == Format::Json);
            (reporter, Box::new(|reporter| print_stats(args, reporter)))
        }
        Command::Diff(args) => {
            let reporter = quiet(args.format == diff::Format::Json);
            (reporter, Box::new(|reporter| print_diff(args, reporter)))
        }
        Command::Completions { shell } => {
            report::print(&completions(*shell));
            return ExitCode::SUCCESS;
        }
    };
    match result(&mut reporter) {
        Ok(code) => code,
        Err(problems) => {
            reporter.failure(&problems);
            let is_usage = problems
                .errors()
                .any(|it| it.code == settings::NO_DEFINITION);
            if is_usage {
                ExitCode::from(WRONG_USAGE)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}

/// The work of a command.
type Task<'a> = Box<dyn FnOnce(&mut Reporter) -> Result<ExitCode, Diagnostics> + 'a>;

/// A reporter that prints only errors, for commands that print their result.
fn quiet(json: bool) -> Reporter {
    Reporter {
        quiet: true,
        json,
        ..Reporter::default()
    }
}

fn init(args: &InitArgs) -> Result<ExitCode, Diagnostics> {
    settings::write_starter(args)?;
    let file = args.config.display();
    let generate = if args.config == Path::new(FILE) {
        "sdkgen generate".to_owned()
    } else {
        format!("sdkgen generate --config {file}")
    };
    report::print(&format!(
        "{file} is written: read its comments, then run `{generate}`\n"
    ));
    Ok(ExitCode::SUCCESS)
}

/// The input of the stages. A download is reported, unless the run is silent.
fn input(
    config: Config,
    network: Network,
    reporter: &mut Reporter,
    is_silent: bool,
) -> Result<(Generator, Input), Diagnostics> {
    let generator = Generator::from(config);
    let (input, fetched) = generator.input(network)?;
    reporter.definition.clone_from(&input.spec);
    if let Some(fetched) = fetched {
        if !is_silent {
            reporter.fetched(&fetched);
        }
        reporter.copies.push((fetched.path, fetched.url));
    }
    Ok((generator, input))
}

fn generate(args: &GenerateArgs, reporter: &mut Reporter) -> Result<ExitCode, Diagnostics> {
    let config = settings::of_crate(args)?;
    let (command, out) = (config.command.clone(), config.output());
    let network = if args.check {
        Network::PreferCopy
    } else {
        Network::Ask
    };
    let (generator, input) = input(config, network, reporter, args.output.quiet)?;
    let package = generator.package_facts()?;
    let progress = reporter.progress();
    let is_dry = args.check || args.dry_run;
    let run = if is_dry {
        sdk_generator::compare
    } else {
        sdk_generator::update
    };
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
        reporter.stale(&changes, &out, command.as_deref());
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn print_stats(args: &StatsArgs, reporter: &mut Reporter) -> Result<ExitCode, Diagnostics> {
    let config = settings::of_definition(&args.definition)?;
    let (_, input) = input(config, Network::Ask, reporter, false)?;
    let progress = reporter.progress();
    let definition = sdk_generator::read(&input, &|stage| progress.stage(stage))?;
    let stats = stats::stats(&definition);
    let text = match args.format.format {
        Format::Text => stats.to_string(),
        Format::Json => serde_json::to_string_pretty(&stats).unwrap_or_default() + "\n",
    };
    report::print(&text);
    Ok(ExitCode::SUCCESS)
}

fn print_diff(args: &DiffArgs, reporter: &mut Reporter) -> Result<ExitCode, Diagnostics> {
    let mut side = |definition: &str| {
        let config = settings::of_side(args, definition)?;
        let (_, input) = input(config, Network::Ask, reporter, false)?;
        Ok::<_, Diagnostics>(input)
    };
    let (old, new) = (side(&args.old)?, side(&args.new)?);
    let changes = sdk_generator::changes(&old, &new, args.rules)?;
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
