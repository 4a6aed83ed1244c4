//! Connections that are interrupted or slow, at each stage of an exchange.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use sdk_runtime::runtime::{Call, Client, Operation, Request, RetryPolicy, decode};

use crate::wire::{NO_CONTENT, answer, first_line, read_head};
use crate::{GET, POST, builder};

/// A response after which the connection stays open.
const KEPT: &str = "HTTP/1.1 204 No Content\r\n\r\n";

/// A server that does this with each connection, given its number, and tells
/// what it saw.
fn server(
    serve: impl Fn(TcpStream, usize, &Sender<String>) + Send + Sync + 'static,
) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, seen) = channel();
    thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            serve(stream.unwrap(), number, &sender);
        }
    });
    (url, seen)
}

/// A client that retries without a wait.
fn client(url: &str) -> Client {
    let short = Duration::from_millis(1);
    let builder = builder(url).retry(RetryPolicy::new().delays(short, short));
    builder.build().unwrap()
}

fn call(client: &Client, operation: &'static Operation) -> Call<()> {
    let request = Request::new(operation).text("text/plain", "body".to_owned());
    Call::new(client.clone(), request, decode::empty)
}

/// The first lines of what a server saw, now that nothing more is sent.
fn first_lines(seen: &Receiver<String>) -> Vec<String> {
    thread::sleep(Duration::from_millis(50));
    let lines = seen.try_iter().map(|head| first_line(&head).to_owned());
    lines.collect()
}

#[tokio::test]
async fn a_response_that_breaks_off_is_repeated_where_that_is_safe() {
    for part in [
        "HTTP/1.1 200 OK\r\ncontent-le",
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n",
    ] {
        for is_reset in [false, true] {
            // The body of the request is not read by one that is to be reset:
            // closing over unread bytes is what makes a reset of an end.
            let serve = move |mut stream: TcpStream, number, sender: &Sender<String>| {
                let _ = sender.send(read_head(&mut stream).unwrap());
                if number > 0 || !is_reset {
                    stream.read_exact(&mut [0; 4]).unwrap();
                }
                answer(&mut stream, if number == 0 { part } else { NO_CONTENT });
            };
            let (url, seen) = server(serve);
            call(&client(&url), &GET).send().await.unwrap();
            assert_eq!(first_lines(&seen), ["GET /thing HTTP/1.1"; 2], "{part}");

            let (url, seen) = server(serve);
            let error = call(&client(&url), &POST).send().await.unwrap_err();
            assert!(error.is_transport() && !error.is_connect(), "{error}");
            assert_eq!(first_lines(&seen), ["POST /thing HTTP/1.1"], "{part}");
        }
    }
}

#[tokio::test]
async fn a_body_that_trickles_in_does_not_gain_time() {
    let (url, _seen) = server(|mut stream, _, _| {
        read_head(&mut stream).unwrap();
        answer(
            &mut stream,
            "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n",
        );
        while stream.write_all(b" ").is_ok() {
            thread::sleep(Duration::from_millis(10));
        }
    });
    let begun = Instant::now();
    let limit = Duration::from_millis(100);
    let error = call(&client(&url), &GET).timeout(limit).send().await;
    assert!(error.unwrap_err().is_timeout());
    assert!(begun.elapsed() >= limit && begun.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn a_connection_that_ended_while_idle_is_replaced() {
    let (url, seen) = server(|mut stream, _, sender| {
        let head = read_head(&mut stream).unwrap();
        stream.read_exact(&mut [0; 4]).unwrap();
        answer(&mut stream, KEPT);
        drop(stream);
        let _ = sender.send(head);
    });
    let client = client(&url);
    for _ in 0..3 {
        call(&client, &POST).send().await.unwrap();
        assert_eq!(first_line(&seen.recv().unwrap()), "POST /thing HTTP/1.1");
        // The connection has ended; this lets the client notice.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(first_lines(&seen), [""; 0]);
}

#[tokio::test]
async fn a_connection_that_ends_under_a_request_is_not_replaced() {
    let serve = |mut stream: TcpStream, number, sender: &Sender<String>| {
        while let Some(head) = read_head(&mut stream) {
            let is_second = number == 0 && first_line(&head) == "POST /thing HTTP/1.1";
            let _ = sender.send(head);
            stream.read_exact(&mut [0; 4]).unwrap();
            if is_second {
                return;
            }
            answer(&mut stream, KEPT);
        }
    };
    let (url, seen) = server(serve);
    let client = client(&url);
    call(&client, &GET).send().await.unwrap();
    let error = call(&client, &POST).send().await.unwrap_err();
    assert!(error.is_transport() && !error.is_connect(), "{error}");
    assert_eq!(
        first_lines(&seen),
        ["GET /thing HTTP/1.1", "POST /thing HTTP/1.1"]
    );
    call(&client, &POST).send().await.unwrap();
}
