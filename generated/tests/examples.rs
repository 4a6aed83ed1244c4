// features: client, downloads, users
//! The examples do what they say, against a server on this machine.

mod support;

// Each example is a program, and what is called here is the function that its `main` calls. The
// examples share a module, which each of them has to have as its own.
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/download.rs"]
mod download;
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/first_call.rs"]
mod first_call;
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/handle_errors.rs"]
mod handle_errors;
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/list_users.rs"]
mod list_users;
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/retries.rs"]
mod retries;
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/update_user.rs"]
mod update_user;

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;

use purecloud_platform_client_v2::Client;
use serde_json::json;
use support::{Answer, Server};

#[tokio::test]
async fn first_call_names_the_user() {
    let server = Server::answering(200, json!({"name": "Ada", "email": "ada@example.com"}));
    let text = first_call::who_am_i(&server.client()).await.unwrap();
    assert_eq!(text, "You are Ada (ada@example.com).");
    assert_eq!(server.seen().line, "GET /api/v2/users/me");
}

#[tokio::test]
async fn list_users_turns_the_pages() {
    let server = Server::start(|seen| {
        let name = if seen.line.contains("pageNumber=2") {
            "Grace"
        } else {
            "Ada"
        };
        Answer::new(200, json!({"entities": [{"name": name}], "pageCount": 2}))
    });
    let users = list_users::active_users(&server.client()).await.unwrap();
    let names: Vec<_> = users
        .iter()
        .map(|user| user.name.as_deref().unwrap())
        .collect();
    assert_eq!(names, ["Ada", "Grace"]);
    for page in ["", "&pageNumber=2"] {
        let query = "pageSize=100&expand=presence&expand=station&state=active";
        assert_eq!(
            server.seen().line,
            format!("GET /api/v2/users?{query}{page}")
        );
    }
}

#[tokio::test]
async fn update_user_quotes_the_version_that_it_read() {
    let server = Server::answering(200, json!({"id": "1", "title": "Lead", "version": 7}));
    let user = update_user::set_title(&server.client(), "1", "Lead")
        .await
        .unwrap();
    assert_eq!(user.title.as_deref(), Some("Lead"));
    assert_eq!(server.seen().line, "GET /api/v2/users/1");
    let change = json!({"version": 7, "title": "Lead", "department": null});
    assert_eq!(server.seen().json(), change);
}

#[tokio::test]
async fn handle_errors_tells_the_cases_apart() {
    let body = json!({
        "code": "bad.request",
        "message": "That is no id.",
        "contextId": "c-1",
        "details": [{"fieldName": "userId"}, {"fieldName": "expand"}]
    });
    let limited = Answer::new(429, "{}").header("Retry-After", "3");
    let other = "the service answered 403 bad.request: That is no id. \
                 (quote c-1 when you ask for support)";
    for (answer, text) in [
        (Answer::new(200, json!({"name": "Ada"})), "found Ada"),
        (Answer::new(404, &body), "there is no such user"),
        (
            Answer::new(400, &body),
            "the service finds fault with: userId, expand",
        ),
        (limited, "too many calls: the next one may be made in 3 s"),
        (Answer::new(403, &body), other),
    ] {
        let server = Server::start(move |_| answer.clone());
        assert_eq!(handle_errors::find(&server.client(), "x").await, text);
    }
}

#[tokio::test]
async fn download_follows_the_redirect_without_the_token() {
    let content = "0123456789".repeat(10_000);
    let answer = Answer::new(200, &content);
    let server = Server::start(move |seen| {
        if seen.line.starts_with("GET /signed") {
            return answer.clone();
        }
        Answer::new(303, "").header("location", "/signed?signature=x")
    });
    let folder = folder("download");
    let path = folder.join("export.csv");
    let length = download::save(&server.client(), "d-1", &path)
        .await
        .unwrap();
    assert_eq!(length, 100_000);
    assert_eq!(fs::read_to_string(&path).unwrap(), content);
    let files = fs::read_dir(&folder).unwrap().count();
    assert_eq!(files, 1, "the part has become the file");
    fs::remove_dir_all(&folder).unwrap();

    let seen = server.seen();
    assert_eq!(seen.line, "GET /api/v2/downloads/d-1");
    assert_eq!(seen.header("authorization"), Some("Bearer a-token"));
    let seen = server.seen();
    assert_eq!(seen.line, "GET /signed?signature=x");
    assert_eq!(seen.header("authorization"), None);
}

#[tokio::test]
async fn download_leaves_no_file_that_is_not_whole() {
    let server = Server::answering(404, json!({"message": "There is no such file."}));
    let folder = folder("no-download");
    let path = folder.join("export.csv");
    let outcome = download::save(&server.client(), "d-1", &path).await;
    assert!(
        outcome
            .unwrap_err()
            .to_string()
            .contains("There is no such file.")
    );
    assert!(!path.exists());
    fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn retries_are_told_and_are_not_made_for_the_call_without() {
    let was_refused = AtomicBool::new(false);
    let server = Server::start(move |seen| {
        if seen.line.contains("expand=presence") {
            return Answer::new(503, "{}");
        }
        if !was_refused.swap(true, Ordering::SeqCst) {
            return Answer::new(429, "{}").header("retry-after", "0");
        }
        Answer::new(200, json!({"name": "Ada"}))
    });
    let place = Client::builder().host(&server.url).access_token("a-token");
    let (sender, lines) = channel();
    let tell = move |line| sender.send(line).unwrap();
    let text = retries::look_up(place, "1", tell).await.unwrap();
    assert_eq!(text, "Ada: (presence not known)");

    let told: Vec<String> = lines.try_iter().collect();
    let [line] = told.as_slice() else {
        panic!("one retry: {told:?}");
    };
    let begins = "get_user: try 1 failed (status 429), the next one is in ";
    assert!(line.starts_with(begins), "{line}");
    for line in [
        "GET /api/v2/users/1",
        "GET /api/v2/users/1",
        "GET /api/v2/users/1?expand=presence",
    ] {
        assert_eq!(server.seen().line, line);
    }
    assert!(server.is_quiet());
}

/// A new folder for the files of a test.
fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("sdk-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}
