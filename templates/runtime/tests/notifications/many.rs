//! More topics than a call, a channel or a user may have.

use sdk_runtime::runtime::notifications::{Event, Notifications, NotificationsBuilder};
use serde_json::json;

use crate::lasting::then_another;
use crate::service::{Service, Socket, quick};
use crate::support::Answer;
use crate::{next, next_number, within};

/// Names that are in order: `v2.t0001`, and so on.
fn names(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|number| format!("v2.t{number:05}")).collect()
}

fn stream(service: &Service, count: usize) -> NotificationsBuilder {
    let client = service.client().build().unwrap();
    let stream = Notifications::builder(&client).topics(names(0..count));
    stream.reconnect(quick())
}

/// The calls for topics so far, as method, first topic and number of topics.
fn calls(service: &Service) -> Vec<String> {
    let lines = service.lines().into_iter();
    let calls = lines.filter(|line| line.contains(" c1 "));
    let calls = calls.map(|line| {
        let words: Vec<&str> = line.split(' ').collect();
        format!("{} {} {}", words[0], words[2], words.len() - 2)
    });
    calls.collect()
}

#[tokio::test]
async fn a_call_takes_fifteen_topics() {
    for (count, expected) in [
        (15, vec!["PUT v2.t00000 15"]),
        (16, vec!["PUT v2.t00000 15", "POST v2.t00015 1"]),
        (
            40,
            vec!["PUT v2.t00000 15", "POST v2.t00015 15", "POST v2.t00030 10"],
        ),
    ] {
        let service = Service::start(|_, mut socket| {
            socket.event("v2.t00000", 1);
            socket.hold();
        });
        let mut events = within(stream(&service, count).open()).await.unwrap();
        assert_eq!(next_number(&mut events).await, "1", "{count}");
        assert_eq!(calls(&service), expected);
    }
}

#[tokio::test]
async fn what_is_added_to_many_takes_nothing_away() {
    let service = Service::start(|_, mut socket| {
        socket.wait_for("POST c1 v2.t00020");
        socket.event("v2.t00000", 1);
        socket.hold();
    });
    let mut events = within(stream(&service, 20).open()).await.unwrap();
    within(events.subscribe("v2.t00020")).await.unwrap();
    assert_eq!(next_number(&mut events).await, "1");
    assert_eq!(calls(&service)[2..], ["POST v2.t00020 1"]);
}

#[tokio::test]
async fn what_is_taken_from_many_is_a_gap_for_the_others() {
    let service = Service::start(|_, mut socket| {
        socket.wait_for("POST c1 v2.t00016 v2.t00017 v2.t00018 v2.t00019");
        socket.event("v2.t00001", 1);
        socket.hold();
    });
    let mut events = within(stream(&service, 20).open()).await.unwrap();
    within(events.unsubscribe("v2.t00000")).await.unwrap();
    let Event::Gap(gap) = next(&mut events).await else {
        panic!("no gap");
    };
    assert!(gap.reason().contains("sent to the service anew"));
    assert_eq!(next_number(&mut events).await, "1");
    assert_eq!(
        calls(&service)[2..],
        ["PUT v2.t00001 15", "POST v2.t00016 4"]
    );
    assert!(!service.lines().contains(&"socket 1 opened".to_owned()));
}

/// A socket that was lost is opened on its channel again, whose topics are known. A call without topics would
/// say nothing; one with some of them says whether the service still has the channel.
#[tokio::test]
async fn a_channel_that_is_reused_is_sent_no_empty_list() {
    for (count, expected) in [(16, "POST v2.t00000 15"), (15, "PUT v2.t00000 15")] {
        let service = Service::start(then_another(Socket::close));
        let mut events = within(stream(&service, count).open()).await.unwrap();
        assert!(next(&mut events).await.is_gap());
        assert_eq!(next_number(&mut events).await, "2");
        assert_eq!(calls(&service).last().unwrap(), expected);
        assert!(!service.lines().contains(&"POST c1".to_owned()));
    }
}

#[tokio::test]
async fn a_reused_channel_with_many_topics_that_is_gone_is_replaced() {
    let service = Service::answering(then_another(Socket::close), |seen, number| {
        // The first call for all topics is a PUT and a POST.
        let is_gone = seen.target.starts_with("POST") && seen.target.contains("/c1/") && number > 0;
        is_gone.then(|| Answer::new(404, "{}"))
    });
    let mut events = within(stream(&service, 16).open()).await.unwrap();
    assert!(next(&mut events).await.is_gap());
    assert_eq!(next_number(&mut events).await, "2");
    assert!(service.lines().contains(&"POST c2 v2.t00015".to_owned()));
}

#[tokio::test]
async fn a_refusal_in_the_middle_is_made_up_for() {
    let service = Service::answering(
        |_, mut socket| {
            socket.wait_for("POST c1 v2.t00015 v2.t00016 v2.t00017 v2.t00018 v2.t00019");
            socket.hold();
        },
        |seen, number| {
            let is_refused = seen.target.starts_with("POST")
                && seen.target.ends_with("/subscriptions")
                && number == 1;
            is_refused.then(|| Answer::new(400, json!({ "message": "no such topic" }).to_string()))
        },
    );
    let mut events = within(stream(&service, 20).open()).await.unwrap();
    let error = within(events.subscribe("v2.bad")).await.unwrap_err();
    assert_eq!(error.message(), Some("no such topic"));
    assert_eq!(events.topics().count(), 20);
    // Nobody knows what the channel has: the list is sent again.
    assert!(next(&mut events).await.is_gap());
    assert_eq!(
        calls(&service)[3..],
        ["PUT v2.t00000 15", "POST v2.t00015 5"]
    );
}

#[tokio::test]
async fn too_many_are_told_before_anything_is_sent() {
    let service = Service::start(|_, mut socket| socket.hold());
    let error = within(stream(&service, 1001).open()).await.unwrap_err();
    assert!(error.is_encode());
    let text = error.to_string();
    assert!(
        text.contains("1001 topics are too many for one channel, which takes 1000"),
        "{text}"
    );
    assert!(service.lines().is_empty());
}

#[cfg(feature = "testing")]
#[tokio::test]
async fn a_channel_takes_a_thousand() {
    use sdk_runtime::runtime::Client;
    use sdk_runtime::runtime::testing::{FakeService, When};

    let service = FakeService::new();
    let notifications = service.notifications();
    let client = Client::builder().transport(service.clone());
    let client = client.access_token("t").build().unwrap();
    let stream = Notifications::builder(&client).topics(names(0..1000));
    let mut events = within(stream.open()).await.unwrap();
    assert_eq!(notifications.topics(), names(0..1000));
    // One call for the channel, and 67 for its topics.
    assert_eq!(service.calls_to(&When::any()).len(), 68);
    let error = within(events.subscribe("v2.more")).await.unwrap_err();
    assert!(error.is_encode(), "{error}");
    assert_eq!(events.topics().count(), 1000);
}

#[tokio::test]
async fn the_topics_of_a_user_are_split() {
    let service = Service::start(|_, mut socket| socket.hold());
    let sizes = |count| -> Vec<usize> {
        let parts = stream(&service, count).split().unwrap().into_iter();
        let parts = parts.map(|part| format!("{part:?}").matches("v2.t").count());
        parts.collect()
    };
    assert_eq!(sizes(0), [0; 0]);
    assert_eq!(sizes(1000), [1000]);
    assert_eq!(sizes(2001), [1000, 1000, 1]);
    assert_eq!(sizes(20_000).len(), 20);
    let error = stream(&service, 20_001).split().unwrap_err();
    assert!(error.is_encode());
    let text = error.to_string();
    assert!(
        text.contains("20001 topics are too many for one user, whose 20 channels"),
        "{text}"
    );
    assert!(stream(&service, 1).topic(" ").split().is_err());
}
