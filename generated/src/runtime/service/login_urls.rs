//! The URLs that logins are sent to.
//!
//! They follow from the endpoints of the definition and the base URL that the caller sets.

use super::address::split;
use super::login::{Endpoint, OAuth};

/// The URLs of a login service.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LoginUrls {
    /// The base URL, for messages.
    pub(crate) base: String,
    /// The URL for all grants but refresh tokens.
    pub(crate) token: String,
    /// The URL for refresh tokens.
    pub(crate) refresh: String,
}

impl LoginUrls {
    /// The URLs for a base URL, which the caller has set (`is_named`) or which follows from that of the API.
    /// `None` if there is no base URL and the definition has no absolute one. If the definition declares no
    /// token endpoint, the base URL that the caller has set is the token URL.
    pub(crate) fn new(oauth: &OAuth, base: Option<String>, is_named: bool) -> Option<Self> {
        let base = base.as_deref();
        let url = |endpoint: Endpoint| match endpoint {
            Endpoint::Url(url) if !is_named => Some(url.to_owned()),
            Endpoint::Url(url) => Some(format!("{}{}", base?, split(url).1)),
            Endpoint::Path(path) => Some(format!("{}{path}", base?)),
        };
        let token = match oauth.token {
            Some(endpoint) => url(endpoint)?,
            None => base.filter(|_| is_named)?.to_owned(),
        };
        let refresh = oauth.refresh.and_then(url);
        Some(Self {
            base: split(&token).0.to_owned(),
            refresh: refresh.unwrap_or_else(|| token.clone()),
            token,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, LoginUrls, OAuth};
    use crate::runtime::service::login::{ClientAuthentication, LoginHost};

    fn oauth(token: Option<Endpoint>, refresh: Option<Endpoint>) -> OAuth {
        OAuth {
            token,
            refresh,
            authorization: "",
            host: LoginHost::Same,
            client_authentication: ClientAuthentication::Basic,
        }
    }

    fn urls(oauth: &OAuth, base: Option<&str>, is_named: bool) -> Option<(String, String)> {
        let urls = LoginUrls::new(oauth, base.map(str::to_owned), is_named)?;
        Some((urls.token, urls.refresh))
    }

    #[test]
    fn a_path_is_one_of_the_login_service_and_a_url_is_followed_unless_another_is_named() {
        let same = |url: &str| Some((url.to_owned(), url.to_owned()));
        let path = oauth(Some(Endpoint::Path("/a/token")), None);
        assert_eq!(
            urls(&path, Some("https://x"), false),
            same("https://x/a/token")
        );
        assert_eq!(urls(&path, None, false), None);
        let url = oauth(Some(Endpoint::Url("https://login.y/b/token")), None);
        assert_eq!(
            urls(&url, Some("https://x"), false),
            same("https://login.y/b/token")
        );
        assert_eq!(urls(&url, None, false), same("https://login.y/b/token"));
        assert_eq!(
            urls(&url, Some("http://z:1/p"), true),
            same("http://z:1/p/b/token")
        );
        let none = oauth(None, None);
        assert_eq!(urls(&none, Some("https://x"), false), None);
        assert_eq!(urls(&none, Some("https://x/t"), true), same("https://x/t"));
    }

    #[test]
    fn refresh_tokens_may_be_sent_elsewhere() {
        let refresh = Some(Endpoint::Path("/refresh"));
        let both = oauth(Some(Endpoint::Path("/token")), refresh);
        let expected = ("https://x/token".to_owned(), "https://x/refresh".to_owned());
        assert_eq!(urls(&both, Some("https://x"), false), Some(expected));
    }
}
