//! `cargo xtask diff`: what changed between two definitions, as `sdkgen diff` tells it, with the
//! overlays of `spec/sdk.toml`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use sdk_generator::Input;
use sdk_generator::diff::{Format, Rules};

use xtask::config::Config;
use xtask::problems::failure;

#[derive(clap::Args)]
pub(crate) struct DiffArgs {
    /// The definition as it was.
    old: PathBuf,
    /// The definition as it is; that of `spec/sdk.toml` when it is not given.
    new: Option<PathBuf>,
    /// How to print: `text`, `markdown` or `json`.
    #[arg(long, default_value = "text")]
    format: Format,
    /// Which changes count, and how much: `crate` or `official`.
    #[arg(long, default_value = "crate")]
    rules: Rules,
}

pub(crate) fn run(repository: &Path, args: DiffArgs) -> Result<()> {
    let config = Config::load(&repository.join("spec"))?;
    let current = config.input()?;
    let input = |spec: PathBuf| Input {
        spec,
        ..current.clone()
    };
    let (old, new) = (args.old, args.new.unwrap_or(config.definition.clone()));
    let changes = sdk_generator::changes(&input(old), &input(new), args.rules);
    let changes = changes.map_err(failure)?;
    print!("{}", changes.render(args.format, None));
    Ok(())
}
