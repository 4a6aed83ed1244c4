//! The size limit of the crate: a short definition may expand to a very large one.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::format::Limit;
use crate::ir::Api;

/// The maximum size of the emitted Rust, and of the reference pages, in bytes each. The largest published
/// definition that we know of has 49 MB and 23 MB. All files are in memory until they are written.
const MAX_OUTPUT: usize = 256 * 1024 * 1024;

/// The remaining size. Files are emitted in parallel, and all stop when nothing is left.
#[derive(Debug)]
pub(super) struct OutputBudget {
    limit: usize,
    spent: AtomicUsize,
}

impl Default for OutputBudget {
    fn default() -> Self {
        Self::new(MAX_OUTPUT)
    }
}

impl OutputBudget {
    fn new(limit: usize) -> Self {
        let spent = AtomicUsize::new(0);
        Self { limit, spent }
    }

    /// Counts bytes of the output.
    pub(super) fn pay(&self, size: usize) {
        self.spent.fetch_add(size, Ordering::Relaxed);
    }

    /// Whether the limit is not reached.
    pub(super) fn is_left(&self) -> bool {
        self.spent.load(Ordering::Relaxed) <= self.limit
    }

    /// An error if the output of a kind exceeds the limit.
    pub(super) fn check(&self, api: &Api, kind: &str) -> Result<(), Diagnostics> {
        if self.is_left() {
            return Ok(());
        }
        let error = Diagnostic::error(
            "too-much-output",
            "#",
            format!(
                "the crate exceeds {} MiB of {kind}: {} operations of {} tags, and {} types",
                self.limit >> 20,
                api.operations.len(),
                api.services.len(),
                api.models.len()
            ),
            "generate some of the tags with `--tag`, shorten names and descriptions, or list each operation \
             under fewer tags",
        );
        Err(error.into())
    }
}

impl Limit for OutputBudget {
    fn spend(&self, bytes: usize) -> bool {
        self.pay(bytes);
        self.is_left()
    }
}

#[cfg(test)]
mod tests {
    use super::OutputBudget;
    use crate::ir::Api;

    #[test]
    fn what_is_more_than_the_limit_is_an_error() {
        let budget = OutputBudget::new(10);
        budget.pay(10);
        assert!(budget.check(&Api::default(), "Rust").is_ok());
        budget.pay(1);
        let found = budget.check(&Api::default(), "Rust").unwrap_err();
        let codes: Vec<_> = found.iter().map(|found| found.code.as_ref()).collect();
        assert_eq!(codes, ["too-much-output"]);
    }
}
