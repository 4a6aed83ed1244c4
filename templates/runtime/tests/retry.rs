//! Calls that are retried, and calls that must not be, with all kinds of failures.

#![cfg(feature = "client")]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{Answer, Fault, Server};
use sdk_runtime::runtime::{
    Call, Client, Method, Operation, Permissions, Request, RetryPolicy, decode,
};

const fn operation(method: Method) -> Operation {
    Operation {
        name: "things",
        method,
        path: "/things",
        accept: "application/json",
        permissions: Permissions::None,
    }
}

static GET: Operation = operation(Method::Get);
static PUT: Operation = operation(Method::Put);
static DELETE: Operation = operation(Method::Delete);
static POST: Operation = operation(Method::Post);
static PATCH: Operation = operation(Method::Patch);

/// The default, but for waits that a test has the time for.
fn quick() -> RetryPolicy {
    RetryPolicy::new().delays(Duration::from_millis(10), Duration::from_millis(20))
}

fn client(url: &str) -> Client {
    let builder = Client::builder().host(url).retry(quick());
    builder.access_token("t").build().unwrap()
}

fn call(client: &Client, operation: &'static Operation) -> Call<()> {
    let request = Request::new(operation).text("text/plain", "body".to_owned());
    Call::new(client.clone(), request, decode::empty)
}

/// A server whose first answer is the given one and whose others are good.
fn once(answer: fn() -> Answer) -> Server {
    Server::answering(move |_, number| match number {
        0 => answer(),
        _ => Answer::new(204, ""),
    })
}

#[tokio::test]
async fn a_rate_limit_is_waited_for_by_every_method() {
    for operation in [&GET, &POST, &PATCH] {
        let server = once(|| Answer::new(429, "{}").header("Retry-After", "1"));
        let begun = Instant::now();
        call(&client(&server.url), operation).send().await.unwrap();
        assert!(begun.elapsed() >= Duration::from_secs(1));
        assert_eq!(server.seen().body, b"body");
        assert_eq!(server.seen().body, b"body");
    }
}

#[tokio::test]
async fn a_rate_limit_may_end_at_a_date() {
    let server = once(|| {
        Answer::new(429, "{}")
            .header("Date", "Wed, 21 Oct 2015 07:27:59 GMT")
            .header("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT")
    });
    let begun = Instant::now();
    call(&client(&server.url), &POST).send().await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.targets().len(), 2);
}

#[tokio::test]
async fn a_wait_beyond_the_total_time_is_not_begun() {
    let server = once(|| Answer::new(429, "{}").header("Retry-After", "181"));
    let begun = Instant::now();
    let error = call(&client(&server.url), &GET).send().await.unwrap_err();
    assert!(error.is_rate_limited() && begun.elapsed() < Duration::from_secs(60));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(181)));
    assert_eq!(server.targets().len(), 1);
}

#[tokio::test]
async fn a_failure_of_the_service_is_repeated_where_that_is_safe() {
    for operation in [&GET, &PUT, &DELETE] {
        let server = Server::answering(|_, number| match number {
            0 => Answer::new(500, ""),
            1 => Answer::new(503, "").header("Retry-After", "0"),
            _ => Answer::new(204, ""),
        });
        call(&client(&server.url), operation).send().await.unwrap();
        assert_eq!(server.targets().len(), 3);
    }
    for operation in [&POST, &PATCH] {
        let server = once(|| Answer::new(503, "").header("Retry-After", "0"));
        let error = call(&client(&server.url), operation).send().await;
        assert_eq!(error.unwrap_err().status(), Some(503));
        assert_eq!(server.targets().len(), 1);
    }
}

#[tokio::test]
async fn a_connection_that_ends_is_replaced_where_that_is_safe() {
    let server = once(|| Answer::fault(Fault::Reset));
    call(&client(&server.url), &GET).send().await.unwrap();
    assert_eq!(server.targets().len(), 2);

    for operation in [&POST, &PATCH] {
        let server = once(|| Answer::fault(Fault::Reset));
        let error = call(&client(&server.url), operation).send().await;
        assert!(error.unwrap_err().is_transport());
        thread::sleep(Duration::from_millis(100));
        assert_eq!(server.targets().len(), 1);
    }
    let server = once(|| Answer::fault(Fault::Reset));
    let query = call(&client(&server.url), &POST).retry(quick().any_method());
    query.send().await.unwrap();
    assert_eq!(server.targets().len(), 2);
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_by_every_method() {
    for operation in [&GET, &POST] {
        // A port that nobody listens on yet.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let client = client(&format!("http://{address}"));
        let policy = quick().delays(Duration::from_millis(500), Duration::from_millis(500));
        let call = call(&client, operation).retry(policy.max_retries(20));
        let sent = tokio::spawn(call.send());
        tokio::time::sleep(Duration::from_millis(50)).await;
        let server = Server::answering_at(address, |_, _| Answer::new(204, ""));
        sent.await.unwrap().unwrap();
        assert_eq!(server.targets().len(), 1);
    }
}

#[tokio::test]
async fn a_body_that_stops_ends_with_the_time_of_the_try() {
    for operation in [&GET, &POST] {
        let server = once(|| Answer::fault(Fault::Stall));
        let slow = call(&client(&server.url), operation).timeout(Duration::from_millis(100));
        let error = slow.send().await.unwrap_err();
        assert!(error.is_timeout(), "{error}");
        assert_eq!(server.targets().len(), 1);
    }
}

#[tokio::test]
async fn a_server_that_is_not_secure_is_not_tried_again() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = client(&format!("https://{}", listener.local_addr().unwrap()));
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let read = stream.read(&mut [0; 4096]).unwrap();
        assert!(read > 0);
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .unwrap();
        thread::sleep(Duration::from_secs(1));
    });
    let slow = RetryPolicy::new().delays(Duration::from_secs(9), Duration::from_secs(9));
    let begun = Instant::now();
    let error = call(&client, &GET).retry(slow).send().await.unwrap_err();
    assert!(error.is_connect() && begun.elapsed() < Duration::from_secs(9));
    let text = error.to_string();
    assert!(
        text.contains("127.0.0.1:") && text.contains("answered without TLS"),
        "{text}"
    );
}

#[tokio::test]
async fn retries_end() {
    let server = Server::answering(|_, _| Answer::new(502, ""));
    let error = call(&client(&server.url), &GET).send().await.unwrap_err();
    assert_eq!(error.status(), Some(502));
    assert_eq!(server.targets().len(), 6);

    let error = call(&client(&server.url), &GET).retry(RetryPolicy::never());
    assert_eq!(error.send().await.unwrap_err().status(), Some(502));
    assert_eq!(server.targets().len(), 1);
}
