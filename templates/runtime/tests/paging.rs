//! Streams of pages and of items, over a transport that answers by what it is asked.

#![cfg(feature = "client")]
#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails like the test itself"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use sdk_runtime::runtime::model::{Codec, Page};
use sdk_runtime::runtime::{
    Call, Client, Headers, HttpRequest, Method, Operation, PageStyle, Paging, Permissions,
    RawResponse, Request, SleepFuture, Transport, TransportFuture, decode,
};
use serde_json::{Value, json};

static THINGS: Operation = Operation {
    name: "get_things",
    method: Method::Get,
    path: "/things",
    accept: "application/json",
    permissions: Permissions::None,
};

fn request(style: PageStyle) -> Request {
    Request::new(&THINGS).pages(Paging {
        style,
        items: "entities",
    })
}

fn by_number() -> Request {
    request(PageStyle::Number {
        parameter: "pageNumber",
        pages: Some("pageCount"),
    })
}

fn by_token() -> Request {
    request(PageStyle::Token {
        parameter: "after",
        token: &["cursors", "after"],
    })
}

fn by_start() -> Request {
    request(PageStyle::Start {
        parameter: "startIndex",
        total: Some("totalResults"),
    })
}

fn by_body() -> Request {
    request(PageStyle::BodyNumber {
        number: &["paging", "pageNumber"],
        pages: None,
    })
}

fn by_body_token() -> Request {
    request(PageStyle::BodyToken {
        parameter: "after",
        token: &["after"],
    })
}

#[derive(Debug)]
struct Things(Value);

impl serde::Serialize for Things {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Codec for Things {}

impl<'de> serde::Deserialize<'de> for Things {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self)
    }
}

impl Page for Things {
    type Item = Value;

    fn into_items(mut self) -> Vec<Value> {
        let items = self.0.get_mut("entities").map(Value::take);
        items
            .and_then(|items| items.as_array().cloned())
            .unwrap_or_default()
    }
}

type Asked = Arc<Mutex<Vec<String>>>;

/// Answers each request with what a function makes of it: the target, and the body behind it.
struct Service {
    asked: Asked,
    answer: fn(&str) -> Value,
}

impl Transport for Service {
    fn send(&self, request: HttpRequest) -> TransportFuture<'_> {
        let target = request.url.strip_prefix("https://host").unwrap();
        let body = String::from_utf8(request.body.unwrap_or_default().into()).unwrap();
        let asked = format!("{target}{body}");
        let answer = (self.answer)(&asked);
        self.asked.lock().unwrap().push(asked);
        let status = if answer.is_null() { 500 } else { 200 };
        let response = RawResponse::new(status, Headers::new(), answer.to_string().into_bytes());
        Box::pin(async { Ok(response) })
    }

    fn sleep(&self, _: Duration) -> SleepFuture<'_> {
        Box::pin(async {})
    }
}

fn service(answer: fn(&str) -> Value) -> (Client, Asked) {
    let asked = Asked::default();
    let transport = Service {
        asked: Arc::clone(&asked),
        answer,
    };
    let builder = Client::builder().host("host").transport(transport);
    (builder.build().unwrap(), asked)
}

fn call(client: &Client, request: Request) -> Call<Things> {
    Call::new(client.clone(), request, decode::json)
}

async fn walk(request: Request, answer: fn(&str) -> Value) -> (Vec<Value>, Vec<String>) {
    let (client, asked) = service(answer);
    let items = call(&client, request).into_stream().try_collect().await;
    let asked = asked.lock().unwrap().clone();
    (items.unwrap(), asked)
}

/// The body of what was asked.
fn body(asked: &str) -> Value {
    serde_json::from_str(asked.strip_prefix("/things").unwrap()).unwrap()
}

#[tokio::test]
async fn pages_by_number_end_at_the_number_of_pages() {
    let (items, asked) = walk(by_number(), |asked| match asked {
        "/things" => json!({"entities": [1, 2], "pageCount": 3}),
        "/things?pageNumber=2" => json!({"entities": [3, 4], "pageCount": 3}),
        _ => json!({"pageCount": 3, "entities": [5]}),
    })
    .await;
    assert_eq!(items, [1, 2, 3, 4, 5]);
    assert_eq!(
        asked,
        ["/things", "/things?pageNumber=2", "/things?pageNumber=3"]
    );
}

#[tokio::test]
async fn pages_by_number_go_on_from_the_one_that_was_asked_for() {
    let request = by_number().query("pageSize", &2).query("pageNumber", &7);
    let (items, asked) = walk(request, |asked| {
        let entities = if asked.contains("=9") {
            vec![]
        } else {
            vec![asked]
        };
        json!({"entities": entities, "pageCount": 0})
    })
    .await;
    assert_eq!(items.len(), 2);
    assert_eq!(
        asked,
        [
            "/things?pageSize=2&pageNumber=7",
            "/things?pageSize=2&pageNumber=8",
            "/things?pageSize=2&pageNumber=9"
        ]
    );
}

#[tokio::test]
async fn a_service_that_repeats_itself_ends_the_stream() {
    let (items, asked) = walk(by_number(), |_| json!({"entities": [1, 2]})).await;
    assert_eq!((items.len(), asked.len()), (2, 2));
    let (items, asked) = walk(
        by_token(),
        |asked| json!({"entities": [asked], "cursors": {"after": "same"}}),
    )
    .await;
    assert_eq!((items.len(), asked.len()), (2, 2));
}

#[tokio::test]
async fn a_token_is_sent_escaped() {
    let (items, asked) = walk(by_token(), |asked| match asked {
        "/things" => json!({"entities": [1], "cursors": {"after": "a/b&=", "before": "x"}}),
        _ => json!({"entities": [2], "cursors": {}}),
    })
    .await;
    assert_eq!(items, [1, 2]);
    assert_eq!(asked[1], "/things?after=a%2Fb%26%3D");
}

#[tokio::test]
async fn of_a_link_the_query_alone_is_followed() {
    let (items, asked) = walk(
        request(PageStyle::Link { link: "nextUri" }).query("a", &1),
        |asked| match asked {
            "/things?a=1" => {
                json!({"entities": [1], "nextUri": "https://other/else?a=1&after=x%2F#y"})
            }
            _ => json!({"entities": [2], "nextUri": null}),
        },
    )
    .await;
    assert_eq!(items, [1, 2]);
    assert_eq!(asked[1], "/things?a=1&after=x%2F");
}

#[tokio::test]
async fn pages_by_start_go_on_behind_the_last_item() {
    let request = by_start().query("count", &2);
    let (items, asked) = walk(request, |asked| match asked {
        "/things?count=2" => json!({"entities": [1, 2], "totalResults": 3}),
        _ => json!({"entities": [3], "totalResults": 3}),
    })
    .await;
    assert_eq!(items, [1, 2, 3]);
    assert_eq!(asked[1], "/things?count=2&startIndex=3");
}

#[tokio::test]
async fn the_number_in_a_body_is_counted_up() {
    let request = by_body().json("application/json", &json!({"q": "x"}));
    let (items, asked) = walk(request, |asked| {
        let last = asked.contains(r#""pageNumber":3"#);
        json!({"entities": if last { vec![] } else { vec![asked] }})
    })
    .await;
    assert_eq!(items.len(), 2);
    assert_eq!(asked[0], r#"/things{"q":"x"}"#);
    assert_eq!(
        body(&asked[2]),
        json!({"paging": {"pageNumber": 3}, "q": "x"})
    );
}

#[tokio::test]
async fn a_token_goes_into_the_body() {
    let request = by_body_token().json("application/json", &json!({"q": "x"}));
    let (items, asked) = walk(request, |asked| match asked {
        r#"/things{"q":"x"}"# => json!({"after": 5, "entities": [1]}),
        _ => json!({"entities": [2]}),
    })
    .await;
    assert_eq!(items, [1, 2]);
    assert_eq!(body(&asked[1]), json!({"after": "5", "q": "x"}));
}

#[tokio::test]
async fn limits_end_a_stream_and_ask_for_no_more() {
    let answer = |asked: &str| json!({"entities": [asked, 2, 3]});
    let (client, asked) = service(answer);
    let items = call(&client, by_number()).into_stream();
    assert_eq!(items.max_items(3).try_collect().await.unwrap().len(), 3);
    assert_eq!(asked.lock().unwrap().len(), 1);
    let mut pages = call(&client, by_number()).into_pages().max_pages(2);
    assert!(pages.try_next().await.unwrap().is_some());
    assert!(pages.try_next().await.unwrap().is_some());
    assert!(pages.try_next().await.unwrap().is_none());
    assert_eq!(asked.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn nothing_follows_an_error() {
    let (client, _) = service(|asked| match asked {
        "/things" => json!({"entities": [1]}),
        _ => Value::Null,
    });
    let mut items = call(&client, by_number()).into_stream();
    assert_eq!(items.try_next().await.unwrap(), Some(json!(1)));
    assert_eq!(items.try_next().await.unwrap_err().status(), Some(500));
    assert!(items.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn an_operation_that_does_not_page_is_one_page() {
    let (items, asked) = walk(Request::new(&THINGS), |_| json!({"entities": [1]})).await;
    assert_eq!((items.len(), asked.len()), (1, 1));
}
