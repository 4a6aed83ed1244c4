//! Loading: a file, or bytes, to a JSON value.
//!
//! Reads JSON and YAML, reports the position of a syntax error, and rejects documents that are too large or nested
//! too deeply. Knows nothing of OpenAPI.

mod absent;
mod file;
mod folder;
mod json;
mod limits;
mod node;
mod yaml;

use std::fmt;
use std::io::ErrorKind;
use std::path::Path;

use serde_json::Value;

use crate::diagnostics::{Diagnostic, Diagnostics, Position};
pub(crate) use absent::{absent_crates, resolved};
use file::Unread;

pub use folder::load_folder;
pub use limits::{MAX_DEPTH, MAX_SIZE};

/// The largest file that is read, in bytes. The largest published definition that we know of has
/// 20 MB; a file of another order of magnitude is a mistake.
pub const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// A document and the warnings about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The document as JSON.
    pub value: Value,
    /// Warnings; no errors. Their locations are pointers into the document.
    pub found: Diagnostics,
}

/// Reads a document from a file.
///
/// # Errors
/// If the file cannot be read, exceeds a limit, or is neither JSON nor YAML.
pub fn load(path: &Path) -> Result<Loaded, Diagnostic> {
    load_text(&read_file(path)?, &path.display().to_string())
}

/// Reads a document from a file, without warnings.
///
/// # Errors
/// Those of [`load`].
pub fn load_file(path: &Path) -> Result<Value, Diagnostic> {
    Ok(load(path)?.value)
}

/// Reads a document from bytes, without warnings. Messages name it `location`.
///
/// # Errors
/// Those of [`load_text`].
pub fn load_bytes(bytes: &[u8], location: &str) -> Result<Value, Diagnostic> {
    Ok(load_text(bytes, location)?.value)
}

/// The bytes of a file, a device or a pipe; the latter two can be read only once.
///
/// # Errors
/// When it cannot be read, or has more than [`MAX_BYTES`].
pub fn read_file(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    file::read(path).map_err(|unread| unreadable(unread, path))
}

/// The bytes of a regular file, which can be read again.
///
/// # Errors
/// When it cannot be read, has more than [`MAX_BYTES`], or is a device, a pipe or a folder.
pub fn read_plain_file(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    file::read_plain(path).map_err(|unread| unreadable(unread, path))
}

/// Checks that a path is not a folder and that something exists there, without opening it: a pipe can be
/// read only once.
///
/// # Errors
/// When nothing exists there, or it is a folder.
pub fn check_file(path: &Path) -> Result<(), Diagnostic> {
    file::check(path).map_err(|unread| unreadable(unread, path))
}

fn unreadable(unread: Unread, path: &Path) -> Diagnostic {
    let location = path.display().to_string();
    let failed = |code: &'static str, why: &str, help: &str| {
        let message = format!("the file cannot be read: {why}");
        Diagnostic::error(code, &location, message, help)
    };
    match unread {
        Unread::Failed(error) if error.kind() == ErrorKind::NotFound => {
            failed("unreadable-file", "it does not exist", "check the path")
        }
        Unread::Failed(error) => failed(
            "unreadable-file",
            &error.to_string(),
            "check the path and the permissions of the file",
        ),
        Unread::Folder => failed(
            "unreadable-file",
            "it is a folder",
            "write the path of a file in the folder",
        ),
        Unread::NoFile => failed(
            "unreadable-file",
            "it is not a regular file",
            "use a copy of it in a regular file",
        ),
        Unread::TooLarge(size) => {
            let size = size.map_or_else(|| format!("over {MAX_BYTES}"), |size| size.to_string());
            let why = format!("the file has {size} bytes, and the limit is {MAX_BYTES}");
            too_large(&location, &why)
        }
    }
}

/// Reads a document from bytes. Messages name it `location`.
///
/// # Errors
/// If the bytes are not UTF-8, exceed a limit, or are neither JSON nor YAML.
pub fn load_text(bytes: &[u8], location: &str) -> Result<Loaded, Diagnostic> {
    let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, &error, location))?;
    let text = without_mark(text);
    match text.trim_start().chars().next() {
        None => Err(Diagnostic::error(
            "empty-file",
            location,
            "the file is empty",
            "use a definition in OpenAPI 3.0, 3.1 or 3.2, or Swagger 2.0, as JSON or YAML",
        )),
        Some(_) if is_json(text) => json::read(text, location),
        Some(_) => yaml::read(text, location),
    }
}

/// A file without the byte order mark that some editors write.
pub(crate) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Whether a file is read as JSON, and not as YAML.
pub(crate) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

fn not_utf8(bytes: &[u8], error: &std::str::Utf8Error, location: &str) -> Diagnostic {
    let (good, _) = bytes.split_at(error.valid_up_to());
    let message = match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => "the file is UTF-32".to_owned(),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "the file is UTF-16".to_owned(),
        _ => format!("byte {} is not UTF-8", good.len()),
    };
    let text = String::from_utf8_lossy(good);
    Diagnostic::error("not-utf-8", location, message, "save the file as UTF-8")
        .at(Position::of_byte(&text, text.len()))
}

fn too_large(location: &str, why: &dyn fmt::Display) -> Diagnostic {
    Diagnostic::error(
        "too-large",
        location,
        why.to_string(),
        "check that this is a definition; use fewer and smaller YAML aliases",
    )
}

fn too_deep(location: &str) -> Diagnostic {
    Diagnostic::error(
        "nested-too-deep",
        location,
        format!("objects and arrays are nested more than {MAX_DEPTH} levels deep"),
        "give the inner schemas names and refer to them with `$ref`",
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Position, load_bytes, load_text};

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
    fn errors_name_the_location() {
        let error = |bytes: &[u8]| load_bytes(bytes, "api.json").unwrap_err();
        let broken = error(b"{\n  \"a\": ]\n}");
        assert_eq!(
            (&*broken.location, broken.position),
            ("api.json", Some(Box::new(Position::new(2, 8))))
        );
        assert_eq!(error(b"a: [1\nb: 2").code, "broken-yaml");
        assert_eq!(error(b"  \n").code, "empty-file");
        assert_eq!(error(b"{\"a\": \"\xff\"}").message, "byte 7 is not UTF-8");
    }

    #[test]
    fn what_is_no_utf8_is_named() {
        let error = |bytes: &[u8]| load_bytes(bytes, "api.json").unwrap_err();
        assert_eq!(error(b"\xff\xfea\0").message, "the file is UTF-16");
        assert_eq!(error(b"\xff\xfe\0\0").message, "the file is UTF-32");
        assert_eq!(
            error(b"a\nb\xe9").position.as_deref(),
            Some(&Position::new(2, 2))
        );
    }

    /// The warnings of a document, as code and location.
    fn warnings(text: &str) -> Vec<String> {
        let found = load_text(text.as_bytes(), "x").unwrap().found;
        let found = found
            .iter()
            .map(|found| format!("{} {}", found.code, found.location));
        found.collect()
    }

    #[test]
    fn of_a_repeated_key_the_last_one_counts() {
        for text in [
            r#"{"a": [{"b/c": 1, "d": 2, "b/c": 3}]}"#,
            "a:\n- b/c: 1\n  d: 2\n  b/c: 3\n",
        ] {
            let value = load_bytes(text.as_bytes(), "x").unwrap();
            assert_eq!(value, json!({"a": [{"b/c": 3, "d": 2}]}));
            assert_eq!(warnings(text), ["repeated-key #/a/0/b~1c"]);
        }
    }

    #[test]
    fn keys_are_text_as_they_are_written() {
        let value = load_bytes(b"{1.10: a, null: b, true: c, 0x10: d, ~: e}", "x.yaml");
        assert_eq!(value.unwrap_err().code, "broken-json");
        let value = load_bytes(b"1.10: a\nnull: b\ntrue: c\n0x10: d\n~: e\n", "x").unwrap();
        let expected = json!({"1.10": "a", "null": "b", "true": "c", "0x10": "d", "~": "e"});
        assert_eq!(value, expected);
        assert_eq!(
            load_bytes(b"? [a, b]\n: c\n", "x").unwrap_err().code,
            "broken-yaml"
        );
    }

    #[test]
    fn scalars_are_those_of_yaml_1_2() {
        let text = "[2024-01-31, 0123, 0o17, 0x1f, +1, no, ~, 18446744073709551616, 1e3, .5]";
        let value = load_bytes(format!("a: {text}").as_bytes(), "x").unwrap();
        let expected = json!({"a": [
            "2024-01-31", "0123", 15, 31, 1, "no", null, 18_446_744_073_709_551_616.0, 1000.0, 0.5
        ]});
        assert_eq!(value, expected);
    }

    #[test]
    fn what_json_has_no_form_for_is_a_warning() {
        let text = "a: .inf\nb: !include other.yaml\nc: !!str 1\n";
        let value = load_bytes(text.as_bytes(), "x").unwrap();
        assert_eq!(value, json!({"a": null, "b": "other.yaml", "c": "1"}));
        assert_eq!(warnings(text), ["not-a-number #/a", "yaml-tag #/b"]);
    }

    #[test]
    fn several_documents_are_refused() {
        assert_eq!(
            load_bytes(b"a: 1\n---\nb: 2\n", "x").unwrap_err().code,
            "several-documents"
        );
        assert!(load_bytes(b"---\na: 1\n...\n", "x").is_ok());
    }

    #[test]
    fn what_grows_beyond_its_text_is_refused() {
        let lists = (1..12).map(|level| {
            let items = vec![format!("*a{}", level - 1); 10].join(", ");
            format!("a{level}: &a{level} [{items}]\n")
        });
        let bomb = format!("a0: &a0 [x]\n{}", lists.collect::<String>());
        assert_eq!(
            load_bytes(bomb.as_bytes(), "x").unwrap_err().code,
            "too-large"
        );

        let text = format!(
            "a: &a {}\nb:\n{}",
            "y".repeat(1 << 20),
            "- *a\n".repeat(2000)
        );
        assert_eq!(
            load_bytes(text.as_bytes(), "x").unwrap_err().code,
            "too-large"
        );
    }

    #[test]
    fn deep_nesting_is_refused_in_little_time() {
        let blocks = |depth| (0..depth).map(|level| " ".repeat(level) + "a:\n");
        for text in [
            r#"{"a":"#.repeat(300_000),
            "a: ".to_owned() + &"[".repeat(300_000),
            "a: ".to_owned() + &"{a: ".repeat(300_000),
            blocks(1000).collect(),
        ] {
            let error = load_bytes(text.as_bytes(), "x").unwrap_err();
            assert_eq!(error.code, "nested-too-deep", "{}", error.message);
            assert!(error.position.is_some());
        }
    }
}
