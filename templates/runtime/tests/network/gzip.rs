//! Compressed responses.

use std::io::Write;
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use flate2::Compression;
use flate2::write::GzEncoder;
use sdk_runtime::runtime::{Call, Client, Error, Request, Response, decode};

use crate::wire::{answer, header, read_head, server};
use crate::{GET, builder};

fn zipped(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes.as_ref()).unwrap();
    encoder.finish().unwrap()
}

fn compressed(body: &[u8], length: usize) -> (String, Receiver<String>) {
    let headers = format!("content-encoding: gzip\r\ncontent-length: {length}\r\n");
    server(200, &headers, body)
}

/// A response of this body under this name of an encoding.
fn encoded(name: &str, body: &[u8]) -> Client {
    let headers = format!(
        "content-encoding: {name}\r\ncontent-length: {}\r\n",
        body.len()
    );
    let (url, _) = server(200, &headers, body);
    builder(url).build().unwrap()
}

async fn get(client: &Client) -> Result<Response<String>, Error> {
    let call: Call<String> = Call::new(client.clone(), Request::new(&GET), decode::json);
    call.send_for_response().await
}

fn bytes(client: &Client) -> Call<Vec<u8>> {
    Call::new(client.clone(), Request::new(&GET), decode::bytes)
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
    let (url, seen) = server(200, "content-length: 4\r\n", b"\"ok\"");
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
    let chunked = "content-encoding: gzip\r\ntransfer-encoding: chunked\r\n";
    let (url, _seen) = server(200, chunked, b"0\r\n\r\n");
    let client = builder(url).build().unwrap();
    crate::call(&client, &GET).await.unwrap();
}

#[tokio::test]
async fn a_compressed_response_that_stops_early_is_an_error() {
    let body = zipped(format!("{:?}", "x".repeat(1000)));
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

#[tokio::test]
async fn a_response_of_several_members_is_read_whole() {
    let text = format!("{:?}", "0123456789".repeat(10_000));
    let (first, second) = text.split_at(text.len() / 2);
    let two = [zipped(first), zipped(second)].concat();
    let with_empty_ones = [zipped(first), zipped(""), zipped(""), zipped(second)].concat();
    let many: Vec<u8> = text.as_bytes().chunks(100).flat_map(zipped).collect();
    for body in [two, with_empty_ones, many] {
        let response = get(&encoded("gzip", &body)).await.unwrap();
        assert_eq!(response.body(), text.as_bytes());
        let download = bytes(&encoded("gzip", &body)).download().await.unwrap();
        assert_eq!(download.content_length(), None);
        assert_eq!(download.bytes().await.unwrap(), text.as_bytes());
    }
}

#[tokio::test]
async fn a_later_member_that_stops_early_or_is_damaged_is_an_error() {
    let body = [zipped("\"a"), zipped("b\"")].concat();
    let mut damaged = body.clone();
    // The checksum of the second member.
    let checksum = damaged.len() - 8;
    damaged[checksum] ^= 1;
    let first = zipped("\"a").len();
    let cut = [first + 1, first + 9, first + 12, body.len() - 1];
    let cut = cut.map(|length| body[..length].to_vec());
    for body in cut.into_iter().chain([damaged]) {
        let error = get(&encoded("gzip", &body)).await.unwrap_err();
        assert!(error.is_transport(), "{error}");
        let text = error.to_string();
        assert!(text.contains("the gzip body of the response"), "{text}");
        let download = bytes(&encoded("gzip", &body)).download().await.unwrap();
        assert!(download.bytes().await.unwrap_err().is_transport());
    }
}

#[tokio::test]
async fn zeros_after_the_last_member_are_padding_and_anything_else_an_error() {
    let body = zipped("\"ok\"");
    let padded = [body.as_slice(), &[0; 600]].concat();
    assert_eq!(get(&encoded("gzip", &padded)).await.unwrap().value(), "ok");
    for rest in ["\n", "x", "no member at all", "\0\0x"] {
        let body = [body.as_slice(), rest.as_bytes()].concat();
        let error = get(&encoded("gzip", &body)).await.unwrap_err();
        assert!(error.is_transport(), "{error}");
    }
}

#[tokio::test]
async fn gzip_has_two_names_in_any_case_and_identity_is_no_encoding() {
    let body = zipped("\"ok\"");
    for name in [
        "gzip",
        "GZIP",
        "x-gzip",
        "X-GZip",
        "identity, gzip",
        "gzip,",
        " Gzip , Identity ",
    ] {
        let response = get(&encoded(name, &body)).await.unwrap();
        assert_eq!(response.value(), "ok", "{name}");
        assert_eq!(response.headers().get("content-encoding"), None);
    }
    for name in ["identity", "Identity", "", " , "] {
        let response = get(&encoded(name, b"\"ok\"")).await.unwrap();
        assert_eq!(response.value(), "ok", "{name}");
        assert_eq!(response.headers().get("content-length"), Some("4"));
    }
}

#[tokio::test]
async fn what_was_compressed_twice_is_decoded_twice() {
    let body = zipped(zipped("\"ok\""));
    for name in ["gzip, gzip", "gzip\r\ncontent-encoding: x-gzip"] {
        assert_eq!(get(&encoded(name, &body)).await.unwrap().value(), "ok");
    }
    let error = get(&encoded(&["gzip"; 6].join(","), &body)).await;
    assert!(error.unwrap_err().is_decode());
}

#[tokio::test]
async fn gzip_that_was_refused_is_not_decoded() {
    let body = zipped("\"ok\"");
    for accepted in ["identity", "gzip;q=0", "*, x-gzip;Q=0.000", ""] {
        let (url, _seen) = compressed(&body, body.len());
        let client = builder(url).default_header("accept-encoding", accepted);
        let error = get(&client.build().unwrap()).await.unwrap_err();
        assert!(error.is_decode(), "{error}");
        let text = error.to_string();
        assert!(text.contains("`gzip`, which was not accepted"), "{text}");
    }
    for accepted in ["gzip", "X-GZIP;q=0.5", "*", "br;q=0, *;q=0.1"] {
        let (url, _seen) = compressed(&body, body.len());
        let client = builder(url).default_header("accept-encoding", accepted);
        let response = get(&client.build().unwrap()).await.unwrap();
        assert_eq!(response.value(), "ok");
    }
}

#[tokio::test]
async fn a_part_of_a_compressed_body_is_not_decoded() {
    let part = &zipped("\"ok\"")[4..9];
    let headers = "content-encoding: gzip\r\ncontent-range: bytes 4-8/24\r\n";
    let (url, _seen) = server(206, headers, part);
    let call = bytes(&builder(url).build().unwrap()).header("Range", "bytes=4-8");
    let error = call.send().await.unwrap_err();
    assert!(error.is_decode(), "{error}");

    // Whoever asks for it gets the bytes as they are.
    let (url, _seen) = server(206, headers, part);
    let call = bytes(&builder(url).build().unwrap()).header("Range", "bytes=4-8");
    let call = call.header("Accept-Encoding", "gzip");
    let response = call.send_for_response().await.unwrap();
    assert_eq!(response.value(), part);
    assert_eq!(response.headers().get("content-encoding"), Some("gzip"));

    // A status of 206 without a range is a success like any other here.
    let (url, _seen) = server(206, "content-encoding: gzip\r\n", &zipped("\"ok\""));
    let response = get(&builder(url).build().unwrap()).await.unwrap();
    assert_eq!(response.value(), "ok");
}

#[tokio::test]
async fn a_compressed_error_is_an_error_even_if_it_is_damaged() {
    let text = r#"{"status": 409, "code": "a.conflict", "message": "Not now"}"#;
    let whole = zipped(text);
    let client = |body: &[u8]| {
        let (url, _) = server(409, "content-encoding: gzip\r\n", body);
        builder(url).build().unwrap()
    };
    let error = get(&client(&whole)).await.unwrap_err();
    assert_eq!(error.code(), Some("a.conflict"));
    let members = [zipped(&text[..20]), zipped(&text[20..])].concat();
    let error = get(&client(&members)).await.unwrap_err();
    assert_eq!(error.code(), Some("a.conflict"));
    for body in [
        &whole[..whole.len() - 9],
        &whole[..3],
        b"plain",
        text.as_bytes(),
    ] {
        let error = get(&client(body)).await.unwrap_err();
        assert_eq!(error.status(), Some(409), "{error}");
        let error = bytes(&client(body)).download().await.unwrap_err();
        assert_eq!(error.status(), Some(409), "{error}");
    }
}

#[tokio::test]
async fn what_was_compressed_is_delivered_before_the_rest_arrives() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (go_on, wait) = channel();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        read_head(&mut stream).unwrap();
        let head = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n";
        answer(&mut stream, head);
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        for text in ["first", "second"] {
            encoder.write_all(text.as_bytes()).unwrap();
            encoder.flush().unwrap();
            answer(&mut stream, std::mem::take(encoder.get_mut()));
            wait.recv().unwrap();
        }
        answer(&mut stream, encoder.finish().unwrap());
    });
    let client = builder(url).build().unwrap();
    let mut download = bytes(&client).download().await.unwrap();
    for text in ["first", "second"] {
        let mut seen = Vec::new();
        while seen.len() < text.len() {
            seen.extend_from_slice(&download.chunk().await.unwrap().unwrap());
        }
        assert_eq!(seen, text.as_bytes());
        go_on.send(()).unwrap();
    }
    assert_eq!(download.chunk().await.unwrap(), None);
}

#[tokio::test]
async fn a_piece_of_a_download_stays_small_however_well_it_was_compressed() {
    let body = zipped(vec![0; 10_000_000]);
    assert!(body.len() < 20_000);
    let mut download = bytes(&encoded("gzip", &body)).download().await.unwrap();
    let mut length = 0;
    while let Some(piece) = download.chunk().await.unwrap() {
        assert!(
            !piece.is_empty() && piece.len() <= 256 * 1024,
            "{}",
            piece.len()
        );
        length += piece.len();
    }
    assert_eq!(length, 10_000_000);
}
