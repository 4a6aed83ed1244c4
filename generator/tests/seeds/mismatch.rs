//! Collects what differs, so that one run shows all of it.

use std::fmt;

/// One difference between the pages and what is held against them.
struct Mismatch {
    method: String,
    parameter: Option<String>,
    what: &'static str,
    expected: String,
    found: String,
}

/// All differences of one comparison.
pub(crate) struct Mismatches(Vec<Mismatch>);

impl Mismatches {
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Compares a fact about a method, or about one of its parameters.
    pub(crate) fn equal<T: PartialEq + fmt::Debug>(
        &mut self,
        subject: Subject<'_>,
        what: &'static str,
        expected: &T,
        found: &T,
    ) {
        if expected != found {
            self.add(subject, what, format!("{expected:?}"), format!("{found:?}"));
        }
    }

    /// Records a difference that is not one of two equal facts.
    pub(crate) fn add(
        &mut self,
        subject: Subject<'_>,
        what: &'static str,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) {
        self.0.push(Mismatch {
            method: format!("{}.{}", subject.api, subject.method),
            parameter: subject.parameter.map(str::to_owned),
            what,
            expected: expected.into(),
            found: found.into(),
        });
    }
}

/// What a fact is about.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) api: &'a str,
    pub(crate) method: &'a str,
    pub(crate) parameter: Option<&'a str>,
}

impl<'a> Subject<'a> {
    /// The same method, and one of its parameters.
    pub(crate) fn parameter(self, parameter: &'a str) -> Self {
        Self {
            parameter: Some(parameter),
            ..self
        }
    }
}

impl fmt::Display for Mismatches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} facts differ from the pages:", self.0.len())?;
        for m in &self.0 {
            write!(f, "  {}", m.method)?;
            if let Some(parameter) = &m.parameter {
                write!(f, ", parameter {parameter}")?;
            }
            writeln!(
                f,
                ": {}: expected {}, found {}",
                m.what, m.expected, m.found
            )?;
        }
        Ok(())
    }
}
