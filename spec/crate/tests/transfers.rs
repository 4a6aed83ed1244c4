// features: architect, client, outbound, recording
//! The examples of transfers do what they say, against a server on this machine.

mod support;

// Each example is a program, and what is called here is the function that its `main` calls. The
// examples share a module, which each of them has to have as its own.
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/download_recordings.rs"]
mod download_recordings;
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/import_contacts.rs"]
mod import_contacts;
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/upload_prompt.rs"]
mod upload_prompt;

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;
use support::{Answer, Server};

/// A service that hands out the address of a storage service, with a header.
fn service(store: &Server) -> Server {
    let url = format!("{}/bucket/file?signature=s1g", store.url);
    let headers = json!({"x-amz-meta-key": "k1"});
    let place = json!({"url": url, "headers": headers, "uploadKey": "u1"});
    Server::answering(200, place)
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("sdk-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[tokio::test]
async fn a_prompt_goes_to_the_address_without_the_token() {
    let store = Server::answering(200, "");
    let server = service(&store);
    let folder = folder("prompt");
    let path = folder.join("hello.wav");
    fs::write(&path, "RIFF").unwrap();
    let client = server.client();
    upload_prompt::upload(&client, "p1", "en-us", &path, |progress| {
        assert_eq!((progress.sent, progress.total), (4, Some(4)));
    })
    .await
    .unwrap();
    fs::remove_dir_all(&folder).unwrap();
    let seen = server.seen();
    assert_eq!(
        seen.line,
        "POST /api/v2/architect/prompts/p1/resources/en-us/uploads"
    );
    assert_eq!(seen.header("authorization"), Some("Bearer a-token"));
    let seen = store.seen();
    assert_eq!(seen.line, "PUT /bucket/file?signature=s1g");
    assert_eq!(seen.body, b"RIFF");
    assert_eq!(seen.header("x-amz-meta-key"), Some("k1"));
    assert_eq!(seen.header("authorization"), None);
    assert_eq!(seen.header("purecloud-sdk"), None);
}

#[tokio::test]
async fn contacts_are_a_part_of_a_form() {
    let store = Server::answering(200, "");
    let server = service(&store);
    let folder = folder("contacts");
    let path = folder.join("contacts.csv");
    fs::write(&path, "id,phone\n1,555\n").unwrap();
    let key = import_contacts::import(&server.client(), "l1", &path).await;
    assert_eq!(key.unwrap(), "u1");
    fs::remove_dir_all(&folder).unwrap();
    let wanted = json!({"contentType": "text/csv", "id": "l1"});
    assert_eq!(server.seen().json(), wanted);
    let seen = store.seen();
    assert_eq!(seen.line, "POST /bucket/file?signature=s1g");
    assert_eq!(seen.header("authorization"), None);
    let body = String::from_utf8(seen.body).unwrap();
    let part = "name=\"file\"; filename=\"contacts.csv\"\r\nContent-Type: text/csv\r\n\r\nid,phone\n1,555\n\r\n";
    assert!(body.contains(part), "{body}");
    assert!(body.contains("name=\"id\"\r\n\r\nl1\r\n"), "{body}");
}

#[tokio::test]
async fn recordings_are_saved_when_they_are_ready() {
    let store = Server::start(|seen| Answer::new(200, &seen.line));
    let url = store.url.clone();
    let was_asked = AtomicBool::new(false);
    let server = Server::start(move |seen| {
        if seen.line.starts_with("POST") {
            return Answer::new(200, json!({"id": "j1"}));
        }
        if !was_asked.swap(true, Ordering::SeqCst) {
            return Answer::new(200, json!({"expectedResultCount": 2, "resultCount": 0}));
        }
        let results = json!([
            {"recordingId": "r1", "resultUrl": format!("{url}/r1?signature=s1g")},
            {"recordingId": "r2", "errorMsg": "It was deleted."},
        ]);
        let done = json!({"expectedResultCount": 2, "resultCount": 2, "results": results});
        Answer::new(200, done)
    });
    let folder = folder("recordings");
    let conversations = ["c1".to_owned()];
    let wait = Duration::from_millis(1);
    let files =
        download_recordings::download(&server.client(), &conversations, &folder, wait).await;
    assert_eq!(files.unwrap(), [folder.join("r1.media")]);
    let text = fs::read_to_string(folder.join("r1.media")).unwrap();
    assert_eq!(text, "GET /r1?signature=s1g");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    fs::remove_dir_all(&folder).unwrap();
    let wanted = json!({"batchDownloadRequestList": [{"conversationId": "c1"}]});
    assert_eq!(server.seen().json(), wanted);
    assert_eq!(store.seen().header("authorization"), None);
}
