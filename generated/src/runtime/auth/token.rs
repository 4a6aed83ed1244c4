//! An access token that does not show itself.
//!
//! It does not know where the token came from or when it expires.

use std::fmt;

const UNSENDABLE: &str = "the access token is empty or has a character \
     that a header cannot carry: pass the token alone, without `Bearer` or quotes";

/// An OAuth access token.
///
/// It has no `Display`, and its `Debug` prints stars, so that a token cannot
/// reach a log by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(String);

impl AccessToken {
    /// Takes a token. White space around it is dropped: a token that was read
    /// from a file often ends in a line break, which no header can carry.
    pub fn new(token: impl AsRef<str>) -> Self {
        Self(token.as_ref().trim().to_owned())
    }

    /// The token itself. Whoever calls this has to keep it secret.
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// Whether the token can stand in a header: visible ASCII characters, at
    /// least one.
    pub(crate) fn is_sendable(&self) -> bool {
        !self.0.is_empty() && self.0.bytes().all(|byte| byte.is_ascii_graphic())
    }

    /// Why the token cannot be sent, if it cannot.
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
