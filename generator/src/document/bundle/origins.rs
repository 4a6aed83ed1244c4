//! Where the parts of a bundled document came from.

use std::collections::HashMap;

/// The places of parts that have moved.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origins(HashMap<String, String>);

impl Origins {
    /// A part has moved to a pointer from a place.
    pub(crate) fn add(&mut self, to: &str, from: String) {
        self.0.insert(format!("#{to}"), from);
    }

    /// Where a place of the bundled document stood before, in its file.
    pub(crate) fn original(&self, place: &str) -> String {
        if self.0.is_empty() {
            return place.to_owned();
        }
        let ends = place.match_indices('/').map(|(end, _)| end);
        let ends = ends.chain([place.len()]).collect::<Vec<_>>();
        for end in ends.into_iter().rev() {
            let (start, rest) = place.split_at(end);
            if let Some(from) = self.0.get(start) {
                return format!("{from}{rest}");
            }
        }
        place.to_owned()
    }
}
