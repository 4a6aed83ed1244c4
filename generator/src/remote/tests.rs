use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::{Network, address, fetch, request, sha256};

/// A server on this machine, and how many requests it got.
struct Server {
    url: String,
    requests: Arc<AtomicUsize>,
}

impl Server {
    /// Answers with what is made of the path, and the number of requests before.
    fn start(answer: impl Fn(&str, usize) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut reader = BufReader::new(stream.unwrap());
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                let mut header = String::new();
                while reader.read_line(&mut header).unwrap() > 2 {}
                let path = line.split(' ').nth(1).unwrap_or_default();
                let text = answer(path, count.fetch_add(1, Ordering::SeqCst));
                // Whoever has heard enough hangs up.
                let _ = reader.into_inner().write_all(text.as_bytes());
            }
        });
        Self { url, requests }
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

fn ok(body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
}

fn redirect(to: &str) -> String {
    format!(
        "HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    )
}

#[test]
fn a_copy_is_kept_and_used_without_network() {
    let server = Server::start(|_, number| ok(&format!("version: {number}")));
    let url = format!("{}/v1/api.yaml?x=1", server.url);
    let cache = tempfile::tempdir().unwrap();
    let get = |sha256: Option<&str>, network| fetch(&url, sha256, Some(cache.path()), network);

    let first = get(None, Network::PreferCopy).unwrap();
    assert_eq!((first.bytes, first.is_cached), (10, false));
    assert_eq!(first.sha256, sha256(b"version: 0"));
    assert!(first.path.ends_with("api.yaml"), "{first:?}");
    let again = get(None, Network::PreferCopy).unwrap();
    assert_eq!(
        (again.sha256.clone(), again.is_cached),
        (first.sha256.clone(), true)
    );
    assert_eq!(server.requests(), 1);

    // What is pinned and here needs no network, either; what is pinned and not here is refused.
    assert!(
        get(Some(&first.sha256.to_uppercase()), Network::Ask)
            .unwrap()
            .is_cached
    );
    assert_eq!(server.requests(), 1);
    let error = get(Some(&"0".repeat(64)), Network::Ask).unwrap_err();
    assert_eq!(error.code, "checksum");
    assert_eq!(std::fs::read(&first.path).unwrap(), b"version: 0");

    let other = get(None, Network::Ask).unwrap();
    assert_eq!(other.sha256, sha256(b"version: 2"));
    assert_eq!(std::fs::read(&other.path).unwrap(), b"version: 2");
    let folder = other.path.parent().unwrap();
    assert_eq!(folder.read_dir().unwrap().count(), 1);
}

#[test]
fn redirects_are_followed_five_times_and_never_to_http() {
    let server = Server::start(|path, _| match path {
        "/away" => redirect("http://example.com/api.yaml"),
        "/file" => redirect("file:///etc/passwd"),
        "/lost" => "HTTP/1.1 302 Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".into(),
        "/0" => ok("a: 1"),
        path => redirect(&(path[1..].parse::<u32>().unwrap() - 1).to_string()),
    });
    let get = |path: &str| {
        let url = address::parse(&format!("{}/{path}", server.url)).unwrap();
        request::get(url).map_err(|error| error.code.to_string())
    };
    assert_eq!(get("5").unwrap(), b"a: 1");
    assert_eq!(get("6").unwrap_err(), "fetch-failed");
    assert_eq!(get("away").unwrap_err(), "address");
    assert_eq!(get("file").unwrap_err(), "address");
    assert_eq!(get("lost").unwrap_err(), "fetch-failed");
}

#[test]
fn time_and_size_are_limited() {
    let server = Server::start(|path, _| {
        if path == "/slow" {
            thread::sleep(Duration::from_secs(3));
        }
        ok("0123456789")
    });
    let get = |path: &str, timeout, size| {
        let url = address::parse(&format!("{}/{path}", server.url)).unwrap();
        request::get_within(url, timeout, size).map_err(|error| error.message)
    };
    let minute = Duration::from_secs(60);
    assert_eq!(get("", minute, 10).unwrap().len(), 10);
    assert_eq!(get("", minute, 9).unwrap_err(), "it has more than 9 bytes");
    let start = Instant::now();
    let error = get("slow", Duration::from_millis(200), 10).unwrap_err();
    assert!(error.contains("timeout"), "{error}");
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[test]
fn a_failed_request_says_whether_there_is_a_copy() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let url = format!("http://{address}/api.yaml");
    let cache = tempfile::tempdir().unwrap();
    let failed = |sha256: Option<&str>, network| {
        fetch(&url, sha256, Some(cache.path()), network).unwrap_err()
    };
    let error = failed(None, Network::PreferCopy);
    assert_eq!(error.code, "fetch-failed");
    assert!(!error.message.contains("io:"), "{error}");
    assert!(
        error.help.contains("no copy: run once without `--check`"),
        "{error}"
    );
    assert!(!failed(None, Network::Ask).help.contains("--check"));

    let copy = super::Copy::of(&address::parse(&url).unwrap(), cache.path());
    copy.write(b"a: 1").unwrap();
    assert!(
        failed(None, Network::Ask)
            .help
            .contains("the copy of the last run")
    );
    let other = "0".repeat(64);
    let error = failed(Some(&other), Network::PreferCopy);
    assert!(error.help.contains("another checksum"), "{error}");
}

#[test]
fn other_responses_and_broken_ones_are_errors() {
    let server = Server::start(|path, _| match path {
        "/404" => "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".into(),
        "/cut" => "HTTP/1.1 200 OK\r\ncontent-length: 10\r\nconnection: close\r\n\r\nabc".into(),
        _ => "nonsense\r\n\r\n".into(),
    });
    let cache = tempfile::tempdir().unwrap();
    for (path, message) in [
        ("404", "404 Not Found"),
        ("cut", "fetched"),
        ("x", "fetched"),
    ] {
        let url = format!("{}/{path}", server.url);
        let error = fetch(&url, None, Some(cache.path()), Network::Ask).unwrap_err();
        assert_eq!(error.code, "fetch-failed");
        assert!(error.message.contains(message), "{error}");
    }
    assert_eq!(cache.path().read_dir().unwrap().count(), 0);
}
