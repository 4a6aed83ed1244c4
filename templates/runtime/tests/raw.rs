//! Raw calls, polling and raw pages.

#![cfg(feature = "testing")]

use std::collections::BTreeMap;
use std::time::Duration;

use sdk_runtime::runtime::public::paging::{PageEnd, PageStyle, Paging};
use sdk_runtime::runtime::testing::{FakeService, Reply, When};
use sdk_runtime::runtime::{Client, Method, RetryPolicy};
use serde_json::{Value, json};

/// Any type that serde can read.
type Thing = BTreeMap<String, u32>;

fn client(service: &FakeService) -> Client {
    let builder = Client::builder().host("https://api.example.com");
    let builder = builder.transport(service.clone()).access_token("t");
    builder.build().unwrap()
}

#[tokio::test]
async fn a_raw_call_goes_the_way_of_every_call() {
    let service = FakeService::new();
    service.reply_once(When::any(), Reply::empty(503));
    service.reply(When::any(), Reply::json(json!({"id": 1})));
    let call = client(&service)
        .raw(Method::Put, "/api/v2/beta/{name}/things")
        .path("name", "a/b c")
        .query("q", "x&y")
        .query("q", 2)
        .header("x-own", "h")
        .json(&json!({"a": [1]}));
    let response = call.send_for_response::<Thing>().await.unwrap();
    assert_eq!(response.value()["id"], 1);
    assert_eq!(response.body(), br#"{"id":1}"#);
    let calls = service.calls();
    assert_eq!(calls.len(), 2, "a 503 is retried");
    let sent = &calls[1];
    assert_eq!(
        sent.url(),
        "https://api.example.com/api/v2/beta/a%2Fb%20c/things?q=x%26y&q=2"
    );
    assert!(sent.has_token("t"));
    assert_eq!(sent.header("x-own").unwrap(), "h");
    assert_eq!(sent.json_value().unwrap(), json!({"a": [1]}));
}

#[tokio::test]
async fn bytes_and_empty_responses() {
    let service = FakeService::new();
    service.reply(When::any(), Reply::empty(204));
    let client = client(&service);
    let call = client.raw(Method::Post, "/x").bytes("text/csv", "a,b");
    call.clone().send::<()>().await.unwrap();
    assert_eq!(call.clone().send::<Option<Thing>>().await.unwrap(), None);
    assert_eq!(call.clone().send::<Value>().await.unwrap(), Value::Null);
    let error = call.send::<Thing>().await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert_eq!(
        service.calls()[0].header("content-type").unwrap(),
        "text/csv"
    );
    assert_eq!(service.calls()[0].body(), b"a,b");
}

#[tokio::test]
async fn errors_name_method_and_path() {
    let service = FakeService::new();
    service.reply(When::any(), Reply::error(404, "not.found", "It is gone."));
    let client = client(&service);
    let call = client.raw(Method::Get, "/api/{id}").path("id", 1);
    let error = call.send::<Value>().await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(
        error.to_string(),
        "GET /api/{id}: 404 not.found: It is gone."
    );
    let call = client.raw(Method::Get, "/api/{id}");
    assert!(call.send::<Value>().await.unwrap_err().is_encode());
}

#[tokio::test]
async fn only_paths_of_the_api_are_called() {
    let service = FakeService::new();
    let client = client(&service);
    for path in [
        "https://other.example.com/x",
        "//other.example.com/x",
        "/\\other.example.com",
        "@other.example.com/x",
        ".other.example.com/",
        "",
        "/a#b",
    ] {
        let error = client.raw(Method::Get, path).send::<Value>().await;
        assert!(error.unwrap_err().is_encode(), "{path}");
    }
    let call = client.raw(Method::Get, "/{a}").path("a", "..");
    assert!(call.send::<Value>().await.unwrap_err().is_encode());
    assert!(service.calls().is_empty());
}

const BY_NUMBER: Paging = Paging {
    style: PageStyle::Number {
        parameter: "pageNumber",
        first: 1,
    },
    items: "entities",
    end: PageEnd {
        pages: Some(&["pageCount"]),
        ..PageEnd::NONE
    },
};

#[tokio::test]
async fn raw_calls_paginate() {
    let service = FakeService::new();
    let page = |ids: &[u32]| {
        let entities: Vec<_> = ids.iter().map(|id| json!({"id": id})).collect();
        Reply::json(json!({"entities": entities, "pageCount": 2}))
    };
    service.reply(When::get("/things"), page(&[1, 2]));
    service.reply(When::get("/things").query("pageNumber", "2"), page(&[3]));
    let call = client(&service).raw(Method::Get, "/things").query("q", 1);
    let mut things = call.clone().into_stream::<Thing>(BY_NUMBER);
    let mut ids = Vec::new();
    while let Some(thing) = things.try_next().await.unwrap() {
        ids.push(thing["id"]);
    }
    assert_eq!(ids, [1, 2, 3]);
    let urls: Vec<_> = service
        .calls()
        .iter()
        .map(|it| it.url().to_owned())
        .collect();
    assert_eq!(
        urls,
        [
            "https://api.example.com/things?q=1",
            "https://api.example.com/things?q=1&pageNumber=2"
        ]
    );
    // An item of another type is an error of that item.
    let mut strings = call.into_stream::<String>(BY_NUMBER);
    for _ in 0..3 {
        assert!(strings.try_next().await.unwrap_err().is_decode());
    }
    assert!(strings.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn polling_waits_longer_each_time_and_ends() {
    let service = FakeService::new();
    let state = |state: &str| Reply::json(json!({"state": state}));
    for _ in 0..3 {
        service.reply_once(When::any(), state("RUNNING"));
    }
    service.reply(When::any(), state("FULFILLED"));
    let client = client(&service);
    let call = || {
        client
            .raw(Method::Get, "/jobs/{id}")
            .path("id", 1)
            .call::<Value>()
    };
    let done = |job: &Value| job["state"] == "FULFILLED";
    let job = call().poll_until(done).await.unwrap();
    assert_eq!(job, json!({"state": "FULFILLED"}));
    assert_eq!(service.calls().len(), 4);
    let second = Duration::from_secs(1);
    assert_eq!(service.waits(), [second, second * 3 / 2, second * 9 / 4]);

    let never = |_: &Value| false;
    let polling = call().poll_until(never).delays(second, second);
    let error = polling.max_time(second * 10).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!(service.calls().len(), 4 + 11);
}

#[tokio::test]
async fn polling_ends_with_the_error_of_a_call() {
    let service = FakeService::new();
    service.reply(When::any(), Reply::empty(403));
    let call = client(&service).raw(Method::Get, "/jobs").call::<Value>();
    let call = call.retry(RetryPolicy::never());
    assert!(call.poll_until(|_| false).await.unwrap_err().is_forbidden());
}
