//! Request bodies that are streamed.

use std::io::Cursor;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sdk_runtime::runtime::Upload;
use sdk_runtime::runtime::public::transfer::{Multipart, Progress};
use sdk_runtime::runtime::public::transport::Body;

use crate::server::{Script, Server, data};
use crate::{Folder, client};

const SIZE: usize = 300_000;

fn all_kinds(folder: &Folder) -> Vec<(&'static str, Body)> {
    let file = folder.file("body", &data(SIZE));
    vec![
        ("bytes", data(SIZE).into()),
        ("file", Body::from_file(file).unwrap()),
        ("reader", Body::from_reader(Cursor::new(data(SIZE)))),
        (
            "async",
            Body::from_async_reader(tokio::io::BufReader::new(Slice(data(SIZE)))),
        ),
    ]
}

/// A reader of an async runtime that is always ready.
struct Slice(Vec<u8>);

impl tokio::io::AsyncRead for Slice {
    fn poll_read(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        buffer: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        let length = buffer.remaining().min(self.0.len());
        let rest = self.0.split_off(length);
        buffer.put_slice(&self.0);
        self.0 = rest;
        std::task::Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn each_kind_of_body_arrives_with_its_length_or_in_chunks() {
    let folder = Folder::new("kinds");
    let server = Server::start(|_, _| Script::new(200, ""));
    for (name, body) in all_kinds(&folder) {
        let length = body.content_length().map(|length| length.to_string());
        let transfer = client().transfer().put(&server.url).body(body);
        transfer.send().await.unwrap();
        let seen = server.seen();
        assert!(seen.body == data(SIZE), "{name}");
        assert_eq!(seen.header("content-length"), length.as_deref(), "{name}");
        let is_chunked = seen.header("transfer-encoding") == Some("chunked");
        assert_eq!(is_chunked, length.is_none(), "{name}");
    }
}

#[tokio::test]
async fn a_stated_length_is_sent_and_has_to_be_right() {
    let server = Server::start(|_, _| Script::new(200, ""));
    let reader = || Body::from_reader(Cursor::new(data(SIZE)));
    let body = reader().length(SIZE as u64);
    client()
        .transfer()
        .put(&server.url)
        .body(body)
        .send()
        .await
        .unwrap();
    let seen = server.seen();
    assert_eq!(seen.header("content-length"), Some("300000"));
    for (length, word) in [(SIZE + 1, "shorter"), (SIZE - 1, "longer")] {
        let body = reader().length(length as u64);
        let error = client().transfer().put(&server.url).body(body).send().await;
        let text = error.unwrap_err().to_string();
        assert!(text.contains(word), "{text}");
    }
}

#[tokio::test]
async fn a_broken_upload_is_sent_again_from_the_start() {
    let folder = Folder::new("again");
    for (name, body) in all_kinds(&folder).into_iter().take(2) {
        let server = Server::start(|_, number| Script {
            reads: (number < 2).then_some(100_000),
            ..Script::new(200, "")
        });
        let told = Arc::new(Mutex::new(Vec::new()));
        let hook = Arc::clone(&told);
        let transfer = client().transfer().put(&server.url).body(body);
        let transfer = transfer.on_progress(move |progress| hook.lock().unwrap().push(progress));
        transfer.send().await.unwrap();
        for _ in 0..2 {
            assert_eq!(server.seen().body.len(), 100_000, "{name}");
        }
        assert!(server.seen().body == data(SIZE), "{name}");
        let told = told.lock().unwrap();
        let starts = told.windows(2).filter(|two| two[1].sent <= two[0].sent);
        assert_eq!(starts.count(), 2, "{name}: {told:?}");
        let last: &Progress = told.last().unwrap();
        assert_eq!(
            (last.sent, last.received, last.total),
            (300_000, 0, Some(300_000))
        );
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_opened_again_says_so() {
    for status in [None, Some(503)] {
        let server = Server::start(move |_, _| Script {
            reads: status.is_none().then_some(100_000),
            ..Script::new(status.unwrap_or(200), "")
        });
        let body = Body::from_reader(Cursor::new(data(SIZE)));
        let error = client().transfer().put(&server.url).body(body).send().await;
        let error = error.unwrap_err();
        assert_eq!(error.status(), status, "{error}");
        let text = error.to_string();
        assert!(
            text.contains("cannot be sent again: pass bytes or a file"),
            "{text}"
        );
        server.seen();
        assert!(server.is_quiet());
    }
}

#[tokio::test]
async fn a_stream_that_nobody_has_read_can_still_be_sent() {
    let address = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let body = Body::from_reader(Cursor::new(data(10)));
    let transfer = client().transfer().put(format!("http://{address}"));
    let error = transfer.body(body.clone()).send().await.unwrap_err();
    assert!(
        error.is_connect() && !error.to_string().contains("sent again"),
        "{error}"
    );
    assert!(body.is_repeatable());
    let server = Server::start(|_, _| Script::new(200, ""));
    let transfer = client().transfer().put(&server.url).body(body.clone());
    transfer.send().await.unwrap();
    assert_eq!(server.seen().body, data(10));
    assert!(!body.is_repeatable());
}

#[tokio::test]
async fn a_post_is_not_repeated_and_a_body_that_fails_is_not_either() {
    let server = Server::start(|_, _| Script::new(503, ""));
    let error = client().transfer().post(&server.url).body("x").send().await;
    assert_eq!(error.unwrap_err().status(), Some(503));
    server.seen();
    let broken = Body::reopened(|| {
        let source = std::io::Error::other("the disk is gone");
        let read = Body::from_async_reader(tokio_broken(source));
        read.chunks()
    });
    let error = client()
        .transfer()
        .put(&server.url)
        .body(broken.length(5))
        .send()
        .await;
    let text = error.unwrap_err().to_string();
    assert!(text.contains("cannot be read: the disk is gone"), "{text}");
    assert!(server.is_quiet());
}

struct Broken(Option<std::io::Error>);

fn tokio_broken(error: std::io::Error) -> Broken {
    Broken(Some(error))
}

impl tokio::io::AsyncRead for Broken {
    fn poll_read(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        _: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        std::task::Poll::Ready(Err(self.0.take().unwrap()))
    }
}

#[tokio::test]
async fn a_form_is_sent_from_files() {
    let folder = Folder::new("form");
    let path = folder.file("contacts.csv", &data(SIZE));
    let form = Multipart::new().text("fileType", "contactlist").file(
        "file",
        Upload::from_file(&path).unwrap().content_type("text/csv"),
    );
    let server = Server::start(|_, _| Script::new(202, ""));
    client()
        .transfer()
        .post(&server.url)
        .multipart(form)
        .send()
        .await
        .unwrap();
    let seen = server.seen();
    let content_type = seen.header("content-type").unwrap();
    let boundary = content_type.split_once("; boundary=").unwrap().1;
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"fileType\"\r\n\r\ncontactlist\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"contacts.csv\"\r\n\
         Content-Type: text/csv\r\n\r\n"
    );
    let tail = format!("\r\n--{boundary}--\r\n");
    let expected = [head.as_bytes(), &data(SIZE), tail.as_bytes()].concat();
    assert!(seen.body == expected);
    let length = expected.len().to_string();
    assert_eq!(seen.header("content-length"), Some(length.as_str()));
}

/// A reader that takes its time for each of its pieces.
struct Slow(u32);

impl std::io::Read for Slow {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        std::thread::sleep(Duration::from_millis(100));
        let is_left = self.0 > 0;
        self.0 = self.0.saturating_sub(1);
        buffer[0] = b'x';
        Ok(is_left.into())
    }
}

#[tokio::test]
async fn each_piece_of_an_upload_has_the_time_limit() {
    let limit = Duration::from_millis(800);
    let server = Server::start(|_, _| Script::new(200, ""));
    let transfer = client().transfer().put(&server.url).timeout(limit);
    let begun = std::time::Instant::now();
    let body = Body::from_reader(Slow(15));
    transfer.body(body).send().await.unwrap();
    assert_eq!(server.seen().body, [b'x'; 15]);
    assert!(begun.elapsed() > limit, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_server_that_takes_nothing_more_is_not_waited_for() {
    let server = Server::start(|_, _| Script {
        pause: Duration::from_secs(5),
        ..Script::new(200, "")
    });
    // More than the buffers in between take.
    let transfer = client().transfer().put(&server.url).body(data(30_000_000));
    let transfer = transfer.timeout(Duration::from_millis(300));
    let error = transfer.send().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
}
