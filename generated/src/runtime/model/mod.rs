//! What every model shares: one driver that reads and writes records from a table of field
//! names, enums and unions that keep values that they do not know, the record of explicit nulls, conversions between
//! models, and dates that `jiff` has no type for.
//!
//! This module knows no model, no operation and no transport; it works with any serde format.

mod choice;
mod codec;
mod convert;
mod dates;
mod debug;
mod interval;
pub(crate) mod json_path;
pub(crate) mod lenient;
mod node;
mod nulls;
mod open_enum;
mod page;
pub(crate) mod problem;
mod reader;
mod record;
mod shape;
mod union;
mod writer;
mod year_month;

pub use codec::Codec;
#[cfg(feature = "client")]
pub(crate) use codec::{Decoded, Encoded};
pub use convert::{
    ConvertFrom, MissingProperty, convert, convert_optional, converted, required, required_or_null,
    rest_of,
};
#[cfg(feature = "client")]
pub(crate) use dates::Written;
#[cfg(feature = "websocket")]
pub(crate) use dates::parse_timestamp;
pub use debug::debug;
pub use interval::Interval;
pub use lenient::read_leniently;
pub use nulls::Nulls;
pub use open_enum::{EnumTable, OpenEnum, deserialize_enum, parse_enum};
#[cfg(feature = "client")]
pub(crate) use page::take_property;
pub use page::{Page, json_items};
pub use problem::{DecodeProblem, DecodeProblems};
pub use reader::{Reader, deserialize};
pub use record::{Model, NULLS, Record, Table};
pub use shape::{RecordShape, Shape};
pub use union::{Union, UnionTable, Variant, deserialize_union, read_variant, serialize_tagged};
use writer::is_empty;
pub use writer::{Writer, serialize};
pub use year_month::YearMonth;
