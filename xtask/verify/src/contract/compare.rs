//! Compares a request with what the definition requires.

mod form;
mod text;

use std::collections::BTreeMap;
use std::fmt;

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::{Value, json};

use self::form::pairs_of;
use self::text::shown;
use super::expect::{Expected, Fields, Holding, Reply, Text};

/// Headers that the SDK sends with every request.
const OF_EVERY_REQUEST: [&str; 3] = ["accept", "purecloud-sdk", "user-agent"];

/// The outcome of a call, as the program reports it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) sent: Vec<Sent>,
    /// The error of the call.
    pub(crate) error: Option<String>,
    /// The result of the call as JSON; empty if it has no JSON form.
    pub(crate) values: Vec<Value>,
}

/// A request that was sent.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) origin: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
}

/// A difference from the definition.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) subject: String,
    pub(crate) expected: String,
    pub(crate) got: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            subject,
            expected,
            got,
        } = self;
        write!(f, "{subject}\n    expected {expected}\n    got      {got}")
    }
}

/// The differences between the expected and the actual outcome of a call. `base` is the base URL.
pub(crate) fn differences(
    base: &str,
    expected: &Expected,
    reply: &Reply,
    outcome: &Outcome,
) -> Vec<Difference> {
    let mut found = Found::default();
    if let Some(error) = &outcome.error {
        found.add("the call", "a success", error);
    }
    let [sent] = outcome.sent.as_slice() else {
        found.add("requests", "1", outcome.sent.len());
        return found.0;
    };
    found.compare("method", &expected.method, &sent.method);
    found.path(
        base,
        &expected.path,
        &format!("{}{}", sent.origin, sent.path),
    );
    found.query(expected, &sent.query);
    found.headers(expected, sent);
    found.body(expected, sent);
    for value in &outcome.values {
        let is_nothing = [json!(null), json!(""), json!([])].contains(value);
        if !(reply.value.is_null() && is_nothing) {
            found.json("what the call gave back", &reply.value, value);
        }
    }
    found.0
}

#[derive(Default)]
struct Found(Vec<Difference>);

impl Found {
    fn add(&mut self, subject: &str, expected: impl fmt::Display, got: impl fmt::Display) {
        self.0.push(Difference {
            subject: subject.to_owned(),
            expected: expected.to_string(),
            got: got.to_string(),
        });
    }

    fn compare(&mut self, subject: &str, expected: &str, got: &str) {
        if expected != got {
            self.add(subject, expected, got);
        }
    }

    fn path(&mut self, base: &str, expected: &[Text], url: &str) {
        let mut rests: Vec<&str> = url.strip_prefix(base).into_iter().collect();
        for text in expected {
            rests = rests.iter().flat_map(|rest| text.rests(rest)).collect();
        }
        if !rests.contains(&"") {
            let path: String = expected.iter().map(ToString::to_string).collect();
            self.add("path", format!("{base}{path}"), url);
        }
    }

    fn query(&mut self, expected: &Expected, query: &str) {
        let mut sent = Fields::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let values: &mut Vec<String> = sent.entry(key.to_owned()).or_default();
            values.push(value.to_owned());
        }
        self.pairs("query", &expected.query, sent);
    }

    fn cookies(&mut self, expected: &Expected, cookies: &str) {
        let mut sent = Fields::new();
        for pair in cookies.split("; ").filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = percent_decode_str(value).decode_utf8_lossy().into_owned();
            sent.entry(name.to_owned())
                .or_insert_with(Vec::new)
                .push(value);
        }
        let texts = expected.cookies.iter();
        let texts = texts.map(|(name, text)| (name.clone(), vec![text.clone()]));
        self.pairs("cookie", &texts.collect(), sent);
    }

    fn headers(&mut self, expected: &Expected, sent: &Sent) {
        let mut headers: BTreeMap<String, &str> = BTreeMap::new();
        for (name, value) in &sent.headers {
            if let Some(first) = headers.insert(name.to_lowercase(), value) {
                self.add(
                    &format!("header `{name}`"),
                    "one value",
                    format!("{first} and {value}"),
                );
            }
        }
        for (name, text) in &expected.headers {
            let subject = format!("header `{name}`");
            match headers.remove(name) {
                Some(value) => self.text(&subject, text, value.as_bytes()),
                None => self.add(&subject, text, "nothing"),
            }
        }
        let cookies = headers.remove("cookie").unwrap_or_default();
        self.cookies(expected, cookies);
        let accept = headers.get("accept").copied().unwrap_or_default();
        let kinds = || accept.split(',').map(str::trim);
        if !kinds().all(|kind| is_among(kind, &expected.accept)) {
            self.add("header `accept`", expected.accept.join(", "), accept);
        }
        let content_type = headers.remove("content-type");
        // The boundary is not specified by the definition.
        let content_type = content_type.map(|kind| match kind.split_once("; boundary=") {
            Some((kind, _)) => kind,
            None => kind,
        });
        match (&expected.body, content_type) {
            (Some(body), Some(kind)) if is_among(kind, &body.media_types) => {}
            (None, None) => {}
            (body, kind) => {
                let kinds = body.as_ref().map(|body| body.media_types.join(" or "));
                let kinds = kinds.as_deref().unwrap_or("nothing");
                self.add("header `content-type`", kinds, kind.unwrap_or("nothing"));
            }
        }
        for name in OF_EVERY_REQUEST {
            headers.remove(name);
        }
        for (name, value) in headers {
            self.add(&format!("header `{name}`"), "nothing", value);
        }
    }

    fn body(&mut self, expected: &Expected, sent: &Sent) {
        let (body, got) = match (&expected.body, &sent.body) {
            (Some(body), Some(got)) => (body, got),
            (None, None) => return,
            (Some(_), None) => return self.add("body", "one", "nothing"),
            (None, Some(got)) => return self.add("body", "nothing", shown(got)),
        };
        match &body.content {
            Holding::Whole(text) => self.text("body", text, got),
            Holding::Pairs(pairs) => match std::str::from_utf8(got) {
                Ok(got) => self.pairs("field", pairs, pairs_of(got)),
                Err(_) => self.add("body", "text", shown(got)),
            },
            Holding::Parts(parts) => {
                let mut headers = sent.headers.iter();
                let kind = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
                let kind = kind.map_or("", |(_, kind)| kind);
                self.parts(parts, kind, got);
            }
        }
    }

    fn text(&mut self, subject: &str, expected: &Text, got: &[u8]) {
        match (expected, std::str::from_utf8(got)) {
            (Text::Bytes(bytes), _) if bytes == got => {}
            (Text::Json(made), Ok(got)) => self.json_text(subject, made, got),
            (_, Ok(got)) if expected.fits(got) => {}
            (_, Ok(got)) => self.add(subject, expected, got),
            (_, Err(_)) => self.add(subject, expected, shown(got)),
        }
    }

    fn json_text(&mut self, subject: &str, made: &Value, got: &str) {
        match serde_json::from_str(got) {
            Ok(value) => self.json(subject, made, &value),
            Err(_) => self.add(subject, made, got),
        }
    }

    /// Reports the JSON pointers that differ, because whole bodies are long.
    fn json(&mut self, subject: &str, made: &Value, got: &Value) {
        match (made, got) {
            (Value::Object(made), Value::Object(got)) => {
                for (name, value) in made {
                    match got.get(name) {
                        Some(other) => self.json(&format!("{subject}.{name}"), value, other),
                        None => self.add(&format!("{subject}.{name}"), value, "nothing"),
                    }
                }
                for (name, value) in got.iter().filter(|(name, _)| !made.contains_key(*name)) {
                    self.add(&format!("{subject}.{name}"), "nothing", value);
                }
            }
            (Value::Array(made), Value::Array(got)) if made.len() == got.len() => {
                for (index, (value, other)) in made.iter().zip(got).enumerate() {
                    self.json(&format!("{subject}[{index}]"), value, other);
                }
            }
            // `1` and `1.0` are equal; integers are compared exactly.
            (Value::Number(made), Value::Number(got))
                if (made.is_f64() || got.is_f64()) && made.as_f64() == got.as_f64() => {}
            _ if made == got => {}
            _ => self.add(subject, made, got),
        }
    }
}

/// Whether a media type is one of several, each of which may be a range such as `*/*`.
fn is_among(kind: &str, kinds: &[String]) -> bool {
    let is_in = |range: &str| kind.starts_with(range.trim_end_matches('*'));
    kinds
        .iter()
        .any(|known| known == kind || known == "*/*" || (known.ends_with("/*") && is_in(known)))
}

#[cfg(test)]
mod tests;
