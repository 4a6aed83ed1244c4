//! Durations of ISO 8601.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use jiff::{Span, SpanFieldwise};

/// A duration in calendar and clock units, such as `P1Y2M10DT2H30M` (ISO 8601; RFC 3339, appendix A).
///
/// It dereferences to a [`jiff::Span`], and adds equality: two durations are equal if each unit is, so
/// `PT60M` does not equal `PT1H`.
///
/// ```rust,no_run
/// use jiff::ToSpan;
/// use sdk_runtime::runtime::IsoDuration;
///
/// let duration = IsoDuration::from(90.minutes());
/// assert_eq!(duration.to_string(), "PT90M");
/// assert_eq!(duration.get_minutes(), 90);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct IsoDuration(SpanFieldwise);

impl PartialEq for IsoDuration {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for IsoDuration {}

impl std::hash::Hash for IsoDuration {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl From<Span> for IsoDuration {
    fn from(span: Span) -> Self {
        Self(span.fieldwise())
    }
}

impl From<IsoDuration> for Span {
    fn from(duration: IsoDuration) -> Self {
        duration.0.0
    }
}

impl TryFrom<std::time::Duration> for IsoDuration {
    type Error = jiff::Error;

    fn try_from(duration: std::time::Duration) -> Result<Self, jiff::Error> {
        Span::try_from(duration).map(Self::from)
    }
}

impl Deref for IsoDuration {
    type Target = Span;

    fn deref(&self) -> &Span {
        &self.0.0
    }
}

/// Parses ISO 8601, and the forms of [`jiff::fmt::friendly`], such as `1h 30m` or `01:30:00`.
impl FromStr for IsoDuration {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        text.parse::<Span>().map(Self::from)
    }
}

impl fmt::Display for IsoDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.0.fmt(f)
    }
}

impl serde::Serialize for IsoDuration {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for IsoDuration {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
        text.parse().map_err(|_| {
            serde::de::Error::invalid_value(
                serde::de::Unexpected::Str(&text),
                &"a duration such as PT30M",
            )
        })
    }
}

impl super::Codec for IsoDuration {}

#[cfg(test)]
mod tests {
    use super::IsoDuration;

    #[test]
    fn a_duration_is_written_in_the_units_in_which_it_was_read() {
        for text in [
            "P1Y2M10DT2H30M",
            "PT90M",
            "PT36H",
            "P2W",
            "-P1D",
            "PT0.5S",
            "PT0S",
        ] {
            let read: IsoDuration = serde_json::from_str(&format!("{text:?}")).unwrap();
            let written = serde_json::to_string(&read).unwrap();
            assert_eq!(written, format!("{text:?}"));
        }
    }

    #[test]
    fn other_forms_are_read_and_written_as_iso_8601() {
        for (text, iso) in [
            ("1h 30m", "PT1H30M"),
            ("01:30:00", "PT1H30M"),
            ("p1d", "P1D"),
        ] {
            let read: IsoDuration = text.parse().unwrap();
            assert_eq!(read.to_string(), iso);
        }
    }

    #[test]
    fn what_is_no_duration_is_an_error() {
        for text in ["", "P", "soon", "90", "P1.5D"] {
            let error = serde_json::from_str::<IsoDuration>(&format!("{text:?}")).unwrap_err();
            let expected = "a duration such as PT30M";
            assert!(error.to_string().contains(expected), "{text}: {error}");
        }
    }

    #[test]
    fn units_are_compared_one_by_one() {
        let of = |text: &str| text.parse::<IsoDuration>().unwrap();
        assert_ne!(of("PT60M"), of("PT1H"));
        assert_eq!(of("PT60M"), of("pt60m"));
    }
}
