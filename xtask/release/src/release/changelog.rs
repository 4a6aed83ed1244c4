//! `CHANGELOG.md`, with the newest release first, and the change notes for the next release.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use sdk_generator::diff::Impact;
use semver::Version;

const HEADER: &str = "# Changelog

The newest release is first, and what breaks callers first of all, with what to write instead.
Versions follow SemVer as Cargo reads it.
";

/// A change note: for a change of the generator, the runtime or an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) impact: Impact,
    pub(super) text: String,
    path: PathBuf,
}

/// Reads the change notes of a folder. `NAME.major.md` is for a breaking change, and so
/// on.
///
/// # Errors
/// If a file is not a change note, or a note is empty.
pub(super) fn notes(folder: &Path) -> Result<Vec<Note>> {
    let mut notes = Vec::new();
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(notes),
        Err(error) => return Err(error).with_context(|| folder.display().to_string()),
    };
    for entry in entries {
        let path = entry?.path();
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        ensure!(!text.is_empty(), "{} is empty", path.display());
        let impact = impact(&path)?;
        notes.push(Note { impact, text, path });
    }
    notes.sort_by(|a, b| (b.impact, &a.path).cmp(&(a.impact, &b.path)));
    Ok(notes)
}

fn impact(path: &Path) -> Result<Impact> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ends = |impact: &Impact| name.ends_with(&format!(".{}.md", impact.as_str()));
    match Impact::ALL.into_iter().find(ends) {
        Some(impact) => Ok(impact),
        None => bail!(
            "{} is not a change note; its name has to end with .major.md, .minor.md or .patch.md",
            path.display()
        ),
    }
}

/// Removes the files of notes, which are part of the changelog now.
pub(super) fn remove(notes: &[Note]) -> Result<()> {
    for note in notes {
        fs::remove_file(&note.path).with_context(|| note.path.display().to_string())?;
    }
    Ok(())
}

/// The section of a release. `changes` is Markdown with headings from the second level.
pub(super) fn section(version: &Version, date: &str, notes: &[Note], changes: &str) -> String {
    let mut text = format!("## {version} - {date}\n\n");
    if !notes.is_empty() {
        text.push_str("### The SDK itself\n\n");
        for note in notes {
            let mark = match note.impact {
                Impact::Major => "**Breaking:** ",
                Impact::Minor | Impact::Patch => "",
            };
            text.push_str(&format!("- {mark}{}\n", note.text));
        }
        text.push('\n');
    }
    for line in changes.lines() {
        // One level lower, because the release has a heading of its own.
        let mark = if line.starts_with('#') { "#" } else { "" };
        text.push_str(&format!("{mark}{line}\n"));
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// Whether the changelog has a section for a version.
pub(super) fn has(changelog: &str, version: &Version) -> bool {
    let heading = format!("## {version} - ");
    changelog.lines().any(|line| line.starts_with(&heading))
}

/// Inserts a section before the others.
pub(super) fn with(changelog: Option<&str>, section: &str) -> String {
    let changelog = changelog.unwrap_or(HEADER);
    let first = changelog.find("\n## ").map(|place| place + 1);
    let (head, others) = changelog.split_at(first.unwrap_or(changelog.len()));
    let head = head.trim_end();
    match others {
        "" => format!("{head}\n\n{section}"),
        others => format!("{head}\n\n{section}\n{others}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_section_is_first() {
        let note = Note {
            impact: Impact::Major,
            text: "The client is a dog.".to_owned(),
            path: PathBuf::new(),
        };
        let old = section(&Version::new(0, 1, 0), "2026-01-02", &[], "The first.\n\n");
        let new = "## Breaking changes (1)\n\n### Cats\n\n- `Cat.name`: gone.\n\n";
        let new = section(&Version::new(0, 2, 0), "2026-02-03", &[note], new);
        let text = with(Some(&with(None, &old)), &new);
        assert_eq!(
            text.strip_prefix(HEADER).unwrap(),
            "\n## 0.2.0 - 2026-02-03\n\n### The SDK itself\n\n- **Breaking:** The client is a dog.\
             \n\n### Breaking changes (1)\n\n#### Cats\n\n- `Cat.name`: gone.\
             \n\n## 0.1.0 - 2026-01-02\n\nThe first.\n"
        );
        assert!(has(&text, &Version::new(0, 1, 0)) && !has(&text, &Version::new(0, 1, 1)));
    }

    #[test]
    fn notes_say_how_much_they_mean_by_their_names() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("changes");
        assert_eq!(notes(&place).unwrap(), []);
        fs::create_dir(&place).unwrap();
        fs::write(place.join("a.patch.md"), "Quicker.\n").unwrap();
        fs::write(place.join("b.major.md"), "Other\nwords.\n").unwrap();
        let found = notes(&place).unwrap();
        let texts: Vec<_> = found.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(texts, ["Other words.", "Quicker."]);
        remove(&found).unwrap();
        fs::write(place.join("c.md"), "x").unwrap();
        let error = notes(&place).unwrap_err().to_string();
        assert!(error.contains(".minor.md"), "{error}");
    }
}
