//! What a process costs: wall time, CPU time and memory.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::Serialize;
use wait4::Wait4;

/// A run that takes longer is not repeated: what it is compared with takes minutes as well.
const LONG: Duration = Duration::from_secs(30);

/// How much of what a failed process wrote is shown, in bytes.
const SHOWN: usize = 4000;

/// The cost of a process together with the processes it started.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Cost {
    /// Seconds from the start to the end.
    pub(crate) wall: f64,
    /// Seconds of CPU, of the program and of the system on its behalf.
    pub(crate) cpu: f64,
    /// The most memory that the largest of the processes had at once, in bytes.
    pub(crate) peak: u64,
    /// How many runs the figures are the minimum of.
    pub(crate) runs: u32,
}

impl Cost {
    /// The smaller of each figure.
    fn min(self, other: Self) -> Self {
        Self {
            wall: self.wall.min(other.wall),
            cpu: self.cpu.min(other.cpu),
            peak: self.peak.min(other.peak),
            runs: self.runs + other.runs,
        }
    }
}

/// Runs a command several times, each after `prepare`, and gives the minimum of each figure.
///
/// # Errors
/// If `prepare` fails, or the command, whose output is then part of the error.
pub(crate) fn minimum(
    runs: u32,
    mut prepare: impl FnMut() -> Result<()>,
    command: impl Fn() -> Command,
) -> Result<Cost> {
    prepare()?;
    let mut best = once(command())?;
    for _ in 1..runs {
        if best.wall > LONG.as_secs_f64() {
            break;
        }
        prepare()?;
        best = best.min(once(command())?);
    }
    Ok(best)
}

/// Runs a command, without showing its output.
///
/// # Errors
/// If the command cannot be started or fails; its output is then part of the error.
pub(crate) fn once(mut command: Command) -> Result<Cost> {
    let line = format!("{command:?}");
    let mut output = tempfile::tempfile().context("a file for the output")?;
    let (stdout, stderr) = (output.try_clone()?, output.try_clone()?);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::from(stdout))
        .stderr(Stdio::from(stderr));
    let start = Instant::now();
    let mut child = command.spawn().with_context(|| line.clone())?;
    let end = child.wait4().with_context(|| line.clone())?;
    let wall = start.elapsed();
    if !end.status.success() {
        bail!("`{line}` failed:\n{}", tail(&mut output)?);
    }
    Ok(Cost {
        wall: wall.as_secs_f64(),
        cpu: (end.rusage.utime + end.rusage.stime).as_secs_f64(),
        peak: end.rusage.maxrss,
        runs: 1,
    })
}

/// The end of what a process wrote, where the reason of its failure stands.
fn tail(output: &mut File) -> Result<String> {
    let mut bytes = Vec::new();
    output.seek(SeekFrom::Start(0))?;
    output.read_to_end(&mut bytes)?;
    let start = bytes.len().saturating_sub(SHOWN);
    Ok(String::from_utf8_lossy(&bytes[start..]).into_owned())
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::{minimum, once};
    use crate::shell::cargo_command;

    fn version() -> Command {
        let mut command = cargo_command();
        command.arg("--version");
        command
    }

    #[test]
    fn each_run_is_prepared_and_counted() {
        let mut prepared = 0;
        let prepare = || {
            prepared += 1;
            Ok(())
        };
        let cost = minimum(3, prepare, version).unwrap();
        assert_eq!((prepared, cost.runs), (3, 3));
        assert!(cost.wall > 0.0 && cost.peak > 0, "{cost:?}");
    }

    #[test]
    fn a_failure_shows_what_was_written() {
        let mut command = cargo_command();
        command.arg("no-such-command");
        let error = once(command).unwrap_err().to_string();
        assert!(error.contains("no such command"), "{error}");
    }
}
