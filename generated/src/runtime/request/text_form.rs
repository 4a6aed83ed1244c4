//! `Display` for parameters whose types do not implement it.
//!
//! The strings are not encoded for a URL.

use std::fmt;

use crate::runtime::model::{Codec, Encoded, Written, encoded_base64};

/// Displays a value as JSON.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct JsonText<T>(pub T);

impl<T: Codec> fmt::Display for JsonText<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string(&Encoded(&self.0)).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

/// Displays a value as JSON, or a string without quotes.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct PlainText<T>(pub T);

impl<T: Codec> fmt::Display for PlainText<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = serde_json::to_value(Encoded(&self.0)).map_err(|_| fmt::Error)?;
        match json.as_str() {
            Some(text) => f.write_str(text),
            None => json.fmt(f),
        }
    }
}

/// Displays a timestamp as in bodies.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct TimestampText(pub jiff::Timestamp);

impl fmt::Display for TimestampText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Written(self.0).fmt(f)
    }
}

/// Displays bytes in base64, as in bodies.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Base64Text<T>(pub T);

impl<T: AsRef<[u8]>> fmt::Display for Base64Text<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&encoded_base64(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::{Base64Text, JsonText, PlainText, TimestampText};

    #[test]
    fn timestamps_are_those_of_bodies() {
        let timestamp: jiff::Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let text = TimestampText(timestamp).to_string();
        assert_eq!(text, "2026-03-01T12:00:00.000Z");
        assert_eq!(JsonText(timestamp).to_string(), format!("{text:?}"));
    }

    #[test]
    fn bytes_are_base64() {
        assert_eq!(Base64Text([0xfb_u8, 0xff]).to_string(), "+/8=");
        assert_eq!(JsonText(vec![0xfb_u8, 0xff]).to_string(), "\"+/8=\"");
    }

    #[test]
    fn plain_values_have_no_quotes() {
        assert_eq!(PlainText("a \"b\"".to_owned()).to_string(), "a \"b\"");
        assert_eq!(PlainText(5_i64).to_string(), "5");
        assert_eq!(PlainText(true).to_string(), "true");
    }

    #[test]
    fn objects_are_json() {
        assert_eq!(JsonText(vec![Some(1), None]).to_string(), "[1,null]");
    }
}
