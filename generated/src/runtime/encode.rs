//! Percent-encoding of what goes into a URL.
//!
//! It knows the two rules that the SDK needs and nothing of operations: a value
//! never contributes a character with a meaning of its own to a URL.

use super::operation::ListStyle;

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Appends `text` to `out` with every byte escaped but the unreserved ones
/// (RFC 3986: letters, digits, `-`, `.`, `_`, `~`).
pub(crate) fn escape_into(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// `key=value`, both escaped.
pub(crate) fn query_pair(key: &str, value: &str) -> String {
    let mut out = String::with_capacity(key.len() + value.len() + 1);
    escape_into(&mut out, key);
    out.push('=');
    escape_into(&mut out, value);
    out
}

/// A list in the query, or nothing if the list is empty: an empty list written
/// as `key=` would be read as a list of one empty text.
pub(crate) fn query_list(key: &str, style: ListStyle, values: &[String]) -> String {
    let separator = match style {
        ListStyle::Multi => "&",
        ListStyle::Csv => ",",
        ListStyle::Ssv => "%20",
        ListStyle::Tsv => "%09",
        ListStyle::Pipes => "|",
    };
    let mut out = String::new();
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            out.push_str(separator);
        }
        if index == 0 || style == ListStyle::Multi {
            escape_into(&mut out, key);
            out.push('=');
        }
        escape_into(&mut out, value);
    }
    out
}

/// Why a path template could not be filled.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PathProblem<'a> {
    /// The template names a parameter that has no value.
    Missing(&'a str),
    /// The value is empty, so the path would be another operation's.
    Empty(&'a str),
    /// The value is `.` or `..`, which URLs treat as a step through the path
    /// even when the dots are escaped.
    Dots(&'a str),
}

/// Fills the `{name}` places of a path template with escaped values.
pub(crate) fn fill_path<'a>(
    template: &'a str,
    values: &[(&str, String)],
) -> Result<String, PathProblem<'a>> {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        out.push_str(before);
        let value = values.iter().find(|(known, _)| *known == name);
        match value.map(|(_, value)| value.as_str()) {
            None => return Err(PathProblem::Missing(name)),
            Some("") => return Err(PathProblem::Empty(name)),
            Some("." | "..") => return Err(PathProblem::Dots(name)),
            Some(value) => escape_into(&mut out, value),
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::{ListStyle, PathProblem, escape_into, fill_path, query_list, query_pair};

    fn escape(text: &str) -> String {
        let mut out = String::new();
        escape_into(&mut out, text);
        out
    }

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(escape("aZ09-._~"), "aZ09-._~");
        assert_eq!(escape("a/b?c%d e"), "a%2Fb%3Fc%25d%20e");
        assert_eq!(escape("é€"), "%C3%A9%E2%82%AC");
        assert_eq!(escape("+&=#,|;:@!$'()*[]\""), {
            "%2B%26%3D%23%2C%7C%3B%3A%40%21%24%27%28%29%2A%5B%5D%22"
        });
        assert_eq!(escape("\0\n"), "%00%0A");
    }

    #[test]
    fn keys_are_escaped_as_well() {
        assert_eq!(query_pair("sort by", "a&b"), "sort%20by=a%26b");
        assert_eq!(query_pair("q", ""), "q=");
    }

    #[test]
    fn each_list_style_keeps_its_separator() {
        let values = ["a,b".to_owned(), "c d".to_owned(), "e|f".to_owned()];
        let list = |style| query_list("x y", style, &values);
        assert_eq!(
            list(ListStyle::Multi),
            "x%20y=a%2Cb&x%20y=c%20d&x%20y=e%7Cf"
        );
        assert_eq!(list(ListStyle::Csv), "x%20y=a%2Cb,c%20d,e%7Cf");
        assert_eq!(list(ListStyle::Ssv), "x%20y=a%2Cb%20c%20d%20e%7Cf");
        assert_eq!(list(ListStyle::Tsv), "x%20y=a%2Cb%09c%20d%09e%7Cf");
        assert_eq!(list(ListStyle::Pipes), "x%20y=a%2Cb|c%20d|e%7Cf");
    }

    #[test]
    fn an_empty_list_is_not_sent() {
        assert_eq!(query_list("x", ListStyle::Multi, &[]), "");
        assert_eq!(query_list("x", ListStyle::Csv, &[]), "");
    }

    #[test]
    fn a_template_is_filled_in_any_order() {
        let values = [("b", "2/3".to_owned()), ("a", "{b}".to_owned())];
        assert_eq!(
            fill_path("/x/{a}/y/{b}.json", &values),
            Ok("/x/%7Bb%7D/y/2%2F3.json".to_owned())
        );
        assert_eq!(fill_path("/plain", &[]), Ok("/plain".to_owned()));
    }

    #[test]
    fn a_value_that_leads_elsewhere_is_refused() {
        let fill = |value: &str| fill_path("/users/{userId}", &[("userId", value.to_owned())]);
        assert_eq!(fill(""), Err(PathProblem::Empty("userId")));
        assert_eq!(fill("."), Err(PathProblem::Dots("userId")));
        assert_eq!(fill(".."), Err(PathProblem::Dots("userId")));
        assert_eq!(fill("..."), Ok("/users/...".to_owned()));
        assert_eq!(
            fill_path("/users/{userId}", &[]),
            Err(PathProblem::Missing("userId"))
        );
    }
}
