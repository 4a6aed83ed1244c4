//! Log events for the crate `tracing`.
//!
//! With the feature `tracing` a client emits events, and the application's subscriber
//! decides how and where they are written. Each attempt is one event, with the path of
//! this module as its target:
//!
//! | level | [`LogLevel`] | event |
//! | --- | --- | --- |
//! | `ERROR` | `Error` | a failed attempt: without a response, or with a status of 400 or above |
//! | `WARN` | `Debug` | a client is built without a region, host or gateway; `INFO` if the service has no regions |
//! | `WARN` | `Debug` | the wait before a retry, with its reason |
//! | `WARN` | `Debug` | the wait before a socket of notifications is replaced, with its reason |
//! | `WARN` | `Debug` | a value of a response that did not fit the type of its field, with its path |
//! | `DEBUG` | `Debug` | an attempt with a response |
//! | `TRACE` | `Trace` | the headers of a request and of a response |
//!
//! The fields are `operation`, `method`, `url`, `attempt` (from 1), `status`,
//! `correlation_id`, `duration_ms`, `error`, `reason`, `delay_ms`, `headers`,
//! `request_body`, `response_body` and `path`, where they apply. The attempts of logins
//! have the operation `login`.
//!
//! The `Authorization` header and the bodies of logins are never logged. Values of
//! headers whose names suggest a secret are redacted, and so are the queries of URLs in
//! headers such as `Location`. Bodies of calls and query values are logged only if
//! [`Logging`] enables them.
//!
//! An application that uses the crate `log` receives the events if it enables the feature
//! `log` of `tracing`.

use std::time::Duration;

use crate::runtime::attempt::hooks::Try;
use crate::runtime::attempt::retry::RetryReason;
#[cfg(feature = "websocket")]
use crate::runtime::error::Error;
use crate::runtime::http::headers::Headers;
use crate::runtime::http::redact;
use crate::runtime::http::response::RawResponse;
use crate::runtime::http::transport_error::TransportError;
pub use crate::runtime::log_level::LogLevel;
use crate::runtime::model::DecodeProblems;
use crate::runtime::one_line::one_line;
use crate::runtime::service::address;
use crate::runtime::service::login::LOGIN;
use crate::runtime::service::operation::Operation;
use crate::runtime::service::region_hosts::RegionHosts;

/// The maximum length of a logged body, in bytes.
const LONGEST_BODY: usize = 16 * 1024;

/// What a client logs to the crate `tracing`: see the [module](self).
///
/// Set it with [`ClientBuilder::logging`](crate::runtime::ClientBuilder::logging), and
/// replace it with [`Client::set_logging`](crate::runtime::Client::set_logging).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "it does nothing until a client has it"]
pub struct Logging {
    level: LogLevel,
    query_values: bool,
    request_body: bool,
    response_body: bool,
}

impl Logging {
    /// All events, without bodies and query values. The application's subscriber can
    /// filter them.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the level up to which events are emitted. The default is [`LogLevel::Trace`],
    /// which is all of them.
    pub fn level(mut self, level: LogLevel) -> Self {
        self.level = level;
        self
    }

    /// Sets whether query values are logged, which may be confidential. The default is
    /// false. Values of names that suggest a secret, such as `api_key` or
    /// `X-Amz-Signature`, are never logged.
    pub fn query_values(mut self, shown: bool) -> Self {
        self.query_values = shown;
        self
    }

    /// Sets whether request bodies are logged, up to 16 KiB of each. They may be
    /// confidential. The default is false.
    pub fn request_body(mut self, shown: bool) -> Self {
        self.request_body = shown;
        self
    }

    /// Sets whether response bodies are logged, up to 16 KiB of each. They may be
    /// confidential. The default is false.
    pub fn response_body(mut self, shown: bool) -> Self {
        self.response_body = shown;
        self
    }

    /// Emitted when a client is built without a server. It is a warning if the service
    /// has regions, because the default one is often wrong.
    pub(crate) fn default_server(self, base_url: &str) {
        let goes_to = address::described(base_url);
        if self.level < LogLevel::Debug {
        } else if RegionHosts::of_url(address::split(base_url).0).is_some() {
            tracing::warn!(
                url = goes_to,
                "no region, host or gateway is set: calls and logins go to the default region"
            );
        } else {
            tracing::info!(
                url = goes_to,
                "no host is set: calls go to the default server"
            );
        }
    }

    /// Emitted before an attempt is sent. The headers do not include the authorization.
    pub(crate) fn sending(self, attempt: &Try<'_>, headers: &Headers) {
        if self.level >= LogLevel::Trace {
            tracing::trace!(
                operation = attempt.operation.name,
                method = attempt.method.as_str(),
                url = %self.url(attempt),
                attempt = attempt.number,
                headers = ?headers,
                "sending"
            );
        }
    }

    /// Emitted after an attempt.
    pub(crate) fn finished(
        self,
        attempt: &Try<'_>,
        request_body: Option<&[u8]>,
        duration: Duration,
        sent: Result<&RawResponse, &TransportError>,
    ) {
        let is_login = attempt.operation == &LOGIN;
        let raw = sent.ok();
        macro_rules! event {
            ($level:ident, $message:literal) => {
                tracing::$level!(
                    operation = attempt.operation.name,
                    method = attempt.method.as_str(),
                    url = %self.url(attempt),
                    attempt = attempt.number,
                    status = raw.map(RawResponse::status),
                    correlation_id = raw.and_then(RawResponse::correlation_id).map(one_line),
                    duration_ms = milliseconds(duration),
                    error = sent.err().map(ToString::to_string),
                    request_body = (self.request_body && !is_login)
                        .then(|| request_body.map(body))
                        .flatten(),
                    response_body = (self.response_body && !is_login)
                        .then(|| raw.map(|raw| body(raw.body())))
                        .flatten(),
                    $message
                )
            };
        }
        let has_failed = raw.is_none_or(|raw| raw.status() >= 400);
        if has_failed && self.level >= LogLevel::Error {
            event!(error, "failed");
        } else if self.level >= LogLevel::Debug {
            event!(debug, "answered");
        }
        if let Some(raw) = raw
            && self.level >= LogLevel::Trace
        {
            tracing::trace!(
                operation = attempt.operation.name,
                attempt = attempt.number,
                headers = ?raw.headers(),
                "received"
            );
        }
    }

    /// Emitted before the wait for the next attempt.
    pub(crate) fn retrying(self, attempt: &Try<'_>, reason: RetryReason, delay: Duration) {
        if self.level >= LogLevel::Debug {
            tracing::warn!(
                operation = attempt.operation.name,
                attempt = attempt.number,
                reason = %reason,
                delay_ms = milliseconds(delay),
                "waiting to retry"
            );
        }
    }

    /// Emitted before the wait for another socket of notifications.
    #[cfg(feature = "websocket")]
    pub(crate) fn reopening(self, failure: &Error, delay: Duration) {
        if self.level >= LogLevel::Debug {
            tracing::warn!(
                operation = failure.operation().map(|operation| operation.name),
                reason = %failure,
                delay_ms = milliseconds(delay),
                "waiting to open another socket"
            );
        }
    }

    /// Emitted for each value that was skipped while a response was decoded. The values
    /// are not logged.
    pub(crate) fn left_out(
        self,
        operation: &'static Operation,
        raw: &RawResponse,
        problems: &DecodeProblems,
    ) {
        if self.level < LogLevel::Debug {
            return;
        }
        for problem in problems.as_slice() {
            tracing::warn!(
                operation = operation.name,
                correlation_id = raw.correlation_id().map(one_line),
                path = one_line(problem.path()),
                error = one_line(problem.message()),
                "a value was left out"
            );
        }
    }

    fn url(self, attempt: &Try<'_>) -> String {
        match attempt.url.split_once('?') {
            Some((address, query)) => {
                let query = match self.query_values {
                    true => redact::query_with_values(query),
                    false => redact::query(query),
                };
                format!("{}?{query}", redact::url(address))
            }
            None => redact::url(attempt.url),
        }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// A body for a log: text up to the maximum length, and the length of everything else.
fn body(bytes: &[u8]) -> String {
    let shown = &bytes[..bytes.len().min(LONGEST_BODY)];
    // The limit may be within a character.
    let text = match std::str::from_utf8(shown) {
        Ok(text) => text,
        Err(error) if shown.len() - error.valid_up_to() < 4 && shown.len() < bytes.len() => {
            std::str::from_utf8(&shown[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return format!("({} bytes that are not UTF-8)", bytes.len()),
    };
    match text.len() < bytes.len() {
        true => format!("{text}… ({} bytes)", bytes.len()),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{LOGIN, LONGEST_BODY, Logging, Try, body};

    #[test]
    fn values_of_a_query_are_shown_when_asked_for() {
        let attempt = Try {
            operation: &LOGIN,
            method: LOGIN.method,
            url: "https://host/path?q=s3cret&flag&page=1&api%5Fkey=s3cret",
            number: 1,
        };
        let shown = Logging::new().url(&attempt);
        assert_eq!(shown, "https://host/path?q=***&***&page=***&api%5Fkey=***");
        let shown = Logging::new().query_values(true).url(&attempt);
        assert_eq!(shown, "https://host/path?q=s3cret&***&page=1&api%5Fkey=***");
    }

    #[test]
    fn bodies_are_text_of_a_bounded_length() {
        assert_eq!(body(b"{}"), "{}");
        assert_eq!(body(&[0xff, 0xfe]), "(2 bytes that are not UTF-8)");
        let text = format!("x{}", "é".repeat(LONGEST_BODY));
        let shown = body(text.as_bytes());
        assert!(shown.ends_with("é… (32769 bytes)"), "{}", shown.len());
        assert!(shown.len() < LONGEST_BODY + 30);
    }
}
