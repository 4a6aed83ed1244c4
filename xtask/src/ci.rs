//! `cargo xtask ci`: everything that must hold before a change lands; with `--nightly`, checks that take
//! longer.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use sdk_generator::load;
use serde::Deserialize;
use xtask::commands::{self, DELEGATED};
use xtask::config::{root, target};
use xtask::regen;
use xtask::shell::{cargo, cargo_command, check, run_in};

/// Which checks to run.
#[derive(Debug, clap::Args)]
pub(crate) struct CiArgs {
    /// Run the long checks instead: fuzzing for minutes, and with the definitions in `../shared/specs/` the
    /// whole corpus, whole published definitions and `cargo semver-checks`.
    #[arg(long)]
    nightly: bool,
}

/// A step: its name and its function.
type Step = (&'static str, fn() -> Result<()>);

/// The steps before a change lands.
const STEPS: [Step; 15] = [
    ("format", format),
    ("clippy", clippy),
    ("dependencies", dependencies),
    ("tests", tests_of_behaviour),
    ("tests of releases and checks", tests_of_tools),
    ("generated/ is up to date", || {
        regen::run(root(), None, None, true)
    }),
    ("the generator as it is packed", || xtask("packed", &[])),
    ("features of generated/", generated_features),
    ("features of the runtime", runtime_features),
    ("benchmark programs", bench_programs),
    ("documentation", documentation),
    ("contract", || xtask("contract", &["--all"])),
    ("models", || xtask("models", &[])),
    ("site", || xtask("docs", &["--check"])),
    ("corpus", || {
        let sample = ["--until", "compile", "--sample", "6", "--jobs", "1"];
        xtask("corpus", &[&[CORPUS, "--if-there"], &sample[..]].concat())
    }),
];

/// The steps of each night.
const NIGHTLY: [Step; 4] = [
    ("hostile input, for longer", hostile_input),
    ("corpus", || xtask("corpus", &[CORPUS, "--if-there"])),
    ("scale", || xtask("scale", &[])),
    ("semver", || xtask("semver", &[])),
];

/// The folder of published definitions, beside the repository.
const CORPUS: &str = "../shared/specs/corpus";

const DENY_DOC_WARNINGS: (&str, &str) = ("RUSTDOCFLAGS", "-D warnings");

/// The hand-written packages; the generated one is formatted by the generator.
const OWN_PACKAGES: [&str; 5] = [
    "sdk-generator",
    "sdk-runtime",
    "xtask",
    "xtask-release",
    "xtask-verify",
];

/// Runs all steps up to the first that fails, and prints how long each took.
///
/// # Errors
/// If a step fails.
pub(crate) fn run(args: &CiArgs) -> Result<()> {
    let steps: &[Step] = if args.nightly { &NIGHTLY } else { &STEPS };
    let mut times = Vec::new();
    let mut ended = Ok(());
    for (name, step) in steps {
        println!("\n== {name}");
        let start = Instant::now();
        ended = step().with_context(|| format!("the step `{name}` failed"));
        times.push((*name, start.elapsed()));
        if ended.is_err() {
            break;
        }
    }
    print!("\n{}", table(&times));
    ended
}

/// The times of the steps, and their sum.
fn table(times: &[(&str, Duration)]) -> String {
    let sum = times.iter().map(|(_, time)| *time).sum();
    let lines = times.iter().copied().chain([("all", sum)]);
    let lines = lines.map(|(name, time)| format!("{name:<30} {:>7.1} s\n", time.as_secs_f64()));
    lines.collect()
}

/// Runs a command of another package.
fn xtask(name: &str, args: &[&str]) -> Result<()> {
    let Some(command) = DELEGATED.iter().find(|command| command.name == name) else {
        bail!("no package has the command `{name}`");
    };
    let args: Vec<OsString> = args.iter().map(OsString::from).collect();
    commands::run(command, None, &args)
}

fn format() -> Result<()> {
    let mut format = vec!["fmt", "--check"];
    for package in OWN_PACKAGES {
        format.extend(["--package", package]);
    }
    cargo(&format, &[])?;
    format_included()
}

fn clippy() -> Result<()> {
    let clippy = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--",
        "-D",
        "warnings",
    ];
    cargo(&clippy, &[])?;
    // The library without the program.
    let library = [
        "clippy",
        "-p",
        "sdk-generator",
        "--lib",
        "--no-default-features",
    ];
    cargo(&[&library[..], &["--", "-D", "warnings"]].concat(), &[])
}

/// The tests of `cargo test`.
fn tests_of_behaviour() -> Result<()> {
    cargo(&["test"], &[])
}

/// The tests of releases and checks, which build crates and start registries, and those of the fixtures'
/// crates and of the tutorial that `cargo test` skips.
///
/// Packages are not named, because the features of dependencies follow from the packages that are built together:
/// as it is, all of them have those that `cargo test` has compiled already.
fn tests_of_tools() -> Result<()> {
    let programs = programs_of(&root().join("xtask/release/tests"))?;
    let programs = programs.iter().flat_map(|name| ["--test", name]);
    let tools = ["test", "--workspace", "--bins"].into_iter();
    cargo(&tools.chain(programs).collect::<Vec<_>>(), &[])?;
    let program = ["test", "--test", "all", "--"];
    let ignored = ["compile::", "tutorial::", "--ignored"];
    cargo(&[&program[..], &ignored].concat(), &[])
}

/// The names of the programs of tests in a folder.
fn programs_of(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut names = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.file_stem().unwrap_or_default();
            names.push(name.to_string_lossy().into_owned());
        }
    }
    Ok(names)
}

/// Runs the tests of hostile documents and strings for longer than the second or two of `cargo test`.
fn hostile_input() -> Result<()> {
    let program = ["test", "--test", "all", "--"];
    let tests = [&program[..], &["fuzz::", "texts::"]].concat();
    cargo(&tests, &[("FUZZ_SECONDS", "60"), ("TEXTS_ROUNDS", "1000")])
}

fn documentation() -> Result<()> {
    let mut document = vec!["doc", "--no-deps", "--all-features"];
    for package in OWN_PACKAGES {
        document.extend(["--package", package]);
    }
    cargo(&document, &[DENY_DOC_WARNINGS])
}

/// Checks the rules of `deny.toml`, if `cargo deny` is installed; it takes minutes to compile. Licences and
/// versions are also checked by `tests/dependencies.rs`.
fn dependencies() -> Result<()> {
    let is_there = cargo_command().args(["deny", "--version"]).output();
    if !is_there.is_ok_and(|output| output.status.success()) {
        println!("\nskipped: cargo-deny is not installed (`cargo install --locked cargo-deny`)");
        return Ok(());
    }
    cargo(&["deny", "check", "licenses", "bans", "sources"], &[])?;
    // What is known of a version may change any day, and needs the network.
    if let Err(error) = cargo(&["deny", "check", "advisories"], &[]) {
        println!("check the advisories above, or the network connection: {error:#}");
    }
    Ok(())
}

/// The runtime must compile without features, with models only, and with each feature alone.
fn runtime_features() -> Result<()> {
    let features = features_of(&root().join("templates/runtime/Cargo.toml"))?;
    let features = features.keys().map(String::as_str);
    for feature in features.filter(|name| *name != "default").chain([""]) {
        let args = [
            "clippy",
            "-p",
            "sdk-runtime",
            "--no-default-features",
            "--features",
            feature,
        ];
        cargo(&[&args[..], &["--", "-D", "warnings"]].concat(), &[])?;
    }
    Ok(())
}

/// The programs of `cargo xtask bench` are a separate workspace, and must compile, too.
fn bench_programs() -> Result<()> {
    let manifest = ["--manifest-path", "xtask/verify/programs/Cargo.toml"];
    let format = [&["fmt", "--check"], &manifest[..]].concat();
    cargo(&format, &[])?;
    let clippy = [
        &["clippy", "--all-targets"],
        &manifest[..],
        &["--", "-D", "warnings"],
    ]
    .concat();
    // The folder of this workspace holds most of what they need, compiled already.
    let target = target();
    cargo(&clippy, &[("CARGO_TARGET_DIR", &target.to_string_lossy())])
}

/// Formats the files that are copied into the crate: they belong to no package.
fn format_included() -> Result<()> {
    let folder = root().join("spec/crate");
    let mut files: Vec<_> = load::load_folder(&folder)
        .map_err(|problem| anyhow::anyhow!("{problem}"))?
        .into_keys()
        .filter(|path| path.ends_with(".rs"))
        .map(|path| folder.join(path).to_string_lossy().into_owned())
        .collect();
    files.splice(0..0, ["--check", "--edition", "2024"].map(str::to_owned));
    run_in(root(), "rustfmt", &files, &[])
}

/// The generated crate must compile with each tag alone, with the client and without.
fn generated_features() -> Result<()> {
    let manifest = root().join("generated/Cargo.toml");
    let apis = api_features(&manifest)?;
    let manifest = manifest.to_string_lossy();
    for feature in apis.iter().map(String::as_str).chain(["full"]) {
        let features = ["--manifest-path", &manifest, "--features", feature];
        let models_alone = [&features[..], &["--no-default-features"]].concat();
        cargo(&check(&models_alone), &[])?;
        cargo(&check(&features), &[])?;
    }
    Ok(())
}

/// The features of tags: those that `full` lists in the manifest.
fn api_features(manifest: &Path) -> Result<Vec<String>> {
    let apis = features_of(manifest)?.remove("full");
    apis.context("generated/Cargo.toml has no feature `full`; fix templates/crate")
}

/// The features of a package, with those that each enables.
fn features_of(manifest: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    #[derive(Deserialize)]
    struct Manifest {
        features: BTreeMap<String, Vec<String>>,
    }

    let text = fs::read_to_string(manifest).with_context(|| manifest.display().to_string())?;
    let parsed: Manifest = toml::from_str(&text).with_context(|| manifest.display().to_string())?;
    Ok(parsed.features)
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use super::{programs_of, table};

    #[test]
    fn programs_of_tests_are_files_and_not_folders() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/release/tests");
        let programs = programs_of(Path::new(folder)).unwrap();
        assert!(programs.contains(&"release".to_owned()));
        assert!(!programs.contains(&"support".to_owned()));
    }

    #[test]
    fn the_table_ends_with_the_sum() {
        let times = [
            ("format", Duration::from_millis(1500)),
            ("clippy", Duration::from_secs(40)),
        ];
        let text = table(&times);
        assert!(text.starts_with("format "), "{text}");
        assert!(text.ends_with(" 41.5 s\n"), "{text}");
        assert_eq!(text.lines().count(), 3);
    }
}
