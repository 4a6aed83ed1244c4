//! The credentials of a call, by the security requirements of its operation.

#![cfg(feature = "client")]

use std::sync::{Arc, Mutex};

use crate::support::{Answer, Seen, Server};
use sdk_runtime::runtime::{
    Call, Client, ClientBuilder, Credential, Headers, Hook, Method, Operation, Permissions,
    Request, Security, Try, decode,
};

static GET_THING: Operation = Operation {
    name: "get_thing",
    method: Method::Get,
    path: "/things",
    accept: "application/json",
    permissions: Permissions::None,
};

fn call_of(client: &Client, security: Security) -> Call<()> {
    let request = Request::new(&GET_THING).secured_by(security);
    Call::new(client.clone(), request, decode::empty)
}

/// What arrives of a call to an operation that takes these schemes.
async fn arrives(builder: ClientBuilder, security: Security) -> Seen {
    let server = Server::start(vec![Answer::new(200, "")]);
    let client = builder.host(&server.url).build().unwrap();
    call_of(&client, security).send().await.unwrap();
    server.seen()
}

fn everything() -> ClientBuilder {
    Client::builder()
        .access_token("t0ken")
        .credential(Credential::new("key", "k3y"))
        .credential(Credential::new("query", "q&y"))
        .credential(Credential::new("cookie", "c00kie"))
        .credential(Credential::new("other", "Digest a=b"))
        .credential(Credential::basic("basic", "user", "pass"))
}

#[tokio::test]
async fn each_kind_of_scheme_travels_in_its_place() {
    let seen = arrives(everything(), &[&["token"]]).await;
    assert_eq!(seen.header("authorization"), Some("Bearer t0ken"));
    assert_eq!(seen.header("x-api-key"), None);

    let seen = arrives(everything(), &[&["basic"]]).await;
    assert_eq!(seen.header("authorization"), Some("Basic dXNlcjpwYXNz"));

    let seen = arrives(everything(), &[&["other"]]).await;
    assert_eq!(seen.header("authorization"), Some("Digest a=b"));

    let seen = arrives(everything(), &[&["key", "query", "cookie"]]).await;
    assert_eq!(seen.header("authorization"), None);
    assert_eq!(seen.header("x-api-key"), Some("k3y"));
    assert_eq!(seen.header("cookie"), Some("session=c00kie"));
    assert_eq!(seen.target, "GET /things?api%20key=q%26y");
}

#[tokio::test]
async fn the_first_alternative_that_the_client_can_meet_is_used() {
    let builder = Client::builder().credential(Credential::new("key", "k3y"));
    let seen = arrives(builder, &[&["token"], &["key"]]).await;
    assert_eq!(seen.header("x-api-key"), Some("k3y"));
    assert_eq!(seen.header("authorization"), None);

    let seen = arrives(everything(), &[]).await;
    assert_eq!(seen.header("authorization"), None);

    let seen = arrives(Client::builder().access_token("t0ken"), &[&["key"]]).await;
    assert_eq!(seen.header("authorization"), Some("Bearer t0ken"));
}

#[tokio::test]
async fn a_bearer_scheme_may_have_a_token_of_its_own() {
    let builder = everything().credential(Credential::new("token", "0wn"));
    let seen = arrives(builder, &[&["token"]]).await;
    assert_eq!(seen.header("authorization"), Some("Bearer 0wn"));
}

#[tokio::test]
async fn the_callers_own_authorization_is_the_strongest() {
    let builder = everything().default_header("Authorization", "mine");
    let seen = arrives(builder, &[&["basic"], &["token"]]).await;
    assert_eq!(seen.header("authorization"), Some("mine"));
}

/// Keeps all that a hook can see.
struct Watch(Arc<Mutex<String>>);

impl Hook for Watch {
    fn before(&self, attempt: &Try<'_>, headers: &mut Headers) {
        let all: Vec<_> = headers.iter().collect();
        let text = format!("{attempt:?} {all:?}");
        self.0.lock().unwrap().push_str(&text);
    }
}

#[tokio::test]
async fn no_hook_and_no_error_sees_a_credential() {
    let server = Server::start(vec![Answer::new(401, "")]);
    let watched = Arc::new(Mutex::new(String::new()));
    let builder = everything().host(&server.url);
    let client = builder.hook(Watch(Arc::clone(&watched))).build().unwrap();
    let call = call_of(&client, &[&["key", "query", "cookie"]]);
    let error = call.send().await.unwrap_err().to_string();
    let seen = watched.lock().unwrap().clone();
    assert!(seen.contains("/things"), "{seen}");
    for secret in ["k3y", "q%26y", "q&y", "c00kie"] {
        for text in [&seen, &error, &format!("{client:?}")] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
}

#[tokio::test]
async fn a_refusal_says_what_the_operation_takes() {
    let server = Server::answering(|_, _| Answer::new(401, ""));
    let client = Client::builder().host(&server.url).build().unwrap();
    let security: Security = &[&["key"], &["basic"]];
    let error = call_of(&client, security).send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /things: 401 Unauthorized; no credential is set: the operation accepts `key` (the \
         header x-api-key), or `basic` (user name and password); pass one to \
         ClientBuilder::credential"
    );
    let client = everything().host(&server.url).build().unwrap();
    let error = call_of(&client, security).send().await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the service rejects the credential; the operation accepts `key`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_refused_api_key_is_no_reason_to_log_in_again() {
    let server = Server::answering(|_, _| Answer::new(401, ""));
    let client = everything().host(&server.url).build().unwrap();
    call_of(&client, &[&["key"]]).send().await.unwrap_err();
    assert_eq!(server.targets().len(), 1);
}
