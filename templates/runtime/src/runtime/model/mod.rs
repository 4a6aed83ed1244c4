//! What every model shares: one driver that reads and writes records from a table of field
//! names, enums and unions that keep values that they do not know, the record of explicit nulls, conversions between
//! models, bytes in base64, and dates that `jiff` has no type for.
//!
//! This module knows no model, no operation and no transport; it works with any serde format.

mod base64_bytes;
mod choice;
mod codec;
mod collections;
mod convert;
mod dates;
mod debug;
mod field_name;
mod integer_enum;
mod interval;
mod iso_duration;
pub(crate) mod json_path;
pub(crate) mod lenient;
mod node;
mod nulls;
mod open_enum;
mod own;
mod page;
pub(crate) mod problem;
mod reader;
mod record;
mod shape;
mod table;
mod union;
mod writer;
mod year_month;

#[cfg(feature = "client")]
pub(crate) use base64_bytes::encode as encoded_base64;
#[cfg(feature = "webhooks")]
pub(crate) use base64_bytes::parse as parse_base64;
pub use base64_bytes::{decode_base64, encode_base64};
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
pub use integer_enum::{decode_integer_enum, integer_enum};
pub use interval::Interval;
pub use iso_duration::IsoDuration;
pub use lenient::read_leniently;
pub use nulls::Nulls;
pub use open_enum::{OpenEnum, deserialize_enum, parse_enum};
pub use own::{own_bytes, own_default, own_eq, own_hash, own_type};
#[cfg(feature = "client")]
pub(crate) use page::take_property;
pub use page::{Page, json_items};
pub use problem::{DecodeProblem, DecodeProblems};
pub use reader::Reader;
pub use record::{Model, Record, ShapedRecord, deserialize};
pub use shape::{RecordShape, Shape, UnionTable, Variant};
pub use table::{NULLS, Table};
pub use union::{Union, deserialize_union, read_variant, serialize_tagged};
pub use writer::Writer;
pub use year_month::YearMonth;
