//! What one call sends: an operation together with its inputs.
//!
//! Generated code fills a [`Request`], by the methods in `build`, while the
//! caller states the inputs. It does not know where they go: the base URL, the
//! login and the headers of every call belong to the client.

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

/// One request, before the client adds what is the same for all of them.
///
/// A value that cannot be sent is not refused where it is given, so that the
/// builders return no `Result`; it surfaces when the call is sent.
#[derive(Clone)]
pub struct Request {
    operation: &'static Operation,
    /// The name of each parameter and its text in the URL.
    path: Vec<(&'static str, String)>,
    /// The name of each parameter and its whole text in the URL. A list that
    /// repeats its key is one entry, so that setting it again replaces it.
    query: Vec<(&'static str, String)>,
    headers: Headers,
    /// The name of each parameter and its whole text in the header.
    cookies: Vec<(&'static str, String)>,
    body: Content,
    /// Why the request cannot be sent.
    failed: Option<Arc<str>>,
    timeout: Option<Duration>,
    paging: Option<Paging>,
    /// How large a page can be, if the definition says so.
    page_size: Option<PageSize>,
    /// The media type of the stream that the response may be, and its format.
    stream: Option<(&'static str, StreamFormat)>,
    /// Where the operation lives, if that is not where the API does.
    server: Option<&'static str>,
    /// The security requirements, if they differ from those of most operations.
    security: Option<Security>,
    /// In a box, because few calls have a policy of their own.
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

/// What the runtime itself sets.
impl Request {
    /// Adds a header that the caller named.
    pub(crate) fn set_own_header(&mut self, name: String, value: String) {
        self.headers.set(name, value);
    }

    /// Says why the request cannot be sent, which its call fails with.
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

    /// Whether another request of the same operation is for the same page.
    pub(crate) fn is_same_page(&self, other: &Self) -> bool {
        self.query == other.query && self.body() == other.body()
    }

    /// The media type and the format of the stream that the response is read as.
    pub(crate) fn stream_format(&self) -> (&'static str, StreamFormat) {
        let ordinary = (self.operation.accept, StreamFormat::Lines);
        self.stream.unwrap_or(ordinary)
    }

    /// The value of a query parameter, as it is in the URL.
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

    /// Replaces the whole query by an escaped string.
    pub(crate) fn replace_query(&mut self, query: &str) {
        self.query = vec![("", query.to_owned())];
    }

    /// Replaces the body by other JSON of the same media type.
    pub(crate) fn replace_json(&mut self, body: &serde_json::Value) {
        let content_type = self.content_type().unwrap_or("application/json");
        self.set_json(content_type, body);
    }

    pub(crate) fn set_retry(&mut self, policy: RetryPolicy) {
        self.retry = Some(Box::new(policy));
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
            Content::Whole { content_type, .. } => Some(content_type),
            Content::Form(form) => Some(form.content_type()),
            Content::None => None,
        }
    }

    /// The body, if it is in memory. A form is encoded only when it is sent, and a file or a
    /// stream is read then.
    pub fn body(&self) -> Option<&[u8]> {
        match &self.body {
            Content::Whole { body, .. } => body.as_bytes().map(AsRef::as_ref),
            Content::None | Content::Form(_) => None,
        }
    }

    /// Where the operation lives, if the definition says that this is not where
    /// the API does: an address, or a path of the same host. A client that was
    /// given a place of its own goes there all the same.
    pub fn server(&self) -> Option<&'static str> {
        self.server
    }

    /// The security schemes that the operation takes.
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

    /// The headers and the body, or the reason why an input cannot be sent.
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
                // A caller who names a content type knows better than the definition.
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

/// The values of the query, the cookies and the body stay out: they are the
/// caller's data.
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
