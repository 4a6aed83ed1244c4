//! OAuth grants.
//!
//! Each sends a form to the login service. A refresh token, if there is one, renews the
//! login; otherwise the grant itself is used again.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::client::{LoginClient, LoginForm};
use super::source::{TokenError, TokenFuture, TokenSource};
use super::token::Token;

const SPENT: &str = "the login has expired, and its authorization code or assertion cannot be used twice: \
     send the user to the address of AuthorizationUrl again, and make a client with the new code";

struct Grant {
    client_id: String,
    secret: Option<String>,
    grant_type: &'static str,
    fields: Vec<(&'static str, String)>,
    /// Whether the grant can be used for one login only.
    is_for_one_use: bool,
    is_spent: AtomicBool,
}

impl Grant {
    fn form(&self, grant_type: &str) -> LoginForm {
        let form = LoginForm::new(grant_type);
        match &self.secret {
            Some(secret) => form.confidential(&self.client_id, secret),
            None => form.field("client_id", &self.client_id),
        }
    }

    async fn log_in(
        self: Arc<Self>,
        login: LoginClient,
        previous: Option<Token>,
    ) -> Result<Token, TokenError> {
        let is_spent = self.is_spent.load(Ordering::Acquire);
        if let Some(refresh) = previous.as_ref().and_then(Token::refresh_token) {
            let form = self.form("refresh_token").field("refresh_token", refresh);
            match login.send(form).await {
                // The old refresh token remains valid unless the service replaces it (RFC
                // 6749, 6).
                Ok(token) if token.refresh_token().is_none() => {
                    return Ok(token.with_refresh_token(refresh));
                }
                Ok(token) => return Ok(token),
                Err(error) if is_spent || !error.is_client_error() || error.is_rate_limited() => {
                    return Err(error.into());
                }
                // The refresh token is rejected, but the grant itself can still be used.
                Err(_) => {}
            }
        }
        if is_spent {
            return Err(SPENT.into());
        }
        let form = self.form(self.grant_type);
        let fields = self.fields.iter();
        let mut form = fields.fold(form, |form, (name, value)| form.field(name, value));
        if !self.is_for_one_use {
            form = form.repeatable();
        }
        let token = login.send(form).await?;
        self.is_spent.store(self.is_for_one_use, Ordering::Release);
        Ok(
            match self
                .fields
                .iter()
                .find(|(name, _)| *name == "refresh_token")
            {
                Some((_, refresh)) if token.refresh_token().is_none() => {
                    token.with_refresh_token(refresh)
                }
                _ => token,
            },
        )
    }
}

macro_rules! grants {
    ($($(#[$doc:meta])* $name:ident)*) => { $(
        $(#[$doc])*
        pub struct $name(Arc<Grant>);

        impl TokenSource for $name {
            fn token(self: Arc<Self>, login: LoginClient, previous: Option<Token>) -> TokenFuture {
                Box::pin(Arc::clone(&self.0).log_in(login, previous))
            }
        }

        /// Shows only the id of the OAuth client.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name))
                    .field("client_id", &self.0.client_id)
                    .finish_non_exhaustive()
            }
        }

        impl $name {
            /// Requests these scopes (RFC 6749, 3.3), in place of the defaults of the service.
            pub fn scopes<S: AsRef<str>>(self, scopes: impl IntoIterator<Item = S>) -> Self {
                let scopes: Vec<_> = scopes.into_iter().collect();
                let scopes: Vec<_> = scopes.iter().map(AsRef::as_ref).collect();
                self.field("scope", scopes.join(" "))
            }

            /// Adds a field to the form, such as `audience`.
            pub fn field(mut self, name: &'static str, value: impl Into<String>) -> Self {
                // There is no other reference before it is passed to a client.
                if let Some(grant) = Arc::get_mut(&mut self.0) {
                    grant.fields.retain(|(known, _)| *known != name);
                    grant.fields.push((name, value.into()));
                }
                self
            }

            fn grant(
                client_id: impl Into<String>,
                secret: Option<String>,
                grant_type: &'static str,
                is_for_one_use: bool,
                fields: Vec<(&'static str, String)>,
            ) -> Self {
                Self(Arc::new(Grant {
                    client_id: client_id.into(),
                    secret,
                    grant_type,
                    fields,
                    is_for_one_use,
                    is_spent: AtomicBool::new(false),
                }))
            }
        }
    )* };
}

grants! {
    /// Logs in as an OAuth client, without a user (RFC 6749, 4.4).
    ClientCredentials

    /// Logs in with the authorization code of a user who was sent to an
    /// [`AuthorizationUrl`](crate::runtime::AuthorizationUrl), for applications that can
    /// keep a secret (RFC 6749, 4.1). The refresh token renews the login.
    AuthorizationCode

    /// Logs in with the authorization code of a user who was sent to an
    /// [`AuthorizationUrl`](crate::runtime::AuthorizationUrl) with a
    /// [`Pkce`](crate::runtime::Pkce) challenge, for applications that cannot keep a
    /// secret (RFC 7636). The refresh token, if there is one, renews the login.
    PkceCode

    /// Logs in with the name and the password of a user (RFC 6749, 4.3). Prefer another grant if the
    /// service has one, because the application sees the password.
    Password

    /// Logs in with the refresh token of an earlier login.
    RefreshToken

    /// Logs in with the assertion of a SAML 2 identity provider (RFC 7522). The login is
    /// renewed as long as the service accepts the assertion.
    Saml2Bearer
}

impl ClientCredentials {
    /// Takes the id and the secret of an OAuth client of the grant type "Client
    /// Credentials".
    pub fn new(client_id: impl Into<String>, secret: impl Into<String>) -> Self {
        let secret = Some(secret.into());
        Self::grant(client_id, secret, "client_credentials", false, Vec::new())
    }
}

impl AuthorizationCode {
    /// Takes the id and the secret of an OAuth client of the grant type "Code
    /// Authorization", the code, and the redirect URI with which it was requested.
    pub fn new(
        client_id: impl Into<String>,
        secret: impl Into<String>,
        code: impl Into<String>,
        redirect_uri: impl Into<String>,
    ) -> Self {
        let fields = vec![("code", code.into()), ("redirect_uri", redirect_uri.into())];
        let secret = Some(secret.into());
        Self::grant(client_id, secret, "authorization_code", true, fields)
    }
}

impl PkceCode {
    /// Takes the id of an OAuth client of the grant type "Code Authorization with PKCE",
    /// the code, the redirect URI with which it was requested, and the verifier of the
    /// [`Pkce`](crate::runtime::Pkce) with which it was requested.
    pub fn new(
        client_id: impl Into<String>,
        code: impl Into<String>,
        redirect_uri: impl Into<String>,
        verifier: impl Into<String>,
    ) -> Self {
        let fields = vec![
            ("code", code.into()),
            ("redirect_uri", redirect_uri.into()),
            ("code_verifier", verifier.into()),
        ];
        Self::grant(client_id, None, "authorization_code", true, fields)
    }
}

impl Password {
    /// Takes the id and the secret of an OAuth client, and the name and the password of a
    /// user.
    pub fn new(
        client_id: impl Into<String>,
        secret: impl Into<String>,
        user: impl Into<String>,
        password: impl Into<String>,
    ) -> Self {
        let fields = vec![("username", user.into()), ("password", password.into())];
        let secret = Some(secret.into());
        Self::grant(client_id, secret, "password", false, fields)
    }
}

impl RefreshToken {
    /// Takes the id and the secret of an OAuth client, and a refresh token.
    pub fn new(
        client_id: impl Into<String>,
        secret: impl Into<String>,
        refresh_token: impl Into<String>,
    ) -> Self {
        let fields = vec![("refresh_token", refresh_token.into())];
        let secret = Some(secret.into());
        Self::grant(client_id, secret, "refresh_token", true, fields)
    }

    /// Takes the id of an OAuth client without a secret, and a refresh token.
    pub fn without_secret(client_id: impl Into<String>, refresh_token: impl Into<String>) -> Self {
        let fields = vec![("refresh_token", refresh_token.into())];
        Self::grant(client_id, None, "refresh_token", true, fields)
    }
}

impl Saml2Bearer {
    /// Takes the id and the secret of an OAuth client of the grant type "SAML2 Bearer",
    /// the short name of the organization, and the assertion in base64, as the identity
    /// provider posts it.
    pub fn new(
        client_id: impl Into<String>,
        secret: impl Into<String>,
        organization: impl Into<String>,
        assertion: impl Into<String>,
    ) -> Self {
        let fields = vec![
            ("orgName", organization.into()),
            ("assertion", assertion.into()),
        ];
        let secret = Some(secret.into());
        let grant_type = "urn:ietf:params:oauth:grant-type:saml2-bearer";
        Self::grant(client_id, secret, grant_type, false, fields)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        AuthorizationCode, ClientCredentials, Password, PkceCode, RefreshToken, Saml2Bearer,
    };

    #[test]
    fn debug_shows_the_client_alone() {
        let all = [
            format!("{:?}", ClientCredentials::new("id", "s3cret")),
            format!(
                "{:?}",
                AuthorizationCode::new("id", "s3cret", "s3cret", "r")
            ),
            format!("{:?}", PkceCode::new("id", "s3cret", "r", "s3cret")),
            format!("{:?}", Password::new("id", "s3cret", "s3cret", "s3cret")),
            format!("{:?}", RefreshToken::new("id", "s3cret", "s3cret")),
            format!("{:?}", RefreshToken::without_secret("id", "s3cret")),
            format!("{:?}", Saml2Bearer::new("id", "s3cret", "o", "s3cret")),
        ];
        for text in all {
            assert!(
                !text.contains("s3cret") && text.contains("\"id\""),
                "{text}"
            );
        }
    }
}
