//! Checks and benchmarks of the emitted crate: `cargo xtask contract`, `models`, `corpus`, `scale`,
//! `docs`, `semver`, `packed` and `bench`.

mod bench;
mod contract;
mod corpus;
mod docs;
mod emitted;
mod measure;
mod models;
mod packed;
mod program;
mod semver;
mod tools;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::commands::about;

#[derive(Parser)]
#[command(name = "xtask-verify", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(about = about("contract"))]
    Contract(contract::ContractArgs),
    #[command(about = about("models"))]
    Models(models::ModelsArgs),
    #[command(
        about = about("corpus"),
        after_help = "Fails if a definition yields no crate without a listed reason, or a crate with warnings. \
                      The output of failed steps is in `target/corpus/logs/`."
    )]
    Corpus(corpus::CorpusArgs),
    /// The step that `corpus` runs for each definition.
    #[command(hide = true)]
    CorpusGenerate(corpus::GenerateArgs),
    #[command(about = about("scale"))]
    Scale(corpus::ScaleArgs),
    #[command(about = about("docs"))]
    Docs(docs::DocsArgs),
    #[command(about = about("semver"))]
    Semver(semver::SemverArgs),
    #[command(about = about("packed"))]
    Packed,
    #[command(
        about = about("bench"),
        after_help = "A full run takes an hour or more; select parts with `--only` and `--spec`. Writes `report.md` \
                      and `report.json` to `target/bench/`, where they overwrite those of the previous run."
    )]
    Bench(bench::BenchArgs),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Contract(args) => contract::run(&args),
        Command::Models(args) => models::run(&args),
        Command::Corpus(args) => corpus::run(&args),
        Command::CorpusGenerate(args) => corpus::generate_one(&args),
        Command::Scale(args) => corpus::scale(&args),
        Command::Docs(args) => docs::run(&args),
        Command::Semver(args) => semver::run(&args),
        Command::Packed => packed::run(),
        Command::Bench(args) => bench::run(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
