//! A request, and how it is sent and retried.

use crate::runtime::attempt::hooks::Try;
use crate::runtime::attempt::retry::RetryPolicy;
use crate::runtime::http::body::Body;
use crate::runtime::http::transport::HttpRequest;
use crate::runtime::service::operation::Operation;
use crate::runtime::service::security::Security;

/// A request that is sent, and retried as its policy allows.
pub(crate) struct Job {
    pub(crate) operation: &'static Operation,
    /// The request without its authorization.
    pub(crate) http: HttpRequest,
    /// The `Authorization` header that the caller has set, in place of the client's
    /// credentials.
    pub(crate) authorization: Option<String>,
    pub(crate) policy: RetryPolicy,
    pub(crate) is_idempotent: bool,
    /// The security requirements, for errors; empty for logins and transfers.
    pub(crate) security: Security,
    /// Whether the body of a success is returned as a stream.
    pub(crate) is_streamed: bool,
}

impl Job {
    /// Whether the body can be sent from its beginning.
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
