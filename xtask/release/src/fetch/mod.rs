//! `cargo xtask fetch`: downloads the published definition into `spec/`, with previews and
//! topics.
//!
//! `spec/` changes only if the new definition is complete and accepted by the generator.

mod merge;
mod receipt;
mod source;
mod topics;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sdk_generator::Input;
use serde_json::Value;

use receipt::Receipt;
use source::{Document, Login, Source};
use xtask::config::Config;
use xtask::problems::failure;

/// The source of the definition, and what is added to it.
#[derive(clap::Args)]
pub(crate) struct FetchArgs {
    /// The region to download from, such as `eu-west-1` or `mypurecloud.ie`.
    #[arg(long, default_value = "us-east-1", conflicts_with_all = ["url", "file"])]
    region: String,
    /// The base URL of another API that publishes its definition under the same paths; `https`, except
    /// for localhost.
    #[arg(long, value_name = "URL", conflicts_with = "file")]
    url: Option<String>,
    /// A local file with the definition.
    #[arg(long, value_name = "PATH", conflicts_with_all = ["preview", "notifications"])]
    file: Option<PathBuf>,
    /// Add the preview operations.
    #[arg(long)]
    preview: bool,
    /// Add the notification topics that no overlay has, with their schemas. Requires credentials in
    /// GENESYSCLOUD_ACCESS_TOKEN, or in GENESYSCLOUD_OAUTHCLIENT_ID and
    /// GENESYSCLOUD_OAUTHCLIENT_SECRET.
    #[arg(long)]
    notifications: bool,
}

/// Whether `spec/` has changed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fetched {
    Unchanged,
    Changed,
}

pub(crate) fn run(repository: &Path, args: &FetchArgs) -> Result<()> {
    // Public documents are requested without a login.
    let login = args.notifications.then(Login::of_environment).flatten();
    let fetched = fetch(
        args,
        login,
        &repository.join("spec"),
        &xtask::config::target(),
    )?;
    match fetched {
        Fetched::Unchanged => println!("unchanged"),
        Fetched::Changed => {
            println!("changed: run `cargo xtask regen`, or `cargo xtask diff` first")
        }
    }
    Ok(())
}

/// Fetches into a folder like `spec/`.
fn fetch(args: &FetchArgs, login: Option<Login>, spec: &Path, target: &Path) -> Result<Fetched> {
    let config = Config::load(spec)?;
    let Published {
        from,
        definition,
        api_version,
    } = published(args, login, target, &config.overlays)?;
    let place = config.definition.with_extension("json");
    let mut text = serde_json::to_string_pretty(&definition)?;
    text.push('\n');
    if config.definition == place && fs::read_to_string(&place).is_ok_and(|old| old == text) {
        return Ok(Fetched::Unchanged);
    }
    // In the same folder, so that persisting it is an atomic rename.
    let mut staged = tempfile::NamedTempFile::new_in(spec)?;
    staged.write_all(text.as_bytes())?;
    staged.as_file().sync_all()?;
    check(staged.path(), &config)?;
    println!("{}: {} bytes", place.display(), text.len());
    staged.persist(&place)?;
    Receipt::new(from, &text, api_version).write(spec)?;
    if config.definition != place {
        Config::set_definition(spec, &name(&place))?;
        println!(
            "spec/sdk.toml: {} in place of {}",
            name(&place),
            name(&config.definition)
        );
    }
    Ok(Fetched::Changed)
}

/// Copies a local definition into a folder like `spec/`.
pub(crate) fn take(file: &Path, spec: &Path) -> Result<()> {
    let args = FetchArgs {
        region: String::new(),
        url: None,
        file: Some(file.to_owned()),
        preview: false,
        notifications: false,
    };
    fetch(&args, None, spec, &xtask::config::target()).map(drop)
}

/// The release number of the API for the definition in a folder like `spec/`, if it is known.
pub(crate) fn api_version(spec: &Path) -> Result<Option<u64>> {
    let receipt = Receipt::read(spec)?;
    Ok(receipt.and_then(|receipt| receipt.api_version))
}

/// A downloaded definition.
struct Published {
    /// Its URL or file name.
    from: String,
    /// The merged definition.
    definition: Value,
    api_version: Option<u64>,
}

fn published(
    args: &FetchArgs,
    login: Option<Login>,
    target: &Path,
    overlays: &[PathBuf],
) -> Result<Published> {
    if let Some(file) = &args.file {
        let definition = sdk_generator::load::load_file(file);
        let definition = definition.map_err(|problem| anyhow::anyhow!("{problem}"))?;
        is_definition(&definition).with_context(|| file.display().to_string())?;
        return Ok(Published {
            from: name(file),
            definition,
            api_version: None,
        });
    }
    let place = args.url.as_deref().unwrap_or(&args.region);
    let source = match &args.url {
        Some(url) => Source::at(url, login, target)?,
        None => Source::of_region(&args.region, login, target)?,
    };
    let mut definition = source.get(Document::Definition)?;
    is_definition(&definition).with_context(|| place.to_owned())?;
    if args.preview {
        let preview = source.get(Document::Preview)?;
        is_definition(&preview).context("the preview")?;
        let count = merge::preview(&mut definition, preview);
        println!("{count} preview operations");
    }
    if args.notifications {
        let known = topics::of_overlays(overlays)?;
        let count = topics::add(&mut definition, &source.get(Document::Topics)?, &known)?;
        println!("{count} notification topics that no overlay has");
    }
    Ok(Published {
        from: source.url(Document::Definition),
        definition,
        api_version: source.api_version(),
    })
}

/// Checks that a document is a definition, and not another response of some server.
fn is_definition(document: &Value) -> Result<()> {
    let has_version = ["swagger", "openapi"]
        .iter()
        .any(|key| document[key].is_string());
    let has_paths = document["paths"]
        .as_object()
        .is_some_and(|paths| !paths.is_empty());
    if !has_version || !has_paths {
        bail!(
            "the document is not a definition; it has no `openapi` or `swagger` version, or no `paths`"
        );
    }
    Ok(())
}

/// Runs the stages of the generator on the definition, with its overlays.
fn check(path: &Path, config: &Config) -> Result<()> {
    let input = Input {
        spec: path.to_owned(),
        ..config.input()?
    };
    let read = sdk_generator::read(&input, &|_| {});
    let read = read.map(drop).map_err(failure);
    read.context("the generator rejects the new definition; spec/ is unchanged")
}

fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests;
