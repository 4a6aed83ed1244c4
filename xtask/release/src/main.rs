//! `cargo xtask fetch`, `release` and `publish`: from a new definition to a published crate.

mod fetch;
mod git;
mod publish;
mod release;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::commands::about;
use xtask::config::root;

#[derive(Parser)]
#[command(name = "xtask-release", bin_name = "cargo xtask")]
struct Cli {
    /// The repository; by default that of this program.
    #[arg(long, global = true, value_name = "DIR")]
    repository: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(about = about("fetch"))]
    Fetch(fetch::FetchArgs),
    #[command(about = about("release"))]
    Release(release::ReleaseArgs),
    #[command(about = about("publish"))]
    Publish(publish::PublishArgs),
}

fn main() -> ExitCode {
    let Cli {
        repository,
        command,
    } = Cli::parse();
    let repository = repository.as_deref().unwrap_or(root());
    let result = match command {
        Command::Fetch(args) => fetch::run(repository, &args),
        Command::Release(args) => release::run(repository, &args),
        Command::Publish(args) => publish::run(repository, &args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
