//! `cargo xtask scale`: generates and compiles whole published definitions, with single features and
//! with all of them.
//!
//! The definitions are third-party and not part of the repository. Without them, it prints a
//! message and succeeds.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use xtask::config::root;

use super::{Definition, Step, take};

/// The time limit of a step. The largest definition takes minutes with all features.
const LIMIT: Duration = Duration::from_secs(1800);

#[derive(Debug, clap::Args)]
pub(crate) struct ScaleArgs {
    /// The folder with the definitions.
    #[arg(long, value_name = "DIR", default_value = "../shared/specs")]
    specs: PathBuf,
}

/// A published definition, and what is expected of it.
struct Case {
    file: &'static str,
    operations: usize,
    /// The sets of features to compile with.
    features: &'static [&'static str],
    /// Whether the whole crate is documented.
    is_documented: bool,
}

const CASES: [Case; 2] = [
    Case {
        file: "platform-api-28.0.0.json",
        operations: 932,
        features: &[
            "full",
            "users",
            "license",
            "o_auth",
            "routing",
            "conversations",
            "tokens",
            "fax",
            "workforce_management",
            "telephony_providers_edge",
            "quality",
        ],
        is_documented: true,
    },
    Case {
        file: "platform-api-2026-05.json",
        operations: 3164,
        features: &["users", "full"],
        is_documented: false,
    },
];

/// Generates and compiles the definitions of a folder.
///
/// # Errors
/// If a crate cannot be generated, or has a warning.
pub(crate) fn run(args: &ScaleArgs) -> Result<()> {
    let specs = root().join(&args.specs);
    let mut definitions = Vec::new();
    for case in &CASES {
        let path = specs.join(case.file);
        if path.exists() {
            definitions.push(definition(case, path)?);
        } else {
            println!("\nskipped: {} does not exist", path.display());
        }
    }
    if definitions.is_empty() {
        return Ok(());
    }
    take(definitions, Step::Document, LIMIT, NonZeroUsize::MIN)
}

fn definition(case: &Case, path: PathBuf) -> Result<Definition> {
    let size = fs::metadata(&path)
        .with_context(|| path.display().to_string())?
        .len();
    Ok(Definition {
        name: Path::new(case.file)
            .with_extension("")
            .display()
            .to_string(),
        path,
        size,
        operations: Some(case.operations),
        features: case.features.to_vec(),
        is_documented: case.is_documented,
    })
}
