//! Constructors of errors, and methods that add context to them.

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

    /// An error of a transport. A response that arrived and cannot be read becomes a
    /// decoding error ([`is_decode`](Self::is_decode)).
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

    /// An error about a WebSocket message that cannot be read.
    #[cfg(feature = "websocket")]
    pub(crate) fn message_of(text: &str, source: DecodeError) -> Self {
        let text = text.to_owned();
        Self::new(None, ErrorKind::Message { text, source })
    }

    /// Marks the error that ended a stream.
    pub(crate) fn fatal(mut self) -> Self {
        self.inner.is_fatal = true;
        self
    }

    /// Adds the security requirements of the operation.
    pub(crate) fn taking(mut self, security: Security) -> Self {
        self.inner.security = security;
        self
    }

    /// Adds the grant type of the login that failed.
    pub(crate) fn of_grant(mut self, grant: GrantKind) -> Self {
        self.inner.grant = Some(grant);
        self
    }

    /// Adds the URL of a login that was sent to the default server, because the client
    /// has no host, gateway or region.
    pub(crate) fn at_default_login(mut self, url: &str) -> Self {
        self.inner.default_login = Some(url.to_owned());
        self
    }

    /// Adds the number of the last item of the page, counted from one, to an error of
    /// pagination.
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

    /// Adds the origin of a transfer, such as `https://storage.example.com`.
    pub(crate) fn of_transfer(mut self, origin: &str) -> Self {
        self.inner.origin = Some(origin.to_owned());
        self
    }

    pub(crate) fn origin(&self) -> Option<&str> {
        self.inner.origin.as_deref()
    }

    /// Adds whether a retry was impossible because the body cannot be sent again.
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

/// The end of the message about a body that is too large: which limit it is, and what to
/// do.
fn size_limit(operation: &Operation) -> &'static str {
    match operation == &LOGIN {
        true => ", the limit of the response to a login: check the login URL",
        false => {
            ", the limit of ClientBuilder::max_response_size: raise it, or read the body in pieces \
             with `download`"
        }
    }
}

/// A request could not be made from a response, and nothing was sent: see
/// [`is_encode`](Error::is_encode).
impl From<MissingProperty> for Error {
    fn from(error: MissingProperty) -> Self {
        Self::new(None, ErrorKind::Encode(error.to_string()))
    }
}
