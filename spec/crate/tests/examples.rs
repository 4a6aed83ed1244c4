// features: client, users
//! The examples do what they say, against a server on this machine.

mod support;

// Each example is a program, and what is called here is the function that its `main` calls. The
// examples share a module, which each of them has to have as its own.
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
#[path = "../examples/update_user.rs"]
mod update_user;

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
