//! The original locations of the parts of a bundled document.

use std::collections::HashMap;

/// The original locations of parts that were moved.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origins(HashMap<String, String>);

impl Origins {
    /// Records that a part was moved to a pointer from a location.
    pub(crate) fn add(&mut self, to: &str, from: String) {
        self.0.insert(format!("#{to}"), from);
    }

    /// The original location of a pointer of the bundled document, with its file.
    pub(crate) fn original(&self, pointer: &str) -> String {
        if self.0.is_empty() {
            return pointer.to_owned();
        }
        let ends = pointer.match_indices('/').map(|(end, _)| end);
        let ends = ends.chain([pointer.len()]).collect::<Vec<_>>();
        for end in ends.into_iter().rev() {
            let (start, rest) = pointer.split_at(end);
            if let Some(from) = self.0.get(start) {
                return format!("{from}{rest}");
            }
        }
        pointer.to_owned()
    }
}
