//! Responses.
//!
//! [`RawResponse`] is not decoded, [`Response`] has the decoded value beside it.

use std::fmt;

use super::headers::Headers;
use crate::definition::CORRELATION_HEADER;
use crate::runtime::model::DecodeProblems;

/// A response whose body is not decoded yet.
#[derive(Clone, PartialEq, Eq)]
pub struct RawResponse {
    status: u16,
    headers: Headers,
    body: Vec<u8>,
}

impl RawResponse {
    /// A response, as a transport or a test makes it.
    pub fn new(status: u16, headers: Headers, body: Vec<u8>) -> Self {
        Self {
            status,
            headers,
            body,
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &Headers {
        &self.headers
    }

    /// The body as it arrived.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Returns the body without a copy.
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// Returns the status, the headers and the body without a copy.
    pub(crate) fn into_parts(self) -> (u16, Headers, Vec<u8>) {
        (self.status, self.headers, self.body)
    }

    /// The id by which the service's logs know this call.
    pub fn correlation_id(&self) -> Option<&str> {
        self.headers.get(CORRELATION_HEADER)
    }
}

/// Without the body, which may be large or, for a login, secret.
impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body_length", &self.body.len())
            .finish()
    }
}

/// A decoded value and the response that it was decoded from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response<T> {
    value: T,
    raw: RawResponse,
    problems: DecodeProblems,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, raw: RawResponse, problems: DecodeProblems) -> Self {
        Self {
            value,
            raw,
            problems,
        }
    }

    /// The values of the body that did not fit the type of their field and were skipped; usually
    /// there are none. With [`strict_decoding`](crate::runtime::ClientBuilder::strict_decoding),
    /// such a value is an error of the call.
    pub fn decode_problems(&self) -> &DecodeProblems {
        &self.problems
    }

    /// The decoded value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Returns the decoded value alone.
    pub fn into_value(self) -> T {
        self.value
    }

    pub(crate) fn raw(&self) -> &RawResponse {
        &self.raw
    }

    /// Returns the decoded value and the raw response.
    pub fn into_parts(self) -> (T, RawResponse) {
        (self.value, self.raw)
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.raw.status()
    }

    /// The headers.
    pub fn headers(&self) -> &Headers {
        self.raw.headers()
    }

    /// The body as it arrived.
    pub fn body(&self) -> &[u8] {
        self.raw.body()
    }

    /// The id by which the service's logs know this call.
    pub fn correlation_id(&self) -> Option<&str> {
        self.raw.correlation_id()
    }
}
