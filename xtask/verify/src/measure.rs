//! Measures processes: wall time, CPU time and memory.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use wait4::{ResourceUsage, Wait4};

/// Runs that take longer are not repeated.
const LONG: Duration = Duration::from_secs(30);

/// The maximum length of the output of a failed process in errors, in bytes.
const SHOWN: usize = 4000;

/// The cost of a process and its child processes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cost {
    /// Wall time, in seconds.
    pub(crate) wall: f64,
    /// User and system CPU time, in seconds.
    pub(crate) cpu: f64,
    /// The peak memory of the largest process, in bytes.
    pub(crate) peak: u64,
    /// The number of runs of which the figures are the minimum.
    pub(crate) runs: u32,
}

impl Cost {
    /// The minimum of each figure.
    fn min(self, other: Self) -> Self {
        Self {
            wall: self.wall.min(other.wall),
            cpu: self.cpu.min(other.cpu),
            peak: self.peak.min(other.peak),
            runs: self.runs + other.runs,
        }
    }
}

/// Runs a command several times, each after `prepare`, and returns the minimum of each
/// figure.
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
    let mut output = tempfile::tempfile().context("cannot create a file for the output")?;
    write_to(&mut command, &output)?;
    let start = Instant::now();
    let mut child = command.spawn().with_context(|| line.clone())?;
    let end = child.wait4().with_context(|| line.clone())?;
    if !end.status.success() {
        bail!("`{line}` failed:\n{}", tail(&mut output)?);
    }
    Ok(cost(start.elapsed(), &end.rusage))
}

/// How a process with a time limit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    Well,
    Badly,
    /// It was killed at the limit, with its child processes.
    AtLimit,
}

/// Runs a command for at most `limit`, and appends its output to a log.
///
/// # Errors
/// If the command cannot be started or the log cannot be written. A failure of the
/// command is not an error.
pub(crate) fn limited(mut command: Command, limit: Duration, log: &Path) -> Result<(Ended, Cost)> {
    let line = format!("{command:?}");
    let file = OpenOptions::new().create(true).append(true).open(log);
    write_to(
        &mut command,
        &file.with_context(|| log.display().to_string())?,
    )?;
    // In a process group of its own, because killing cargo does not kill its compilers.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let start = Instant::now();
    let mut child = command.spawn().with_context(|| line.clone())?;
    let group = format!("-{}", child.id());
    let (done, waiting) = mpsc::channel::<()>();
    let (end, is_late) = thread::scope(|scope| {
        let watch = scope.spawn(move || {
            let is_late = waiting.recv_timeout(limit) == Err(mpsc::RecvTimeoutError::Timeout);
            if is_late {
                // This fails if the process has just ended.
                let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
            }
            is_late
        });
        let end = child.wait4();
        drop(done);
        (end, watch.join().unwrap_or(true))
    });
    let end = end.with_context(|| line.clone())?;
    let ended = match (end.status.success(), is_late) {
        (true, _) => Ended::Well,
        (false, true) => Ended::AtLimit,
        (false, false) => Ended::Badly,
    };
    Ok((ended, cost(start.elapsed(), &end.rusage)))
}

/// Redirects the output of a command to a file, and closes its input.
fn write_to(command: &mut Command, file: &File) -> Result<()> {
    let (stdout, stderr) = (file.try_clone()?, file.try_clone()?);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::from(stdout))
        .stderr(Stdio::from(stderr));
    Ok(())
}

fn cost(wall: Duration, used: &ResourceUsage) -> Cost {
    Cost {
        wall: wall.as_secs_f64(),
        cpu: (used.utime + used.stime).as_secs_f64(),
        peak: used.maxrss,
        runs: 1,
    }
}

/// The end of the output of a process, which has the reason of a failure.
fn tail(output: &mut File) -> Result<String> {
    let mut bytes = Vec::new();
    output.seek(SeekFrom::Start(0))?;
    output.read_to_end(&mut bytes)?;
    let start = bytes.len().saturating_sub(SHOWN);
    Ok(String::from_utf8_lossy(&bytes[start..]).into_owned())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::process::Command;
    use std::time::Duration;

    use super::{Ended, limited, minimum, once};
    use xtask::shell::cargo_command;

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

    #[test]
    fn a_process_without_an_end_is_ended() {
        let log = tempfile::NamedTempFile::new().unwrap();
        let run = |script: &str, limit| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            limited(command, Duration::from_millis(limit), log.path()).unwrap()
        };
        assert_eq!(run("echo one", 60_000).0, Ended::Well);
        assert_eq!(run("echo two >&2; exit 1", 60_000).0, Ended::Badly);
        // The shell waits for a child process, which has to be killed as well.
        let (ended, cost) = run("sleep 60; true", 100);
        assert_eq!(ended, Ended::AtLimit);
        assert!(cost.wall < 30.0, "{cost:?}");
        assert_eq!(fs::read_to_string(log.path()).unwrap(), "one\ntwo\n");
    }
}
