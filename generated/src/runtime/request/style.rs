//! Serializes lists and objects in a URL, a header or a form, by the parameter styles of
//! OpenAPI.
//!
//! Values are percent-encoded, and separators are not.

use serde_json::Value;

use crate::runtime::http::encode::{escape_into, escaped, query_pair};
use crate::runtime::model::{Codec, Encoded};

/// The `style` and `explode` of a parameter (OpenAPI 3.0, "Style Values").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    kind: StyleKind,
    explode: bool,
}

/// The styles of OpenAPI, and the collection format `tsv` of Swagger 2.0.
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

    /// `simple`: values joined by commas, in a path or a header: `a,b`; for an object,
    /// keys and values: `role,admin,name,x`. Exploded, properties are pairs:
    /// `role=admin,name=x`.
    #[must_use]
    pub const fn simple() -> Self {
        Self::of(StyleKind::Simple)
    }

    /// `label`: `.a,b` in a path. Exploded, each value has a dot: `.a.b`, or
    /// `.role=admin.name=x`.
    #[must_use]
    pub const fn label() -> Self {
        Self::of(StyleKind::Label)
    }

    /// `matrix`: `;key=a,b` in a path. Exploded, each value has a key: `;key=a;key=b`, or
    /// `;role=admin;name=x`.
    #[must_use]
    pub const fn matrix() -> Self {
        Self::of(StyleKind::Matrix)
    }

    /// `form`: values joined by commas after the key: `expand=a,b`; for an object, keys
    /// and values: `key=role,admin,name,x`. Exploded, the key is repeated:
    /// `expand=a&expand=b`, and properties have keys of their own: `role=admin&name=x`.
    #[must_use]
    pub const fn form() -> Self {
        Self::of(StyleKind::Form)
    }

    /// `spaceDelimited`: values joined by spaces, which are `%20` in a URL.
    #[must_use]
    pub const fn space_delimited() -> Self {
        Self::of(StyleKind::SpaceDelimited)
    }

    /// `tsv` of Swagger 2.0: values joined by tabs, which are `%09` in a URL.
    #[must_use]
    pub const fn tab_delimited() -> Self {
        Self::of(StyleKind::TabDelimited)
    }

    /// `pipeDelimited`: values joined by `|`.
    #[must_use]
    pub const fn pipe_delimited() -> Self {
        Self::of(StyleKind::PipeDelimited)
    }

    /// `deepObject`: `key[role]=admin&key[name]=x`, to any depth; items of lists have
    /// numbers as keys.
    #[must_use]
    pub const fn deep_object() -> Self {
        Self::of(StyleKind::DeepObject)
    }

    /// The same style with `explode`.
    #[must_use]
    pub const fn exploded(self) -> Self {
        Self {
            kind: self.kind,
            explode: true,
        }
    }

    /// Whether the style is `deepObject`.
    pub(crate) fn is_deep_object(self) -> bool {
        self.kind == StyleKind::DeepObject
    }
}

/// The items of a list, or the properties of an object, as strings.
pub(crate) enum Parts {
    List(Vec<String>),
    Object(Vec<(String, String)>),
}

impl Parts {
    /// The parts of a value. Nested values are JSON; `null` is omitted.
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

/// A value as a string; `None` for `null`.
fn text(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

/// The pairs of a query or form, not encoded, if the style has a key for each part;
/// `None` if it joins them.
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

/// The separator of a style in a URL, and in a header or form.
fn separator(style: Style) -> (&'static str, &'static str) {
    match style.kind {
        StyleKind::SpaceDelimited => ("%20", " "),
        StyleKind::TabDelimited => ("%09", "\t"),
        StyleKind::PipeDelimited => ("|", "|"),
        StyleKind::Label if style.explode => (".", "."),
        _ => (",", ","),
    }
}

/// Joins the parts into one string; `escape` appends a value.
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

/// Serializes a query parameter, percent-encoded. An empty list is omitted, because
/// `key=` would be read as a list with one empty string.
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

/// Serializes a form field, as pairs that are not encoded.
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

/// Serializes a header.
pub(crate) fn header(style: Style, parts: &Parts) -> String {
    joined(parts, style, separator(style).1, String::push_str)
}

/// Serializes a cookie, percent-encoded: one pair, or one for each part.
pub(crate) fn cookies(key: &str, style: Style, parts: &Parts) -> String {
    let whole = || vec![(key.to_owned(), header(style, parts))];
    let pairs = pairs(key, style, parts).unwrap_or_else(whole);
    let pairs = pairs
        .iter()
        .map(|(key, value)| format!("{key}={}", escaped(value)));
    pairs.collect::<Vec<_>>().join("; ")
}

/// Serializes a path parameter, percent-encoded.
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

/// Encodes pairs as a query.
pub(crate) fn query_pairs(pairs: &[(String, String)]) -> String {
    let pairs = pairs.iter().map(|(key, value)| query_pair(key, value));
    pairs.collect::<Vec<_>>().join("&")
}

/// The pairs of [`Style::deep_object`], not encoded.
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
