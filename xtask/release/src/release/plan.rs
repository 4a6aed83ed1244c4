//! Plans a release: the changes since the last one, and the version that follows from them.

use std::fmt::Write;

use anyhow::{Context, Result, bail, ensure};
use sdk_generator::Input;
use sdk_generator::diff::{Changes, Format, Impact, Rules};
use semver::Version;

use super::changelog::{self, Note};
use super::last::Last;
use xtask::config::Config;
use xtask::problems::{failure, named};

#[derive(Debug)]
pub(super) struct Plan {
    pub(super) version: Version,
    /// The release number of the API, if it is known.
    pub(super) api_version: Option<u64>,
    pub(super) notes: Vec<Note>,
    since: Option<Since>,
}

/// The changes since the last release.
#[derive(Debug)]
struct Since {
    tag: String,
    version: Version,
    /// The changes for callers of the crate.
    changes: Changes,
    /// The changes by the vendor's rules.
    official: Changes,
}

impl Plan {
    /// Plans the release of a definition; `None` if nothing has changed since the last
    /// release.
    ///
    /// # Errors
    /// If the version is invalid or was released already, or if the crate has changed without a
    /// change note.
    pub(super) fn make(
        last: Option<&Last>,
        config: &Config,
        notes: Vec<Note>,
        api_version: Option<u64>,
    ) -> Result<Option<Self>> {
        let current: Version = config
            .version
            .parse()
            .with_context(|| format!("spec/sdk.toml: `{}` is not a version", config.version))?;
        let Some(last) = last else {
            return Ok(Some(Self {
                version: current,
                api_version,
                notes,
                since: None,
            }));
        };
        ensure!(
            last.version == current,
            "spec/sdk.toml is at {current}, and the last tagged release is {}; tag the \
             release, `git tag v{current} COMMIT`, or reset the version",
            last.tag
        );
        let (old, new) = (last.input()?, config.input()?);
        let changes = compare(&old, &new, Rules::Crate)?;
        let by_hand = last.changed_by_hand(config)?;
        if !by_hand.is_empty() && notes.is_empty() {
            bail!(
                "{}",
                unsaid(&by_hand.into_iter().collect::<Vec<_>>(), &last.tag)
            );
        }
        let of_notes = notes.iter().map(|note| note.impact).max();
        let Some(impact) = changes.impact().max(of_notes) else {
            return Ok(None);
        };
        let since = Since {
            tag: last.tag.clone(),
            version: last.version.clone(),
            official: compare(&old, &new, Rules::Official)?,
            changes,
        };
        Ok(Some(Self {
            version: xtask::version::next(&last.version, impact),
            api_version,
            notes,
            since: Some(since),
        }))
    }

    /// The name of the tag.
    pub(super) fn tag(&self) -> String {
        format!("v{}", self.version)
    }

    /// The section of the changelog.
    pub(super) fn section(&self, date: &str) -> String {
        let changes = match &self.since {
            Some(since) if since.changes.is_empty() => String::new(),
            Some(since) => since.changes.render(Format::Markdown, None),
            None => "The first release.\n".to_owned(),
        };
        changelog::section(&self.version, date, &self.notes, &changes)
    }

    /// The release notes, in the format of the vendor's SDKs.
    pub(super) fn release_notes(&self) -> String {
        let api_version = self.api_version.map(|number| number.to_string());
        match &self.since {
            Some(since) => since
                .official
                .render(Format::Markdown, api_version.as_deref()),
            None => {
                let api_version = api_version.as_deref().unwrap_or("unknown");
                format!("Platform API version: {api_version}\n\nThe first release.\n")
            }
        }
    }

    /// The message of the commit and of the tag.
    pub(super) fn message(&self) -> String {
        format!("Release {}\n\n{}", self.version, self.summary())
    }

    /// A summary of some lines.
    pub(super) fn summary(&self) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = match &self.since {
            None => writeln!(text, "last release: none\nversion:      {}", self.version),
            Some(since) => {
                let counts = Impact::ALL
                    .map(|it| format!("{} {}", since.changes.count(it), it.as_str()))
                    .join(", ");
                writeln!(
                    text,
                    "last release: {}\ndefinition:   {counts}\nversion:      {} -> {}",
                    since.tag, since.version, self.version
                )
            }
        };
        for note in &self.notes {
            let _ = writeln!(
                text,
                "by hand:      {}: {}",
                note.impact.as_str(),
                note.text
            );
        }
        if let Some(number) = &self.api_version {
            let _ = writeln!(text, "API release:  {number}");
        }
        text
    }
}

fn compare(old: &Input, new: &Input, rules: Rules) -> Result<Changes> {
    sdk_generator::changes(old, new, rules).map_err(failure)
}

fn unsaid(files: &[String], tag: &str) -> String {
    format!(
        "the crate has changes since {tag} that do not come from the definition ({}), and no change note \
         describes them; write one sentence for the changelog to spec/changes/NAME.major.md, \
         NAME.minor.md or NAME.patch.md",
        named(files)
    )
}
