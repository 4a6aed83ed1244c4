//! Calls over real connections, written the way generated code writes them.

#![cfg(feature = "client")]

use std::collections::BTreeMap;
use std::error::Error as _;
use std::net::TcpListener;
use std::time::Duration;

use crate::support::{Answer, Server};
use sdk_runtime::runtime::{
    Call, Client, Method, Operation, Permissions, Request, RetryPolicy, Style, decode,
};

static GET_USER: Operation = Operation {
    name: "get_user",
    method: Method::Get,
    path: "/api/v2/users/{userId}",
    accept: "application/json",
    permissions: Permissions::Any(&["directory:user:view", "directory:user:edit"]),
};

static GET_USERS: Operation = Operation {
    name: "get_users",
    method: Method::Get,
    path: "/api/v2/users",
    accept: "application/json",
    permissions: Permissions::None,
};

static PATCH_USER: Operation = Operation {
    name: "patch_user",
    method: Method::Patch,
    path: "/api/v2/users/{userId}",
    accept: "application/json",
    permissions: Permissions::None,
};

static GET_DOWNLOAD: Operation = Operation {
    name: "get_download",
    method: Method::Get,
    path: "/api/v2/downloads/{downloadId}",
    accept: "application/json",
    permissions: Permissions::None,
};

type Fields = BTreeMap<String, Option<String>>;

fn client(server: &Server) -> Client {
    let builder = Client::builder().host(&server.url);
    let builder = builder.retry(RetryPolicy::never());
    builder.access_token("first").build().unwrap()
}

fn get_user(client: &Client, id: &str) -> Call<Fields> {
    let request = Request::new(&GET_USER).path("userId", &id);
    Call::new(client.clone(), request, decode::json)
}

#[tokio::test]
async fn a_get_repeats_the_keys_of_a_list() {
    let server = Server::start(vec![Answer::new(200, "[1, 2]")]);
    let mut request = Request::new(&GET_USERS).query("pageSize", &25);
    request.set_query_list("expand", Style::form().exploded(), ["replaced"]);
    request.set_query_list("expand", Style::form().exploded(), ["presence", "a&b"]);
    request.set_query_list("id", Style::form(), ["1", "2,3"]);
    request.set_query_list("empty", Style::form().exploded(), [""; 0]);
    let call: Call<Vec<u64>> = Call::new(client(&server), request, decode::json);

    assert_eq!(call.send().await.unwrap(), [1, 2]);

    let seen = server.seen();
    assert_eq!(
        seen.target,
        "GET /api/v2/users?pageSize=25&expand=presence&expand=a%26b&id=1,2%2C3"
    );
    assert_eq!(seen.header("accept"), Some("application/json"));
    assert_eq!(seen.header("authorization"), Some("Bearer first"));
    assert_eq!(seen.header("purecloud-sdk"), Some("0.0.0"));
    assert_eq!(seen.header("user-agent"), Some("sdk-runtime/0.0.0"));
    assert_eq!(seen.header("content-length"), None);
    assert!(seen.body.is_empty());
}

#[tokio::test]
async fn a_path_value_reaches_the_server_as_one_segment() {
    let server = Server::start(vec![Answer::new(200, "{}"), Answer::new(200, "{}")]);
    let client = client(&server);
    get_user(&client, "a/../b c?é%").send().await.unwrap();
    assert_eq!(
        server.seen().target,
        "GET /api/v2/users/a%2F..%2Fb%20c%3F%C3%A9%25"
    );
    get_user(&client, "x|y,z").await.unwrap();
    assert_eq!(server.seen().target, "GET /api/v2/users/x%7Cy%2Cz");

    let error = get_user(&client, "").send().await.unwrap_err();
    assert!(error.is_encode());
    assert_eq!(
        error.to_string(),
        "GET /api/v2/users/{userId}: path parameter `userId` is empty, \
         which would call another operation"
    );
    let error = get_user(&client, "..").send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /api/v2/users/{userId}: path parameter `userId` is `.` or `..`, \
         which would call another operation"
    );
}

#[tokio::test]
async fn a_patch_sends_its_body() {
    let answer = Answer::new(200, "").header("ININ-Correlation-Id", "c-1");
    let server = Server::start(vec![answer]);
    let title = ("title".to_owned(), Some("Lead".to_owned()));
    let body = BTreeMap::from([title, ("department".to_owned(), None)]);
    let request = Request::new(&PATCH_USER)
        .path("userId", &"u1")
        .header("If-Match", &3)
        .json("application/json", &body);
    let call: Call<Fields> = Call::new(client(&server), request, decode::json);

    let response = call.header("Genesys-App", "test").send_for_response().await;

    let response = response.unwrap();
    assert_eq!(response.value(), &Fields::new());
    assert_eq!(response.status(), 200);
    assert_eq!(response.correlation_id(), Some("c-1"));
    assert_eq!(response.body(), b"");
    let seen = server.seen();
    assert_eq!(seen.target, "PATCH /api/v2/users/u1");
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(seen.header("if-match"), Some("3"));
    assert_eq!(seen.header("genesys-app"), Some("test"));
    assert_eq!(seen.body, br#"{"department":null,"title":"Lead"}"#);
}

#[tokio::test]
async fn a_patch_without_a_body_says_so() {
    let server = Server::start(vec![Answer::new(204, "")]);
    let request = Request::new(&PATCH_USER).path("userId", &"u1");
    let call: Call<Option<Fields>> = Call::new(client(&server), request, decode::json_or_none);
    assert_eq!(call.send().await.unwrap(), None);
    let seen = server.seen();
    assert_eq!(seen.header("content-length"), Some("0"));
    assert_eq!(seen.header("content-type"), None);
}

#[tokio::test]
async fn an_error_body_is_a_typed_error() {
    let answer = Answer::new(
        404,
        r#"{"status": 404, "code": "not.found", "message": "The user\nwas not found",
            "messageParams": {"id": "u1"}, "contextId": "other"}"#,
    );
    let answer = answer.header("ININ-Correlation-Id", "c-2");
    let server = Server::start(vec![answer]);

    let error = get_user(&client(&server), "u1").send().await.unwrap_err();

    assert!(error.is_not_found() && error.is_client_error() && error.is_status());
    assert!(!error.is_decode() && !error.is_transport() && !error.is_server_error());
    assert_eq!(error.status(), Some(404));
    assert_eq!(error.code(), Some("not.found"));
    assert_eq!(error.message(), Some("The user\nwas not found"));
    assert_eq!(error.correlation_id(), Some("c-2"));
    assert_eq!(error.operation(), Some(&GET_USER));
    assert_eq!(error.service_error().unwrap().message_params["id"], "u1");
    assert!(error.body().unwrap().starts_with(b"{\"status\": 404"));
    assert_eq!(
        error.to_string(),
        "GET /api/v2/users/{userId}: 404 not.found: The user was not found (correlation id c-2)"
    );
}

#[tokio::test]
async fn a_rate_limit_says_how_long_to_wait() {
    let answer = Answer::new(429, "{}").header("Retry-After", "7");
    let server = Server::start(vec![answer]);
    let error = get_user(&client(&server), "u1").send().await.unwrap_err();
    assert!(error.is_rate_limited());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
}

#[tokio::test]
async fn a_call_ends_when_its_time_is_over() {
    let slow = || Answer::new(200, "{}").after(Duration::from_secs(2));
    let server = Server::start(vec![slow()]);
    let call = get_user(&client(&server), "u1").timeout(Duration::from_millis(200));
    let error = call.send().await.unwrap_err();
    assert!(error.is_timeout() && error.is_transport() && !error.is_connect());
    let text = error.to_string();
    let start = "GET /api/v2/users/{userId}: no complete response from 127.0.0.1:";
    assert!(text.starts_with(start), "{text}");
    assert!(text.contains(" within 200ms"), "{text}");

    let server = Server::start(vec![slow()]);
    let builder = Client::builder().host(&server.url);
    let client = builder.timeout(Duration::from_millis(200)).build().unwrap();
    let error = get_user(&client, "u1").send().await.unwrap_err();
    assert!(error.is_timeout());
}

#[tokio::test]
async fn wrong_json_names_the_path_of_the_value() {
    let answer =
        Answer::new(200, r#"{"name": "x", "title": 5}"#).header("inin-correlation-id", "c");
    let server = Server::start(vec![answer]);
    let client = Client::builder().host(&server.url).strict_decoding(true);
    let call = get_user(&client.build().unwrap(), "u1");
    let error = call.send().await.unwrap_err();
    assert!(error.is_decode() && !error.is_status());
    assert_eq!(error.status(), Some(200));
    assert_eq!(
        error.to_string(),
        "GET /api/v2/users/{userId}: the response cannot be read: \
         BTreeMap<String, Option<String>>.title: \
         invalid type: integer `5`, expected a string; status 200, no media type; expected JSON \
         (correlation id c)"
    );
    // A report of the whole chain says nothing twice.
    let source = error.source().unwrap();
    assert_eq!(source.to_string(), "line 1 column 24 of the JSON");
    assert!(source.source().is_none());
}

#[tokio::test]
async fn a_page_of_a_proxy_is_told_from_a_response_of_the_service() {
    let page = "<html><body>Please accept the terms of this network</body></html>";
    let answer = Answer::new(200, page).header("content-type", "text/html");
    let server = Server::start(vec![answer]);
    let error = get_user(&client(&server), "u1").send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /api/v2/users/{userId}: the response cannot be read: \
         BTreeMap<String, Option<String>>: expected value; status 200, media type text/html; \
         expected JSON"
    );
}

#[tokio::test]
async fn a_refused_connection_names_the_host() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let client = Client::builder().host(format!("http://{address}"));
    let client = client.retry(RetryPolicy::never());
    let client = client.access_token("s3cret").build().unwrap();
    let request = Request::new(&GET_USERS).query("q", &"s3cret");
    let call: Call<Fields> = Call::new(client, request, decode::json);

    let error = call.send().await.unwrap_err();

    assert!(error.is_connect() && error.is_transport() && !error.is_timeout());
    assert_eq!(error.status(), None);
    let text = error.to_string();
    let start = format!("GET /api/v2/users: could not connect to {address}: ");
    assert!(text.starts_with(&start), "{text}");
    assert!(text.to_lowercase().contains("refused"), "{text}");
    let mut cause: Option<&dyn std::error::Error> = Some(&error);
    while let Some(inner) = cause {
        let text = format!("{inner} {inner:?}");
        assert!(!text.contains("s3cret"), "{text}");
        cause = inner.source();
    }
}

#[tokio::test]
async fn a_token_is_replaced_for_every_clone() {
    let answers = (0..4).map(|_| Answer::new(200, "{}")).collect();
    let server = Server::start(answers);
    let client = client(&server);
    let clone = client.clone();

    get_user(&clone, "u1").send().await.unwrap();
    assert_eq!(server.seen().header("authorization"), Some("Bearer first"));
    client.set_access_token(String::from("second\n"));
    get_user(&clone, "u1").send().await.unwrap();
    assert_eq!(server.seen().header("authorization"), Some("Bearer second"));
    let own = get_user(&clone, "u1").header("authorization", "Basic own");
    own.send().await.unwrap();
    assert_eq!(server.seen().header("authorization"), Some("Basic own"));
    client.clear_access_token();
    get_user(&clone, "u1").send().await.unwrap();
    assert_eq!(server.seen().header("authorization"), None);
}

#[tokio::test]
async fn a_missing_token_is_explained() {
    let server = Server::start(vec![Answer::new(401, ""), Answer::new(401, "")]);
    let bare = Client::builder().host(&server.url).build().unwrap();
    let error = get_user(&bare, "u1").send().await.unwrap_err();
    assert!(error.is_unauthorized());
    assert_eq!(
        error.to_string(),
        "GET /api/v2/users/{userId}: 401 Unauthorized; no access token is set: \
         pass one to ClientBuilder::access_token or Client::set_access_token"
    );
    let error = get_user(&client(&server), "u1").send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /api/v2/users/{userId}: 401 Unauthorized; the access token is not valid here: it may \
         be wrong, have expired, or belong to another region"
    );
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let redirect =
        || Answer::new(303, "").header("Location", "http://127.0.0.1:1/?signature=s3cret");
    let server = Server::start(vec![redirect(), redirect()]);
    let request = Request::new(&GET_DOWNLOAD).path("downloadId", &"d");
    let call: Call<String> = Call::new(client(&server), request, decode::redirect);
    assert_eq!(
        call.send().await.unwrap(),
        "http://127.0.0.1:1/?signature=s3cret"
    );

    let error = get_user(&client(&server), "u1").send().await.unwrap_err();
    assert!(error.is_redirect() && error.is_status() && !error.is_decode());
    assert_eq!(
        error.to_string(),
        "GET /api/v2/users/{userId}: 303 See Other"
    );
    assert_eq!(
        error.headers().unwrap().get("location"),
        Some("http://127.0.0.1:1/?signature=s3cret")
    );
}

#[tokio::test]
async fn a_query_is_a_request_with_a_body_that_may_be_sent_again() {
    static SEARCH: Operation = Operation {
        name: "search_users",
        method: Method::Query,
        path: "/search",
        accept: "application/json",
        permissions: Permissions::None,
    };
    let server = Server::start(vec![Answer::new(200, "[]")]);
    let client = client(&server);
    let request = Request::new(&SEARCH).json("application/json", &serde_json::json!({ "a": 1 }));
    let call: Call<serde_json::Value> = Call::new(client, request, decode::json);
    call.send().await.unwrap();
    let seen = server.seen();
    assert_eq!(seen.target, "QUERY /search");
    assert_eq!(seen.body, br#"{"a":1}"#);
    assert!(Method::Query.is_idempotent());
}

#[tokio::test]
async fn a_base_url_may_have_a_path() {
    let server = Server::start(vec![Answer::new(200, "{}")]);
    let builder = Client::builder().host(format!("{}/gateway/v1/", server.url));
    let builder = builder
        .user_agent("app/2")
        .default_header("Genesys-App", "app");
    let client = builder.default_header("accept", "ignored").build().unwrap();
    get_user(&client, "u1").send().await.unwrap();
    let seen = server.seen();
    assert_eq!(seen.target, "GET /gateway/v1/api/v2/users/u1");
    assert_eq!(seen.header("user-agent"), Some("app/2 sdk-runtime/0.0.0"));
    assert_eq!(seen.header("genesys-app"), Some("app"));
    assert_eq!(seen.header("accept"), Some("application/json"));
}
