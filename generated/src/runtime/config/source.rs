//! Parses TOML, JSON and INI files into lists of entries.
//!
//! Errors name the line and never contain text of the file, which may have secrets.

use std::path::Path;

use configparser::ini::{Ini, IniDefault};
use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(super) struct Entry {
    /// The names of the tables around the key, joined by dots.
    pub(super) section: String,
    pub(super) key: String,
    /// The value as a string; `None` if it is an array or another compound value.
    pub(super) text: Option<String>,
    /// The line, from 1, if the parser reports it.
    pub(super) line: Option<usize>,
}

/// Why a file cannot be read.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) message: String,
    pub(super) line: Option<usize>,
}

/// Reads a file in the format of its extension, or else in the format that it looks like.
pub(super) fn entries(path: &Path, text: &str) -> Result<Vec<Entry>, Problem> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("toml") => toml(text),
        Some("json") => json(text),
        Some("ini") => ini(text),
        _ if text.trim_start().starts_with('{') => json(text),
        _ => toml(text).or_else(|problem| bare(text).ok_or(problem)),
    }
}

/// A file that is not TOML is INI, whose values have no quotes. Quotes show that it was meant as TOML, whose
/// error is reported then.
fn bare(text: &str) -> Option<Vec<Entry>> {
    let entries = ini(text).ok()?;
    let is_quoted = |entry: &Entry| {
        let text = entry.text.as_deref().unwrap_or_default();
        text.starts_with(['"', '\''])
    };
    let is_bare = entries.iter().all(|entry| entry.text.is_some());
    (is_bare && !entries.iter().any(is_quoted)).then_some(entries)
}

fn toml(text: &str) -> Result<Vec<Entry>, Problem> {
    let line = |offset: usize| {
        let before = text.as_bytes().get(..offset).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    };
    let table = DeTable::parse(text).map_err(|error| Problem {
        message: format!("it is not valid TOML: {}", error.message()),
        line: error.span().map(|span| line(span.start)),
    })?;
    let mut entries = Vec::new();
    toml_table("", table.get_ref(), &line, &mut entries);
    entries.sort_by_key(|entry| entry.line);
    Ok(entries)
}

fn toml_table(
    section: &str,
    table: &DeTable<'_>,
    line: &impl Fn(usize) -> usize,
    entries: &mut Vec<Entry>,
) {
    for (key, value) in table {
        let text = match value.get_ref() {
            DeValue::Table(inner) => {
                toml_table(&joined(section, key.get_ref()), inner, line, entries);
                continue;
            }
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(number) => Some(number.to_string()),
            DeValue::Float(number) => Some(number.to_string()),
            DeValue::Boolean(flag) => Some(flag.to_string()),
            DeValue::Datetime(_) | DeValue::Array(_) => None,
        };
        entries.push(Entry {
            section: section.to_owned(),
            key: key.get_ref().to_string(),
            text,
            line: Some(line(Spanned::span(key).start)),
        });
    }
}

fn json(text: &str) -> Result<Vec<Entry>, Problem> {
    let value: Value = serde_json::from_str(text).map_err(|error| Problem {
        // The message of the error contains the line.
        message: format!("it is not valid JSON: {error}"),
        line: None,
    })?;
    let Value::Object(object) = value else {
        return Err(Problem {
            message: "it is JSON, but not an object".to_owned(),
            line: None,
        });
    };
    let mut entries = Vec::new();
    json_object("", object, &mut entries);
    Ok(entries)
}

fn json_object(section: &str, object: serde_json::Map<String, Value>, entries: &mut Vec<Entry>) {
    for (key, value) in object {
        let text = match value {
            Value::Object(inner) => {
                json_object(&joined(section, &key), inner, entries);
                continue;
            }
            Value::Null => continue,
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(flag.to_string()),
            Value::Array(_) => None,
        };
        entries.push(Entry {
            section: section.to_owned(),
            key,
            text,
            line: None,
        });
    }
}

fn ini(text: &str) -> Result<Vec<Entry>, Problem> {
    let mut settings = IniDefault::default();
    settings.default_section = String::new();
    settings.case_sensitive = true;
    // A secret may have a `#` or a `;` in it.
    settings.enable_inline_comments = false;
    settings.delimiters = vec!['='];
    let mut reader = Ini::new_from_defaults(settings);
    let sections = reader.read(text.to_owned()).map_err(|message| Problem {
        message: format!("it is not valid INI: {message}"),
        line: None,
    })?;
    let mut entries = Vec::new();
    for (section, keys) in sections {
        for (key, text) in keys {
            let section = section.clone();
            entries.push(Entry {
                section,
                key,
                text,
                line: None,
            });
        }
    }
    // The parser returns maps without an order, and warnings should have one.
    entries.sort_by(|a, b| (&a.section, &a.key).cmp(&(&b.section, &b.key)));
    Ok(entries)
}

fn joined(section: &str, name: &str) -> String {
    match section {
        "" => name.to_owned(),
        _ => format!("{section}.{name}"),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::entries;

    fn read(path: &str, text: &str) -> Vec<String> {
        let entries = entries(Path::new(path), text).unwrap();
        let shown = entries.into_iter().map(|entry| {
            let line = entry.line.map(|line| format!("{line}: "));
            let text = entry.text.unwrap_or_else(|| "?".to_owned());
            let line = line.unwrap_or_default();
            format!("{line}{}/{} {text}", entry.section, entry.key)
        });
        let mut shown: Vec<_> = shown.collect();
        shown.sort();
        shown
    }

    fn problem(path: &str, text: &str) -> String {
        let problem = entries(Path::new(path), text).err().unwrap();
        format!("{:?} {}", problem.line, problem.message)
    }

    #[test]
    fn each_format_gives_the_same_entries() {
        let toml = "# x\na = 'b # c'\n\n[s]\nn = 1_000\nf = 0.5\nt = true\nl = [1]\n[s.u]\nk = ''";
        let lined = ["10: s.u/k ", "2: /a b # c", "5: s/n 1000", "6: s/f 0.5"];
        let lined: Vec<_> = lined
            .into_iter()
            .chain(["7: s/t true", "8: s/l ?"])
            .collect();
        assert_eq!(read("config", toml), lined);
        let json = r#" {"a":"b # c","s":{"n":1000,"f":0.5,"t":true,"l":[1],"z":null,"t2":{}}}"#;
        let plain = ["/a b # c", "s/f 0.5", "s/l ?", "s/n 1000", "s/t true"];
        assert_eq!(read("config", json), plain);
        let ini = "; x\na = b # c\n[s]\nn = 1000\nf=0.5\nt = true\nl\n";
        assert_eq!(read("config.ini", ini), plain);
    }

    #[test]
    fn what_is_no_toml_is_ini_unless_it_has_quotes() {
        let ini = "[logging]\nlog_level = trace\nlog_file_path = /var/log/x.log";
        let expected = [
            "logging/log_file_path /var/log/x.log",
            "logging/log_level trace",
        ];
        assert_eq!(read("config", ini), expected);
        let toml = "[logging]\nlog_level = \"trace\nlog_file_path = \"x\"";
        assert!(problem("config", toml).starts_with("Some(2) it is not valid TOML"));
        assert!(problem("config.toml", ini).starts_with("Some(2) it is not valid TOML"));
    }

    #[test]
    fn errors_repeat_nothing_of_the_file() {
        for (path, text) in [
            ("a.toml", "access_token = \"s3cret"),
            ("a.toml", "access_token = s3cret"),
            ("a.toml", "s3cret"),
            ("a.json", r#"{"access_token": "s3cret}"#),
            ("a.json", r#"{"access_token": s3cret}"#),
            ("a.json", r#""s3cret""#),
            ("a.ini", "[s3cret"),
            ("a.ini", "= s3cret"),
            ("config", "s3cret"),
        ] {
            let problem = problem(path, text);
            assert!(!problem.contains("s3cret"), "{problem}");
        }
    }
}
