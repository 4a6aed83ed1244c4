//! `cargo xtask docs`: builds a site with search from the reference pages and rustdoc of the
//! SDK.
//!
//! `book` builds the pages and `rustdoc` adds its output. With `--check`, `links` checks every
//! link, `tour` tests the site in a `browser`, and `examples` compiles the code on the pages.

mod book;
mod browser;
mod examples;
mod links;
mod rustdoc;
mod tour;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use sdk_generator::{load, write};

use self::browser::Browser;
use xtask::config::{Config, root, target};
use xtask::problems::failure;

/// The folder of the reference pages in a crate.
const PAGES: &str = "docs/";

/// The file of a crate that is the front page.
const GUIDE: &str = "README.md";

#[derive(clap::Args)]
pub(crate) struct DocsArgs {
    /// Open the site in the browser.
    #[arg(long)]
    open: bool,
    /// The output folder; by default `target/site`. Its contents are deleted.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Also check all links, test the site in a headless browser, and compile the examples of the
    /// pages.
    #[arg(long)]
    check: bool,
}

/// Builds the site of `generated/`.
///
/// # Errors
/// If there are no reference pages, if mdBook cannot be installed or run, or if rustdoc has a
/// warning. With `--check`, if a link does not resolve, if the site does not work in a browser or an
/// example does not compile.
pub(crate) fn run(args: &DocsArgs) -> Result<()> {
    let crate_folder = root().join("generated");
    let package = Config::load(&root().join("spec"))?.name;
    let work = target().join("docs");
    let site = args.out.clone().unwrap_or_else(|| target().join("site"));
    let files = files(&crate_folder)?;
    ensure!(
        files.keys().any(|path| path.starts_with(PAGES)),
        "{} has no reference pages; generate them with `cargo xtask regen`",
        crate_folder.display()
    );
    book::build(&files, &package, &work.join("book"), &site)?;
    rustdoc::build(&package, &work, &site)?;
    println!("\n{}", site.join("index.html").display());
    if args.check {
        check(&files, &crate_folder, &package, &work, &site)?;
    }
    if args.open {
        open::that(site.join("index.html")).context("cannot start a browser")?;
    }
    Ok(())
}

fn check(
    files: &BTreeMap<String, String>,
    crate_folder: &Path,
    package: &str,
    work: &Path,
    site: &Path,
) -> Result<()> {
    println!("{} links are valid", links::check(site)?);
    match Browser::find() {
        Some(program) => tour::check(&program, site, sought(files)?)?,
        None => println!("skipped: no browser is installed to test the site"),
    }
    examples::check(files, crate_folder, package, &work.join("examples"))
}

/// The operation that the tour searches for: that of the guide's first call.
fn sought(files: &BTreeMap<String, String>) -> Result<&str> {
    let mut lines = files.get(GUIDE).into_iter().flat_map(|text| text.lines());
    let ends = ["().send()", "().into_stream()"];
    let call = lines.find_map(|line| ends.iter().find_map(|end| line.split_once(end)));
    let method = call.and_then(|(call, _)| call.rsplit_once("()."));
    let method = method.map(|(_, method)| method);
    method.context("the guide has no call to search for")
}

/// The pages of a crate, and the files that they link to.
fn files(crate_folder: &Path) -> Result<BTreeMap<String, String>> {
    let readme = crate_folder.join(GUIDE);
    let text = fs::read_to_string(&readme).with_context(|| readme.display().to_string())?;
    let mut files = BTreeMap::from([(GUIDE.to_owned(), text)]);
    for prefix in [PAGES, "examples/", "tests/"] {
        let folder = crate_folder.join(prefix);
        if !folder.exists() {
            continue;
        }
        let found = load::load_folder(&folder);
        let found = found.map_err(failure)?;
        files.extend(
            found
                .into_iter()
                .map(|(path, text)| (format!("{prefix}{path}"), text)),
        );
    }
    Ok(files)
}

/// Writes these files into a folder, and removes all others. Unchanged files are not
/// written.
fn write_files(files: &BTreeMap<String, String>, folder: &Path) -> Result<()> {
    write::write(files, folder).map_err(|problem| anyhow::anyhow!("{problem}"))?;
    Ok(())
}
