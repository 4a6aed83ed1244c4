//! The chain that every call goes through, from a request to a response.
//!
//! 1. The URL: base URL of the client or the operation, path with its values, query.
//! 2. The headers: those of the client, then those of the operation and the
//!    call in place of them.
//!    The credentials that the operation takes are chosen, and not added yet.
//! 3. The loop that repeats a call which may be repeated, in `send::repeat`.
//! 4. The mapping of everything that is not a success to an [`Error`], which the
//!    loop does as well.
//!
//! The module is not generic and knows no response type: decoding comes after it.

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
    /// Where an operation lives that may have a server of its own. The caller's
    /// word is the last: who names a test server or a gateway wants no call,
    /// and no token, to go anywhere else.
    /// The URL has room for `more` bytes behind it.
    fn url_of(&self, server: Option<&str>, more: usize) -> String {
        let (origin, path) = match server {
            None => (self.base_url.as_str(), ""),
            Some(server) if self.is_placed || server.starts_with('/') => {
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

/// Sends a request through the chain of this module. `shared` is the rate limit of calls that are sent at
/// the same time, which counts where the client keeps none.
///
/// A redirect comes back as a response, because some operations declare one as
/// their success; the transport does not follow it.
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

/// Steps 1 and 2.
pub(crate) fn assemble(client: &Inner, request: Request) -> Result<Job, Error> {
    let operation = request.operation();
    let (path, query) = (request.encoded_path()?, request.encoded_query());
    let mut url = client.url_of(request.server(), path.len() + query.len() + 1);
    url.push_str(&path);
    if !query.is_empty() {
        // A path may have a query of its own.
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(&query);
    }
    let security = request.security();
    let live = client.wire.live();
    let timeout = request.timeout().or(live.timeout);
    let policy = request.retry().unwrap_or(&live.retry).clone();

    let (own, body) = request.into_headers_and_body()?;
    // Those of the client were checked when it was made.
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
