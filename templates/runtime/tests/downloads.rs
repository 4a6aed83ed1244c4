//! Bodies that are read in chunks, and redirects to them.

#![cfg(feature = "client")]

use std::time::Duration;

use crate::support::{Answer, Fault, Server};
use sdk_runtime::runtime::{
    Call, Client, Method, Operation, Permissions, Request, RetryPolicy, decode,
};

static GET_RECORDING: Operation = Operation {
    name: "get_recording",
    method: Method::Get,
    path: "/api/v2/recordings/1",
    accept: "audio/wav",
    permissions: Permissions::None,
};

fn call_with(client: &Client) -> Call<Vec<u8>> {
    Call::new(client.clone(), Request::new(&GET_RECORDING), decode::bytes)
}

fn client(url: &str) -> Client {
    let builder = Client::builder().host(url).access_token("t0ken");
    let builder = builder.default_header("X-Own", "own");
    builder.timeout(Duration::from_secs(1)).build().unwrap()
}

fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

#[tokio::test]
async fn a_body_is_written_as_it_arrives() {
    let body = "0123456789".repeat(50_000);
    let answer = Answer::new(200, body.clone()).header("content-type", "audio/wav");
    let server = Server::start(vec![answer]);
    let download = call_with(&client(&server.url)).download().await.unwrap();
    assert_eq!(download.status(), 200);
    assert_eq!(download.content_type(), Some("audio/wav"));
    assert_eq!(download.content_length(), Some(500_000));
    let mut written = Vec::new();
    assert_eq!(download.write_to(&mut written).await.unwrap(), 500_000);
    assert_eq!(written, body.as_bytes());
    assert_eq!(server.seen().header("authorization"), Some("Bearer t0ken"));
}

#[tokio::test]
async fn the_time_limit_is_of_each_piece_and_a_stalled_body_is_an_error() {
    let server = Server::start(vec![Answer::fault(Fault::Stall)]);
    let mut download = call_with(&client(&server.url)).download().await.unwrap();
    assert_eq!(download.chunk().await.unwrap().unwrap(), "{}");
    let error = download.chunk().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(
        download.chunk().await.unwrap().is_none(),
        "an error is the end"
    );
}

#[tokio::test]
async fn a_redirect_is_followed_without_the_token() {
    let store = Server::start(vec![Answer::new(200, "data")]);
    let location = leak(format!("{}/signed?signature=s1g", store.url));
    let server = Server::start(vec![Answer::new(303, "").header("location", location)]);
    let download = call_with(&client(&server.url)).download().await.unwrap();
    assert_eq!(download.bytes().await.unwrap(), b"data");
    let seen = store.seen();
    assert_eq!(seen.target, "GET /signed?signature=s1g");
    for name in ["authorization", "x-own", "purecloud-sdk"] {
        assert_eq!(seen.header(name), None, "{name}");
    }
}

#[tokio::test]
async fn a_redirect_is_asked_for_the_same_part() {
    let store = Server::start(vec![Answer::new(206, "ta")]);
    let location = leak(format!("{}/signed", store.url));
    let server = Server::start(vec![Answer::new(303, "").header("location", location)]);
    let call = call_with(&client(&server.url)).header("Range", "bytes=2-");
    let call = call.header("If-Range", "\"v1\"");
    let download = call.download().await.unwrap();
    assert_eq!(download.bytes().await.unwrap(), b"ta");
    let seen = store.seen();
    assert_eq!(seen.header("range"), Some("bytes=2-"));
    assert_eq!(seen.header("if-range"), Some("\"v1\""));
    assert_eq!(seen.header("accept-encoding"), Some("identity"));
    assert_eq!(seen.header("authorization"), None);
}

#[tokio::test]
async fn relative_addresses_are_resolved_against_the_request_of_their_hop() {
    let server = Server::answering(|request, number| {
        let host = request.header("host").unwrap();
        let answer =
            |location: &str| Answer::new(302, "").header("location", leak(location.into()));
        match number {
            0 => answer("small?x=1#top"),
            1 => answer("?y=2"),
            2 => answer("../other/./c"),
            3 => answer(&format!("//{host}/d/e")),
            _ => Answer::new(200, "data"),
        }
    });
    let download = call_with(&client(&server.url)).download().await.unwrap();
    assert_eq!(download.bytes().await.unwrap(), b"data");
    let first = server.seen();
    assert_eq!(first.target, "GET /api/v2/recordings/1");
    assert_eq!(first.header("authorization"), Some("Bearer t0ken"));
    for target in [
        "GET /api/v2/recordings/small?x=1",
        "GET /api/v2/recordings/small?y=2",
        "GET /api/v2/other/c",
        "GET /d/e",
    ] {
        let seen = server.seen();
        assert_eq!(seen.target, target);
        for name in ["authorization", "x-own", "purecloud-sdk"] {
            assert_eq!(seen.header(name), None, "{name} of {target}");
        }
    }
}

#[tokio::test]
async fn redirects_in_a_circle_end() {
    let location = "/api/v2/recordings/1";
    let server = Server::answering(move |_, _| Answer::new(302, "").header("location", location));
    let error = call_with(&client(&server.url))
        .download()
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(302));
    assert_eq!(server.targets().len(), 6);
}

#[tokio::test]
async fn an_error_of_the_service_is_read_and_a_busy_one_asked_again() {
    let error = r#"{"status": 404, "code": "not.found", "message": "No such recording"}"#;
    let server = Server::start(vec![
        Answer::new(503, "").header("retry-after", "0"),
        Answer::new(404, error),
    ]);
    let builder = Client::builder().host(&server.url);
    let client = builder.retry(RetryPolicy::default()).build().unwrap();
    let error = call_with(&client).download().await.unwrap_err();
    assert_eq!(error.code(), Some("not.found"));
    assert_eq!(server.targets().len(), 2);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_an_error() {
    let server = Server::start(vec![Answer::fault(Fault::Cut)]);
    let mut written = Vec::new();
    let download = call_with(&client(&server.url)).download().await.unwrap();
    let error = download.write_to(&mut written).await.unwrap_err();
    assert!(error.is_transport() && !error.is_timeout(), "{error}");
    assert_eq!(written, b"{}");
}

#[tokio::test]
async fn a_writer_that_fails_is_an_error() {
    let server = Server::start(vec![Answer::new(200, "short")]);
    let download = call_with(&client(&server.url)).download().await.unwrap();
    let mut broken = Broken;
    let error = download.write_to(&mut broken).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("could not be written: disk full"),
        "{error}"
    );
}

struct Broken;

impl tokio::io::AsyncWrite for Broken {
    fn poll_write(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        _: &[u8],
    ) -> std::task::Poll<std::io::Result<usize>> {
        std::task::Poll::Ready(Err(std::io::Error::other("disk full")))
    }

    fn poll_flush(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn poll_shutdown(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        std::task::Poll::Ready(Ok(()))
    }
}
