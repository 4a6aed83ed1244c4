//! Intervals of ISO 8601.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use super::dates::{Written, parse_timestamp};

/// The time from one instant to another: `2026-01-01T00:00:00Z/2026-02-01T00:00:00Z`
/// (ISO 8601).
///
/// It keeps the string that it was read from, so that an interval in another form, such
/// as one of local times, is sent back unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Interval(String);

impl Interval {
    /// Creates the interval from one instant to another.
    pub fn new(start: Timestamp, end: Timestamp) -> Self {
        Self(format!("{}/{}", Written(start), Written(end)))
    }

    /// Returns the start, if it is a timestamp, a local time or a date; the latter two are taken as
    /// UTC.
    pub fn start(&self) -> Option<Timestamp> {
        parse_timestamp(self.ends()?.0)
    }

    /// Returns the end, if it is a timestamp, a local time or a date; the latter two are
    /// taken as UTC.
    pub fn end(&self) -> Option<Timestamp> {
        parse_timestamp(self.ends()?.1)
    }

    /// Returns the interval as a string, as it was read.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn ends(&self) -> Option<(&str, &str)> {
        self.0.split_once('/')
    }
}

impl FromStr for Interval {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl serde::Serialize for Interval {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Interval {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <String as serde::Deserialize>::deserialize(deserializer).map(Self)
    }
}

impl super::Codec for Interval {}

#[cfg(test)]
mod tests {
    use super::Interval;

    #[test]
    fn an_interval_has_two_ends() {
        let (start, end) = ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00.5Z");
        let interval = Interval::new(start.parse().unwrap(), end.parse().unwrap());
        let text = "2026-01-01T00:00:00.000Z/2026-02-01T00:00:00.500Z";
        assert_eq!(interval.as_str(), text);
        let read: Interval = serde_json::from_str(&format!("\"{interval}\"")).unwrap();
        assert_eq!(read.start().unwrap().to_string(), start);
        assert_eq!(read.end().unwrap().to_string(), end);
    }

    #[test]
    fn ends_are_read_in_all_forms_of_timestamps() {
        let text = "2026-01-01/9999-12-31T23:59:59.999Z";
        let interval: Interval = text.parse().unwrap();
        let start = interval.start().map(|start| start.to_string());
        assert_eq!(start.as_deref(), Some("2026-01-01T00:00:00Z"));
        assert_eq!(interval.end(), Some(jiff::Timestamp::MAX));
        let interval = Interval::new(interval.start().unwrap(), interval.end().unwrap());
        let text = "2026-01-01T00:00:00.000Z/9999-12-31T23:59:59.999Z";
        assert_eq!(interval.as_str(), text);
    }

    #[test]
    fn other_forms_survive() {
        for text in ["R5/P1D/2026-01-02T00:00:00Z", "P1D", ""] {
            let json = format!("{text:?}");
            let read: Interval = serde_json::from_str(&json).unwrap();
            assert_eq!((read.start(), read.end()), (None, None));
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
        }
        let half: Interval = "2026-01-01T00:00:00Z/P1D".parse().unwrap();
        assert!(half.start().is_some() && half.end().is_none());
    }
}
