//! The request that a call sends, to be compared with one that was sent.
//!
//! It compares values and not their order, and knows neither the client nor what is replied.

use std::fmt;

use bytes::Bytes;
use serde_json::Value;

use super::call::{RecordedCall, pairs};
use crate::definition::SCHEMES;
use crate::runtime::error::Error;
use crate::runtime::http::body::Body;
use crate::runtime::http::headers::Headers;
use crate::runtime::request::Request;
use crate::runtime::service::security::SchemeKind;

type Pairs = Vec<(String, String)>;

/// What a call sends, without what its client adds.
pub(super) struct Expected {
    path: String,
    query: Pairs,
    headers: Headers,
    body: Option<Body>,
}

impl Expected {
    /// Takes a request apart.
    ///
    /// # Errors
    /// If it cannot be sent.
    pub(super) fn of(request: Request) -> Result<Self, Error> {
        let path = request.encoded_path()?;
        // A path may have a query of its own.
        let (path, own) = path.split_once('?').unwrap_or((&path, ""));
        let mut query = pairs(own.as_bytes());
        query.extend(pairs(request.encoded_query().as_bytes()));
        query.sort_by(by_name);
        let path = path.to_owned();
        let (headers, body) = request.into_headers_and_body()?;
        Ok(Self {
            path,
            query,
            headers,
            body,
        })
    }

    /// Whether a request of the same operation is this one.
    pub(super) fn is(&self, call: &RecordedCall) -> bool {
        // The host may have a path, which is in front.
        call.path().ends_with(&self.path)
            && self.has_query_of(call)
            && self.has_headers_of(call)
            && self.has_body_of(call)
    }

    /// The credential of a security scheme may be in the query of a request, and is of the client.
    fn has_query_of(&self, call: &RecordedCall) -> bool {
        let is_key = |name: &str| {
            let mut keys = SCHEMES.iter().map(|scheme| scheme.kind);
            keys.any(|kind| matches!(kind, SchemeKind::Query(key) if key == name))
        };
        let is_own = |name: &str| self.query.iter().any(|(own, _)| own == name);
        let sent = call.query().iter();
        let sent = sent.filter(|(name, _)| is_own(name) || !is_key(name));
        let mut sent: Pairs = sent.cloned().collect();
        sent.sort_by(by_name);
        sent == self.query
    }

    fn has_headers_of(&self, call: &RecordedCall) -> bool {
        self.headers.iter().all(|(name, value)| {
            let sent = call.headers().get(name);
            match name.to_ascii_lowercase().as_str() {
                // A recorded call keeps it to itself.
                "authorization" => true,
                // The client adds those of security schemes.
                "cookie" => sent.is_some_and(|sent| sent.starts_with(value)),
                "content-type" => sent.map(without_boundary) == Some(without_boundary(value)),
                _ => sent == Some(value),
            }
        })
    }

    fn has_body_of(&self, call: &RecordedCall) -> bool {
        let Some(body) = &self.body else {
            return !call.has_body();
        };
        // What is read as it is sent is there once.
        let Some(expected) = body.as_bytes() else {
            return call.has_body();
        };
        let boundary = |headers: &Headers| headers.get("content-type").and_then(boundary);
        let expected = match (boundary(&self.headers), boundary(call.headers())) {
            (Some(own), Some(other)) => with_boundary(expected, &own, &other),
            _ => expected.clone(),
        };
        call.has_body() && (expected == call.body() || is_same_json(&expected, call.body()))
    }
}

/// What stands in messages behind the operation.
impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the path {}", self.path)?;
        for (name, value) in &self.query {
            write!(f, " and {name}={value}")?;
        }
        match self.body {
            Some(_) => f.write_str(" and the same body"),
            None => Ok(()),
        }
    }
}

/// The values of a name keep their order.
fn by_name(one: &(String, String), other: &(String, String)) -> std::cmp::Ordering {
    one.0.cmp(&other.0)
}

const BOUNDARY: &str = "; boundary=";

/// The boundary of a form is random.
fn without_boundary(content_type: &str) -> &str {
    content_type.split(BOUNDARY).next().unwrap_or(content_type)
}

fn boundary(content_type: &str) -> Option<String> {
    let (_, boundary) = content_type.split_once(BOUNDARY)?;
    Some(boundary.to_owned())
}

/// A body with another boundary of the same length. It is looked for in bytes, because a file need not be text.
fn with_boundary(body: &Bytes, own: &str, other: &str) -> Bytes {
    let mut bytes = body.to_vec();
    let (own, other) = (own.as_bytes(), other.as_bytes());
    if own.is_empty() || own.len() != other.len() {
        return bytes.into();
    }
    for at in 0..bytes.len().saturating_sub(own.len() - 1) {
        if bytes[at..].starts_with(own) {
            bytes[at..at + own.len()].copy_from_slice(other);
        }
    }
    bytes.into()
}

fn is_same_json(one: &[u8], other: &[u8]) -> bool {
    let read = |bytes| serde_json::from_slice::<Value>(bytes).ok();
    read(one).is_some_and(|one| Some(one) == read(other))
}
