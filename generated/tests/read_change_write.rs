// features: client, users
//! A user is read, changed and written back: the body of the change is made from the response.

mod support;

use purecloud_platform_client_v2::error::MissingProperty;
use purecloud_platform_client_v2::models::{UpdateUser, User};
use purecloud_platform_client_v2::{Client, Error, Model};
use serde_json::{Value, json};
use support::{Answer, Server};

/// What a program writes.
async fn rename(client: &Client, id: &str, name: &str) -> Result<User, Error> {
    let user = client.users().get_user(id).send().await?;
    let change = UpdateUser::try_from(&user)?.name(name);
    client.users().patch_user(id, change).send().await
}

fn change(json: Value) -> Result<UpdateUser, MissingProperty> {
    let user: User = serde_json::from_value(json).unwrap();
    UpdateUser::try_from(&user)
}

fn written(json: Value) -> Value {
    serde_json::to_value(change(json).unwrap()).unwrap()
}

#[tokio::test]
async fn the_body_of_a_change_is_what_was_read_with_the_change() {
    let server = Server::start(|seen| match seen.line.split(' ').next() {
        Some("GET") => Answer::new(
            200,
            json!({
                "id": "1", "name": "Ada", "title": null, "version": 7, "state": "active",
                "division": {"id": "d", "name": "Home"},
                "manager": {"id": "m", "name": "Grace", "selfUri": "/api/v2/users/m"},
                "addresses": [{"address": "ada@example.com", "mediaType": "EMAIL", "type": "WORK"}],
                "primaryContactInfo": [{"address": "ada@example.com"}],
                "profileSkills": ["notes"],
                "addedLater": true,
                "selfUri": "/api/v2/users/1"
            }),
        ),
        _ => Answer::new(200, json!({"id": "1", "name": "Ada L.", "version": 8})),
    });
    let user = rename(&server.client(), "1", "Ada L.").await.unwrap();
    assert_eq!(user.version, Some(8));
    assert_eq!(server.seen().line, "GET /api/v2/users/1");
    let request = server.seen();
    assert_eq!(request.line, "PATCH /api/v2/users/1");
    let body = json!({
        "name": "Ada L.", "title": null, "version": 7, "state": "active", "manager": "m",
        "addresses": [{"address": "ada@example.com", "mediaType": "EMAIL", "type": "WORK"}],
        "profileSkills": ["notes"]
    });
    assert_eq!(request.json(), body);
}

#[tokio::test]
async fn a_response_that_lacks_what_the_request_requires_is_an_error() {
    let server = Server::answering(200, json!({"id": "1", "name": "Ada"}));
    let error = rename(&server.client(), "1", "Ada L.").await.unwrap_err();
    assert!(error.is_encode(), "{error:?}");
    assert_eq!(
        error.to_string(),
        "`UpdateUser` requires the property `version`, which the response lacks"
    );
}

#[test]
fn absent_null_and_unknown_values_stay_what_they_are() {
    let least = json!({"version": 1});
    assert_eq!(written(least.clone()), least);
    let read = json!({"version": 1, "department": null, "manager": null, "state": "on leave"});
    assert_eq!(written(read.clone()), read);
    let nameless = change(json!({"version": 1, "manager": {"name": "Grace"}})).unwrap_err();
    assert_eq!((nameless.model(), nameless.property()), ("User", "id"));
    assert!(!change(least).unwrap().is_empty());
}
