//! Decodes the bodies of webhooks.

use std::error::Error as StdError;
use std::fmt;

use crate::runtime::model::problem::reason_of;
use crate::runtime::model::{Codec, read_leniently};
use crate::runtime::one_line::one_line;

/// The body of a webhook cannot be decoded as that of its event.
#[derive(Debug)]
pub struct PayloadError {
    event: String,
    reason: String,
    source: Option<serde_json::Error>,
}

impl PayloadError {
    /// The name of the event.
    pub fn event(&self) -> &str {
        &self.event
    }
}

impl fmt::Display for PayloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!(
            "the body of the webhook `{}` cannot be read: {}",
            self.event, self.reason
        );
        f.write_str(&one_line(&text))
    }
}

impl StdError for PayloadError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|error| error as _)
    }
}

/// Decodes the JSON of an event, leniently as for responses.
///
/// # Errors
/// If the body is not the JSON of a `T`.
#[doc(hidden)]
pub fn read<T: Codec>(event: &str, body: &[u8]) -> Result<T, PayloadError> {
    match read_leniently(event, body) {
        Ok((value, _)) => Ok(value),
        Err(error) => Err(PayloadError {
            event: event.to_owned(),
            reason: reason_of(&error),
            source: Some(error),
        }),
    }
}

/// Decodes the text of an event.
///
/// # Errors
/// If the body is not UTF-8.
#[doc(hidden)]
pub fn read_text(event: &str, body: &[u8]) -> Result<String, PayloadError> {
    match std::str::from_utf8(body) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(PayloadError {
            event: event.to_owned(),
            reason: error.to_string(),
            source: None,
        }),
    }
}
