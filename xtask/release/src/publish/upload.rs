//! Runs `cargo publish`, with retries.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::MANIFEST;
use super::package::Package;
use super::registry::{Registry, variable};
use xtask::config::target;
use xtask::shell::cargo_command;

/// The waits before retries. They cover short failures of a network or registry, and rate limits
/// of minutes.
const PAUSES: [Duration; 4] = [
    Duration::from_secs(2),
    Duration::from_secs(10),
    Duration::from_secs(30),
    Duration::from_secs(60),
];

/// The reason of a failed `cargo publish`, by its output.
#[derive(Debug, PartialEq, Eq)]
enum Failure {
    /// A temporary failure: 5xx, 408, 429, or no response.
    Passing,
    /// The registry or cargo rejects the crate; with the status of the registry, if there
    /// is one.
    Refusal(Option<u16>),
}

/// Uploads the crate. On success, the version is in the registry, by this upload or by an
/// earlier one whose response was lost.
///
/// # Errors
/// If the registry rejects it, or all retries fail.
pub(super) fn upload(repository: &Path, registry: &Registry, package: &Package) -> Result<()> {
    let mut pauses = PAUSES.iter();
    loop {
        let Some(words) = publish(repository, registry)? else {
            return Ok(());
        };
        // The contents of the registry decide, because the response to a successful upload may
        // have been lost.
        match registry.find(package) {
            Ok(Some(_)) => {
                println!("{} is in {registry} nevertheless", package.title());
                return Ok(());
            }
            Ok(None) => {}
            Err(error) => println!("{error:#}"),
        }
        // The index may be updated later than the upload.
        if is_uploaded(&words) {
            return Ok(());
        }
        let reason = reason(&words);
        match (failure(&words), pauses.next()) {
            (Failure::Refusal(status), _) => bail!(
                "{registry} rejected {}: {reason}\n{}; nothing was published, and the same \
                 command can be retried",
                package.title(),
                remedy(status, &words, registry.name())
            ),
            (Failure::Passing, None) => bail!(
                "{registry} failed to accept {}: {reason}\nrun the same command again later; \
                 it continues where this run stopped",
                package.title()
            ),
            (Failure::Passing, Some(pause)) => {
                println!("retrying the upload in {} s", pause.as_secs());
                thread::sleep(*pause);
            }
        }
    }
}

/// Runs `cargo publish` without a build, which packing has done. Returns its output if it
/// fails.
fn publish(repository: &Path, registry: &Registry) -> Result<Option<String>> {
    let name = registry.name();
    println!("\n$ cargo publish --registry {name}");
    let mut cargo = cargo_command();
    cargo.args(["publish", "--locked", "--no-verify", "--color=never"]);
    cargo.args(["--registry", name, "--manifest-path", MANIFEST]);
    cargo.env("CARGO_TARGET_DIR", target());
    cargo.current_dir(repository).stderr(Stdio::piped());
    let mut cargo = cargo.spawn().context("`cargo publish`")?;
    let mut words = String::new();
    if let Some(output) = cargo.stderr.take() {
        for line in BufReader::new(output).lines() {
            let line = line.context("`cargo publish`")?;
            eprintln!("{line}");
            words.push_str(&line);
            words.push('\n');
        }
    }
    let status = cargo.wait().context("`cargo publish`")?;
    Ok((!status.success()).then_some(words))
}

fn failure(words: &str) -> Failure {
    match status(words) {
        Some(408 | 429 | 500..) => Failure::Passing,
        Some(status) => Failure::Refusal(Some(status)),
        None if words.lines().any(is_network) => Failure::Passing,
        None => Failure::Refusal(None),
    }
}

/// Whether the output says that the version exists already.
fn is_uploaded(words: &str) -> bool {
    let signs = ["    Uploaded ", "is already uploaded", "already exists on"];
    signs.iter().any(|sign| words.contains(sign))
}

/// The HTTP status in cargo's output: `(status 403 Forbidden)`, or `got 500` if the response has no
/// message.
fn status(words: &str) -> Option<u16> {
    let (_, rest) = ["error (status ", "200 OK response, got "]
        .iter()
        .find_map(|before| words.split_once(before))?;
    rest.split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

/// Whether a line is a network error, which begins with a number of curl: `[56] Recv failure`.
fn is_network(line: &str) -> bool {
    let number = line.trim_start().strip_prefix('[');
    let number = number.and_then(|rest| rest.split_once(']'));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    number.is_some_and(|(number, _)| is_number(number)) || line.contains("Request timed out")
}

/// The cause in cargo's output, or the whole output.
fn reason(words: &str) -> &str {
    let errors = words.find("error:").map_or(words, |start| &words[start..]);
    let cause = errors.split_once("Caused by:").map(|(_, cause)| cause);
    cause.unwrap_or(errors).trim()
}

fn remedy(status: Option<u16>, words: &str, registry: &str) -> String {
    let token = format!("{}_TOKEN", variable(registry));
    match status {
        Some(401 | 403) => format!(
            "the token (`{token}`, or that of `cargo login`) has to be one of an owner of the crate, \
             and allow to publish it"
        ),
        None if words.contains("token") => {
            format!("set `{token}`, or run `cargo login --registry {registry}`")
        }
        _ => "correct what it names".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Failure, failure, reason, remedy};

    fn said(cause: &str) -> String {
        format!("    Updating index\nerror: failed to publish x\n\nCaused by:\n  {cause}\n")
    }

    #[test]
    fn what_may_pass_is_told_from_a_refusal() {
        let passing = [
            "failed to get a 200 OK response, got 500\nheaders:\n\tHTTP/1.1 500\nbody:\n",
            "the remote server responded with an error (status 429 Too Many Requests): wait",
            "the remote server responded with an error (status 503 Service Unavailable): later",
            "[56] Failure when receiving data from the peer (Recv failure: Connection reset)",
            "[6] Couldn't resolve host name",
        ];
        for cause in passing {
            assert_eq!(failure(&said(cause)), Failure::Passing, "{cause}");
        }
        let refused = [
            (
                "the remote server responded with an error (status 403 Forbidden): no",
                Some(403),
            ),
            (
                "failed to get a 200 OK response, got 413\nheaders:\n",
                Some(413),
            ),
            (
                "the remote server responded with an error: crate name is taken",
                None,
            ),
            ("no token found, please run `cargo login`", None),
        ];
        for (cause, status) in refused {
            assert_eq!(failure(&said(cause)), Failure::Refusal(status), "{cause}");
        }
    }

    #[test]
    fn the_words_of_the_registry_are_kept() {
        assert_eq!(reason(&said("not yours")), "not yours");
        assert_eq!(
            reason("warning: x\nerror: no such command"),
            "error: no such command"
        );
    }

    #[test]
    fn a_remedy_names_the_variable_of_the_token() {
        let ours = remedy(Some(403), "", "our-registry");
        assert!(
            ours.contains("CARGO_REGISTRIES_OUR_REGISTRY_TOKEN"),
            "{ours}"
        );
        let none = remedy(None, "no token found", "crates-io");
        assert!(none.contains("CARGO_REGISTRY_TOKEN"), "{none}");
    }
}
