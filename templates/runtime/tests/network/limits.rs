//! Bodies that exceed the limits of size or time.

use std::io::Write;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use sdk_runtime::runtime::{
    Call, Client, Error, EventStream, Headers, HttpRequest, RawResponse, Request, SleepFuture,
    StreamFormat, Transport, TransportFuture, decode, open_text, prepare_stream,
};

use crate::support::login::{credentials, get};
use crate::support::{Answer, Server};
use crate::wire::{answer, read_head};
use crate::{GET, builder};

/// As much of an error as is kept.
const ERROR: usize = 64 * 1024;

/// A server that sends a head and then a piece after the other, for as long as
/// anyone reads, with a pause before each.
fn endless(head: &str, piece: &'static [u8], pause: Duration) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let head = format!("HTTP/1.1 {head}\r\nconnection: close\r\n\r\n");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let head = head.clone();
            thread::spawn(move || {
                read_head(&mut stream);
                answer(&mut stream, head);
                while stream
                    .write_all(piece)
                    .and_then(|()| stream.flush())
                    .is_ok()
                {
                    thread::sleep(pause);
                }
            });
        }
    });
    url
}

fn fast(head: &str) -> String {
    endless(head, &[b'x'; 16 * 1024], Duration::ZERO)
}

fn slow(head: &str) -> String {
    endless(head, b"x", Duration::from_millis(20))
}

fn text(client: &Client) -> Call<String> {
    Call::new(client.clone(), Request::new(&GET), decode::text)
}

fn event_stream(client: &Client) -> Call<EventStream<String>> {
    let request = Request::new(&GET).streams("text/event-stream", StreamFormat::Events);
    prepare_stream(client.clone(), request, open_text)
}

/// The errors of a download and of a stream.
async fn failures(client: &Client) -> [Error; 2] {
    let stream = event_stream(client).send();
    [
        text(client).download().await.unwrap_err(),
        stream.await.err().unwrap(),
    ]
}

#[tokio::test]
async fn of_an_error_without_an_end_a_part_is_read() {
    for head in ["500 Internal Server Error", "404 Not Found"] {
        let client = builder(fast(head)).build().unwrap();
        for error in failures(&client).await {
            let status = head[..3].parse().ok();
            assert_eq!(error.status(), status, "{error}");
            assert_eq!(error.body().unwrap().len(), ERROR);
        }
    }
    let client = builder(fast("400 Bad Request")).build().unwrap();
    let error = text(&client).send().await.unwrap_err();
    assert_eq!(
        (error.status(), error.body().unwrap().len()),
        (Some(400), ERROR)
    );
}

#[tokio::test]
async fn an_error_that_drips_has_the_time_of_the_call() {
    let client = builder(slow("500 Internal Server Error"));
    let client = client.timeout(Duration::from_millis(300)).build().unwrap();
    let begun = Instant::now();
    for error in failures(&client).await {
        assert!(error.is_timeout(), "{error}");
    }
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn the_body_of_a_redirect_is_not_read() {
    for body in [fast, slow] {
        let store = Server::start(vec![Answer::new(200, "data"), Answer::new(200, "data")]);
        let head = format!("303 See Other\r\nlocation: {}/x", store.url);
        let client = builder(body(&head)).timeout(Duration::from_secs(5));
        let client = client.build().unwrap();
        let download = text(&client).download().await.unwrap();
        assert_eq!(download.bytes().await.unwrap(), b"data");
        // One that leads nowhere is an error without a body.
        let client = builder(body("302 Found")).build().unwrap();
        for error in failures(&client).await {
            assert_eq!((error.status(), error.body()), (Some(302), Some(&b""[..])));
        }
    }
}

#[tokio::test]
async fn a_response_may_be_as_large_as_the_limit() {
    let body = "x".repeat(1000);
    let serve = || Server::start(vec![Answer::new(200, body.clone())]);
    let client = builder(serve().url).max_response_size(1000);
    assert_eq!(text(&client.build().unwrap()).send().await.unwrap(), body);
    let client = builder(serve().url).max_response_size(999).build().unwrap();
    let error = text(&client).send().await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert_eq!((error.status(), error.body()), (Some(200), Some(&b""[..])));
    let line = error.to_string();
    assert!(line.contains("larger than 999 bytes"), "{line}");
    assert!(line.contains("ClientBuilder::max_response_size"), "{line}");
}

#[tokio::test]
async fn a_response_without_an_end_is_not_asked_for_again() {
    let server = fast("200 OK");
    let client = Client::builder().host(server).access_token("t");
    let client = client.max_response_size(100_000).build().unwrap();
    let begun = Instant::now();
    let error = text(&client).send().await.unwrap_err();
    assert!(
        error.to_string().contains("larger than 100000 bytes"),
        "{error}"
    );
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn downloads_and_streams_are_not_limited_as_a_whole() {
    let body = "x".repeat(1000);
    let events = "data: 0123456789\n\n".repeat(100);
    let server = Server::start(vec![
        Answer::new(200, body.clone()),
        Answer::new(200, events).header("content-type", "text/event-stream"),
    ]);
    let client = builder(&server.url).max_response_size(10).build().unwrap();
    let download = text(&client).download().await.unwrap();
    assert_eq!(download.bytes().await.unwrap(), body.as_bytes());
    let mut stream = event_stream(&client).send().await.unwrap();
    let mut count = 0;
    while stream.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 100);
}

#[tokio::test]
async fn the_response_to_a_login_is_small() {
    let answer = |size| {
        let body = format!(r#"{{"access_token":"t","padding":"{}"}}"#, "x".repeat(size));
        Server::answering(move |_, _| Answer::new(200, body.clone()))
    };
    for (server, limit) in [(answer(2_000_000), 1_048_576), (answer(2000), 1000)] {
        let client = Client::builder().host(&server.url).login_url(&server.url);
        let client = client.credentials(credentials());
        let client = match limit {
            1000 => client.max_response_size(limit),
            _ => client,
        };
        let error = get(&client.build().unwrap()).send().await.unwrap_err();
        let line = error.login_error().unwrap().to_string();
        assert!(
            line.contains(&format!("larger than {limit} bytes")),
            "{line}"
        );
        assert!(line.contains("the response to a login"), "{line}");
        assert_eq!(server.targets().len(), 1);
    }
}

/// A transport that reads whatever there is.
struct Greedy(u16);

impl Transport for Greedy {
    fn send(&self, _: HttpRequest) -> TransportFuture<'_> {
        Box::pin(async {
            Ok(RawResponse::new(
                self.0,
                Headers::new(),
                vec![b'x'; 200_000],
            ))
        })
    }

    fn sleep(&self, _: Duration) -> SleepFuture<'_> {
        Box::pin(async {})
    }
}

#[tokio::test]
async fn what_another_transport_gives_is_looked_at() {
    let client = |status, size| {
        let builder = Client::builder().host("x").transport(Greedy(status));
        builder.max_response_size(size).build().unwrap()
    };
    assert!(text(&client(200, 200_000)).send().await.is_ok());
    let error = text(&client(200, 199_999)).send().await.unwrap_err();
    assert!(
        error.to_string().contains("larger than 199999 bytes"),
        "{error}"
    );
    let error = text(&client(404, usize::MAX)).send().await.unwrap_err();
    assert_eq!(error.body().unwrap().len(), ERROR);
    let error = text(&client(404, 10)).send().await.unwrap_err();
    assert_eq!(error.body().unwrap().len(), 10);
    let error = text(&client(404, 10)).download().await.unwrap_err();
    assert_eq!(error.body().unwrap().len(), ERROR);
}

#[cfg(feature = "gzip")]
mod bombs {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;
    use crate::wire::server;

    fn zipped(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// A megabyte that is a gibibyte of zeros.
    fn gibibyte() -> Vec<u8> {
        zipped(&vec![0; 16 * 1024 * 1024]).repeat(64)
    }

    fn serve(encodings: &str, body: &[u8]) -> String {
        let headers = format!("content-encoding: {encodings}\r\n");
        server(200, &headers, body).0
    }

    #[tokio::test]
    async fn decompression_stops_at_the_limit() {
        let begun = Instant::now();
        let client = builder(serve("gzip", &gibibyte()));
        let client = client.max_response_size(1_000_000).build().unwrap();
        let error = text(&client).send().await.unwrap_err();
        assert!(
            error.to_string().contains("larger than 1000000 bytes"),
            "{error}"
        );
        assert!(begun.elapsed() < Duration::from_secs(20));
    }

    #[tokio::test]
    async fn the_default_limit_is_reached_as_well() {
        let client = builder(serve("gzip", &gibibyte()));
        let client = client.timeout(Duration::from_secs(300)).build().unwrap();
        let error = text(&client).send().await.unwrap_err();
        assert!(
            error.to_string().contains("larger than 134217728 bytes"),
            "{error}"
        );
    }

    #[tokio::test]
    async fn decompression_ends_with_the_time_of_the_call_and_lets_others_run() {
        let limit = Duration::from_millis(500);
        let client = builder(serve("gzip", &gibibyte())).timeout(limit);
        let client = client.max_response_size(usize::MAX).build().unwrap();
        let turns = Arc::new(AtomicUsize::new(0));
        let other = Arc::clone(&turns);
        tokio::spawn(async move {
            loop {
                other.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
            }
        });
        let begun = Instant::now();
        let error = text(&client).send().await.unwrap_err();
        assert!(error.is_timeout(), "{error}");
        assert!(begun.elapsed() < limit + Duration::from_secs(10));
        assert!(turns.load(Ordering::SeqCst) > 3);
    }

    /// Nothing comes out of these members, however many there are.
    #[tokio::test]
    async fn a_body_that_is_nothing_has_its_time_as_well() {
        let nothing = zipped(&zipped(b"").repeat(50_000)).repeat(2000);
        let limit = Duration::from_millis(500);
        let client = |body: &[u8]| builder(serve("gzip, gzip", body)).timeout(limit).build();
        let begun = Instant::now();
        let whole = text(&client(&nothing).unwrap()).send().await;
        assert!(whole.unwrap_err().is_timeout());
        let mut download = text(&client(&nothing).unwrap()).download().await.unwrap();
        let error = download.chunk().await.unwrap_err();
        assert!(error.is_timeout(), "{error}");
        assert!(
            download.chunk().await.unwrap().is_none(),
            "an error is the end"
        );
        assert!(begun.elapsed() < 2 * limit + Duration::from_secs(20));
    }

    #[tokio::test]
    async fn an_error_that_is_a_bomb_is_cut() {
        let body = gibibyte();
        for _ in 0..2 {
            let (url, _) = server(503, "content-encoding: gzip\r\n", &body);
            let client = builder(url).build().unwrap();
            let error = text(&client).download().await.unwrap_err();
            assert_eq!(
                (error.status(), error.body().unwrap().len()),
                (Some(503), ERROR)
            );
        }
    }
}
