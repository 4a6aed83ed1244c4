//! `cargo xtask regen`: generates the crate, or checks that it is up to date.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use sdk_generator::write::FileChanges;

use crate::config::{Config, REGEN};
use crate::problems::failure;

/// Generates the crate of a repository and prints what changed; with `check`, only compares.
///
/// # Errors
/// If the definition is rejected, a file cannot be read or written, or `check` finds a difference.
pub fn run(
    repository: &Path,
    spec: Option<PathBuf>,
    out: Option<PathBuf>,
    check: bool,
) -> Result<()> {
    let config = Config::load(&repository.join("spec"))?;
    let out = out.unwrap_or_else(|| repository.join("generated"));
    let mut input = config.input()?;
    if let Some(spec) = spec {
        input.spec = spec;
    }
    let package = config.package()?;
    let run = if check {
        sdk_generator::compare
    } else {
        sdk_generator::update
    };
    let waiting = |stage: &str| {
        if stage == sdk_generator::WAIT {
            println!("waiting for file lock on {}", out.display());
        }
    };
    let (summary, changes) = run(&input, &package, &out, &waiting).map_err(failure)?;
    if check && !changes.is_empty() {
        bail!("{}", stale(&changes, &out));
    }
    for (code, count) in summary.diagnostics.warnings_by_code() {
        println!("{count:>5} {code}");
    }
    println!(
        "{}: {} written, {} unchanged, {} removed",
        out.display(),
        changes.written.len(),
        changes.unchanged,
        changes.removed.len()
    );
    Ok(())
}

fn stale(changes: &FileChanges, out: &Path) -> String {
    format!(
        "{} is not up to date: {}\nrun `{REGEN}` and commit the result",
        out.display(),
        changes.files()
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::config::root;

    #[test]
    fn the_code_of_the_readme_stands_in_examples_that_are_compiled() {
        let readme = fs::read_to_string(root().join("README.md")).unwrap();
        let examples = root().join("spec/crate/examples");
        let examples = fs::read_dir(examples).unwrap().flatten();
        let examples: Vec<_> = examples
            .filter_map(|it| fs::read_to_string(it.path()).ok())
            .collect();
        let blocks: Vec<_> = readme.split("```rust\n").skip(1).collect();
        assert!(!blocks.is_empty());
        for block in blocks {
            let code = block.split("```").next().unwrap();
            // A program is a whole example; of a part, each line stands in one of them.
            if code.contains("fn main") {
                assert!(examples.iter().any(|text| text.ends_with(code)), "{code}");
            }
            let lines = code.lines().map(str::trim);
            for line in lines.filter(|line| !line.starts_with("//")) {
                assert!(examples.iter().any(|text| text.contains(line)), "{line}");
            }
        }
    }
}
