//! Limits of waits, messages and reasons.

use std::time::Duration;

use sdk_runtime::runtime::notifications::Event;

use crate::lasting::then_another;
use crate::service::{CREATE, Service};
use crate::support::Answer;
use crate::{next, next_error, next_number, within};

#[tokio::test]
async fn a_service_that_asks_for_a_year_is_not_waited_for() {
    let service = Service::answering(
        |_, socket| socket.close(),
        |request, number| {
            let is_late = number > 0 && request.target == CREATE;
            let is_topics = number > 0 && request.target.starts_with("PUT");
            let busy = || Answer::new(503, "").header("retry-after", "31536000");
            match (is_late, is_topics) {
                (true, _) | (_, true) => Some(busy()),
                _ => None,
            }
        },
    );
    let mut events = within(service.stream().open()).await.unwrap();
    let error = next_error(&mut events).await;
    assert_eq!(error.status(), Some(503), "{error}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(31_536_000)));
    assert!(
        within(events.try_next()).await.unwrap().is_none(),
        "the end"
    );
}

#[tokio::test]
async fn a_message_that_is_too_large_costs_the_socket_and_not_the_memory() {
    let service = Service::start(then_another(|mut socket| {
        let padding = "x".repeat(16 * 1024 * 1024);
        socket.say(&format!(
            r#"{{"topicName":"v2.a","eventBody":"{padding}"}}"#
        ));
        socket.hold();
    }));
    let mut events = within(service.stream().open()).await.unwrap();
    let Event::Gap(gap) = next(&mut events).await else {
        panic!("no gap");
    };
    assert!(
        gap.reason().contains("larger than 16 MiB"),
        "{}",
        gap.reason()
    );
    assert_eq!(next_number(&mut events).await, "2");
}

#[tokio::test]
async fn a_message_may_be_nearly_as_large() {
    let service = Service::start(|_, mut socket| {
        let padding = "x".repeat(16 * 1024 * 1024 - 100);
        socket.say(&format!(
            r#"{{"topicName":"v2.a","eventBody":"{padding}"}}"#
        ));
        socket.hold();
    });
    let mut events = within(service.stream().open()).await.unwrap();
    assert_eq!(next(&mut events).await.topic(), Some("v2.a"));
}

#[tokio::test]
async fn the_reason_of_a_gap_is_one_line() {
    let service = Service::start(then_another(|socket| {
        socket.close_with("go\r\naway\u{2028}now\0");
    }));
    let mut events = within(service.stream().open()).await.unwrap();
    let Event::Gap(gap) = next(&mut events).await else {
        panic!("no gap");
    };
    let reason = gap.reason();
    assert!(reason.contains("go  away now"), "{reason}");
    assert!(!reason.contains(['\r', '\n', '\u{2028}', '\0']), "{reason}");
}
