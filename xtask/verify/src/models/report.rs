//! Counts the models that pass, and the reasons why others fail.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

use super::compare::{Difference, Kind, differences};
use super::instances::Instance;
use super::program::Outcome;
use super::subject::Type;

/// The maximum number of failures to print.
const SHOWN: usize = 100;

/// The maximum length of an instance in messages, in characters.
const LENGTH: usize = 300;

/// The result for an instance, or for a schema without instances.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Nothing was lost.
    Same,
    /// Only `null` properties were lost, in a model that is not used in requests.
    WithoutNulls,
    /// A value was lost.
    Different { reason: String, case: String },
    /// The crate has no type for the schema.
    NoModel,
    /// There is no instance, for this reason.
    NoInstance(String),
}

impl Verdict {
    pub(super) fn no_instance(problem: &str) -> Self {
        Self::NoInstance(problem.to_owned())
    }

    /// The result for an instance.
    ///
    /// # Errors
    /// If the instance or the output is not JSON.
    pub(super) fn of(ty: &Type, instance: &Instance, outcome: &Outcome) -> Result<Self> {
        let text = &instance.text;
        let (after, left_out) = match outcome {
            Outcome::Text(after, left_out) => (after, left_out),
            Outcome::Error(problem) => {
                return Ok(Self::Different {
                    reason: "it is not read".to_owned(),
                    case: format!("{problem}\n    in  {}", short(text)),
                });
            }
        };
        let wanted: Vec<_> = instance.left_out.iter().map(|name| path_of(name)).collect();
        if *left_out != wanted {
            return Ok(Self::Different {
                reason: "something else is left out".to_owned(),
                case: format!("left out: {left_out:?}\n    in  {}", short(text)),
            });
        }
        let expected = serde_json::from_str(&instance.expected)?;
        let found = differences(&expected, &serde_json::from_str(after)?);
        let is_allowed = |it: &&Difference| it.kind == Kind::LostNull && !ty.in_requests;
        Ok(match found.iter().find(|it| !is_allowed(it)) {
            None if found.is_empty() => Self::Same,
            None => Self::WithoutNulls,
            Some(first) => Self::Different {
                reason: first.kind.reason().to_owned(),
                case: format!("{first}\n    in  {}\n    out {}", short(text), short(after)),
            },
        })
    }
}

/// The path of a property in decode problems.
fn path_of(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '$');
    match !name.is_empty() && name.chars().all(is_plain) {
        true => format!(".{name}"),
        false => format!("[{name:?}]"),
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The results of all schemas.
#[derive(Debug, Default)]
pub(super) struct Report {
    instances: usize,
    schemas: BTreeMap<String, Row>,
}

#[derive(Debug, Default)]
struct Row {
    loses_nulls: bool,
    without: Option<String>,
    /// The first case of each reason.
    failures: BTreeMap<String, String>,
}

impl Report {
    /// Adds the result for an instance of a schema.
    pub(super) fn add(&mut self, name: &str, verdict: Verdict) {
        let row = self.schemas.entry(name.to_owned()).or_default();
        let is_instance = !matches!(verdict, Verdict::NoModel | Verdict::NoInstance(_));
        self.instances += usize::from(is_instance);
        match verdict {
            Verdict::Same => {}
            Verdict::WithoutNulls => row.loses_nulls = true,
            Verdict::Different { reason, case } => {
                row.failures.entry(reason).or_insert(case);
            }
            Verdict::NoModel => row.without = Some("the crate has no type for it".to_owned()),
            Verdict::NoInstance(problem) => row.without = Some(format!("no instance: {problem}")),
        }
    }

    /// Prints the report.
    ///
    /// # Errors
    /// If a model loses a value.
    pub(super) fn print(&self) -> Result<()> {
        let rows = || self.schemas.iter();
        let failed: Vec<_> = rows().filter(|(_, row)| !row.failures.is_empty()).collect();
        for (name, row) in failed.iter().take(SHOWN) {
            for case in row.failures.values() {
                println!("{name}: {case}");
            }
        }
        if failed.len() > SHOWN {
            println!("… and {} more", failed.len() - SHOWN);
        }
        let untried: Vec<_> = rows()
            .filter_map(|(name, row)| Some((name, row.without.as_ref()?)))
            .collect();
        for (name, reason) in untried.iter().take(SHOWN) {
            println!("skipped: {name}: {reason}");
        }
        let passed = self.schemas.len() - failed.len() - untried.len();
        println!(
            "{} models, {} instances: {passed} models passed, {} failed, {} skipped",
            self.schemas.len(),
            self.instances,
            failed.len(),
            untried.len()
        );
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for reason in failed.iter().flat_map(|(_, row)| row.failures.keys()) {
            *reasons.entry(reason).or_default() += 1;
        }
        for (reason, count) in reasons {
            println!("{count:>5} {reason}");
        }
        let lenient = rows().filter(|(_, row)| row.loses_nulls).count();
        if lenient > 0 {
            println!("{lenient:>5} read `null` as absent, as models that only responses use do");
        }
        match failed.len() {
            0 => Ok(()),
            count => bail!("{count} models do not round-trip"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Report, Verdict};
    use crate::models::instances::Instance;
    use crate::models::program::Outcome;
    use crate::models::subject::Type;

    fn verdict(in_requests: bool, before: &str, after: &str) -> Verdict {
        let ty = Type::new("It", in_requests);
        let instance = Instance {
            text: before.to_owned(),
            expected: before.to_owned(),
            left_out: None,
        };
        let outcome = Outcome::Text(after.to_owned(), Vec::new());
        Verdict::of(&ty, &instance, &outcome).unwrap()
    }

    #[test]
    fn a_null_may_be_lost_outside_of_requests() {
        let (before, after) = (r#"{"a":null,"b":1}"#, r#"{"b":1}"#);
        let lost = verdict(true, before, after);
        assert!(matches!(lost, Verdict::Different { .. }), "{lost:?}");
        let lost = verdict(false, before, after);
        assert!(matches!(lost, Verdict::WithoutNulls), "{lost:?}");
        let more = verdict(false, before, "{}");
        assert!(matches!(more, Verdict::Different { .. }), "{more:?}");
    }

    #[test]
    fn what_is_left_out_is_what_does_not_fit() {
        let ty = Type::new("It", true);
        let instance = Instance {
            text: r#"{"a b":[],"c":1}"#.to_owned(),
            expected: r#"{"c":1}"#.to_owned(),
            left_out: Some("a b".to_owned()),
        };
        let verdict = |left_out: &[&str]| {
            let left_out = left_out.iter().map(|it| (*it).to_owned()).collect();
            let outcome = Outcome::Text(r#"{"c":1}"#.to_owned(), left_out);
            Verdict::of(&ty, &instance, &outcome).unwrap()
        };
        assert!(matches!(verdict(&["[\"a b\"]"]), Verdict::Same));
        for wrong in [&[] as &[&str], &[".c"], &["[\"a b\"]", ".c"]] {
            assert!(matches!(verdict(wrong), Verdict::Different { .. }));
        }
    }

    #[test]
    fn what_was_not_tried_is_no_failure() {
        let mut report = Report::default();
        report.add("A", Verdict::NoModel);
        report.add("B", Verdict::no_instance("none"));
        report.add("C", verdict(true, "1", "1"));
        report.print().unwrap();
        report.add("C", verdict(true, "1", "2"));
        let error = report.print().unwrap_err();
        assert_eq!(error.to_string(), "1 models do not round-trip");
    }
}
