//! Opens responses that are read in chunks, such as recordings and exports.
//!
//! Services return files as the body of a success, or by a redirect to a presigned URL.

use std::sync::Arc;

use reqwest::Url;

use super::execute::assemble;
use crate::runtime::client::Client;
use crate::runtime::error::Error;
use crate::runtime::http::headers::Headers;
use crate::runtime::http::method::Method;
use crate::runtime::http::response::RawResponse;
use crate::runtime::http::transport::HttpRequest;
use crate::runtime::request::Request;
use crate::runtime::send::job::Job;
use crate::runtime::send::repeat::repeat;
use crate::runtime::transfer::download::Download;
use crate::runtime::transfer::resume::{DownloadSource, Opened};

/// The maximum number of redirects. Downloads usually have one; browsers follow up to
/// twenty.
const MAX_REDIRECTS: u32 = 5;

/// Sends a request, and returns the response before its body. An interrupted download is resumed
/// with the same request, because its redirect then has a new presigned URL.
pub(crate) async fn download(client: Client, request: Request) -> Result<Download, Error> {
    let job = assemble(&client.inner, request.clone())?;
    let is_repeatable = job.operation.method == Method::Get && !job.http.headers.contains("range");
    let mut source = source(&client, &job);
    let opened = follow(&client, job).await?;
    if is_repeatable {
        source.open = Some(Box::new(move |part| {
            let (client, request) = (client.clone(), request.clone());
            Box::pin(async move {
                let mut job = assemble(&client.inner, request)?;
                if let Some(part) = part {
                    part.ask(&mut job.http.headers);
                }
                follow(&client, job).await
            })
        }));
    }
    Ok(Download::new(source, opened, None))
}

/// As [`download`], for a body that cannot be resumed, such as a stream of events.
pub(crate) async fn stream(client: Client, request: Request) -> Result<Download, Error> {
    let job = assemble(&client.inner, request)?;
    let source = source(&client, &job);
    let opened = follow(&client, job).await?;
    Ok(Download::new(source, opened, None))
}

/// The source of a download, without the function that resumes it.
fn source(client: &Client, job: &Job) -> DownloadSource {
    DownloadSource {
        wire: Arc::clone(&client.inner.wire),
        operation: job.operation,
        url: job.http.url.clone(),
        origin: None,
        policy: job.policy.clone(),
        open: None,
    }
}

/// Sends a job and follows the redirects that lead to its body.
async fn follow(client: &Client, mut job: Job) -> Result<Opened, Error> {
    let client = &*client.inner;
    let operation = job.operation;
    job.is_streamed = true;
    let mut url = job.http.url.clone();
    let part: Vec<_> = ["range", "if-range", "accept-encoding"]
        .into_iter()
        .filter_map(|name| Some((name, job.http.headers.get(name)?.to_owned())))
        .collect();
    let timeout = job.http.timeout;
    let policy = job.policy.clone();
    let account = client.account(job.security);
    let mut received = repeat(&client.wire, Some(account), &job).await?;
    for _ in 0..MAX_REDIRECTS {
        if received.raw.status() < 300 {
            break;
        }
        url = target(&url, &received.raw)
            .ok_or_else(|| Error::status_of(operation, received.raw.clone(), true))?;
        // Neither the access token nor the caller's headers are sent to another host; a
        // presigned URL needs none. `Range` is no secret, and without it the whole file
        // would be read as the requested part.
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
                operation: None,
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
        received = repeat(&client.wire, None, &job).await?;
    }
    match received.rest {
        Some(rest) if received.raw.status() < 300 => Ok((received.raw, rest)),
        _ => Err(Error::status_of(operation, received.raw, true)),
    }
}

/// The target of a redirect: its `Location`, resolved against the URL of the request (RFC
/// 3986, 5), without the fragment. `None` if there is no `Location`, or it downgrades
/// https to http.
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
