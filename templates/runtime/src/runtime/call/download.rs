//! Responses that are read piece by piece, such as recordings and exports.
//!
//! It knows how the service hands out files: as the body of a success, or by a
//! redirect to a signed address elsewhere. It does not know operations.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::Url;
use tokio::io::AsyncWrite;

use super::execute::assemble;
use crate::runtime::client::Client;
use crate::runtime::error::Error;
use crate::runtime::http::headers::Headers;
use crate::runtime::http::method::Method;
use crate::runtime::http::response::RawResponse;
use crate::runtime::http::transport::{Chunks, HttpRequest, TransportError};
use crate::runtime::request::Request;
use crate::runtime::send::job::Job;
use crate::runtime::send::repeat::repeat;
use crate::runtime::service::operation::Operation;

/// As many as browsers follow in a row before they give up is twenty; a
/// download takes one.
const MAX_REDIRECTS: u32 = 5;

/// A response whose body is still on its way.
///
/// It is a `Stream` of the body's pieces. A body that breaks off is an error,
/// never an end; it is not asked for again, because the beginning may have been
/// used already. The time limit of the call counts for the beginning of the
/// response and for each piece, not for the whole, and
/// [`ClientBuilder::max_response_size`](crate::runtime::ClientBuilder::max_response_size)
/// counts for none of it. The body of an error has the time of the call, and
/// 64 KiB of it are read; that of a redirect is not read.
#[must_use = "a download is read by its methods"]
pub struct Download {
    operation: &'static Operation,
    head: RawResponse,
    rest: Chunks,
}

impl Download {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.head.status()
    }

    /// The headers.
    pub fn headers(&self) -> &Headers {
        self.head.headers()
    }

    /// The media type of the body.
    pub fn content_type(&self) -> Option<&str> {
        self.head.headers().get("content-type")
    }

    /// The size of the body in bytes, if the service tells it.
    pub fn content_length(&self) -> Option<u64> {
        self.head.headers().get("content-length")?.parse().ok()
    }

    /// The next piece of the body, or nothing at its end.
    ///
    /// # Errors
    /// If the body breaks off or the next piece takes too long.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let next = poll_fn(|cx| self.rest.as_mut().poll_next(cx)).await;
        next.transpose().map_err(|error| self.broken(error))
    }

    /// Writes the body to a writer, such as a `tokio::fs::File`, and flushes it.
    /// Gives back how many bytes there were.
    ///
    /// # Errors
    /// If the body breaks off, or the writer fails. The writer has then got a
    /// part of the body.
    pub async fn write_to<W: AsyncWrite + Unpin>(mut self, writer: &mut W) -> Result<u64, Error> {
        let mut length = 0;
        while let Some(chunk) = self.chunk().await? {
            let mut left = chunk.as_ref();
            while !left.is_empty() {
                let written = poll_fn(|cx| Pin::new(&mut *writer).poll_write(cx, left)).await;
                let count = match written {
                    Ok(0) => return Err(self.unwritten(std::io::ErrorKind::WriteZero.into())),
                    Ok(count) => count,
                    Err(error) => return Err(self.unwritten(error)),
                };
                left = &left[count.min(left.len())..];
            }
            length += chunk.len() as u64;
        }
        let flushed = poll_fn(|cx| Pin::new(&mut *writer).poll_flush(cx)).await;
        flushed.map_err(|error| self.unwritten(error))?;
        Ok(length)
    }

    /// The whole body, in memory, however large it is.
    ///
    /// # Errors
    /// If the body breaks off.
    pub async fn bytes(mut self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    fn broken(&self, error: TransportError) -> Error {
        Error::transport(self.operation, error)
    }

    fn unwritten(&self, error: std::io::Error) -> Error {
        let problem = TransportError::other("the download could not be written");
        self.broken(problem.with_source(error))
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.rest.as_mut().poll_next(cx);
        next.map(|item| item.map(|item| item.map_err(|error| self.broken(error))))
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("head", &self.head)
            .finish_non_exhaustive()
    }
}

/// Sends a request and follows the redirects that lead to its body.
pub(crate) async fn download(client: Client, request: Request) -> Result<Download, Error> {
    let client = &*client.inner;
    let operation = request.operation();
    let mut job = assemble(client, request)?;
    job.is_streamed = true;
    let mut url = job.http.url.clone();
    let part: Vec<_> = ["range", "if-range"]
        .into_iter()
        .filter_map(|name| Some((name, job.http.headers.get(name)?.to_owned())))
        .collect();
    let timeout = job.http.timeout;
    let policy = job.policy.clone();
    let account = client.account(job.security);
    let mut received = repeat(&client.wire, Some(account), job).await?;
    for _ in 0..MAX_REDIRECTS {
        if received.raw.status() < 300 {
            break;
        }
        url = target(&url, &received.raw)
            .ok_or_else(|| Error::status_of(operation, received.raw.clone(), true))?;
        // Neither the access token nor the caller's headers leave the service:
        // the address carries what it needs. Which part of the file is wanted is
        // no secret, and the whole in its place would be taken for that part.
        let agent = client.wire.headers.get("user-agent");
        let mut headers = Headers::new();
        headers.set("user-agent", agent.unwrap_or_default());
        headers.set("accept", "*/*");
        for (name, value) in &part {
            headers.set(*name, value);
        }
        let job = Job {
            operation,
            http: HttpRequest {
                method: Method::Get,
                url: url.clone(),
                headers,
                body: None,
                timeout,
                max_response_size: None,
            },
            authorization: None,
            policy: policy.clone(),
            is_idempotent: true,
            is_streamed: true,
            security: &[],
        };
        received = repeat(&client.wire, None, job).await?;
    }
    match received.rest {
        Some(rest) if received.raw.status() < 300 => Ok(Download {
            operation,
            head: received.raw,
            rest,
        }),
        _ => Err(Error::status_of(operation, received.raw, true)),
    }
}

/// Where a redirect leads: its `Location`, resolved against the URL of the
/// request (RFC 3986, 5) by the parser that also reads the URL of each request.
/// The fragment is dropped, since it is not for the server. None if there is no
/// address, or one that gives up encryption.
fn target(from: &str, redirect: &RawResponse) -> Option<String> {
    let location = redirect.headers().get("location")?.trim();
    if location.is_empty() {
        return None;
    }
    let from = Url::parse(from).ok()?;
    let mut to = from.join(location).ok()?;
    to.set_fragment(None);
    let is_allowed = match to.scheme() {
        "https" => true,
        "http" => from.scheme() == "http",
        _ => false,
    };
    is_allowed.then(|| to.into())
}

#[cfg(test)]
mod tests {
    use super::target;
    use crate::runtime::{Headers, RawResponse};

    fn leads(from: &str, location: &str) -> Option<String> {
        let mut headers = Headers::new();
        headers.set("location", location);
        target(from, &RawResponse::new(303, headers, Vec::new()))
    }

    /// The examples of RFC 3986, 5.4, and what services send besides.
    #[test]
    fn an_address_is_resolved_against_the_url_of_the_request() {
        let from = "https://api.x/b/c/d;p?q#f";
        for (location, expected) in [
            ("https://s3/x?y", "https://s3/x?y"),
            ("HTTPS://s3/x", "https://s3/x"),
            ("/g?e", "https://api.x/g?e"),
            ("//s3/x?y", "https://s3/x?y"),
            ("//s3", "https://s3/"),
            ("g", "https://api.x/b/c/g"),
            ("./g", "https://api.x/b/c/g"),
            ("g/", "https://api.x/b/c/g/"),
            ("?y", "https://api.x/b/c/d;p?y"),
            ("g?y#s", "https://api.x/b/c/g?y"),
            ("#s", "https://api.x/b/c/d;p?q"),
            (";x", "https://api.x/b/c/;x"),
            ("..", "https://api.x/b/"),
            ("../g", "https://api.x/b/g"),
            ("../../../g", "https://api.x/g"),
            ("/./g", "https://api.x/g"),
            ("g?y/./x", "https://api.x/b/c/g?y/./x"),
            (" g ", "https://api.x/b/c/g"),
            ("g%2Fh?s=a%2Bb", "https://api.x/b/c/g%2Fh?s=a%2Bb"),
        ] {
            assert_eq!(
                leads(from, location).as_deref(),
                Some(expected),
                "{location}"
            );
        }
        assert_eq!(
            leads("https://api.x", "g").as_deref(),
            Some("https://api.x/g")
        );
        assert_eq!(
            leads("http://x:8080/a", "//y/b").as_deref(),
            Some("http://y/b")
        );
        assert_eq!(
            leads("http://x/a", "https://y/").as_deref(),
            Some("https://y/")
        );
    }

    #[test]
    fn encryption_is_not_given_up() {
        for location in [
            "http://s3/x",
            "HTTP://s3",
            "http:x",
            "ftp://s3",
            "data:,x",
            "",
        ] {
            assert_eq!(leads("https://api.x/a", location), None, "{location}");
        }
        let bare = RawResponse::new(303, Headers::new(), Vec::new());
        assert_eq!(target("https://api.x/a", &bare), None);
    }
}
