//! What a record is made of, as data: the names of its fields, and which of them are required.
//!
//! Knows no format and no model.

/// The number under which a record that tells `null` from absent takes its set of nulls from the
/// reader. No record has so many fields.
pub const NULLS: usize = usize::MAX;

/// What a record is made of.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// The name of the model, for messages.
    pub name: &'static str,
    /// The names of the fields on the wire; a field's place in this list is its number.
    pub fields: &'static [&'static str],
    /// The numbers of the required fields.
    pub required: &'static [usize],
    /// Whether the record tells `null` from absent.
    pub tells_null: bool,
}
