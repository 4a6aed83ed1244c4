//! Clients that reload their settings.

#![cfg(feature = "reload")]

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::support::login::{get, has_no_secret};
use crate::support::{Answer, Server};
use sdk_runtime::runtime::RetryPolicy;
use sdk_runtime::runtime::config::{Config, LogLevel};

const NO_VARIABLES: [(&str, &str); 0] = [];

/// A file of this name and content, in a folder of the tests.
fn file(name: &str, content: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).unwrap();
    path
}

/// Changes a file so that a look at its time and length tells.
fn change(path: &PathBuf, content: &str) {
    let before = fs::metadata(path).unwrap().modified().unwrap();
    fs::write(path, content).unwrap();
    let file = fs::File::options().append(true).open(path).unwrap();
    file.set_modified(before + Duration::from_secs(1)).unwrap();
}

fn settings(token: &str, retries: u32, rest: &str) -> String {
    format!("access_token = '{token}'\n{rest}\n[retry]\nretry_max = {retries}\n")
}

#[tokio::test]
async fn a_client_follows_its_file() {
    let server = Server::answering(|_, _| Answer::new(503, "").header("Retry-After", "0"));
    let path = file("reload.toml", &settings("t1", 0, ""));
    let loader = Config::loader().file(&path);
    let loader = loader.variables([("GENESYSCLOUD_HOST", server.url.as_str())]);
    let config = loader.load().unwrap();
    let client = config.client_builder().unwrap().build().unwrap();
    let mut watch = config.watch();

    assert!(watch.check(&client).unwrap().applied().is_empty());
    get(&client).send().await.unwrap_err();
    assert_eq!(server.seen().header("authorization"), Some("Bearer t1"));
    change(&path, &settings("t2", 1, "timeout = 7"));
    let reload = watch.check(&client).unwrap();
    assert_eq!(reload.applied(), ["retry", "timeout", "access_token"]);
    assert_eq!(reload.kept(), [""; 0]);
    get(&client).send().await.unwrap_err();
    assert_eq!(server.seen().header("authorization"), Some("Bearer t2"));
    assert_eq!(server.targets().len(), 1);
    assert!(format!("{client:?}").contains("timeout: Some(7s)"));
    assert!(watch.check(&client).unwrap().applied().is_empty());
}

#[test]
fn what_a_client_cannot_change_is_told() {
    let path = file("kept.toml", "host = 'a'");
    let config = Config::loader().file(&path).variables(NO_VARIABLES);
    let config = config.load().unwrap();
    let builder = config.client_builder().unwrap().retry(RetryPolicy::never());
    let client = builder.build().unwrap();
    let mut watch = config.watch();
    change(
        &path,
        "host = 'b'\nclient_id = 'c'\nclient_secret = 's'\n[retry]\nretry_max = 3\n\
         [logging]\nlog_level = 'error'\nlog_format = 'json'\n",
    );
    let reload = watch.check(&client).unwrap();
    let logging: &[_] = match cfg!(feature = "tracing") {
        true => &["logging"],
        false => &[],
    };
    assert_eq!(reload.applied(), logging);
    assert!(
        reload.kept().contains(&"retry"),
        "the program has its own policy"
    );
    for name in ["place", "client_credentials", "log_output"] {
        assert!(reload.kept().contains(&name), "{name}");
    }
    assert_eq!(client.base_url(), "https://a");
    assert_eq!(watch.config().log().level, LogLevel::Error);
}

#[test]
fn a_broken_file_changes_nothing_and_is_told_once() {
    let path = file("broken.toml", &settings("t1", 2, ""));
    let config = Config::loader().file(&path).variables(NO_VARIABLES);
    let config = config.load().unwrap();
    let client = config.client_builder().unwrap().build().unwrap();
    let mut watch = config.watch();
    change(&path, "access_token = 's3cret");
    has_no_secret(&watch.check(&client).unwrap_err());
    assert!(watch.check(&client).unwrap().applied().is_empty());
    fs::remove_file(&path).unwrap();
    assert!(watch.check(&client).unwrap().applied().is_empty());
    fs::write(&path, settings("t2", 2, "")).unwrap();
    assert_eq!(watch.check(&client).unwrap().applied(), ["access_token"]);
    assert_eq!(client.access_token().unwrap().secret(), "t2");
}

#[test]
fn a_file_can_say_not_to_look() {
    let path = file("static.toml", "live_reload_config = false");
    let config = Config::loader().file(&path).variables(NO_VARIABLES);
    let config = config.load().unwrap();
    let client = config.client_builder().unwrap().build().unwrap();
    let mut watch = config.watch();
    change(&path, "access_token = 't'");
    assert!(watch.check(&client).unwrap().applied().is_empty());
    assert!(client.access_token().is_none());
}
