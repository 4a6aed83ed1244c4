//! Repairing: turns a published definition into a valid one, on plain JSON values.
//!
//! Two kinds. `tolerances` are rules for defects that many definitions share; each reports what
//! it repaired. [`overlay`] applies the repairs that belong to one definition and are kept beside it.

pub mod overlay;
mod tolerances;

pub use tolerances::tolerate;
