//! The arguments of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use sdk_generator::diff::{self, Rules};

const EXAMPLES: &str = "\
Examples:
  sdkgen generate petstore.yaml                      a crate in ./petstore-sdk
  sdkgen generate api.json --out sdk --tag Users     some of a large API
  sdkgen stats api.json                              what there is in it
  sdkgen diff old.json new.json --fail-on major      what breaks callers
  sdkgen completions bash > ~/.local/share/bash-completion/completions/sdkgen";

const GENERATE_EXAMPLES: &str = "\
Examples:
  sdkgen generate petstore.yaml
  sdkgen generate api.json --out ../sdk --package my-sdk --version 1.2.0
  sdkgen generate api.json --out ../sdk --overlay repairs.yaml --verbose
  sdkgen generate api.json --out ../sdk --check      for CI: is it up to date?
  sdkgen generate api.json --format json 2>warnings.jsonl";

/// Makes a Rust SDK from an OpenAPI definition.
#[derive(Debug, Parser)]
#[command(name = "sdkgen", version, about, long_about = None, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a complete crate.
    #[command(after_help = GENERATE_EXAMPLES)]
    Generate(GenerateArgs),
    /// Tell what a definition holds.
    Stats(StatsArgs),
    /// Tell what changed between two definitions, and what it means for callers.
    Diff(DiffArgs),
    /// Print what a shell needs to complete these commands.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// The definition to work on.
#[derive(Debug, Args)]
pub(crate) struct DefinitionArgs {
    /// The definition: OpenAPI 3.0 or 3.1, or Swagger 2.0, as JSON or YAML.
    pub(crate) spec: PathBuf,
    /// An overlay with repairs of the definition; may be given several times.
    #[arg(long = "overlay", value_name = "FILE")]
    pub(crate) overlays: Vec<PathBuf>,
    /// Take only the operations of this tag; may be given several times.
    #[arg(long = "tag", value_name = "NAME")]
    pub(crate) tags: Vec<String>,
    /// Read files outside of the definition's folder, too, when it refers to them.
    #[arg(long)]
    pub(crate) allow_outside: bool,
}

#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    #[command(flatten)]
    pub(crate) definition: DefinitionArgs,
    /// The folder to write the crate to; files that are not from here are left alone. Without it, a
    /// folder in this one, called like the definition with `-sdk` behind it.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The name of the crate; made from the title of the definition when it is not given.
    #[arg(long, value_name = "NAME", value_parser = package_name)]
    pub(crate) package: Option<String>,
    /// The version of the crate.
    #[arg(long, value_name = "V", default_value = "0.1.0")]
    pub(crate) version: semver::Version,
    /// Where the source of the crate lives, for its manifest.
    #[arg(long, value_name = "URL")]
    pub(crate) repository: Option<String>,
    /// A folder of files to add to the crate as they are, such as examples and tests.
    #[arg(long, value_name = "DIR")]
    pub(crate) include: Option<PathBuf>,
    /// Add reference pages in Markdown, in `docs`: one for each API and each model, and an index.
    #[arg(long)]
    pub(crate) docs: bool,
    /// Write nothing, and fail when the folder is not up to date.
    #[arg(long)]
    pub(crate) check: bool,
    /// Write nothing, and tell what would change.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The command that makes the crate again, for the first line of each file and for messages.
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
    /// Print nothing but errors.
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Print every warning.
    #[arg(short, long)]
    pub(crate) verbose: bool,
    /// How to print: `text`, or `json` for tools: what was done as one JSON object on stdout, and each
    /// warning and error (and a note when it waits for another run) as a JSON object on a line of stderr, with `severity`, `code`, `message`,
    /// `help`, `file`, `pointer`, `line`, `column` and `operation`.
    #[arg(long, value_enum, default_value_t = Format::Text, hide_possible_values = true)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct StatsArgs {
    #[command(flatten)]
    pub(crate) definition: DefinitionArgs,
    /// How to print; with `json`, errors are JSON objects on stderr, one a line.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For tools.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The definition as it was.
    pub(crate) old: PathBuf,
    /// The definition as it is.
    pub(crate) new: PathBuf,
    /// An overlay for both; may be given several times. The official rules apply none.
    #[arg(long = "overlay", value_name = "FILE")]
    pub(crate) overlays: Vec<PathBuf>,
    /// Read files outside of a definition's folder, too, when it refers to them.
    #[arg(long)]
    pub(crate) allow_outside: bool,
    /// How to print: `text`, `markdown` (a part of a changelog; by the official rules, the vendor's
    /// release notes) or `json`, with errors as JSON objects on stderr, one a line.
    #[arg(long, default_value = "text")]
    pub(crate) format: diff::Format,
    /// Which changes count, and how much: `crate` (`SemVer` for callers) or `official` (the rules of
    /// the vendor's own releases).
    #[arg(long, default_value = "crate")]
    pub(crate) rules: Rules,
    /// The number of the API's release, which the official notes start with.
    #[arg(long, value_name = "N")]
    pub(crate) api_version: Option<String>,
    /// Fail when a change means at least this much.
    #[arg(long, value_enum, value_name = "IMPACT")]
    pub(crate) fail_on: Option<FailOn>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FailOn {
    /// Callers may have to change something.
    Major,
    /// Callers may do more.
    Minor,
    /// Anything.
    Any,
}

/// The rules of cargo for the name of a package.
fn package_name(text: &str) -> Result<String, String> {
    let starts_well = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if starts_well && text.chars().all(fits) {
        Ok(text.to_owned())
    } else {
        Err("a name starts with a letter and has letters, digits, `-` and `_`".to_owned())
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
