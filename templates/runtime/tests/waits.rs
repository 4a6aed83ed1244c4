//! Waits that the service requests, and waits for the rate limit.

#![cfg(feature = "testing")]

use std::time::Duration;

use sdk_runtime::runtime::testing::{FakeService, Reply, When};
use sdk_runtime::runtime::{
    Call, Client, Method, Operation, Permissions, RateLimit, Request, RetryPolicy, decode,
};

static GET: Operation = Operation {
    name: "get_thing",
    method: Method::Get,
    path: "/thing",
    accept: "application/json",
    permissions: Permissions::None,
};

const SECOND: Duration = Duration::from_secs(1);
const YEAR: Duration = Duration::from_secs(31_536_000);

/// A policy that has all the time in the world.
fn patient() -> RetryPolicy {
    RetryPolicy::new().total_time(Duration::MAX)
}

fn client(service: &FakeService, policy: RetryPolicy) -> Client {
    let builder = Client::builder().host("h").transport(service.clone());
    builder
        .rate_limit(RateLimit::new())
        .retry(policy)
        .build()
        .unwrap()
}

fn call(client: &Client) -> Call<()> {
    Call::new(client.clone(), Request::new(&GET), decode::empty)
}

#[tokio::test]
async fn a_year_is_not_waited_for_whatever_the_total_time_is() {
    for (name, value) in [
        ("retry-after", "31536000"),
        ("retry-after", "Mon, 31 Dec 2999 23:59:59 GMT"),
        ("retry-after", "18446744073709551615"),
        ("inin-ratelimit-reset", "31536000"),
    ] {
        for status in [429, 503] {
            if status == 503 && name != "retry-after" {
                continue;
            }
            let service = FakeService::new();
            service.reply(When::any(), Reply::empty(status).header(name, value));
            let error = call(&client(&service, patient())).send().await.unwrap_err();
            assert_eq!(error.status(), Some(status));
            assert_eq!(error.retry_after().is_some(), name == "retry-after");
            assert!(service.waits().is_empty(), "{name} {:?}", service.waits());
        }
    }
}

#[tokio::test]
async fn the_longest_wait_can_be_set() {
    let service = FakeService::new();
    let year = Reply::empty(503).header("retry-after", "31536000");
    service.reply_once(When::any(), year);
    service.reply(When::any(), Reply::empty(204));
    let policy = patient().max_retry_after(YEAR);
    call(&client(&service, policy)).send().await.unwrap();
    assert!(service.elapsed() >= YEAR);

    let service = FakeService::new();
    let short = Reply::empty(503).header("retry-after", "6");
    service.reply(When::any(), short);
    let policy = RetryPolicy::new().max_retry_after(5 * SECOND);
    call(&client(&service, policy)).send().await.unwrap_err();
    assert!(service.waits().is_empty());
}

#[tokio::test]
async fn up_to_three_minutes_are_waited_for() {
    for (asked, calls) in [("180", 2), ("181", 1)] {
        let service = FakeService::new();
        let reply = Reply::empty(503).header("retry-after", asked);
        service.reply_once(When::any(), reply);
        service.reply(When::any(), Reply::empty(204));
        let _ = call(&client(&service, patient())).send().await;
        assert_eq!(service.calls().len(), calls, "{asked}");
    }
}

/// A service whose window is used up after the first call and opens in so many
/// seconds.
fn used_up(reset: &str) -> FakeService {
    let service = FakeService::new();
    let reply = Reply::empty(204)
        .header("inin-ratelimit-count", "1")
        .header("inin-ratelimit-allowed", "0")
        .header("inin-ratelimit-reset", reset);
    service.reply(When::any(), reply);
    service
}

#[tokio::test]
async fn a_window_that_opens_too_late_is_an_error_at_once() {
    let service = used_up("300");
    let client = client(&service, RetryPolicy::new());
    call(&client).send().await.unwrap();
    for policy in [
        RetryPolicy::new().total_time(SECOND),
        RetryPolicy::never().total_time(SECOND),
        RetryPolicy::new(),
        patient(),
    ] {
        let error = call(&client).retry(policy).send().await.unwrap_err();
        assert!(error.is_timeout() && error.is_transport(), "{error}");
        let line = error.to_string();
        assert!(
            line.contains("rate limit") && line.contains("total_time"),
            "{line}"
        );
    }
    assert!(service.waits().is_empty() && service.calls().len() == 1);
}

#[tokio::test]
async fn calls_that_wait_for_a_window_do_not_come_at_the_same_moment() {
    let service = used_up("30");
    let client = client(&service, RetryPolicy::new());
    for _ in 0..9 {
        call(&client).send().await.unwrap();
    }
    let waits = service.waits();
    assert_eq!(waits.len(), 8);
    for wait in &waits {
        let range = 29 * SECOND..=30 * SECOND + SECOND / 2;
        assert!(range.contains(wait), "{wait:?}");
    }
    let whole = waits
        .iter()
        .filter(|wait| wait.subsec_millis() == waits[0].subsec_millis());
    assert!(whole.count() < waits.len(), "{waits:?}");
}

#[tokio::test]
async fn waits_for_windows_count_against_the_total_time() {
    let service = used_up("40");
    let client = client(&service, RetryPolicy::new());
    call(&client).send().await.unwrap();
    // One window is waited for, and then there is no time for the wait that the
    // service asks for.
    let busy = Reply::empty(503).header("retry-after", "30");
    service.reply_once(When::any(), busy);
    let policy = RetryPolicy::new().total_time(60 * SECOND);
    let error = call(&client).retry(policy).send().await.unwrap_err();
    assert_eq!(error.status(), Some(503));
    assert_eq!(service.waits().len(), 1, "{:?}", service.waits());
}
