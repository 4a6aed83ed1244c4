//! Bodies and parameters other than JSON and strings: forms, files, objects in the query,
//! cookies.

#![cfg(feature = "client")]

// The example is a program, and what is called here is what its `main` calls.
#[allow(dead_code, reason = "`main` is not called")]
#[path = "../examples/upload.rs"]
mod upload;

use std::collections::BTreeMap;
use std::io::Cursor;

use crate::support::{Answer, Seen, Server};
use sdk_runtime::runtime::public::transport::Body;
use sdk_runtime::runtime::{
    Call, Client, Method, Operation, Permissions, Request, RetryPolicy, Style, Upload, decode,
};
use serde_json::json;

static POST_UPLOAD: Operation = Operation {
    name: "post_upload",
    method: Method::Post,
    path: "/api/v2/uploads/{ids}",
    accept: "application/json",
    permissions: Permissions::None,
};

const URL_ENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

fn client(server: &Server) -> Client {
    let builder = Client::builder().host(&server.url);
    builder.retry(RetryPolicy::never()).build().unwrap()
}

fn request() -> Request {
    Request::new(&POST_UPLOAD).path("ids", &"1")
}

async fn sent(request: Request) -> Seen {
    let server = Server::start(vec![Answer::new(204, "")]);
    let call = Call::new(client(&server), request, decode::empty);
    call.send().await.unwrap();
    server.seen()
}

fn text(seen: &Seen) -> String {
    String::from_utf8(seen.body.clone()).unwrap()
}

#[tokio::test]
async fn a_form_is_escaped() {
    let pair = json!({"a": 1});
    let request = request()
        .form_body(URL_ENCODED)
        .form("name", &"x&y=z é")
        .form_list("tags", Style::form().exploded(), ["1", "2"])
        .form_list("ids", Style::form(), ["3", "4"])
        .form_object("meta", Style::deep_object(), pair.clone())
        .form_json("raw", pair);
    let seen = sent(request).await;
    assert_eq!(seen.header("content-type"), Some(URL_ENCODED));
    assert_eq!(
        text(&seen),
        "name=x%26y%3Dz%20%C3%A9&tags=1&tags=2&ids=3%2C4&meta%5Ba%5D=1&raw=%7B%22a%22%3A1%7D"
    );
}

#[tokio::test]
async fn an_upload_is_a_part_with_its_name_and_type() {
    let file = Upload::new(vec![0, 159, 146, 150])
        .file_name("wave.wav")
        .content_type("audio/wav");
    let request = request()
        .form_body(MULTIPART)
        .form("name", &"greeting")
        .files("file", [file])
        .form_json("meta", json!({"a": 1}));
    let seen = sent(request).await;
    let content_type = seen.header("content-type").unwrap();
    let boundary = content_type.split_once("; boundary=").unwrap().1;
    let (part, end) = (format!("--{boundary}\r\n"), format!("--{boundary}--\r\n"));
    let expected = [
        part.as_bytes(),
        b"Content-Disposition: form-data; name=\"name\"\r\n\r\ngreeting\r\n",
        part.as_bytes(),
        b"Content-Disposition: form-data; name=\"file\"; filename=\"wave.wav\"\r\n",
        b"Content-Type: audio/wav\r\n\r\n\x00\x9f\x92\x96\r\n",
        part.as_bytes(),
        b"Content-Disposition: form-data; name=\"meta\"\r\n",
        b"Content-Type: application/json\r\n\r\n{\"a\":1}\r\n",
        end.as_bytes(),
    ];
    assert_eq!(seen.body, expected.concat());
}

#[tokio::test]
async fn fields_of_json_are_quoted_and_files_in_base64_say_so() {
    let request = request()
        .form_body(MULTIPART)
        .part_types(&[("label", "application/json"), ("code", "image/gif")])
        .form_json("label", "a \"b\"".to_owned())
        .form_json_list("sizes", ["s", "m"].map(str::to_owned))
        .base64_files("code", [Upload::new([0, 255, 16])]);
    let seen = sent(request).await;
    let text = text(&seen);
    for part in [
        "name=\"label\"\r\nContent-Type: application/json\r\n\r\n\"a \\\"b\\\"\"\r\n",
        "name=\"sizes\"\r\nContent-Type: application/json\r\n\r\n\"s\"\r\n",
        "name=\"sizes\"\r\nContent-Type: application/json\r\n\r\n\"m\"\r\n",
        "filename=\"code\"\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\n\r\n\
         AP8Q\r\n",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[tokio::test]
async fn a_repeated_try_sends_the_same_form() {
    let answers = vec![
        Answer::new(429, "").header("retry-after", "0"),
        Answer::new(204, ""),
    ];
    let server = Server::start(answers);
    let client = Client::builder().host(&server.url).build().unwrap();
    let request = request()
        .form_body(MULTIPART)
        .files("file", [Upload::new(*b"data")]);
    Call::new(client, request, decode::empty)
        .send()
        .await
        .unwrap();
    let (first, second) = (server.seen(), server.seen());
    assert_eq!(first.header("content-type"), second.header("content-type"));
    assert_eq!(first.body, second.body);
    assert!(text(&first).contains("\r\n\r\ndata\r\n"));
}

#[tokio::test]
async fn the_example_uploads_a_file() {
    let server = Server::start(vec![Answer::new(204, "")]);
    let prompt = Upload::new(*b"RIFF").file_name("hello.wav");
    let prompt = prompt.content_type("audio/wav");
    upload::upload(&client(&server), prompt).await.unwrap();
    let seen = server.seen();
    assert_eq!(seen.target, "POST /api/v2/uploads/prompts");
    let text = text(&seen);
    assert!(text.contains("name=\"name\"\r\n\r\ngreeting\r\n"), "{text}");
    let file = "name=\"file\"; filename=\"hello.wav\"\r\n\
                Content-Type: audio/wav\r\n\r\nRIFF\r\n";
    assert!(text.contains(file), "{text}");
}

#[tokio::test]
async fn a_file_is_read_with_its_name() {
    let folder = std::env::temp_dir().join(format!("sdk-upload-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("prompt.txt");
    std::fs::write(&path, "hello").unwrap();
    let upload = Upload::from_file(&path).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(
        format!("{upload:?}"),
        "Upload { length: Some(5), file_name: Some(\"prompt.txt\"), content_type: None }"
    );
    assert!(Upload::from_file(&path).is_err());
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[tokio::test]
async fn objects_lists_and_cookies_travel_in_their_styles() {
    let filter = BTreeMap::from([("state", "active"), ("a b", "c&d")].map(owned));
    let mut request = Request::new(&POST_UPLOAD)
        .path_list("ids", Style::simple(), ["3/4", "5"])
        .query_object("filter", Style::deep_object(), filter.clone())
        .query_object("other", Style::form().exploded(), filter.clone())
        .header_list("X-Ids", Style::simple(), [1, 2])
        .header_object("X-Pairs", Style::simple().exploded(), filter.clone())
        .cookie("session", &"a;b")
        .cookie_list("ids", Style::form(), [1, 2]);
    request.set_cookie("session", &"c d");
    let seen = sent(request).await;
    assert_eq!(
        seen.target,
        "POST /api/v2/uploads/3%2F4,5?filter%5Ba%20b%5D=c%26d&filter%5Bstate%5D=active\
         &a%20b=c%26d&state=active"
    );
    assert_eq!(seen.header("x-ids"), Some("1,2"));
    assert_eq!(seen.header("x-pairs"), Some("a b=c&d,state=active"));
    assert_eq!(seen.header("cookie"), Some("ids=1%2C2; session=c%20d"));
}

#[tokio::test]
async fn an_empty_list_in_the_path_is_refused() {
    let request = Request::new(&POST_UPLOAD).path_list("ids", Style::simple(), [""; 0]);
    let server = Server::start(Vec::new());
    let call = Call::new(client(&server), request, decode::empty);
    let error = call.send().await.unwrap_err();
    assert!(
        error.to_string().contains("path parameter `ids` is empty"),
        "{error}"
    );
}

#[tokio::test]
async fn a_form_is_read_as_it_is_sent() {
    let reader = || Upload::from_reader(Cursor::new(vec![7; 200_000]));
    let form = |file: Upload| {
        let request = request().form_body(MULTIPART);
        request.form("name", &"greeting").files("file", [file])
    };
    let seen = sent(form(reader().length(200_000))).await;
    let length = seen.body.len().to_string();
    assert_eq!(seen.header("content-length"), Some(length.as_str()));
    assert!(seen.body.windows(200_000).any(|part| part == [7; 200_000]));

    let server = Server::start(vec![Answer::new(429, "").header("retry-after", "0")]);
    let client = Client::builder().host(&server.url).build().unwrap();
    let call = Call::new(client, form(reader().length(200_000)), decode::empty);
    let error = call.send().await.unwrap_err();
    assert_eq!(error.status(), Some(429));
    let text = error.to_string();
    assert!(
        text.contains("cannot be sent again: pass bytes or a file"),
        "{text}"
    );
}

#[tokio::test]
async fn a_file_in_base64_is_encoded_as_it_is_read() {
    let request = request().form_body(MULTIPART).base64_files(
        "file",
        [Upload::from_reader(Odd(vec![0, 255, 16, 1])).length(4)],
    );
    let seen = sent(request).await;
    let length = seen.body.len().to_string();
    assert_eq!(seen.header("content-length"), Some(length.as_str()));
    assert!(
        text(&seen).contains("base64\r\n\r\nAP8QAQ==\r\n"),
        "{}",
        text(&seen)
    );
}

/// A reader that gives a byte at a time.
struct Odd(Vec<u8>);

impl std::io::Read for Odd {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.0.is_empty() {
            return Ok(0);
        }
        buffer[0] = self.0.remove(0);
        Ok(1)
    }
}

#[tokio::test]
async fn a_url_encoded_form_takes_bytes_alone() {
    let file = |file: Upload| request().form_body(URL_ENCODED).files("file", [file]);
    let seen = sent(file(Upload::new(*b"a b"))).await;
    assert_eq!(text(&seen), "file=a%20b");
    let server = Server::start(Vec::new());
    let request = file(Upload::from_reader(Odd(vec![1])));
    let call = Call::new(client(&server), request, decode::empty);
    let error = call.send().await.unwrap_err();
    assert!(error.is_encode(), "{error}");
    assert!(
        error.to_string().contains("pass its bytes to Upload::new"),
        "{error}"
    );
}

#[tokio::test]
async fn a_body_of_bytes_may_be_a_file_or_a_stream() {
    let body = Body::from_reader(Odd(vec![b'x'; 5])).length(5);
    let request = request().bytes("application/octet-stream", body);
    assert_eq!(request.body(), None);
    let seen = sent(request).await;
    assert_eq!(text(&seen), "xxxxx");
    assert_eq!(seen.header("content-length"), Some("5"));
    assert_eq!(
        seen.header("content-type"),
        Some("application/octet-stream")
    );
}
