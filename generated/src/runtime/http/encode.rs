//! Percent-encoding of what goes into a URL.
//!
//! A value can never add a reserved character to a URL, unless the parameter declares
//! `allowReserved`.

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Appends a string, percent-encoded except for unreserved characters (RFC 3986, 2.3).
pub(crate) fn escape_into(out: &mut String, text: &str) {
    let is_unreserved =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    // Nearly all values are ids and numbers.
    if text.bytes().all(is_unreserved) {
        return out.push_str(text);
    }
    for byte in text.bytes() {
        if is_unreserved(byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// A string, percent-encoded except for unreserved characters (RFC 3986, 2.3).
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(&mut out, text);
    out
}

/// `key=value`, both percent-encoded.
pub(crate) fn query_pair(key: &str, value: &str) -> String {
    let mut out = String::with_capacity(key.len() + value.len() + 1);
    escape_into(&mut out, key);
    out.push('=');
    escape_into(&mut out, value);
    out
}

/// The reserved characters (RFC 3986, 2.2), without those that would change the value:
/// `#` ends a query, `&` ends a pair, and `+` is decoded as a space.
const RESERVED: &[u8] = b":/?@!$'()*,;=[]";

/// Decodes the reserved characters in a percent-encoded string, for `allowReserved`.
pub(crate) fn with_reserved(text: &str) -> String {
    RESERVED.iter().fold(text.to_owned(), |text, byte| {
        text.replace(&format!("%{byte:02X}"), &char::from(*byte).to_string())
    })
}

/// Why a path template could not be filled.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PathProblem<'a> {
    /// A parameter of the template has no value.
    Missing(&'a str),
    /// The value is empty, so the path would be that of another operation.
    Empty(&'a str),
    /// The value is `.` or `..`, which URL parsers resolve even if it is percent-encoded.
    Dots(&'a str),
}

/// Fills the `{name}` placeholders of a path template with percent-encoded values.
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
            Some(value) => out.push_str(value),
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::{PathProblem, escaped, fill_path, query_pair, with_reserved};

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(escaped("aZ09-._~"), "aZ09-._~");
        assert_eq!(escaped("a/b?c%d e"), "a%2Fb%3Fc%25d%20e");
        assert_eq!(escaped("é€"), "%C3%A9%E2%82%AC");
        assert_eq!(escaped("+&=#,|;:@!$'()*[]\""), {
            "%2B%26%3D%23%2C%7C%3B%3A%40%21%24%27%28%29%2A%5B%5D%22"
        });
        assert_eq!(escaped("\0\n"), "%00%0A");
    }

    #[test]
    fn keys_are_escaped_as_well() {
        assert_eq!(query_pair("sort by", "a&b"), "sort%20by=a%26b");
        assert_eq!(query_pair("q", ""), "q=");
    }

    #[test]
    fn reserved_signs_may_stay_but_for_those_that_end_a_value() {
        let text = escaped(":/?@!$'()*,;=[]#&+ %2F");
        assert_eq!(with_reserved(&text), ":/?@!$'()*,;=[]%23%26%2B%20%252F");
    }

    #[test]
    fn a_template_is_filled_in_any_order() {
        let values = [("b", "2%2F3".to_owned()), ("a", "{b}".to_owned())];
        assert_eq!(
            fill_path("/x/{a}/y/{b}.json", &values),
            Ok("/x/{b}/y/2%2F3.json".to_owned())
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
