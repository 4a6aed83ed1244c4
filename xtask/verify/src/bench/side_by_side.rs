//! Tables of the comparison with other generators, for the report and for README.md.

use super::OURS;
use super::comparison::{Compared, Comparison, Entry, Generator, Job};
use super::table::{Table, percent, plain, size, thousands, time};
use super::turns::Turns;

/// A row of the table.
struct Row {
    title: &'static str,
    /// Whether the short table has it.
    is_short: bool,
    cell: fn(&Comparison, &Generator) -> String,
}

const ROWS: [Row; 7] = [
    Row {
        title: "reads the published definition",
        is_short: false,
        cell: |comparison, generator| {
            // A crate that was there before was made from another definition, or by hand.
            let generates = comparison.entry(Job::Generate, &generator.name).is_some();
            let is_asked = generates || generator.published.is_some();
            yes(is_asked, generator.published.is_none())
        },
    },
    Row {
        title: "reads it when converted to OpenAPI 3.0",
        is_short: false,
        cell: |_, generator| {
            let first = generator.converted.as_ref();
            let first = first.map(|failure| format!("no: {}", plain(&failure.first)));
            first.unwrap_or_else(|| yes(generator.published.is_some(), true))
        },
    },
    Row {
        title: "generates: CPU, memory",
        is_short: false,
        cell: |comparison, generator| cell(comparison, Job::Generate, generator),
    },
    Row {
        title: "the result compiles",
        is_short: true,
        cell: |comparison, generator| {
            let entry = comparison.entry(Job::Check, &generator.name);
            yes(
                entry.is_some(),
                entry.is_some_and(|entry| entry.failure.is_none()),
            )
        },
    },
    Row {
        title: "`cargo check` of everything: CPU, memory",
        is_short: true,
        cell: |comparison, generator| cell(comparison, Job::Check, generator),
    },
    Row {
        title: "`cargo check` of one API: CPU, memory",
        is_short: true,
        cell: |comparison, generator| cell(comparison, Job::CheckApi, generator),
    },
    Row {
        title: "`cargo build` of everything: CPU, memory, library",
        is_short: false,
        cell: |comparison, generator| cell(comparison, Job::Build, generator),
    },
];

/// The table with all figures.
pub(crate) fn table(comparison: &Comparison) -> Table {
    let format = format!(
        "{} ({}, {})",
        title(comparison),
        comparison.format,
        size(comparison.bytes)
    );
    rows(comparison, format, &comparison.generators, |_| true)
}

/// The table for README.md: a few rows, of the generators that made a crate.
pub(crate) fn short_table(comparison: &Comparison) -> Table {
    let generators = comparison.generators.iter();
    let made = generators.filter(|generator| generator.emitted.is_some());
    rows(comparison, title(comparison), made, |row| row.is_short)
}

/// Notes for readers of the table, and the tasks that were left out.
pub(crate) fn notes(comparison: &Comparison) -> Vec<String> {
    let turns = comparison.tasks.iter().map(|Compared { job, by }| {
        let turns = by.iter().map(|entry| entry.turns.0.len()).max();
        format!("{} of {}", turns.unwrap_or_default(), job.title())
    });
    let turns: Vec<_> = turns.collect();
    let api = &comparison.api;
    let mut notes = vec![format!(
        "One API is {}, {} operations. Medians, and in parentheses the medians of the ratios to this generator within \
         a turn; turns: {}.",
        api.tag,
        thousands(api.operations as u64),
        turns.join(", ")
    )];
    if let Some(busy) = &comparison.busy {
        notes.push(format!(
            "Other processes took {} of the machine's CPU time; the load average before was {:.1}.",
            percent(busy.others),
            busy.load
        ));
    }
    for Compared { job, by } in &comparison.tasks {
        for entry in by {
            if let Some(failure) = &entry.failure {
                let first = plain(&failure.first);
                notes.push(format!("{}, {}: `{first}`", entry.who, job.title()));
            }
        }
    }
    let skipped = comparison.skipped.iter();
    notes.extend(skipped.map(|skipped| format!("Not measured: {skipped}.")));
    notes
}

fn title(comparison: &Comparison) -> String {
    format!(
        "{}, {} operations",
        plain(&comparison.title),
        thousands(comparison.operations as u64)
    )
}

fn rows<'a>(
    comparison: &Comparison,
    head: String,
    generators: impl IntoIterator<Item = &'a Generator>,
    is_shown: fn(&Row) -> bool,
) -> Table {
    let generators: Vec<_> = generators.into_iter().collect();
    let names = generators.iter().map(|generator| name(generator));
    let heads = [head].into_iter().chain(names).collect();
    let rows = ROWS.iter().filter(|row| is_shown(row)).map(|row| {
        let cells = generators
            .iter()
            .map(|generator| (row.cell)(comparison, generator));
        [row.title.to_owned()].into_iter().chain(cells).collect()
    });
    Table::of_words(heads, rows.collect())
}

/// The name and the shortened version of a generator.
fn name(generator: &Generator) -> String {
    match &generator.version {
        _ if generator.name == OURS => "this generator".to_owned(),
        Some(version) => {
            let parts: Vec<_> = version.split('.').take(2).collect();
            format!("{} {}", generator.name, parts.join("."))
        }
        None => generator.name.clone(),
    }
}

fn yes(is_known: bool, is_so: bool) -> String {
    match (is_known, is_so) {
        (false, _) => String::new(),
        (true, true) => "yes".to_owned(),
        (true, false) => "no".to_owned(),
    }
}

/// The result of a task: its cost, and the ratio to ours.
fn cell(comparison: &Comparison, job: Job, generator: &Generator) -> String {
    let Some(entry) = comparison.entry(job, &generator.name) else {
        let is_impossible = job == Job::CheckApi && !generator.selects;
        let is_crate = generator.emitted.is_some();
        return if is_impossible && is_crate {
            "not possible".to_owned()
        } else {
            String::new()
        };
    };
    let Some(cost) = entry.turns.median() else {
        return String::new();
    };
    let mut text = format!("{}, {}", time(cost.cpu), size(cost.peak));
    if let Some(rlib) = entry.rlib {
        text += &format!(", {}", size(rlib));
    }
    if entry.failure.is_some() {
        return format!("{} after {text}", errors(entry));
    }
    let ours = comparison.entry(job, OURS).map(|ours| &ours.turns);
    text + &against(&entry.turns, ours.filter(|_| generator.name != OURS))
}

fn against(turns: &Turns, ours: Option<&Turns>) -> String {
    let ratios = ours.and_then(|ours| turns.against(ours));
    let text = ratios.map(|ratios| format!(" ({:.1}×, {:.1}×)", ratios.cpu, ratios.peak));
    text.unwrap_or_default()
}

fn errors(entry: &Entry) -> String {
    match entry.failure.as_ref().and_then(|failure| failure.errors) {
        Some(1) => "1 error".to_owned(),
        Some(count) => format!("{} errors", thousands(count)),
        None => "failed".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::comparison::{Api, Failure, Size};
    use super::super::table::Table;
    use super::{Compared, Comparison, Entry, Generator, Job, OURS, Turns, notes, table};
    use crate::measure::Cost;

    fn failure(first: &str) -> Option<Failure> {
        Some(Failure {
            first: first.to_owned(),
            errors: None,
        })
    }

    fn generator(name: &str, published: Option<Failure>, emitted: Option<Size>) -> Generator {
        Generator {
            name: name.to_owned(),
            version: None,
            published,
            converted: None,
            emitted,
            selects: false,
        }
    }

    fn entry(who: &str, failure: Option<Failure>) -> Entry {
        let cost = Cost {
            wall: 1.0,
            cpu: 1.0,
            peak: 100_000_000,
            runs: 1,
        };
        Entry {
            who: who.to_owned(),
            turns: Turns(vec![cost]),
            failure,
            rlib: None,
        }
    }

    /// A generator that needs the converted definition, and whose crate does not compile; a crate that was there
    /// before; and ours.
    fn comparison() -> Comparison {
        Comparison {
            title: "Pets".to_owned(),
            format: "OpenAPI 3.1".to_owned(),
            bytes: 1_000_000,
            operations: 10,
            models: 20,
            api: Api {
                tag: "Cats".to_owned(),
                operations: 2,
            },
            generators: vec![
                generator("theirs", failure("too new"), Some(Size::default())),
                generator("old", None, Some(Size::default())),
                generator(OURS, None, Some(Size::default())),
            ],
            tasks: vec![
                Compared {
                    job: Job::Generate,
                    by: vec![entry("theirs", None), entry(OURS, None)],
                },
                Compared {
                    job: Job::Check,
                    by: vec![
                        entry("theirs", failure("no `x` |")),
                        entry("old", None),
                        entry(OURS, None),
                    ],
                },
            ],
            skipped: vec!["`cargo build` of everything: without --long".to_owned()],
            busy: None,
        }
    }

    fn row(table: &Table, title: &str) -> serde_json::Value {
        let table = serde_json::to_value(table).unwrap();
        let rows = table["rows"].as_array().unwrap();
        rows.iter().find(|row| row[0] == title).unwrap().clone()
    }

    #[test]
    fn what_is_a_crate_already_reads_no_definition() {
        let table = table(&comparison());
        let title = "reads the published definition";
        assert_eq!(
            row(&table, title),
            serde_json::json!([title, "no", "", "yes"])
        );
        let title = "the result compiles";
        assert_eq!(
            row(&table, title),
            serde_json::json!([title, "no", "yes", "yes"])
        );
    }

    #[test]
    fn notes_say_what_failed_in_which_task() {
        let notes = notes(&comparison());
        assert_eq!(
            notes[1..],
            [
                "theirs, `cargo check` of everything: `no 'x' /`",
                "Not measured: `cargo build` of everything: without --long."
            ]
        );
    }
}
