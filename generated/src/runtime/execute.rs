//! The chain that every call goes through, from a request to a response.
//!
//! 1. The URL: base URL, path with its values, query.
//! 2. The headers: those of the client, then those of the operation and the
//!    call in place of them.
//! 3. The loop that repeats a call which may be repeated. What happens inside
//!    it happens again for each try, in this order:
//!    - login: a token that is good, unless the call has its own authorization;
//!    - rate limit: a place in the service's window, if the client keeps one;
//!    - the hooks before, the authorization, the transport, the hooks after;
//!    - judgement: a token that the service refuses (401) is renewed once, and
//!      the call made again; what the retry policy repeats is waited for and
//!      made again; everything else is the outcome.
//! 4. The mapping of everything that is not a success to an [`Error`].
//!
//! A login goes through step 3 as well, without its first two parts. The
//! module is not generic and knows no response type: decoding comes after it.

use super::client::{Client, Inner};
use super::error::Error;
use super::headers::Headers;
use super::hooks::Try;
use super::operation::Operation;
use super::request::Request;
use super::response::RawResponse;
use super::retry::{RetryPolicy, Tries};
use super::token::AccessToken;
use super::transport::HttpRequest;
use super::wire::{Received, Wire};

/// What the loop repeats.
pub(crate) struct Job {
    pub(crate) operation: &'static Operation,
    /// The request without its authorization.
    pub(crate) http: HttpRequest,
    /// An authorization that is no login of the client.
    pub(crate) authorization: Option<String>,
    pub(crate) policy: RetryPolicy,
    pub(crate) is_idempotent: bool,
    /// Whether the body of a success is left on its way.
    pub(crate) is_streamed: bool,
}

impl Job {
    pub(crate) fn attempt(&self, number: u32) -> Try<'_> {
        Try {
            operation: self.operation,
            method: self.http.method,
            url: &self.http.url,
            number,
        }
    }
}

/// Sends a request through the chain of this module.
///
/// A redirect comes back as a response, because some operations declare one as
/// their success; the transport does not follow it.
pub(crate) async fn execute(client: Client, request: Request) -> Result<RawResponse, Error> {
    let account = &*client.inner;
    let job = assemble(account, request)?;
    let received = repeat(&account.wire, Some(account), job).await?;
    Ok(received.raw)
}

/// Steps 1 and 2.
pub(crate) fn assemble(account: &Inner, request: Request) -> Result<Job, Error> {
    let operation = request.operation();
    let mut url = account.base_url.clone();
    url.push_str(&request.encoded_path()?);
    let query = request.encoded_query();
    if !query.is_empty() {
        url.push('?');
        url.push_str(&query);
    }
    let live = account.wire.live();
    let timeout = request.timeout().or(live.timeout);
    let policy = request.retry().unwrap_or(&live.retry).clone();

    let (own, body) = request.into_headers_and_body()?;
    let mut headers = account.wire.headers.clone();
    headers.set("accept", operation.accept);
    for (name, value) in own.iter() {
        headers.set(name, value);
    }
    check(operation, &headers)?;
    let authorization = headers.get("authorization").map(str::to_owned);
    headers.remove("authorization");
    Ok(Job {
        operation,
        http: HttpRequest {
            method: operation.method,
            url,
            headers,
            body,
            timeout,
        },
        authorization,
        policy,
        is_idempotent: operation.method.is_idempotent(),
        is_streamed: false,
    })
}

/// Steps 3 and 4. The account is that of a call; a login has none.
pub(crate) async fn repeat(
    wire: &Wire,
    account: Option<&Inner>,
    job: Job,
) -> Result<Received, Error> {
    let operation = job.operation;
    let keeper = account.map(|account| &account.keeper);
    let keeper = keeper.filter(|_| job.authorization.is_none());
    let limiter = account.and_then(|account| account.limiter.as_ref());
    let mut tries = Tries::new(&job.policy, job.is_idempotent);
    let mut was_refused = false;
    let mut number = 0;
    loop {
        number += 1;
        let token = match keeper {
            Some(keeper) => keeper.token().await,
            None => Ok(None),
        };
        let token = token.map_err(|failure| Error::login(operation, failure))?;
        let bearer = token.as_ref().map(|token| bearer(operation, token));
        let authorization = bearer.transpose()?.or_else(|| job.authorization.clone());
        if let Some(limiter) = limiter {
            limiter.pass(wire.transport.as_ref()).await;
        }

        let sent = wire.send(&job, authorization.as_deref(), number).await?;

        if let (Some(limiter), Ok(received)) = (limiter, &sent) {
            limiter.learn(&received.raw);
        }
        if let (Some(keeper), Some(token), Ok(received)) = (keeper, &token, &sent)
            && received.raw.status() == 401
            && !was_refused
        {
            was_refused = true;
            if keeper.refuse(token) {
                continue;
            }
        }
        let answer = sent.as_ref().map(|received| &received.raw);
        if let Some((reason, delay)) = tries.again(answer) {
            wire.pause(job.attempt(number), reason, delay).await;
            continue;
        }
        let received = sent.map_err(|error| Error::transport(operation, error))?;
        return match received.raw.status() {
            200..400 => Ok(received),
            _ => Err(Error::status_of(
                operation,
                received.raw,
                authorization.is_some(),
            )),
        };
    }
}

fn bearer(operation: &'static Operation, token: &AccessToken) -> Result<String, Error> {
    if token.is_sendable() {
        return Ok(format!("Bearer {}", token.secret()));
    }
    Err(Error::encode(
        operation,
        super::builder::UNSENDABLE_TOKEN.to_owned(),
    ))
}

/// Refuses headers that cannot be sent.
pub(crate) fn check(operation: &'static Operation, headers: &Headers) -> Result<(), Error> {
    let mut problems = headers
        .iter()
        .filter_map(|(name, value)| header_problem(name, value));
    match problems.next() {
        Some(problem) => Err(Error::encode(operation, problem)),
        None => Ok(()),
    }
}

/// Why a header cannot be sent, without its value, which may be secret.
pub(crate) fn header_problem(name: &str, value: &str) -> Option<String> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(token) {
        return Some(format!("{name:?} is not the name of an HTTP header"));
    }
    if value.bytes().any(|b| b.is_ascii_control() && b != b'\t') {
        return Some(format!(
            "the value of the header `{name}` has a line break or another control character"
        ));
    }
    None
}
