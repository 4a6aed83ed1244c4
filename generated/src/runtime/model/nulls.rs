//! The fields of a record that are an explicit `null`, which is not the same as absent.
//!
//! Knows field numbers alone, not names or types.

/// The set of fields that are written as `null` while they hold no value.
///
/// A `PATCH` body tells three things apart: a field that is left as it is (absent), one that is
/// removed (`null`), and one that is set. The field itself is an `Option`; this set says which
/// kind of `None` it is. A field that holds a value is written as that value, in the set or not.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Nulls(Vec<u16>);

impl Nulls {
    /// Marks a field as an explicit `null`.
    pub fn insert(&mut self, index: usize) {
        if let (Ok(index), false) = (u16::try_from(index), self.contains(index)) {
            self.0.push(index);
        }
    }

    /// Marks a field as no longer an explicit `null`.
    pub fn remove(&mut self, index: usize) {
        self.0.retain(|&known| usize::from(known) != index);
    }

    /// Whether a field is an explicit `null`.
    pub fn contains(&self, index: usize) -> bool {
        self.0.iter().any(|&known| usize::from(known) == index)
    }
}
