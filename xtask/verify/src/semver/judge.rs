//! The judge: runs cargo-semver-checks and parses its report.

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

/// The judge, in the version whose report is parsed here. It is optimized, because a run takes
/// longer than the quarter of an hour for compiling it.
const TOOL: Tool = Tool {
    name: NAME,
    version: "0.51.0",
    how: &[],
};

/// The name of the program.
const NAME: &str = "cargo-semver-checks";

/// The lints for additions, which are off by default. They require a minor version.
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

/// Additional settings for the manifest of a crate: a workspace of its own, and the lints.
pub(super) fn settings() -> String {
    let lints = ADDITIONS.map(|lint| format!("{lint} = \"deny\"\n"));
    format!(
        "\n[workspace]\n\n[package.metadata.cargo-semver-checks.lints]\n{}",
        lints.concat()
    )
}

/// A finding of a lint.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finding {
    /// The name of the lint.
    pub(super) lint: String,
    /// The required version.
    pub(super) impact: Impact,
    /// The item in the report.
    pub(super) item: String,
}

/// The report about two crates.
#[derive(Debug)]
pub(super) struct Verdict {
    /// All findings.
    pub(super) findings: Vec<Finding>,
    /// The duration in seconds, with the documentation of both crates.
    pub(super) seconds: f64,
    /// The peak memory of the largest process, in bytes.
    pub(super) peak: u64,
}

impl Verdict {
    /// The version that the findings require.
    pub(super) fn bump(&self) -> Option<Impact> {
        self.findings.iter().map(|finding| finding.impact).max()
    }

    /// The number of findings of each lint.
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
    /// The folder for its build and report.
    work: PathBuf,
}

impl Judge {
    /// Finds the program below the target folder, or installs it there.
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

    /// Compares two crates with all features and all lints, independently of their versions.
    ///
    /// # Errors
    /// If it cannot be run, or if a crate does not compile.
    pub(super) fn compare(&self, old: &Path, new: &Path) -> Result<Verdict> {
        let (item_output, lint_output) = (self.work.join("items.txt"), self.work.join("lints.txt"));
        let create = |path: &Path| File::create(path).with_context(|| path.display().to_string());
        let mut command = Command::new(&self.program);
        command
            .args(["semver-checks", "check-release", "--all-features"])
            .args(["--release-type", "patch", "--verbose", "--color", "never"])
            .arg("--manifest-path")
            .arg(new.join("Cargo.toml"))
            .arg("--baseline-root")
            .arg(old)
            // The documentation of both crates has the same name, so the target folder must not be
            // shared. Build artifacts of dependencies are.
            .env_remove("CARGO_TARGET_DIR")
            .env("CARGO_BUILD_BUILD_DIR", self.work.join("build"))
            .stdin(Stdio::null())
            .stdout(create(&item_output)?)
            .stderr(create(&lint_output)?);
        let start = Instant::now();
        let mut child = command.spawn().with_context(|| NAME.to_owned())?;
        let end = child.wait4().with_context(|| NAME.to_owned())?;
        let seconds = start.elapsed().as_secs_f64();
        let read =
            |path: &Path| fs::read_to_string(path).with_context(|| path.display().to_string());
        let (item_output, lint_output) = (read(&item_output)?, read(&lint_output)?);
        if !lint_output
            .lines()
            .any(|line| line.trim_start().starts_with("Summary "))
        {
            bail!("{NAME} returned no result:\n{item_output}{lint_output}");
        }
        Ok(Verdict {
            findings: findings(&item_output, &impacts(&lint_output))?,
            seconds,
            peak: end.rusage.maxrss,
        })
    }
}

/// The lints with findings, and the version that each requires.
fn impacts(lint_output: &str) -> BTreeMap<&str, Impact> {
    let lints = lint_output.lines().filter_map(|line| {
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

/// The findings in a report.
fn findings(item_output: &str, impacts: &BTreeMap<&str, Impact>) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut current = None;
    let mut is_listed = false;
    for line in item_output.lines() {
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
