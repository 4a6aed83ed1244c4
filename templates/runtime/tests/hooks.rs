//! Hooks, the rate limit, and transports other than the default one.

#![cfg(feature = "client")]

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::support::login::{LOGIN, builder, credentials, get, token};
use crate::support::{Answer, Server};
use sdk_runtime::runtime::{
    Client, Headers, Hook, HttpRequest, Outcome, RateLimit, RawResponse, RetryReason, SleepFuture,
    Transport, TransportFuture, Try,
};

/// Writes down all that a hook can see.
#[derive(Clone, Default)]
struct Journal(Arc<Mutex<Vec<String>>>);

impl Journal {
    fn write(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }

    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl Hook for Journal {
    fn before(&self, attempt: &Try<'_>, headers: &mut Headers) {
        assert!(!headers.contains("authorization"));
        headers.set("traceparent", format!("trace-{}", attempt.number));
        let name = attempt.operation.name;
        self.write(format!("{name} {} {}", attempt.number, attempt.method));
    }

    fn after(&self, _: &Try<'_>, outcome: &Outcome<'_>) {
        self.write(match outcome.result {
            Ok(answer) => format!("{} {:?}", answer.status, answer.correlation_id),
            Err(error) => error.to_string(),
        });
    }

    fn before_retry(&self, _: &Try<'_>, reason: RetryReason, delay: Duration) {
        self.write(format!("again for {reason} after {} s", delay.as_secs()));
    }
}

/// A hook that does nothing, and one whose header cannot be sent.
struct Idle;
struct Broken;

impl Hook for Idle {}

impl Hook for Broken {
    fn before(&self, _: &Try<'_>, headers: &mut Headers) {
        headers.set("x-broken", "a\nb");
    }
}

#[tokio::test]
async fn hooks_see_every_try_and_no_secret() {
    let server = Server::answering(|request, number| match number {
        _ if request.target == LOGIN => token(1, 3600, false),
        1 => Answer::new(503, "").header("Retry-After", "0"),
        _ => Answer::new(204, "").header("ININ-Correlation-Id", "c"),
    });
    let journal = Journal::default();
    let builder = builder(&server).credentials(credentials());
    let client = builder.hook(Idle).hook(journal.clone()).build().unwrap();
    get(&client).send().await.unwrap();
    assert_eq!(
        journal.lines(),
        [
            "login 1 POST",
            "200 None",
            "get_thing 1 GET",
            "503 None",
            "again for status 503 after 0 s",
            "get_thing 2 GET",
            "204 Some(\"c\")",
        ]
    );
    for trace in ["trace-1", "trace-1", "trace-2"] {
        assert_eq!(server.seen().header("traceparent"), Some(trace));
    }
}

#[tokio::test]
async fn a_header_of_a_hook_is_checked() {
    let client = Client::builder().host("http://127.0.0.1:1").hook(Broken);
    let error = get(&client.build().unwrap()).send().await.unwrap_err();
    assert!(error.is_encode());
    assert!(error.to_string().contains("`x-broken`"), "{error}");
}

#[tokio::test]
async fn calls_wait_for_the_window_of_the_rate_limit() {
    let server = Server::answering(|_, number| {
        let answer = Answer::new(204, "").header("inin-ratelimit-allowed", "2");
        let count = if number % 2 == 0 { "1" } else { "2" };
        answer
            .header("inin-ratelimit-count", count)
            .header("inin-ratelimit-reset", "3")
    });
    let client = builder(&server)
        .rate_limit(RateLimit::new())
        .build()
        .unwrap();
    let begun = Instant::now();
    get(&client).send().await.unwrap();
    get(&client).send().await.unwrap();
    assert!(begun.elapsed() < Duration::from_millis(2900));
    get(&client).send().await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(3));
}

/// A transport in memory, whose clock takes no time.
#[derive(Clone, Default)]
struct Memory {
    slept: Arc<Mutex<Duration>>,
}

impl Transport for Memory {
    fn send(&self, _: HttpRequest) -> TransportFuture<'_> {
        Box::pin(async {
            match *self.slept.lock().unwrap() {
                slept if slept < Duration::from_secs(60) => {
                    let mut headers = Headers::new();
                    headers.set("retry-after", "20");
                    Ok(RawResponse::new(429, headers, Vec::new()))
                }
                _ => Ok(RawResponse::new(204, Headers::new(), Vec::new())),
            }
        })
    }

    fn sleep(&self, duration: Duration) -> SleepFuture<'_> {
        *self.slept.lock().unwrap() += duration;
        Box::pin(async {})
    }
}

#[tokio::test]
async fn a_transport_brings_its_own_clock() {
    let transport = Memory::default();
    let limit = RateLimit::new();
    let builder = Client::builder().transport(transport.clone());
    let client = builder.rate_limit(limit).build().unwrap();
    let begun = Instant::now();
    get(&client).send().await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert!(*transport.slept.lock().unwrap() >= Duration::from_secs(60));
}
