//! How values that are not a single text are written into a URL, a header or a
//! form: the styles of OpenAPI.
//!
//! It knows the styles and their separators, and nothing of operations. A
//! value never contributes a character with a meaning of its own to a URL;
//! what separates values is written as it is.

use serde_json::Value;

use crate::runtime::http::encode::{escape_into, escaped, query_pair};
use crate::runtime::model::{Codec, Encoded};

/// How the items of a list or the properties of an object are written: the
/// `style` of OpenAPI, with its `explode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    kind: StyleKind,
    explode: bool,
}

/// The styles of OpenAPI, and the one of Swagger 2.0 that OpenAPI left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StyleKind {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    TabDelimited,
    PipeDelimited,
    DeepObject,
}

impl Style {
    const fn of(kind: StyleKind) -> Self {
        let explode = false;
        Self { kind, explode }
    }

    /// Values joined by commas, in a path or a header: `a,b`, and of an object its
    /// keys as well: `role,admin,name,x`. Exploded, properties are pairs:
    /// `role=admin,name=x`.
    #[must_use]
    pub const fn simple() -> Self {
        Self::of(StyleKind::Simple)
    }

    /// `.a,b` in a path. Exploded, each has a dot: `.a.b`, or `.role=admin.name=x`.
    #[must_use]
    pub const fn label() -> Self {
        Self::of(StyleKind::Label)
    }

    /// `;key=a,b` in a path. Exploded, each has a key: `;key=a;key=b`, or
    /// `;role=admin;name=x`.
    #[must_use]
    pub const fn matrix() -> Self {
        Self::of(StyleKind::Matrix)
    }

    /// Values joined by commas behind their key: `expand=a,b`, and of an object its
    /// keys as well: `key=role,admin,name,x`. Exploded, the key is repeated:
    /// `expand=a&expand=b`, and properties have keys of their own:
    /// `role=admin&name=x`.
    #[must_use]
    pub const fn form() -> Self {
        Self::of(StyleKind::Form)
    }

    /// Values joined by spaces, which are written `%20` in a URL.
    #[must_use]
    pub const fn space_delimited() -> Self {
        Self::of(StyleKind::SpaceDelimited)
    }

    /// Values joined by tabs, which are written `%09` in a URL: `tsv` of Swagger 2.0.
    #[must_use]
    pub const fn tab_delimited() -> Self {
        Self::of(StyleKind::TabDelimited)
    }

    /// Values joined by `|`.
    #[must_use]
    pub const fn pipe_delimited() -> Self {
        Self::of(StyleKind::PipeDelimited)
    }

    /// `key[role]=admin&key[name]=x`, to any depth; lists have numbered keys.
    #[must_use]
    pub const fn deep_object() -> Self {
        Self::of(StyleKind::DeepObject)
    }

    /// The same style with `explode`: each item and each property stands for itself.
    #[must_use]
    pub const fn exploded(self) -> Self {
        Self {
            kind: self.kind,
            explode: true,
        }
    }

    /// Whether a value is taken apart to any depth.
    pub(crate) fn is_deep_object(self) -> bool {
        self.kind == StyleKind::DeepObject
    }
}

/// A value, taken apart as far as the styles need it.
pub(crate) enum Parts {
    List(Vec<String>),
    Object(Vec<(String, String)>),
}

impl Parts {
    /// The parts of any value; what is nested deeper is JSON text, and what is
    /// `null` is left out.
    pub(crate) fn of<T: Codec>(value: &T) -> serde_json::Result<Self> {
        Ok(match serde_json::to_value(Encoded(value))? {
            Value::Object(properties) => {
                let pairs = properties.into_iter();
                Self::Object(pairs.filter_map(|(key, v)| Some((key, text(v)?))).collect())
            }
            Value::Array(items) => Self::List(items.into_iter().filter_map(text).collect()),
            other => Self::List(text(other).into_iter().collect()),
        })
    }
}

/// A value as a string.
fn text(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

/// The pairs of a form or query, not escaped, of a value that has a key for
/// each of its parts; nothing if the style joins them.
fn pairs(key: &str, style: Style, parts: &Parts) -> Option<Vec<(String, String)>> {
    let has_keys = matches!(style.kind, StyleKind::Form | StyleKind::Matrix);
    (has_keys && style.explode).then(|| match parts {
        Parts::List(items) => {
            let pairs = items.iter().map(|item| (key.to_owned(), item.clone()));
            pairs.collect()
        }
        Parts::Object(pairs) => pairs.clone(),
    })
}

/// The separator of a style in a URL, and elsewhere.
fn separator(style: Style) -> (&'static str, &'static str) {
    match style.kind {
        StyleKind::SpaceDelimited => ("%20", " "),
        StyleKind::TabDelimited => ("%09", "\t"),
        StyleKind::PipeDelimited => ("|", "|"),
        StyleKind::Label if style.explode => (".", "."),
        _ => (",", ","),
    }
}

/// The parts joined into one string; `escape` writes a value.
fn joined(parts: &Parts, style: Style, between: &str, escape: fn(&mut String, &str)) -> String {
    let mut out = String::new();
    let mut add = |values: &[&str], inner: &str| {
        if !out.is_empty() {
            out.push_str(between);
        }
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                out.push_str(inner);
            }
            escape(&mut out, value);
        }
    };
    match parts {
        Parts::List(items) => items.iter().for_each(|item| add(&[item], "")),
        Parts::Object(pairs) => {
            let is_paired =
                style.explode && matches!(style.kind, StyleKind::Simple | StyleKind::Label);
            let inner = if is_paired { "=" } else { between };
            pairs
                .iter()
                .for_each(|(key, value)| add(&[key, value], inner));
        }
    }
    out
}

/// A value in the query of a URL, escaped; nothing if there are no values: an
/// empty list written as `key=` would be read as a list of one empty text.
pub(crate) fn query(key: &str, style: Style, parts: &Parts) -> String {
    if let Some(pairs) = pairs(key, style, parts) {
        return query_pairs(&pairs);
    }
    let values = joined(parts, style, separator(style).0, escape_into);
    if values.is_empty() {
        return values;
    }
    let mut out = String::new();
    escape_into(&mut out, key);
    out.push('=');
    out.push_str(&values);
    out
}

/// A value in a form, as pairs that are not escaped yet.
pub(crate) fn form(key: &str, style: Style, parts: &Parts) -> Vec<(String, String)> {
    if let Some(pairs) = pairs(key, style, parts) {
        return pairs;
    }
    let values = joined(parts, style, separator(style).1, String::push_str);
    if values.is_empty() {
        return Vec::new();
    }
    vec![(key.to_owned(), values)]
}

/// A value for a header.
pub(crate) fn header(style: Style, parts: &Parts) -> String {
    joined(parts, style, separator(style).1, String::push_str)
}

/// A value in the `Cookie` header, escaped: a pair, or one for each of its parts.
pub(crate) fn cookies(key: &str, style: Style, parts: &Parts) -> String {
    let whole = || vec![(key.to_owned(), header(style, parts))];
    let pairs = pairs(key, style, parts).unwrap_or_else(whole);
    let pairs = pairs
        .iter()
        .map(|(key, value)| format!("{key}={}", escaped(value)));
    pairs.collect::<Vec<_>>().join("; ")
}

/// A value in a path, escaped.
pub(crate) fn path(key: &str, style: Style, parts: &Parts) -> String {
    match style.kind {
        StyleKind::Label => {
            format!(".{}", joined(parts, style, separator(style).0, escape_into))
        }
        StyleKind::Matrix if style.explode => {
            let pairs = pairs(key, style, parts).unwrap_or_default();
            let pairs = pairs.iter().map(|(key, value)| query_pair(key, value));
            pairs.map(|pair| format!(";{pair}")).collect()
        }
        StyleKind::Matrix => {
            let mut out = String::from(";");
            escape_into(&mut out, key);
            out.push('=');
            out.push_str(&joined(parts, style, ",", escape_into));
            out
        }
        _ => joined(parts, style, separator(style).0, escape_into),
    }
}

/// Pairs as they stand in a query.
pub(crate) fn query_pairs(pairs: &[(String, String)]) -> String {
    let pairs = pairs.iter().map(|(key, value)| query_pair(key, value));
    pairs.collect::<Vec<_>>().join("&")
}

/// The pairs of [`Style::deep_object`], not escaped.
pub(crate) fn deep<T: Codec>(key: &str, value: &T) -> serde_json::Result<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    let value = serde_json::to_value(Encoded(value))?;
    collect_deep(key.to_owned(), value, &mut pairs);
    Ok(pairs)
}

fn collect_deep(key: String, value: Value, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Object(properties) => {
            for (name, value) in properties {
                collect_deep(format!("{key}[{name}]"), value, pairs);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.into_iter().enumerate() {
                collect_deep(format!("{key}[{index}]"), value, pairs);
            }
        }
        other => pairs.extend(text(other).map(|text| (key, text))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Parts, Style, cookies, deep, form, header, path, query, query_pairs};

    fn list() -> Parts {
        Parts::List(vec!["a,b".into(), "c d".into(), "e|f".into()])
    }

    fn object() -> Parts {
        Parts::of(&json!({"R": 100, "G": "x y", "none": null})).unwrap()
    }

    /// One of two strings, since the order of an object's keys is not ours.
    fn either(found: &str, one: &str, other: &str) {
        assert!(found == one || found == other, "{found}");
    }

    #[test]
    fn each_style_of_a_list_keeps_its_separator() {
        let list = |style| query("x y", style, &list());
        assert_eq!(
            list(Style::form().exploded()),
            "x%20y=a%2Cb&x%20y=c%20d&x%20y=e%7Cf"
        );
        assert_eq!(list(Style::form()), "x%20y=a%2Cb,c%20d,e%7Cf");
        assert_eq!(
            list(Style::space_delimited()),
            "x%20y=a%2Cb%20c%20d%20e%7Cf"
        );
        assert_eq!(list(Style::tab_delimited()), "x%20y=a%2Cb%09c%20d%09e%7Cf");
        assert_eq!(list(Style::pipe_delimited()), "x%20y=a%2Cb|c%20d|e%7Cf");
    }

    #[test]
    fn an_empty_list_is_not_sent() {
        for style in [
            Style::form().exploded(),
            Style::form(),
            Style::pipe_delimited(),
        ] {
            assert_eq!(query("x", style, &Parts::List(Vec::new())), "");
            assert_eq!(form("x", style, &Parts::List(Vec::new())), []);
        }
    }

    #[test]
    fn an_object_has_keys_of_its_own_or_is_joined() {
        let of = |style| query("color", style, &object());
        either(
            &of(Style::form().exploded()),
            "G=x%20y&R=100",
            "R=100&G=x%20y",
        );
        either(
            &of(Style::form()),
            "color=G,x%20y,R,100",
            "color=R,100,G,x%20y",
        );
        let of = |style| header(style, &object());
        either(&of(Style::simple()), "G,x y,R,100", "R,100,G,x y");
        either(
            &of(Style::simple().exploded()),
            "G=x y,R=100",
            "R=100,G=x y",
        );
    }

    #[test]
    fn a_path_has_its_own_styles() {
        let list = |style| path("id", style, &Parts::List(vec!["3/4".into(), "5".into()]));
        assert_eq!(list(Style::simple()), "3%2F4,5");
        assert_eq!(list(Style::label()), ".3%2F4,5");
        assert_eq!(list(Style::label().exploded()), ".3%2F4.5");
        assert_eq!(list(Style::matrix()), ";id=3%2F4,5");
        assert_eq!(list(Style::matrix().exploded()), ";id=3%2F4;id=5");
        let of = |style| path("id", style, &object());
        either(&of(Style::simple()), "G,x%20y,R,100", "R,100,G,x%20y");
        either(
            &of(Style::simple().exploded()),
            "G=x%20y,R=100",
            "R=100,G=x%20y",
        );
        either(
            &of(Style::label().exploded()),
            ".G=x%20y.R=100",
            ".R=100.G=x%20y",
        );
        either(
            &of(Style::matrix().exploded()),
            ";G=x%20y;R=100",
            ";R=100;G=x%20y",
        );
    }

    #[test]
    fn a_cookie_is_one_pair_or_several() {
        let parts = || Parts::List(vec!["a;b".into(), "c".into()]);
        assert_eq!(cookies("x", Style::form(), &parts()), "x=a%3Bb%2Cc");
        assert_eq!(
            cookies("x", Style::form().exploded(), &parts()),
            "x=a%3Bb; x=c"
        );
        let of = cookies("x", Style::form().exploded(), &object());
        either(&of, "G=x%20y; R=100", "R=100; G=x%20y");
    }

    #[test]
    fn deep_objects_have_a_key_for_each_leaf() {
        let pairs = deep("f", &json!({"a": {"b": [1, {"c": "x&y"}], "d": null}})).unwrap();
        assert_eq!(
            query_pairs(&pairs),
            "f%5Ba%5D%5Bb%5D%5B0%5D=1&f%5Ba%5D%5Bb%5D%5B1%5D%5Bc%5D=x%26y"
        );
    }
}
