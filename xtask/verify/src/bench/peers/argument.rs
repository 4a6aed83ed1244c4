//! Another generator, or another crate, that is measured in the same run.

use std::path::Path;
use std::str::FromStr;

use anyhow::{Context, Error, Result, bail, ensure};

use super::program::{CrateSource, Program};
use crate::bench::OURS;
use crate::bench::compile::Crate;

/// The value of `--peer`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Peer {
    /// The name in the report.
    pub(crate) name: String,
    pub(crate) source: CrateSource,
}

impl FromStr for Peer {
    type Err = Error;

    /// Reads `NAME=COMMAND`. The name is also that of a folder.
    fn from_str(text: &str) -> Result<Self> {
        let (name, command) = text
            .split_once('=')
            .context("a peer is NAME=COMMAND, such as `theirs=their-generator {spec} -o {out}`")?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        ensure!(
            name.starts_with(|c: char| c.is_ascii_alphanumeric())
                && name.chars().all(plain)
                && !name.eq_ignore_ascii_case(OURS),
            "`{name}` cannot be the name of a peer: use letters, digits, `-`, `_` and `.`, a letter or a digit first, \
             and another name than `{}`",
            OURS
        );
        let words =
            shlex::split(command).with_context(|| format!("`{command}` has an unclosed quote"))?;
        let source = match &words[..] {
            [] => bail!("the peer `{name}` has no command"),
            [folder] if Path::new(folder).join("Cargo.toml").is_file() => {
                let folder = std::path::absolute(folder)?;
                // A manifest that cannot be read, or that of a workspace alone, is a mistake of the caller.
                if let Err(error) = Crate::open(name, &folder) {
                    bail!("the folder of the peer `{name}` has no package: {error:#}");
                }
                CrateSource::Folder(folder)
            }
            _ => {
                ensure!(
                    words.iter().any(|word| word.contains("{spec}")),
                    "the command of the peer `{name}` does not contain {{spec}}, \
                     and is not the folder of a crate"
                );
                CrateSource::Program(Program::Command(words))
            }
        };
        let name = name.to_owned();
        Ok(Self { name, source })
    }
}

#[cfg(test)]
mod tests {
    use super::{CrateSource, Peer, Program};

    #[test]
    fn a_command_is_split_like_a_shell_does() {
        let peer: Peer = "theirs=gen 'a b' --in={spec} {out}/x".parse().unwrap();
        assert_eq!(peer.name, "theirs");
        let words = ["gen", "a b", "--in={spec}", "{out}/x"].map(str::to_owned);
        let program = Program::Command(words.to_vec());
        assert_eq!(peer.source, CrateSource::Program(program));
    }

    #[test]
    fn a_folder_with_a_manifest_is_a_crate() {
        let folder = env!("CARGO_MANIFEST_DIR");
        let peer: Peer = format!("other={folder}").parse().unwrap();
        assert_eq!(peer.source, CrateSource::Folder(folder.into()));
    }

    #[test]
    fn a_workspace_is_no_crate() {
        let folder = xtask::config::root().display();
        let error = format!("other={folder}").parse::<Peer>().unwrap_err();
        let error = error.to_string();
        assert!(
            error.contains("has no package") && error.contains("package`"),
            "{error}"
        );
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for (text, reason) in [
            ("command", "NAME=COMMAND"),
            ("=x {spec}", "cannot be the name"),
            ("sdkgen=x {spec}", "cannot be the name"),
            ("SDKgen=x {spec}", "cannot be the name"),
            ("a/b=x {spec}", "cannot be the name"),
            (".=x {spec}", "cannot be the name"),
            ("..=x {spec}", "cannot be the name"),
            ("-a=x {spec}", "cannot be the name"),
            ("a=", "has no command"),
            ("a='x {spec}", "unclosed quote"),
            ("a=x y", "does not contain {spec}"),
        ] {
            let error = text.parse::<Peer>().unwrap_err().to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
