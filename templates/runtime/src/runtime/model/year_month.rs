//! Months of a year.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// A month of a year, such as `2026-03`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct YearMonth {
    first: Date,
}

impl YearMonth {
    /// Creates a month of a year; January is 1.
    ///
    /// # Errors
    /// If the month is not 1 to 12, or the year not 0 to 9999.
    pub fn new(year: i16, month: i8) -> Result<Self, jiff::Error> {
        Date::new(year, month, 1).map(|first| Self { first })
    }

    /// Returns the year.
    pub fn year(self) -> i16 {
        self.first.year()
    }

    /// Returns the month, from 1 to 12.
    pub fn month(self) -> i8 {
        self.first.month()
    }

    /// Returns the first day of the month.
    pub fn first_day(self) -> Date {
        self.first
    }
}

impl From<Date> for YearMonth {
    fn from(day: Date) -> Self {
        Self {
            first: day.first_of_month(),
        }
    }
}

impl FromStr for YearMonth {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        let first: Date = format!("{text}-01").parse()?;
        Ok(Self { first })
    }
}

impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl serde::Serialize for YearMonth {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for YearMonth {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
        text.parse().map_err(|_| {
            serde::de::Error::invalid_value(
                serde::de::Unexpected::Str(&text),
                &"a month such as 2026-03",
            )
        })
    }
}

impl super::Codec for YearMonth {}

#[cfg(test)]
mod tests {
    use super::YearMonth;

    #[test]
    fn a_month_is_read_and_written() {
        let month: YearMonth = serde_json::from_str("\"0987-03\"").unwrap();
        assert_eq!((month.year(), month.month()), (987, 3));
        assert_eq!(month, YearMonth::new(987, 3).unwrap());
        assert_eq!(serde_json::to_string(&month).unwrap(), "\"0987-03\"");
        assert_eq!(YearMonth::from(month.first_day()), month);
    }

    #[test]
    fn what_is_no_month_is_an_error() {
        for text in ["2026-13", "2026", "2026-03-01", "2026-3", ""] {
            let error = serde_json::from_str::<YearMonth>(&format!("{text:?}")).unwrap_err();
            assert!(
                error.to_string().contains("a month such as 2026-03"),
                "{error}"
            );
        }
        assert!(YearMonth::new(2026, 0).is_err());
    }
}
