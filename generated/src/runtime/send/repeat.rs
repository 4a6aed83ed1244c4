//! The loop of attempts, for calls and logins.
//!
//! Each attempt has these steps:
//! - login: wait for a valid token, within the time limit of the call, if the operation
//!   requires one and the call has no `Authorization` header of its own;
//! - rate limit: wait for the service's window, if the client has a rate limit and the
//!   policy allows the wait;
//! - sending: hooks, credentials, transport, hooks;
//! - decision: after a 401, renew the token once and repeat; if the retry policy allows
//!   it, wait and repeat; otherwise return the outcome.
//!
//! Logins are sent by this loop as well, without the first two steps. So tokens are
//! behind the trait [`Tokens`].

use std::pin::Pin;
use std::time::Duration;

use super::job::Job;
use super::wire::{Received, Wire};
use crate::runtime::attempt::limiter::Limiter;
use crate::runtime::attempt::retry::Tries;
use crate::runtime::auth::credentials::Grant;
use crate::runtime::auth::token::AccessToken;
use crate::runtime::error::{Error, Failure};
use crate::runtime::http::deadline::within;
use crate::runtime::http::transport_error::TransportError;
use crate::runtime::service::operation::Operation;

/// The source of access tokens.
///
/// A trait, because logins, which obtain tokens, depend on this module.
pub(crate) trait Tokens: Sync {
    /// A valid token, after a login if necessary; `None` if there is no source.
    fn token(&self) -> TokenOfCall<'_>;

    /// The current token, if it is still valid while a login is in progress.
    fn meanwhile(&self) -> Option<AccessToken>;

    /// Marks a token that the service has rejected. Returns whether another attempt would
    /// have a different token.
    fn refuse(&self, used: &AccessToken) -> bool;
}

/// The future of [`Tokens::token`].
pub(crate) type TokenOfCall<'a> =
    Pin<Box<dyn Future<Output = Result<Option<AccessToken>, Failure>> + Send + 'a>>;

/// What a call needs of the client: credentials, access token and rate limit.
pub(crate) struct Account<'a> {
    pub(crate) grant: Grant<'a>,
    pub(crate) tokens: &'a dyn Tokens,
    pub(crate) limiter: Option<&'a Limiter>,
}

/// Sends a job until its outcome is final, and maps everything but a success to an
/// [`Error`]. `account` is `None` for logins and for transfers without credentials.
pub(crate) async fn repeat(
    wire: &Wire,
    account: Option<Account<'_>>,
    job: &Job,
) -> Result<Received, Error> {
    let operation = job.operation;
    let grant = account.as_ref().map(|account| &account.grant);
    let explicit = job.authorization.clone();
    let own = explicit.or_else(|| grant?.authorization());
    let needs_token = own.is_none() && grant.is_some_and(|grant| grant.has_bearer);
    let tokens = account.as_ref().filter(|_| needs_token).map(|it| it.tokens);
    let limiter = account.as_ref().and_then(|account| account.limiter);
    let mut tries = Tries::new(&job.policy, job.is_idempotent);
    let mut was_refused = false;
    // Whether a retry was impossible because of the body.
    let mut is_spent = false;
    let mut number = 0;
    loop {
        number += 1;
        let token = match tokens {
            Some(tokens) => token(wire, tokens, job).await?,
            None => None,
        };
        let bearer = token.as_ref().map(|token| bearer(operation, token));
        let authorization = bearer.transpose()?.or_else(|| own.clone());
        if let Some(limiter) = limiter {
            let passed = limiter.pass(wire.transport.as_ref(), &mut tries).await;
            passed.map_err(|opens| Error::transport(operation, window_is_late(opens)))?;
        }

        let has_credential = grant.is_some_and(Grant::has_credential);
        let is_authorized = authorization.is_some() || has_credential;
        let sent = wire.send(job, authorization, grant, number).await?;

        if let (Some(limiter), Ok(received)) = (limiter, &sent) {
            limiter.learn(&received.raw);
        }
        if let (Some(tokens), Some(token), Ok(received)) = (tokens, &token, &sent)
            && received.raw.status() == 401
            && !was_refused
        {
            was_refused = true;
            if tokens.refuse(token) {
                is_spent = !job.is_repeatable();
                if !is_spent {
                    continue;
                }
            }
        }
        let response = sent.as_ref().map(|received| &received.raw);
        if let Some((reason, delay)) = tries.again(response) {
            is_spent = !job.is_repeatable();
            if !is_spent {
                wire.pause(job.attempt(number), reason, delay).await;
                continue;
            }
        }
        let outcome = judged(job, sent, is_authorized);
        return outcome.map_err(|error| error.with_spent_body(is_spent));
    }
}

/// The result of a call after its last attempt.
fn judged(
    job: &Job,
    sent: Result<Received, TransportError>,
    is_authorized: bool,
) -> Result<Received, Error> {
    let operation = job.operation;
    let received = sent.map_err(|error| Error::transport(operation, error))?;
    match received.raw.status() {
        200..400 => Ok(received),
        _ => {
            let error = Error::status_of(operation, received.raw, is_authorized);
            Err(error.taking(job.security))
        }
    }
}

/// Waits for an access token, within the time limit of an attempt.
async fn token(wire: &Wire, tokens: &dyn Tokens, job: &Job) -> Result<Option<AccessToken>, Error> {
    let limit = job.http.timeout;
    match within(wire.transport.as_ref(), limit, tokens.token()).await {
        Some(result) => result.map_err(|failure| Error::login(job.operation, failure)),
        None => match tokens.meanwhile() {
            Some(token) => Ok(Some(token)),
            None => Err(Error::transport(job.operation, login_is_late(limit))),
        },
    }
}

fn login_is_late(limit: Option<Duration>) -> TransportError {
    let limit = limit.unwrap_or_default();
    TransportError::timeout(format!(
        "the login before the call did not finish within {limit:?}, the time limit of the call"
    ))
}

fn window_is_late(opens: Duration) -> TransportError {
    TransportError::timeout(format!(
        "the service's rate limit is used up, and its next window opens in {opens:.1?}, which is \
         later than the call may wait: raise RetryPolicy::total_time, or call again then"
    ))
}

fn bearer(operation: &'static Operation, token: &AccessToken) -> Result<String, Error> {
    match token.problem() {
        Some(problem) => Err(Error::encode(operation, problem.to_owned())),
        None => Ok(["Bearer ", token.secret()].concat()),
    }
}
