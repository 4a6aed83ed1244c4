//! Streams of notifications from a local server, with and without faults.

#![cfg(feature = "websocket")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper of a test fails like the test itself"
)]

#[path = "../support/mod.rs"]
mod support;

#[path = "../support/authority.rs"]
mod authority;
mod encrypted;
#[cfg(feature = "testing")]
mod fake;
mod lasting;
mod limits;
mod many;
#[path = "../support/proxy_server.rs"]
mod proxy_server;
mod service;
mod tunnel;
#[path = "../support/wire.rs"]
mod wire;

use std::collections::BTreeMap;
use std::time::Duration;

use sdk_runtime::runtime::notifications::{Event, Notifications, Topic};
use sdk_runtime::runtime::{Error, Proxy, RetryPolicy};
use serde_json::json;
use service::{PATIENCE, Service};
use support::Answer;
use wire::plain_server;

/// A body of this test's events.
type Body = BTreeMap<String, u32>;

/// The result of a future that may hang.
async fn within<T>(future: impl Future<Output = T>) -> T {
    let result = tokio::time::timeout(PATIENCE, future).await;
    result.unwrap_or_else(|_| panic!("nothing came for {PATIENCE:?}"))
}

async fn next(events: &mut Notifications) -> Event {
    within(events.try_next()).await.unwrap().unwrap()
}

async fn next_error(events: &mut Notifications) -> Error {
    within(events.try_next()).await.unwrap_err()
}

/// The number of an event, or `gap`.
async fn next_number(events: &mut Notifications) -> String {
    match next(events).await {
        Event::Message(message) => message.decode::<Body>().unwrap()["number"].to_string(),
        Event::Gap(_) => "gap".to_owned(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn events_come_typed_and_as_json() {
    let service = Service::start(|_, mut socket| {
        socket.heartbeat();
        socket.event("v2.users.7.presence", 1);
        socket.event("v2.other", 2);
        socket.heartbeat();
        socket.event("v2.users.8.presence", 3);
        socket.hold();
    });
    let presence = Topic::<Body>::new("v2.users.{id}.presence", &["7"]);
    let stream = service.stream().topic(&presence);
    let mut events = within(stream.open()).await.unwrap();

    let event = next(&mut events).await;
    assert_eq!(presence.read(&event).unwrap().unwrap()["number"], 1);
    let message = event.message().unwrap();
    assert_eq!(message.version(), Some("2"));
    assert_eq!(message.correlation_id(), Some("c-1"));

    let event = next(&mut events).await;
    assert_eq!(presence.read(&event).unwrap(), None);
    assert!(presence.read_any(&event).unwrap().is_none());
    assert_eq!(event.topic(), Some("v2.other"));
    let body: serde_json::Value = event.message().unwrap().decode().unwrap();
    assert_eq!(body, json!({"number": 2}));

    let event = next(&mut events).await;
    assert_eq!(presence.read(&event).unwrap(), None);
    let (ids, body) = presence.read_any(&event).unwrap().unwrap();
    assert_eq!((ids, body["number"]), (vec!["8"], 3));
    assert_eq!(
        service.lines(),
        [
            "POST",
            "PUT c1 v2.a v2.b v2.users.7.presence",
            "socket 0 opened"
        ]
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_an_error_of_one_item() {
    let service = Service::start(|_, mut socket| {
        socket.say("{\"topicName\": ");
        socket.say(r#"{"eventBody":{}}"#);
        socket.say(r#"{"topicName":"v2.a","eventBody":{"number":"many"}}"#);
        socket.event("v2.a", 1);
        socket.hold();
    });
    let mut events = within(service.stream().open()).await.unwrap();
    assert!(next_error(&mut events).await.is_decode());
    let error = next_error(&mut events).await;
    assert_eq!(error.body().unwrap(), br#"{"eventBody":{}}"#);
    let event = next(&mut events).await;
    let error = Topic::<Body>::new("v2.a", &[]).read(&event).unwrap_err();
    assert!(
        error.to_string().contains(".number: invalid type"),
        "{error}"
    );
    assert_eq!(next_number(&mut events).await, "1");
}

#[tokio::test]
async fn topics_come_and_go_while_the_stream_is_open() {
    let refused = json!({"code": "bad.request", "message": "no such topic"}).to_string();
    let service = Service::answering(
        |_, mut socket| {
            socket.wait_for("PUT c1 v2.b v2.c");
            socket.event("v2.c", 1);
            socket.hold();
        },
        move |seen, _| {
            let is_bad = String::from_utf8_lossy(&seen.body).contains("v2.bad");
            is_bad.then(|| Answer::new(400, refused.clone()))
        },
    );
    let mut events = within(service.stream().open()).await.unwrap();
    within(events.subscribe("v2.c")).await.unwrap();
    let error = within(events.subscribe("v2.bad")).await.unwrap_err();
    assert_eq!(error.message(), Some("no such topic"));
    let bad = Topic::<Body>::new("v2.users.{id}", &[""]);
    assert!(within(events.subscribe(bad)).await.unwrap_err().is_encode());
    within(events.unsubscribe("v2.a")).await.unwrap();
    within(events.unsubscribe("v2.never")).await.unwrap();
    assert_eq!(events.topics().collect::<Vec<_>>(), ["v2.b", "v2.c"]);
    assert_eq!(next_number(&mut events).await, "1");
    assert_eq!(
        service.lines()[3..],
        [
            "PUT c1 v2.a v2.b v2.c",
            "PUT c1 v2.a v2.b v2.bad v2.c",
            "PUT c1 v2.b v2.c"
        ]
    );
}

#[tokio::test]
async fn a_change_of_topics_that_was_dropped_is_made_up_for() {
    let service = Service::answering(
        |_, mut socket| {
            socket.wait_for("PUT c1 v2.a v2.b v2.c");
            socket.hold();
        },
        |seen, number| {
            let is_late = seen.target.starts_with("PUT") && number == 1;
            is_late.then(|| Answer::new(200, "{}").after(Duration::from_millis(200)))
        },
    );
    let mut events = within(service.stream().open()).await.unwrap();
    let moment = Duration::from_millis(50);
    let change = tokio::time::timeout(moment, events.subscribe("v2.c"));
    assert!(change.await.is_err());
    let none = tokio::time::timeout(Duration::from_millis(500), events.try_next());
    assert!(none.await.is_err());
    let told = service.lines();
    let told = told.iter().filter(|line| *line == "PUT c1 v2.a v2.b v2.c");
    assert_eq!(told.count(), 2);
}

#[tokio::test]
async fn dropping_the_stream_closes_the_socket() {
    let service = Service::start(|_, mut socket| socket.hold());
    let mut events = within(service.stream().open()).await.unwrap();
    // A future that is dropped leaves the stream as it is.
    let none = tokio::time::timeout(Duration::from_millis(20), events.try_next());
    assert!(none.await.is_err());
    drop(events);
    service.log().wait_for("socket 0 ended");
    assert!(!service.lines().contains(&"DELETE c1".to_owned()));
}

#[tokio::test]
async fn closing_the_stream_tells_the_service() {
    let service = Service::start(|_, mut socket| socket.hold());
    let events = within(service.stream().open()).await.unwrap();
    within(events.close()).await.unwrap();
    let log = service.log();
    log.wait_for("socket 0 was told of the end");
    log.wait_for("DELETE c1");
    log.wait_for("socket 0 ended");
}

#[tokio::test]
async fn what_stands_in_the_way_of_a_first_socket_is_an_error_at_once() {
    let uris = [
        "https://x/secret",
        "ws://",
        "wss://127.0.0.1:1/secret",
        "::secret",
    ];
    for uri in uris {
        let service = Service::answering(
            |_, mut socket| socket.hold(),
            move |_, _| {
                Some(Answer::new(
                    200,
                    json!({"id": "c", "connectUri": uri}).to_string(),
                ))
            },
        );
        let error = within(service.stream().open()).await.unwrap_err();
        assert!(error.is_transport(), "{error}");
        assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
    }
    let service = Service::answering(
        |_, mut socket| socket.hold(),
        |_, _| Some(Answer::new(200, r#"{"id": "c"}"#)),
    );
    let error = within(service.stream().open()).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("Channel.connectUri: missing in the channel that the service created"));
    let service = Service::answering(|_, _| {}, |_, _| Some(Answer::new(403, "{}")));
    let error = within(service.stream().open()).await.unwrap_err();
    assert!(error.is_forbidden());
}

#[tokio::test]
async fn a_socket_that_is_refused_is_an_error_with_its_status() {
    let other = support::Server::answering(|_, _| Answer::new(503, "closed today"));
    let uri = other.url.replace("http://", "ws://");
    let service = Service::answering(
        |_, _| {},
        move |_, _| {
            Some(Answer::new(
                200,
                json!({"id": "c", "connectUri": uri}).to_string(),
            ))
        },
    );
    let error = within(service.stream().open()).await.unwrap_err();
    assert_eq!(error.status(), Some(503));
    assert!(
        error
            .to_string()
            .starts_with("GET /channels/{channelId}: 503")
    );
}

#[tokio::test]
async fn a_socket_without_the_encryption_that_is_due_is_refused() {
    let plain = plain_server();
    for (uri, name) in [
        (format!("wss://{plain}/secret"), "127.0.0.1"),
        (
            "wss://sockets.invalid/secret".to_owned(),
            "the proxy 127.0.0.1",
        ),
    ] {
        let service = Service::answering(
            |_, _| {},
            move |_, _| {
                let body = json!({"id": "c", "connectUri": uri}).to_string();
                Some(Answer::new(200, body))
            },
        );
        let proxy = Proxy::new(format!("https://{plain}")).except(["127.0.0.1"]);
        let client = service.client().proxy(proxy).build().unwrap();
        let stream = Notifications::builder(&client).topic("v2.a");
        let error = within(stream.open()).await.unwrap_err();
        let text = error.to_string();
        let expected = format!(": {name} answered without TLS: check the scheme of its URL");
        assert!(error.is_connect() && text.contains(&expected), "{text}");
        assert!(!text.contains("secret"), "{text}");
    }
}

#[tokio::test]
async fn a_stream_that_must_not_reconnect_ends_with_its_socket() {
    let service = Service::start(|_, mut socket| {
        socket.event("v2.a", 1);
        socket.close();
    });
    let stream = service.stream().reconnect(RetryPolicy::never());
    let mut events = within(stream.open()).await.unwrap();
    assert_eq!(next_number(&mut events).await, "1");
    let error = next_error(&mut events).await;
    assert!(error.is_transport());
    assert!(
        error.to_string().contains("the service closed the socket"),
        "{error}"
    );
    assert!(within(events.try_next()).await.unwrap().is_none());
}
