//! Streams that outlive their sockets, their channels and their logins.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sdk_runtime::runtime::ClientCredentials;
use sdk_runtime::runtime::notifications::{Event, Notifications};

use crate::service::{CREATE, Service, Socket, quick};
use crate::support::Answer;
use crate::{next, next_error, next_number, within};

const ALL: &str = "PUT c1 v2.a v2.b";

/// A script in which the first socket comes to some end, and the second brings
/// the event 2.
pub(crate) fn then_another(
    end: impl Fn(Socket) + Send + Sync + 'static,
) -> impl Fn(usize, Socket) + Send + Sync + 'static {
    move |number, mut socket| match number {
        0 => end(socket),
        _ => {
            socket.event("v2.a", 2);
            socket.hold();
        }
    }
}

async fn numbers(events: &mut Notifications, count: usize) -> Vec<String> {
    let mut numbers = Vec::new();
    for _ in 0..count {
        numbers.push(next_number(events).await);
    }
    numbers
}

#[tokio::test]
async fn silence_is_asked_about_and_the_answer_is_enough() {
    let service = Service::start(|_, mut socket| {
        for _ in 0..3 {
            assert_eq!(socket.hear().unwrap(), r#"{"message":"ping"}"#);
            socket.say(r#"{"topicName":"channel.metadata","eventBody":{"message":"pong"}}"#);
        }
        socket.event("v2.a", 1);
        socket.hold();
    });
    let moment = Duration::from_millis(30);
    let stream = service.stream().heartbeat(moment, Duration::from_secs(5));
    let mut events = within(stream.open()).await.unwrap();
    assert_eq!(next_number(&mut events).await, "1");
}

#[tokio::test]
async fn a_socket_that_does_not_answer_is_replaced() {
    let service = Service::start(then_another(|mut socket| {
        socket.event("v2.a", 1);
        socket.hold();
    }));
    let moment = Duration::from_millis(500);
    let stream = service.stream().heartbeat(moment, moment);
    let mut events = within(stream.open()).await.unwrap();
    assert_eq!(next_number(&mut events).await, "1");
    let Event::Gap(gap) = next(&mut events).await else {
        panic!("no gap");
    };
    assert!(gap.reason().contains("a ping was not answered"));
    assert_eq!(next_number(&mut events).await, "2");
}

#[tokio::test]
async fn a_socket_that_the_server_closes_is_replaced_with_all_topics() {
    let service = Service::start(then_another(|mut socket| {
        socket.event("v2.a", 1);
        socket.close();
    }));
    let mut events = within(service.stream().open()).await.unwrap();
    assert_eq!(numbers(&mut events, 3).await, ["1", "gap", "2"]);
    let lines = service.lines();
    assert_eq!(
        lines,
        ["POST", ALL, "socket 0 opened", ALL, "socket 1 opened"]
    );
}

#[tokio::test]
async fn a_socket_that_breaks_in_the_middle_of_a_message_is_replaced() {
    let service = Service::start(then_another(|mut socket| {
        socket.event("v2.a", 1);
        socket.break_off();
    }));
    let mut events = within(service.stream().open()).await.unwrap();
    assert_eq!(numbers(&mut events, 3).await, ["1", "gap", "2"]);
}

#[tokio::test]
async fn topics_that_were_added_are_there_after_a_reconnect() {
    let service = Service::start(then_another(|mut socket| {
        socket.event("v2.a", 1);
        socket.wait_for("PUT c1 v2.a v2.b v2.c");
        socket.close();
    }));
    let mut events = within(service.stream().open()).await.unwrap();
    assert_eq!(next_number(&mut events).await, "1");
    within(events.subscribe("v2.c")).await.unwrap();
    assert_eq!(numbers(&mut events, 2).await, ["gap", "2"]);
    let told = service.lines();
    let told = told.iter().filter(|line| *line == "PUT c1 v2.a v2.b v2.c");
    assert_eq!(told.count(), 2);
}

#[tokio::test]
async fn an_announced_close_leaves_no_gap_and_doubles_nothing() {
    let service = Service::start(|number, mut socket| match number {
        0 => {
            socket.event("v2.a", 1);
            socket.announce_close();
            socket.wait_for("socket 1 is ready");
            for number in [2, 3, 3] {
                socket.event("v2.a", number);
            }
            socket.close();
        }
        _ => {
            socket.event("v2.a", 2);
            socket.note("socket 1 is ready");
            socket.wait_for("socket 0 was closed");
            for number in [3, 3, 4] {
                socket.event("v2.a", number);
            }
            socket.heartbeat();
            socket.hold();
        }
    });
    let mut events = within(service.stream().open()).await.unwrap();
    let mut numbers = numbers(&mut events, 5).await;
    numbers.sort();
    assert_eq!(numbers, ["1", "2", "3", "3", "4"]);
    let more = tokio::time::timeout(Duration::from_millis(50), events.try_next());
    assert!(more.await.is_err());
    let lines = service.lines();
    let second = ["POST", "PUT c2 v2.a v2.b", "socket 1 opened"];
    assert_eq!(lines[3..6], second);
}

#[tokio::test]
async fn equal_events_of_the_new_socket_are_delivered_beyond_those_of_the_old_one() {
    let service = Service::start(|number, mut socket| match number {
        0 => {
            socket.event("v2.a", 1);
            socket.announce_close();
            socket.wait_for("socket 1 is ready");
            socket.event("v2.a", 2);
            socket.close();
        }
        _ => {
            socket.note("socket 1 is ready");
            // The client has read what the old socket brought before this one.
            socket.wait_for("socket 0 was closed");
            for number in [2, 2, 2, 2, 3] {
                socket.event("v2.a", number);
            }
            socket.hold();
        }
    });
    let mut events = within(service.stream().open()).await.unwrap();
    let numbers = numbers(&mut events, 6).await;
    assert_eq!(numbers, ["1", "2", "2", "2", "2", "3"]);
}

#[tokio::test]
async fn events_of_the_old_socket_come_while_the_new_one_is_opened() {
    let service = Service::answering(
        |number, mut socket| match number {
            0 => {
                socket.announce_close();
                socket.wait_for("PUT c2 v2.a v2.b");
                socket.event("v2.a", 1);
                socket.hold();
            }
            _ => {
                socket.event("v2.a", 2);
                socket.hold();
            }
        },
        |seen, _| {
            let is_second = seen.target.contains("/c2/");
            is_second.then(|| Answer::new(200, "{}").after(Duration::from_millis(400)))
        },
    );
    let mut events = within(service.stream().open()).await.unwrap();
    assert_eq!(next_number(&mut events).await, "1");
    assert!(!service.lines().contains(&"socket 1 opened".to_owned()));
    assert_eq!(next_number(&mut events).await, "2");
}

#[tokio::test]
async fn a_channel_is_replaced_before_it_expires() {
    let service = Service::expiring(
        800,
        then_another(|mut socket| {
            socket.event("v2.a", 1);
            socket.hold();
        }),
    );
    let mut events = within(service.stream().open()).await.unwrap();
    assert_eq!(numbers(&mut events, 2).await, ["1", "2"]);
    assert_eq!(service.lines()[3..5], ["POST", "PUT c2 v2.a v2.b"]);
}

#[tokio::test]
async fn a_channel_that_is_gone_is_replaced() {
    for status in [404, 410] {
        let service = Service::answering(then_another(Socket::close), move |seen, number| {
            let is_gone = seen.target.contains("/c1/") && number > 0;
            is_gone.then(|| Answer::new(status, "{}"))
        });
        let mut events = within(service.stream().open()).await.unwrap();
        assert_eq!(numbers(&mut events, 2).await, ["gap", "2"]);
        let lines = service.lines();
        assert_eq!(lines[3..6], [ALL, "POST", "PUT c2 v2.a v2.b"]);
    }
}

#[tokio::test]
async fn a_channel_that_is_gone_when_topics_change_is_replaced() {
    let service = Service::answering(then_another(|mut socket| socket.hold()), |seen, number| {
        let is_gone = seen.target.contains("/c1/") && number > 0;
        is_gone.then(|| Answer::new(404, "{}"))
    });
    let mut events = within(service.stream().open()).await.unwrap();
    within(events.subscribe("v2.c")).await.unwrap();
    assert_eq!(numbers(&mut events, 2).await, ["gap", "2"]);
    let lines = service.lines();
    assert!(
        lines.contains(&"PUT c2 v2.a v2.b v2.c".to_owned()),
        "{lines:?}"
    );
}

#[tokio::test]
async fn a_login_that_has_expired_is_renewed_on_the_way() {
    let logins = AtomicUsize::new(0);
    let service = Service::answering(then_another(Socket::close), move |seen, number| {
        if seen.target == "POST /oauth/token" {
            let token = logins.fetch_add(1, Ordering::SeqCst) + 1;
            let body = format!(r#"{{"access_token":"t{token}","expires_in":3600}}"#);
            return Some(Answer::new(200, body));
        }
        let is_expired = seen.target.starts_with("PUT") && number == 1;
        is_expired.then(|| Answer::new(401, "{}"))
    });
    let client = service
        .client()
        .credentials(ClientCredentials::new("id", "s3cret"));
    let client = client.build().unwrap();
    client.clear_access_token();
    let stream = Notifications::builder(&client).topics(["v2.a", "v2.b"]);
    let mut events = within(stream.reconnect(quick()).open()).await.unwrap();
    assert_eq!(numbers(&mut events, 2).await, ["gap", "2"]);
    let login = "POST /oauth/token";
    assert_eq!(
        service.lines(),
        [
            login,
            "POST",
            ALL,
            "socket 0 opened",
            ALL,
            login,
            ALL,
            "socket 1 opened"
        ]
    );
}

#[tokio::test]
async fn an_outage_is_waited_for() {
    let service = Service::answering(then_another(Socket::close), |seen, number| {
        let is_down = match seen.target.as_str() {
            CREATE => (1..8).contains(&number),
            _ => seen.target.contains("/c1/") && number > 0,
        };
        is_down.then(|| Answer::new(503, "{}"))
    });
    let mut events = within(service.stream().open()).await.unwrap();
    // Whoever gives up waiting for an event now and then loses nothing.
    let event = within(async {
        loop {
            let moment = Duration::from_millis(3);
            if let Ok(event) = tokio::time::timeout(moment, events.try_next()).await {
                break event.unwrap().unwrap();
            }
        }
    });
    assert!(event.await.is_gap());
    assert_eq!(next_number(&mut events).await, "2");
}

#[tokio::test]
async fn a_socket_that_never_lasts_is_not_opened_without_end() {
    let service = Service::start(|_, socket| socket.close());
    let policy = quick().max_retries(3);
    let stream = service.stream().reconnect(policy);
    let mut events = within(stream.open()).await.unwrap();
    let mut gaps = 0;
    let error = loop {
        match within(events.try_next()).await {
            Ok(event) => assert!(event.unwrap().is_gap()),
            Err(error) => break error,
        }
        gaps += 1;
        assert!(gaps <= 3, "there is no end to it");
    };
    assert!(error.is_transport());
    assert!(within(events.try_next()).await.unwrap().is_none());
}

#[tokio::test]
async fn what_does_not_pass_by_itself_ends_the_stream() {
    let service = Service::answering(then_another(Socket::close), |seen, number| {
        let is_lost = seen.target.starts_with("PUT") && number > 0;
        is_lost.then(|| Answer::new(403, "{}"))
    });
    let mut events = within(service.stream().open()).await.unwrap();
    assert!(next_error(&mut events).await.is_forbidden());
    assert!(within(events.try_next()).await.unwrap().is_none());
}
