//! Another generator, or another crate, that is measured in the same run.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;

use anyhow::{Context, Error, Result, ensure};

/// What `--peer` names.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Peer {
    /// The name it has in the report.
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

/// What there is to measure of a peer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// The words of a command, with `{spec}` and `{out}` in them.
    Generator(Vec<String>),
    /// The folder of a crate, which is compiled as it is.
    Crate(PathBuf),
}

impl FromStr for Peer {
    type Err = Error;

    /// Reads `NAME=COMMAND`.
    fn from_str(text: &str) -> Result<Self> {
        let (name, command) = text
            .split_once('=')
            .context("a peer is NAME=COMMAND, such as `theirs=their-generator {spec} -o {out}`")?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        ensure!(
            !name.is_empty() && name != super::OURS && name.chars().all(plain),
            "`{name}` cannot be the name of a peer: use letters, digits, `-`, `_` and `.`, \
             and another name than `{}`",
            super::OURS
        );
        let words =
            shlex::split(command).with_context(|| format!("`{command}` has an unclosed quote"))?;
        let kind = match &words[..] {
            [] => anyhow::bail!("the peer `{name}` has no command"),
            [folder] if Path::new(folder).join("Cargo.toml").is_file() => {
                Kind::Crate(std::path::absolute(folder)?)
            }
            _ => {
                ensure!(
                    words.iter().any(|word| word.contains("{spec}")),
                    "the command of the peer `{name}` does not contain {{spec}}, \
                     and is not the folder of a crate"
                );
                Kind::Generator(words)
            }
        };
        let name = name.to_owned();
        Ok(Self { name, kind })
    }
}

/// The command of a generator for one definition, with paths in place of `{spec}` and `{out}`.
pub(crate) fn command(words: &[String], spec: &Path, out: &Path) -> Command {
    let (spec, out) = (spec.to_string_lossy(), out.to_string_lossy());
    let mut words = words
        .iter()
        .map(|word| word.replace("{spec}", &spec).replace("{out}", &out));
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Kind, Peer, command};

    #[test]
    fn a_command_is_split_like_a_shell_does() {
        let peer: Peer = "theirs=gen 'a b' --in={spec} {out}/x".parse().unwrap();
        assert_eq!(peer.name, "theirs");
        let Kind::Generator(words) = &peer.kind else {
            panic!("{peer:?}");
        };
        let command = command(words, Path::new("/d/spec.json"), Path::new("/o"));
        let args: Vec<_> = command.get_args().collect();
        assert_eq!(command.get_program(), "gen");
        assert_eq!(args, ["a b", "--in=/d/spec.json", "/o/x"]);
    }

    #[test]
    fn a_folder_with_a_manifest_is_a_crate() {
        let folder = env!("CARGO_MANIFEST_DIR");
        let peer: Peer = format!("other={folder}").parse().unwrap();
        assert_eq!(peer.kind, Kind::Crate(folder.into()));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for (text, reason) in [
            ("command", "NAME=COMMAND"),
            ("=x {spec}", "cannot be the name"),
            ("sdkgen=x {spec}", "cannot be the name"),
            ("a/b=x {spec}", "cannot be the name"),
            ("a=", "has no command"),
            ("a='x {spec}", "unclosed quote"),
            ("a=x y", "does not contain {spec}"),
        ] {
            let error = text.parse::<Peer>().unwrap_err().to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
