//! How the runtime makes errors, and adds what is known where they pass.

use std::fmt;

use super::service_error::ServiceError;
use super::{Error, ErrorKind, Failure, Inner};
use crate::runtime::decode::decode_error::DecodeError;
use crate::runtime::http::response::RawResponse;
use crate::runtime::http::transport_error::TransportError;
use crate::runtime::model::MissingProperty;
use crate::runtime::service::login::{GrantKind, LOGIN};
use crate::runtime::service::operation::Operation;
use crate::runtime::service::security::Security;

impl Error {
    pub(crate) fn config(message: impl Into<String>) -> Self {
        Self::new(None, ErrorKind::Config(message.into()))
    }

    pub(crate) fn config_from(message: impl fmt::Display, source: impl fmt::Display) -> Self {
        Self::config(format!("{message} ({source})"))
    }

    pub(crate) fn encode(operation: &'static Operation, message: String) -> Self {
        Self::new(Some(operation), ErrorKind::Encode(message))
    }

    /// A response that arrived and cannot be read is no failure of the transport to
    /// a caller, but one of its contents.
    pub(crate) fn transport(operation: &'static Operation, error: TransportError) -> Self {
        if let Some((head, reason)) = error.unread_response() {
            let help = match error.is_too_large() {
                true => size_limit(operation),
                false => "",
            };
            let reason = DecodeError::new("", format!("{reason}{help}"));
            return Self::decode(operation, head.clone(), reason);
        }
        Self::new(Some(operation), ErrorKind::Transport(error))
    }

    pub(crate) fn login(operation: &'static Operation, failure: Failure) -> Self {
        Self::new(Some(operation), ErrorKind::Login(failure))
    }

    pub(crate) fn status_of(
        operation: &'static Operation,
        raw: RawResponse,
        authorized: bool,
    ) -> Self {
        let service = ServiceError::from_body(raw.body());
        Self::new(
            Some(operation),
            ErrorKind::Status {
                raw,
                service,
                authorized,
            },
        )
    }

    pub(crate) fn decode(
        operation: &'static Operation,
        raw: RawResponse,
        source: DecodeError,
    ) -> Self {
        Self::new(Some(operation), ErrorKind::Decode { raw, source })
    }

    /// An error about a message of a socket.
    #[cfg(feature = "websocket")]
    pub(crate) fn message_of(text: &str, source: DecodeError) -> Self {
        let text = text.to_owned();
        Self::new(None, ErrorKind::Message { text, source })
    }

    /// The same error, with which a stream ended.
    pub(crate) fn fatal(mut self) -> Self {
        self.inner.is_fatal = true;
        self
    }

    /// The same error, of an operation that takes these security schemes.
    pub(crate) fn taking(mut self, security: Security) -> Self {
        self.inner.security = security;
        self
    }

    /// The same error, of a login with this kind of grant.
    pub(crate) fn of_grant(mut self, grant: GrantKind) -> Self {
        self.inner.grant = Some(grant);
        self
    }

    /// The same error, of a login that was sent here because the client names no
    /// place.
    pub(crate) fn at_default_login(mut self, url: &str) -> Self {
        self.inner.default_login = Some(url.to_owned());
        self
    }

    /// The same error, of a page of a list that ends with this item, counted from one.
    pub(crate) fn of_page_up_to(mut self, item: Option<u64>) -> Self {
        self.inner.listed = item;
        self
    }

    pub(crate) fn listed(&self) -> Option<u64> {
        self.inner.listed
    }

    pub(crate) fn default_login(&self) -> Option<&str> {
        self.inner.default_login.as_deref()
    }

    /// The same error, of a transfer with this origin, such as `https://storage.example.com`.
    pub(crate) fn of_transfer(mut self, origin: &str) -> Self {
        self.inner.origin = Some(origin.to_owned());
        self
    }

    pub(crate) fn origin(&self) -> Option<&str> {
        self.inner.origin.as_deref()
    }

    /// The same error, of a call that might have been repeated with another body.
    pub(crate) fn with_spent_body(mut self, is_spent: bool) -> Self {
        self.inner.has_spent_body = is_spent;
        self
    }

    pub(crate) fn has_spent_body(&self) -> bool {
        self.inner.has_spent_body
    }

    pub(crate) fn grant(&self) -> Option<GrantKind> {
        self.inner.grant
    }

    pub(crate) fn security(&self) -> Security {
        self.inner.security
    }

    fn new(operation: Option<&'static Operation>, kind: ErrorKind) -> Self {
        Self {
            inner: Box::new(Inner {
                operation,
                security: &[],
                grant: None,
                default_login: None,
                origin: None,
                has_spent_body: false,
                listed: None,
                kind,
                is_fatal: false,
            }),
        }
    }
}

/// What follows the size in the error of a body that is too large: whose limit it
/// is, and what to do.
fn size_limit(operation: &Operation) -> &'static str {
    match operation == &LOGIN {
        true => ", the limit of the response to a login: check the login URL",
        false => {
            ", the limit of ClientBuilder::max_response_size: raise it, or read the body in pieces \
             with `download`"
        }
    }
}

/// A request that cannot be made from a response, so that nothing was sent: see
/// [`is_encode`](Error::is_encode).
impl From<MissingProperty> for Error {
    fn from(error: MissingProperty) -> Self {
        Self::new(None, ErrorKind::Encode(error.to_string()))
    }
}
