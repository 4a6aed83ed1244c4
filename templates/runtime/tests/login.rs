//! When a client logs in, over real connections.

#![cfg(feature = "client")]

use std::time::Duration;

use crate::support::login::{
    LOGIN, builder, credentials, get, has_no_secret, logins, service, text, token,
};
use crate::support::{Answer, Fault, Server};
use sdk_runtime::runtime::{AuthorizationCode, Client};

#[tokio::test]
async fn client_credentials_log_in_once() {
    let server = service(3600, false);
    let client = builder(&server).credentials(credentials()).build().unwrap();
    assert_eq!(client.access_token(), None);

    get(&client).send().await.unwrap();
    get(&client.clone()).send().await.unwrap();

    let login = server.seen();
    assert_eq!(login.target, LOGIN);
    assert_eq!(login.header("authorization"), Some("Basic aWQ6czNjcmV0"));
    assert_eq!(
        login.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(text(&login), "grant_type=client_credentials");
    assert_eq!(server.targets(), ["GET /thing", "GET /thing"]);
    assert!(!format!("{client:?}").contains("t1\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_calls_with_an_expired_token_log_in_once() {
    let server = service(3600, false);
    let builder = builder(&server).credentials(credentials());
    let client = builder.access_token("expired").build().unwrap();
    let calls: Vec<_> = (0..200)
        .map(|_| tokio::spawn(get(&client).send()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(logins(&server), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_calls_share_the_failure_of_a_login() {
    let server = Server::answering(|_, _| {
        let body = r#"{"error":"invalid_client","description":"client not found: id"}"#;
        Answer::new(400, body).after(Duration::from_millis(300))
    });
    let client = builder(&server).credentials(credentials()).build().unwrap();
    let calls: Vec<_> = (0..200)
        .map(|_| tokio::spawn(get(&client).send()))
        .collect();
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        assert!(error.is_login() && !error.is_status() && error.status().is_none());
        assert_eq!(error.login_error().unwrap().status(), Some(400));
        assert_eq!(
            error.to_string(),
            "GET /thing: the login failed: POST /oauth/token: 400 invalid_client: \
             client not found: id; check the credentials, that the OAuth client has this \
             grant type, and that it belongs to the region of the client"
        );
        has_no_secret(&error);
    }
    let count = logins(&server);
    assert!(count <= 3, "{count} logins");
}

#[tokio::test]
async fn a_token_is_renewed_ahead_of_its_end() {
    let server = service(1, false);
    let client = builder(&server).credentials(credentials()).build().unwrap();
    get(&client).send().await.unwrap();
    tokio::time::sleep(Duration::from_millis(950)).await;
    get(&client).send().await.unwrap();
    assert_eq!(server.targets(), [LOGIN, "GET /thing", LOGIN, "GET /thing"]);
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    let server = Server::answering(|request, number| match request.target.as_str() {
        LOGIN => token(number, 3600, false),
        _ => Answer::new(401, ""),
    });
    let client = builder(&server).credentials(credentials()).build().unwrap();
    let error = get(&client).send().await.unwrap_err();
    assert!(error.is_unauthorized() && !error.is_login());
    assert_eq!(server.targets(), [LOGIN, "GET /thing", LOGIN, "GET /thing"]);
}

#[tokio::test]
async fn a_rate_limited_or_failing_login_is_repeated() {
    let server = Server::answering(|request, number| match number {
        0 => Answer::new(429, "{}").header("Retry-After", "1"),
        1 => Answer::new(503, ""),
        2 => Answer::fault(Fault::Reset),
        _ if request.target == LOGIN => token(1, 60, false),
        _ => Answer::new(204, ""),
    });
    let client = builder(&server).credentials(credentials()).build().unwrap();
    get(&client).send().await.unwrap();
    assert_eq!(logins(&server), 4);
}

#[tokio::test]
async fn a_cancelled_call_leaves_its_login_to_the_next_one() {
    let server = Server::answering(|request, _| match request.target.as_str() {
        LOGIN => token(1, 3600, false).after(Duration::from_millis(300)),
        _ => Answer::new(204, ""),
    });
    let code = AuthorizationCode::new("id", "s3cret", "code", "https://app");
    let client = builder(&server).credentials(code).build().unwrap();
    let cancelled = tokio::time::timeout(Duration::from_millis(100), get(&client).send());
    assert!(cancelled.await.is_err());
    get(&client).send().await.unwrap();
    // The code is good for one use, and it has been sent once.
    assert_eq!(server.targets(), [LOGIN, "GET /thing"]);
}

#[tokio::test]
async fn a_host_without_a_login_service_is_explained() {
    let client = Client::builder().host("http://127.0.0.1:1");
    let client = client.credentials(credentials()).build().unwrap();
    let error = get(&client).send().await.unwrap_err();
    assert!(error.is_login() && error.login_error().unwrap().is_config());
    let text = error.to_string();
    assert!(text.contains("ClientBuilder::login_url"), "{text}");
}

#[tokio::test]
async fn an_answer_without_a_token_is_explained_and_not_repeated() {
    let answer = r#"{"acces_token":"s3cret"}"#;
    let server = Server::answering(move |_, _| Answer::new(200, answer));
    let client = builder(&server).credentials(credentials()).build().unwrap();
    let error = get(&client).send().await.unwrap_err();
    assert!(error.login_error().unwrap().is_decode());
    has_no_secret(&error);
    assert!(error.to_string().contains("no `access_token`"), "{error}");
}

#[tokio::test]
async fn a_call_with_its_own_authorization_does_not_log_in() {
    let server = Server::answering(|_, _| Answer::new(401, ""));
    let client = builder(&server).credentials(credentials()).build().unwrap();
    let error = get(&client)
        .header("Authorization", "Basic own")
        .send()
        .await;
    assert!(error.unwrap_err().is_unauthorized());
    assert_eq!(server.targets(), ["GET /thing"]);
}

#[tokio::test]
async fn a_login_that_stops_ends_with_its_time() {
    let server = Server::answering(|_, _| Answer::fault(Fault::Stall));
    let builder = builder(&server).credentials(credentials());
    let client = builder.timeout(Duration::from_millis(100)).build().unwrap();
    let call = get(&client).timeout(Duration::from_secs(60));
    let error = call.send().await.unwrap_err();
    assert!(error.login_error().unwrap().is_timeout(), "{error}");
    assert_eq!(server.targets(), [LOGIN]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_set_during_a_login_stays() {
    let server = Server::answering(|request, _| match request.target.as_str() {
        LOGIN => token(1, 3600, false).after(Duration::from_millis(300)),
        _ => Answer::new(204, ""),
    });
    let client = builder(&server).credentials(credentials()).build().unwrap();
    let sent = tokio::spawn(get(&client).send());
    assert_eq!(tokio::task::block_in_place(|| server.seen()).target, LOGIN);
    client.set_access_token("by-hand");
    sent.await.unwrap().unwrap();
    assert_eq!(client.access_token().unwrap().secret(), "by-hand");
}
