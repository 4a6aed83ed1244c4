//! `cargo xtask publish`: the crate of this repository, into a registry.
//!
//! It may run any number of times, and be killed anywhere: each run asks the registry what is there
//! and does what is left. Cargo alone talks to registries, because it knows their protocols, their
//! configuration and their tokens; no token passes through here.

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

/// The manifest of the crate, from the root of the repository.
const MANIFEST: &str = "generated/Cargo.toml";

/// How long a version may take from its upload until it can be fetched.
const AVAILABLE_WITHIN: Duration = Duration::from_secs(300);

/// The first and the longest pause between two looks for it.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(15));

/// Where the crate goes.
#[derive(clap::Args)]
pub(crate) struct PublishArgs {
    /// The registry, by its name in cargo's configuration. The token is cargo's affair.
    #[arg(long, value_name = "NAME", default_value = registry::CRATES_IO)]
    registry: String,
    /// Do everything that changes nothing in the registry, and tell the rest.
    #[arg(long)]
    dry_run: bool,
    /// Upload nothing, and write what is to be uploaded into an empty folder: the request for the
    /// registry's API, the name, version and checksum, and the release notes.
    #[arg(long, value_name = "DIR", conflicts_with = "dry_run")]
    pack: Option<PathBuf>,
    /// Do not build what was packed: for whoever has built this commit already.
    #[arg(long)]
    no_verify: bool,
}

pub(crate) fn run(repository: &Path, args: &PublishArgs) -> Result<()> {
    println!("everything has to be committed");
    let changed = Git::open(repository)?.changed()?;
    ensure!(
        changed.is_empty(),
        "not everything is committed: {}; commit it, or put it away (`git stash -u`): what is \
         published has to be what a commit says",
        named(&changed)
    );
    println!("generated/ has to be what its definition makes");
    regen::run(repository, None, None, true)?;
    println!("the manifest has to be one that registries take");
    let manifest = Manifest::read(repository)?;
    manifest.check(&args.registry)?;
    let registry = Registry::new(repository, &args.registry)?;
    let package = Package::make(repository, &args.registry)?;
    print!("{package}");
    package.check_size()?;
    println!("asking {registry} for {}", package.title());
    let write = |checksum| match &args.pack {
        Some(folder) => {
            let source = registry.source();
            request::write(folder, repository, &manifest, &package, source, checksum)
        }
        None => Ok(()),
    };
    if let Some(there) = registry.find(&package)? {
        let same = there.compare(&package)?;
        println!(
            "{} is in {registry} already, {same}: nothing to do",
            package.title()
        );
        return write(Some(there.checksum.as_str()));
    }
    println!("it is not there");
    if !args.no_verify {
        println!("building what was packed");
        package.build(repository, &args.registry)?;
    }
    if let Some(folder) = &args.pack {
        println!("what is to be uploaded goes into {}", folder.display());
        return write(None);
    }
    if args.dry_run {
        println!("without --dry-run, it would be uploaded to {registry} now, and waited for");
        return Ok(());
    }
    upload::upload(repository, &registry, &package)?;
    let same = wait(&registry, &package)?.compare(&package)?;
    println!(
        "published: {} can be fetched from {registry}, {same}",
        package.title()
    );
    Ok(())
}

/// Packs the crate of a repository as for crates.io, builds it if it is to be verified, and asks nobody.
///
/// # Errors
/// If crates.io would not take it.
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

/// Asks until the version can be fetched.
fn wait(registry: &Registry, package: &Package) -> Result<There> {
    let start = Instant::now();
    let (mut pause, longest) = PAUSES;
    loop {
        match registry.find(package) {
            Ok(Some(there)) => return Ok(there),
            Ok(None) => println!("it cannot be fetched yet"),
            // What was uploaded stays uploaded: a registry that is away for a moment is asked again.
            Err(error) => println!("{error:#}"),
        }
        if start.elapsed() + pause > AVAILABLE_WITHIN {
            bail!(
                "{} is uploaded, but cannot be fetched from {registry} after {} s: run the same \
                 command again later, which goes on from here",
                package.title(),
                AVAILABLE_WITHIN.as_secs()
            );
        }
        println!("asking again in {} s", pause.as_secs());
        thread::sleep(pause);
        pause = (pause * 2).min(longest);
    }
}
