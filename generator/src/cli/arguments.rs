//! The arguments of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use sdk_generator::diff::{self, Rules};

const EXAMPLES: &str = "\
Examples:
  sdkgen generate petstore.yaml                      write a crate to ./petstore-sdk
  sdkgen generate api.json --out sdk --tag Users     generate the operations of one tag
  sdkgen stats api.json                              count operations, models and tags
  sdkgen diff old.json new.json --fail-on major      fail on breaking changes
  sdkgen completions bash > ~/.local/share/bash-completion/completions/sdkgen";

const GENERATE_EXAMPLES: &str = "\
Examples:
  sdkgen generate petstore.yaml
  sdkgen generate api.json --out ../sdk --package my-sdk --version 1.2.0
  sdkgen generate api.json --out ../sdk --overlay repairs.yaml --verbose
  sdkgen generate api.json --out ../sdk --check      fail if the crate is stale (for CI)
  sdkgen generate api.json --format json 2>warnings.jsonl";

/// Generates a Rust SDK from an OpenAPI definition.
#[derive(Debug, Parser)]
#[command(name = "sdkgen", version, about, long_about = None, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Generate a crate from a definition.
    #[command(after_help = GENERATE_EXAMPLES)]
    Generate(GenerateArgs),
    /// Print statistics about a definition.
    Stats(StatsArgs),
    /// Compare two definitions, and print what the changes mean for callers.
    Diff(DiffArgs),
    /// Print a completion script for a shell.
    Completions {
        /// The shell to complete commands in.
        shell: clap_complete::Shell,
    },
}

/// The definition that a command reads.
#[derive(Debug, Args)]
pub(crate) struct DefinitionArgs {
    /// The definition: OpenAPI 3.0, OpenAPI 3.1 or Swagger 2.0, in JSON or YAML.
    pub(crate) spec: PathBuf,
    /// An OpenAPI overlay to apply to the definition; repeatable.
    #[arg(long = "overlay", value_name = "FILE")]
    pub(crate) overlays: Vec<PathBuf>,
    /// Use only the operations with this tag; repeatable.
    #[arg(long = "tag", value_name = "NAME")]
    pub(crate) tags: Vec<String>,
    /// Allow references to files outside of the definition's folder.
    #[arg(long)]
    pub(crate) allow_outside: bool,
}

#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    #[command(flatten)]
    pub(crate) definition: DefinitionArgs,
    /// The folder to write the crate to; other files in it are kept. By default `NAME-sdk` in the current
    /// folder, where `NAME` is the file name of the definition.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The name of the crate; derived from the title of the definition by default.
    #[arg(long, value_name = "NAME", value_parser = package_name)]
    pub(crate) package: Option<String>,
    /// The version of the crate.
    #[arg(long, value_name = "V", default_value = "0.1.0")]
    pub(crate) version: semver::Version,
    /// The `repository` in the manifest of the crate.
    #[arg(long, value_name = "URL")]
    pub(crate) repository: Option<String>,
    /// A folder of files to copy into the crate, such as examples and tests.
    #[arg(long, value_name = "DIR")]
    pub(crate) include: Option<PathBuf>,
    /// Generate reference pages in Markdown in `docs`: one for each API and each model, and an index.
    #[arg(long)]
    pub(crate) docs: bool,
    /// Write nothing, and fail if the folder is not up to date.
    #[arg(long)]
    pub(crate) check: bool,
    /// Write nothing, and print what would change.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The command that regenerates the crate; the first line of each file and messages name it.
    #[arg(long, value_name = "TEXT")]
    pub(crate) command: Option<String>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

impl GenerateArgs {
    /// The folder to write the crate to.
    pub(crate) fn out(&self) -> PathBuf {
        let named = || {
            let name = self.definition.spec.file_stem().unwrap_or_default();
            PathBuf::from(format!("{}-sdk", name.to_string_lossy()))
        };
        self.out.clone().unwrap_or_else(named)
    }
}

#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// Print only errors.
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Print every warning.
    #[arg(short, long)]
    pub(crate) verbose: bool,
    /// The output format: `text` or `json`. `json` prints the result as one JSON object on stdout, and
    /// each warning and error (and a note while it waits for another run) as one JSON object per line on
    /// stderr, with `severity`, `code`, `message`, `help`, `file`, `pointer`, `line`, `column` and
    /// `operation`.
    #[arg(long, value_enum, default_value_t = Format::Text, hide_possible_values = true)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct StatsArgs {
    #[command(flatten)]
    pub(crate) definition: DefinitionArgs,
    /// The output format; `json` prints errors as one JSON object per line on stderr.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Human-readable text.
    Text,
    /// JSON.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The old definition.
    pub(crate) old: PathBuf,
    /// The new definition.
    pub(crate) new: PathBuf,
    /// An OpenAPI overlay to apply to both definitions; repeatable. The official rules ignore it.
    #[arg(long = "overlay", value_name = "FILE")]
    pub(crate) overlays: Vec<PathBuf>,
    /// Allow references to files outside of the folder of each definition.
    #[arg(long)]
    pub(crate) allow_outside: bool,
    /// The output format: `text`, `markdown` (a section of a changelog; with the official rules, the
    /// vendor's release notes) or `json`, which prints errors as one JSON object per line on stderr.
    #[arg(long, default_value = "text")]
    pub(crate) format: diff::Format,
    /// The rules that classify changes: `crate` (`SemVer` for callers of the generated crate) or
    /// `official` (those of the vendor's own releases).
    #[arg(long, default_value = "crate")]
    pub(crate) rules: Rules,
    /// The release number of the API, for the heading of the official release notes.
    #[arg(long, value_name = "N")]
    pub(crate) api_version: Option<String>,
    /// Fail if a change has at least this impact.
    #[arg(long, value_enum, value_name = "IMPACT")]
    pub(crate) fail_on: Option<FailOn>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FailOn {
    /// Breaking changes: callers may have to change their code.
    Major,
    /// Additions, and breaking changes.
    Minor,
    /// Any change.
    Any,
}

/// The rules of cargo for the name of a package.
fn package_name(text: &str) -> Result<String, String> {
    let starts_well = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if starts_well && text.chars().all(fits) {
        Ok(text.to_owned())
    } else {
        Err(
            "a package name starts with a letter and contains only letters, digits, `-` and `_`"
                .to_owned(),
        )
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::{Cli, package_name};

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn names_that_cargo_refuses_are_refused() {
        assert!(package_name("my-sdk_2").is_ok());
        for bad in ["", "2x", "a b", "a/b", "é", "../x", "a\"b"] {
            assert!(package_name(bad).is_err(), "{bad:?}");
        }
    }
}
