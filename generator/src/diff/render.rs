//! Prints changes as text, Markdown or JSON.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::str::FromStr;

use serde::Serialize;

use super::official::groups;
use super::text::code;
use super::{Change, Changes, Impact, Rules};
use crate::characters;
use crate::markdown::{as_it_is, page_title};

/// An output format of [`Changes::render`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// Plain text. The last line is the version component to increment.
    #[default]
    Text,
    /// Markdown: a section of a changelog; by the official rules, the vendor's release notes, byte for byte.
    Markdown,
    /// JSON: the counts, and all properties of each change.
    Json,
}

impl FromStr for Format {
    type Err = String;

    /// # Errors
    ///
    /// For any string but `text`, `markdown` and `json`.
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(Self::Text),
            "markdown" => Ok(Self::Markdown),
            "json" => Ok(Self::Json),
            _ => Err("the formats are `text`, `markdown` and `json`".to_owned()),
        }
    }
}

/// The heading of changes that belong to several tags.
const SEVERAL: &str = "Several APIs";
/// The heading of changes that belong to no tag.
const NONE: &str = "All APIs";

impl Changes {
    /// Prints the changes. `api_version` is the vendor's release number, which starts the official notes and
    /// is not in the definition.
    pub fn render(&self, format: Format, api_version: Option<&str>) -> String {
        match (format, self.rules()) {
            (Format::Text, _) => self.text(),
            (Format::Json, _) => self.json(),
            (Format::Markdown, Rules::Crate) => self.markdown(),
            (Format::Markdown, Rules::Official) => self.notes(api_version.unwrap_or("unknown")),
        }
    }

    /// Plain text by tag, breaks first.
    fn text(&self) -> String {
        let mut text = String::new();
        for (heading, changes) in self.by_heading() {
            let heading = characters::line(heading);
            let _ = writeln!(text, "{heading} ({})", counted(changes.len(), "change"));
            for change in changes {
                let _ = writeln!(
                    text,
                    "  {:<5}  {}",
                    self.impact_name(change.impact),
                    self.line(change)
                );
                if let Some(remedy) = &change.remedy {
                    let _ = writeln!(text, "         instead: {remedy}");
                }
            }
            text.push('\n');
        }
        let counts = Impact::ALL
            .map(|impact| format!("{} {}", self.count(impact), self.impact_name(impact)));
        let bump = match self.impact() {
            Some(impact) => self.impact_name(impact),
            None => "none, nothing changed",
        };
        let _ = writeln!(text, "{}; bump: {bump}", counts.join(", "));
        text
    }

    fn impact_name(&self, impact: Impact) -> &'static str {
        match (self.rules(), impact) {
            (Rules::Official, Impact::Patch) => "point",
            (_, impact) => impact.as_str(),
        }
    }

    fn line(&self, change: &Change) -> String {
        let apis = match change.apis.as_slice() {
            [] | [_] => String::new(),
            several if several.len() > 4 => {
                format!(
                    " ({} and {} more)",
                    titles(&several[..3]),
                    several.len() - 3
                )
            }
            several => format!(" ({})", titles(several)),
        };
        match self.rules() {
            Rules::Crate => format!("{}: {}{apis}", code(&change.subject), change.message),
            Rules::Official => characters::line(&change.message),
        }
    }

    /// Groups changes by heading, breaks first; changes of several tags and of none come last.
    fn by_heading(&self) -> Vec<(&str, Vec<&Change>)> {
        if self.rules() == Rules::Official {
            let all = Impact::ALL.map(|impact| groups(self, impact));
            return all.into_iter().flatten().collect();
        }
        let mut found: BTreeMap<(usize, &str), Vec<&Change>> = BTreeMap::new();
        for change in self.iter() {
            let heading = match change.apis.as_slice() {
                [] => (2, NONE),
                [only] => (0, only.as_str()),
                _ => (1, SEVERAL),
            };
            found.entry(heading).or_default().push(change);
        }
        let mut found: Vec<_> = found
            .into_iter()
            .map(|((_, heading), mut changes)| {
                changes.sort_by_key(|change| std::cmp::Reverse(change.impact));
                (heading, changes)
            })
            .collect();
        found.sort_by_key(|(_, changes)| {
            std::cmp::Reverse(changes.first().map(|change| change.impact))
        });
        found
    }

    fn markdown(&self) -> String {
        let mut text = String::new();
        for (impact, title) in [
            (Impact::Major, "Breaking changes"),
            (Impact::Minor, "Additions"),
            (Impact::Patch, "Documentation"),
        ] {
            if self.count(impact) == 0 {
                continue;
            }
            let _ = writeln!(text, "## {title} ({})\n", self.count(impact));
            for (heading, changes) in self.by_heading() {
                let changes: Vec<_> = changes
                    .into_iter()
                    .filter(|change| change.impact == impact)
                    .collect();
                if changes.is_empty() {
                    continue;
                }
                let _ = writeln!(text, "### {}\n", page_title(heading));
                for change in changes {
                    let remedy = change.remedy.as_ref();
                    let remedy = remedy.map(|text| format!(" Instead: {text}."));
                    let remedy = remedy.unwrap_or_default();
                    let _ = writeln!(text, "- {}.{remedy}", self.line(change));
                }
                text.push('\n');
            }
        }
        if self.is_empty() {
            text.push_str("Nothing changed.\n");
        }
        text
    }

    /// The release notes in the vendor's format.
    fn notes(&self, api_version: &str) -> String {
        let mut text = format!("Platform API version: {api_version}\n");
        for (impact, title) in [
            (Impact::Major, "Major"),
            (Impact::Minor, "Minor"),
            (Impact::Patch, "Point"),
        ] {
            let count = counted(self.count(impact), "change");
            let _ = writeln!(text, "\n\n# {title} Changes ({count})");
            for (group, changes) in groups(self, impact) {
                let count = counted(changes.len(), "change");
                let _ = writeln!(text, "\n**{}** ({count})\n", as_it_is(group));
                for change in changes {
                    let _ = writeln!(text, "* {}", as_it_is(&change.message));
                }
            }
        }
        text
    }

    fn json(&self) -> String {
        #[derive(Serialize)]
        struct Report<'a> {
            rules: Rules,
            impact: Option<Impact>,
            major: usize,
            minor: usize,
            patch: usize,
            changes: Vec<&'a Change>,
        }
        let report = Report {
            rules: self.rules(),
            impact: self.impact(),
            major: self.count(Impact::Major),
            minor: self.count(Impact::Minor),
            patch: self.count(Impact::Patch),
            changes: self.iter().collect(),
        };
        // Strings, numbers and lists always serialize.
        let text = serde_json::to_string_pretty(&report).unwrap_or_default();
        characters::json(&text).into_owned() + "\n"
    }
}

/// The titles of tags, joined by commas.
fn titles(apis: &[String]) -> String {
    let titles: Vec<_> = apis.iter().map(|api| page_title(api)).collect();
    titles.join(", ")
}

fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}
