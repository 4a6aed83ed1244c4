//! Notifications of the fake service, and events that are made by tests.

use std::time::Duration;

use sdk_runtime::runtime::notifications::{Event, Gap, Message, Notifications, Topic};
use sdk_runtime::runtime::testing::{FakeService, Reply, When};
use sdk_runtime::runtime::{
    Client, Error, Headers, HttpRequest, RawResponse, SleepFuture, SocketFuture, Transport,
    TransportFuture,
};
use serde_json::json;

use crate::{Body, next_error, next_number, within};

fn presence(user: &str) -> Topic<Body> {
    Topic::new("v2.users.{id}.presence", &[user])
}

fn client(service: &FakeService) -> Client {
    let client = Client::builder().transport(service.clone());
    client.access_token("t").build().unwrap()
}

async fn open(service: &FakeService) -> Result<Notifications, Error> {
    let stream = Notifications::builder(&client(service)).topic(presence("7"));
    within(stream.topic("v2.a?b&c").open()).await
}

fn body(number: u32) -> Body {
    Body::from([("number".to_owned(), number)])
}

/// What code of an application does with a stream: it goes on after what it cannot read.
async fn numbers(events: &mut Notifications) -> (Vec<String>, Error) {
    let mut found = Vec::new();
    loop {
        let event = match within(events.try_next()).await {
            Ok(Some(event)) => event,
            Ok(None) => panic!("an end without an error"),
            Err(error) if error.is_fatal() => return (found, error),
            Err(error) => {
                found.push(error.to_string());
                continue;
            }
        };
        found.push(match presence("7").read(&event) {
            Ok(Some(body)) => body["number"].to_string(),
            Ok(None) => event.topic().unwrap_or("gap").to_owned(),
            Err(error) => error.to_string(),
        });
    }
}

#[tokio::test]
async fn a_test_plays_what_the_service_does() {
    let service = FakeService::new();
    let notifications = service.notifications();
    let topic = presence("7");
    notifications
        .push(&topic, body(1))
        .push_text("{\"topicName\": ")
        .push(&topic, json!({ "number": "many" }))
        .push("v2.a.c", json!(null))
        .gap()
        .push(&topic, body(2))
        .close()
        .refuse(503)
        .announce_close()
        .push(&topic, body(3))
        .refuse(403);
    let mut events = open(&service).await.unwrap();
    let (found, error) = numbers(&mut events).await;
    assert_eq!(found.len(), 8, "{found:?}");
    assert_eq!(found[0], "1");
    assert!(
        found[1].starts_with("the notification cannot be read: Notification.topicName: "),
        "{found:?}"
    );
    assert!(
        found[2].starts_with("the notification cannot be read: "),
        "{found:?}"
    );
    assert!(found[2].contains(".number: invalid type"), "{found:?}");
    assert_eq!(found[3..], ["v2.a.c", "gap", "2", "gap", "3"]);
    assert!(error.is_forbidden());
    assert!(within(events.try_next()).await.unwrap().is_none());
    service.verify().unwrap();
    assert_eq!(notifications.topics(), ["v2.a?b&c", "v2.users.7.presence"]);
    assert!(
        service.elapsed() > Duration::ZERO,
        "the waits are told and last no time"
    );
}

#[tokio::test]
async fn events_may_be_pushed_while_the_client_waits() {
    let service = FakeService::new();
    let notifications = service.notifications();
    let mut events = open(&service).await.unwrap();
    let none = tokio::time::timeout(Duration::from_millis(20), events.try_next());
    assert!(none.await.is_err());
    let pushing = notifications.clone();
    let task = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(20)).await;
        pushing.push(presence("7"), body(1));
    });
    assert_eq!(next_number(&mut events).await, "1");
    task.await.unwrap();
    assert_eq!(notifications.sockets(), 1);
    within(events.close()).await.unwrap();
    assert!(notifications.topics().is_empty());
    service.verify().unwrap();
}

#[tokio::test]
async fn the_socket_answers_pings() {
    let service = FakeService::new();
    let notifications = service.notifications();
    let moment = Duration::from_millis(10);
    let stream = Notifications::builder(&client(&service)).heartbeat(moment, moment);
    let mut events = within(stream.topic("v2.a").open()).await.unwrap();
    let none = tokio::time::timeout(Duration::from_millis(200), events.try_next());
    assert!(none.await.is_err());
    assert_eq!(notifications.sockets(), 1);
}

#[tokio::test]
async fn what_comes_to_nobody_is_a_mismatch() {
    let service = FakeService::new();
    let notifications = service.notifications();
    notifications
        .push("v2.users.8.presence", body(1))
        .push("v2.a.b", body(2));
    let mut events = open(&service).await.unwrap();
    assert_eq!(next_number(&mut events).await, "2");
    notifications.gap();
    let text = service.verify().unwrap_err().to_string();
    assert_eq!(
        text,
        "an event of v2.users.8.presence was pushed, and the topics that are subscribed to are: \
         v2.a?b&c, v2.users.7.presence; one thing that was laid out for a socket did not happen"
    );
}

#[tokio::test]
async fn a_fake_service_without_notifications_says_so() {
    let service = FakeService::new();
    let channel = json!({ "id": "c", "connectUri": "wss://127.0.0.1:1/c" });
    service.reply(
        When::post("/api/v2/notifications/channels"),
        Reply::json(channel),
    );
    service.reply(
        When::put("/api/v2/notifications/channels/{id}/subscriptions"),
        Reply::json(json!({})),
    );
    let error = open(&service).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("call FakeService::notifications"),
        "{error}"
    );
}

#[tokio::test]
async fn an_error_says_whether_the_stream_goes_on() {
    let service = FakeService::new();
    service
        .notifications()
        .push_text("no json")
        .push_text("[]")
        .refuse(401);
    let mut events = open(&service).await.unwrap();
    for text in ["no json", "[]"] {
        let error = next_error(&mut events).await;
        assert!(error.is_decode() && !error.is_fatal());
        assert_eq!(error.body(), Some(text.as_bytes()));
        assert!(error.status().is_none() && error.operation().is_none());
    }
    let error = next_error(&mut events).await;
    assert!(error.is_fatal() && error.is_unauthorized());
}

#[tokio::test]
async fn a_program_makes_events() {
    let topic = presence("7");
    let event = topic.event(&body(4)).unwrap();
    assert_eq!(topic.read(&event).unwrap(), Some(body(4)));
    let other = Event::new("v2.users.8.presence", &body(5)).unwrap();
    assert_eq!(topic.read(&other).unwrap(), None);
    assert_eq!(topic.read_any(&other).unwrap(), Some((vec!["8"], body(5))));
    let whole = r#"{"topicName":"v2.users.7.presence","version":"2","eventBody":{"number":6},
        "metadata":{"CorrelationId":"c-1"}}"#;
    let message = Message::from_text(whole).unwrap();
    assert_eq!(message.correlation_id(), Some("c-1"));
    assert_eq!(topic.read(&message.into()).unwrap(), Some(body(6)));
    let error = Message::from_text(r#"{"topicName":"a"}"#).unwrap_err();
    assert!(error.is_decode() && !error.is_fatal());
    let gap = Event::from(Gap::new("a\nreason", Duration::from_secs(3)));
    assert!(matches!(&gap, Event::Gap(gap) if gap.reason() == "a reason"));
    assert!(topic.read(&gap).unwrap().is_none());

    let unwritable = std::collections::BTreeMap::from([((1, 2), 3)]);
    assert!(Event::new("v2.a", &unwritable).unwrap_err().is_encode());
    let service = FakeService::new();
    service.notifications().push("v2.a", &unwritable);
    let text = service.verify().unwrap_err().to_string();
    assert!(text.contains("the event of v2.a is no JSON"), "{text}");
}

/// A transport with sockets of its own, and a service that gives out this address.
#[derive(Debug)]
struct Sockets(&'static str);

impl Transport for Sockets {
    fn send(&self, _: HttpRequest) -> TransportFuture<'_> {
        let channel = json!({"id": "c", "connectUri": self.0}).to_string();
        Box::pin(async { Ok(RawResponse::new(200, Headers::new(), channel.into_bytes())) })
    }

    fn sleep(&self, _: Duration) -> SleepFuture<'_> {
        Box::pin(async {})
    }

    fn open_socket(&self, request: HttpRequest) -> Option<SocketFuture<'_>> {
        panic!("a socket at {}", request.url);
    }
}

#[tokio::test]
async fn a_transport_with_sockets_gets_no_address_that_is_not_encrypted() {
    for uri in ["ws://x.example.com/secret", "https://x.example.com/secret"] {
        let client = Client::builder().host("https://api.example.com");
        let client = client
            .transport(Sockets(uri))
            .access_token("t")
            .build()
            .unwrap();
        let stream = Notifications::builder(&client).topic(presence("7"));
        let error = within(stream.open()).await.unwrap_err();
        assert!(error.to_string().contains("not encrypted"), "{error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}
