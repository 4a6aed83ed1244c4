// features: client, users
//! Calls of the generated API over real connections to a server on this machine: what is sent, what
//! is made of the answers, and what a failure tells.

mod support;

use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use purecloud_platform_client_v2::apis::users::{
    DeleteUser, GetUser, GetUserExpand, GetUsers, GetUsersExpand, GetUsersMe, GetUsersState, Users,
};
use purecloud_platform_client_v2::auth::AccessToken;
use purecloud_platform_client_v2::models::{UpdateUser, User, UserMeState, UserState};
use purecloud_platform_client_v2::request::Sending;
use purecloud_platform_client_v2::transport::Transport;
use purecloud_platform_client_v2::{
    Call, Client, ClientBuilder, ClientCredentials, Error, Response, RetryPolicy,
};
use serde_json::json;
use support::{Answer, Server};

const fn is_send<T: Send + 'static>() {}
const fn is_send_and_sync<T: Send + Sync + 'static>() {}
const fn is_an_error<T: std::error::Error + Send + Sync + 'static>() {}

/// What an application keeps in its state or moves into a task. These lines are the test: without
/// the traits they do not compile.
const _: () = {
    is_send_and_sync::<Client>();
    is_send::<ClientBuilder>();
    is_send_and_sync::<AccessToken>();
    is_send_and_sync::<Box<dyn Transport>>();
    is_an_error::<Error>();
    is_send_and_sync::<Users>();
    is_send_and_sync::<GetUser>();
    is_send_and_sync::<GetUsers>();
    is_send_and_sync::<GetUsersMe>();
    is_send_and_sync::<Call<User>>();
    is_send_and_sync::<Response<User>>();
    is_send::<Sending<User>>();
};

#[tokio::test]
async fn the_logged_in_user_is_read() {
    let server = Server::answering(
        200,
        json!({
            "id": "7c1b9d2e-3b0f-4d2a-9a55-0f6f3f1f2a10",
            "name": "Grace Hopper",
            "email": "grace@example.com",
            "state": "active",
            "version": 12,
            "date": {"currentDate": "2026-03-01T09:30:00.123Z"},
            "addedLater": {"ignored": [1, 2, {"three": null}]},
            "selfUri": "/api/v2/users/7c1b9d2e-3b0f-4d2a-9a55-0f6f3f1f2a10"
        }),
    );

    let me = server.client().users().get_users_me().send().await.unwrap();

    assert_eq!(me.name.as_deref(), Some("Grace Hopper"));
    assert_eq!(me.state, Some(UserMeState::Active));
    assert_eq!(me.version, Some(12));
    let now = me.date.unwrap().current_date.unwrap();
    assert_eq!(now.to_string(), "2026-03-01T09:30:00.123Z");
    let seen = server.seen();
    assert_eq!(seen.line, "GET /api/v2/users/me");
    assert_eq!(seen.header("authorization"), Some("Bearer a-token"));
    assert_eq!(seen.header("accept"), Some("application/json"));
    let agent = seen.header("user-agent").unwrap();
    assert!(
        agent.starts_with("purecloud-platform-client-v2/"),
        "{agent}"
    );
}

#[tokio::test]
async fn a_client_with_credentials_logs_in_and_tries_again() {
    let calls = AtomicUsize::new(0);
    let server = Server::start(move |seen| match seen.line.as_str() {
        "POST /oauth/token" => Answer::new(
            200,
            json!({"access_token": "fresh", "token_type": "bearer", "expires_in": 86400}),
        ),
        _ if calls.fetch_add(1, Ordering::Relaxed) == 0 => {
            Answer::new(503, "{}").header("Retry-After", "0")
        }
        _ => Answer::new(200, json!({"name": "Ada"})),
    });
    let builder = Client::builder().host(&server.url).login_url(&server.url);
    let client = builder
        .credentials(ClientCredentials::new("an-id", "a-secret"))
        .build()
        .unwrap();

    let me = client.users().get_users_me().send().await.unwrap();

    assert_eq!(me.name.as_deref(), Some("Ada"));
    let login = server.seen();
    assert_eq!(login.line, "POST /oauth/token");
    assert_eq!(login.body, b"grant_type=client_credentials");
    for _ in 0..2 {
        let call = server.seen();
        assert_eq!(call.line, "GET /api/v2/users/me");
        assert_eq!(call.header("authorization"), Some("Bearer fresh"));
    }
    assert!(server.is_quiet());
}

#[tokio::test]
async fn each_value_of_a_list_goes_out_under_a_key_of_its_own() {
    let server = Server::answering(200, json!({"entities": [], "pageCount": 0}));

    let request = server.client().users().get_users();
    let request = request.expand([GetUsersExpand::Presence, GetUsersExpand::Station]);
    let request = request.state(GetUsersState::Active).page_size(25);
    let page = request.id(["a&b", "c"]).send().await.unwrap();

    assert_eq!(page.entities, Some(Vec::new()));
    assert_eq!(
        server.seen().line,
        "GET /api/v2/users?expand=presence&expand=station&state=active&pageSize=25&id=a%26b&id=c"
    );
}

#[tokio::test]
async fn a_change_tells_absent_null_and_value_apart() {
    let server = Server::answering(200, json!({"id": "1", "title": "Lead", "version": 8}));

    let change = UpdateUser::new(7).title("Lead").clear_department();
    let user = server
        .client()
        .users()
        .patch_user("1", change)
        .send()
        .await
        .unwrap();

    assert_eq!(
        (user.title.as_deref(), user.version),
        (Some("Lead"), Some(8))
    );
    let seen = server.seen();
    assert_eq!(seen.line, "PATCH /api/v2/users/1");
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(
        seen.json(),
        json!({"version": 7, "title": "Lead", "department": null})
    );
}

#[tokio::test]
async fn an_error_body_becomes_a_typed_error() {
    let body = json!({
        "status": 409,
        "code": "general.conflict",
        "message": "The version is not the latest.",
        "messageParams": {"version": 7},
        "contextId": "context-1",
        "details": [{"errorCode": "stale", "fieldName": "version"}],
        "errors": []
    });
    let answer = Answer::new(409, body).header("ININ-Correlation-Id", "correlation-1");
    let server = Server::start(move |_| answer.clone());

    let call = server
        .client()
        .users()
        .patch_user("a-user", UpdateUser::new(7));
    let error = call.send().await.unwrap_err();

    assert!(error.is_conflict() && error.is_client_error() && !error.is_not_found());
    assert_eq!(error.status(), Some(409));
    assert_eq!(error.code(), Some("general.conflict"));
    assert_eq!(error.message(), Some("The version is not the latest."));
    assert_eq!(error.correlation_id(), Some("correlation-1"));
    let service = error.service_error().unwrap();
    assert_eq!(service.context_id.as_deref(), Some("context-1"));
    assert_eq!(service.message_params["version"], "7");
    assert_eq!(service.details[0].field_name.as_deref(), Some("version"));
    assert_eq!(
        error.to_string(),
        "PATCH /api/v2/users/{userId}: 409 general.conflict: The version is not the latest. \
         (correlation id correlation-1)"
    );
}

#[tokio::test]
async fn without_the_header_the_body_has_the_correlation_id() {
    let body = json!({"status": 404, "code": "not.found", "contextId": "context-1"});
    let server = Server::answering(404, body);

    let error = server
        .client()
        .users()
        .get_user("1")
        .send()
        .await
        .unwrap_err();

    assert!(error.is_not_found());
    assert_eq!(error.correlation_id(), Some("context-1"));
}

#[tokio::test]
async fn a_page_of_markup_is_an_error_with_its_status() {
    let server = Server::answering(502, "<html><body>Bad gateway</body></html>");

    let error = server
        .client()
        .users()
        .get_user("1")
        .send()
        .await
        .unwrap_err();

    assert!(error.is_server_error() && !error.is_decode());
    assert_eq!((error.code(), error.message()), (None, None));
    assert_eq!(
        error.to_string(),
        "GET /api/v2/users/{userId}: 502 Bad Gateway"
    );
}

#[tokio::test]
async fn a_value_that_the_definition_does_not_list_survives_the_way_there_and_back() {
    let server = Server::answering(200, json!({"id": "1", "state": "hibernating"}));
    let users = server.client().users();

    let mood = GetUserExpand::Unknown("mood".to_owned());
    let user = users.get_user("1").expand([mood]).send().await.unwrap();

    assert_eq!(server.seen().line, "GET /api/v2/users/1?expand=mood");
    assert_eq!(serde_json::to_value(&user).unwrap()["state"], "hibernating");
    let state = user.state.unwrap();
    assert!(matches!(&state, UserState::Unknown(text) if text == "hibernating"));
    let change = UpdateUser::new(1).state(state.as_str().parse().unwrap());
    users.patch_user("1", change).send().await.unwrap();
    let sent = server.seen().json();
    assert_eq!(sent, json!({"version": 1, "state": "hibernating"}));
}

/// The definition requires `version` of every user; the service shortens nested users all the same.
#[tokio::test]
async fn a_manager_who_is_only_a_reference_is_read() {
    let manager = json!({"id": "2", "selfUri": "/api/v2/users/2"});
    let user = json!({"id": "1", "version": 3, "manager": manager, "department": null});
    let server = Server::answering(200, json!({"entities": [user], "total": 1, "pageCount": 1}));

    let page = server.client().users().get_users().send().await.unwrap();

    let user = &page.entities.unwrap()[0];
    let manager = user.manager.as_ref().unwrap();
    assert_eq!(manager.id.as_deref(), Some("2"));
    assert_eq!((manager.version, &manager.name), (None, &None));
    assert_eq!(user.department, None);
}

#[tokio::test]
async fn a_path_value_is_one_segment_whatever_it_holds() {
    let server = Server::answering(200, "{}");
    let users = server.client().users();

    users.get_user("a/../b?c=d#e%20é").send().await.unwrap();

    assert_eq!(
        server.seen().line,
        "GET /api/v2/users/a%2F..%2Fb%3Fc%3Dd%23e%2520%C3%A9"
    );
    for dangerous in ["", ".", ".."] {
        let error = users.delete_user(dangerous).send().await.unwrap_err();
        assert!(error.is_encode(), "{dangerous:?}: {error}");
    }
    assert!(server.is_quiet());
}

#[tokio::test]
async fn a_body_that_does_not_fit_names_the_field() {
    let entities = json!([{"id": "1", "version": 1}, {"id": "2", "version": "two"}]);
    let server = Server::answering(200, json!({"entities": entities, "pageCount": 1}));

    let client = Client::builder().host(&server.url).strict_decoding(true);
    let client = client.build().unwrap();
    let error = client.users().get_users().send().await.unwrap_err();

    assert!(error.is_decode() && !error.is_status());
    assert_eq!(error.status(), Some(200));
    let text = error.to_string();
    assert!(
        text.contains("UserEntityListing.entities[1].version: invalid type"),
        "{text}"
    );
    assert!(error.body().unwrap().starts_with(b"{"));
}

#[tokio::test]
async fn a_call_ends_when_its_own_time_is_over() {
    let server = Server::start(|_| {
        thread::sleep(Duration::from_secs(10));
        Answer::new(200, "{}")
    });
    let call = server
        .client()
        .users()
        .get_user("1")
        .timeout(Duration::from_millis(100));

    let start = Instant::now();
    let error = call.send().await.unwrap_err();

    assert!(error.is_timeout() && error.is_transport(), "{error}");
    assert_eq!(error.status(), None);
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_delete_succeeds_with_and_without_a_body() {
    for (status, body) in [(200, "{}"), (200, ""), (204, "")] {
        let server = Server::answering(status, body);
        let users = server.client().users();

        let deleted = users.delete_user("1").send().await.unwrap();
        assert_eq!(deleted, serde_json::json!({}));
        assert_eq!(server.seen().line, "DELETE /api/v2/users/1");
        // This operation declares no body at all.
        users.delete_user_roles("1").send().await.unwrap();
        assert_eq!(server.seen().line, "DELETE /api/v2/users/1/roles");
    }
}

#[tokio::test]
async fn calls_of_one_client_run_at_the_same_time() {
    const CALLS: usize = 8;
    // The server answers nobody before everybody has asked.
    let everybody = Barrier::new(CALLS);
    let server = Server::start(move |seen| {
        everybody.wait();
        Answer::new(200, json!({"id": seen.line.rsplit('/').next()}))
    });
    let client = server.client();

    let calls = (0..CALLS).map(|number| {
        let users = client.users();
        tokio::spawn(async move {
            let id = number.to_string();
            let user = users.get_user(&id).send().await?;
            Ok::<_, Error>((id, user.id))
        })
    });
    for call in calls.collect::<Vec<_>>() {
        let (asked, answered) = call.await.unwrap().unwrap();
        assert_eq!(Some(asked), answered);
    }
}

#[tokio::test]
async fn a_new_token_holds_for_every_clone() {
    let server = Server::answering(200, "{}");
    let client = server.client();
    let users = client.clone().users();

    client.set_access_token("another-token");
    users
        .get_user("1")
        .header("X-Trace", "abc")
        .send()
        .await
        .unwrap();

    let seen = server.seen();
    assert_eq!(seen.header("authorization"), Some("Bearer another-token"));
    assert_eq!(seen.header("x-trace"), Some("abc"));
}

#[tokio::test]
async fn status_and_headers_are_there_for_who_asks() {
    let answer = Answer::new(200, json!({"id": "1"})).header("inin-ratelimit-count", "17");
    let server = Server::start(move |_| answer.clone());

    let call = server.client().users().get_user("1");
    let response = call.send_for_response().await.unwrap();

    assert_eq!(response.status(), 200);
    assert_eq!(response.headers().get("ININ-RateLimit-Count"), Some("17"));
    assert_eq!(response.into_value().id.as_deref(), Some("1"));
}

/// The settings of a call, of an operation with optional parameters or without.
fn quick<T, O>(call: Call<T, O>) -> Call<T, O> {
    call.retry(RetryPolicy::never()).header("x-trace", "abc")
}

#[tokio::test]
async fn every_call_has_the_same_methods() {
    let server = Server::start(|_| Answer::new(503, ""));
    let users = server.client().users();
    let patch = users.patch_user("1", UpdateUser::new(7));
    let calls = [
        quick(users.get_user("1")).send_for_response().await.err(),
        quick(users.get_users_me()).download().await.err(),
        quick(users.get_users())
            .into_stream()
            .try_next()
            .await
            .err(),
        quick::<_, _>(patch.clone()).await.err(),
        quick(patch).send().await.err(),
    ];
    for error in calls {
        assert_eq!(error.and_then(|error| error.status()), Some(503));
        assert_eq!(server.seen().header("x-trace"), Some("abc"));
    }
    // The type of a call has a name without optional parameters as well.
    let delete: DeleteUser = users.delete_user("1");
    assert_eq!(delete.request().operation().name, "delete_user");
}

#[tokio::test]
async fn a_setter_is_applied_where_there_is_a_value() {
    let server = Server::start(|_| Answer::new(200, json!({"entities": []})));
    let users = server.client().users();
    let (state, expand) = (
        Some(GetUsersState::Active),
        Some([GetUsersExpand::Presence]),
    );
    let call = users.get_users();
    let call = call
        .maybe(state, GetUsers::state)
        .maybe(expand, GetUsers::expand)
        .maybe(None, GetUsers::page_size);
    call.send().await.unwrap();
    let line = server.seen().line;
    assert!(
        line.contains("/users?state=active&expand=presence"),
        "{line}"
    );
}
