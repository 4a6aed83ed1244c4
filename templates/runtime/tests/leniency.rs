//! Values that do not fit the type of their field: which are skipped, which are kept, and
//! how they are reported.

#![cfg(feature = "client")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::support::{Answer, Server};
use jiff::Timestamp;
use sdk_runtime::runtime::model::{
    Codec, NULLS, Nulls, Page, Reader, Record, Table, Writer, deserialize, read_leniently,
};
use sdk_runtime::runtime::{
    Answer as Told, Call, Client, Hook, Method, Operation, PageEnd, PageStyle, Paging, Permissions,
    Request, decode,
};
use serde::de::MapAccess;
use serde_json::{Value, json};

/// A model as it is emitted.
#[derive(Clone, Debug, Default, PartialEq)]
struct Thing {
    id: String,
    count: Option<i32>,
    since: Option<Timestamp>,
    tags: Option<Vec<String>>,
    parent: Option<Box<Thing>>,
    things: Option<Vec<Thing>>,
    by_name: Option<BTreeMap<String, Vec<i64>>>,
    any: Option<Value>,
    rest: BTreeMap<String, i32>,
    nulls: Nulls,
}

impl Record for Thing {
    fn read<'de, A: MapAccess<'de>>(&mut self, field: usize, reader: &mut Reader<'de, A>) {
        match field {
            0 => reader.required(&mut self.id),
            1 => reader.optional(&mut self.count),
            2 => reader.optional(&mut self.since),
            3 => reader.optional(&mut self.tags),
            4 => reader.optional(&mut self.parent),
            5 => reader.optional(&mut self.things),
            6 => reader.optional(&mut self.by_name),
            7 => reader.optional(&mut self.any),
            NULLS => reader.nulls(&mut self.nulls),
            _ => reader.rest(&mut self.rest),
        }
    }
}

impl<'de> serde::Deserialize<'de> for Thing {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        static TABLE: Table = Table {
            name: "Thing",
            fields: &[
                "id", "count", "since", "tags", "parent", "things", "byName", "any",
            ],
            required: &[0],
            tells_null: true,
        };
        deserialize(&TABLE, deserializer)
    }
}

impl serde::Serialize for Thing {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut writer = Writer::new(serializer);
        writer.nulls(&self.nulls);
        writer.required("id", &self.id);
        writer.optional("count", &self.count);
        writer.optional("since", &self.since);
        writer.optional("tags", &self.tags);
        writer.optional("parent", &self.parent);
        writer.optional("things", &self.things);
        writer.optional("byName", &self.by_name);
        writer.optional("any", &self.any);
        writer.rest(&self.rest);
        writer.end()
    }
}

impl Codec for Thing {}

impl Page for Thing {
    type Item = Thing;

    fn into_items(self) -> Vec<Thing> {
        self.things.unwrap_or_default()
    }
}

static GET_THINGS: Operation = Operation {
    name: "get_things",
    method: Method::Get,
    path: "/things",
    accept: "application/json",
    permissions: Permissions::None,
};

fn get<T>(
    client: &Client,
    decode: fn(
        &sdk_runtime::runtime::RawResponse,
        &mut sdk_runtime::runtime::Decoding,
    ) -> Result<T, sdk_runtime::runtime::DecodeError>,
) -> Call<T> {
    Call::new(client.clone(), Request::new(&GET_THINGS), decode)
}

fn client(server: &Server) -> Client {
    Client::builder().host(&server.url).build().unwrap()
}

/// The decoded body, and the skipped values: path, message and JSON.
fn read<T: Codec>(body: impl AsRef<[u8]>) -> (T, Vec<(String, String, String)>) {
    let (value, problems) = read_leniently("T", body.as_ref()).unwrap();
    let told = problems.as_slice().iter().map(|problem| {
        (
            problem.path().to_owned(),
            problem.message().to_owned(),
            problem.json().to_owned(),
        )
    });
    (value, told.collect())
}

/// What is read of an object with one property, and the only problem.
fn only(property: &str, value: &Value) -> (Thing, String, String) {
    let body = json!({"id": "a", property: value, "count": 3});
    let (thing, mut problems) = read::<Thing>(body.to_string());
    assert_eq!(problems.len(), 1, "{problems:?}");
    let (path, message, json) = problems.remove(0);
    assert_eq!(json, value.to_string());
    (thing, path, message)
}

#[test]
fn an_optional_field_becomes_absent() {
    for (property, value, message) in [
        (
            "since",
            json!("soon"),
            "invalid value: string, expected a timestamp such as 2026-03-01T12:30:00Z",
        ),
        (
            "since",
            json!(1_700_000_000),
            "invalid type: integer, expected a timestamp such as 2026-03-01T12:30:00Z",
        ),
        (
            "tags",
            json!("one"),
            "invalid type: string, expected a list",
        ),
        (
            "parent",
            json!([1]),
            "invalid type: sequence, expected an object (Thing)",
        ),
        ("parent", json!({"count": 1}), "missing field `id`"),
        (
            "byName",
            json!(true),
            "invalid type: boolean, expected a map",
        ),
        (
            "other",
            json!(1.5),
            "invalid type: floating point, expected i32",
        ),
    ] {
        let (thing, path, told) = only(property, &value);
        assert_eq!((path, told.as_str()), (format!("T.{property}"), message));
        let rest = Thing {
            id: "a".to_owned(),
            count: Some(3),
            ..Thing::default()
        };
        assert_eq!(thing, rest);
    }
}

#[test]
fn lists_and_maps_keep_their_other_items() {
    let (things, problems) = read::<Vec<Thing>>(
        r#"[{"id": "a", "tags": ["x", 5, "y", null]}, {"count": 1}, 7,
            {"id": "b", "byName": {"n": [1, "two", 3.0], "m": {}}}]"#,
    );
    let ids: Vec<_> = things.iter().map(|thing| thing.id.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(things[0].tags, Some(vec!["x".to_owned(), "y".to_owned()]));
    let by_name = BTreeMap::from([("n".to_owned(), vec![1, 3])]);
    assert_eq!(things[1].by_name, Some(by_name));
    let paths: Vec<_> = problems.iter().map(|(path, ..)| path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "T[0].tags[1]",
            "T[0].tags[3]",
            "T[1]",
            "T[2]",
            "T[3].byName.n[1]",
            "T[3].byName.m"
        ]
    );
}

#[test]
fn what_is_left_out_whole_counts_once_and_says_what_was_wrong_in_it() {
    let body = r#"{"id": "a", "parent": {"id": "b", "things": [{"count": "x", "id": [5]}],
        "parent": {"since": "?", "id": 7}}}"#;
    let (thing, problems) = read::<Thing>(body);
    let parent = thing.parent.unwrap();
    assert_eq!((parent.things, parent.parent), (Some(Vec::new()), None));
    let found: Vec<_> = problems
        .iter()
        .map(|(path, message, _)| format!("{path}: {message}"))
        .collect();
    assert_eq!(
        found,
        [
            "T.parent.things[0]: id: invalid type: sequence, expected a string",
            "T.parent.parent: id: invalid type: integer, expected a string"
        ]
    );
}

#[test]
fn a_dropped_value_is_no_null_and_not_written_back() {
    let (thing, _) = read::<Thing>(r#"{"id": "a", "count": "x", "since": null}"#);
    assert_eq!(
        serde_json::to_value(&thing).unwrap(),
        json!({"id": "a", "since": null})
    );
}

#[test]
fn what_makes_no_sense_as_a_whole_is_an_error() {
    for body in [
        "[]",
        "7",
        "{\"count\": 1}",
        "{\"id\": null}",
        "{\"id\": \"a\"",
        "<html>",
    ] {
        assert!(
            read_leniently::<Thing>("T", body.as_bytes()).is_err(),
            "{body}"
        );
    }
    assert!(read_leniently::<i32>("T", b"1.5").is_err());
}

#[test]
fn strings_that_are_no_unicode_cost_their_field_alone() {
    let (thing, problems) =
        read::<Thing>(r#"{"id": "a", "tags": ["\ud83d", "b"], "count": 1e999}"#);
    assert_eq!(thing.tags, Some(vec!["b".to_owned()]));
    assert_eq!(thing.count, None);
    assert_eq!(problems.len(), 2);

    let (thing, problems) = read::<Thing>(b"{\"id\": \"a\", \"tags\": [\"Z\xfcrich\", \"b\"]}");
    let tags = ["Z\u{fffd}rich", "b"].map(str::to_owned);
    assert_eq!(thing.tags, Some(tags.to_vec()));
    let (path, message, json) = &problems[0];
    assert_eq!(
        (path.as_str(), json.as_str()),
        ("T.tags[0]", "\"Z\u{fffd}rich\"")
    );
    assert!(message.contains("not UTF-8"), "{message}");
}

#[test]
fn depth_and_number_have_limits() {
    let deep = "{\"id\": \"a\", \"count\": \"x\", \"parent\": ".repeat(5_000);
    let body = format!("{deep}null{}", "}".repeat(5_000));
    let (_, problems) = read::<Thing>(&body);
    let (path, message, _) = problems.last().unwrap();
    assert_eq!(path.matches(".parent").count(), 128);
    assert!(message.ends_with("recursion limit exceeded"), "{message}");

    let many = json!({"id": "a", "tags": vec![5; 3_000]}).to_string();
    let (thing, problems) = read_leniently::<Thing>("T", many.as_bytes()).unwrap();
    assert_eq!(thing.tags, Some(Vec::new()));
    assert_eq!(
        (problems.as_slice().len(), problems.count()),
        (1_000, 3_000)
    );
}

#[derive(Clone, Default)]
struct Journal(Arc<Mutex<Vec<String>>>);

impl Hook for Journal {
    fn decode_problem(
        &self,
        operation: &'static Operation,
        answer: &Told<'_>,
        problem: &sdk_runtime::runtime::model::DecodeProblem,
    ) {
        let (name, id) = (operation.name, answer.correlation_id.unwrap_or_default());
        let line = format!("{name} {} {id} {}", answer.status, problem.path());
        self.0.lock().unwrap().push(line);
    }
}

const ODD: &str = r#"{"id": "a", "count": "many", "things": [{"id": "b"}, {"id": 5}]}"#;

#[tokio::test]
async fn a_response_brings_what_was_left_out_and_hooks_are_told() {
    let answer = || Answer::new(200, ODD).header("inin-correlation-id", "c1");
    let server = Server::start(vec![answer(), answer()]);
    let journal = Journal::default();
    let client = Client::builder().host(&server.url).hook(journal.clone());
    let client = client.build().unwrap();
    let response = get::<Thing>(&client, decode::json).send_for_response();
    let response = response.await.unwrap();
    assert_eq!(response.value().count, None);
    assert_eq!(response.value().things.as_ref().map(Vec::len), Some(1));
    let problems = response.decode_problems().as_slice();
    assert_eq!(problems.len(), 2);
    assert_eq!(problems[0].path(), "Thing.count");
    assert_eq!(problems[0].json(), "\"many\"");
    assert!(!format!("{problems:?}").contains("many"));
    assert_eq!(
        *journal.0.lock().unwrap(),
        [
            "get_things 200 c1 Thing.count",
            "get_things 200 c1 Thing.things[1]"
        ]
    );
    let optional = get::<Option<Thing>>(&client, decode::json_or_none);
    assert_eq!(optional.send().await.unwrap().unwrap().id, "a");
    assert_eq!(journal.0.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn a_strict_client_fails_as_a_whole() {
    let server = Server::start(vec![Answer::new(200, ODD)]);
    let client = Client::builder().host(&server.url).strict_decoding(true);
    let call = get::<Thing>(&client.build().unwrap(), decode::json);
    let error = call.send().await.unwrap_err();
    assert!(error.is_decode());
    assert!(error.to_string().contains("Thing.count"), "{error}");
}

#[tokio::test]
async fn a_required_field_and_another_kind_of_json_stay_errors() {
    let answers = ["[]", r#"{"count": 1}"#].map(|body| Answer::new(200, body));
    let server = Server::start(answers.into());
    let client = client(&server);
    let wrong = get::<Thing>(&client, decode::json).send().await;
    assert!(wrong.unwrap_err().is_decode());
    let missing = get::<Thing>(&client, decode::json).send().await;
    let text = missing.unwrap_err().to_string();
    assert!(text.contains("Thing: missing field `id`"), "{text}");
}

#[tokio::test]
async fn the_error_of_a_second_reading_names_what_must_not_be_left_out() {
    let body = r#"{"id": "a", "parent": {"id": "b"}, "count": "x", "things": [{}], "id": 7}"#;
    let server = Server::start(vec![Answer::new(200, body)]);
    let wrong = get::<Thing>(&client(&server), decode::json).send().await;
    let text = wrong.unwrap_err().to_string();
    assert!(text.contains("Thing.id: invalid type: integer"), "{text}");
}

#[tokio::test]
async fn large_integers_with_a_fraction_of_zero_are_no_problem() {
    let body = r#"{"n": [123456789012345678.0, 1e18, 9223372036854775807]}"#;
    let server = Server::start(vec![Answer::new(200, body), Answer::new(200, body)]);
    let strict = Client::builder().host(&server.url).strict_decoding(true);
    for client in [client(&server), strict.build().unwrap()] {
        let call = get::<BTreeMap<String, Vec<i64>>>(&client, decode::json);
        let response = call.send_for_response().await.unwrap();
        assert!(response.decode_problems().is_empty());
        let expected = [123_456_789_012_345_678, 1_000_000_000_000_000_000, i64::MAX];
        assert_eq!(response.value()["n"], expected);
    }
}

#[tokio::test]
async fn a_mark_of_utf_8_is_passed_over() {
    let bodies = ["\u{feff}{\"id\": \"a\"}", "\u{feff}", "\u{feff} \n"];
    let server = Server::start(bodies.map(|body| Answer::new(200, body)).into());
    let client = client(&server);
    let response = get::<Thing>(&client, decode::json).send_for_response();
    let response = response.await.unwrap();
    assert_eq!(response.value().id, "a");
    assert!(response.decode_problems().is_empty());
    for _ in 1..bodies.len() {
        let none = get::<Option<Thing>>(&client, decode::json_or_none).send();
        assert_eq!(none.await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_stream_over_pages_goes_on_after_an_odd_value() {
    let page = |number: usize| {
        json!({
            "id": "page", "count": if number == 2 { json!("two") } else { json!(number) },
            "things": [{"id": format!("{number}a")}, {"id": number}, {"id": format!("{number}c")}],
            "pages": 3,
        })
    };
    let server = Server::answering(move |_, index| Answer::new(200, page(index + 1).to_string()));
    let request = Request::new(&GET_THINGS).pages(Paging {
        style: PageStyle::Number {
            parameter: "pageNumber",
            first: 1,
        },
        end: PageEnd {
            pages: Some(&["pages"]),
            ..PageEnd::NONE
        },
        items: "things",
    });
    let call: Call<Thing> = Call::new(client(&server), request, decode::json);
    let things = call.into_stream().try_collect().await.unwrap();
    let ids: Vec<_> = things.iter().map(|thing| thing.id.as_str()).collect();
    assert_eq!(ids, ["1a", "1c", "2a", "2c", "3a", "3c"]);
}
