//! Finds the path of the value at a byte offset of a JSON text.
//!
//! It is used after decoding has failed, for the error message. It follows the syntax of
//! JSON without the types, and accepts invalid or truncated JSON: the walk stops there,
//! and the path so far is the result.

/// Converts a line and column of `serde_json` to a byte offset: lines count from one,
/// columns are bytes that were consumed on the line.
#[cfg(any(test, feature = "client"))]
pub(crate) fn offset_of(text: &[u8], line: usize, column: usize) -> usize {
    let mut start = 0;
    for _ in 1..line {
        match text[start..].iter().position(|byte| *byte == b'\n') {
            Some(length) => start += length + 1,
            None => break,
        }
    }
    start.saturating_add(column).min(text.len())
}

/// Returns the path of the innermost value that is open after the first `offset` bytes of
/// `text`, as `.key` and `[index]` steps; empty for the whole text.
///
/// A value that has just ended counts as open until a comma or bracket follows, because a
/// parser reports a value after reading it.
pub(crate) fn path_at(text: &[u8], offset: usize) -> String {
    let mut walk = Walk {
        text,
        end: offset.min(text.len()),
        at: 0,
        stack: Vec::new(),
    };
    walk.run();
    walk.path()
}

/// An open container, and the position of the walk in it.
enum Frame<'a> {
    /// The key with its quotes, once it was read completely.
    Object { key: Option<&'a [u8]> },
    /// The index, once an element may follow.
    Array { index: Option<usize> },
}

struct Walk<'a> {
    text: &'a [u8],
    end: usize,
    at: usize,
    stack: Vec<Frame<'a>>,
}

impl<'a> Walk<'a> {
    fn run(&mut self) {
        while self.at < self.end {
            match self.text[self.at] {
                b'{' => self.open(Frame::Object { key: None }),
                b'[' => self.open(Frame::Array { index: None }),
                b'}' | b']' => {
                    self.stack.pop();
                    self.at += 1;
                }
                b',' => self.comma(),
                b'"' => self.string(),
                // Numbers, literals, colons and white space do not change the path;
                // numbers and literals begin an element.
                b':' | b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                _ => {
                    self.begin_value();
                    self.at += 1;
                }
            }
        }
        self.expect_element();
    }

    fn open(&mut self, frame: Frame<'a>) {
        self.begin_value();
        self.stack.push(frame);
        self.at += 1;
    }

    /// The first value of an array has the index zero.
    fn begin_value(&mut self) {
        if let Some(Frame::Array { index }) = self.stack.last_mut() {
            index.get_or_insert(0);
        }
    }

    fn comma(&mut self) {
        match self.stack.last_mut() {
            Some(Frame::Object { key }) => *key = None,
            Some(Frame::Array { index }) => *index = Some(index.map_or(1, |index| index + 1)),
            None => {}
        }
        self.at += 1;
    }

    /// Reads a string: a key if its object has none yet, otherwise a value.
    fn string(&mut self) {
        self.begin_value();
        let start = self.at;
        let closed = self.skip_string();
        let whole = &self.text[start..self.at];
        if let Some(Frame::Object { key: key @ None }) = self.stack.last_mut()
            && closed
        {
            *key = Some(whole);
        }
    }

    /// Moves past a string, or to the end of the text. False if the string does not end.
    fn skip_string(&mut self) -> bool {
        self.at += 1;
        while self.at < self.end {
            match self.text[self.at] {
                b'"' => {
                    self.at += 1;
                    return true;
                }
                b'\\' => self.at = (self.at + 2).min(self.end),
                _ => self.at += 1,
            }
        }
        false
    }

    /// A parser that rejects a container stops before its bracket. Directly after an
    /// opening `[`, the element that follows is the rejected one.
    fn expect_element(&mut self) {
        let rest = self.text[self.end..].trim_ascii_start();
        if rest.first().is_some_and(|byte| *byte != b']') {
            self.begin_value();
        }
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for frame in &self.stack {
            match frame {
                Frame::Object { key: Some(key) } => push_key(&mut path, key),
                Frame::Array { index: Some(index) } => push_index(&mut path, *index),
                Frame::Object { key: None } | Frame::Array { index: None } => {}
            }
        }
        path
    }
}

/// Appends the step to a property, by its quoted key in the JSON.
fn push_key(path: &mut String, quoted: &[u8]) {
    match serde_json::from_slice::<String>(quoted) {
        Ok(key) => push_name(path, &key),
        Err(_) => push_name(path, &String::from_utf8_lossy(quoted)),
    }
}

/// The maximal length of a key in a path, in characters. Otherwise a key of a megabyte would be
/// repeated in the path of each value below it.
const MAX_KEY: usize = 200;

/// Appends the step to a property: `.key` if the key is an identifier, otherwise `["the key"]`. A
/// key longer than [`MAX_KEY`] is cut.
pub(crate) fn push_name(path: &mut String, key: &str) {
    if let Some((end, _)) = key.char_indices().nth(MAX_KEY) {
        push_name(path, &key[..end]);
        path.push('…');
        return;
    }
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '$');
    if !key.is_empty() && key.chars().all(plain) {
        path.push('.');
        path.push_str(key);
    } else {
        path.push_str(&format!("[{key:?}]"));
    }
}

/// Appends the step to an item of an array.
pub(crate) fn push_index(path: &mut String, index: usize) {
    path.push_str(&format!("[{index}]"));
}

#[cfg(test)]
mod tests {
    use super::{offset_of, path_at};

    /// The path at the position of `|`, which is removed from the text.
    fn at(marked: &str) -> String {
        let offset = marked.find('|').unwrap();
        path_at(marked.replacen('|', "", 1).as_bytes(), offset)
    }

    #[test]
    fn a_scalar_belongs_to_its_key() {
        assert_eq!(at(r#"{"a": 5|, "b": 6}"#), ".a");
        assert_eq!(at(r#"{"a": 5, "b": 6|}"#), ".b");
        assert_eq!(at(r#"{"a": tr|ue}"#), ".a");
        assert_eq!(at(r#"{"a": -1.5e3| }"#), ".a");
        assert_eq!(at(r#"{"a": null  |}"#), ".a");
    }

    #[test]
    fn the_end_of_a_string_belongs_to_its_value() {
        assert_eq!(at(r#"{"a": "x"|, "b": 6}"#), ".a");
        assert_eq!(at(r#"{"a": "x, \"b\": [{|"}"#), ".a");
        assert_eq!(at(r#"{"a": "x\\"|}"#), ".a");
        assert_eq!(at(r#"{"a": "x\\", "b": "y"|}"#), ".b");
    }

    #[test]
    fn a_key_counts_once_it_is_complete() {
        assert_eq!(at(r#"{"x": {"a|bc": 1}}"#), ".x");
        assert_eq!(at(r#"{"x": {"abc"|: 1}}"#), ".x.abc");
        assert_eq!(at(r#"{"x": {"abc":| 1}}"#), ".x.abc");
        assert_eq!(at(r#"{"x": {"abc": 1,|}}"#), ".x");
    }

    #[test]
    fn the_closing_brace_belongs_to_the_object() {
        assert_eq!(at(r#"{"a": {"b": 1}|, "c": 2}"#), ".a");
        assert_eq!(at(r#"{"a": [{"b": 1}, {"c": 2}|]}"#), ".a[1]");
        assert_eq!(at(r#"{"a": [{"b": 1}, {}|]}"#), ".a[1]");
        assert_eq!(at(r#"{"a": 1}|"#), "");
    }

    #[test]
    fn elements_are_counted_in_each_array() {
        assert_eq!(at("[1, 2, 3|]"), "[2]");
        assert_eq!(at("[[1], [2, [3, 4|]]]"), "[1][1][1]");
        assert_eq!(at(r#"[[], {"a": [0, {"b": 1|}]}]"#), "[1].a[1].b");
        assert_eq!(at(r#"["x, y", "z"|]"#), "[1]");
        assert_eq!(at("[[1, 2]|, 3]"), "[0]");
        assert_eq!(at("[1, |]"), "[1]");
    }

    #[test]
    fn a_container_is_refused_before_its_bracket() {
        assert_eq!(at(r#"{"a": |[1]}"#), ".a");
        assert_eq!(at(r#"{"a": |{"b": 1}}"#), ".a");
        assert_eq!(at("[|[1]]"), "[0]");
        assert_eq!(at("[ |{}]"), "[0]");
        assert_eq!(at("[1, |[2]]"), "[1]");
        assert_eq!(at("[|]"), "");
        assert_eq!(at("|[]"), "");
    }

    #[test]
    fn escaped_keys_are_read() {
        assert_eq!(at(r#"{"a\"b": 1|}"#), r#"["a\"b"]"#);
        assert_eq!(at(r#"{"\u0061\u00e9": 1|}"#), ".aé");
        assert_eq!(at(r#"{"a\\": {"b": 1|}}"#), r#"["a\\"].b"#);
        assert_eq!(at(r#"{"a.b": {"": 1|}}"#), r#"["a.b"][""]"#);
        assert_eq!(at(r#"{"bad\q": 1|}"#), r#"["\"bad\\q\""]"#);
        assert_eq!(at(r#"{"urn:x:y": 1|}"#), r#"["urn:x:y"]"#);
        assert_eq!(at(r#"{"first-name_1$": 1|}"#), ".first-name_1$");
    }

    #[test]
    fn a_long_key_is_cut() {
        let key = "é".repeat(100_000);
        let cut = "é".repeat(200);
        assert_eq!(
            at(&format!(r#"{{"{key}": {{"b": 1|}}}}"#)),
            format!(".{cut}….b")
        );
        let odd = format!("a b{}", "c".repeat(300));
        let expected = format!("[\"a b{}\"]…", "c".repeat(197));
        assert_eq!(at(&format!(r#"{{"{odd}": 1|}}"#)), expected);
    }

    #[test]
    fn a_text_may_end_anywhere() {
        let text = r#"{"a": ["x\"", {"b": null}], "c": 1}"#;
        for end in 0..=text.len() {
            path_at(&text.as_bytes()[..end], end);
            path_at(&text.as_bytes()[..end], usize::MAX);
        }
        assert_eq!(at(r#"{"a": ["x|"#), ".a[0]");
        assert_eq!(at(r#"{"a": ["x\|"#), ".a[0]");
        assert_eq!(at(r#"{"a": [|"#), ".a");
        assert_eq!(at(r#"{"a": [{"b"|"#), ".a[0].b");
        assert_eq!(at(r#"{"a|"#), "");
        assert_eq!(at("|"), "");
    }

    #[test]
    fn what_is_not_json_gives_a_path_too() {
        assert_eq!(at("<html>|"), "");
        assert_eq!(at("}}]]|"), "");
        assert_eq!(at(r#"{"a": 1 "b"| }"#), ".a");
        assert_eq!(at(",,|"), "");
        assert_eq!(path_at(b"{\"a\": \xff\xfe", 8), ".a");
    }

    #[test]
    fn lines_and_columns_become_offsets() {
        let text = b"{\n \"a\": 5\n}";
        assert_eq!(offset_of(text, 1, 1), 1);
        assert_eq!(offset_of(text, 2, 0), 2);
        assert_eq!(offset_of(text, 2, 7), 9);
        assert_eq!(offset_of(text, 3, 1), 11);
        assert_eq!(offset_of(text, 3, 99), 11);
        assert_eq!(offset_of(text, 9, 0), 10);
        assert_eq!(offset_of(text, 0, 0), 0);
        assert_eq!(offset_of(b"", 1, 5), 0);
    }
}
