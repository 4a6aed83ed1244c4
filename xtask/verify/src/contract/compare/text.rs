//! Compares a string with an expected value.

use std::fmt;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::super::expect::Text;

impl Text {
    /// Whether a string is this value.
    pub(super) fn fits(&self, got: &str) -> bool {
        self.rests(got).contains(&"")
    }

    /// The possible rests of a string that begins with this value; empty if it does not.
    pub(super) fn rests<'t>(&self, got: &'t str) -> Vec<&'t str> {
        match self {
            Self::Exact(text) => got.strip_prefix(text.as_str()).into_iter().collect(),
            Self::Pieces {
                start,
                pieces,
                between,
            } => {
                let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
                let got = got.strip_prefix(start.as_str());
                got.map_or_else(Vec::new, |got| after_pieces(got, &pieces, between))
            }
            Self::EscapedJson(made) => {
                let ends = got.char_indices().map(|(end, _)| end).chain([got.len()]);
                let ends = ends.filter(|end| decoded(&got[..*end]).as_ref() == Some(made));
                ends.map(|end| &got[end..]).collect()
            }
            Self::Json(made) => {
                let is_same = serde_json::from_str::<Value>(got).is_ok_and(|it| it == *made);
                is_same.then_some("").into_iter().collect()
            }
            Self::Bytes(bytes) => {
                let is_same = got.as_bytes() == bytes.as_slice();
                is_same.then_some("").into_iter().collect()
            }
        }
    }
}

/// The possible rests of a string that begins with these pieces in any order.
fn after_pieces<'t>(got: &'t str, pieces: &[&str], between: &str) -> Vec<&'t str> {
    let mut rests = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let Some(rest) = got.strip_prefix(piece) else {
            continue;
        };
        let others = [&pieces[..index], &pieces[index + 1..]].concat();
        if others.is_empty() {
            rests.push(rest);
        } else if let Some(rest) = rest.strip_prefix(between) {
            rests.extend(after_pieces(rest, &others, between));
        }
    }
    rests
}

/// For messages.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(text) => f.write_str(text),
            Self::Pieces {
                start,
                pieces,
                between,
            } => write!(f, "{start}{} in any order", pieces.join(between)),
            Self::Json(value) | Self::EscapedJson(value) => value.fmt(f),
            Self::Bytes(bytes) => f.write_str(&shown(bytes)),
        }
    }
}

/// Bytes in messages.
pub(super) fn shown(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string()
}

fn decoded(text: &str) -> Option<Value> {
    let text = percent_decode_str(text).decode_utf8().ok()?;
    serde_json::from_str(&text).ok()
}
