//! Functions that decode a response, one for each type of body.
//!
//! Generated code passes one of them as a function pointer for each operation. All but
//! [`redirect`] return an error for a redirect, whose body is not the declared response.

mod body;
pub(crate) mod decode_error;
mod text;

pub use self::body::{Decoding, bytes, empty, json, json_or_none, redirect, undeclared_status};
pub(crate) use self::body::{any_json, event_json, event_text, without_bom};
pub use self::text::{json_or_text, json_or_text_or_none, text};
