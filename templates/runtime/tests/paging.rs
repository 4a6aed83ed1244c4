//! Streams of pages and of items, over a transport that answers by what it is asked.

#![cfg(feature = "client")]
#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails like the test itself"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use sdk_runtime::runtime::model::Page;
use sdk_runtime::runtime::{
    Call, Client, Headers, HttpRequest, Method, Operation, PageEnd, PageStyle, Paging, Permissions,
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

/// What a page says of how many there are, as most services call it.
const COUNTED: PageEnd = PageEnd {
    pages: Some("pageCount"),
    total: Some("total"),
    size: Some("pageSize"),
};

fn request(style: PageStyle, end: PageEnd) -> Request {
    Request::new(&THINGS).pages(Paging {
        style,
        items: "entities",
        end,
    })
}

fn by_number() -> Request {
    let style = PageStyle::Number {
        parameter: "pageNumber",
    };
    request(style, COUNTED)
}

fn by_token() -> Request {
    let style = PageStyle::Token {
        parameter: "after",
        token: &["cursors", "after"],
    };
    request(style, PageEnd::NONE)
}

fn by_start() -> Request {
    let style = PageStyle::Start {
        parameter: "startIndex",
    };
    let total = Some("totalResults");
    request(
        style,
        PageEnd {
            total,
            ..PageEnd::NONE
        },
    )
}

fn by_body(end: PageEnd) -> Request {
    let style = PageStyle::BodyNumber {
        number: &["paging", "pageNumber"],
    };
    request(style, end).json("application/json", &json!({"q": "x"}))
}

fn by_body_token() -> Request {
    let style = PageStyle::BodyToken {
        parameter: &["paging", "after"],
        token: &["after"],
    };
    request(style, PageEnd::NONE)
}

#[derive(Debug)]
struct Things(Value);

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
        request(PageStyle::Link { link: "nextUri" }, PageEnd::NONE).query("a", &1),
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
    let (items, asked) = walk(by_body(PageEnd::NONE), |asked| {
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
    assert_eq!(body(&asked[1]), json!({"paging": {"after": "5"}, "q": "x"}));
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

/// A service with so many things, which gives at most so many of them at once, whatever is asked for,
/// and what its pages say of how many there are.
struct Stock {
    things: u64,
    most: u64,
    says: fn(&Stock) -> Value,
}

impl Stock {
    /// The page that a body asks for.
    fn page(&self, asked: &str) -> Value {
        let number = body(asked)["paging"]["pageNumber"].as_u64().unwrap_or(1);
        let first = (number - 1) * self.most;
        let last = (first + self.most).min(self.things);
        let mut page = (self.says)(self);
        page["entities"] = (first..last).collect::<Vec<_>>().into();
        page
    }
}

fn nothing(_: &Stock) -> Value {
    json!({})
}

fn total(stock: &Stock) -> Value {
    json!({"total": stock.things})
}

fn size(stock: &Stock) -> Value {
    json!({"pageSize": stock.most})
}

/// How many things a stream gives, and after how many calls it ends.
async fn count(request: Request, answer: fn(&str) -> Value) -> (usize, usize) {
    let (items, asked) = walk(request, answer).await;
    (items.len(), asked.len())
}

#[tokio::test]
async fn a_total_that_is_reached_is_the_end() {
    let three_pages = |asked: &str| {
        Stock {
            things: 30,
            most: 10,
            says: total,
        }
        .page(asked)
    };
    assert_eq!(count(by_body(COUNTED), three_pages).await, (30, 3));
    let with_a_rest = |asked: &str| {
        Stock {
            things: 31,
            most: 10,
            says: total,
        }
        .page(asked)
    };
    assert_eq!(count(by_body(COUNTED), with_a_rest).await, (31, 4));
    let one_page = |asked: &str| {
        Stock {
            things: 3,
            most: 10,
            says: total,
        }
        .page(asked)
    };
    assert_eq!(count(by_body(COUNTED), one_page).await, (3, 1));
    let none = |asked: &str| {
        Stock {
            things: 0,
            most: 10,
            says: total,
        }
        .page(asked)
    };
    assert_eq!(count(by_body(COUNTED), none).await, (0, 1));
}

#[tokio::test]
async fn a_total_counts_from_the_page_that_a_stream_begins_with() {
    let start = json!({"paging": {"pageNumber": 3}});
    let request = by_body(COUNTED).json("application/json", &start);
    let answer = |asked: &str| {
        Stock {
            things: 40,
            most: 10,
            says: total,
        }
        .page(asked)
    };
    assert_eq!(count(request, answer).await, (20, 2));
    let request = by_start().query("startIndex", &3);
    let (items, asked) = walk(request, |asked| match asked {
        "/things?startIndex=3" => json!({"entities": [3, 4], "totalResults": 5}),
        _ => json!({"entities": [5], "totalResults": 5}),
    })
    .await;
    assert_eq!(items, [3, 4, 5]);
    assert_eq!(asked.len(), 2);
}

#[tokio::test]
async fn a_total_that_counts_something_else_loses_no_page() {
    // Less than what is on the page itself, and nothing at all.
    for answer in [
        |asked: &str| {
            Stock {
                things: 25,
                most: 10,
                says: |_| json!({"total": 1}),
            }
            .page(asked)
        },
        |asked: &str| {
            Stock {
                things: 25,
                most: 10,
                says: |_| json!({"total": 0}),
            }
            .page(asked)
        },
        |asked: &str| {
            Stock {
                things: 25,
                most: 10,
                says: |_| json!({"total": "?"}),
            }
            .page(asked)
        },
    ] {
        assert_eq!(count(by_body(COUNTED), answer).await, (25, 3));
    }
}

#[tokio::test]
async fn more_than_the_total_says_is_left_is_waited_for() {
    // A short page is no end where the total says that there is more: some are filtered afterwards.
    let (items, asked) = walk(by_number(), |asked| match asked {
        "/things" => json!({"entities": [1, 2, 3], "total": 7, "pageSize": 3}),
        "/things?pageNumber=2" => json!({"entities": [4], "total": 7, "pageSize": 3}),
        "/things?pageNumber=3" => json!({"entities": [5, 6, 7], "total": 7, "pageSize": 3}),
        _ => json!({"entities": [], "total": 7}),
    })
    .await;
    assert_eq!((items.len(), asked.len()), (7, 3));
}

#[tokio::test]
async fn a_short_page_is_the_end() {
    let says_its_size = |asked: &str| {
        Stock {
            things: 25,
            most: 10,
            says: size,
        }
        .page(asked)
    };
    assert_eq!(count(by_body(COUNTED), says_its_size).await, (25, 3));
    let one_page = |asked: &str| {
        Stock {
            things: 5,
            most: 10,
            says: size,
        }
        .page(asked)
    };
    assert_eq!(count(by_body(COUNTED), one_page).await, (5, 1));
    let says_nothing = |asked: &str| {
        Stock {
            things: 25,
            most: 10,
            says: nothing,
        }
        .page(asked)
    };
    assert_eq!(count(by_body(PageEnd::NONE), says_nothing).await, (25, 3));
}

#[tokio::test]
async fn after_a_last_page_that_is_full_comes_an_empty_one() {
    let says_its_size = |asked: &str| {
        Stock {
            things: 30,
            most: 10,
            says: size,
        }
        .page(asked)
    };
    assert_eq!(count(by_body(COUNTED), says_its_size).await, (30, 4));
    let says_nothing = |asked: &str| {
        Stock {
            things: 30,
            most: 10,
            says: nothing,
        }
        .page(asked)
    };
    assert_eq!(count(by_body(PageEnd::NONE), says_nothing).await, (30, 4));
}

#[tokio::test]
async fn a_first_page_of_unknown_size_is_no_end() {
    // Whether 5 is all that there is, or as many as the service gives at once, the second page says.
    let answer = |asked: &str| {
        Stock {
            things: 5,
            most: 10,
            says: nothing,
        }
        .page(asked)
    };
    assert_eq!(count(by_body(PageEnd::NONE), answer).await, (5, 2));
}

#[tokio::test]
async fn a_service_that_gives_fewer_than_asked_for_loses_no_page() {
    let ask = |end| {
        let wanted = json!({"paging": {"pageSize": 500, "pageNumber": 1}});
        by_body(end).json("application/json", &wanted)
    };
    let says_nothing = |asked: &str| {
        Stock {
            things: 250,
            most: 100,
            says: nothing,
        }
        .page(asked)
    };
    assert_eq!(count(ask(PageEnd::NONE), says_nothing).await, (250, 3));
    let says_its_size = |asked: &str| {
        Stock {
            things: 250,
            most: 100,
            says: size,
        }
        .page(asked)
    };
    assert_eq!(count(ask(COUNTED), says_its_size).await, (250, 3));
    let says_its_total = |asked: &str| {
        Stock {
            things: 250,
            most: 100,
            says: total,
        }
        .page(asked)
    };
    assert_eq!(count(ask(COUNTED), says_its_total).await, (250, 3));
}

#[tokio::test]
async fn a_page_in_the_body_that_is_repeated_is_the_end() {
    let answer = |_: &str| json!({"entities": [1, 2], "pageSize": 2});
    assert_eq!(count(by_body(COUNTED), answer).await, (2, 2));
}

#[tokio::test]
async fn a_limit_of_items_ends_a_stream_within_a_page() {
    let answer = |asked: &str| {
        Stock {
            things: 30,
            most: 10,
            says: total,
        }
        .page(asked)
    };
    let (client, asked) = service(answer);
    let items = call(&client, by_body(COUNTED)).into_stream().max_items(15);
    assert_eq!(items.try_collect().await.unwrap().len(), 15);
    assert_eq!(asked.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn counts_are_read_however_they_are_written() {
    let (items, asked) = walk(by_number(), |asked| match asked {
        "/things" => json!({"entities": [1], "pageCount": 2.0}),
        _ => json!({"entities": [2], "pageCount": 2.0}),
    })
    .await;
    assert_eq!((items.len(), asked.len()), (2, 2));
}
