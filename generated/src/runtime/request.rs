//! What one call sends: an operation together with its inputs.
//!
//! Generated code fills a [`Request`] while the caller states the inputs. It
//! knows how inputs are written, and not where they go: the base URL, the
//! login and the headers of every call belong to the client.

use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::encode::{self, PathProblem};
use super::error::Error;
use super::headers::Headers;
use super::operation::{ListStyle, Method, Operation};
use super::paging::Paging;
use super::retry::RetryPolicy;

/// One request, before the client adds what is the same for all of them.
///
/// A value that cannot be sent is not refused where it is given, so that the
/// builders return no `Result`; it surfaces when the call is sent.
#[derive(Clone)]
pub struct Request {
    operation: &'static Operation,
    path: Vec<(&'static str, String)>,
    /// The name of each parameter and its whole text in the URL. A list that
    /// repeats its key is one entry, so that setting it again replaces it.
    query: Vec<(&'static str, String)>,
    headers: Headers,
    body: Body,
    timeout: Option<Duration>,
    paging: Option<Paging>,
    /// In a box, because few calls have a policy of their own.
    retry: Option<Box<RetryPolicy>>,
}

#[derive(Clone)]
enum Body {
    None,
    Bytes {
        content_type: &'static str,
        bytes: Vec<u8>,
    },
    Failed(Arc<serde_json::Error>),
}

/// Builders for generated code. Those that begin with `set_` replace an
/// earlier value, which is what an optional setter that is called twice means.
impl Request {
    /// A request without inputs.
    #[doc(hidden)]
    pub fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            path: Vec::new(),
            query: Vec::new(),
            headers: Headers::new(),
            body: Body::None,
            timeout: None,
            paging: None,
            retry: None,
        }
    }

    /// Says that the results come in pages, and how.
    #[doc(hidden)]
    pub fn pages(mut self, paging: Paging) -> Self {
        self.paging = Some(paging);
        self
    }

    /// Sets the value of a place in the path template.
    #[doc(hidden)]
    pub fn path(mut self, name: &'static str, value: &dyn Display) -> Self {
        self.path.push((name, value.to_string()));
        self
    }

    /// Sets a query parameter.
    #[doc(hidden)]
    pub fn query(mut self, name: &'static str, value: &dyn Display) -> Self {
        self.set_query(name, value);
        self
    }

    /// Sets a query parameter that is a list.
    #[doc(hidden)]
    pub fn query_list<T: Display, I: IntoIterator<Item = T>>(
        mut self,
        name: &'static str,
        style: ListStyle,
        values: I,
    ) -> Self {
        self.set_query_list(name, style, values);
        self
    }

    /// Sets a header parameter.
    #[doc(hidden)]
    pub fn header(mut self, name: &'static str, value: &dyn Display) -> Self {
        self.set_header(name, value);
        self
    }

    /// Sets the body to the JSON of a value.
    #[doc(hidden)]
    pub fn json<B: Serialize + ?Sized>(mut self, content_type: &'static str, body: &B) -> Self {
        self.set_json(content_type, body);
        self
    }

    /// Sets the body to bytes.
    #[doc(hidden)]
    pub fn bytes(mut self, content_type: &'static str, body: Vec<u8>) -> Self {
        self.set_bytes(content_type, body);
        self
    }

    /// Sets the body to a text.
    #[doc(hidden)]
    pub fn text(self, content_type: &'static str, body: String) -> Self {
        self.bytes(content_type, body.into_bytes())
    }

    /// Sets a query parameter, in place of an earlier value.
    #[doc(hidden)]
    pub fn set_query(&mut self, name: &'static str, value: &dyn Display) {
        self.put_query(name, encode::query_pair(name, &value.to_string()));
    }

    /// Sets a query parameter that is a list, in place of an earlier one.
    #[doc(hidden)]
    pub fn set_query_list<T: Display, I: IntoIterator<Item = T>>(
        &mut self,
        name: &'static str,
        style: ListStyle,
        values: I,
    ) {
        let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
        self.put_query(name, encode::query_list(name, style, &values));
    }

    /// Sets a header parameter, in place of an earlier value.
    #[doc(hidden)]
    pub fn set_header(&mut self, name: &'static str, value: &dyn Display) {
        self.headers.set(name, value.to_string());
    }

    /// Sets the body to the JSON of a value, in place of an earlier body.
    #[doc(hidden)]
    pub fn set_json<B: Serialize + ?Sized>(&mut self, content_type: &'static str, body: &B) {
        self.put_json(content_type, serde_json::to_vec(body));
    }

    /// Sets the body to bytes, in place of an earlier body.
    #[doc(hidden)]
    pub fn set_bytes(&mut self, content_type: &'static str, body: Vec<u8>) {
        self.body = Body::Bytes {
            content_type,
            bytes: body,
        };
    }

    /// Sets the body to a text, in place of an earlier body.
    #[doc(hidden)]
    pub fn set_text(&mut self, content_type: &'static str, body: String) {
        self.set_bytes(content_type, body.into_bytes());
    }

    /// Adds a header that the caller named.
    pub(crate) fn set_own_header(&mut self, name: String, value: String) {
        self.headers.set(name, value);
    }

    pub(crate) fn set_timeout(&mut self, timeout: Duration) {
        self.timeout = Some(timeout);
    }

    pub(crate) fn paging(&self) -> Option<Paging> {
        self.paging
    }

    /// The text of a query parameter, as it stands in the URL.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        let (_, text) = self.query.iter().find(|(known, _)| *known == name)?;
        text.split_once('=').map(|(_, value)| value)
    }

    /// Replaces the whole query by a text that is escaped.
    pub(crate) fn replace_query(&mut self, query: &str) {
        self.query = vec![("", query.to_owned())];
    }

    /// Replaces the body by other JSON of the same media type.
    pub(crate) fn replace_json(&mut self, body: &serde_json::Value) {
        if let Some(content_type) = self.content_type() {
            self.set_json(content_type, body);
        }
    }

    pub(crate) fn set_retry(&mut self, policy: RetryPolicy) {
        self.retry = Some(Box::new(policy));
    }

    fn put_query(&mut self, name: &'static str, text: String) {
        self.query.retain(|(known, _)| *known != name);
        if !text.is_empty() {
            self.query.push((name, text));
        }
    }

    fn put_json(&mut self, content_type: &'static str, body: serde_json::Result<Vec<u8>>) {
        match body {
            Ok(bytes) => self.set_bytes(content_type, bytes),
            Err(error) => self.body = Body::Failed(Arc::new(error)),
        }
    }
}

/// What a transport or a test wants to know.
impl Request {
    /// The operation that is called.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The HTTP method.
    pub fn method(&self) -> Method {
        self.operation.method
    }

    /// The path with its values, escaped.
    ///
    /// # Errors
    /// If a value is missing, empty, or made of one or two dots, each of which
    /// would lead to another operation.
    pub fn encoded_path(&self) -> Result<String, Error> {
        encode::fill_path(self.operation.path, &self.path).map_err(|problem| {
            let text = match problem {
                PathProblem::Missing(name) => format!("path parameter `{name}` has no value"),
                PathProblem::Empty(name) => {
                    format!("path parameter `{name}` is empty, which would call another operation")
                }
                PathProblem::Dots(name) => format!(
                    "path parameter `{name}` is `.` or `..`, which would call another operation"
                ),
            };
            Error::encode(self.operation, text)
        })
    }

    /// The query, escaped and without its question mark; empty if there is none.
    pub fn encoded_query(&self) -> String {
        let texts: Vec<&str> = self.query.iter().map(|(_, text)| text.as_str()).collect();
        texts.join("&")
    }

    /// The headers of this call. Those of the client are not among them.
    pub fn headers(&self) -> &Headers {
        &self.headers
    }

    /// The media type of the body.
    pub fn content_type(&self) -> Option<&'static str> {
        match &self.body {
            Body::Bytes { content_type, .. } => Some(content_type),
            Body::None | Body::Failed(_) => None,
        }
    }

    /// The body, if there is one and it could be encoded.
    pub fn body(&self) -> Option<&[u8]> {
        match &self.body {
            Body::Bytes { bytes, .. } => Some(bytes),
            Body::None | Body::Failed(_) => None,
        }
    }

    /// The time limit of this call, if it has one of its own.
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// The retry policy of this call, if it has one of its own.
    pub fn retry(&self) -> Option<&RetryPolicy> {
        self.retry.as_deref()
    }

    /// The headers and the body, or the reason why the body cannot be sent.
    pub(crate) fn into_headers_and_body(self) -> Result<(Headers, Option<Vec<u8>>), Error> {
        let mut headers = self.headers;
        match self.body {
            Body::None => Ok((headers, None)),
            Body::Bytes {
                content_type,
                bytes,
            } => {
                // A caller who names a content type knows better than the definition.
                if !headers.contains("content-type") {
                    headers.set("content-type", content_type);
                }
                Ok((headers, Some(bytes)))
            }
            Body::Failed(source) => Err(Error::encode_body(self.operation, source)),
        }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.operation.name)
            .field("path", &self.path)
            .field("query", &self.encoded_query())
            .field("headers", &self.headers)
            .field("body_length", &self.body().map(<[u8]>::len))
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .finish()
    }
}
