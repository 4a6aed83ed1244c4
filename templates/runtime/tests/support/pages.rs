//! A paginated service, and streams of its pages.

#![allow(dead_code, reason = "no test uses all of it")]
#![allow(
    clippy::unwrap_used,
    reason = "a helper of a test fails like the test itself"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use sdk_runtime::runtime::model::{Codec, Page};
use sdk_runtime::runtime::{
    Call, Client, Headers, HttpRequest, Method, Operation, PageEnd, PageStyle, Paging, Permissions,
    RawResponse, Request, SleepFuture, Transport, TransportFuture, decode,
};
use serde_json::{Value, json};

pub(crate) static THINGS: Operation = Operation {
    name: "get_things",
    method: Method::Get,
    path: "/things",
    accept: "application/json",
    permissions: Permissions::None,
};

/// What a page says of how many there are, as most services call it.
pub(crate) const COUNTED: PageEnd = PageEnd {
    pages: Some(&["pageCount"]),
    more: None,
    total: Some(&["total"]),
    size: Some(&["pageSize"]),
};

pub(crate) fn request(style: PageStyle, end: PageEnd) -> Request {
    Request::new(&THINGS).pages(Paging {
        style,
        items: "entities",
        end,
    })
}

pub(crate) fn by_number() -> Request {
    let style = PageStyle::Number {
        parameter: "pageNumber",
        first: 1,
    };
    request(style, COUNTED)
}

pub(crate) fn by_start() -> Request {
    let style = PageStyle::Start {
        parameter: "startIndex",
        first: 1,
    };
    let total: Option<&[&str]> = Some(&["totalResults"]);
    request(
        style,
        PageEnd {
            total,
            ..PageEnd::NONE
        },
    )
}

pub(crate) fn by_body(end: PageEnd) -> Request {
    let style = PageStyle::BodyNumber {
        number: &["paging", "pageNumber"],
        first: 1,
    };
    request(style, end).json("application/json", &json!({"q": "x"}))
}

#[derive(Debug)]
pub(crate) struct Things(pub(crate) Value);

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

pub(crate) type Asked = Arc<Mutex<Vec<String>>>;

/// Answers each request with what a function makes of it: the target, and the body behind it.
pub(crate) struct Service {
    asked: Asked,
    answer: fn(&str) -> Value,
}

impl Transport for Service {
    fn send(&self, request: HttpRequest) -> TransportFuture<'_> {
        let target = request.url.strip_prefix("https://host").unwrap();
        let body = request.body.as_ref().and_then(|body| body.as_bytes());
        let body = String::from_utf8(body.map_or_else(Vec::new, |bytes| bytes.to_vec())).unwrap();
        let asked = format!("{target}{body}");
        let answer = (self.answer)(&asked);
        self.asked.lock().unwrap().push(asked);
        let mut headers = Headers::new();
        let status = match &answer {
            Value::Null => 500,
            // A redirect by its status.
            Value::Number(_) => {
                headers.set("location", "https://host/file");
                302
            }
            _ => 200,
        };
        // What a page has under this name is a header as well.
        if let Some(link) = answer.get("link").and_then(Value::as_str) {
            headers.set("link", link);
        }
        let response = RawResponse::new(status, headers, answer.to_string().into_bytes());
        Box::pin(async { Ok(response) })
    }

    fn sleep(&self, _: Duration) -> SleepFuture<'_> {
        Box::pin(async {})
    }
}

pub(crate) fn service(answer: fn(&str) -> Value) -> (Client, Asked) {
    let asked = Asked::default();
    let transport = Service {
        asked: Arc::clone(&asked),
        answer,
    };
    let builder = Client::builder().host("host").transport(transport);
    (builder.build().unwrap(), asked)
}

pub(crate) fn call(client: &Client, request: Request) -> Call<Things> {
    Call::new(client.clone(), request, decode::json)
}

pub(crate) async fn walk(request: Request, answer: fn(&str) -> Value) -> (Vec<Value>, Vec<String>) {
    let (client, asked) = service(answer);
    let items = call(&client, request).into_stream().try_collect().await;
    let asked = asked.lock().unwrap().clone();
    (items.unwrap(), asked)
}

/// The body of what was asked.
pub(crate) fn body(asked: &str) -> Value {
    serde_json::from_str(asked.strip_prefix("/things").unwrap()).unwrap()
}
