//! The arguments of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use sdk_generator::config::{self, FILE};
use sdk_generator::diff::{self, Rules};

const EXAMPLES: &str = "\
Examples:
  sdkgen generate petstore.yaml                      write a crate to ./petstore-sdk
  sdkgen init petstore.yaml                          write all settings to sdkgen.toml
  sdkgen generate                                    generate with these settings
  sdkgen generate api.json --out sdk --tag Users     generate the operations of one tag
  sdkgen stats api.json                              count operations, models and tags
  sdkgen diff old.json new.json --fail-on major      fail on breaking changes
  sdkgen completions bash > ~/.local/share/bash-completion/completions/sdkgen";

const GENERATE_EXAMPLES: &str = "\
Examples:
  sdkgen generate                                    use the settings in sdkgen.toml
  sdkgen generate petstore.yaml
  sdkgen generate https://example.com/api.json --out sdk
  sdkgen generate api.json --operation 'GET /users/*' --operation getReport
  sdkgen generate api.json --out ../sdk --package my-sdk --version 1.2.0
  sdkgen generate api.json --out ../sdk --overlay repairs.yaml --verbose
  sdkgen generate api.json --out ../sdk --check      fail if the crate is stale (for CI)
  sdkgen generate api.json --format json 2>warnings.jsonl";

/// Generates a Rust SDK from an OpenAPI definition: a crate with a client, models and documentation.
#[derive(Debug, Parser)]
#[command(name = "sdkgen", version, about, long_about = None, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a configuration file with all settings, which `generate` reads.
    Init(InitArgs),
    /// Generate a crate from a definition.
    #[command(after_help = GENERATE_EXAMPLES)]
    Generate(GenerateArgs),
    /// Print statistics about a definition.
    Stats(StatsArgs),
    /// Compare two definitions, and print what the changes mean for callers.
    ///
    /// The options that say how a definition is read apply to both.
    Diff(DiffArgs),
    /// Print a completion script for a shell.
    Completions {
        /// The shell to complete commands in.
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The definition: a file or a URL with https (http on this machine).
    pub(crate) definition: String,
    /// The folder to write the crate to; by default `NAME-sdk` next to the configuration file, where `NAME` is
    /// the file name of the definition.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// The configuration file to write.
    #[arg(long, value_name = "FILE", default_value = FILE)]
    pub(crate) config: PathBuf,
}

/// The definition to work on.
#[derive(Debug, Args)]
pub(crate) struct DefinitionArgs {
    /// The definition: OpenAPI 3.0, 3.1, 3.2 or Swagger 2.0, in JSON or YAML, as a file or a URL with https
    /// (http on this machine). By default the one that `sdkgen.toml` in the current folder names.
    pub(crate) spec: Option<String>,
    /// The configuration file; options of the command line override it. By default `sdkgen.toml` in the current
    /// folder, if no definition is given.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
}

/// How a definition is read, and which of its operations are taken.
#[derive(Debug, Args)]
pub(crate) struct ReadArgs {
    /// An OpenAPI overlay to apply to the definition; repeatable. Its targets name the definition in the form of
    /// OpenAPI 3.0, whatever its version is: `$.components.schemas.X` for `definitions` of Swagger 2.0.
    #[arg(long = "overlay", value_name = "FILE")]
    pub(crate) overlays: Vec<PathBuf>,
    /// Allow references to files outside of the definition's folder.
    #[arg(long)]
    pub(crate) allow_outside: bool,
    /// Use only the operations with this tag, and those of `--operation`; repeatable. `*` matches any
    /// characters.
    #[arg(long = "tag", value_name = "NAME")]
    pub(crate) tags: Vec<String>,
    /// Use only this operation, and those of `--tag`; repeatable. An operation id (`getUsers`), or a method and
    /// a path (`GET /users/{id}`). `*` matches any characters (`GET /users/*`).
    #[arg(long = "operation", value_name = "PATTERN")]
    pub(crate) operations: Vec<String>,
    /// Exclude the operations with this tag, whatever other tags they have; repeatable.
    #[arg(long = "exclude-tag", value_name = "NAME")]
    pub(crate) exclude_tags: Vec<String>,
    /// Exclude an operation, written as for `--operation`; repeatable.
    #[arg(long = "exclude-operation", value_name = "PATTERN")]
    pub(crate) exclude_operations: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    #[command(flatten)]
    pub(crate) definition: DefinitionArgs,
    /// The folder to write the crate to; other files in it are kept. By default `NAME-sdk` in the current
    /// folder, or beside the configuration file, where `NAME` is the file name of the definition.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// The name of the crate; derived from the title of the definition by default.
    #[arg(long, value_name = "NAME", value_parser = checked(config::check_package))]
    pub(crate) package: Option<String>,
    /// The version of the crate; 0.1.0 by default.
    #[arg(long, value_name = "V", value_parser = checked(config::check_version))]
    pub(crate) version: Option<String>,
    /// The `repository` in the manifest of the crate.
    #[arg(long, value_name = "URL", value_parser = checked(config::check_url))]
    pub(crate) repository: Option<String>,
    /// A folder of text files to copy into the crate, such as examples and tests. Hidden files are not copied.
    #[arg(long, value_name = "DIR")]
    pub(crate) include: Option<PathBuf>,
    /// Generate reference pages in Markdown in `docs`: one for each API and each model, and an index.
    #[arg(long)]
    pub(crate) docs: bool,
    /// Write nothing, and fail if the folder is not up to date. A definition given as a URL is read from its cached
    /// copy, if there is one.
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

#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// Print only errors.
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Print every warning.
    #[arg(short, long)]
    pub(crate) verbose: bool,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Args)]
pub(crate) struct StatsArgs {
    #[command(flatten)]
    pub(crate) definition: DefinitionArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

#[derive(Debug, Args)]
pub(crate) struct FormatArgs {
    /// The output format: `text`, or `json` for one JSON object on stdout, and one per line on stderr for each
    /// warning, error and note.
    #[arg(long, value_enum, default_value_t = Format::Text, hide_possible_values = true)]
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
    /// The old definition: a file or a URL with https (http on this machine).
    pub(crate) old: String,
    /// The new definition.
    pub(crate) new: String,
    /// A configuration file with overlays, selection and features for both definitions.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    /// The output format: `text`, `json` (with one JSON object per line on stderr for each error and note) or
    /// `markdown` (a section of a changelog; with the official rules, the vendor's release notes).
    #[arg(long, default_value = "text")]
    pub(crate) format: diff::Format,
    /// The rules that classify changes: `crate` (`SemVer` for callers of the generated crate) or
    /// `official` (those of the vendor's own releases, which know neither overlays nor a selection).
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

/// A value parser for `clap`: the string itself, if it passes a check.
fn checked(
    check: fn(&str) -> Result<(), String>,
) -> impl Fn(&str) -> Result<String, String> + Clone + Send + Sync + 'static {
    move |text| check(text).map(|()| text.to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }
}
