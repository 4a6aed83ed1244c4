//! `cargo xtask diff`: the changes between two definitions, as `sdkgen diff` prints them, with the overlays
//! of `spec/sdk.toml`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use sdk_generator::Input;
use sdk_generator::diff::{Format, Rules};

use xtask::config::Config;
use xtask::problems::failure;

#[derive(clap::Args)]
pub(crate) struct DiffArgs {
    /// The old definition.
    old: PathBuf,
    /// The new definition; by default that of `spec/sdk.toml`.
    new: Option<PathBuf>,
    /// The output format: `text`, `markdown` or `json`.
    #[arg(long, default_value = "text")]
    format: Format,
    /// The rules that classify changes: `crate` or `official`.
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
