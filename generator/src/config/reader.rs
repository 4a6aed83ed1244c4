//! Reads TOML tables key by key: values with their positions, and an error for each unknown key.

use toml_edit::{Array, Document, Item, Key, TableLike, Value};

use crate::diagnostics::{Diagnostic, Diagnostics, Position, SettingLocation};
use crate::nearest::did_you_mean;
use crate::select::Pattern;

/// A value with its location: the key, and the position of the value.
#[derive(Debug, Clone)]
pub(super) struct Located<T> {
    pub(super) value: T,
    pub(super) location: SettingLocation,
}

/// Reads a file, and collects its errors.
pub(super) struct Reader<'a> {
    text: &'a str,
    /// The file, as messages name it.
    pub(super) location: &'a str,
    pub(super) found: Diagnostics,
}

/// A table of the file, and the keys that were read from it; [`Reader::end`] reports all others.
pub(super) struct Table<'t> {
    /// The dotted key of the table; `None` for the root table.
    name: Option<String>,
    entries: &'t dyn TableLike,
    known: Vec<String>,
}

/// A shorter form that may replace a table.
#[derive(Clone, Copy)]
pub(super) enum Shorthand {
    /// Only a table is valid.
    None,
    String,
    Strings,
}

/// The form of a value in the file.
pub(super) enum Written<'t> {
    Table(Table<'t>),
    /// The form that [`Shorthand`] allows.
    Shorthand,
}

/// An example of an array of strings, for help.
const STRINGS: &str = "`[\"one\", \"two\"]`";

const EMPTY: &str = "write a value, or remove it";

impl<'t> Table<'t> {
    pub(super) fn root(table: &'t toml_edit::Table) -> Self {
        Self::new(None, table)
    }

    fn new(name: Option<String>, entries: &'t dyn TableLike) -> Self {
        Self {
            name,
            entries,
            known: Vec::new(),
        }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// The dotted key from the root of the file, quoted as in TOML.
    fn full_key(&self, key: &str) -> String {
        let key = Key::new(key).display_repr().into_owned();
        match &self.name {
            Some(name) => format!("{name}.{key}"),
            None => key,
        }
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &'t str> {
        self.entries.iter().map(|(key, _)| key)
    }

    /// The table's name in messages.
    fn shown(&self) -> String {
        match &self.name {
            Some(name) => format!("`{name}`"),
            None => "the file".to_owned(),
        }
    }

    fn get(&mut self, key: &str) -> Option<&'t Item> {
        self.known.push(key.to_owned());
        self.entries.get(key)
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, location: &'a str) -> Self {
        Self {
            text,
            location,
            found: Diagnostics::default(),
        }
    }

    /// Parses the file.
    ///
    /// # Errors
    /// If it is not TOML, with the position of the syntax error.
    pub(super) fn document(&self) -> Result<Document<&'a str>, Diagnostics> {
        Document::parse(self.text).map_err(|error| {
            let what = format!("the file is no TOML: {}", error.message().trim());
            let help = match error.message().contains("duplicate key") {
                true => "remove one of the two",
                false => "see https://toml.io for how TOML is written",
            };
            let found = Diagnostic::error("broken-toml", self.location, what, help);
            let position = self.position(error.span());
            position.into_iter().fold(found, Diagnostic::at).into()
        })
    }

    fn position(&self, span: Option<std::ops::Range<usize>>) -> Option<Position> {
        span.map(|span| Position::of_byte(self.text, span.start))
    }

    /// The position of a key, not of its value.
    fn position_of(&self, table: &Table<'_>, key: &str) -> Option<Position> {
        let key = table.entries.key(key);
        self.position(key.and_then(Key::span))
    }

    /// The location of a setting, with the position of its key.
    pub(super) fn location(&self, table: &Table<'_>, key: &str) -> SettingLocation {
        self.location_at(table, key, self.position_of(table, key))
    }

    fn location_at(
        &self,
        table: &Table<'_>,
        key: &str,
        position: Option<Position>,
    ) -> SettingLocation {
        SettingLocation {
            key: table.full_key(key),
            file: self.location.to_owned(),
            position,
        }
    }

    fn error(
        &mut self,
        code: &'static str,
        position: Option<Position>,
        message: String,
        help: &str,
    ) {
        let found = Diagnostic::error(code, self.location, message, help);
        self.found
            .push(position.into_iter().fold(found, Diagnostic::at));
    }

    /// A nested table.
    pub(super) fn table<'t>(&mut self, parent: &mut Table<'t>, key: &str) -> Option<Table<'t>> {
        match self.table_or(parent, key, Shorthand::None) {
            Some(Written::Table(table)) => Some(table),
            Some(Written::Shorthand) | None => None,
        }
    }

    /// A nested table, or its shorthand, which the caller reads.
    pub(super) fn table_or<'t>(
        &mut self,
        parent: &mut Table<'t>,
        key: &str,
        shorthand: Shorthand,
    ) -> Option<Written<'t>> {
        let item = parent.get(key)?;
        if let Some(table) = item.as_table_like() {
            return Some(Written::Table(Table::new(
                Some(parent.full_key(key)),
                table,
            )));
        }
        let expected = match shorthand {
            Shorthand::String if item.is_str() => return Some(Written::Shorthand),
            Shorthand::Strings if item.is_array() => return Some(Written::Shorthand),
            Shorthand::String => "a string or a table",
            Shorthand::Strings => "an array of strings or a table",
            Shorthand::None => "a table",
        };
        let help = match (shorthand, item.as_str()) {
            (Shorthand::Strings, Some(text)) => as_array(text),
            (Shorthand::Strings, None) => format!("write {expected}, such as {STRINGS}"),
            (Shorthand::String, _) => format!("write {expected}"),
            (Shorthand::None, _) => format!("write a table: `[{}]`", parent.full_key(key)),
        };
        self.wrong(parent, key, item, expected, &help);
        None
    }

    pub(super) fn string(&mut self, table: &mut Table<'_>, key: &str) -> Option<Located<String>> {
        let item = table.get(key)?;
        let Some(text) = item.as_str() else {
            self.wrong(table, key, item, "a string", "write a string");
            return None;
        };
        let position = self.position(item.span());
        if text.trim().is_empty() {
            let message = format!("{} is empty", named(table, key));
            self.error("config-value", position, message, EMPTY);
            return None;
        }
        Some(Located {
            value: text.to_owned(),
            location: self.location_at(table, key, position),
        })
    }

    /// A string that passes a check. The check's error becomes the help of the diagnostic.
    pub(super) fn checked(
        &mut self,
        table: &mut Table<'_>,
        key: &str,
        check: fn(&str) -> Result<(), String>,
    ) -> Option<String> {
        self.parsed(table, key, |text| check(text).map(|()| text.to_owned()))
    }

    /// A parsed string. The parser's error becomes the help of the diagnostic.
    pub(super) fn parsed<T>(
        &mut self,
        table: &mut Table<'_>,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.string(table, key)?;
        self.parsed_text(table, key, &text, parse)
    }

    /// Parses a string from the value of a key, such as an item of an array.
    pub(super) fn parsed_text<T>(
        &mut self,
        table: &Table<'_>,
        key: &str,
        text: &Located<String>,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let Located { value, location } = text;
        let refuse = |rule: String| {
            let message = format!("`{value}` is no value for {}", named(table, key));
            self.error("config-value", location.position, message, &rule);
        };
        parse(value).map_err(refuse).ok()
    }

    /// Parses a key itself, in a table whose keys the user chooses.
    pub(super) fn parsed_key<T>(
        &mut self,
        table: &Table<'_>,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let refuse = |rule: String| {
            let message = format!("`{key}` is no key for {}", table.shown());
            let position = self.position_of(table, key);
            self.error("config-value", position, message, &rule);
        };
        parse(key).map_err(refuse).ok()
    }

    /// A boolean; `None` if the key is absent, or has a value of another type, which is reported.
    pub(super) fn boolean(&mut self, table: &mut Table<'_>, key: &str) -> Option<bool> {
        let item = table.get(key)?;
        let value = item.as_bool();
        if value.is_none() {
            let expected = "`true` or `false`";
            self.wrong(table, key, item, expected, &format!("write {expected}"));
        }
        value
    }

    /// The strings of an array. Items that are empty or not strings are reported and left out.
    pub(super) fn strings(&mut self, table: &mut Table<'_>, key: &str) -> Vec<Located<String>> {
        let Some(item) = table.get(key) else {
            return Vec::new();
        };
        let Some(array) = item.as_array() else {
            let help = match item.as_str() {
                Some(text) => as_array(text),
                None => format!("write an array, such as {STRINGS}"),
            };
            self.wrong(table, key, item, "an array of strings", &help);
            return Vec::new();
        };
        let texts = array.iter().filter_map(|it| self.element(table, key, it));
        texts.collect()
    }

    /// An item of an array; `None` if it is empty or not a string, which is reported.
    fn element(&mut self, table: &Table<'_>, key: &str, value: &Value) -> Option<Located<String>> {
        let position = self.position(value.span());
        let (what, help) = match value.as_str() {
            Some(text) if !text.trim().is_empty() => {
                return Some(Located {
                    value: text.to_owned(),
                    location: self.location_at(table, key, position),
                });
            }
            Some(_) => ("is empty", EMPTY),
            None => ("is not a string", "put it into quotes, or remove it"),
        };
        let message = format!("an item of {} {what}", named(table, key));
        self.error("config-value", position, message, help);
        None
    }

    pub(super) fn patterns(&mut self, table: &mut Table<'_>, key: &str) -> Vec<Pattern> {
        let texts = self.strings(table, key).into_iter();
        let patterns = texts.map(|text| Pattern {
            text: text.value,
            location: text.location,
        });
        patterns.collect()
    }

    /// Reports a required key that is missing at the root of the file.
    pub(super) fn missing(&mut self, key: &str, help: &str) {
        let message = format!("the file has no `{key}`");
        self.error("config-value", None, message, help);
    }

    /// Reports a required key that is missing in a table, at the position of the table's key.
    pub(super) fn missing_in(&mut self, parent: &Table<'_>, table: (&str, &str), help: &str) {
        let (name, key) = table;
        let position = self.position_of(parent, name);
        let message = format!("`{}` has no `{key}`", parent.full_key(name));
        self.error("config-value", position, message, help);
    }

    /// Reports a key that does not apply; `why` completes the message.
    pub(super) fn refuse(&mut self, table: &Table<'_>, key: &str, why: &str) {
        let item = table.entries.get(key);
        let position = self.position(item.and_then(Item::span));
        let message = format!("{} does not apply here: {why}", named(table, key));
        self.error("config-value", position, message, "remove the key");
    }

    fn wrong(&mut self, table: &Table<'_>, key: &str, item: &Item, expected: &str, help: &str) {
        let position = self.position(item.span());
        let message = format!("{} is not {expected}", named(table, key));
        self.error("config-value", position, message, help);
    }

    /// Reports the keys of a table that were never read as unknown.
    pub(super) fn end(&mut self, table: &Table<'_>) {
        let known = table.known.iter().map(String::as_str);
        for key in table
            .keys()
            .filter(|key| !known.clone().any(|it| it == *key))
        {
            let position = self.position_of(table, key);
            let near = did_you_mean(key, known.clone());
            let all = || {
                let all: Vec<_> = known.clone().map(|key| format!("`{key}`")).collect();
                format!("the keys are {}", all.join(", "))
            };
            let message = format!("unknown key {}", named(table, key));
            self.error("unknown-key", position, message, &near.unwrap_or_else(all));
        }
    }
}

/// The help for a string where an array is required: an array of that string.
fn as_array(text: &str) -> String {
    format!("write `{}`", Array::from_iter([text]))
}

/// The dotted key in backticks, for messages.
fn named(table: &Table<'_>, key: &str) -> String {
    format!("`{}`", table.full_key(key))
}
