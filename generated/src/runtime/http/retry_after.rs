//! Reads the wait that a response requests.
//!
//! It reads `Retry-After` (RFC 9110, 10.2.3) and the rate limit headers of the service.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

use super::headers::Headers;
use crate::definition::RATE_LIMIT_HEADERS;

/// The wait of a `Retry-After` header: a number of seconds, or a date. A date is compared
/// with the `Date` of the response, so that a wrong clock does not matter. A date in the
/// past is a wait of zero.
pub(crate) fn retry_after(headers: &Headers) -> Option<Duration> {
    let value = headers.get("retry-after")?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that is too large becomes the maximum and not zero.
        let seconds = value.parse().unwrap_or(u32::MAX);
        return Some(Duration::from_secs(seconds.into()));
    }
    let until = http_date(value)?;
    let now = headers.get("date").and_then(http_date);
    let now = now.unwrap_or_else(Timestamp::now);
    let seconds = until.as_second() - now.as_second();
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

/// Parses an HTTP date (RFC 9110, 5.6.7).
pub(crate) fn http_date(text: &str) -> Option<Timestamp> {
    // A wrong weekday is ignored, because it adds nothing to the date.
    const PARSER: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);
    PARSER.parse_timestamp(text).ok()
}

/// The time until the window of the rate limit ends, by the headers of a response.
pub(crate) fn reset(headers: &Headers) -> Option<Duration> {
    let seconds = of_limit(headers, "reset")?;
    Some(Duration::from_secs(seconds.into()))
}

/// The number in a rate limit header, by its name without the prefix of the service.
pub(crate) fn of_limit(headers: &Headers, name: &str) -> Option<u32> {
    let name = format!("{}-{name}", RATE_LIMIT_HEADERS?);
    headers.get(&name)?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Headers, retry_after};

    fn wait(headers: &[(&str, &str)]) -> Option<Duration> {
        let mut all = Headers::new();
        for (name, value) in headers {
            all.append(*name, *value);
        }
        retry_after(&all)
    }

    #[test]
    fn seconds_are_read() {
        assert_eq!(wait(&[("Retry-After", "7")]), Some(Duration::from_secs(7)));
        assert_eq!(wait(&[("retry-after", " 0 ")]), Some(Duration::ZERO));
        let endless = Some(Duration::from_secs(u32::MAX.into()));
        assert_eq!(wait(&[("Retry-After", "99999999999999999999")]), endless);
    }

    #[test]
    fn a_date_is_compared_with_the_date_of_the_response() {
        let date = ("Date", "Wed, 21 Oct 2015 07:27:30 GMT");
        assert_eq!(
            wait(&[("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"), date]),
            Some(Duration::from_secs(30))
        );
        assert_eq!(
            wait(&[("Retry-After", "Wed, 21 Oct 2015 07:27:00 GMT"), date]),
            Some(Duration::ZERO)
        );
    }

    #[test]
    fn without_a_date_the_clock_decides() {
        assert_eq!(
            wait(&[("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT")]),
            Some(Duration::ZERO)
        );
        let far = wait(&[("Retry-After", "Mon, 31 Dec 2100 23:59:59 GMT")]);
        assert!(far.is_some_and(|wait| wait > Duration::from_secs(3600)));
    }

    #[test]
    fn anything_else_is_no_wait() {
        assert_eq!(wait(&[]), None);
        assert_eq!(wait(&[("Retry-After", "")]), None);
        assert_eq!(wait(&[("Retry-After", "-3")]), None);
        assert_eq!(wait(&[("Retry-After", "soon")]), None);
    }
}
