// features: client, testing, websocket, users
//! How an application tests what it does with notifications: with a service that is none. Nothing
//! here opens a connection.

use purecloud_platform_client_v2::models::PresenceEventUserPresence;
use purecloud_platform_client_v2::notifications::{Event, Notifications, Topic};
use purecloud_platform_client_v2::testing::{FakeService, Mismatch};
use purecloud_platform_client_v2::{Client, Error, Region, topics};
use serde_json::json;

/// What is tested, such as it may stand in an application: the presences of a user, one after the
/// other, with `?` where some may have been missed. Ends with the error that ended the stream.
async fn presences(client: &Client, user_id: &str, seen: &mut Vec<String>) -> Result<(), Error> {
    let topic = topics::users_presence(user_id);
    let stream = Notifications::builder(client).topic(&topic);
    let mut events = stream.open().await?;
    loop {
        match events.try_next().await {
            Ok(Some(event)) => seen.extend(presence(&topic, &event)),
            Ok(None) => return Ok(()),
            Err(error) if error.is_fatal() => return Err(error),
            // One message that cannot be read is no reason to stop.
            Err(error) => eprintln!("{error}"),
        }
    }
}

/// What an event says of the presence.
fn presence(topic: &Topic<PresenceEventUserPresence>, event: &Event) -> Option<String> {
    if event.is_gap() {
        return Some("?".to_owned());
    }
    let change = topic.read(event).ok()??;
    change.presence_definition?.system_presence
}

fn client(service: &FakeService) -> Client {
    let builder = Client::builder().region(Region::EuWest1);
    let builder = builder.access_token("test-token");
    builder.transport(service.clone()).build().unwrap()
}

#[tokio::test]
async fn an_unreadable_message_and_a_lost_socket_are_survived() -> Result<(), Mismatch> {
    let service = FakeService::new();
    let is = |presence: &str| json!({ "presenceDefinition": { "systemPresence": presence } });
    let notifications = service.notifications();
    let topic = topics::users_presence("u1");
    notifications
        .push(&topic, is("Available"))
        .push_text("this is no notification")
        .push(&topic, is("Busy"))
        .gap()
        .push(&topic, is("Away"))
        // The end of the test: the next socket is refused for good.
        .refuse(403);

    let mut seen = Vec::new();
    let end = presences(&client(&service), "u1", &mut seen).await;

    assert!(end.unwrap_err().is_forbidden());
    assert_eq!(seen, ["Available", "Busy", "?", "Away"]);
    assert_eq!(notifications.topics(), ["v2.users.u1.presence"]);
    service.verify()
}

#[test]
fn an_event_is_made_from_its_topic_and_a_model() -> Result<(), Error> {
    let topic = topics::users_presence("u1");
    let body = PresenceEventUserPresence::default();
    assert_eq!(presence(&topic, &topic.event(&body)?), None);
    let body = json!({ "presenceDefinition": { "systemPresence": "Meal" } });
    let event = Event::new(topic.name(), &body)?;
    assert_eq!(presence(&topic, &event).as_deref(), Some("Meal"));
    Ok(())
}
