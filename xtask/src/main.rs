//! Automation of this repository, as `cargo xtask …`.

mod bench;
mod ci;
mod config;
mod contract;
mod corpus;
mod diff;
mod docs;
mod fetch;
mod git;
mod measure;
mod models;
mod problems;
mod publish;
mod regen;
mod release;
mod scale;
mod semver;
mod shell;
mod tools;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use config::root;

/// Automation of this repository.
#[derive(Parser)]
#[command(name = "xtask", bin_name = "cargo xtask")]
struct Cli {
    /// Another repository of this layout than the one that this program belongs to, for `regen`,
    /// `fetch`, `diff`, `release` and `publish`.
    #[arg(long, global = true, value_name = "DIR")]
    repository: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make `generated/` from `spec/`.
    Regen(RegenArgs),
    /// Get the published definition into `spec/`.
    Fetch(fetch::FetchArgs),
    /// Do what CI does.
    Ci,
    /// Tell what changed between two definitions, and what it means for callers.
    Diff(diff::DiffArgs),
    /// Make the next version, from what changed since the last one, with changelog, commit and tag.
    Release(release::ReleaseArgs),
    /// Put the crate into a registry, and wait until it can be fetched.
    Publish(publish::PublishArgs),
    /// Generate and compile the definitions beside the repository, and measure both.
    Scale(ScaleArgs),
    /// Call every operation of an SDK and compare what it sends with the definition.
    Contract(ContractArgs),
    /// Read instances of every schema with its model, write them again, and compare.
    Models(models::ModelsArgs),
    /// Generate, compile and document every definition of a folder.
    ///
    /// Fails when one of them makes no crate without a reason, or one that has a warning. What a
    /// step that failed had to say is in `target/corpus/logs/`.
    Corpus(corpus::CorpusArgs),
    /// What `corpus` runs for each definition.
    #[command(hide = true)]
    CorpusGenerate(corpus::GenerateArgs),
    /// Make the reference pages and rustdoc a site with search, in `target/site/`.
    Docs(docs::DocsArgs),
    /// Let an independent judge of SemVer look at the crates of published definitions.
    Semver(semver::SemverArgs),
    /// Measure what generating, compiling and using an SDK costs.
    ///
    /// Everything takes an hour or more; `--only` and `--spec` choose. Writes `report.md` and
    /// `report.json` to `target/bench/`, where they replace those of the run before: copy what is
    /// to be kept.
    Bench(bench::BenchArgs),
}

#[derive(clap::Args)]
struct RegenArgs {
    /// Another definition than that of `spec/sdk.toml`.
    #[arg(long, value_name = "PATH")]
    spec: Option<PathBuf>,
    /// Another folder than `generated/`.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write nothing, and fail when the folder is not up to date.
    #[arg(long)]
    check: bool,
}

#[derive(clap::Args)]
struct ScaleArgs {
    /// The folder with the definitions.
    #[arg(long, value_name = "DIR", default_value = "../shared/specs")]
    specs: PathBuf,
}

#[derive(clap::Args)]
struct ContractArgs {
    /// Another definition than that of `generated/`; the crate for it is made first.
    #[arg(long, value_name = "FILE")]
    definition: Option<PathBuf>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let repository = cli.repository.as_deref().unwrap_or(root());
    let result = match cli.command {
        Command::Regen(args) => regen::run(repository, args.spec, args.out, args.check),
        Command::Fetch(args) => fetch::run(repository, &args),
        Command::Ci => ci::run(),
        Command::Diff(args) => diff::run(repository, args),
        Command::Release(args) => release::run(repository, &args),
        Command::Publish(args) => publish::run(repository, &args),
        Command::Scale(args) => scale::run(&args.specs, true),
        Command::Contract(args) => contract::run(args.definition.as_deref()),
        Command::Models(args) => models::run(&args),
        Command::Corpus(args) => corpus::run(&args),
        Command::CorpusGenerate(args) => corpus::generate_one(&args),
        Command::Docs(args) => docs::run(&args),
        Command::Semver(args) => semver::run(&args),
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
