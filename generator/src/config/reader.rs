//! Tables of TOML, key by key: each value with its position, and an error for whatever is not known.

use toml_edit::{Document, Item, TableLike, Value};

use crate::diagnostics::{Diagnostic, Diagnostics, Position, SettingLocation};
use crate::nearest::did_you_mean;
use crate::select::Pattern;

/// A value, and where it is.
#[derive(Debug, Clone)]
pub(super) struct Located<T> {
    pub(super) value: T,
    pub(super) position: Option<Position>,
}

/// Reads a file, and collects what is wrong with it.
pub(super) struct Reader<'a> {
    text: &'a str,
    /// How messages name the file.
    pub(super) place: &'a str,
    pub(super) found: Diagnostics,
}

/// A table of the file, and the keys that were asked for, which are those that it may have.
pub(super) struct Table<'t> {
    /// Its keys from the root of the file, joined by dots; none for the whole file.
    name: Option<String>,
    entries: &'t dyn TableLike,
    known: Vec<String>,
}

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

    /// Whether the value of a key is a table.
    pub(super) fn has_table(&self, key: &str) -> bool {
        self.entries.get(key).is_some_and(Item::is_table_like)
    }

    /// A key with those of the tables around it.
    fn full_key(&self, key: &str) -> String {
        match &self.name {
            Some(name) => format!("{name}.{key}"),
            None => key.to_owned(),
        }
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &'t str> {
        self.entries.iter().map(|(key, _)| key)
    }

    /// Its name in a sentence.
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
    pub(super) fn new(text: &'a str, place: &'a str) -> Self {
        Self {
            text,
            place,
            found: Diagnostics::default(),
        }
    }

    /// The file as TOML.
    pub(super) fn document(&self) -> Result<Document<&'a str>, Diagnostics> {
        Document::parse(self.text).map_err(|error| {
            let what = format!("the file is no TOML: {}", error.message().trim());
            let help = match error.message().contains("duplicate key") {
                true => "remove one of the two",
                false => "see https://toml.io for how TOML is written",
            };
            let found = Diagnostic::error("broken-toml", self.place, what, help);
            let position = self.position(error.span());
            let found = position.into_iter().fold(found, Diagnostic::at);
            [found].into_iter().collect()
        })
    }

    fn position(&self, span: Option<std::ops::Range<usize>>) -> Option<Position> {
        span.map(|span| Position::of_byte(self.text, span.start))
    }

    /// Where a key of a table is.
    pub(super) fn position_of(&self, table: &Table<'_>, key: &str) -> Option<Position> {
        let key = table.entries.key(key);
        self.position(key.and_then(toml_edit::Key::span))
    }

    /// Where a setting is, by its key.
    pub(super) fn location(&self, table: &Table<'_>, key: &str) -> SettingLocation {
        SettingLocation {
            key: table.full_key(key),
            file: self.place.to_owned(),
            position: self.position_of(table, key),
        }
    }

    fn error(
        &mut self,
        code: &'static str,
        position: Option<Position>,
        message: String,
        help: &str,
    ) {
        let found = Diagnostic::error(code, self.place, message, help);
        self.found
            .push(position.into_iter().fold(found, Diagnostic::at));
    }

    /// A table within another one.
    pub(super) fn table<'t>(&mut self, parent: &mut Table<'t>, key: &str) -> Option<Table<'t>> {
        let item = parent.get(key)?;
        if let Some(table) = item.as_table_like() {
            return Some(Table::new(Some(parent.full_key(key)), table));
        }
        self.wrong(parent, key, item, "a table");
        None
    }

    pub(super) fn string(&mut self, table: &mut Table<'_>, key: &str) -> Option<Located<String>> {
        let item = table.get(key)?;
        let Some(text) = item.as_str() else {
            self.wrong(table, key, item, "a string");
            return None;
        };
        if text.trim().is_empty() {
            self.wrong(table, key, item, "a string that is not empty");
            return None;
        }
        Some(Located {
            value: text.to_owned(),
            position: self.position(item.span()),
        })
    }

    /// A string that has to hold to some rules, which are told when it does not.
    pub(super) fn checked(
        &mut self,
        table: &mut Table<'_>,
        key: &str,
        check: fn(&str) -> Result<(), String>,
    ) -> Option<String> {
        self.parsed(table, key, |text| check(text).map(|()| text.to_owned()))
    }

    /// What a string is read as, whose rule is told when it cannot be.
    pub(super) fn parsed<T>(
        &mut self,
        table: &mut Table<'_>,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.string(table, key)?;
        self.parsed_text(table, key, &text, parse)
    }

    /// What a string of the value of a key is read as.
    pub(super) fn parsed_text<T>(
        &mut self,
        table: &Table<'_>,
        key: &str,
        text: &Located<String>,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let Located { value, position } = text;
        let refuse = |rule: String| {
            let message = format!("`{value}` is no value for {}", named(table, key));
            self.error("config-value", *position, message, &rule);
        };
        parse(value).map_err(refuse).ok()
    }

    /// What a key itself is read as, in a table whose keys are of the user's own.
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

    /// Whether something is to be, if that is said.
    pub(super) fn boolean(&mut self, table: &mut Table<'_>, key: &str) -> Option<bool> {
        let item = table.get(key)?;
        let value = item.as_bool();
        if value.is_none() {
            self.wrong(table, key, item, "`true` or `false`");
        }
        value
    }

    /// Strings in an array.
    pub(super) fn strings(&mut self, table: &mut Table<'_>, key: &str) -> Vec<Located<String>> {
        let Some(item) = table.get(key) else {
            return Vec::new();
        };
        let texts = item.as_array().and_then(|array| {
            let texts = array.iter().map(|value| self.element(value));
            texts.collect::<Option<Vec<_>>>()
        });
        texts.unwrap_or_else(|| {
            self.wrong(
                table,
                key,
                item,
                "an array of strings, such as `[\"one\", \"two\"]`",
            );
            Vec::new()
        })
    }

    fn element(&self, value: &Value) -> Option<Located<String>> {
        Some(Located {
            value: value
                .as_str()
                .filter(|text| !text.trim().is_empty())?
                .to_owned(),
            position: self.position(value.span()),
        })
    }

    pub(super) fn patterns(&mut self, table: &mut Table<'_>, key: &str) -> Vec<Pattern> {
        let texts = self.strings(table, key).into_iter();
        let patterns = texts.map(|text| Pattern {
            text: text.value,
            place: self.place.to_owned(),
            position: text.position,
        });
        patterns.collect()
    }

    /// Reports a key that the file lacks.
    pub(super) fn missing(&mut self, key: &str, help: &str) {
        let message = format!("the file has no `{key}`");
        self.error("config-value", None, message, help);
    }

    /// Reports a key that a table lacks, at the key of the table.
    pub(super) fn missing_in(&mut self, parent: &Table<'_>, table: (&str, &str), help: &str) {
        let (name, key) = table;
        let position = self.position_of(parent, name);
        let message = format!("`{}` has no `{key}`", parent.full_key(name));
        self.error("config-value", position, message, help);
    }

    /// Refuses a key that the file has.
    pub(super) fn refuse(&mut self, table: &Table<'_>, key: &str, why: &str) {
        let item = table.entries.get(key);
        let position = self.position(item.and_then(Item::span));
        let message = format!("{} does not apply here: {why}", named(table, key));
        self.error("config-value", position, message, "remove the key");
    }

    fn wrong(&mut self, table: &Table<'_>, key: &str, item: &Item, expected: &str) {
        let position = self.position(item.span());
        let message = format!("{} is not {expected}", named(table, key));
        self.error(
            "config-value",
            position,
            message,
            &format!("write {expected}"),
        );
    }

    /// Refuses the keys of a table that were not asked for.
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

/// A key with the tables that it is in, for a sentence.
fn named(table: &Table<'_>, key: &str) -> String {
    format!("`{}`", table.full_key(key))
}
