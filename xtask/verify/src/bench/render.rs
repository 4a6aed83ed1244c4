//! The report as Markdown.

use super::report::{Definition, Emitted, Entry, Report, Task};
use super::{OURS, budget};
use crate::measure::Cost;

/// The columns of a table, and its rows.
struct Table<const N: usize> {
    text: String,
}

impl<const N: usize> Table<N> {
    fn new(heads: [&str; N]) -> Self {
        let mut table = Self {
            text: "\n".to_owned(),
        };
        table.row(heads.map(str::to_owned));
        // Figures are aligned to the right, what they are of to the left.
        let rule =
            std::array::from_fn(|column| if column == 0 { "---" } else { "---:" }.to_owned());
        table.row(rule);
        table
    }

    fn row(&mut self, cells: [String; N]) {
        self.text += &format!("| {} |\n", cells.join(" | "));
    }
}

/// The whole report.
pub(crate) fn markdown(report: &Report) -> String {
    let machine = &report.machine;
    let mut text = format!(
        "# Benchmark\n\n{} cores, {}, {}. Each figure is the minimum over the runs that its table \
         tells, wall time and CPU time in seconds of a process with all that it starts, peak \
         memory that of the largest single process. 1 MB is 1,000,000 bytes. Budgets are for \
         information.\n",
        machine.cores, machine.system, machine.rustc
    );
    for definition in &report.definitions {
        text += &definition_text(definition);
    }
    text += &growth(&report.definitions);
    text += &codec(report);
    text += &calls(report);
    text += &trees(report);
    text
}

fn definition_text(definition: &Definition) -> String {
    let mut text = format!(
        "\n## {}\n\n{} operations, {} models; the smallest feature is `{}`.\n",
        definition.name,
        thousands(definition.operations as u64),
        thousands(definition.models as u64),
        definition.smallest
    );
    let mut emitted = Table::new(["emitted", "files", "lines", "MB"]);
    for Emitted {
        who,
        files,
        lines,
        bytes,
    } in &definition.emitted
    {
        let megabytes = format!("{:.2}", *bytes as f64 / 1e6);
        emitted.row([who.clone(), thousands(*files), thousands(*lines), megabytes]);
    }
    text += &emitted.text;
    text += &costs(definition);
    text += &one_more(definition);
    for skipped in &definition.skipped {
        text += &format!("\nNot measured: {skipped}.\n");
    }
    text
}

fn costs(definition: &Definition) -> String {
    if definition.entries.is_empty() {
        return String::new();
    }
    let heads = [
        "task",
        "by",
        "wall",
        "CPU",
        "peak MB",
        "rlib MB",
        "runs",
        "budget, or against ours",
    ];
    let mut table = Table::new(heads);
    for entry in &definition.entries {
        let Cost {
            wall,
            cpu,
            peak,
            runs,
        } = entry.cost;
        let rlib = entry.rlib.map(megabytes).unwrap_or_default();
        table.row([
            named(entry.task, &entry.features),
            entry.who.clone(),
            seconds(wall),
            seconds(cpu),
            megabytes(peak),
            rlib,
            runs.to_string(),
            remark(definition, entry),
        ]);
    }
    table.text
}

/// The budget of what is ours, and the ratios of what is not.
fn remark(definition: &Definition, entry: &Entry) -> String {
    if entry.who == OURS {
        let cold = definition.entry(OURS, Task::GenerateCold, "");
        let cold = cold.map(|cold| &cold.cost);
        return budget::verdict(&definition.name, entry, cold).unwrap_or_default();
    }
    let Some(ours) = definition.entry(OURS, entry.task, &entry.features) else {
        return String::new();
    };
    let (theirs, ours) = (&entry.cost, &ours.cost);
    format!(
        "{} wall, {} CPU, {} peak",
        ratio(theirs.wall, ours.wall),
        ratio(theirs.cpu, ours.cpu),
        ratio(theirs.peak as f64, ours.peak as f64)
    )
}

/// What the second of two features costs.
fn one_more(definition: &Definition) -> String {
    let mut text = String::new();
    for kind in [Task::Check, Task::Debug, Task::Release] {
        let one = definition.entry(OURS, kind, "users");
        let two = definition.entry(OURS, kind, "users,routing");
        if let (Some(one), Some(two)) = (one, two) {
            text += &format!(
                "\nOne more feature, `routing` beside `users`: {} costs {} s CPU and {} s wall more.\n",
                task(kind),
                seconds(two.cost.cpu - one.cost.cpu),
                seconds(two.cost.wall - one.cost.wall)
            );
        }
    }
    text
}

/// How cost grows with the definition.
fn growth(definitions: &[Definition]) -> String {
    let heads = ["CPU in ms", "task", "per operation", "per model"];
    let mut table = Table::new(heads);
    let mut is_empty = true;
    for definition in definitions {
        for (kind, features) in [
            (Task::GenerateCold, ""),
            (Task::Check, "full"),
            (Task::Debug, "full"),
            (Task::Release, "full"),
        ] {
            let Some(entry) = definition.entry(OURS, kind, features) else {
                continue;
            };
            is_empty = false;
            let per = |count: usize| format!("{:.2}", entry.cost.cpu * 1e3 / count.max(1) as f64);
            table.row([
                definition.name.clone(),
                named(kind, features),
                per(definition.operations),
                per(definition.models),
            ]);
        }
    }
    if is_empty {
        return String::new();
    }
    format!("\n## Growth\n{}", table.text)
}

fn codec(report: &Report) -> String {
    if report.codec.is_empty() {
        return String::new();
    }
    let mut table = Table::new(["median", "SDK µs", "derive µs", "SDK is", "budget"]);
    for codec in &report.codec {
        let speed = codec.speed();
        table.row([
            codec.job.clone(),
            format!("{:.1}", codec.sdk / 1e3),
            format!("{:.1}", codec.derive / 1e3),
            format!("{speed:.2}x as fast"),
            format!(
                "{:.1}x: {}",
                budget::CODEC,
                budget::kept(speed >= budget::CODEC)
            ),
        ]);
    }
    let intro = "Medians of each alone; how many times as fast the SDK is was measured by turns.";
    format!("\n## Codec\n\n{intro}\n{}", table.text)
}

fn calls(report: &Report) -> String {
    let mut text = String::new();
    if let Some(call) = &report.call {
        let mut table = Table::new(["one call", "SDK µs", "reqwest µs", "overhead", "budget"]);
        let overhead = call.ratio - 1.0;
        table.row([
            "median; overhead of calls in turns".to_owned(),
            format!("{:.1}", call.sdk / 1e3),
            format!("{:.1}", call.bare / 1e3),
            format!("{:+.1} %", overhead * 100.0),
            format!(
                "{:.0} %: {}",
                budget::CALL * 100.0,
                budget::kept(overhead <= budget::CALL)
            ),
        ]);
        text += &table.text;
    }
    if !report.load.is_empty() {
        let heads = [
            "many calls",
            "calls",
            "at once",
            "errors",
            "s",
            "calls/s",
            "peak MB at a tenth",
            "peak MB at the end",
        ];
        let mut table = Table::new(heads);
        for load in &report.load {
            table.row([
                load.who.clone(),
                thousands(load.calls),
                load.at_once.to_string(),
                load.errors.to_string(),
                seconds(load.seconds),
                thousands((load.calls as f64 / load.seconds) as u64),
                load.early_peak.map(tenths).unwrap_or_default(),
                load.final_peak.map(tenths).unwrap_or_default(),
            ]);
        }
        text += &table.text;
    }
    if text.is_empty() {
        return text;
    }
    format!("\n## Calls to a server on this machine\n{text}")
}

fn trees(report: &Report) -> String {
    let Some(bare) = report.trees.last() else {
        return String::new();
    };
    let heads = [
        "program",
        "packages",
        "wall",
        "CPU",
        "peak MB",
        "wall against reqwest",
    ];
    let mut table = Table::new(heads);
    for tree in &report.trees {
        table.row([
            tree.who.clone(),
            tree.packages.to_string(),
            seconds(tree.cost.wall),
            seconds(tree.cost.cpu),
            megabytes(tree.cost.peak),
            ratio(tree.cost.wall, bare.cost.wall),
        ]);
    }
    let intro = "A program that makes one call, built once with nothing built before; its sources \
                 are on the disk. `generated/` is the SDK, with the feature `users`.";
    format!("\n## A first program\n\n{intro}\n{}", table.text)
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

/// A task with its features, of which generating has none.
fn named(kind: Task, features: &str) -> String {
    let text = format!("{} {}", task(kind), features.replace(',', " + "));
    text.trim_end().to_owned()
}

/// How many times as much as ours theirs is.
fn ratio(theirs: f64, ours: f64) -> String {
    if ours > 0.0 {
        format!("{:.2}x", theirs / ours)
    } else {
        "–".to_owned()
    }
}

fn seconds(seconds: f64) -> String {
    format!("{seconds:.2}")
}

fn megabytes(bytes: u64) -> String {
    format!("{:.0}", bytes as f64 / 1e6)
}

fn tenths(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{definition_text, growth, ratio, thousands};
    use crate::bench::report::{Definition, Entry, Task};
    use crate::measure::Cost;

    fn entry(who: &str, features: &str, cpu: f64) -> Entry {
        Entry {
            who: who.to_owned(),
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
            emitted: Vec::new(),
            entries: vec![
                entry("sdkgen", "full", 2.0),
                entry("sdkgen", "users", 0.5),
                entry("sdkgen", "users,routing", 0.75),
                entry("theirs", "full", 5.0),
            ],
            skipped: vec!["that".to_owned()],
        }
    }

    #[test]
    fn a_peer_is_compared_with_ours() {
        let text = definition_text(&definition());
        assert!(text.contains("2.50x wall, 2.50x CPU, 1.00x peak"), "{text}");
        assert!(text.contains("check costs 0.25 s CPU"), "{text}");
        assert!(text.contains("Not measured: that."), "{text}");
        let growth = growth(&[definition()]);
        assert!(growth.contains("| 200.00 | 100.00 |"), "{growth}");
    }

    #[test]
    fn json_names_each_task() {
        let json = serde_json::to_value(definition()).unwrap();
        assert_eq!(json["entries"][3]["who"], "theirs");
        assert_eq!(json["entries"][3]["task"], "check");
        assert_eq!(json["entries"][3]["cost"]["peak"], 200_000_000);
    }

    #[test]
    fn numbers_are_readable() {
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(thousands(999), "999");
        assert_eq!(ratio(1.0, 0.0), "–");
    }
}
