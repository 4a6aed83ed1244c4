//! The tokens of a login, and the format in which they are stored.
//!
//! The keeper decides when a token is renewed.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::runtime::auth::token::AccessToken;
use crate::runtime::decode::without_bom;

const ACCESS: &str = "access_token";
const REFRESH: &str = "refresh_token";
const EXPIRES: &str = "expires_at";

/// An access token, when it expires, and the refresh token that came with it.
///
/// It implements `Serialize` and `Deserialize` for a
/// [`TokenStore`](crate::runtime::TokenStore), with the secrets. `Debug` shows no secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    access: AccessToken,
    refresh: Option<String>,
    expires_at: Option<Timestamp>,
}

impl Token {
    /// A token whose expiry is not known.
    pub fn new(access: impl Into<AccessToken>) -> Self {
        Self {
            access: access.into(),
            refresh: None,
            expires_at: None,
        }
    }

    /// Sets how long the token is valid from now.
    #[must_use]
    pub fn expires_in(mut self, life: Duration) -> Self {
        let life = SignedDuration::try_from(life).unwrap_or(SignedDuration::MAX);
        // A time that is out of range means that the token does not expire.
        self.expires_at = Timestamp::now().checked_add(life).ok();
        self
    }

    /// Sets the time when the token expires.
    #[must_use]
    pub fn expires_at(mut self, time: Timestamp) -> Self {
        self.expires_at = Some(time);
        self
    }

    /// Adds the refresh token.
    #[must_use]
    pub fn with_refresh_token(mut self, refresh: impl Into<String>) -> Self {
        self.refresh = Some(refresh.into());
        self
    }

    /// The access token.
    pub fn access_token(&self) -> &AccessToken {
        &self.access
    }

    /// The refresh token. The caller has to keep it secret.
    pub fn refresh_token(&self) -> Option<&str> {
        self.refresh.as_deref()
    }

    /// When the access token expires, if it is known.
    pub fn expiry(&self) -> Option<Timestamp> {
        self.expires_at
    }

    /// Decodes the response of the login service (RFC 6749, 5.1).
    pub(super) fn from_response(body: &[u8]) -> Result<Self, &'static str> {
        let response: Value = serde_json::from_slice(without_bom(body))
            .map_err(|_| "the response to the login is not JSON")?;
        let access = response.get(ACCESS).and_then(Value::as_str);
        let mut token = Self::new(access.unwrap_or_default());
        if !token.access.is_sendable() {
            return Err("the response to the login has no `access_token` that can be sent");
        }
        token.refresh = response
            .get(REFRESH)
            .and_then(Value::as_str)
            .map(Into::into);
        let seconds = match response.get("expires_in") {
            Some(Value::String(text)) => text.parse().ok(),
            Some(value) => value.as_f64().map(|seconds| seconds as u64),
            None => None,
        };
        Ok(match seconds {
            Some(seconds) => token.expires_in(Duration::from_secs(seconds)),
            None => token,
        })
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("access_token", &self.access)
            .field("refresh_token", &self.refresh.as_ref().map(|_| "***"))
            .field("expires_at", &self.expires_at)
            .finish()
    }
}

impl Serialize for Token {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = BTreeMap::from([(ACCESS, self.access.secret().to_owned())]);
        if let Some(refresh) = &self.refresh {
            members.insert(REFRESH, refresh.clone());
        }
        if let Some(time) = self.expires_at {
            members.insert(EXPIRES, time.to_string());
        }
        members.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Token {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Errors of serde may quote secrets, so they are replaced.
        let members = BTreeMap::<String, String>::deserialize(deserializer);
        let mut members =
            members.map_err(|_| D::Error::custom("a token is an object of strings"))?;
        let access = members.remove(ACCESS);
        let access = access.ok_or_else(|| D::Error::missing_field(ACCESS))?;
        let time = |text: String| {
            let time = text.parse();
            time.map_err(|_| D::Error::custom("`expires_at` is not a timestamp"))
        };
        Ok(Self {
            access: AccessToken::new(access),
            refresh: members.remove(REFRESH),
            expires_at: members.remove(EXPIRES).map(time).transpose()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Timestamp, Token};

    #[test]
    fn a_token_comes_back_from_its_stored_form() {
        let time: Timestamp = "2030-01-02T03:04:05.5Z".parse().unwrap();
        let full = Token::new("a").with_refresh_token("r").expires_at(time);
        for token in [Token::new("a"), full] {
            let text = serde_json::to_string(&token).unwrap();
            assert_eq!(serde_json::from_str::<Token>(&text).unwrap(), token);
        }
        for text in [
            "{}",
            r#""s3cret""#,
            r#"{"access_token": "s3cret", "expires_at": "x"}"#,
        ] {
            let error = serde_json::from_str::<Token>(text).unwrap_err();
            assert!(!error.to_string().contains("s3cret"));
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let token = Token::new("s3cret").with_refresh_token("s3cret");
        let text = format!("{token:?}");
        assert!(!text.contains("s3cret"), "{text}");
    }

    #[test]
    fn an_answer_is_read_with_tolerance() {
        let body = br#"{"access_token": "a", "token_type": "bearer", "expires_in": 86399}"#;
        let token = Token::from_response(body).unwrap();
        assert_eq!(token.access_token().secret(), "a");
        let marked = [b"\xef\xbb\xbf", body.as_slice()].concat();
        let token = Token::from_response(&marked).unwrap();
        assert_eq!(token.access_token().secret(), "a");
        assert_eq!(token.refresh_token(), None);
        let left = Timestamp::now().duration_until(token.expiry().unwrap());
        assert!((86390..=86399).contains(&left.as_secs()));
        let body = br#"{"access_token": "a", "refresh_token": "r", "expires_in": "60"}"#;
        let token = Token::from_response(body).unwrap();
        assert_eq!(token.refresh_token(), Some("r"));
        assert!(token.expiry().is_some());
        let body = br#"{"access_token": "a"}"#;
        assert_eq!(Token::from_response(body).unwrap().expiry(), None);
        for body in ["", "<html>", "{}", r#"{"access_token": "a\nb"}"#] {
            assert!(Token::from_response(body.as_bytes()).is_err());
        }
    }

    #[test]
    fn a_life_without_end_is_no_expiry() {
        assert_eq!(Token::new("a").expires_in(Duration::MAX).expiry(), None);
    }
}
