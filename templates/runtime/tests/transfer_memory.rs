//! The memory that transfers of a gigabyte take. It is measured by
//! `cargo test -p sdk-runtime --test transfer_memory -- --ignored --nocapture`.

#![cfg(all(feature = "client", target_os = "linux"))]
#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails like the test itself"
)]

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Instant;

use sdk_runtime::runtime::public::transfer::Multipart;
use sdk_runtime::runtime::public::transport::Body;
use sdk_runtime::runtime::{Client, Upload};

const SIZE: u64 = 1024 * 1024 * 1024;

/// The largest part of the process, server included, that was in memory at once, in KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let figure = line.unwrap().trim().split(' ').next().unwrap();
    figure.parse().unwrap()
}

/// Reads a request, throws its body away, and sends a gigabyte to a GET.
fn serve(stream: TcpStream) {
    let mut reader = BufReader::new(stream);
    let (mut line, mut length, mut first) = (String::new(), 0, String::new());
    while reader.read_line(&mut line).unwrap() > 2 {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
            length = value.trim().parse().unwrap();
        }
        first = if first.is_empty() {
            line.clone()
        } else {
            first
        };
        line.clear();
    }
    let mut piece = vec![0; 64 * 1024];
    let mut left: u64 = length;
    while left > 0 {
        left -= reader.read(&mut piece).unwrap() as u64;
    }
    let size = if first.starts_with("GET") { SIZE } else { 0 };
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {size}\r\nconnection: close\r\n\r\n");
    let stream = reader.get_mut();
    stream.write_all(head.as_bytes()).unwrap();
    for _ in 0..size / piece.len() as u64 {
        stream.write_all(&piece).unwrap();
    }
}

#[tokio::test]
#[ignore = "it moves three gigabytes"]
async fn a_gigabyte_in_each_direction_takes_little_memory() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            serve(stream.unwrap());
        }
    });
    let folder = std::env::temp_dir().join(format!("sdk-memory-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("large");
    File::create(&path).unwrap().set_len(SIZE).unwrap();
    let client = Client::builder().without_proxy().build().unwrap();
    println!("at the start: {} KiB", peak());

    let begun = Instant::now();
    let body = Body::from_file(&path).unwrap();
    client.transfer().put(&url).body(body).send().await.unwrap();
    println!(
        "after PUT of a file: {} KiB, {:.1?}",
        peak(),
        begun.elapsed()
    );

    let begun = Instant::now();
    let form = Multipart::new().file("file", Upload::from_file(&path).unwrap());
    client
        .transfer()
        .post(&url)
        .multipart(form)
        .send()
        .await
        .unwrap();
    println!(
        "after POST of a form: {} KiB, {:.1?}",
        peak(),
        begun.elapsed()
    );

    let begun = Instant::now();
    let download = client.transfer().get(&url).download().await.unwrap();
    assert_eq!(download.save(folder.join("copy")).await.unwrap(), SIZE);
    println!(
        "after GET to a file: {} KiB, {:.1?}",
        peak(),
        begun.elapsed()
    );
    fs::remove_dir_all(&folder).unwrap();
    assert!(peak() < 30 * 1024, "{} KiB", peak());
}
