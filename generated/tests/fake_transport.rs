// features: client, testing, users
//! How an application tests what it does with the SDK: with a service that is none. Nothing here
//! opens a connection, and no wait lasts any time.

use std::time::Duration;

use purecloud_platform_client_v2::models::{UpdateUser, User};
use purecloud_platform_client_v2::testing::{FakeService, Mismatch, Reply, When, when};
use purecloud_platform_client_v2::{Client, ClientCredentials, Error, Region};
use serde_json::{Value, json};

/// What is tested, such as it may stand in an application: gives a user another title, unless it
/// has that title already. Tells whether there was something to do.
async fn promote(client: &Client, user_id: &str, title: &str) -> Result<bool, Error> {
    let user = client.users().get_user(user_id).send().await?;
    if user.title.as_deref() == Some(title) {
        return Ok(false);
    }
    let change = UpdateUser::new(user.version.unwrap_or_default()).title(title);
    client.users().patch_user(user_id, change).send().await?;
    Ok(true)
}

const USER: &str = "/api/v2/users/{userId}";

/// A clone of the service is the transport of the client; the test keeps the service itself.
fn client(service: &FakeService) -> Client {
    let builder = Client::builder().region(Region::EuWest1);
    let builder = builder.access_token("test-token");
    builder.transport(service.clone()).build().unwrap()
}

#[tokio::test]
async fn a_promotion_quotes_the_version() -> Result<(), Mismatch> {
    let service = FakeService::new();
    let user = json!({ "id": "u1", "title": "Agent", "version": 7 });
    service.reply(When::get(USER), Reply::json(user));
    service.reply(When::patch(USER), Reply::json(json!({ "id": "u1" })));

    assert!(
        promote(&client(&service), "u1", "Supervisor")
            .await
            .unwrap()
    );

    let change = service.only_call_to(&When::patch(USER))?;
    assert_eq!(change.path(), "/api/v2/users/u1");
    assert!(change.has_token("test-token"));
    let body: Value = change.json()?;
    assert_eq!(body, json!({ "title": "Supervisor", "version": 7 }));
    service.verify()
}

#[tokio::test]
async fn replies_are_models_and_requests_are_calls() -> Result<(), Mismatch> {
    let service = FakeService::new();
    let client = client(&service);
    let users = client.users();
    let mut user = User::default();
    user.title = Some("Agent".to_owned());
    user.version = Some(7);
    let change = users.patch_user("u1", UpdateUser::new(7).title("Supervisor"));
    service
        .reply(when::get_user(), Reply::error(404, "not.found", "No."))
        .reply_to(&users.get_user("u1"), &user)
        .reply_to(&change, &user);

    assert!(promote(&client, "u1", "Supervisor").await.unwrap());

    service.only_call_to(&When::same_as(&change))?;
    let error = promote(&client, "u2", "Supervisor").await.unwrap_err();
    assert_eq!(error.code(), Some("not.found"));
    assert_eq!(service.calls_to(&when::get_user()).len(), 2);
    service.verify()
}

#[tokio::test]
async fn who_has_the_title_is_left_alone() -> Result<(), Mismatch> {
    let service = FakeService::new();
    let user = json!({ "id": "u1", "title": "Supervisor" });
    service.reply_once(When::get(USER), Reply::json(user));

    assert!(
        !promote(&client(&service), "u1", "Supervisor")
            .await
            .unwrap()
    );

    // A change would have failed, since there is no reply to it, and this tells what there was.
    service.only_call()?;
    service.verify()
}

#[tokio::test]
async fn a_busy_service_is_asked_again() -> Result<(), Mismatch> {
    let service = FakeService::new();
    let busy = Reply::error(429, "too.many.requests", "Wait.").header("Retry-After", "30");
    service.reply_once(When::get(USER), busy);
    service.reply_once(When::get(USER), Reply::json(json!({ "title": "Agent" })));

    assert!(!promote(&client(&service), "u1", "Agent").await.unwrap());

    assert!(service.elapsed() >= Duration::from_secs(30));
    service.verify()
}

#[tokio::test]
async fn a_conflict_is_handed_on() {
    let service = FakeService::new();
    service.reply(When::get(USER), Reply::json(json!({ "version": 7 })));
    let conflict = Reply::error(409, "general.conflict", "Somebody was faster.");
    service.reply(When::patch(USER), conflict);

    let error = promote(&client(&service), "u1", "Supervisor").await;
    assert_eq!(error.unwrap_err().code(), Some("general.conflict"));
}

#[tokio::test]
async fn a_login_goes_through_the_service_as_well() -> Result<(), Mismatch> {
    let service = FakeService::new();
    let hour = Duration::from_secs(3600);
    service.reply(When::login(), Reply::token("fresh", hour));
    service.reply(When::get(USER), Reply::json(json!({ "title": "Agent" })));
    let client = Client::builder()
        .region(Region::EuWest1)
        .credentials(ClientCredentials::new("id", "secret"))
        .transport(service.clone())
        .build()
        .unwrap();

    assert!(!promote(&client, "u1", "Agent").await.unwrap());

    let login = service.only_call_to(&When::login())?;
    assert_eq!(login.origin(), "https://login.mypurecloud.ie");
    assert!(service.only_call_to(&When::get(USER))?.has_token("fresh"));
    Ok(())
}
