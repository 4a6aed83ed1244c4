//! The chain that every call goes through, from a request to a response.
//!
//! 1. The URL: base URL of the client or the operation, path with its values, query.
//! 2. The headers: those of the client, then those of the operation and the
//!    call in place of them.
//!    The credentials that the operation takes are chosen, and not added yet.
//! 3. The loop that repeats a call which may be repeated. What happens inside
//!    it happens again for each try, in this order:
//!    - login: a token that is good, if the operation takes one and the call has
//!      no authorization of its own. The time limit of the call is also that of
//!      its wait for the login;
//!    - rate limit: a place in the service's window, if the client keeps one and
//!      the window opens before the total time of the policy is over;
//!    - the hooks before, the credentials, the transport, the hooks after;
//!    - judgement: a token that the service refuses (401) is renewed once, and
//!      the call made again; what the retry policy repeats is waited for and
//!      made again; everything else is the outcome.
//! 4. The mapping of everything that is not a success to an [`Error`].
//!
//! A login goes through step 3 as well, without its first two parts. The
//! module is not generic and knows no response type: decoding comes after it.

use std::time::Duration;

use super::client::{Client, Inner};
use super::deadline::within;
use super::error::Error;
use super::headers::Headers;
use super::hooks::Try;
use super::host;
use super::login::Keeper;
use super::operation::Operation;
use super::request::Request;
use super::response::RawResponse;
use super::retry::{RetryPolicy, Tries};
use super::security::{Grant, Security};
use super::token::AccessToken;
use super::transport::{HttpRequest, TransportError};
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
    /// What the operation takes; nothing for requests without an account.
    pub(crate) security: Security,
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

impl Inner {
    /// Where an operation lives that may have a server of its own. The caller's
    /// word is the last: who names a test server or a gateway wants no call,
    /// and no token, to go anywhere else.
    fn url_of(&self, server: Option<&str>) -> String {
        match server {
            None => self.base_url.clone(),
            Some(server) if self.is_placed || server.starts_with('/') => {
                let (origin, _) = host::split(&self.base_url);
                format!("{origin}{}", host::split(server).1)
            }
            Some(server) => server.to_owned(),
        }
    }

    /// What a call is sent with.
    fn grant(&self, security: Security) -> Grant<'_> {
        self.credentials.grant(security, self.keeper.has_token())
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
    let mut url = account.url_of(request.server());
    url.push_str(&request.encoded_path()?);
    let query = request.encoded_query();
    if !query.is_empty() {
        // A path may have a query of its own.
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(&query);
    }
    let security = request.security();
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
            max_response_size: None,
        },
        authorization,
        policy,
        is_idempotent: operation.method.is_idempotent(),
        is_streamed: false,
        security,
    })
}

/// Steps 3 and 4. The account is that of a call; a login has none.
pub(crate) async fn repeat(
    wire: &Wire,
    account: Option<&Inner>,
    job: Job,
) -> Result<Received, Error> {
    let operation = job.operation;
    let grant = account.map(|account| account.grant(job.security));
    let stated = job.authorization.clone();
    let own = stated.or_else(|| grant.as_ref()?.authorization());
    let needs_token = own.is_none() && grant.as_ref().is_some_and(|grant| grant.has_bearer);
    let keeper = account.filter(|_| needs_token).map(|it| &it.keeper);
    let limiter = account.and_then(|account| account.limiter.as_ref());
    let mut tries = Tries::new(&job.policy, job.is_idempotent);
    let mut was_refused = false;
    let mut number = 0;
    loop {
        number += 1;
        let token = match keeper {
            Some(keeper) => token(wire, keeper, &job).await?,
            None => None,
        };
        let bearer = token.as_ref().map(|token| bearer(operation, token));
        let authorization = bearer.transpose()?.or_else(|| own.clone());
        if let Some(limiter) = limiter {
            let passed = limiter.pass(wire.transport.as_ref(), &mut tries).await;
            passed.map_err(|opens| Error::transport(operation, window_is_late(opens)))?;
        }

        let sent = wire
            .send(&job, authorization.as_deref(), grant.as_ref(), number)
            .await?;

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
            _ => {
                let has_credential = grant.is_some_and(|grant| grant.has_credential());
                let is_authorized = authorization.is_some() || has_credential;
                let error = Error::status_of(operation, received.raw, is_authorized);
                Err(error.taking(job.security))
            }
        };
    }
}

/// A token for a try, within the time that a try may take.
async fn token(wire: &Wire, keeper: &Keeper, job: &Job) -> Result<Option<AccessToken>, Error> {
    let limit = job.http.timeout;
    match within(wire.transport.as_ref(), limit, keeper.token()).await {
        Some(result) => result.map_err(|failure| Error::login(job.operation, failure)),
        None => match keeper.meanwhile() {
            Some(token) => Ok(Some(token)),
            None => Err(Error::transport(job.operation, login_is_late(limit))),
        },
    }
}

fn login_is_late(limit: Option<Duration>) -> TransportError {
    let limit = limit.unwrap_or_default();
    TransportError::timeout(format!(
        "the login before the call did not end within {limit:?}, the time limit of the call"
    ))
}

fn window_is_late(opens: Duration) -> TransportError {
    TransportError::timeout(format!(
        "the service's rate limit is used up, and its next window opens in {opens:.1?}, which is \
         later than the call may wait: raise RetryPolicy::total_time, or call again then"
    ))
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
