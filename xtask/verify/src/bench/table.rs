//! Tables of the report and of README.md, and the format of figures.

use serde::Serialize;

/// A table whose first column has the names of the rows.
#[derive(Debug, Serialize)]
pub(crate) struct Table {
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
    /// The alignment of the other columns, in Markdown.
    align: &'static str,
}

impl Table {
    /// A table of figures; `None` without rows.
    pub(crate) fn of<const N: usize>(
        heads: &'static [&'static str; N],
        rows: impl IntoIterator<Item = [String; N]>,
    ) -> Option<Self> {
        let rows: Vec<_> = rows.into_iter().map(Vec::from).collect();
        (!rows.is_empty()).then(|| Self {
            heads: heads.iter().map(|head| (*head).to_owned()).collect(),
            rows,
            align: "---:",
        })
    }

    /// A table with words and figures. Rows without cells are left out.
    pub(crate) fn of_words(heads: Vec<String>, rows: Vec<Vec<String>>) -> Self {
        let has_cells = |row: &Vec<String>| row.iter().skip(1).any(|cell| !cell.is_empty());
        Self {
            heads,
            rows: rows.into_iter().filter(has_cells).collect(),
            align: "---",
        }
    }
}

/// Escapes a foreign string, which could end a cell of a table or the code in it.
pub(crate) fn plain(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").replace('|', "/").replace('`', "'")
}

pub(crate) fn seconds(seconds: f64) -> String {
    format!("{seconds:.2}")
}

pub(crate) fn megabytes(bytes: u64) -> String {
    format!("{:.0}", bytes as f64 / 1e6)
}

pub(crate) fn tenths(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}

/// A size with its unit, with two or three digits.
pub(crate) fn size(bytes: u64) -> String {
    if bytes < 1_000_000_000 {
        format!("{} MB", megabytes(bytes))
    } else {
        format!("{:.1} GB", bytes as f64 / 1e9)
    }
}

/// A time with its unit, with two or three digits.
pub(crate) fn time(seconds: f64) -> String {
    let digits = usize::from(seconds < 100.0);
    format!("{seconds:.digits$} s")
}

pub(crate) fn percent(part: f64) -> String {
    format!("{:.0} %", part * 100.0)
}

pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{plain, size, thousands, time};

    #[test]
    fn text_of_elsewhere_stays_in_its_cell() {
        assert_eq!(plain("no `x` |\n  at y"), "no 'x' / at y");
    }

    #[test]
    fn numbers_are_readable() {
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(thousands(999), "999");
        assert_eq!(size(126_400_000), "126 MB");
        assert_eq!(size(3_410_000_000), "3.4 GB");
        assert_eq!(time(1.04), "1.0 s");
        assert_eq!(time(368.2), "368 s");
    }
}
