//! Automation of this repository, as `cargo xtask …`.

mod ci;
mod diff;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::{
    Arg, ArgMatches, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, value_parser,
};
use xtask::commands::{self, DELEGATED, Delegated};
use xtask::config::root;
use xtask::regen;

/// Automation of this repository.
#[derive(Parser)]
#[command(name = "xtask", bin_name = "cargo xtask")]
struct Cli {
    /// The repository for `regen`, `fetch`, `diff`, `release` and `publish`; by default the one of this
    /// program.
    #[arg(long, global = true, value_name = "DIR")]
    repository: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate `generated/` from `spec/`.
    Regen(RegenArgs),
    /// Compare two definitions, and print what the changes mean for callers.
    Diff(diff::DiffArgs),
    /// Run the checks of CI.
    Ci(ci::CiArgs),
}

#[derive(clap::Args)]
struct RegenArgs {
    /// The definition; by default that of `spec/sdk.toml`.
    #[arg(long, value_name = "PATH")]
    spec: Option<PathBuf>,
    /// The output folder; by default `generated/`.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing, and fail if the folder is not up to date.
    #[arg(long)]
    check: bool,
}

/// The argument that collects the arguments of another program.
const ARGUMENTS: &str = "arguments";

/// A command of another package, which parses its options itself, `--help` included.
fn delegated(command: &Delegated) -> clap::Command {
    let arguments = Arg::new(ARGUMENTS)
        .num_args(0..)
        .trailing_var_arg(true)
        .allow_hyphen_values(true)
        .value_parser(value_parser!(OsString));
    clap::Command::new(command.name)
        .about(command.about)
        .disable_help_flag(true)
        .arg(arguments)
}

fn run(matches: &ArgMatches) -> Result<()> {
    if let Some((name, given)) = matches.subcommand()
        && let Some(command) = DELEGATED.iter().find(|command| command.name == name)
    {
        let repository = matches.get_one::<PathBuf>("repository");
        let arguments: Vec<_> = given
            .get_many(ARGUMENTS)
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        return commands::run(command, repository.map(PathBuf::as_path), &arguments);
    }
    let Cli {
        repository,
        command,
    } = Cli::from_arg_matches(matches)?;
    let repository: &Path = repository.as_deref().unwrap_or(root());
    match command {
        Command::Regen(args) => regen::run(repository, args.spec, args.out, args.check),
        Command::Diff(args) => diff::run(repository, args),
        Command::Ci(args) => ci::run(&args),
    }
}

fn main() -> ExitCode {
    let program = Cli::command().subcommands(DELEGATED.iter().map(delegated));
    match run(&program.get_matches()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
