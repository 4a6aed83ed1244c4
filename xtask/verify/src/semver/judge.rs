//! The judge: cargo-semver-checks, and what it says of two crates.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use sdk_generator::diff::Impact;
use wait4::Wait4;

use crate::tools::Tool;
use xtask::config::target;
use xtask::shell::cargo_command;

/// The judge, in the version whose report is understood here. Fast code is worth the quarter of an
/// hour that it takes to compile: a run is longer.
const TOOL: Tool = Tool {
    name: NAME,
    version: "0.51.0",
    how: &[],
};

/// What the judge is called.
const NAME: &str = "cargo-semver-checks";

/// What is only added, which the judge looks at when it is told to. It asks for a minor version.
const ADDITIONS: [&str; 8] = [
    "exhaustive_enum_added",
    "exhaustive_struct_added",
    "exhaustive_struct_with_private_fields_added",
    "feature_newly_enables_feature",
    "inherent_method_added",
    "non_exhaustive_enum_added",
    "non_exhaustive_struct_added",
    "pub_const_added",
];

/// What the manifest of a crate says beside what is generated: that the crate is none of this
/// workspace, and what the judge is to look at.
pub(super) fn settings() -> String {
    let lints = ADDITIONS.map(|lint| format!("{lint} = \"deny\"\n"));
    format!(
        "\n[workspace]\n\n[package.metadata.cargo-semver-checks.lints]\n{}",
        lints.concat()
    )
}

/// One item that a lint of the judge is about.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finding {
    /// The name of the lint.
    pub(super) lint: String,
    /// The version that it asks for.
    pub(super) impact: Impact,
    /// The item, as the judge writes it.
    pub(super) item: String,
}

/// What the judge says of two crates.
#[derive(Debug)]
pub(super) struct Verdict {
    /// Everything that it found.
    pub(super) findings: Vec<Finding>,
    /// Seconds that it took, with the documentation of both crates.
    pub(super) seconds: f64,
    /// The most memory that one of its processes had at once, in bytes.
    pub(super) peak: u64,
}

impl Verdict {
    /// The version that it asks for.
    pub(super) fn bump(&self) -> Option<Impact> {
        self.findings.iter().map(|finding| finding.impact).max()
    }

    /// How many items each lint is about.
    pub(super) fn counts(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for finding in &self.findings {
            *counts.entry(finding.lint.as_str()).or_insert(0) += 1;
        }
        counts
    }
}

/// The program.
pub(super) struct Judge {
    program: PathBuf,
    /// The folder for what it compiles and says.
    work: PathBuf,
}

impl Judge {
    /// Finds the program among the tools of the target folder, or installs it there.
    ///
    /// # Errors
    /// If it cannot be installed.
    pub(super) fn find(work: &Path) -> Result<Self> {
        let program = TOOL.install(cargo_command(), &target())?;
        fs::create_dir_all(work).with_context(|| work.display().to_string())?;
        Ok(Self {
            program,
            work: work.to_owned(),
        })
    }

    /// Compares two crates with all their features. Every lint is looked at, whatever the versions
    /// of the crates are.
    ///
    /// # Errors
    /// If it cannot be run, or if it does not come to a verdict, since a crate does not compile.
    pub(super) fn compare(&self, old: &Path, new: &Path) -> Result<Verdict> {
        let (said, told) = (self.work.join("items.txt"), self.work.join("lints.txt"));
        let create = |path: &Path| File::create(path).with_context(|| path.display().to_string());
        let mut command = Command::new(&self.program);
        command
            .args(["semver-checks", "check-release", "--all-features"])
            .args(["--release-type", "patch", "--verbose", "--color", "never"])
            .arg("--manifest-path")
            .arg(new.join("Cargo.toml"))
            .arg("--baseline-root")
            .arg(old)
            // Both crates write documentation of the same name, so that it must not be shared; what
            // they depend on is compiled once.
            .env_remove("CARGO_TARGET_DIR")
            .env("CARGO_BUILD_BUILD_DIR", self.work.join("build"))
            .stdin(Stdio::null())
            .stdout(create(&said)?)
            .stderr(create(&told)?);
        let start = Instant::now();
        let mut child = command.spawn().with_context(|| NAME.to_owned())?;
        let end = child.wait4().with_context(|| NAME.to_owned())?;
        let seconds = start.elapsed().as_secs_f64();
        let read =
            |path: &Path| fs::read_to_string(path).with_context(|| path.display().to_string());
        let (said, told) = (read(&said)?, read(&told)?);
        if !told
            .lines()
            .any(|line| line.trim_start().starts_with("Summary "))
        {
            bail!("{NAME} returned no result:\n{said}{told}");
        }
        Ok(Verdict {
            findings: findings(&said, &impacts(&told))?,
            seconds,
            peak: end.rusage.maxrss,
        })
    }
}

/// The lints that fired, with the version that each asks for.
fn impacts(told: &str) -> BTreeMap<&str, Impact> {
    let lints = told.lines().filter_map(|line| {
        let line = line.trim_start();
        let rest = line.strip_prefix("FAIL").or(line.strip_prefix("WARN"))?;
        let (_, rest) = rest.split_once(']')?;
        let mut words = rest.split_whitespace();
        let impact = match words.next()? {
            "major" => Impact::Major,
            _ => Impact::Minor,
        };
        Some((words.next()?, impact))
    });
    lints.collect()
}

/// The items of a report.
fn findings(said: &str, impacts: &BTreeMap<&str, Impact>) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut current = None;
    let mut is_listed = false;
    for line in said.lines() {
        let head = line.strip_prefix("--- failure ");
        let head = head.or(line.strip_prefix("--- warning "));
        if let Some((lint, _)) = head.and_then(|head| head.split_once(':')) {
            let impact = impacts.get(lint);
            let impact = impact.with_context(|| format!("{NAME} does not rate {lint}"))?;
            (current, is_listed) = (Some((lint, *impact)), false);
        } else if line == "Failed in:" {
            is_listed = true;
        } else if let (Some((lint, impact)), true, Some(item)) =
            (current, is_listed, line.strip_prefix("  "))
            && !item.starts_with(' ')
        {
            findings.push(Finding {
                lint: lint.to_owned(),
                impact,
                item: item.to_owned(),
            });
        }
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use sdk_generator::diff::Impact;

    use super::{Finding, findings, impacts};

    const TOLD: &str = "
        PASS [   0.001s]       major        enum_missing
        FAIL [   0.002s]       major        enum_variant_missing
        FAIL [   0.002s]       minor        inherent_method_added
";

    const SAID: &str = "
--- failure enum_variant_missing: pub enum variant removed or renamed ---

Description:
A publicly-visible enum has at least one variant that is no longer available.
        ref: https://doc.rust-lang.org/cargo/reference/semver.html#item-remove

Failed in:
  variant Kind::A, previously in file /x.rs:1
  variant Kind::B, previously in file /x.rs:2
\tlint rule output values:
    {
      \"name\": \"B\"
    }

--- failure inherent_method_added: pub method added ---

Failed in:
  Kind::c in /x.rs:3
";

    #[test]
    fn a_report_is_a_list_of_items() {
        let found = findings(SAID, &impacts(TOLD)).unwrap();
        let expected = [
            (
                "enum_variant_missing",
                Impact::Major,
                "variant Kind::A, previously in file /x.rs:1",
            ),
            (
                "enum_variant_missing",
                Impact::Major,
                "variant Kind::B, previously in file /x.rs:2",
            ),
            ("inherent_method_added", Impact::Minor, "Kind::c in /x.rs:3"),
        ];
        let expected = expected.map(|(lint, impact, item)| Finding {
            lint: lint.to_owned(),
            impact,
            item: item.to_owned(),
        });
        assert_eq!(found, expected);
        assert!(findings(SAID, &impacts("")).is_err());
    }
}
