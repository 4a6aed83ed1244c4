//! The request of one call: an operation with its parameters and body.
//!
//! Generated code builds a [`Request`] with the methods in `build`. The client adds the
//! base URL, its headers and the credentials.

mod build;
pub(crate) mod form;
pub(crate) mod style;
pub(crate) mod text_form;
pub(crate) mod upload;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::definition::SECURITY;
use crate::runtime::attempt::retry::RetryPolicy;
use crate::runtime::error::Error;
use crate::runtime::http::body::Body;
use crate::runtime::http::encode::{self, PathProblem};
use crate::runtime::http::headers::Headers;
use crate::runtime::http::method::Method;
use crate::runtime::http::redact;
use crate::runtime::request::form::Form;
use crate::runtime::service::operation::Operation;
use crate::runtime::service::paging::{PageSize, Paging};
use crate::runtime::service::security::Security;
use crate::runtime::service::stream::StreamFormat;

/// A request, before the client adds its base URL, headers and credentials.
///
/// An invalid value is an error when the call is sent, so that setters return no
/// `Result`.
#[derive(Clone)]
pub struct Request {
    operation: &'static Operation,
    /// The name of each parameter and its encoded value.
    path: Vec<(&'static str, String)>,
    /// The name of each parameter and its part of the encoded query. A list with repeated
    /// keys is one entry, so that setting it again replaces it.
    query: Vec<(&'static str, String)>,
    headers: Headers,
    /// The name of each parameter and its part of the `Cookie` header.
    cookies: Vec<(&'static str, String)>,
    body: Content,
    /// Why the request cannot be sent.
    failed: Option<Arc<str>>,
    timeout: Option<Duration>,
    paging: Option<Paging>,
    /// The parameter and the maximum of the page size, if the definition declares them.
    page_size: Option<PageSize>,
    /// The media type and the format of a streamed response.
    stream: Option<(&'static str, StreamFormat)>,
    /// The server of the operation, if it declares one.
    server: Option<&'static str>,
    /// The security requirements, if they differ from the default.
    security: Option<Security>,
    /// Boxed, because few calls have a policy of their own.
    retry: Option<Box<RetryPolicy>>,
}

#[derive(Clone)]
enum Content {
    None,
    Whole {
        content_type: &'static str,
        body: Body,
    },
    Form(Form),
}

/// Methods for the runtime.
impl Request {
    /// Sets a header on behalf of the caller.
    pub(crate) fn set_own_header(&mut self, name: String, value: String) {
        self.headers.set(name, value);
    }

    /// Stores the reason why the request cannot be sent.
    pub(crate) fn refuse(&mut self, problem: &str) {
        self.failed = Some(problem.into());
    }

    pub(crate) fn set_timeout(&mut self, timeout: Duration) {
        self.timeout = Some(timeout);
    }

    pub(crate) fn paging(&self) -> Option<Paging> {
        self.paging
    }

    pub(crate) fn page_size(&self) -> Option<PageSize> {
        self.page_size
    }

    /// Whether another request of the same stream of pages is for the same page.
    pub(crate) fn is_same_page(&self, other: &Self) -> bool {
        self.query == other.query && self.body() == other.body()
    }

    /// The media type and the format of the streamed response.
    pub(crate) fn stream_format(&self) -> (&'static str, StreamFormat) {
        let ordinary = (self.operation.accept, StreamFormat::Lines);
        self.stream.unwrap_or(ordinary)
    }

    /// The encoded value of a query parameter.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        let (_, text) = self.query.iter().find(|(known, _)| *known == name)?;
        text.split_once('=').map(|(_, value)| value)
    }

    /// Adds a value to a query parameter, beside earlier ones.
    pub(crate) fn add_query(&mut self, name: &'static str, value: &dyn fmt::Display) {
        let pair = encode::query_pair(name, &value.to_string());
        match self.query.iter_mut().find(|(known, _)| *known == name) {
            Some((_, text)) => *text = format!("{text}&{pair}"),
            None => self.query.push((name, pair)),
        }
    }

    /// Replaces the whole query with an encoded one.
    pub(crate) fn replace_query(&mut self, query: &str) {
        self.query = vec![("", query.to_owned())];
    }

    /// Replaces the JSON body, with the same media type.
    pub(crate) fn replace_json(&mut self, body: &serde_json::Value) {
        let content_type = self.content_type().unwrap_or("application/json");
        self.set_json(content_type, body);
    }

    pub(crate) fn set_retry(&mut self, policy: RetryPolicy) {
        self.retry = Some(Box::new(policy));
    }
}

/// Accessors.
impl Request {
    /// The operation that is called.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The HTTP method.
    pub fn method(&self) -> Method {
        self.operation.method
    }

    /// The path with its parameters, percent-encoded.
    ///
    /// # Errors
    /// If a parameter is missing, empty, `.` or `..`, because the path would be that of
    /// another operation.
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

    /// The query, percent-encoded, without the question mark; empty if there is none.
    pub fn encoded_query(&self) -> String {
        let texts: Vec<&str> = self.query.iter().map(|(_, text)| text.as_str()).collect();
        texts.join("&")
    }

    /// The headers of this call, without those of the client.
    pub fn headers(&self) -> &Headers {
        &self.headers
    }

    /// The media type of the body.
    pub fn content_type(&self) -> Option<&'static str> {
        match &self.body {
            Content::Whole { content_type, .. } => Some(content_type),
            Content::Form(form) => Some(form.content_type()),
            Content::None => None,
        }
    }

    /// The body, if it is in memory. `None` for forms, files and streams, which are read
    /// when they are sent.
    pub fn body(&self) -> Option<&[u8]> {
        match &self.body {
            Content::Whole { body, .. } => body.as_bytes().map(AsRef::as_ref),
            Content::None | Content::Form(_) => None,
        }
    }

    /// The server that the operation declares: a URL, or a path on the host of the API. A
    /// client with a host or gateway of its own uses only the path.
    pub fn server(&self) -> Option<&'static str> {
        self.server
    }

    /// The security requirements of the operation.
    pub fn security(&self) -> Security {
        self.security.unwrap_or(SECURITY)
    }

    /// The time limit of this call, if it has one of its own.
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// The retry policy of this call, if it has one of its own.
    pub fn retry(&self) -> Option<&RetryPolicy> {
        self.retry.as_deref()
    }

    /// Returns the headers and the body, or the error of a parameter that cannot be sent.
    pub(crate) fn into_headers_and_body(self) -> Result<(Headers, Option<Body>), Error> {
        let mut headers = self.headers;
        if let Some(problem) = self.failed {
            return Err(Error::encode(self.operation, problem.to_string()));
        }
        if !self.cookies.is_empty() {
            let cookies = self.cookies.iter();
            let cookies = cookies.map(|(_, text)| text.as_str());
            headers.set("cookie", cookies.collect::<Vec<_>>().join("; "));
        }
        match self.body {
            Content::None => Ok((headers, None)),
            Content::Whole { content_type, body } => {
                // A content type that the caller sets takes precedence over the
                // definition.
                if !headers.contains("content-type") {
                    headers.put("content-type".into(), content_type.into());
                }
                Ok((headers, Some(body)))
            }
            Content::Form(form) => {
                let encoded = form.encode();
                let (content_type, body) =
                    encoded.map_err(|problem| Error::encode(self.operation, problem))?;
                headers.set("content-type", content_type);
                Ok((headers, Some(body)))
            }
        }
    }
}

/// Without the values of the query, the cookies and the body, which may be confidential.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.operation.name)
            .field("path", &self.path)
            .field("query", &redact::query(&self.encoded_query()))
            .field("headers", &self.headers)
            .field("body_length", &self.body().map(<[u8]>::len))
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .finish()
    }
}
