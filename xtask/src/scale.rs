//! `cargo xtask scale`: whole published definitions, generated and compiled.
//!
//! The definitions are third-party and not part of the repository; without them there is nothing
//! to do, and that is said.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Result, ensure};
use sdk_generator::{Input, Package, write};

use crate::config::{profiles, root, target};
use crate::problems::failure;
use crate::shell::{cargo_in, check};

struct Case {
    file: &'static str,
    operations: usize,
    /// The sets of features that CI checks; the whole crate is documented as well where `document`.
    features: &'static [&'static str],
    /// Those that are checked on demand alone, since they take minutes.
    more: &'static [&'static str],
    document: bool,
}

const CASES: [Case; 2] = [
    Case {
        file: "platform-api-28.0.0.json",
        operations: 932,
        features: &["full", "users"],
        more: &[
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
        document: true,
    },
    Case {
        file: "platform-api-2026-05.json",
        operations: 3164,
        features: &["users"],
        more: &["full"],
        document: false,
    },
];

/// Generates and compiles the definitions of a folder: all that there is to check, or as much as CI
/// has time for.
///
/// # Errors
/// If a crate cannot be generated, or has a warning.
pub(crate) fn run(specs: &Path, is_whole: bool) -> Result<()> {
    let specs = root().join(specs);
    for case in &CASES {
        let spec = specs.join(case.file);
        if spec.exists() {
            run_case(case, &spec, is_whole)?;
        } else {
            println!("\nskipped: {} is not there", spec.display());
        }
    }
    Ok(())
}

fn run_case(case: &Case, spec: &Path, is_whole: bool) -> Result<()> {
    println!("\n{}", case.file);
    let folder = root().join("target/scale");
    let out = folder.join(case.file.trim_end_matches(".json"));
    let start = Instant::now();
    let input = Input {
        spec: spec.to_owned(),
        ..Input::default()
    };
    let package = Package {
        name: case.file.trim_end_matches(".json").replace('.', "-"),
        version: "0.1.0".to_owned(),
        command: "cargo xtask scale".to_owned(),
        repository: None,
        extra_files: [].into(),
        reference: false,
    };
    let generated = sdk_generator::generate(&input, &package, &|_| {}).map_err(failure)?;
    let operations = generated.definition.api.operations.len();
    ensure!(
        operations == case.operations,
        "{operations} operations instead of {}",
        case.operations
    );
    let changes =
        write::write(&generated.files, &out).map_err(|problem| anyhow::anyhow!("{problem}"))?;
    println!(
        "{operations} operations, {} files written, {:.2} s",
        changes.written.len(),
        start.elapsed().as_secs_f64()
    );
    // The crate is none of this workspace, and says so itself.
    let manifest = format!("[workspace]\nmembers = [\"*\"]\n\n{}", profiles()?);
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let target = target();
    let env = [
        ("CARGO_TARGET_DIR", &*target.to_string_lossy()),
        ("CARGO_INCREMENTAL", "0"),
        ("RUSTDOCFLAGS", "-D warnings"),
    ];
    let more = if is_whole { case.more } else { &[] };
    for features in case.features.iter().chain(more) {
        cargo_in(&out, &check(&["--features", features]), &env)?;
    }
    if case.document {
        cargo_in(&out, &["doc", "--no-deps", "--all-features"], &env)?;
    }
    Ok(())
}
