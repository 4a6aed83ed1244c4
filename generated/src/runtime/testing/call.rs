//! Requests that the fake service has received.
//!
//! The authorization can be compared and is never printed.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::runtime::auth::token::AccessToken;
use crate::runtime::http::headers::Headers;
use crate::runtime::http::method::Method;
use crate::runtime::http::transport::HttpRequest;

/// A difference from what a test expects. `Debug` is the same as `Display`, because
/// `unwrap` prints it.
#[derive(Clone, PartialEq, Eq)]
pub struct Mismatch(String);

impl Mismatch {
    pub(super) fn new(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for Mismatch {}

/// A request that a client has sent. `Display` is the method, the path and the query.
#[derive(Clone)]
pub struct RecordedCall {
    method: Method,
    operation: Option<&'static str>,
    url: String,
    /// The start and the end of the path in the URL.
    path: (usize, usize),
    query: Vec<(String, String)>,
    headers: Headers,
    authorization: Option<String>,
    body: Option<Bytes>,
    timeout: Option<Duration>,
}

impl RecordedCall {
    pub(super) fn new(request: HttpRequest, body: Option<Bytes>) -> Self {
        let HttpRequest {
            method,
            operation,
            url,
            mut headers,
            timeout,
            ..
        } = request;
        let host = url.find("://").map_or(0, |scheme| scheme + 3);
        let end = url.find('?').unwrap_or(url.len());
        let begin = url[host..end].find('/').map_or(end, |slash| host + slash);
        let query = pairs(url.get(end + 1..).unwrap_or_default().as_bytes());
        let authorization = headers.get("authorization").map(str::to_owned);
        headers.remove("authorization");
        Self {
            method,
            operation,
            path: (begin, end),
            url,
            query,
            headers,
            authorization,
            body,
            timeout,
        }
    }

    /// The HTTP method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// The name of the operation's method in the SDK, such as `get_user`; `None` for logins, raw calls and
    /// transfers.
    pub fn operation(&self) -> Option<&'static str> {
        self.operation
    }

    /// The URL, percent-encoded.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The origin, such as `https://api.example.com`.
    pub fn origin(&self) -> &str {
        &self.url[..self.path.0]
    }

    /// The path, percent-encoded.
    pub fn path(&self) -> &str {
        &self.url[self.path.0..self.path.1]
    }

    /// The query, percent-encoded, without the question mark.
    pub fn encoded_query(&self) -> &str {
        self.url.get(self.path.1 + 1..).unwrap_or_default()
    }

    /// The decoded names and values of the query, in order.
    pub fn query(&self) -> &[(String, String)] {
        &self.query
    }

    /// All values of a query parameter.
    pub fn query_values(&self, name: &str) -> Vec<&str> {
        let pairs = self.query.iter().filter(|(known, _)| known == name);
        pairs.map(|(_, value)| value.as_str()).collect()
    }

    /// The headers, without `Authorization`.
    pub fn headers(&self) -> &Headers {
        &self.headers
    }

    /// The value of a header.
    ///
    /// # Errors
    /// If there is no header of this name.
    pub fn header(&self, name: &str) -> Result<&str, Mismatch> {
        let value = self.headers.get(name);
        value.ok_or_else(|| Mismatch::new(format!("{self} has no header `{name}`")))
    }

    /// Whether the request has an `Authorization` header.
    pub fn is_authorized(&self) -> bool {
        self.authorization.is_some()
    }

    /// Whether the request was sent with this access token.
    pub fn has_token(&self, token: impl Into<AccessToken>) -> bool {
        let expected = format!("Bearer {}", token.into().secret());
        self.authorization == Some(expected)
    }

    /// The body, empty if there is none.
    pub fn body(&self) -> &[u8] {
        self.body.as_deref().unwrap_or_default()
    }

    /// Whether there is a body.
    pub fn has_body(&self) -> bool {
        self.body.is_some()
    }

    /// The body, decoded from JSON.
    ///
    /// # Errors
    /// If it is not the JSON of a `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Mismatch> {
        serde_json::from_slice(self.body())
            .map_err(|error| Mismatch::new(format!("the body of {self} cannot be read: {error}")))
    }

    /// The body as any JSON value.
    ///
    /// # Errors
    /// If it is not valid JSON.
    pub fn json_value(&self) -> Result<Value, Mismatch> {
        self.json()
    }

    /// The decoded names and values of a URL-encoded form, such as that of a login.
    pub fn form(&self) -> Vec<(String, String)> {
        pairs(self.body())
    }

    /// The time limit of the request.
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout
    }
}

impl fmt::Display for RecordedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, &self.url[self.path.0..])
    }
}

/// Without the query and the body.
impl fmt::Debug for RecordedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedCall")
            .field("method", &self.method)
            .field("url", &&self.url[..self.path.1])
            .field("headers", &self.headers)
            .field("body_length", &self.body.as_ref().map(Bytes::len))
            .field("timeout", &self.timeout)
            .finish()
    }
}

/// The decoded names and values of a query or a form.
pub(super) fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// Items joined for a message.
pub(super) fn list<T: fmt::Display>(items: impl Iterator<Item = T>) -> String {
    let texts: Vec<String> = items.map(|item| item.to_string()).collect();
    match texts.is_empty() {
        true => "none".to_owned(),
        false => texts.join(", "),
    }
}
