//! Responses that are streams of values.

#![cfg(feature = "client")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::{Answer, Fault, Server};
use sdk_runtime::runtime::model::DecodeProblem;
use sdk_runtime::runtime::{
    Answer as Told, Call, Client, EventStream, Hook, Method, Operation, Permissions, Request,
    RetryPolicy, StreamFormat, decode, open_json, prepare_stream,
};

static WATCH: Operation = Operation {
    name: "watch",
    method: Method::Get,
    path: "/watch",
    accept: "application/json",
    permissions: Permissions::None,
};

type Value = BTreeMap<String, u64>;

/// A call whose response is a stream of JSON.
fn call_to(server: &Server, kind: &'static str, format: StreamFormat) -> Call<EventStream<Value>> {
    let builder = Client::builder().host(&server.url).access_token("t0ken");
    let builder = builder.retry(RetryPolicy::default());
    let client = builder.timeout(Duration::from_secs(1)).build().unwrap();
    prepare_stream(
        client,
        Request::new(&WATCH).streams(kind, format),
        open_json,
    )
}

async fn events(server: &Server) -> EventStream<Value> {
    let call = call_to(server, "text/event-stream", StreamFormat::Events);
    call.send().await.unwrap()
}

const BODY: &str = ": hello\n\ndata: {\"a\": 1}\n\nevent: x\nid: 5\ndata: {\"b\":\ndata: 2}\n\n\
                    data:\n\ndata: oops\n\ndata: {\"c\": 3}\n\ndata: [DONE]\n\ndata: {\"d\": 4}\n\n";

#[tokio::test]
async fn events_are_decoded_and_one_that_cannot_be_is_no_end() {
    let answer = Answer::new(200, BODY).header("content-type", "text/event-stream");
    let server = Server::start(vec![answer]);
    let mut stream = events(&server).await;
    let seen = server.seen();
    assert_eq!(seen.header("accept"), Some("text/event-stream"));
    assert_eq!(seen.header("authorization"), Some("Bearer t0ken"));
    let mut next = async || stream.try_next().await;
    assert_eq!(next().await.unwrap(), Some([("a".to_owned(), 1)].into()));
    assert_eq!(next().await.unwrap(), Some([("b".to_owned(), 2)].into()));
    let error = next().await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert_eq!(error.body(), Some(b"oops".as_slice()));
    assert_eq!(next().await.unwrap(), Some([("c".to_owned(), 3)].into()));
    assert_eq!(next().await.unwrap(), None);
    assert_eq!(next().await.unwrap(), None);
}

/// Keeps the paths of the values that were left out.
#[derive(Clone, Default)]
struct LeftOut(Arc<Mutex<Vec<String>>>);

impl Hook for LeftOut {
    fn decode_problem(&self, _: &'static Operation, _: &Told<'_>, problem: &DecodeProblem) {
        self.0.lock().unwrap().push(problem.path().to_owned());
    }
}

#[tokio::test]
async fn an_odd_value_costs_no_event() {
    let body = "data: {\"a\": 1, \"b\": \"two\"}\n\ndata: []\n\ndata: {\"c\": 3.0}\n\n";
    let answer = Answer::new(200, body).header("content-type", "text/event-stream");
    let server = Server::start(vec![answer]);
    let left_out = LeftOut::default();
    let client = Client::builder().host(&server.url).hook(left_out.clone());
    let request = Request::new(&WATCH).streams("text/event-stream", StreamFormat::Events);
    let call = Call::new(client.build().unwrap(), request, decode::empty);
    let mut stream = call.reading_stream(open_json::<Value>).await.unwrap();
    let mut next = async || stream.try_next().await;
    assert_eq!(next().await.unwrap(), Some([("a".to_owned(), 1)].into()));
    assert!(next().await.unwrap_err().is_decode());
    assert_eq!(next().await.unwrap(), Some([("c".to_owned(), 3)].into()));
    assert_eq!(*left_out.0.lock().unwrap(), ["BTreeMap<String, u64>.b"]);
}

#[tokio::test]
async fn raw_events_have_their_names_and_ids() {
    let server = Server::start(vec![Answer::new(200, BODY)]);
    let mut raw = events(&server).await.into_raw();
    let mut all = Vec::new();
    while let Some(event) = raw.try_next().await.unwrap() {
        all.push((event.event, event.id, event.data));
    }
    assert_eq!(all.len(), 7);
    let second = (
        Some("x".to_owned()),
        Some("5".to_owned()),
        "{\"b\":\n2}".to_owned(),
    );
    assert_eq!(all[1], second);
    assert_eq!(all[5].2, "[DONE]");
}

#[tokio::test]
async fn lines_are_values() {
    let server = Server::start(vec![Answer::new(200, "{\"a\":1}\n{\"a\":2}")]);
    let call = call_to(&server, "application/x-ndjson", StreamFormat::Lines);
    let mut stream = call.send().await.unwrap();
    let mut count = 0;
    while stream.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 2);
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_an_error() {
    let mut answer = Answer::fault(Fault::Cut);
    answer.body = "data: {\"a\": 1}\n\ndata: {\"a\"".to_owned();
    let server = Server::start(vec![answer]);
    let mut stream = events(&server).await;
    assert!(stream.try_next().await.unwrap().is_some());
    let error = stream.try_next().await.unwrap_err();
    assert!(error.is_transport(), "{error}");
    assert!(stream.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_busy_service_is_asked_again_and_json_is_no_stream() {
    let server = Server::start(vec![
        Answer::new(503, "").header("retry-after", "0"),
        Answer::new(200, "{}").header("content-type", "application/json; charset=utf-8"),
    ]);
    let call = call_to(&server, "text/event-stream", StreamFormat::Events);
    let error = call.send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /watch: the response cannot be read: the body is JSON; status 200, media type \
         application/json; charset=utf-8; expected a stream of events"
    );
    assert_eq!(server.targets().len(), 2);
}

#[tokio::test]
async fn a_stream_has_the_settings_of_every_call_and_the_head_of_its_response() {
    let busy = || Answer::new(503, "").header("retry-after", "0");
    let answer = || Answer::new(200, BODY).header("content-type", "text/event-stream");
    let server = Server::start(vec![busy(), busy(), answer()]);
    let call = call_to(&server, "text/event-stream", StreamFormat::Events);
    let once = call
        .clone()
        .retry(RetryPolicy::never())
        .header("x-own", "1");
    assert_eq!(once.send().await.unwrap_err().status(), Some(503));
    assert_eq!(server.seen().header("x-own"), Some("1"));
    let response = call.send_for_response().await.unwrap();
    assert_eq!(
        response.headers().get("content-type"),
        Some("text/event-stream")
    );
    assert_eq!((response.status(), response.body()), (200, &b""[..]));
    let first = response.into_value().try_next().await.unwrap();
    assert_eq!(first, Some([("a".to_owned(), 1)].into()));
}
