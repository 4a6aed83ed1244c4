//! Builds the site with mdBook from the unchanged pages. It has the folders of the crate, so that
//! links between pages work.

use std::collections::BTreeMap;
use std::path::{Path, absolute};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{GUIDE, PAGES, rustdoc, write_files};
use crate::tools::Tool;
use xtask::config::target;
use xtask::shell::cargo_command;

/// mdBook, without optimization: that would take three more minutes to compile, and save three
/// seconds for this crate and half a minute for the whole Platform API.
const TOOL: Tool = Tool {
    name: "mdbook",
    version: "0.5.4",
    how: &["--debug", "--no-default-features", "--features", "search"],
};

const SETTINGS: &str = include_str!("book.toml");
const STYLES: &str = include_str!("site.css");

/// The page about rustdoc.
const RUSTDOC_PAGE: &str = "rustdoc.md";

/// Builds the site from the files of a crate. `folder` is for the source of the book.
///
/// # Errors
/// If a page has no title, a file cannot be written, or mdBook cannot be installed or fails.
pub(super) fn build(
    files: &BTreeMap<String, String>,
    package: &str,
    folder: &Path,
    site: &Path,
) -> Result<()> {
    let mut book: BTreeMap<String, String> = files
        .iter()
        .map(|(path, text)| (format!("src/{path}"), text.clone()))
        .collect();
    book.insert("src/SUMMARY.md".to_owned(), summary(files)?);
    book.insert(format!("src/{RUSTDOC_PAGE}"), rustdoc::page(package));
    book.insert("book.toml".to_owned(), SETTINGS.to_owned());
    book.insert("site.css".to_owned(), STYLES.to_owned());
    write_files(&book, folder)?;
    let program = TOOL.install(cargo_command(), &target())?;
    let mut mdbook = Command::new(program);
    mdbook.arg("build").arg(folder);
    // mdBook resolves relative paths within the book.
    mdbook.arg("--dest-dir").arg(absolute(site)?);
    mdbook.env("MDBOOK_BOOK__TITLE", package);
    // Its warnings, such as that about the size of the search index, are for authors of
    // books.
    mdbook.env("MDBOOK_LOG", "error");
    let status = mdbook.status().context(TOOL.name)?;
    ensure!(status.success(), "{} failed, as printed above", TOOL.name);
    Ok(())
}

/// The `SUMMARY.md` of the book.
fn summary(files: &BTreeMap<String, String>) -> Result<String> {
    let mut text = format!("# Summary\n\n[Guide]({GUIDE})\n");
    for (path, page) in pages(files, "") {
        text += &format!("[{}]({path})\n", title(path, page)?);
    }
    text += &format!("[rustdoc]({RUSTDOC_PAGE})\n\n# APIs\n\n");
    for (path, page) in pages(files, "apis/") {
        let title = title(path, page)?;
        let title = title.strip_suffix(" API").unwrap_or(title);
        text += &format!("- [{title}]({path})\n");
    }
    text += "\n# Models\n\n";
    let mut models = BTreeMap::new();
    for (path, page) in pages(files, "models/") {
        models.insert(title(path, page)?, path);
    }
    let mut last = None;
    for (title, path) in models {
        let letter = title.chars().next();
        if letter != last {
            // A draft chapter, which has no page: mdBook shows it as a foldable heading.
            text += &format!("- [{}]()\n", letter.unwrap_or_default());
            last = letter;
        }
        text += &format!("  - [{title}]({path})\n");
    }
    Ok(text)
}

/// The pages of a folder, without subfolders.
fn pages<'a>(
    files: &'a BTreeMap<String, String>,
    folder: &str,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    files.iter().filter_map(move |(path, text)| {
        let name = path.strip_prefix(PAGES)?.strip_prefix(folder)?;
        let is_page = name.ends_with(".md") && !name.contains('/');
        is_page.then_some((path.as_str(), text.as_str()))
    })
}

/// The title of a Markdown page.
fn title<'a>(path: &str, page: &'a str) -> Result<&'a str> {
    let mut headings = page.lines().filter_map(|line| line.strip_prefix("# "));
    let title = headings.next();
    title.with_context(|| format!("{path} has no heading; fix templates/docs"))
}

#[cfg(test)]
mod tests {
    use super::summary;

    #[test]
    fn models_are_found_by_their_letter() {
        let files = [
            ("README.md", "# sdk"),
            ("docs/README.md", "# Reference"),
            (
                "docs/apis/users.md",
                "<!-- made -->\n# Users API\n\n## get_user",
            ),
            ("docs/models/user.md", "# User"),
            ("docs/models/entity.md", "# Entity"),
            ("docs/models/user_list.md", "# UserList"),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let expected = "# Summary

[Guide](README.md)
[Reference](docs/README.md)
[rustdoc](rustdoc.md)

# APIs

- [Users](docs/apis/users.md)

# Models

- [E]()
  - [Entity](docs/models/entity.md)
- [U]()
  - [User](docs/models/user.md)
  - [UserList](docs/models/user_list.md)
";
        assert_eq!(summary(&files.into()).unwrap(), expected);
    }
}
