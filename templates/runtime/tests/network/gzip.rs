//! Compressed responses.

use std::io::Write;
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use flate2::Compression;
use flate2::write::GzEncoder;
use sdk_runtime::runtime::{Call, Client, Error, Request, Response, decode};

use crate::wire::{answer, header, read_head};
use crate::{GET, builder};

fn zipped(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// A server that answers one request with these bytes, whatever they are.
fn server(headers: &str, body: &[u8]) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut response =
        format!("HTTP/1.1 200 OK\r\n{headers}connection: close\r\n\r\n").into_bytes();
    response.extend_from_slice(body);
    let (sender, seen) = channel();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = sender.send(read_head(&mut stream).unwrap());
        answer(&mut stream, response);
    });
    (url, seen)
}

fn compressed(body: &[u8], length: usize) -> (String, Receiver<String>) {
    let headers = format!("content-encoding: gzip\r\ncontent-length: {length}\r\n");
    server(&headers, body)
}

async fn get(client: &Client) -> Result<Response<String>, Error> {
    let call: Call<String> = Call::new(client.clone(), Request::new(&GET), decode::json);
    call.send_for_response().await
}

#[tokio::test]
async fn a_compressed_response_is_asked_for_and_decoded() {
    let text = format!("{:?}", "x".repeat(100_000));
    let body = zipped(&text);
    assert!(body.len() < 1000);
    let (url, seen) = compressed(&body, body.len());
    let response = get(&builder(url).build().unwrap()).await.unwrap();
    assert_eq!(response.value().len(), 100_000);
    assert_eq!(response.body(), text.as_bytes());
    assert_eq!(response.headers().get("content-encoding"), None);
    assert_eq!(response.headers().get("content-length"), None);
    let head = seen.recv().unwrap();
    assert_eq!(header(&head, "accept-encoding"), Some("gzip"));
}

#[tokio::test]
async fn a_service_need_not_compress() {
    let (url, seen) = server("content-length: 4\r\n", b"\"ok\"");
    let client = builder(url).default_header("accept-encoding", "identity");
    let response = get(&client.build().unwrap()).await.unwrap();
    assert_eq!(response.value(), "ok");
    let head = seen.recv().unwrap();
    assert_eq!(header(&head, "accept-encoding"), Some("identity"));
}

#[tokio::test]
async fn an_empty_response_may_be_called_compressed() {
    let (url, _seen) = compressed(b"", 0);
    let client = builder(url).build().unwrap();
    crate::call(&client, &GET).await.unwrap();
}

#[tokio::test]
async fn a_compressed_response_that_stops_early_is_an_error() {
    let body = zipped(&format!("{:?}", "x".repeat(1000)));
    let half = &body[..body.len() / 2];
    // Once the connection ends too soon, once the content alone.
    for length in [body.len(), half.len()] {
        let (url, _seen) = compressed(half, length);
        let error = get(&builder(url).build().unwrap()).await.unwrap_err();
        assert!(error.is_transport() && !error.is_timeout(), "{error}");
    }
    let (url, _seen) = compressed(b"no gzip", 7);
    let error = get(&builder(url).build().unwrap()).await.unwrap_err();
    assert!(error.is_transport(), "{error}");
}
