//! Compares the request of a call with one that was received.
//!
//! The order of query parameters and of JSON properties does not matter.

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

/// The request of a call, without what its client adds.
pub(super) struct Expected {
    path: String,
    query: Pairs,
    headers: Headers,
    body: Option<Body>,
}

impl Expected {
    /// Encodes a request.
    ///
    /// # Errors
    /// If the request cannot be sent.
    pub(super) fn of(request: Request) -> Result<Self, Error> {
        let path = request.encoded_path()?;
        // The path of an operation may contain a query.
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

    /// Whether a received request of the same operation is equal.
    pub(super) fn is(&self, call: &RecordedCall) -> bool {
        // The base URL may have a path.
        call.path().ends_with(&self.path)
            && self.has_query_of(call)
            && self.has_headers_of(call)
            && self.has_body_of(call)
    }

    /// Compares the query, without the credentials of security schemes, which the client adds.
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
                // Not available in a recorded call.
                "authorization" => true,
                // The client may have added credentials.
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
        // A streamed body can be read once, so it is not compared.
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

/// The condition in messages.
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

/// Only by name, so that a stable sort keeps the order of the values of a name.
fn by_name(one: &(String, String), other: &(String, String)) -> std::cmp::Ordering {
    one.0.cmp(&other.0)
}

const BOUNDARY: &str = "; boundary=";

/// A content type without the boundary of a form, which is random.
fn without_boundary(content_type: &str) -> &str {
    content_type.split(BOUNDARY).next().unwrap_or(content_type)
}

fn boundary(content_type: &str) -> Option<String> {
    let (_, boundary) = content_type.split_once(BOUNDARY)?;
    Some(boundary.to_owned())
}

/// Replaces the boundary in a body by another one of the same length. The body is bytes, because files may be
/// binary.
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
