//! Downloads that are resumed.

use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sdk_runtime::runtime::{
    Call, Client, Method, Operation, Permissions, Request, RetryPolicy, decode,
};

use crate::server::{Script, Seen, Server, data};
use crate::{Folder, builder, client};

const SIZE: usize = 200_000;

/// The part that a request asks for, cut after so many bytes.
fn part(seen: &Seen, tag: &str, whole: &[u8], cut: usize) -> Script {
    let range = seen
        .header("range")
        .filter(|_| seen.header("if-range") == Some(tag));
    let from = range.and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-'));
    let script = match from {
        None => Script::new(200, whole),
        Some(from) => {
            let from: usize = from.parse().unwrap();
            let (end, size) = (whole.len() - 1, whole.len());
            Script::new(206, &whole[from..])
                .header("content-range", format!("bytes {from}-{end}/{size}"))
        }
    };
    script.header("etag", tag).cut_after(cut)
}

fn resuming() -> Server {
    Server::start(|seen, number| {
        let cut = if number < 4 { 50_000 } else { SIZE };
        part(seen, "\"v1\"", &data(SIZE), cut)
    })
}

#[tokio::test]
async fn a_broken_download_goes_on_where_it_broke_off() {
    let server = resuming();
    let told = Arc::new(Mutex::new(Vec::new()));
    let hook = Arc::clone(&told);
    let transfer = client().transfer().get(&server.url);
    let transfer = transfer.on_progress(move |progress| hook.lock().unwrap().push(progress));
    let mut written = Vec::new();
    let download = transfer.download().await.unwrap();
    assert_eq!(download.write_to(&mut written).await.unwrap(), SIZE as u64);
    assert!(written == data(SIZE));
    assert_eq!(server.seen().header("range"), None);
    let seen = server.seen();
    assert_eq!(seen.header("if-range"), Some("\"v1\""));
    assert_eq!(seen.header("accept-encoding"), Some("identity"));
    let told = told.lock().unwrap();
    assert!(told.windows(2).all(|two| two[0].received < two[1].received));
    let last = told.last().unwrap();
    assert_eq!(
        (last.received, last.total),
        (SIZE as u64, Some(SIZE as u64))
    );
}

static GET: Operation = Operation {
    name: "get_recording",
    method: Method::Get,
    path: "/recording",
    accept: "*/*",
    permissions: Permissions::None,
};

fn call(client: &Client, operation: &'static Operation) -> Call<Vec<u8>> {
    Call::new(client.clone(), Request::new(operation), decode::bytes)
}

#[tokio::test]
async fn the_download_of_an_operation_asks_for_a_new_address() {
    let store = resuming();
    let location = format!("{}/signed", store.url);
    let api = Server::start(move |_, number| {
        Script::new(303, "").header("location", format!("{location}?n={number}"))
    });
    let client = builder().host(&api.url).build().unwrap();
    let folder = Folder::new("operation");
    let path = folder.0.join("a.wav");
    let download = call(&client, &GET).download().await.unwrap();
    assert_eq!(download.save(&path).await.unwrap(), SIZE as u64);
    assert!(std::fs::read(&path).unwrap() == data(SIZE));
    assert_eq!(folder.names(), ["a.wav"]);
    for number in 0..4 {
        assert_eq!(api.seen().header("authorization"), Some("Bearer s3cret"));
        let seen = store.seen();
        assert_eq!(seen.target, format!("GET /signed?n={number}"));
        assert_eq!(seen.header("authorization"), None);
    }
}

#[tokio::test]
async fn a_changed_file_starts_over_in_a_file_and_is_an_error_elsewhere() {
    let changing = || {
        Server::start(|seen, number| match number {
            0 => part(seen, "\"v1\"", &data(SIZE), 50_000),
            _ => part(seen, "\"v2\"", &vec![7; 1000], SIZE),
        })
    };
    let server = changing();
    let folder = Folder::new("changed");
    let path = folder.file("a", b"an earlier file that is longer than nothing");
    let download = client()
        .transfer()
        .get(&server.url)
        .download()
        .await
        .unwrap();
    assert_eq!(download.save(&path).await.unwrap(), 1000);
    assert_eq!(std::fs::read(&path).unwrap(), vec![7; 1000]);

    let server = changing();
    let mut written = Vec::new();
    let download = client()
        .transfer()
        .get(&server.url)
        .download()
        .await
        .unwrap();
    let error = download.write_to(&mut written).await.unwrap_err();
    assert!(error.to_string().contains("has changed"), "{error}");
    assert!(written == data(50_000));
}

#[tokio::test]
async fn a_server_that_knows_no_parts_is_read_past_what_is_there() {
    let server = Server::start(|_, number| {
        let script = Script::new(200, data(SIZE)).header("etag", "\"v1\"");
        if number == 0 {
            script.cut_after(50_000)
        } else {
            script
        }
    });
    let download = client()
        .transfer()
        .get(&server.url)
        .download()
        .await
        .unwrap();
    assert!(download.bytes().await.unwrap() == data(SIZE));
}

#[tokio::test]
async fn without_anything_that_identifies_the_file_only_a_file_starts_over() {
    for headers in [vec![], vec![("etag", "W/\"v1\"")]] {
        let start = || {
            let headers = headers.clone();
            Server::start(move |seen, number| {
                assert_eq!(seen.header("range"), None);
                let cut = if number == 0 { 50_000 } else { SIZE };
                let script = Script::new(200, data(SIZE)).cut_after(cut);
                headers
                    .iter()
                    .fold(script, |script, (name, value)| script.header(name, *value))
            })
        };
        let server = start();
        let mut written = Vec::new();
        let download = client()
            .transfer()
            .get(&server.url)
            .download()
            .await
            .unwrap();
        let error = download.write_to(&mut written).await.unwrap_err();
        assert!(error.is_transport(), "{error}");
        server.seen();
        assert!(server.is_quiet());

        let server = start();
        let folder = Folder::new("unidentified");
        let path = folder.0.join("a");
        let download = client()
            .transfer()
            .get(&server.url)
            .download()
            .await
            .unwrap();
        assert_eq!(download.save(&path).await.unwrap(), SIZE as u64);
        assert!(std::fs::read(&path).unwrap() == data(SIZE));
    }
}

#[tokio::test]
async fn parts_that_do_not_fit_are_not_written() {
    for range in ["bytes 49999-199999/200000", "bytes 50000-199999/300000"] {
        let server = Server::start(move |_, number| match number {
            0 => Script::new(200, data(SIZE))
                .header("etag", "\"v1\"")
                .cut_after(50_000),
            _ => Script::new(206, data(150_000)).header("content-range", range),
        });
        let mut written = Vec::new();
        let download = client()
            .transfer()
            .get(&server.url)
            .download()
            .await
            .unwrap();
        let error = download.write_to(&mut written).await.unwrap_err();
        assert!(error.is_transport(), "{error}");
        assert!(written == data(50_000));
    }
}

#[tokio::test]
async fn a_policy_that_repeats_nothing_resumes_nothing_and_no_file_is_left() {
    let server = resuming();
    let folder = Folder::new("never");
    let transfer = client().transfer().get(&server.url);
    let download = transfer
        .retry(RetryPolicy::never())
        .download()
        .await
        .unwrap();
    let error = download.save(folder.0.join("a")).await.unwrap_err();
    assert!(error.is_transport(), "{error}");
    assert_eq!(folder.names(), [""; 0]);
}

#[tokio::test]
async fn breaks_without_an_advance_come_to_an_end() {
    let server = Server::start(|_, _| Script::new(200, data(SIZE)).cut_after(50_000));
    let folder = Folder::new("endless");
    let download = client()
        .transfer()
        .get(&server.url)
        .download()
        .await
        .unwrap();
    let error = download.save(folder.0.join("a")).await.unwrap_err();
    assert!(error.is_transport(), "{error}");
    let requests = std::iter::from_fn(|| (!server.is_quiet()).then_some(()));
    assert_eq!(requests.count(), 6);
}

#[tokio::test]
async fn a_checksum_has_to_be_right_across_breaks() {
    let sha256 = ring_sha256(&data(SIZE));
    for (stated, is_right) in [(sha256, true), (ring_sha256(b""), false)] {
        let server = Server::start(move |seen, number| {
            let cut = if number == 0 { 50_000 } else { SIZE };
            part(seen, "\"v1\"", &data(SIZE), cut)
                .header("content-digest", format!("sha-256=:{stated}:"))
        });
        let folder = Folder::new("checksum");
        let download = client()
            .transfer()
            .get(&server.url)
            .download()
            .await
            .unwrap();
        match download.save(folder.0.join("a")).await {
            Ok(_) => assert!(is_right),
            Err(error) => {
                assert!(
                    !is_right && error.to_string().contains("SHA-256"),
                    "{error}"
                );
                assert_eq!(folder.names(), [""; 0]);
            }
        }
    }
}

fn ring_sha256(data: &[u8]) -> String {
    BASE64_STANDARD.encode(ring::digest::digest(&ring::digest::SHA256, data))
}
