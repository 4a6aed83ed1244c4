//! Whether JSON that arrives in chunks may be complete: no array, object or string is open.
//!
//! It looks at each byte once, and does not check that it is JSON.

/// The open containers after the bytes so far.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    depth: usize,
    is_in_string: bool,
    is_escaped: bool,
}

impl Nesting {
    /// Processes the next bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match (self.is_in_string, byte) {
                (true, _) if self.is_escaped => self.is_escaped = false,
                (true, b'\\') => self.is_escaped = true,
                (_, b'"') => self.is_in_string = !self.is_in_string,
                (false, b'[' | b'{') => self.depth += 1,
                (false, b']' | b'}') => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
    }

    /// Whether the JSON may end here.
    pub(super) fn is_closed(&self) -> bool {
        self.depth == 0 && !self.is_in_string
    }
}

#[cfg(test)]
mod tests {
    use super::Nesting;

    #[test]
    fn a_text_is_closed_where_its_brackets_and_strings_are() {
        for (text, is_closed) in [
            ("", true),
            ("5", true),
            (r#"{"a": [1, "]"]}"#, true),
            (r#"{"a": ["#, false),
            (r#"["\"]"#, false),
            (r#"["\\"]"#, true),
            (r#"{"a": "}""#, false),
            ("]]{}", true),
        ] {
            let mut nesting = Nesting::default();
            for byte in text.bytes() {
                nesting.push(&[byte]);
            }
            assert_eq!(nesting.is_closed(), is_closed, "{text}");
        }
    }
}
