//! What came back from the service.
//!
//! [`RawResponse`] is the answer before it is decoded, [`Response`] a decoded
//! value together with it. Neither knows whether the status means success.

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
    /// A response, made by a transport or a test.
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

    /// The body, without a copy.
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// The status, the headers and the body, without a copy.
    pub(crate) fn into_parts(self) -> (u16, Headers, Vec<u8>) {
        (self.status, self.headers, self.body)
    }

    /// The id by which the service's logs know this call.
    pub fn correlation_id(&self) -> Option<&str> {
        self.headers.get(CORRELATION_HEADER)
    }
}

/// Bodies stay out: they may be large, and those of a login are secret.
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

    /// The values of the body that did not fit their fields and were left out of the decoded value.
    /// There are none where everything fitted, which is the rule, and none of a client with
    /// [`strict_decoding`](crate::runtime::ClientBuilder::strict_decoding).
    pub fn decode_problems(&self) -> &DecodeProblems {
        &self.problems
    }

    /// The decoded value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The decoded value, by itself.
    pub fn into_value(self) -> T {
        self.value
    }

    pub(crate) fn raw(&self) -> &RawResponse {
        &self.raw
    }

    /// The value and the response.
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
