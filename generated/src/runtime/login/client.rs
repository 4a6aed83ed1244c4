//! Sends forms to the login service.
//!
//! The grants decide which form is sent.

use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use form_urlencoded::byte_serialize;

use super::token::Token;
use crate::definition::OAUTH;
use crate::runtime::attempt::retry::RetryPolicy;
use crate::runtime::decode::decode_error::DecodeError;
use crate::runtime::error::Error;
use crate::runtime::http::encode::query_pair;
use crate::runtime::http::response::RawResponse;
use crate::runtime::http::transport::HttpRequest;
use crate::runtime::send::job::Job;
use crate::runtime::send::repeat::repeat;
use crate::runtime::send::wire::Wire;
use crate::runtime::service::login::{ClientAuthentication, GrantKind, LOGIN};

const NO_LOGIN_URL: &str = "the address of the login service is not known for this host: \
     pass it to ClientBuilder::login_url";

/// Sends forms to the login service, with the client's transport, hooks and retry policy.
#[derive(Clone)]
pub struct LoginClient {
    wire: Arc<Wire>,
    is_urgent: bool,
}

impl LoginClient {
    /// A login that is not urgent is not retried, because the current token is still
    /// valid.
    pub(super) fn new(wire: Arc<Wire>, is_urgent: bool) -> Self {
        Self { wire, is_urgent }
    }

    /// Sends a form to the token URL (RFC 6749, 3.2), and decodes the token in the
    /// response.
    ///
    /// # Errors
    /// If the login service is not known, there is no response, the login is rejected, or
    /// the response has no token. Errors never contain fields of the form.
    pub async fn send(&self, form: LoginForm) -> Result<Token, Error> {
        let urls = self.wire.login.as_ref();
        let urls = urls.ok_or_else(|| Error::config(NO_LOGIN_URL))?;
        let url = match form.kind {
            GrantKind::RefreshToken => &urls.refresh,
            _ => &urls.token,
        };
        let sent = self.send_to(url, form).await;
        sent.map_err(|error| match self.wire.is_default_login {
            true => error.at_default_login(&urls.base),
            false => error,
        })
    }

    async fn send_to(&self, url: &str, form: LoginForm) -> Result<Token, Error> {
        let mut headers = self.wire.headers.clone();
        headers.remove("authorization");
        headers.set("accept", LOGIN.accept);
        headers.set("content-type", "application/x-www-form-urlencoded");
        let live = self.wire.live();
        let policy = match self.is_urgent {
            true => live.retry.clone(),
            false => RetryPolicy::never(),
        };
        let job = Job {
            operation: &LOGIN,
            http: HttpRequest {
                method: LOGIN.method,
                operation: None,
                url: url.to_owned(),
                headers,
                body: Some(form.text.into()),
                timeout: Some(live.login_timeout()),
                max_response_size: None,
            },
            authorization: form.authorization,
            policy,
            is_idempotent: form.is_repeatable,
            is_streamed: false,
            security: &[],
        };
        let kind = form.kind;
        let received = repeat(&self.wire, None, &job).await;
        let raw = received.map_err(|error| error.of_grant(kind))?.raw;
        if raw.status() >= 300 {
            return Err(Error::status_of(&LOGIN, raw, true).of_grant(kind));
        }
        Token::from_response(raw.body()).map_err(|problem| {
            // The error does not have the body, which may contain a token.
            let raw = RawResponse::new(raw.status(), raw.headers().clone(), Vec::new());
            let problem = DecodeError::new("Token", problem).expecting("JSON");
            Error::decode(&LOGIN, raw, problem)
        })
    }
}

impl fmt::Debug for LoginClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginClient")
            .field("login", &self.wire.login)
            .finish_non_exhaustive()
    }
}

/// A form for the login service. `Debug` shows no values.
#[derive(Clone)]
#[must_use = "a form does nothing until it is sent"]
pub struct LoginForm {
    text: String,
    kind: GrantKind,
    authorization: Option<String>,
    is_repeatable: bool,
}

impl LoginForm {
    /// A form with this `grant_type`.
    pub fn new(grant_type: &str) -> Self {
        Self {
            text: query_pair("grant_type", grant_type),
            kind: GrantKind::of(grant_type),
            authorization: None,
            is_repeatable: false,
        }
    }

    /// Adds a field.
    pub fn field(mut self, name: &str, value: &str) -> Self {
        if name == "code_verifier" && self.kind == GrantKind::Code {
            self.kind = GrantKind::CodeWithVerifier;
        }
        self.text.push('&');
        self.text.push_str(&query_pair(name, value));
        self
    }

    /// Authenticates the OAuth client by its id and secret: with Basic authentication, or in the fields
    /// `client_id` and `client_secret` if the service requires that. For Basic authentication, both are
    /// form-encoded first (RFC 6749, 2.3.1).
    pub fn confidential(mut self, id: &str, secret: &str) -> Self {
        if OAUTH.client_authentication == ClientAuthentication::Body {
            return self.field("client_id", id).field("client_secret", secret);
        }
        let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!("{}:{}", encoded(id), encoded(secret));
        let pair = BASE64_STANDARD.encode(pair);
        self.authorization = Some(format!("Basic {pair}"));
        self
    }

    /// Allows a retry if the service may have processed the form. Do not use it for a
    /// code or a token that can be used once.
    pub fn repeatable(mut self) -> Self {
        self.is_repeatable = true;
        self
    }
}

impl fmt::Debug for LoginForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginForm").finish_non_exhaustive()
    }
}
