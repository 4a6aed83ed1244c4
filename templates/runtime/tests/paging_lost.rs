//! Pagination that could lose pages: first pages other than one, values that cannot be decoded, and
//! links that cannot be followed.

#![cfg(feature = "client")]

use crate::pages::{COUNTED, by_body, call, request, service, walk};
use sdk_runtime::runtime::model::{Codec, Page, Reader, Record, Table, Writer, deserialize};
use sdk_runtime::runtime::{
    Call, Client, Headers, HttpRequest, PageEnd, PageStyle, RawResponse, Request, SleepFuture,
    Transport, TransportFuture, decode,
};
use serde::de::MapAccess;
use serde_json::{Value, json};

fn by_body_token() -> Request {
    let style = PageStyle::BodyToken {
        parameter: &["paging", "after"],
        token: &["after"],
    };
    request(style, PageEnd::NONE)
}

/// The error that ends a stream over such pages, and how many items were given before. It is empty if
/// the stream ends in silence.
async fn error_after(request: Request, answer: fn(&str) -> Value) -> (usize, String) {
    let (client, _) = service(answer);
    let mut items = call(&client, request).into_stream();
    let mut given = 0;
    loop {
        match items.try_next().await {
            Ok(Some(_)) => given += 1,
            Ok(None) => return (given, String::new()),
            Err(error) => {
                assert!(matches!(items.try_next().await, Ok(None)));
                assert!(error.is_decode());
                return (given, error.to_string());
            }
        }
    }
}

#[tokio::test]
async fn a_link_that_cannot_be_followed_is_an_error_and_not_the_end() {
    let link = || request(PageStyle::Link { link: &["nextUri"] }, PageEnd::NONE);
    let of = |form: &str| {
        format!(
            "nextUri: the link to the next page has no query, and only the query is followed: it is {form}"
        )
    };
    for (answer, reason) in [
        (
            (|_| json!({"entities": [1, 2], "nextUri": "https://host/things/secret"}))
                as fn(&str) -> Value,
            of("an absolute URL of 26 characters"),
        ),
        (
            |_| json!({"entities": [1, 2], "nextUri": "/things/secret?"}),
            of("a path of 15 characters"),
        ),
        (
            |_| json!({"entities": [1, 2], "nextUri": "secret"}),
            of("neither a URL nor a path of 6 characters"),
        ),
        (
            |_| json!({"entities": [1, 2], "nextUri": {"secret": 1}}),
            "nextUri: the cursor or link of the next page is not a string".to_owned(),
        ),
    ] {
        let (given, error) = error_after(link(), answer).await;
        assert_eq!(given, 2);
        assert!(
            error.contains(&reason) && !error.contains("secret"),
            "{error}"
        );
    }
    let (items, asked) = walk(link(), |asked| match asked {
        "/things" => json!({"entities": [1], "nextUri": "?after=x"}),
        "/things?after=x" => json!({"entities": [2], "nextUri": "things?after=y#z"}),
        _ => json!({"entities": [3], "nextUri": ""}),
    })
    .await;
    assert_eq!((items.len(), asked.len()), (3, 3));
}

#[tokio::test]
async fn a_body_without_a_place_for_the_page_is_an_error_and_not_the_end() {
    let page = |_: &str| json!({"entities": [1], "after": "x"});
    let request = by_body_token().json("application/json", &json!(["q"]));
    let (given, error) = error_after(request, page).await;
    assert_eq!(given, 1);
    assert!(
        error.contains("the request body is not a JSON object"),
        "{error}"
    );
    let request = by_body(PageEnd::NONE).json("application/json", &json!({"paging": 1}));
    assert_eq!(error_after(request, page).await.0, 1);
}

#[tokio::test]
async fn pages_are_counted_from_the_first_one_on() {
    let style = PageStyle::Number {
        parameter: "page",
        first: 0,
    };
    let answer = |asked: &str| match asked {
        "/things" => json!({"entities": [1], "pageCount": 3}),
        "/things?page=1" => json!({"entities": [2], "pageCount": 3}),
        "/things?page=2" => json!({"entities": [3], "pageCount": 3}),
        _ => Value::Null,
    };
    let (items, asked) = walk(request(style, COUNTED), answer).await;
    assert_eq!(items, [1, 2, 3]);
    assert_eq!(asked, ["/things", "/things?page=1", "/things?page=2"]);
    let (items, _) = walk(request(style, COUNTED).query("page", &1), answer).await;
    assert_eq!(items, [2, 3]);

    // What comes before the page that a stream begins with counts as well.
    let total = |asked: &str| match asked {
        "/things?page=1" => json!({"entities": [3, 4], "total": 5}),
        "/things?page=2" => json!({"entities": [5], "total": 5}),
        _ => Value::Null,
    };
    let (items, _) = walk(request(style, COUNTED).query("page", &1), total).await;
    assert_eq!(items, [3, 4, 5]);

    let style = PageStyle::BodyNumber {
        number: &["page"],
        first: 0,
    };
    let (items, asked) = walk(request(style, COUNTED), |asked| match asked {
        "/things" => json!({"entities": [1], "pageCount": 2}),
        _ => json!({"entities": [2], "pageCount": 2}),
    })
    .await;
    assert_eq!(items, [1, 2]);
    assert_eq!(asked, ["/things", r#"/things{"page":1}"#]);

    let style = PageStyle::Start {
        parameter: "startIndex",
        first: 0,
    };
    let (items, asked) = walk(request(style, COUNTED), |asked| match asked {
        "/things" => json!({"entities": [1, 2], "total": 3}),
        _ => json!({"entities": [3], "total": 3}),
    })
    .await;
    assert_eq!(items, [1, 2, 3]);
    assert_eq!(asked, ["/things", "/things?startIndex=2"]);
}

#[tokio::test]
async fn a_service_that_counts_from_one_although_zero_is_allowed_loses_no_page() {
    let style = PageStyle::Number {
        parameter: "page",
        first: 0,
    };
    let (items, asked) = walk(request(style, COUNTED), |asked| match asked {
        "/things" | "/things?page=1" => json!({"entities": [1], "pageCount": 3}),
        "/things?page=2" => json!({"entities": [2], "pageCount": 3}),
        "/things?page=3" => json!({"entities": [3], "pageCount": 3}),
        _ => Value::Null,
    })
    .await;
    assert_eq!(items, [1, 2, 3]);
    assert_eq!(asked.len(), 4);
    // One that gives the same page whatever it is asked for is at its end all the same.
    let (items, asked) = walk(request(style, COUNTED), |_| json!({"entities": [1]})).await;
    assert_eq!((items.len(), asked.len()), (1, 3));
}

/// A page as it is emitted, which is read leniently.
#[derive(Debug, Default)]
struct Numbers {
    entities: Option<Vec<i64>>,
    page_count: Option<i64>,
    after: Option<String>,
}

impl Record for Numbers {
    fn read<'de, A: MapAccess<'de>>(&mut self, field: usize, reader: &mut Reader<'de, A>) {
        match field {
            0 => reader.optional(&mut self.entities),
            1 => reader.optional(&mut self.page_count),
            2 => reader.optional(&mut self.after),
            _ => reader.skip(),
        }
    }
}

impl<'de> serde::Deserialize<'de> for Numbers {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        static TABLE: Table = Table {
            name: "Numbers",
            fields: &["entities", "pageCount", "after"],
            required: &[],
            tells_null: false,
        };
        deserialize(&TABLE, deserializer)
    }
}

impl serde::Serialize for Numbers {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut writer = Writer::new(serializer);
        writer.optional("entities", &self.entities);
        writer.optional("pageCount", &self.page_count);
        writer.optional("after", &self.after);
        writer.end()
    }
}

impl Codec for Numbers {}

impl Page for Numbers {
    type Item = i64;

    fn into_items(self) -> Vec<i64> {
        self.entities.unwrap_or_default()
    }
}

/// Answers each target with these bytes.
struct Bytes(fn(&str) -> &'static [u8]);

impl Transport for Bytes {
    fn send(&self, request: HttpRequest) -> TransportFuture<'_> {
        let body = (self.0)(request.url.trim_start_matches("https://host")).to_owned();
        let response = RawResponse::new(200, Headers::new(), body);
        Box::pin(async { Ok(response) })
    }

    fn sleep(&self, _: std::time::Duration) -> SleepFuture<'_> {
        Box::pin(async {})
    }
}

/// The items of all pages, and what ends the stream if that is an error.
async fn numbers(style: PageStyle, answer: fn(&str) -> &'static [u8]) -> (Vec<i64>, String) {
    let client = Client::builder()
        .host("host")
        .transport(Bytes(answer))
        .build();
    let Ok(client) = client else {
        return (Vec::new(), "no client".to_owned());
    };
    let call: Call<Numbers> = Call::new(client, request(style, COUNTED), decode::json);
    let mut items = call.into_stream();
    let mut found = Vec::new();
    loop {
        match items.try_next().await {
            Ok(Some(item)) => found.push(item),
            Ok(None) => return (found, String::new()),
            Err(error) => return (found, error.to_string()),
        }
    }
}

#[tokio::test]
async fn what_cannot_be_read_in_a_page_ends_no_stream() {
    let style = PageStyle::Number {
        parameter: "page",
        first: 1,
    };
    let (items, error) = numbers(style, |asked| match asked {
        "/things" => b"{\"entities\": [1, 2], \"pageCount\": 1e999}",
        "/things?page=2" => b"{\"\xff\": \"\xfe\", \"entities\": [3, 4], \"pageCount\": 5}",
        "/things?page=3" => br#"{"note": "\ud800", "entities": [5, "\ud800", 6]}"#,
        "/things?page=4" => br#"{"pageCount": "\ud800", "entities": [7, 8]}"#,
        _ => br#"{"entities": []}"#,
    })
    .await;
    assert_eq!(
        (items, error),
        (vec![1, 2, 3, 4, 5, 6, 7, 8], String::new())
    );
}

#[tokio::test]
async fn a_cursor_that_cannot_be_read_is_an_error() {
    let style = PageStyle::Token {
        parameter: "after",
        token: &["after"],
    };
    let (items, error) = numbers(style, |_| br#"{"entities": [1], "after": "\ud800"}"#).await;
    assert_eq!(items, [1]);
    let expected = "after: the cursor or link of the next page cannot be read";
    assert!(error.contains(expected), "{error}");
}
