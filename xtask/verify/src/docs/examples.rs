//! Compiles the code on the pages, as one package with a module for each page.
//!
//! A module is the page with everything but its code blanked out, so that errors of the compiler
//! name the page and the line.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::{PAGES, write_files};
use crate::measure;
use crate::workspace::write_manifest;
use xtask::config::target;
use xtask::shell::cargo_command;

/// The features that the examples use: all APIs, notifications and webhooks.
const FEATURES: &str = r#"["full", "websocket", "webhooks"]"#;

/// Compiles the Rust code blocks on the pages of a crate. `folder` is for the package.
///
/// # Errors
/// If a code block does not compile, or a file cannot be written.
pub(super) fn check(
    files: &BTreeMap<String, String>,
    crate_folder: &Path,
    package: &str,
    folder: &Path,
) -> Result<()> {
    let mut source = BTreeMap::new();
    let mut library = String::from("#![allow(dead_code, deprecated, unused)]\n");
    let mut blocks = 0;
    let pages = files.iter().filter(|(path, _)| path.starts_with(PAGES));
    for (path, page) in pages {
        let (code, count) = code(page);
        if count > 0 {
            library += &format!("\n#[path = {path:?}]\nmod page_{};\n", source.len());
            source.insert(path.clone(), code);
            blocks += count;
        }
    }
    let pages = source.len();
    source.insert("lib.rs".to_owned(), library);
    write_files(&source, folder)?;
    let path = crate_folder.to_string_lossy();
    let sections = format!(
        "[lib]\npath = \"lib.rs\"\n\n[dependencies]\n{package} = {{ path = {path:?}, features = {FEATURES} }}\n\
         serde_json = \"1\"\n"
    );
    write_manifest(folder, "sdk-examples", &sections)?;
    let mut check = cargo_command();
    check.args(["check", "--quiet"]).current_dir(folder);
    check.env("CARGO_TARGET_DIR", target());
    let cost = measure::once(check).with_context(|| {
        format!(
            "an example on a page does not compile; the places are below {}",
            crate_folder.display()
        )
    })?;
    println!(
        "{blocks} examples on {pages} pages compile ({:.1} s)",
        cost.wall
    );
    ensure!(blocks > 0, "no page has an example; fix templates/docs");
    Ok(())
}

/// The Rust code blocks of a page, each as a module on the same lines, and their number.
fn code(page: &str) -> (String, usize) {
    let mut code = String::new();
    let mut blocks = 0;
    let mut is_inside = false;
    for line in page.lines() {
        if is_inside && line == "```" {
            is_inside = false;
            code.push('}');
        } else if is_inside {
            code.push_str(line);
        } else if line == "```rust" {
            is_inside = true;
            blocks += 1;
            code.push_str(&format!("mod block_{blocks} {{"));
        }
        code.push('\n');
    }
    (code, blocks)
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn code_stays_on_its_line() {
        let page = "# A\n\n```rust\nfn a() {}\n```\n```json\n{}\n```\n```rust\nfn a() {}\n```\n";
        let expected = "\n\nmod block_1 {\nfn a() {}\n}\n\n\n\nmod block_2 {\nfn a() {}\n}\n";
        assert_eq!(code(page), (expected.to_owned(), 2));
    }
}
