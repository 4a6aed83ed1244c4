//! An access token that is never printed.
//!
//! It knows neither the origin of the token nor when it expires.

use std::fmt;

const UNSENDABLE: &str = "the access token is empty or has a character \
     that a header cannot carry: pass the token alone, without `Bearer` or quotes";

/// An OAuth access token.
///
/// It has no `Display`, and its `Debug` prints `***`, so that a token cannot reach a log
/// by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(String);

impl AccessToken {
    /// Wraps a token. White space around it is removed, because a token that was read
    /// from a file often ends with a line break, which is not allowed in a header.
    pub fn new(token: impl AsRef<str>) -> Self {
        Self(token.as_ref().trim().to_owned())
    }

    /// The token as a string. The caller has to keep it secret.
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// Whether the token is valid in a header: one or more visible ASCII characters.
    pub(crate) fn is_sendable(&self) -> bool {
        !self.0.is_empty() && self.0.bytes().all(|byte| byte.is_ascii_graphic())
    }

    /// The reason why the token cannot be sent; `None` if it can.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        (!self.is_sendable()).then_some(UNSENDABLE)
    }
}

impl From<String> for AccessToken {
    fn from(token: String) -> Self {
        Self::new(token)
    }
}

impl From<&str> for AccessToken {
    fn from(token: &str) -> Self {
        Self::new(token)
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::AccessToken;

    #[test]
    fn debug_shows_no_token() {
        assert_eq!(
            format!("{:?}", AccessToken::from("s3cret")),
            "AccessToken(***)"
        );
    }

    #[test]
    fn white_space_around_a_token_is_dropped() {
        assert_eq!(AccessToken::from(" abc\r\n").secret(), "abc");
    }

    #[test]
    fn a_token_with_a_break_or_without_text_cannot_be_sent() {
        assert!(AccessToken::from("abc-_.~+/=").is_sendable());
        assert!(!AccessToken::from("a\nb").is_sendable());
        assert!(!AccessToken::from("clé").is_sendable());
        assert!(!AccessToken::from("  ").is_sendable());
    }
}
