//! Parses timestamps, dates, local times and times of day in the forms that services send.
//!
//! The types are those of `jiff`, whose parsers are strict: strings that they reject are tried in
//! further forms here. Sources: RFC 3339 for timestamps; the output of Java and .NET for the other
//! forms.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::StdFmtWrite;
use jiff::fmt::temporal::DateTimePrinter;
use jiff::tz::TimeZone;
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::ser::Serializer;

use super::Codec;
use crate::definition::HAS_MILLISECOND_TIMESTAMPS;

/// Stands for "never": the last instant of the year 9999, the last one in RFC 3339. `jiff` ends a
/// day earlier, so it is read as [`Timestamp::MAX`].
const NEVER: &str = "9999-12-31T23:59:59.999Z";

/// The number of fraction digits of a second that `jiff` keeps.
const NANOSECONDS: usize = 9;

/// Parses a timestamp of RFC 3339. Also accepts more than nine fraction digits, which are cut off;
/// an offset without a colon; no offset, or only a date, which is taken as UTC. Later instants than
/// `jiff` has become [`Timestamp::MAX`].
pub(crate) fn parse_timestamp(text: &str) -> Option<Timestamp> {
    if let Ok(timestamp) = text.parse() {
        return Some(timestamp);
    }
    let text = cut_fraction(text);
    if let Ok(timestamp) = text.parse() {
        return Some(timestamp);
    }
    if is_beyond(&text) {
        return Some(Timestamp::MAX);
    }
    // `jiff` ignores a time zone in brackets, which would give a local time another instant.
    let civil: DateTime = text.parse().ok().filter(|_| !text.contains('['))?;
    let in_utc = civil.to_zoned(TimeZone::UTC);
    Some(in_utc.map_or(Timestamp::MAX, |zoned| zoned.timestamp()))
}

/// Parses a date. Of a timestamp or local time, its date is taken without conversion.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    text.parse()
        .ok()
        .or_else(|| Some(parse_date_time(text)?.date()))
}

/// Parses a local time. An offset is ignored, and a date without a time means midnight.
pub(crate) fn parse_date_time(text: &str) -> Option<DateTime> {
    parse_local(text)
}

/// Parses a time of day. An offset is ignored.
pub(crate) fn parse_time(text: &str) -> Option<Time> {
    parse_local(text)
}

fn parse_local<T: FromStr>(text: &str) -> Option<T> {
    if let Ok(local) = text.parse() {
        return Some(local);
    }
    let text = cut_fraction(text);
    let local = text.strip_suffix(['Z', 'z']).unwrap_or(&text);
    local.parse().ok()
}

/// Formats a timestamp as it is sent: with three fraction digits if the definition says that the
/// service expects milliseconds, otherwise with as many as it needs.
pub(crate) struct Written(pub(crate) Timestamp);

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_timestamp(self.0, HAS_MILLISECOND_TIMESTAMPS, f)
    }
}

fn write_timestamp(
    timestamp: Timestamp,
    in_milliseconds: bool,
    out: &mut impl fmt::Write,
) -> fmt::Result {
    const MILLISECONDS: DateTimePrinter = DateTimePrinter::new().precision(Some(3));
    if timestamp == Timestamp::MAX {
        out.write_str(NEVER)
    } else if in_milliseconds {
        let printed = MILLISECONDS.print_timestamp(&timestamp, StdFmtWrite(out));
        printed.map_err(|_| fmt::Error)
    } else {
        write!(out, "{timestamp}")
    }
}

/// Whether a timestamp is valid but later than the last one of `jiff`. It is parsed with its year
/// replaced by one that has the same days.
fn is_beyond(text: &str) -> bool {
    let same_day = text.strip_prefix("9999-12-3");
    same_day.is_some_and(|rest| format!("9995-12-3{rest}").parse::<Timestamp>().is_ok())
}

/// Cuts off fraction digits below a nanosecond.
fn cut_fraction(text: &str) -> Cow<'_, str> {
    let Some((before, after)) = text.split_once(['.', ',']) else {
        return Cow::Borrowed(text);
    };
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    if digits <= NANOSECONDS {
        return Cow::Borrowed(text);
    }
    let (fraction, rest) = after.split_at(digits);
    Cow::Owned(format!("{before}.{}{rest}", &fraction[..NANOSECONDS]))
}

impl Codec for Timestamp {
    #[inline]
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor(
            parse_timestamp,
            "a timestamp such as 2026-03-01T12:30:00Z",
            PhantomData,
        ))
    }

    #[inline]
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Written(*self))
    }
}

impl Codec for Date {
    #[inline]
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor(
            parse_date,
            "a date such as 2026-03-01",
            PhantomData,
        ))
    }
}

impl Codec for DateTime {
    #[inline]
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor(
            parse_date_time,
            "a local time such as 2026-03-01T12:30:00",
            PhantomData,
        ))
    }
}

impl Codec for Time {
    #[inline]
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor(
            parse_time,
            "a time of day such as 12:30:00",
            PhantomData,
        ))
    }
}

/// Deserializes a string with a parser. The second field describes the expected value in
/// errors.
struct TextVisitor<T>(fn(&str) -> Option<T>, &'static str, PhantomData<T>);

impl<T> Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.1)
    }

    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{
        Written, parse_date, parse_date_time, parse_time, parse_timestamp, write_timestamp,
    };

    fn utc(text: &str) -> String {
        let timestamp = parse_timestamp(text).unwrap_or_else(|| panic!("{text} was refused"));
        timestamp.to_string()
    }

    #[test]
    fn timestamps_are_read_in_all_forms() {
        let noon = [
            "2026-03-01T12:00:00Z",
            "2026-03-01t12:00:00z",
            "2026-03-01 12:00:00Z",
            "2026-03-01T12:00:00+00:00",
            "2026-03-01T12:00:00-00:00",
            "2026-03-01T12:00:00+0000",
            "2026-03-01T13:30:00+0130",
            "2026-03-01T07:00:00.000-0500",
            "2026-03-01T12:00:00.000000000000Z",
            "2026-03-01T12:00:00",
            "2026-03-01 12:00:00",
            "2026-03-01T12:00:00.000",
            "2026-03-01T12:00",
        ];
        for text in noon {
            assert_eq!(utc(text), "2026-03-01T12:00:00Z", "{text}");
        }
        assert_eq!(utc("2026-03-01"), "2026-03-01T00:00:00Z");
        assert_eq!(utc("2016-12-31T23:59:60Z"), "2016-12-31T23:59:59Z");
    }

    #[test]
    fn what_is_finer_than_a_nanosecond_is_cut_off() {
        let fine = "2026-03-01T12:00:00.123456789Z";
        assert_eq!(utc("2026-03-01T12:00:00.1234567891Z"), fine);
        assert_eq!(utc("2026-03-01T12:00:00,123456789999999"), fine);
        assert_eq!(utc("2026-03-01T14:00:00.12345678999999+0200"), fine);
        assert_eq!(utc("2026-03-01T12:00:00.1Z"), "2026-03-01T12:00:00.1Z");
    }

    #[test]
    fn never_is_the_last_timestamp() {
        let never = [
            "9999-12-31T23:59:59Z",
            "9999-12-31T23:59:59.999Z",
            "9999-12-31T23:59:59.9999999Z",
            "9999-12-31T23:59:59.99999999999+0000",
            "9999-12-31T23:59:59.999-05:00",
            "9999-12-31T23:59:59",
            "9999-12-31",
            "9999-12-30T22:00:01Z",
        ];
        for text in never {
            assert_eq!(parse_timestamp(text), Some(Timestamp::MAX), "{text}");
        }
        assert_eq!(
            Written(Timestamp::MAX).to_string(),
            "9999-12-31T23:59:59.999Z"
        );
        assert_eq!(utc("9999-12-30T21:00:00Z"), "9999-12-30T21:00:00Z");
    }

    #[test]
    fn what_is_no_timestamp_is_refused() {
        let wrong = [
            "",
            "soon",
            "2026",
            "2026-13-01T00:00:00Z",
            "2026-02-30",
            "2026-03-01T25:00:00Z",
            "2026-03-01T12:00:00[Europe/Berlin]",
            "2026-03-01T12:00:00.Z",
            "2026-03-01T12:00:00Z and more",
            "9999-12-31T25:00:00Z",
            "9999-12-39",
            "12:00:00Z",
        ];
        for text in wrong {
            assert_eq!(parse_timestamp(text), None, "{text}");
        }
    }

    #[test]
    fn dates_and_local_times_are_what_is_written() {
        for text in [
            "2026-03-01",
            "2026-03-01T00:00:00Z",
            "2026-03-01T00:00:00.000Z",
            "2026-03-01T00:00:00.000+0000",
            "2026-03-01T23:30:00-05:00",
            "2026-03-01T00:00:00.000000000000",
            "2026-03-01 00:00:00",
        ] {
            let date = parse_date(text).unwrap_or_else(|| panic!("{text} was refused"));
            assert_eq!(date.to_string(), "2026-03-01", "{text}");
        }
        for text in [
            "2026-03-01T08:15:00",
            "2026-03-01T08:15:00Z",
            "2026-03-01T08:15:00.000+0100",
            "2026-03-01T08:15:00.000000000000Z",
        ] {
            let time = parse_date_time(text).unwrap_or_else(|| panic!("{text} was refused"));
            assert_eq!(time.to_string(), "2026-03-01T08:15:00", "{text}");
        }
        let midnight = parse_date_time("2026-03-01").unwrap();
        assert_eq!(midnight.to_string(), "2026-03-01T00:00:00");
        let last = parse_date("9999-12-31T23:59:59.999Z").unwrap();
        assert_eq!(last.to_string(), "9999-12-31");
        assert_eq!(parse_date("tomorrow"), None);
        assert_eq!(parse_date_time("12:00"), None);
    }

    #[test]
    fn times_of_day_are_what_is_written() {
        for text in [
            "08:15:00",
            "08:15",
            "08:15:00Z",
            "08:15:00z",
            "08:15:00+02:00",
            "08:15:00.000000000000Z",
            "08:15:00.0000000-05:00",
        ] {
            let time = parse_time(text).unwrap_or_else(|| panic!("{text} was refused"));
            assert_eq!(time.to_string(), "08:15:00", "{text}");
        }
        let fine = parse_time("23:59:59.1234567891").unwrap();
        assert_eq!(fine.to_string(), "23:59:59.123456789");
        for text in ["", "noon", "25:00", "8", "08:15 and more"] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }

    #[test]
    fn three_digits_are_written_for_a_service_that_takes_milliseconds() {
        let written = |text: &str| Written(parse_timestamp(text).unwrap()).to_string();
        assert_eq!(written("2026-03-01T12:00:00Z"), "2026-03-01T12:00:00.000Z");
        assert_eq!(
            written("2026-03-01T12:00:00.5Z"),
            "2026-03-01T12:00:00.500Z"
        );
        let exact = |text: &str| {
            let mut out = String::new();
            write_timestamp(parse_timestamp(text).unwrap(), false, &mut out).unwrap();
            out
        };
        assert_eq!(exact("2026-03-01T12:00:00.50Z"), "2026-03-01T12:00:00.5Z");
        assert_eq!(exact("2026-03-01"), "2026-03-01T00:00:00Z");
        assert_eq!(exact("9999-12-31"), "9999-12-31T23:59:59.999Z");
        assert_eq!(
            written("2026-03-01T12:00:00.123999Z"),
            "2026-03-01T12:00:00.123Z"
        );
        assert_eq!(
            written("1969-12-31T23:59:59.9999Z"),
            "1969-12-31T23:59:59.999Z"
        );
    }
}
