//! Other generators beside ours, as tables: for the report and for README.md.

use super::OURS;
use super::comparison::{Compared, Comparison, Entry, Generator, Job};
use super::table::{Table, percent, size, thousands, time};
use super::turns::Turns;

/// What of a comparison is shown.
type Row = (&'static str, fn(&Comparison, &Generator) -> String);

const ROWS: [Row; 7] = [
    ("reads the published definition", |_, generator| {
        let is_asked = generator.emitted.is_some() || generator.published.is_some();
        yes(is_asked, generator.published.is_none())
    }),
    ("reads it when converted to OpenAPI 3.0", |_, generator| {
        let first = generator.converted.as_ref();
        let first = first.map(|failure| format!("no: {}", plain(&failure.first)));
        first.unwrap_or_else(|| yes(generator.published.is_some(), true))
    }),
    ("generates: CPU, memory", |comparison, generator| {
        cell(comparison, Job::Generate, generator)
    }),
    ("the result compiles", |comparison, generator| {
        let entry = comparison.entry(Job::Check, &generator.name);
        yes(
            entry.is_some(),
            entry.is_some_and(|entry| entry.failure.is_none()),
        )
    }),
    (
        "`cargo check` of everything: CPU, memory",
        |comparison, generator| cell(comparison, Job::Check, generator),
    ),
    (
        "`cargo check` of one API: CPU, memory",
        |comparison, generator| cell(comparison, Job::CheckApi, generator),
    ),
    (
        "`cargo build` of everything: CPU, memory, library",
        |comparison, generator| cell(comparison, Job::Build, generator),
    ),
];

/// The rows that a first look needs.
const SHORT: [usize; 3] = [3, 4, 5];

/// All that was measured.
pub(crate) fn table(comparison: &Comparison) -> Table {
    let format = format!(
        "{} ({}, {})",
        title(comparison),
        comparison.format,
        size(comparison.bytes)
    );
    rows(comparison, format, &comparison.generators, &ROWS)
}

/// A few rows, of the generators that made a crate.
pub(crate) fn short_table(comparison: &Comparison) -> Table {
    let generators = comparison.generators.iter();
    let made = generators.filter(|generator| generator.emitted.is_some());
    rows(
        comparison,
        title(comparison),
        made,
        &SHORT.map(|index| ROWS[index]),
    )
}

/// What has to be known to read the table, and what was left out.
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
    for entry in comparison.tasks.iter().flat_map(|task| &task.by) {
        if let Some(failure) = &entry.failure {
            notes.push(format!("{}: `{}`", entry.who, plain(&failure.first)));
        }
    }
    let skipped = comparison.skipped.iter();
    notes.extend(skipped.map(|skipped| format!("Not measured: {}.", plain(skipped))));
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
    rows: &[Row],
) -> Table {
    let generators: Vec<_> = generators.into_iter().collect();
    let names = generators.iter().map(|generator| name(generator));
    let heads = [head].into_iter().chain(names).collect();
    let rows = rows.iter().map(|(title, cell)| {
        let cells = generators
            .iter()
            .map(|generator| cell(comparison, generator));
        [(*title).to_owned()].into_iter().chain(cells).collect()
    });
    Table::of_words(heads, rows.collect())
}

/// What a generator is called; of its version, what matters.
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

/// How a generator did a task: what it cost, and how many times as much as ours.
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

/// Text that does not end a cell of a table, or code within it.
fn plain(text: &str) -> String {
    text.replace('|', "/").replace('`', "'")
}
