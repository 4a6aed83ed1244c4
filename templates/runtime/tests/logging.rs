//! The events that a client emits, and what they must not contain.

#![cfg(feature = "tracing")]
#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails like the test itself"
)]

#[path = "support/journal.rs"]
mod journal;
mod support;

use std::collections::BTreeMap;

use journal::Journal;
use sdk_runtime::regions::Region;
use sdk_runtime::runtime::logging::{LogLevel, Logging};
use sdk_runtime::runtime::{
    Call, Client, Gateway, Method, Operation, Permissions, Request, decode,
};
use support::login::{LOGIN, builder, credentials, get, token};
use support::{Answer, Server};

static POST: Operation = Operation {
    name: "post_thing",
    method: Method::Post,
    path: "/thing",
    accept: "application/json",
    permissions: Permissions::None,
};

fn post(client: &Client) -> Call<String> {
    let request = Request::new(&POST)
        .query("page", &1)
        .query("q", &"pr1vate")
        .text("text/plain", "the question".to_owned());
    Call::new(client.clone(), request, decode::text)
}

fn service() -> Server {
    Server::answering(|request, number| match number {
        _ if request.target == LOGIN => token(1, 3600, true).header("Set-Cookie", "pr1vate"),
        1 => Answer::new(429, "too many").header("Retry-After", "0"),
        _ => Answer::new(200, "the answer")
            .header("ININ-Correlation-Id", "c1")
            .header("Link", "</a?pr1vate>; rel=next, </b?x=pr1vate>")
            .header(
                "Content-Location",
                "https://user:pr1vate@host/a?sig=pr1vate",
            )
            .header("X-Hub-Signature", "pr1vate")
            .header("Set-Cookie", "pr1vate"),
    })
}

#[tokio::test]
async fn tries_retries_and_logins_are_events() {
    let (journal, _guard) = Journal::begin();
    let server = service();
    let builder = builder(&server).credentials(credentials());
    let client = builder.logging(Logging::new().level(LogLevel::Debug));
    post(&client.build().unwrap()).send().await.unwrap();
    let delay = |line: String| match line.split_once(" delay_ms=") {
        Some((line, _)) => line.to_owned(),
        None => line,
    };
    let lines: Vec<_> = journal.take().into_iter().map(delay).collect();
    let url = &server.url;
    let post = format!("operation=\"post_thing\" method=\"POST\" url={url}/thing?page=***&q=***");
    assert_eq!(
        lines,
        [
            format!(
                "DEBUG message=answered operation=\"login\" method=\"POST\" \
                 url={url}/oauth/token attempt=1 status=200 duration_ms"
            ),
            format!("ERROR message=failed {post} attempt=1 status=429 duration_ms"),
            "WARN message=waiting to retry operation=\"post_thing\" attempt=1 \
             reason=status 429"
                .to_owned(),
            format!(
                "DEBUG message=answered {post} attempt=2 status=200 \
                 correlation_id=\"c1\" duration_ms"
            ),
        ]
    );
}

#[tokio::test]
async fn no_secret_is_in_any_event() {
    let (journal, _guard) = Journal::begin();
    let server = service();
    let logging = Logging::new().request_body(true).response_body(true);
    let builder = builder(&server)
        .credentials(credentials())
        .default_header("X-Api-Key", "pr1vate")
        .default_header("x_session_id", "pr1vate")
        .default_header("Referer", "https://host/page?pr1vate")
        .logging(logging);
    let client = builder.build().unwrap();
    post(&client).send().await.unwrap();
    // A token that was set by hand, and one that belongs to a single call.
    client.set_access_token("pr1vate");
    let call = post(&client).header("Cookie", "pr1vate");
    call.send().await.unwrap();
    let call = post(&client).header("Authorization", "Bearer pr1vate");
    call.send().await.unwrap();

    let lines = journal.take();
    let all = lines.join("\n");
    for secret in ["pr1vate", "s3cret", "czNjcmV0", "\"t1\"", "Bearer t1", "r1"] {
        assert!(!all.contains(secret), "{secret}: {all}");
    }
    assert!(all.contains("request_body=\"the question\""), "{all}");
    assert!(all.contains("response_body=\"the answer\""), "{all}");
    assert!(all.contains("\"X-Api-Key\": \"***\""), "{all}");
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("TRACE message=sending"))
    );
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("TRACE message=received"))
    );
    let mut logins = lines.iter().filter(|line| line.contains("\"login\""));
    assert!(logins.all(|line| !line.contains("_body")), "{all}");
}

#[tokio::test]
async fn a_level_is_a_bound_that_can_be_moved() {
    let (journal, _guard) = Journal::begin();
    let server =
        Server::answering(|_, number| Answer::new(if number % 2 == 0 { 204 } else { 404 }, ""));
    let client = builder(&server).access_token("t").build().unwrap();
    for (level, events) in [
        (LogLevel::Trace, 6),
        (LogLevel::Debug, 2),
        (LogLevel::Error, 1),
        (LogLevel::None, 0),
    ] {
        client.set_logging(Logging::new().level(level));
        get(&client).send().await.unwrap();
        get(&client).send().await.unwrap_err();
        assert_eq!(journal.take().len(), events, "{level}");
    }
}

#[tokio::test]
async fn a_try_without_an_answer_says_why() {
    let (journal, _guard) = Journal::begin();
    let client = Client::builder().host("http://127.0.0.1:1");
    let client = client.logging(Logging::new().level(LogLevel::Error));
    let call = get(&client.build().unwrap());
    let never = sdk_runtime::runtime::RetryPolicy::never();
    call.retry(never).send().await.unwrap_err();
    let lines = journal.take();
    assert!(lines[0].starts_with("ERROR message=failed"), "{lines:?}");
    assert!(lines[0].contains("error=\"could not connect"), "{lines:?}");
}

#[tokio::test]
async fn a_value_that_is_left_out_is_an_event_without_the_value() {
    let body = r#"{"first": 1, "second": "pr1vate", "third": ["pr1vate, expected", 2]}"#;
    let answer = || Answer::new(200, body).header("ININ-Correlation-Id", "c1");
    let server = Server::start(vec![answer(), answer()]);
    let read = |client: Client| async move {
        let request = Request::new(&POST);
        let call: Call<BTreeMap<String, i64>> = Call::new(client, request, decode::json);
        call.send().await.unwrap()
    };
    let (journal, _guard) = Journal::begin();
    let logging = Logging::new().level(LogLevel::Debug);
    let client = builder(&server).access_token("t").logging(logging);
    assert_eq!(read(client.build().unwrap()).await.len(), 1);
    let lines = journal.take();
    let start = "WARN message=a value was left out operation=\"post_thing\" \
                 correlation_id=\"c1\" path=\"BTreeMap<String, i64>";
    assert_eq!(
        lines[lines.len() - 2..],
        [
            format!("{start}.second\" error=\"invalid type: string, expected i64\""),
            format!("{start}.third\" error=\"invalid type: sequence, expected i64\""),
        ]
    );
    let quiet = Logging::new().level(LogLevel::Error);
    let client = builder(&server).access_token("t").logging(quiet);
    read(client.build().unwrap()).await;
    assert!(journal.take().is_empty());
}

#[test]
fn a_client_without_a_place_is_an_event() {
    let (journal, _guard) = Journal::begin();
    let client = Client::builder().credentials(credentials()).build();
    assert_eq!(client.unwrap().base_url(), "https://api.mypurecloud.com");
    let lines = journal.take();
    assert_eq!(lines.len(), 1);
    let start = "WARN message=no region, host or gateway is set";
    assert!(lines[0].starts_with(start), "{lines:?}");
    let place = "https://api.mypurecloud.com (region us-east-1)";
    assert!(lines[0].contains(place), "{lines:?}");

    let builder = Client::builder;
    let quiet = Logging::new().level(LogLevel::Error);
    for builder in [
        builder().region(Region::UsEast1),
        builder().host("h"),
        builder().gateway(Gateway::new("g")),
        builder().logging(quiet),
    ] {
        builder.build().unwrap();
        assert!(journal.take().is_empty());
    }
}
