//! What the client does, told to the crate `tracing`.
//!
//! With the feature `tracing` a client emits events, and a subscriber of the
//! application's choice writes them, in the format and to the place that it
//! decides. Each try is one event, under the target of this module:
//!
//! | level | [`LogLevel`] | event |
//! | --- | --- | --- |
//! | `ERROR` | `Error` | a try that failed: without an answer, or with a status from 400 on |
//! | `WARN` | `Debug` | a client is made without a region, a host or a gateway; `INFO` where the service has no regions |
//! | `WARN` | `Debug` | the wait before a try that repeats another, with its reason |
//! | `WARN` | `Debug` | the wait before a socket of notifications that replaces another, with its reason |
//! | `WARN` | `Debug` | a value of a response that did not fit its field, with its path |
//! | `DEBUG` | `Debug` | a try that was answered |
//! | `TRACE` | `Trace` | the headers of a request and of a response |
//!
//! Their fields are `operation`, `method`, `url`, `attempt` (from 1), `status`,
//! `correlation_id`, `duration_ms`, `error`, `reason`, `delay_ms`, `headers`,
//! `request_body`, `response_body` and `path`, as far as the event has them. Logins are
//! events as well, those of the operation `login`.
//!
//! The authorization is never told, nor is the body of a login or of its
//! answer; values of headers that sound secret are replaced by stars, as are the
//! queries of addresses in headers such as `Location`. Bodies of
//! calls, and the values of their queries, are left out unless [`Logging`] asks
//! for them.
//!
//! An application that logs through the crate `log` gets the events there when
//! it turns the feature `log` of `tracing` on.

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

/// As much of a body as a log is fit for, in bytes.
const LONGEST_BODY: usize = 16 * 1024;

/// What a client tells the crate `tracing`: see the [module](self).
///
/// It is set with [`ClientBuilder::logging`](crate::runtime::ClientBuilder::logging) and
/// replaced with [`Client::set_logging`](crate::runtime::Client::set_logging).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "it does nothing until a client has it"]
pub struct Logging {
    level: LogLevel,
    query_values: bool,
    request_body: bool,
    response_body: bool,
}

impl Logging {
    /// Everything but bodies and the values of queries. What of it is seen is
    /// up to the application's subscriber.
    pub fn new() -> Self {
        Self::default()
    }

    /// Emits no events above this level, whatever the subscriber wants. The
    /// default is [`LogLevel::Trace`], which is all of them.
    pub fn level(mut self, level: LogLevel) -> Self {
        self.level = level;
        self
    }

    /// Whether the values of queries are shown. They are data of the caller,
    /// and may be secret. Those whose name is that of a secret, such as `api_key`
    /// or `X-Amz-Signature`, are never shown.
    pub fn query_values(mut self, shown: bool) -> Self {
        self.query_values = shown;
        self
    }

    /// Whether the bodies of requests are shown, up to 16 KiB of each. They are
    /// data of the caller, and may be secret. The default is not to.
    pub fn request_body(mut self, shown: bool) -> Self {
        self.request_body = shown;
        self
    }

    /// Whether the bodies of responses are shown, up to 16 KiB of each. They
    /// are data of the service, and may be secret. The default is not to.
    pub fn response_body(mut self, shown: bool) -> Self {
        self.response_body = shown;
        self
    }

    /// When a client is made that names no place. Where the service has regions,
    /// the default one is somebody else's as often as not.
    pub(crate) fn no_place(self, base_url: &str) {
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

    /// Before a try is sent. The headers are without the authorization.
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

    /// After a try, with the body that it sent.
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

    /// Before the wait for the next try.
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

    /// Before the wait for another socket of notifications.
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

    /// After a response was read that values were left out of. The values are not told.
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

/// A body as a log can have it: text up to a limit, and of all else the length.
fn body(bytes: &[u8]) -> String {
    let shown = &bytes[..bytes.len().min(LONGEST_BODY)];
    // The limit may stand in the middle of a character.
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
