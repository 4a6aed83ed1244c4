//! The functions that turn a response into a value, one for each kind of body.
//!
//! Generated code names one of them for each operation, as a function pointer.
//! They do not know operations; all but [`redirect`] refuse a redirect, whose
//! body is no value of theirs.

mod body;
pub(crate) mod decode_error;
mod text;

pub use self::body::{Decoding, bytes, empty, json, json_or_none, redirect, undeclared_status};
pub(crate) use self::body::{any_json, event_json, event_text, without_bom};
pub use self::text::{json_or_text, json_or_text_or_none, text};
