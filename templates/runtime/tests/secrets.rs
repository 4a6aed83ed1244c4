//! `Debug` must not show keys, queries and bodies, and `Display` makes strings from
//! outside safe.

#![cfg(feature = "testing")]

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sdk_runtime::regions::Region;
use sdk_runtime::runtime::model::read_leniently;
use sdk_runtime::runtime::testing::{FakeService, Reply, When};
use sdk_runtime::runtime::{
    Call, Client, ClientCredentials, DecodeError, Error, Headers, Hook, Method, Operation, Outcome,
    Permissions, RawEvent, Request, RetryPolicy, Token, TokenFuture, TokenSource, TransportError,
    Try, decode,
};
use serde_json::json;

static POST: Operation = Operation {
    name: "post_thing",
    method: Method::Post,
    path: "/things/{id}",
    accept: "application/json",
    permissions: Permissions::None,
};

fn request() -> Request {
    Request::new(&POST)
        .path("id", &7)
        .query("q", &"pr1vate")
        .query("api_key", &"pr1vate")
        .header("X_Api_Key", &"pr1vate")
        .json("application/json", &json!({ "name": "pr1vate" }))
}

fn call(client: &Client) -> Call<String> {
    let call = Call::new(client.clone(), request(), decode::text);
    call.header("Referer", "https://pr1vate@host/a?pr1vate")
        .header("X-Session", "pr1vate")
}

fn builder(service: &FakeService) -> sdk_runtime::runtime::ClientBuilder {
    let builder = Client::builder().host("https://h").access_token("t");
    builder
        .retry(RetryPolicy::never())
        .transport(service.clone())
}

fn shows_nothing(value: &impl Debug) -> String {
    let text = format!("{value:?} {value:#?}");
    assert!(!text.contains("pr1vate"), "{text}");
    text
}

/// Shows what it is given as a log would.
#[derive(Clone, Default)]
struct Shown(Arc<Mutex<String>>);

impl Hook for Shown {
    fn before(&self, attempt: &Try<'_>, headers: &mut Headers) {
        *self.0.lock().unwrap() += &format!("{attempt:?} {headers:?}");
    }

    fn after(&self, attempt: &Try<'_>, outcome: &Outcome<'_>) {
        assert!(attempt.url.contains("q=pr1vate"), "hooks see the query");
        *self.0.lock().unwrap() += &format!("{attempt:?} {outcome:?}");
    }
}

#[tokio::test]
async fn debug_shows_neither_queries_nor_bodies_nor_keys() {
    let service = FakeService::new();
    let reply = Reply::text("pr1vate")
        .header("Location", "https://host/a?pr1vate")
        .header("Link", "<https://host/b?x=pr1vate>; rel=\"next\"")
        .header("Refresh", "1; url=/c?pr1vate")
        .header("x-amz-security-token", "pr1vate");
    service.reply(When::any(), reply.clone());
    let shown = Shown::default();
    let client = builder(&service).hook(shown.clone()).build().unwrap();
    let call = call(&client);
    let text = shows_nothing(&call);
    assert!(text.contains("q=***") && text.contains("\"7\""), "{text}");
    shows_nothing(call.request());
    call.clone().send().await.unwrap();
    let recorded = service.only_call().unwrap();
    let text = shows_nothing(&recorded);
    assert!(text.contains("https://h/things/7"), "{text}");
    let hooked = shown.0.lock().unwrap().clone();
    assert!(!hooked.contains("pr1vate"), "{hooked}");
    assert!(hooked.contains("https://host/a?***"), "{hooked}");
    shows_nothing(&call.clone().download().await.unwrap());
    shows_nothing(&call.clone().send());
    shows_nothing(&reply);

    service.reply(When::any(), reply.with_status(303));
    let error = call.send().await.unwrap_err();
    let text = shows_nothing(error.headers().unwrap());
    assert!(text.contains("https://host/b?***"), "{text}");
    let mut event = RawEvent::default();
    event.data = "pr1vate".to_owned();
    shows_nothing(&event);
}

/// Everything that ends a line, in a string that would fill a log.
fn noise(text: &str) -> String {
    let breaks = "\r\n\u{85}\u{2028}\u{2029}\u{b}\u{c}\0\u{1b}[2J\u{202e}";
    format!("{text}{breaks}").repeat(2000)
}

fn is_a_line(text: &str) {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202e}');
    assert!(!text.contains(breaks), "{text:?}");
    assert!(text.len() <= 1024, "{} bytes: {text}", text.len());
}

fn all_lines(error: &Error) {
    is_a_line(&error.to_string());
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        is_a_line(&inner.to_string());
        // What others make of their own errors is theirs.
        cause = inner
            .downcast_ref::<Error>()
            .and_then(std::error::Error::source);
    }
}

#[tokio::test]
async fn what_the_service_says_is_one_line_that_ends() {
    let service = FakeService::new();
    let client = builder(&service).build().unwrap();
    let said = noise("said");
    let error = Reply::error(400, &noise("code"), &noise("message"));
    let bodies = [
        error.clone(),
        error.clone().with_status(401),
        error.header("inin-correlation-id", noise("id")),
        Reply::json(json!({ "message": "m", "contextId": said })).with_status(409),
        Reply::json(json!({ "code": said })).with_status(500),
        Reply::text(said.clone()).with_status(502),
        Reply::bytes("text/plain", vec![b'x'; 100_000])
            .header("content-encoding", noise("br"))
            .with_status(503),
        Reply::text("x").header("content-type", noise("text/x")),
        Reply::json(json!({ said.clone(): 1 })),
        Reply::json(json!({ "a": said })),
    ];
    for body in bodies {
        service.reply(When::any(), body);
        let call: Call<BTreeMap<String, Vec<i64>>> =
            Call::new(client.clone(), request(), decode::json);
        match call.send_for_response().await {
            Err(error) => all_lines(&error),
            Ok(response) => {
                for problem in response.decode_problems().as_slice() {
                    is_a_line(&problem.to_string());
                }
            }
        }
    }
}

#[tokio::test]
async fn what_can_be_done_is_still_said() {
    let service = FakeService::new();
    let client = builder(&service).build().unwrap();
    let error = Reply::error(401, &noise("code"), &noise("message"));
    service.reply(When::any(), error.header("inin-correlation-id", "c-1"));
    let line = call(&client).send().await.unwrap_err().to_string();
    assert!(line.contains("(correlation id c-1)"), "{line}");
    assert!(
        line.contains("the access token is not valid here"),
        "{line}"
    );
}

#[test]
fn errors_of_others_are_one_line_that_ends() {
    let error = TransportError::other(noise("message")).with_source(noise("source"));
    is_a_line(&error.to_string());
    is_a_line(&DecodeError::new(noise("path"), noise("reason")).to_string());
    is_a_line(&noise("region").parse::<Region>().unwrap_err().to_string());
    let key = "k".repeat(100_000);
    let body = format!(r#"{{"{key}": "x"}}"#);
    let read = read_leniently::<BTreeMap<String, i64>>("Map", body.as_bytes());
    let (_, problems) = read.unwrap();
    let problem = &problems.as_slice()[0];
    is_a_line(&problem.to_string());
    // A thousand values below a long key have it in the path of each of them.
    assert!(problem.path().len() < 1000);
    let odd = serde_json::to_string(&noise("key")).unwrap();
    let body = format!(r#"{{{odd}: {{{odd}: "x"}}}}"#);
    let read = read_leniently::<BTreeMap<String, BTreeMap<String, i64>>>("Map", body.as_bytes());
    let (_, problems) = read.unwrap();
    is_a_line(&problems.as_slice()[0].to_string());
}

#[tokio::test]
async fn the_failure_of_a_source_is_one_line_that_ends() {
    struct Broken;

    impl TokenSource for Broken {
        fn token(
            self: Arc<Self>,
            _: sdk_runtime::runtime::LoginClient,
            _: Option<Token>,
        ) -> TokenFuture {
            Box::pin(async { Err(noise("vault").into()) })
        }
    }

    let service = FakeService::new();
    let client = Client::builder().host("h").transport(service.clone());
    let client = client.credentials(Broken).build().unwrap();
    is_a_line(&call(&client).send().await.unwrap_err().to_string());

    service.reply(When::any(), Reply::error(400, "c", &noise("message")));
    let client = Client::builder().host("h").login_url("l");
    let client = client
        .transport(service.clone())
        .timeout(Duration::from_secs(1));
    let client = client
        .credentials(ClientCredentials::new("id", "s"))
        .build();
    all_lines(&call(&client.unwrap()).send().await.unwrap_err());
}
