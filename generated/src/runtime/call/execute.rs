//! The steps of every call, from a request to a response.
//!
//! 1. Build the URL: base URL of the client or the operation, path with its parameters,
//!    query.
//! 2. Merge the headers: those of the call replace those of the operation, which replace
//!    those of the client. Credentials are added later, for each attempt.
//! 3. Send the request and retry it as the policy allows (`send::repeat`).
//! 4. Map every response that is not a success to an [`Error`] (`send::repeat`).
//!
//! Decoding comes afterwards: this module is not generic over the response type, so that
//! it is compiled once.

use std::sync::Arc;

use crate::runtime::attempt::limiter::Limiter;
use crate::runtime::client::{Client, Inner};
use crate::runtime::error::Error;
use crate::runtime::http::headers;
use crate::runtime::http::response::RawResponse;
use crate::runtime::http::transport::HttpRequest;
use crate::runtime::request::Request;
use crate::runtime::send::job::Job;
use crate::runtime::send::repeat::repeat;
use crate::runtime::service::address;
use crate::runtime::service::operation::RAW;

impl Inner {
    /// The base URL of an operation, which may declare a server of its own. If the caller
    /// has set a host or gateway, it is used for all operations, so that no access token
    /// is sent anywhere else. The string has capacity for `more` bytes of path and query.
    fn url_of(&self, server: Option<&str>, more: usize) -> String {
        let (origin, path) = match server {
            None => (self.base_url.as_str(), ""),
            Some(server) if self.has_server || server.starts_with('/') => {
                (address::split(&self.base_url).0, address::split(server).1)
            }
            Some(server) => (server, ""),
        };
        let mut url = String::with_capacity(origin.len() + path.len() + more);
        url.push_str(origin);
        url.push_str(path);
        url
    }
}

/// Runs the steps of this module. `shared` is the rate limit of concurrent page requests, for a client
/// without a rate limit.
///
/// A redirect is returned as a response, because some operations declare one as their
/// success; the transport does not follow it.
pub(crate) async fn execute(
    client: Client,
    request: Request,
    shared: Option<Arc<Limiter>>,
) -> Result<RawResponse, Error> {
    let client = &*client.inner;
    let job = assemble(client, request)?;
    let mut account = client.account(job.security);
    account.limiter = account.limiter.or(shared.as_deref());
    let received = repeat(&client.wire, Some(account), &job).await?;
    Ok(received.raw)
}

/// Steps 1 and 2: builds the request and checks its headers.
pub(crate) fn assemble(client: &Inner, request: Request) -> Result<Job, Error> {
    let operation = request.operation();
    let (path, query) = (request.encoded_path()?, request.encoded_query());
    let mut url = client.url_of(request.server(), path.len() + query.len() + 1);
    url.push_str(&path);
    if !query.is_empty() {
        // The path of an operation may contain a query.
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(&query);
    }
    let security = request.security();
    let live = client.wire.live();
    let timeout = request.timeout().or(live.timeout);
    let policy = request.retry().unwrap_or(&live.retry).clone();

    let (own, body) = request.into_headers_and_body()?;
    // The headers of the client were checked by its builder.
    let problem = own.problem();
    let problem = problem.or_else(|| headers::problem("accept", operation.accept));
    if let Some(problem) = problem {
        return Err(Error::encode(operation, problem));
    }
    let mut headers = client.wire.headers.clone();
    headers.put("accept".into(), operation.accept.into());
    headers.put_all(own);
    let authorization = headers.get("authorization").map(str::to_owned);
    headers.remove("authorization");
    Ok(Job {
        operation,
        http: HttpRequest {
            method: operation.method,
            operation: (operation.name != RAW).then_some(operation.name),
            url,
            headers,
            body,
            timeout,
            max_response_size: None,
        },
        authorization,
        policy,
        is_idempotent: operation.method.is_idempotent(),
        is_streamed: false,
        security,
    })
}
