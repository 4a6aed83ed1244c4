//! Runs a command of a generator. A failure is a result.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use xtask::config::root;

use crate::bench::comparison::Failure;
use crate::measure::{Cost, Ended, limited};

/// The time that a command may take. The slowest known one takes a third of it.
const LIMIT: Duration = Duration::from_secs(40 * 60);

/// The maximum length of an error in the report, in characters.
const KEPT: usize = 160;

/// The outcome of a command.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) cost: Cost,
    pub(crate) failure: Option<Failure>,
}

/// Runs a command, whose output goes to a file.
///
/// # Errors
/// If the command cannot be started, or the file cannot be written.
pub(crate) fn run(command: Command, log: &Path) -> Result<Outcome> {
    let _ = fs::remove_file(log);
    let (ended, cost) = limited(command, LIMIT, log)?;
    let failure = match ended {
        Ended::Well => None,
        Ended::Badly => Some(failure(&String::from_utf8_lossy(&fs::read(log)?))),
        Ended::AtLimit => Some(Failure {
            first: format!("ended after {} minutes", LIMIT.as_secs() / 60),
            errors: None,
        }),
    };
    Ok(Outcome { cost, failure })
}

/// The failure that the output of a command shows.
fn failure(output: &str) -> Failure {
    let lines: Vec<&str> = output
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let is_error = |line: &&str| {
        ["error", "Error", "Exception in"]
            .iter()
            .any(|word| line.starts_with(word))
    };
    let panic = lines.iter().position(|line| line.contains("panicked at"));
    let error = lines.iter().copied().find(is_error);
    let first = match (panic.and_then(|at| lines.get(at + 1)), error) {
        // The message of a panic is on the line behind its location.
        (Some(message), _) => format!("panics: {message}"),
        (None, Some(error)) => error.to_owned(),
        (None, None) => lines.last().copied().unwrap_or("no message").to_owned(),
    };
    Failure {
        errors: lines.iter().find_map(|line| count(line)),
        ..told(&first)
    }
}

/// A failure with its first line, without paths of this machine.
pub(crate) fn told(text: &str) -> Failure {
    let first = text.lines().next().unwrap_or_default();
    let first = first.replace(&format!("{}/", root().display()), "");
    Failure {
        first: first.chars().take(KEPT).collect(),
        errors: None,
    }
}

/// The number of errors in the last line of the compiler.
fn count(line: &str) -> Option<u64> {
    let (_, rest) = line.split_once("due to ")?;
    let (count, _) = rest.split_once(" previous error")?;
    count.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::{failure, run};

    #[test]
    fn the_first_error_of_the_compiler_is_kept() {
        let found = failure(
            "warning: unused\n\nerror[E0425]: cannot find value `a`\n --> x.rs\n\nerror: second\n\
             error: could not compile `x` (lib) due to 16 previous errors; 3 warnings emitted\n",
        );
        assert_eq!(found.first, "error[E0425]: cannot find value `a`");
        assert_eq!(found.errors, Some(16));
    }

    #[test]
    fn a_panic_is_told_by_its_message() {
        let found =
            failure("thread 'main' panicked at src/lib.rs:1:2:\nmore than one type\nnote: run\n");
        assert_eq!(found.first, "panics: more than one type");
        assert_eq!(failure("done\nno such option\n").first, "no such option");
        assert_eq!(failure("").first, "no message");
    }

    #[test]
    fn a_failure_is_a_result() {
        let log = tempfile::NamedTempFile::new().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo 'error: no' >&2; exit 1"]);
        let outcome = run(command, log.path()).unwrap();
        assert_eq!(outcome.failure.unwrap().first, "error: no");
        let outcome = run(Command::new("true"), log.path()).unwrap();
        assert_eq!(outcome.failure, None);
    }
}
