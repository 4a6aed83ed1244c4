//! Loading: a file, or bytes, to a JSON value.
//!
//! Reads JSON and YAML, tells where a syntax error stands, and refuses what is too large. Knows
//! nothing of OpenAPI.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use crate::diagnostics::Diagnostic;

/// The largest file that is read, in bytes. The largest published definition that we know of has
/// 20 MB; a file of another order of magnitude is a mistake.
pub const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// Reads a definition from a file.
///
/// # Errors
/// When the file cannot be read, is too large, or is neither JSON nor YAML.
pub fn load_file(path: &Path) -> Result<Value, Diagnostic> {
    load_bytes(&read_file(path)?, &path.display().to_string())
}

/// The bytes of a file, unless there are more than [`MAX_BYTES`].
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let place = path.display().to_string();
    let unreadable = |error: std::io::Error| {
        Diagnostic::error(
            "unreadable-file",
            &place,
            format!("the file cannot be read: {error}"),
            "check the path and the permissions of the file",
        )
    };
    let size = fs::metadata(path).map_err(unreadable)?.len();
    if size > MAX_BYTES {
        return Err(too_large(&place, size));
    }
    fs::read(path).map_err(unreadable)
}

/// Reads a definition from bytes; `place` is how messages name them.
///
/// # Errors
/// When the bytes are not UTF-8, or neither JSON nor YAML.
pub fn load_bytes(bytes: &[u8], place: &str) -> Result<Value, Diagnostic> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        Diagnostic::error(
            "not-utf-8",
            place,
            format!("byte {} is not UTF-8", error.valid_up_to()),
            "save the file as UTF-8",
        )
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.trim_start().chars().next() {
        None => Err(Diagnostic::error(
            "empty-file",
            place,
            "the file is empty",
            "give the definition as OpenAPI 3.0 or Swagger 2.0, in JSON or YAML",
        )),
        Some('{' | '[') => load_json(text, place),
        Some(_) => load_yaml(text, place),
    }
}

/// Reads the text files of a folder and of its subfolders, by path with `/` between the parts.
///
/// # Errors
/// When the folder or a file cannot be read, or a file is not UTF-8.
pub fn load_folder(folder: &Path) -> Result<BTreeMap<String, String>, Diagnostic> {
    let mut files = BTreeMap::new();
    collect_files(folder, "", &mut files).map_err(|error| {
        Diagnostic::error(
            "unreadable-file",
            folder.display().to_string(),
            format!("the folder cannot be read: {error}"),
            "check the path and the permissions; all files in it must be text",
        )
    })?;
    Ok(files)
}

fn collect_files(
    folder: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, String>,
) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect_files(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.insert(path, fs::read_to_string(entry.path())?);
        }
    }
    Ok(())
}

fn load_json(text: &str, place: &str) -> Result<Value, Diagnostic> {
    serde_json::from_str(text).map_err(|error| {
        // serde_json appends the position to its message; the place says it already.
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        Diagnostic::error(
            "broken-json",
            format!("{place}:{}:{}", error.line(), error.column()),
            format!("this is not JSON: {message}"),
            "mend the syntax at this place; a file that was cut off ends early",
        )
    })
}

fn load_yaml(text: &str, place: &str) -> Result<Value, Diagnostic> {
    let broken = |error: serde_yaml::Error| {
        let place = match error.location() {
            Some(at) => format!("{place}:{}:{}", at.line(), at.column()),
            None => place.to_owned(),
        };
        Diagnostic::error(
            "broken-yaml",
            place,
            format!("this is not YAML: {error}"),
            "mend the syntax at this place; look at the indentation and at unquoted `:` and `#`",
        )
    };
    let mut value: serde_yaml::Value = serde_yaml::from_str(text).map_err(broken)?;
    value.apply_merge().map_err(broken)?;
    Ok(json_value(value))
}

/// YAML as JSON. Keys become text, since YAML reads the `200` of a response as a number.
fn json_value(value: serde_yaml::Value) -> Value {
    match value {
        serde_yaml::Value::Null => Value::Null,
        serde_yaml::Value::Bool(value) => Value::Bool(value),
        serde_yaml::Value::Number(number) => json_number(&number),
        serde_yaml::Value::String(text) => Value::String(text),
        serde_yaml::Value::Sequence(items) => items.into_iter().map(json_value).collect(),
        serde_yaml::Value::Mapping(entries) => {
            let entries = entries
                .into_iter()
                .map(|(key, value)| (json_key(key), json_value(value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        serde_yaml::Value::Tagged(tagged) => json_value(tagged.value),
    }
}

fn json_number(number: &serde_yaml::Number) -> Value {
    if let Some(value) = number.as_i64() {
        Value::from(value)
    } else if let Some(value) = number.as_u64() {
        Value::from(value)
    } else {
        // JSON has no infinity; `.inf` has no meaning in a definition and becomes null.
        number.as_f64().map_or(Value::Null, Value::from)
    }
}

fn json_key(key: serde_yaml::Value) -> String {
    match key {
        serde_yaml::Value::String(text) => text,
        other => match json_value(other) {
            Value::String(text) => text,
            value => value.to_string(),
        },
    }
}

fn too_large(place: &str, size: u64) -> Diagnostic {
    Diagnostic::error(
        "file-too-large",
        place,
        format!("the file has {size} bytes, more than the {MAX_BYTES} that are read"),
        "check that this is a definition",
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::load_bytes;

    #[test]
    fn json_and_yaml_give_the_same_value() {
        let json = load_bytes(br#"{"a": {"200": [1, 2.5, null, true, "x"]}}"#, "x").unwrap();
        let yaml = load_bytes(b"a:\n  200: [1, 2.5, null, true, x]\n", "x").unwrap();
        assert_eq!(json, yaml);
    }

    #[test]
    fn a_byte_order_mark_is_no_syntax_error() {
        assert_eq!(
            load_bytes(b"\xef\xbb\xbf{\"a\": 1}", "x").unwrap(),
            json!({"a": 1})
        );
    }

    #[test]
    fn merge_keys_are_applied() {
        let value = load_bytes(b"base: &b {x: 1}\nuser:\n  <<: *b\n  y: 2\n", "x").unwrap();
        assert_eq!(value["user"], json!({"y": 2, "x": 1}));
    }

    #[test]
    fn errors_name_the_place() {
        let error = |bytes: &[u8]| load_bytes(bytes, "api.json").unwrap_err();
        assert_eq!(error(b"{\n  \"a\": ]\n}").place, "api.json:2:8");
        assert_eq!(error(b"a: [1\nb: 2").code, "broken-yaml");
        assert_eq!(error(b"  \n").code, "empty-file");
        assert_eq!(error(b"{\"a\": \"\xff\"}").message, "byte 7 is not UTF-8");
    }
}
