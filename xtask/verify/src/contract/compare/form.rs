//! Parses bodies that are forms.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::super::expect::{Fields, Part, Text};
use super::Found;
use super::text::shown;

const LINE: &[u8] = b"\r\n";

/// A part that was sent.
#[derive(Debug, PartialEq, Eq)]
struct Got {
    name: String,
    file_name: Option<String>,
    media_type: Option<String>,
    content: Vec<u8>,
}

/// The decoded pairs of a URL-encoded form; a plus is a space (URL Standard).
pub(super) fn pairs_of(body: &str) -> Fields<String> {
    let mut pairs = Fields::new();
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text).decode_utf8_lossy().into_owned()
    };
    for pair in body.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        pairs.entry(decode(name)).or_default().push(decode(value));
    }
    pairs
}

impl Found {
    /// Compares pairs. The order of names does not matter, that of the values of a name
    /// does.
    pub(super) fn pairs(&mut self, place: &str, expected: &Fields<Text>, mut sent: Fields<String>) {
        for (name, texts) in expected {
            let values = sent.remove(name).unwrap_or_default();
            let fits = |(text, value): (&Text, &String)| text.fits(value);
            if values.len() != texts.len() || !texts.iter().zip(&values).all(fits) {
                let texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
                let subject = format!("{place} `{name}`");
                self.add(&subject, texts.join(" & "), values.join(" & "));
            }
        }
        for (name, values) in sent {
            self.add(&format!("{place} `{name}`"), "nothing", values.join(" & "));
        }
    }

    /// Compares the parts of a multipart form.
    pub(super) fn parts(&mut self, expected: &Fields<Part>, media_type: &str, body: &[u8]) {
        let boundary = media_type.split_once("boundary=");
        let boundary = boundary.map(|(_, it)| it.trim_matches('"'));
        let parts = boundary
            .ok_or("no boundary")
            .and_then(|it| parts_of(body, it));
        let parts = match parts {
            Ok(parts) => parts,
            Err(problem) => {
                return self.add("body", "parts", format!("{problem}: {}", shown(body)));
            }
        };
        let mut sent: BTreeMap<String, Vec<Got>> = BTreeMap::new();
        for part in parts {
            sent.entry(part.name.clone()).or_default().push(part);
        }
        for (name, wanted) in expected {
            let got = sent.remove(name).unwrap_or_default();
            if got.len() != wanted.len() {
                self.add(&format!("parts `{name}`"), wanted.len(), got.len());
            }
            for (wanted, got) in wanted.iter().zip(&got) {
                self.part(name, wanted, got);
            }
        }
        for (name, parts) in sent {
            self.add(&format!("parts `{name}`"), "nothing", parts.len());
        }
    }

    fn part(&mut self, name: &str, wanted: &Part, got: &Got) {
        let subject = |subject: &str| format!("{subject} of part `{name}`");
        if wanted.file_name != got.file_name {
            let shown = |name: &Option<String>| format!("{name:?}");
            let (wanted, got) = (shown(&wanted.file_name), shown(&got.file_name));
            self.add(&subject("file name"), wanted, got);
        }
        // The default media type of a part (RFC 7578, 4.4).
        let media_type = got.media_type.as_deref().unwrap_or("text/plain");
        self.compare(&subject("media type"), &wanted.media_type, media_type);
        self.text(&subject("content"), &wanted.content, &got.content);
    }
}

fn parts_of(body: &[u8], boundary: &str) -> Result<Vec<Got>, &'static str> {
    let mark = [LINE, b"--", boundary.as_bytes()].concat();
    let body = [LINE, body].concat();
    let mut rest = match split(&body, &mark) {
        Some((b"", rest)) => rest,
        _ => return Err("content before the first boundary"),
    };
    let mut parts = Vec::new();
    while let Some(after) = rest.strip_prefix(LINE) {
        let (part, others) = split(after, &mark).ok_or("a part without an end")?;
        let (head, content) = split(part, b"\r\n\r\n").ok_or("a part without a head")?;
        let head = std::str::from_utf8(head).map_err(|_| "headers that are not UTF-8")?;
        parts.push(part_of(head, content)?);
        rest = others;
    }
    match rest {
        b"--" | b"--\r\n" => Ok(parts),
        _ => Err("no end after the last boundary"),
    }
}

fn part_of(head: &str, content: &[u8]) -> Result<Got, &'static str> {
    let (mut names, mut media_type) = (None, None);
    for line in head.split("\r\n") {
        let (name, value) = line.split_once(": ").ok_or("a head without a colon")?;
        match name.to_lowercase().as_str() {
            "content-disposition" => names = Some(names_of(value)?),
            "content-type" => media_type = Some(value.to_owned()),
            _ => return Err("an unexpected header"),
        }
    }
    let (name, file_name) = names.ok_or("a part without a name")?;
    Ok(Got {
        name,
        file_name,
        media_type,
        content: content.to_owned(),
    })
}

/// The name and the file name of a part.
fn names_of(value: &str) -> Result<(String, Option<String>), &'static str> {
    let name = value.strip_prefix("form-data; name=\"");
    let (name, rest) = name.and_then(quoted).ok_or("a part without a name")?;
    if rest.is_empty() {
        return Ok((name, None));
    }
    let file_name = rest.strip_prefix("; filename=\"").and_then(quoted);
    match file_name {
        Some((file_name, "")) => Ok((name, Some(file_name))),
        _ => Err("a part with unexpected attributes"),
    }
}

/// Splits at the next quote, and decodes the text before it (HTML Standard).
fn quoted(text: &str) -> Option<(String, &str)> {
    let (name, rest) = text.split_once('"')?;
    let name = name.replace("%0D", "\r").replace("%0A", "\n");
    Some((name.replace("%22", "\""), rest))
}

fn split<'b>(bytes: &'b [u8], mark: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let mut windows = bytes.windows(mark.len());
    let at = windows.position(|window| window == mark)?;
    Some((&bytes[..at], &bytes[at + mark.len()..]))
}
