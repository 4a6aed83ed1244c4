//! The way to the login service.
//!
//! It knows how a form is sent and how the answer is read. Which form is sent
//! is decided by the grants.

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

/// Sends forms to the login service of a client, by the client's transport,
/// hooks and retry policy.
#[derive(Clone)]
pub struct LoginClient {
    wire: Arc<Wire>,
    is_urgent: bool,
}

impl LoginClient {
    /// A login that is not urgent is not repeated: it fails at once and leaves
    /// the caller with a token that is still good.
    pub(super) fn new(wire: Arc<Wire>, is_urgent: bool) -> Self {
        Self { wire, is_urgent }
    }

    /// Sends a form to the login service, where the definition says that tokens are
    /// requested, and reads the token out of the response.
    ///
    /// # Errors
    /// If the client has no login service, if there is no answer, if the
    /// service refuses the login, or if its answer has no token. Nothing of the
    /// form is in any of them.
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
        Token::from_answer(raw.body()).map_err(|problem| {
            // The error does not get the body, which may have a token in it.
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

/// A form for the login service. Its `Debug` shows no value.
#[derive(Clone)]
#[must_use = "a form does nothing until it is sent"]
pub struct LoginForm {
    text: String,
    kind: GrantKind,
    authorization: Option<String>,
    is_repeatable: bool,
}

impl LoginForm {
    /// A form of this `grant_type`.
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

    /// Authenticates the OAuth client by its id and secret: in a Basic authorization, or in
    /// fields of the form if the service wants them there. For the former, both are form-encoded
    /// first (RFC 6749, 2.3.1), so that neither a colon in the id nor a character beyond ASCII is misread.
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

    /// Allows to send the form again when nobody knows whether the service has
    /// seen it. It is wrong for a code or a token that is good for one use.
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
