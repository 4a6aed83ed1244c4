//! The report as Markdown: sections of tables as values, which `report.md.jinja` lays out.

use anyhow::{Context, Result};
use minijinja::value::Serde;
use serde::Serialize;

use super::report::{Call, Codec, Definition, Load, Machine, Report, Task, Tree};
use super::table::{Table, megabytes, percent, seconds, tenths, thousands};
use super::{budget, side_by_side};

const TEMPLATE: &str = include_str!("report.md.jinja");

/// The template of tables, which all templates can include.
const TABLE: &str = include_str!("table.md.jinja");

/// The values of the template.
#[derive(Debug, Serialize)]
struct Whole<'a> {
    machine: &'a Machine,
    sections: Vec<Section>,
}

/// A part of the report under a heading.
#[derive(Debug, Serialize)]
struct Section {
    title: String,
    intro: String,
    tables: Vec<Table>,
    /// The paragraphs below the tables.
    notes: Vec<String>,
}

/// The whole report.
///
/// # Errors
/// If the template does not fit the values.
pub(crate) fn markdown(report: &Report) -> Result<String> {
    let mut sections: Vec<Section> = report.definitions.iter().map(definition).collect();
    let comparisons = report.comparisons.iter();
    sections.extend(comparisons.map(|comparison| Section {
        title: "Side by side".to_owned(),
        intro: String::new(),
        tables: vec![side_by_side::table(comparison)],
        notes: side_by_side::notes(comparison),
    }));
    sections.push(Section {
        title: "Growth".to_owned(),
        intro: String::new(),
        tables: growth(&report.definitions).into_iter().collect(),
        notes: Vec::new(),
    });
    sections.push(Section {
        title: "Codec".to_owned(),
        intro: "Medians of each alone; how many times as fast the SDK is was measured by turns."
            .to_owned(),
        tables: codec(&report.codec).into_iter().collect(),
        notes: Vec::new(),
    });
    sections.push(Section {
        title: "Calls to a server on this machine".to_owned(),
        intro: String::new(),
        tables: [one_call(report.call.as_ref()), load(&report.load)]
            .into_iter()
            .flatten()
            .collect(),
        notes: Vec::new(),
    });
    sections.push(Section {
        title: "A first program".to_owned(),
        intro: "A program that makes one call, built once with nothing built before; its sources are on the \
                disk. `generated/` is the SDK, with the feature `users`."
            .to_owned(),
        tables: trees(&report.trees).into_iter().collect(),
        notes: busy_trees(report).into_iter().collect(),
    });
    sections.retain(|section| !section.tables.is_empty() || !section.notes.is_empty());
    let whole = Whole {
        machine: &report.machine,
        sections,
    };
    let text = environment()?.render_str(TEMPLATE, Serde(whole));
    text.context("report.md.jinja")
}

/// The environment of templates, which can include `table`.
///
/// # Errors
/// If the template of tables is invalid.
pub(crate) fn environment() -> Result<minijinja::Environment<'static>> {
    let mut environment = minijinja::Environment::new();
    environment
        .add_template("table", TABLE)
        .context("table.md.jinja")?;
    Ok(environment)
}

fn definition(definition: &Definition) -> Section {
    let size = &definition.emitted;
    let emitted = [[
        "crate".to_owned(),
        thousands(size.files),
        thousands(size.lines),
        format!("{:.2}", size.bytes as f64 / 1e6),
    ]];
    let skipped = definition.skipped.iter();
    let skipped = skipped.map(|skipped| format!("Not measured: {skipped}."));
    Section {
        title: definition.name.clone(),
        intro: format!(
            "{} operations, {} models; the smallest feature is `{}`.",
            thousands(definition.operations as u64),
            thousands(definition.models as u64),
            definition.smallest
        ),
        tables: [
            Table::of(&["emitted", "files", "lines", "MB"], emitted),
            costs(definition),
        ]
        .into_iter()
        .flatten()
        .collect(),
        notes: one_more(definition).chain(skipped).collect(),
    }
}

fn costs(definition: &Definition) -> Option<Table> {
    let rows = definition.entries.iter().map(|entry| {
        [
            named(entry.task, &entry.features),
            seconds(entry.cost.wall),
            seconds(entry.cost.cpu),
            megabytes(entry.cost.peak),
            entry.rlib.map(megabytes).unwrap_or_default(),
            entry.cost.runs.to_string(),
            remark(definition, entry),
        ]
    });
    let heads = &[
        "task", "wall", "CPU", "peak MB", "rlib MB", "runs", "budget",
    ];
    Table::of(heads, rows)
}

/// The remark about the budget of a figure.
fn remark(definition: &Definition, entry: &super::report::Entry) -> String {
    let cold = definition.entry(Task::GenerateCold, "");
    let cold = cold.map(|cold| &cold.cost);
    budget::verdict(&definition.name, entry, cold).unwrap_or_default()
}

/// The cost of a second feature.
fn one_more(definition: &Definition) -> impl Iterator<Item = String> {
    let tasks = [Task::Check, Task::Debug, Task::Release].into_iter();
    tasks.filter_map(|kind| {
        let one = definition.entry(kind, "users")?;
        let two = definition.entry(kind, "users,routing")?;
        Some(format!(
            "One more feature, `routing` beside `users`: {} costs {} s CPU and {} s wall more.",
            task(kind),
            seconds(two.cost.cpu - one.cost.cpu),
            seconds(two.cost.wall - one.cost.wall)
        ))
    })
}

/// The growth of cost with the size of the definition.
fn growth(definitions: &[Definition]) -> Option<Table> {
    let tasks = [
        (Task::GenerateCold, ""),
        (Task::Check, "full"),
        (Task::Debug, "full"),
        (Task::Release, "full"),
    ];
    let rows = definitions.iter().flat_map(|definition| {
        tasks.into_iter().filter_map(|(kind, features)| {
            let entry = definition.entry(kind, features)?;
            let per = |count: usize| format!("{:.2}", entry.cost.cpu * 1e3 / count.max(1) as f64);
            Some([
                definition.name.clone(),
                named(kind, features),
                per(definition.operations),
                per(definition.models),
            ])
        })
    });
    Table::of(&["CPU in ms", "task", "per operation", "per model"], rows)
}

fn codec(jobs: &[Codec]) -> Option<Table> {
    let rows = jobs.iter().map(|codec| {
        let speed = codec.speed();
        let kept = budget::kept(speed >= budget::CODEC);
        [
            codec.job.clone(),
            format!("{:.1}", codec.sdk / 1e3),
            format!("{:.1}", codec.derive / 1e3),
            format!("{speed:.2}x as fast"),
            format!("{:.1}x: {kept}", budget::CODEC),
        ]
    });
    Table::of(&["median", "SDK µs", "derive µs", "SDK is", "budget"], rows)
}

fn one_call(call: Option<&Call>) -> Option<Table> {
    let rows = call.map(|call| {
        let overhead = call.ratio - 1.0;
        let kept = budget::kept(overhead <= budget::CALL);
        [
            "median; overhead of calls in turns".to_owned(),
            format!("{:.1}", call.sdk / 1e3),
            format!("{:.1}", call.bare / 1e3),
            format!("{:+.1} %", overhead * 100.0),
            format!("{:.0} %: {kept}", budget::CALL * 100.0),
        ]
    });
    Table::of(
        &["one call", "SDK µs", "reqwest µs", "overhead", "budget"],
        rows,
    )
}

fn load(loads: &[Load]) -> Option<Table> {
    let heads = &[
        "many calls",
        "calls",
        "at once",
        "errors",
        "s",
        "calls/s",
        "peak MB at a tenth",
        "peak MB at the end",
    ];
    let rows = loads.iter().map(|load| {
        [
            load.who.clone(),
            thousands(load.calls),
            load.at_once.to_string(),
            load.errors.to_string(),
            seconds(load.seconds),
            thousands((load.calls as f64 / load.seconds) as u64),
            load.early_peak.map(tenths).unwrap_or_default(),
            load.final_peak.map(tenths).unwrap_or_default(),
        ]
    });
    Table::of(heads, rows)
}

fn trees(trees: &[Tree]) -> Option<Table> {
    let bare = &trees.last()?.turns;
    let heads = &[
        "program",
        "packages",
        "wall",
        "CPU",
        "peak MB",
        "turns",
        "CPU against reqwest",
    ];
    let rows = trees.iter().filter_map(|tree| {
        let cost = tree.turns.median()?;
        Some([
            tree.who.clone(),
            tree.packages.to_string(),
            seconds(cost.wall),
            seconds(cost.cpu),
            megabytes(cost.peak),
            cost.runs.to_string(),
            format!("{:.2}x", tree.turns.against(bare)?.cpu),
        ])
    });
    Table::of(heads, rows)
}

/// The other work of the machine while first programs were built.
fn busy_trees(report: &Report) -> Option<String> {
    let others = percent(report.trees_busy?.others);
    Some(format!(
        "Other processes took {others} of the machine's CPU time."
    ))
}

fn task(task: Task) -> &'static str {
    match task {
        Task::GenerateCold => "generate, cold",
        Task::GenerateUnchanged => "generate, unchanged",
        Task::Check => "check",
        Task::Debug => "build",
        Task::Release => "build --release",
    }
}

/// A task with its features; generating has none.
fn named(kind: Task, features: &str) -> String {
    let text = format!("{} {}", task(kind), features.replace(',', " + "));
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::markdown;
    use crate::bench::comparison::Size;
    use crate::bench::report::{Definition, Entry, Report, Task};
    use crate::measure::Cost;

    fn entry(features: &str, cpu: f64) -> Entry {
        Entry {
            task: Task::Check,
            features: features.to_owned(),
            cost: Cost {
                wall: cpu,
                cpu,
                peak: 200_000_000,
                runs: 3,
            },
            rlib: None,
        }
    }

    fn definition() -> Definition {
        Definition {
            name: "small".to_owned(),
            operations: 10,
            models: 20,
            smallest: "tiny".to_owned(),
            emitted: Size::default(),
            entries: vec![
                entry("full", 2.0),
                entry("users", 0.5),
                entry("users,routing", 0.75),
            ],
            skipped: vec!["that".to_owned()],
        }
    }

    #[test]
    fn figures_are_in_tables() {
        let mut report = Report::new().unwrap();
        report.definitions.push(definition());
        let text = markdown(&report).unwrap();
        assert!(text.contains("check costs 0.25 s CPU"), "{text}");
        assert!(text.contains("Not measured: that."), "{text}");
        assert!(text.contains("| 200.00 | 100.00 |"), "{text}");
        let table = "| task | wall |";
        let (_, rows) = text.split_once(table).unwrap();
        assert!(
            rows.lines().nth(1).unwrap().starts_with("| --- | ---: |"),
            "{text}"
        );
        assert!(!text.contains("## Codec"), "{text}");
    }

    #[test]
    fn json_names_each_task() {
        let json = serde_json::to_value(definition()).unwrap();
        assert_eq!(json["entries"][0]["task"], "check");
        assert_eq!(json["entries"][0]["cost"]["peak"], 200_000_000);
    }
}
