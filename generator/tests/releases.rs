//! Seven consecutive releases of the Platform API with the vendor's notes. They are not part of this
//! repository; where they are absent, the tests say so and pass.

use crate::support;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::surface::surface;
use sdk_generator::diff::{Change, Changes, Format, Impact, Rules, diff};
use sdk_generator::{Input, Tables, changes};

const RELEASES: [u32; 7] = [15, 16, 17, 18, 19, 20, 21];

/// Changes that the notes of a release do not list although the rules say so: codes, and why.
const UNLISTED: [(u32, [&str; 2], &str); 2] = [
    (
        17,
        ["property-read-only", "property-writable"],
        "34 properties became read-only, and the vendor looked at that only from 19.0.0 or 20.0.0 on",
    ),
    (
        18,
        ["property-read-only", "property-writable"],
        "4 properties are no longer read-only, which the vendor did not look at yet",
    ),
];

fn folder() -> Option<PathBuf> {
    Some(support::published()?.join("releases"))
}

fn input(folder: &Path, release: u32) -> Input {
    Input {
        spec: folder.join(format!("{release}.0.0.json")),
        ..Input::default()
    }
}

fn steps() -> impl Iterator<Item = (u32, u32)> {
    RELEASES.windows(2).map(|pair| (pair[0], pair[1]))
}

/// A line of notes: the section, the heading that it stands under, and what it says.
type Note = (String, String, String);

fn listed(notes: &str) -> Vec<Note> {
    let (mut section, mut heading) = (String::new(), String::new());
    let mut found = Vec::new();
    for line in notes.lines() {
        if let Some(title) = line.strip_prefix("# ") {
            section = title.split(" (").next().unwrap().to_owned();
        } else if let Some(title) = line.strip_prefix("**") {
            heading = title.rsplit_once("**").unwrap().0.to_owned();
        } else if let Some(text) = line.strip_prefix("* ") {
            found.push((section.clone(), heading.clone(), text.to_owned()));
        }
    }
    found
}

fn unlisted(release: u32, change: &Change) -> bool {
    UNLISTED
        .iter()
        .any(|(of, codes, _)| *of == release && codes.contains(&change.code))
}

#[test]
fn official_rules_give_the_official_notes() {
    let Some(folder) = folder() else {
        return;
    };
    for (old, new) in steps() {
        let notes = std::fs::read_to_string(folder.join(format!("{new}.0.0.notes.md"))).unwrap();
        let changes = changes(&input(&folder, old), &input(&folder, new), Rules::Official).unwrap();
        let version = notes.lines().next().unwrap().rsplit(' ').next();
        let written = changes.render(Format::Markdown, version);
        let extra: BTreeSet<&str> = changes
            .iter()
            .filter(|change| unlisted(new, change))
            .map(|change| change.message.as_str())
            .collect();
        if extra.is_empty() {
            assert_eq!(written, notes, "{new}.0.0");
        } else {
            let kept = listed(&written).into_iter();
            let kept = kept.filter(|(_, _, text)| !extra.contains(text.as_str()));
            assert_eq!(kept.collect::<Vec<_>>(), listed(&notes), "{new}.0.0");
        }
    }
}

#[test]
fn each_difference_from_the_notes_has_a_reason_that_still_holds() {
    let Some(folder) = folder() else {
        return;
    };
    for (release, _, reason) in UNLISTED {
        let (old, new) = (input(&folder, release - 1), input(&folder, release));
        let changes = changes(&old, &new, Rules::Official).unwrap();
        let found = changes.iter().any(|change| unlisted(release, change));
        assert!(found, "{release}: {reason}");
    }
}

/// The releases in order; none where they are absent.
fn released() -> Option<Vec<&'static Tables>> {
    let releases = support::RELEASES.as_ref()?;
    let numbers = releases.iter().map(|release| release.number);
    assert_eq!(numbers.collect::<Vec<_>>(), RELEASES);
    Some(releases.iter().map(|release| &release.tables).collect())
}

/// What a comparison of public items says, with nothing known of where they come from.
fn judged(old: &BTreeSet<String>, new: &BTreeSet<String>) -> Option<Impact> {
    if old.difference(new).next().is_some() {
        Some(Impact::Major)
    } else {
        (old != new).then_some(Impact::Minor)
    }
}

fn assert_covers(changes: &Changes, judged: Option<Impact>, name: &str) {
    assert!(
        changes.impact() >= judged,
        "{name}: {:?} is less than {judged:?}",
        changes.impact()
    );
}

#[test]
fn the_rules_for_the_crate_never_say_less_than_its_public_items() {
    let Some(released) = released() else {
        return;
    };
    let lines = |tables: &&Tables| surface(&tables.sdk()).into_iter().collect();
    let lines: Vec<BTreeSet<String>> = released.iter().map(lines).collect();
    let sides: Vec<_> = released.iter().map(|tables| tables.side()).collect();
    for ((sides, lines), (old, new)) in sides.windows(2).zip(lines.windows(2)).zip(steps()) {
        let changes = diff(&sides[0], &sides[1]);
        let name = format!("{old} to {new}");
        assert_covers(&changes, judged(&lines[0], &lines[1]), &name);
        let changes = diff(&sides[1], &sides[0]);
        let back = format!("{new} back to {old}");
        assert_covers(&changes, judged(&lines[1], &lines[0]), &back);
    }
}

#[test]
fn breaking_changes_say_what_to_write_instead() {
    let Some(released) = released() else {
        return;
    };
    let sides: Vec<_> = released.iter().map(|tables| tables.side()).collect();
    for pair in sides.windows(2) {
        for change in diff(&pair[0], &pair[1]).iter() {
            let is_break = change.impact == Impact::Major;
            assert_eq!(change.remedy.is_some(), is_break, "{change:?}");
            assert!(!change.message.is_empty() && !change.subject.is_empty());
        }
    }
}

#[test]
fn a_release_does_not_differ_from_itself() {
    let Some(released) = released() else {
        return;
    };
    for tables in released {
        assert!(diff(&tables.side(), &tables.side()).is_empty());
    }
}
