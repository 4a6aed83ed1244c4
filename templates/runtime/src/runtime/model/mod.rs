//! What every model shares: one driver that reads and writes records from a table of field
//! names, enums that keep values that they do not know, and the record of explicit nulls.
//!
//! This module knows no model, no operation and no transport; it works with any serde format.

mod debug;
mod nulls;
mod open_enum;
mod page;
mod reader;
mod record;
mod writer;

pub use debug::debug;
pub use nulls::Nulls;
pub use open_enum::{EnumTable, OpenEnum, deserialize_enum, parse_enum};
pub use page::Page;
pub use reader::{Reader, deserialize};
pub use record::{NULLS, Record, Table};
pub use writer::{Writer, serialize};
