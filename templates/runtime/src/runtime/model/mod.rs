//! What every model shares: one driver that reads and writes records from a table of field
//! names, enums that keep values they do not know, and the record of explicit nulls.
//!
//! This module knows no model, no operation and no transport; it works with any serde format.

mod nulls;
mod open_enum;
mod record;

pub use nulls::Nulls;
pub use open_enum::{EnumTable, OpenEnum, deserialize_enum, parse_enum};
pub use record::{NULLS, Reader, Record, Table, Writer, debug, deserialize, serialize};
