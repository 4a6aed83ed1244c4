//! `cargo xtask publish`: uploads the crate of this repository to a registry.
//!
//! It can be repeated and killed at any time: each run queries the registry first and does only
//! what remains. Only cargo communicates with registries, because it knows their protocols,
//! configuration and tokens; this program never sees a token.

mod manifest;
mod package;
mod registry;
mod request;
mod upload;

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};

use crate::git::Git;
use manifest::Manifest;
use package::Package;
use registry::{Registry, There};
use xtask::problems::named;
use xtask::regen;

/// The path of the crate's manifest in the repository.
const MANIFEST: &str = "generated/Cargo.toml";

/// The time limit from the upload until the version can be downloaded.
const AVAILABLE_WITHIN: Duration = Duration::from_secs(300);

/// The first and the longest wait between two queries.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(15));

/// The registry, and how far the command goes.
#[derive(clap::Args)]
pub(crate) struct PublishArgs {
    /// The name of the registry in cargo's configuration, which also has the token.
    #[arg(long, value_name = "NAME", default_value = registry::CRATES_IO)]
    registry: String,
    /// Run all checks, print what would be uploaded, and upload nothing.
    #[arg(long)]
    dry_run: bool,
    /// Upload nothing, and write the upload to an empty folder: the request to the registry's API, the
    /// name, version and checksum, and the release notes.
    #[arg(long, value_name = "DIR", conflicts_with = "dry_run")]
    pack: Option<PathBuf>,
    /// Skip building the packaged crate.
    #[arg(long)]
    no_verify: bool,
}

pub(crate) fn run(repository: &Path, args: &PublishArgs) -> Result<()> {
    println!("checking that everything is committed");
    let changed = Git::open(repository)?.changed()?;
    ensure!(
        changed.is_empty(),
        "the working tree has uncommitted changes: {}; commit or stash them (`git stash -u`), \
         because a published crate has to match a commit",
        named(&changed)
    );
    println!("checking that generated/ is up to date");
    regen::run(repository, None, None, true)?;
    println!("checking the manifest");
    let manifest = Manifest::read(repository)?;
    manifest.check(&args.registry)?;
    let registry = Registry::new(repository, &args.registry)?;
    let package = Package::make(repository, &args.registry)?;
    print!("{package}");
    package.check_size()?;
    println!("querying {registry} for {}", package.title());
    let write = |checksum| match &args.pack {
        Some(folder) => {
            let source = registry.source();
            request::write(folder, &manifest, &package, source, checksum)
        }
        None => Ok(()),
    };
    if let Some(there) = registry.find(&package)? {
        let same = there.compare(&package)?;
        println!(
            "{} is already in {registry}, {same}: nothing to do",
            package.title()
        );
        return write(Some(there.checksum.as_str()));
    }
    println!("it is not published yet");
    if !args.no_verify {
        println!("building the packaged crate");
        package.build(repository, &args.registry)?;
    }
    if let Some(folder) = &args.pack {
        println!("writing the upload to {}", folder.display());
        return write(None);
    }
    if args.dry_run {
        println!("dry run: without --dry-run, it would be uploaded to {registry} now");
        return Ok(());
    }
    upload::upload(repository, &registry, &package)?;
    let same = wait(&registry, &package)?.compare(&package)?;
    println!(
        "published: {} is available from {registry}, {same}",
        package.title()
    );
    Ok(())
}

/// Packs the crate of a repository as for crates.io, without a request to the registry, and builds it if
/// `is_verified`.
///
/// # Errors
/// If crates.io would reject it.
pub(crate) fn rehearse(repository: &Path, is_verified: bool) -> Result<()> {
    Manifest::read(repository)?.check(registry::CRATES_IO)?;
    let package = Package::make(repository, registry::CRATES_IO)?;
    print!("{package}");
    package.check_size()?;
    if is_verified {
        package.build(repository, registry::CRATES_IO)?;
    }
    Ok(())
}

/// Queries the registry until the version can be downloaded.
fn wait(registry: &Registry, package: &Package) -> Result<There> {
    let start = Instant::now();
    let (mut pause, longest) = PAUSES;
    loop {
        match registry.find(package) {
            Ok(Some(there)) => return Ok(there),
            Ok(None) => println!("it is not available yet"),
            // The upload has succeeded, so errors of queries are temporary.
            Err(error) => println!("{error:#}"),
        }
        if start.elapsed() + pause > AVAILABLE_WITHIN {
            bail!(
                "{} is uploaded, but is not available from {registry} after {} s; run the same \
                 command again later to continue from here",
                package.title(),
                AVAILABLE_WITHIN.as_secs()
            );
        }
        println!("checking again in {} s", pause.as_secs());
        thread::sleep(pause);
        pause = (pause * 2).min(longest);
    }
}
