//! Transfers to and from presigned URLs.

#![cfg(feature = "client")]
#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails like the test itself"
)]

mod downloads;
mod server;
mod uploads;

use std::path::PathBuf;
use std::time::Duration;

use sdk_runtime::runtime::{Client, ClientBuilder, RetryPolicy};

use crate::server::{Script, Server};

/// A client that tries again at once, with everything that must not leave it.
fn builder() -> ClientBuilder {
    let short = Duration::from_millis(1);
    Client::builder()
        .host("https://api.example.com")
        .access_token("s3cret")
        .default_header("X-Own", "s3cret")
        .retry(RetryPolicy::new().delays(short, short))
        .timeout(Duration::from_secs(5))
}

fn client() -> Client {
    builder().build().unwrap()
}

/// A folder of a test, which goes with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("sdk-transfers-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, data: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, data).unwrap();
        path
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name());
        names.map(|name| name.into_string().unwrap()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn nothing_of_the_caller_leaves_with_a_transfer() {
    let server = Server::start(|_, _| Script::new(200, "stored"));
    let client = client();
    let transfer = client.transfer().put(format!("{}/a?sig=s1g", server.url));
    let headers = [("X-Amz-Acl", "private"), ("Content-Length", "999")];
    let transfer = transfer.headers(headers).body("data");
    assert!(!format!("{transfer:?}").contains("s1g"), "{transfer:?}");
    let response = transfer.send().await.unwrap();
    assert_eq!(response.body(), b"stored");
    let seen = server.seen();
    assert_eq!(seen.target, "PUT /a?sig=s1g");
    assert_eq!(seen.header("x-amz-acl"), Some("private"));
    assert_eq!(seen.header("content-length"), Some("4"));
    assert_eq!(seen.body, b"data");
    let all = format!("{:?}", seen.headers);
    assert!(
        !all.contains("s3cret") && !all.contains("purecloud-sdk"),
        "{all}"
    );
}

#[tokio::test]
async fn credentials_go_to_the_api_alone() {
    let server = Server::start(|_, _| Script::new(200, ""));
    let at_home = builder()
        .host(format!("{}/base", server.url))
        .build()
        .unwrap();
    let url = format!("{}/uploads", server.url);
    let transfer = at_home.transfer().post(&url).with_credentials();
    transfer.send().await.unwrap();
    let seen = server.seen();
    assert_eq!(seen.header("authorization"), Some("Bearer s3cret"));
    assert_eq!(seen.header("x-own"), Some("s3cret"));

    let refused = client()
        .transfer()
        .post(&url)
        .with_credentials()
        .send()
        .await;
    let error = refused.unwrap_err();
    assert!(error.is_encode(), "{error}");
    let text = error.to_string();
    assert!(
        text.contains("are only for https://api.example.com"),
        "{text}"
    );
    assert!(server.is_quiet());
}

#[tokio::test]
async fn an_address_has_to_be_one() {
    for url in ["/relative?sig=s1g", "ftp://x/s1g", "", "https://"] {
        let error = client().transfer().get(url).send().await.unwrap_err();
        assert!(error.is_encode(), "{error}");
        let text = error.to_string();
        assert!(
            text.contains("absolute URL") && !text.contains("s1g"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn what_is_no_success_is_an_error_with_its_body() {
    let denied = "<Error><Code>AccessDenied</Code></Error>".to_owned() + &" ".repeat(100_000);
    let server = Server::start(move |_, number| match number {
        0 => Script::new(403, denied.clone()),
        1 => Script::new(302, "").header("location", "/other"),
        _ => Script::new(404, ""),
    });
    let url = format!("{}/a?sig=s1g", server.url);
    let error = client().transfer().get(&url).send().await.unwrap_err();
    assert_eq!(error.status(), Some(403));
    assert_eq!(error.body().unwrap().len(), 64 * 1024);
    let text = error.to_string();
    assert!(
        text.starts_with(&format!("GET {}: 403", server.url)),
        "{text}"
    );
    assert!(
        text.contains("request a new URL") && !text.contains("s1g"),
        "{text}"
    );
    let error = client().transfer().get(&url).send().await.unwrap_err();
    assert!(error.is_redirect(), "{error}");
    let error = client().transfer().get(&url).download().await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
}
