//! Bodies that are read by their media type, as responses of a server.

#![cfg(feature = "client")]

use crate::support::{Answer, Server};
use sdk_runtime::runtime::{
    Call, Client, DecodeError, Decoding, Method, Operation, Permissions, RawResponse, Request,
    RetryPolicy, decode,
};

static GET_NOTE: Operation = Operation {
    name: "get_note",
    method: Method::Get,
    path: "/note",
    accept: "application/json, text/plain",
    permissions: Permissions::None,
};

async fn read<T: 'static>(
    answer: Answer,
    decode: fn(&RawResponse, &mut Decoding) -> Result<T, DecodeError>,
) -> Result<T, String> {
    let server = Server::start(vec![answer]);
    let builder = Client::builder().host(&server.url);
    let client = builder.retry(RetryPolicy::never()).build().unwrap();
    let sent = Call::new(client, Request::new(&GET_NOTE), decode)
        .send()
        .await;
    assert_eq!(server.seen().header("accept"), Some(GET_NOTE.accept));
    sent.map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_string_comes_as_text_or_as_json() {
    let text = Answer::new(200, "\"hello\" she said").header("content-type", "text/plain");
    let text = read(text, decode::json_or_text::<String>).await;
    assert_eq!(text.unwrap(), "\"hello\" she said");
    let json = Answer::new(200, "\"hello\"").header("content-type", "application/json");
    let json = read(json, decode::json_or_text::<String>).await;
    assert_eq!(json.unwrap(), "hello");
}

#[tokio::test]
async fn text_is_read_in_its_charset() {
    // The server sends UTF-8, whose bytes are other characters of ISO-8859-1.
    let latin = Answer::new(200, "é").header("content-type", "text/csv; charset=ISO-8859-1");
    assert_eq!(read(latin, decode::text).await.unwrap(), "Ã©");
    let marked = Answer::new(200, "\u{feff}a;b").header("content-type", "text/csv");
    assert_eq!(read(marked, decode::text).await.unwrap(), "a;b");
}

#[tokio::test]
async fn an_error_says_what_came_and_what_was_expected() {
    let picture = Answer::new(200, "{}").header("content-type", "image/png");
    let error = read(picture, decode::json_or_text::<i64>)
        .await
        .unwrap_err();
    assert!(
        error.ends_with("; status 200, media type image/png; expected JSON or text"),
        "{error}"
    );
    let unknown = Answer::new(200, "é").header("content-type", "text/plain; charset=koi8-r");
    let error = read(unknown, decode::text).await.unwrap_err();
    assert_eq!(
        error,
        "GET /note: the response cannot be read: the charset `koi8-r` of the body is not known; \
         status 200, media type text/plain; charset=koi8-r; expected text"
    );
}
