//! What the caller says of types: which enums of integers are types of their own.

/// Settings of the types of the emitted crate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Types {
    /// Whether each enum of integers is an enum. Otherwise those are whose values have names, by
    /// `x-enum-varnames` and the like.
    pub integer_enums: bool,
}
