//! A request with what its attempts need.
//!
//! It knows neither the client nor how an attempt is made.

use crate::runtime::attempt::hooks::Try;
use crate::runtime::attempt::retry::RetryPolicy;
use crate::runtime::http::body::Body;
use crate::runtime::http::transport::HttpRequest;
use crate::runtime::service::operation::Operation;
use crate::runtime::service::security::Security;

/// What is sent, and sent again as far as its policy allows.
pub(crate) struct Job {
    pub(crate) operation: &'static Operation,
    /// The request without its authorization.
    pub(crate) http: HttpRequest,
    /// An authorization that is no login of the client.
    pub(crate) authorization: Option<String>,
    pub(crate) policy: RetryPolicy,
    pub(crate) is_idempotent: bool,
    /// The security requirements; empty for requests without an account.
    pub(crate) security: Security,
    /// Whether the body of a success is left on its way.
    pub(crate) is_streamed: bool,
}

impl Job {
    /// Whether the body can be sent from its beginning, once more or at all.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.http.body.as_ref().is_none_or(Body::is_repeatable)
    }

    pub(crate) fn attempt(&self, number: u32) -> Try<'_> {
        Try {
            operation: self.operation,
            method: self.http.method,
            url: &self.http.url,
            number,
        }
    }
}
