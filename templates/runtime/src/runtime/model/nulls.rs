//! The fields of a record that are an explicit `null`, which is not the same as absent.
//!
//! Knows field numbers alone, not names or types.

/// The set of fields that are written as `null` while they hold no value.
///
/// A `PATCH` body tells three things apart: a field that is left as it is (absent), one that is
/// removed (`null`), and one that is set. The field itself is an `Option`; this set says which
/// kind of `None` it is. A field that holds a value is written as that value, in the set or not.
///
/// Nearly all sets are empty, and each record that may be sent holds one, so an empty one is as
/// small as a pointer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Nulls(Option<Box<Numbers>>);

/// In ascending order, so that two sets of the same fields are equal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Numbers(Vec<u16>);

impl Nulls {
    /// Marks a field as an explicit `null`.
    pub fn insert(&mut self, index: usize) {
        let Ok(index) = u16::try_from(index) else {
            return;
        };
        let numbers = &mut self.0.get_or_insert_default().0;
        if let Err(place) = numbers.binary_search(&index) {
            numbers.insert(place, index);
        }
    }

    /// Whether a field is an explicit `null`.
    #[inline]
    pub fn contains(&self, index: usize) -> bool {
        match &self.0 {
            Some(numbers) => numbers.0.iter().any(|&known| usize::from(known) == index),
            None => false,
        }
    }

    /// The nulls of a record that is made from another one: those of the fields of the other record, each
    /// given with the field that it becomes.
    #[must_use]
    pub fn renumbered(&self, fields: &[(usize, usize)]) -> Self {
        let mut nulls = Self::default();
        for (from, to) in fields {
            if self.contains(*from) {
                nulls.insert(*to);
            }
        }
        nulls
    }

    /// The same nulls, and a field that is one of them if `is_null`.
    #[must_use]
    pub fn with(mut self, index: usize, is_null: bool) -> Self {
        if is_null {
            self.insert(index);
        }
        self
    }
}
