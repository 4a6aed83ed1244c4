//! Measurements of a running SDK by the programs of the package `programs/`, which is outside of the workspace, so
//! that neither criterion nor the SDK is part of it.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use super::report::{Call, Codec, Load, Report};
use super::{BenchArgs, Part, cargo, progress};
use xtask::config::root;

/// The jobs of the codec: criterion's group, the function that is compared with derived code, and the name in the
/// report.
const CODEC: [(&str, &str, &str); 7] = [
    ("decode-100", "sdk", "decode 100 users"),
    ("decode-100", "response", "decode 100 users, as a response"),
    (
        "decode-100-sorted",
        "sdk",
        "decode 100 users, fields in another order",
    ),
    ("decode-5mb", "sdk", "decode 5 MB"),
    ("decode-5mb", "response", "decode 5 MB, as a response"),
    ("encode-100", "sdk", "encode 100 users"),
    ("encode-5mb", "sdk", "encode 5 MB"),
];

/// Criterion's settings: seconds for each function, enough for a median.
const SETTINGS: [&str; 7] = [
    "--noplot",
    "--warm-up-time",
    "1",
    "--measurement-time",
    "3",
    "--sample-size",
    "30",
];

/// The used part of criterion's `estimates.json`.
#[derive(Deserialize)]
struct Estimates {
    median: Estimate,
}

#[derive(Deserialize)]
struct Estimate {
    point_estimate: f64,
}

/// Runs the selected programs and adds their figures to the report.
///
/// # Errors
/// If a program cannot be built or fails.
pub(crate) fn measure(args: &BenchArgs, folder: &Path, report: &mut Report) -> Result<()> {
    let wanted = [Part::Codec, Part::Call, Part::Load].map(|part| args.wants(part));
    if wanted == [false; 3] {
        return Ok(());
    }
    ensure!(
        root().join("generated/Cargo.toml").exists(),
        "generated/ does not exist; run `cargo xtask regen`"
    );
    let [codec, call, load] = wanted;
    let criterion = folder.join("criterion");
    if codec {
        bench("codec", folder, &criterion)?;
        for (group, function, job) in CODEC {
            let group = criterion.join(group);
            report.codec.push(Codec {
                job: job.to_owned(),
                sdk: median(&group.join(function))?,
                derive: median(&group.join("derive"))?,
                ratio: ratio(&group.join(function))?,
            });
        }
    }
    if call {
        bench("call", folder, &criterion)?;
        let group = criterion.join("call");
        report.call = Some(Call {
            sdk: median(&group.join("sdk"))?,
            bare: median(&group.join("bare"))?,
            ratio: ratio(&group.join("sdk"))?,
        });
    }
    if load {
        for who in ["sdk", "bare"] {
            report.load.push(run_load(who, folder)?);
        }
    }
    Ok(())
}

fn bench(name: &str, folder: &Path, criterion: &Path) -> Result<()> {
    progress(&format!("benchmark {name}"));
    let target = folder.join("build/programs");
    let args = ["bench", "--bench", name, "--"];
    let mut command = cargo::command(&programs(), &target, &args);
    command.args(SETTINGS).stdout(Stdio::null());
    command.env("CRITERION_HOME", criterion);
    let status = command.status().context("cargo bench")?;
    ensure!(status.success(), "the benchmark `{name}` failed");
    Ok(())
}

fn run_load(who: &str, folder: &Path) -> Result<Load> {
    progress(&format!("load by {who}"));
    let args = ["build", "--release", "--bin", "load"];
    let build = cargo::command(&programs(), &folder.join("build/programs"), &args);
    let program = cargo::build(build)?.executables.into_iter().next();
    let program = program.context("cargo built no program `load`")?;
    let output = Command::new(&program).arg(who).output();
    let output = output.with_context(|| program.display().to_string())?;
    if !output.status.success() {
        bail!(
            "`load` failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    serde_json::from_slice(&output.stdout).context("the output of `load`")
}

fn median(function: &Path) -> Result<f64> {
    let estimates: Estimates = read(&function.join("new/estimates.json"))?;
    Ok(estimates.median.point_estimate)
}

/// The ratio that the program adds to criterion's figures: the time of a function divided by that of derived code,
/// when both take turns.
fn ratio(function: &Path) -> Result<f64> {
    read(&function.join("ratio.json"))
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let text = fs::read(path).with_context(|| path.display().to_string())?;
    serde_json::from_slice(&text).with_context(|| path.display().to_string())
}

pub(crate) fn programs() -> std::path::PathBuf {
    root().join("xtask/verify/programs")
}
