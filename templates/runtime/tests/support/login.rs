//! A login service for tests, and the client that uses it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use sdk_runtime::runtime::{
    Call, Client, ClientBuilder, ClientCredentials, Error, Method, Operation, Permissions, Request,
    RetryPolicy, decode,
};

use super::{Answer, Seen, Server};

pub(crate) static GET: Operation = Operation {
    name: "get_thing",
    method: Method::Get,
    path: "/thing",
    accept: "application/json",
    permissions: Permissions::None,
};

pub(crate) const LOGIN: &str = "POST /oauth/token";

pub(crate) fn builder(server: &Server) -> ClientBuilder {
    let delay = Duration::from_millis(10);
    Client::builder()
        .host(&server.url)
        .login_url(&server.url)
        .retry(RetryPolicy::new().delays(delay, delay))
}

pub(crate) fn get(client: &Client) -> Call<()> {
    Call::new(client.clone(), Request::new(&GET), decode::empty)
}

pub(crate) fn credentials() -> ClientCredentials {
    ClientCredentials::new("id", "s3cret")
}

/// A service that gives the tokens `t1`, `t2` … and takes the last one alone.
/// Each token is good for this many seconds; with a refresh token if wanted.
pub(crate) fn service(life: u32, refresh: bool) -> Server {
    revocable(life, refresh, Arc::default())
}

/// The same; it refuses the next call after `revoked` was set.
pub(crate) fn revocable(life: u32, refresh: bool, revoked: Arc<AtomicBool>) -> Server {
    let logins = AtomicUsize::new(0);
    Server::answering(move |request, _| {
        if request.target != LOGIN {
            let last = format!("Bearer t{}", logins.load(Ordering::SeqCst));
            let is_known = request.header("authorization") == Some(&last);
            let is_good = is_known && !revoked.swap(false, Ordering::SeqCst);
            return Answer::new(if is_good { 204 } else { 401 }, "");
        }
        let number = logins.fetch_add(1, Ordering::SeqCst) + 1;
        token(number, life, refresh)
    })
}

pub(crate) fn token(number: usize, life: u32, refresh: bool) -> Answer {
    let refresh = match refresh {
        true => format!(r#","refresh_token":"r{number}""#),
        false => String::new(),
    };
    let body = format!(r#"{{"access_token":"t{number}","expires_in":{life}{refresh}}}"#);
    Answer::new(200, body)
}

pub(crate) fn logins(server: &Server) -> usize {
    let targets = server.targets();
    targets.iter().filter(|target| *target == LOGIN).count()
}

pub(crate) fn text(seen: &Seen) -> &str {
    std::str::from_utf8(&seen.body).unwrap()
}

pub(crate) fn has_no_secret(error: &Error) {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(inner) = cause {
        let text = format!("{inner} {inner:?}");
        assert!(!text.contains("s3cret"), "{text}");
        cause = inner.source();
    }
}
