//! Streams of pages and of items: the request after each page.

#![cfg(feature = "client")]

use crate::pages::{THINGS, body, by_body, by_number, by_start, call, request, service, walk};
use sdk_runtime::runtime::model::{Page, json_items};
use sdk_runtime::runtime::{
    Call, DecodeError, Decoding, PageEnd, PageStyle, RawResponse, Request, decode,
};
use serde_json::{Value, json};

fn by_token() -> Request {
    let style = PageStyle::Token {
        parameter: "after",
        token: &["cursors", "after"],
    };
    request(style, PageEnd::NONE)
}

fn by_body_token() -> Request {
    let style = PageStyle::BodyToken {
        parameter: &["paging", "after"],
        token: &["after"],
    };
    request(style, PageEnd::NONE)
}

#[tokio::test]
async fn an_empty_page_between_others_is_not_the_end_of_counted_pages() {
    let (items, asked) = walk(by_number(), |asked| match asked {
        "/things" => json!({"entities": [1], "pageCount": 3}),
        "/things?pageNumber=2" => json!({"entities": [], "pageCount": 3}),
        _ => json!({"entities": [3], "pageCount": 3}),
    })
    .await;
    assert_eq!(items, [1, 3]);
    assert_eq!(asked.len(), 3);
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
        request(PageStyle::Link { link: &["nextUri"] }, PageEnd::NONE).query("a", &1),
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
async fn an_optional_body_that_was_left_out_is_made_for_the_next_page() {
    let (items, asked) = walk(by_body_token(), |asked| match asked {
        "/things" => json!({"after": "x", "entities": [1]}),
        _ => json!({"entities": [2]}),
    })
    .await;
    assert_eq!(items, [1, 2]);
    assert_eq!(body(&asked[1]), json!({"paging": {"after": "x"}}));
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

/// One of several responses: a page, or a redirect.
#[derive(Debug)]
enum PageOrAddress {
    Page(Vec<Value>),
    Address(String),
}

impl PageOrAddress {
    fn decode(raw: &RawResponse, decoding: &mut Decoding) -> Result<Self, DecodeError> {
        match raw.status() {
            200 => decode::json(raw, decoding)
                .map(|page: Value| Self::Page(json_items(page["entities"].clone()))),
            _ => decode::redirect(raw, decoding).map(Self::Address),
        }
    }
}

impl Page for PageOrAddress {
    type Item = Value;

    fn into_items(self) -> Vec<Value> {
        match self {
            Self::Page(items) => items,
            Self::Address(_) => Vec::new(),
        }
    }

    fn is_page(&self) -> bool {
        matches!(self, Self::Page(_))
    }
}

#[tokio::test]
async fn items_that_are_somewhere_else_are_not_lost_in_silence() {
    let answer = |asked: &str| match asked {
        "/things" => json!({"entities": [1], "cursors": {"after": "2"}}),
        _ => json!(302),
    };
    let stream = || Call::new(service(answer).0, by_token(), PageOrAddress::decode);
    let mut items = stream().into_stream();
    assert_eq!(items.try_next().await.unwrap(), Some(json!(1)));
    let error = items.try_next().await.unwrap_err();
    assert!(error.is_redirect(), "{error}");
    assert_eq!(
        error.headers().and_then(|it| it.get("location")),
        Some("https://host/file")
    );
    assert!(items.try_next().await.unwrap().is_none());

    let mut pages = stream().into_pages();
    assert!(matches!(
        pages.try_next().await.unwrap(),
        Some(PageOrAddress::Page(_))
    ));
    let address = pages.try_next().await.unwrap();
    assert!(matches!(address, Some(PageOrAddress::Address(it)) if it == "https://host/file"));
    assert!(pages.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn items_of_any_kind_are_counted_as_the_stream_gives_them() {
    let list = json_items(json!([1, {"a": 2}]));
    assert_eq!(list, [json!(1), json!({"a": 2})]);
    assert_eq!(json_items(json!({"a": 2})), [json!({"a": 2})]);
    assert!(json_items(Value::Null).is_empty());
    let (client, asked) = service(|asked| match asked {
        "/things" => json!({"total": 4, "entities": {"a": [1, 2]}}),
        "/things?pageNumber=2" => json!({"total": 4, "entities": "x"}),
        "/things?pageNumber=3" => json!({"total": 4, "entities": -1.5}),
        _ => json!({"total": 4, "entities": true}),
    });
    let mut pages = call(&client, by_number()).into_pages();
    while pages.try_next().await.unwrap().is_some() {}
    assert_eq!(asked.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn pages_come_with_their_responses() {
    let (client, _) = service(|asked| match asked {
        "/things" => json!({"entities": [1], "pageCount": 2, "unknown": true}),
        _ => json!({"entities": [2], "pageCount": 2}),
    });
    let mut pages = call(&client, by_number()).into_pages();
    let mut bodies = Vec::new();
    while let Some(response) = pages.try_next_response().await.unwrap() {
        assert_eq!(response.status(), 200);
        bodies.push(String::from_utf8(response.body().to_vec()).unwrap());
    }
    assert_eq!(bodies.len(), 2);
    assert!(bodies[0].contains("unknown"), "{bodies:?}");
    let mut pages = Box::pin(call(&client, by_number()).into_pages().into_responses());
    let next = std::future::poll_fn(|cx| futures_core::Stream::poll_next(pages.as_mut(), cx));
    let response = next.await.unwrap().unwrap();
    assert_eq!(response.body(), bodies[0].as_bytes());
}
