//! Budgets for the cost of published definitions.
//!
//! For information: exceeding a budget, which applies to one machine, is no failure.

use super::report::{Entry, Task};
use crate::measure::Cost;

/// The upper limits of a task, in seconds and megabytes.
#[derive(Debug, Clone, Copy, Default)]
struct Limits {
    wall: Option<f64>,
    cpu: Option<f64>,
    peak: Option<f64>,
    rlib: Option<f64>,
}

const NONE: Limits = Limits {
    wall: None,
    cpu: None,
    peak: None,
    rlib: None,
};

/// The minimum speed of the codec, as a multiple of that of derived code.
pub(crate) const CODEC: f64 = 1.0;

/// The maximum overhead of a call, as a share of the time of a call by reqwest alone.
pub(crate) const CALL: f64 = 0.05;

/// The maximum time of generating without changes, as a share of the time of generating from nothing.
const UNCHANGED: f64 = 0.5;

/// By the name of the definition, the task and the features.
const BUDGETS: [(&str, Task, &str, Limits); 6] = [
    (
        "platform-api-28.0.0",
        Task::GenerateCold,
        "",
        Limits {
            wall: Some(0.4),
            peak: Some(200.0),
            ..NONE
        },
    ),
    (
        "platform-api-28.0.0",
        Task::Check,
        "full",
        Limits {
            cpu: Some(7.0),
            peak: Some(850.0),
            ..NONE
        },
    ),
    (
        "platform-api-28.0.0",
        Task::Debug,
        "full",
        Limits {
            wall: Some(12.0),
            rlib: Some(60.0),
            ..NONE
        },
    ),
    (
        "platform-api-2026-05",
        Task::GenerateCold,
        "",
        Limits {
            wall: Some(2.0),
            peak: Some(800.0),
            ..NONE
        },
    ),
    (
        "platform-api-2026-05",
        Task::Check,
        "users",
        Limits {
            cpu: Some(2.2),
            peak: Some(330.0),
            ..NONE
        },
    ),
    (
        "platform-api-2026-05",
        Task::Check,
        "full",
        Limits {
            cpu: Some(70.0),
            peak: Some(4700.0),
            ..NONE
        },
    ),
];

/// The budget of an entry and whether it is kept, as a string; `None` if it has no budget. `cold` is the cost
/// of generating the same definition to an empty folder.
pub(crate) fn verdict(definition: &str, entry: &Entry, cold: Option<&Cost>) -> Option<String> {
    let limits = limits(definition, entry, cold)?;
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let figures = [
        (limits.wall, entry.cost.wall, "s wall"),
        (limits.cpu, entry.cost.cpu, "s CPU"),
        (limits.peak, megabytes(entry.cost.peak), "MB peak"),
        (
            limits.rlib,
            megabytes(entry.rlib.unwrap_or_default()),
            "MB rlib",
        ),
    ];
    let mut texts = Vec::new();
    for (limit, measured, unit) in figures {
        let Some(limit) = limit else { continue };
        let digits = usize::from(limit < 10.0);
        let verdict = kept(measured <= limit);
        texts.push(format!("{limit:.digits$} {unit}: {verdict}"));
    }
    Some(texts.join(", "))
}

/// The word for a budget that is kept, or for one that is not.
pub(crate) fn kept(is_kept: bool) -> &'static str {
    if is_kept { "kept" } else { "**over**" }
}

fn limits(definition: &str, entry: &Entry, cold: Option<&Cost>) -> Option<Limits> {
    let mut budgets = BUDGETS.iter();
    let found = budgets.find(|(name, task, features, _)| {
        *name == definition && *task == entry.task && *features == entry.features
    });
    if let Some((.., limits)) = found {
        return Some(*limits);
    }
    let cold = cold.filter(|_| entry.task == Task::GenerateUnchanged)?;
    Some(Limits {
        wall: Some(cold.wall * UNCHANGED),
        ..NONE
    })
}

#[cfg(test)]
mod tests {
    use super::verdict;
    use crate::bench::report::{Entry, Task};
    use crate::measure::Cost;

    fn entry(task: Task, features: &str, wall: f64, rlib: u64) -> Entry {
        Entry {
            task,
            features: features.to_owned(),
            cost: Cost {
                wall,
                cpu: wall,
                peak: 100_000_000,
                runs: 1,
            },
            rlib: Some(rlib),
        }
    }

    #[test]
    fn a_budget_is_found_by_name_task_and_features() {
        let debug = entry(Task::Debug, "full", 13.0, 50_000_000);
        assert_eq!(
            verdict("platform-api-28.0.0", &debug, None).unwrap(),
            "12 s wall: **over**, 60 MB rlib: kept"
        );
        assert_eq!(verdict("platform-api-2026-05", &debug, None), None);
        let users = entry(Task::Debug, "users", 1.0, 1);
        assert_eq!(verdict("platform-api-28.0.0", &users, None), None);
    }

    #[test]
    fn nothing_changed_is_measured_by_cold() {
        let cold = entry(Task::GenerateCold, "", 1.0, 0);
        let unchanged = entry(Task::GenerateUnchanged, "", 0.6, 0);
        assert_eq!(
            verdict("other", &unchanged, Some(&cold.cost)).unwrap(),
            "0.5 s wall: **over**"
        );
        assert_eq!(verdict("other", &cold, Some(&cold.cost)), None);
    }
}
