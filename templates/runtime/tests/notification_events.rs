//! Log events of notifications, in a process of their own, because threads without a
//! subscriber sometimes disable events for others.

#![cfg(all(feature = "websocket", feature = "tracing"))]
#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails like the test itself"
)]

#[path = "support/journal.rs"]
mod journal;
#[expect(dead_code, reason = "no test uses all of it")]
#[path = "notifications/service.rs"]
mod service;
mod support;

use std::time::Duration;

use journal::Journal;
use service::Service;

#[tokio::test]
async fn a_wait_for_another_socket_is_an_event() {
    let (journal, _guard) = Journal::begin();
    let service = Service::start(|number, mut socket| match number {
        0 => socket.close_with("maintenance"),
        _ => socket.hold(),
    });
    let mut events = service.stream().open().await.unwrap();
    let next = tokio::time::timeout(Duration::from_secs(10), events.try_next());
    assert!(next.await.unwrap().unwrap().unwrap().is_gap());
    let lines = journal.take();
    let is_told = |line: &String| {
        line.starts_with("WARN message=waiting to open another socket")
            && line.contains("maintenance")
            && line.contains("delay_ms=")
    };
    assert!(lines.iter().any(is_told), "{lines:?}");
}
