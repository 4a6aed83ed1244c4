//! How records are shown for debugging: as the JSON of what they hold.
//!
//! Knows no model. Fields without a value are left out, since most fields of most records have
//! none.

use std::fmt;

use serde::ser::Serialize;

/// Shows a record: its name and its JSON, on one line or, for `{:#?}`, indented.
///
/// # Errors
/// What the formatter says.
#[inline]
pub fn debug<T: Serialize>(name: &str, record: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    show(name, serde_json::to_string(record), f)
}

fn show(
    name: &str,
    json: Result<String, serde_json::Error>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let json = json.map_err(|_| fmt::Error)?;
    if f.alternate() {
        write!(f, "{name} {}", indented(&json))
    } else {
        write!(f, "{name} {json}")
    }
}

/// Compact JSON over several lines. The serializer of serde_json for indented text would be
/// compiled a second time for every model.
fn indented(json: &str) -> String {
    let mut text = String::with_capacity(json.len() * 2);
    let (mut depth, mut in_string, mut escaped) = (0, false, false);
    let mut signs = json.chars().peekable();
    while let Some(sign) = signs.next() {
        if in_string {
            text.push(sign);
            in_string = sign != '"' || escaped;
            escaped = sign == '\\' && !escaped;
            continue;
        }
        in_string = sign == '"';
        if matches!(sign, '}' | ']') {
            depth -= 1;
            new_line(&mut text, depth);
        }
        text.push(sign);
        match (sign, signs.peek()) {
            (':', _) => text.push(' '),
            (',', _) => new_line(&mut text, depth),
            ('{', Some('}')) | ('[', Some(']')) => text.extend(signs.next()),
            ('{' | '[', _) => {
                depth += 1;
                new_line(&mut text, depth);
            }
            _ => {}
        }
    }
    text
}

fn new_line(text: &mut String, depth: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json, to_string_pretty};

    use super::indented;

    #[test]
    fn indented_text_is_that_of_serde_json() {
        let hard = json!({
            "a{\"[,:\\": "x\"}],:\\",
            "empty": [{}, [], "", null],
            "deep": {"b": [1, {"c": -2.5e10, "d": [true]}]},
            "é\n": "\u{1}\\\"",
        });
        for value in [hard, json!([]), json!("\\"), json!(5), Value::Null] {
            assert_eq!(
                indented(&value.to_string()),
                to_string_pretty(&value).unwrap()
            );
        }
    }
}
