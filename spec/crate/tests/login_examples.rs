// features: client, organization, users
//! The examples of logins send what their grant asks for, to a login service on this machine.

mod support;

// The examples share a module, which each of them has to have as its own.
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/connect/browser.rs"]
mod browser;
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/login_authorization_code.rs"]
mod login_authorization_code;
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/login_client_credentials.rs"]
mod login_client_credentials;
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/login_pkce.rs"]
mod login_pkce;
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/login_refresh_token.rs"]
mod login_refresh_token;
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/login_saml2.rs"]
mod login_saml2;
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/login_token_by_hand.rs"]
mod login_token_by_hand;
#[allow(clippy::duplicate_mod, dead_code)]
#[path = "../examples/login_token_source.rs"]
mod login_token_source;

use std::fs;
use std::path::PathBuf;

use login_refresh_token::{TokenFile, who_is_back};
use purecloud_platform_client_v2::auth::{AuthorizationCode, PkceCode, RefreshToken, Saml2Bearer};
use purecloud_platform_client_v2::{Client, ClientBuilder, ClientCredentials, RetryPolicy};
use serde_json::json;
use support::{Answer, Server};

/// The id and the secret `id` and `secret`, as a login sends them.
const BASIC: &str = "Basic aWQ6c2VjcmV0";

/// A service that gives the token `t1` and lets nobody in without it.
fn service() -> Server {
    Server::start(|seen| {
        if seen.line == "POST /oauth/token" {
            let token = json!({"access_token": "t1", "refresh_token": "r1", "expires_in": 3600});
            return Answer::new(200, token);
        }
        match seen.header("authorization") {
            Some("Bearer t1") => Answer::new(200, json!({"name": "Ada"})),
            _ => Answer::new(401, "{}"),
        }
    })
}

fn place(server: &Server) -> ClientBuilder {
    let builder = Client::builder().host(&server.url).login_url(&server.url);
    builder.retry(RetryPolicy::never())
}

/// The next request is a login with this form, the pairs in the order of their names.
#[track_caller]
fn assert_login(server: &Server, authorization: Option<&str>, form: &[(&str, &str)]) {
    let seen = server.seen();
    assert_eq!(seen.line, "POST /oauth/token");
    assert_eq!(seen.header("authorization"), authorization);
    let mut sent: Vec<_> = form_urlencoded::parse(&seen.body).collect();
    sent.sort();
    let pairs = sent.iter().map(|(name, value)| (&**name, &**value));
    assert_eq!(pairs.collect::<Vec<_>>(), form);
}

/// The next request is a call with the token that the login gave, and the last one.
#[track_caller]
fn assert_call(server: &Server, line: &str) {
    let seen = server.seen();
    assert_eq!(seen.line, line);
    assert_eq!(seen.header("authorization"), Some("Bearer t1"));
    assert!(server.is_quiet());
}

#[tokio::test]
async fn client_credentials() {
    let server = service();
    let credentials = ClientCredentials::new("id", "secret");
    let name = login_client_credentials::our_name(place(&server), credentials).await;
    assert_eq!(name.unwrap(), "Ada");
    let form = [("grant_type", "client_credentials")];
    assert_login(&server, Some(BASIC), &form);
    assert_call(&server, "GET /api/v2/organizations/me");
}

#[tokio::test]
async fn authorization_code() {
    let server = service();
    let login = AuthorizationCode::new("id", "secret", "c0de", "http://localhost/back");
    let text = login_authorization_code::who_logged_in(place(&server), login).await;
    assert_eq!(text.unwrap(), "You are Ada.");
    let form = [
        ("code", "c0de"),
        ("grant_type", "authorization_code"),
        ("redirect_uri", "http://localhost/back"),
    ];
    assert_login(&server, Some(BASIC), &form);
    assert_call(&server, "GET /api/v2/users/me");
}

#[tokio::test]
async fn pkce() {
    let server = service();
    let login = PkceCode::new("id", "c0de", "http://localhost/back", "verifier");
    let text = login_pkce::who_logged_in(place(&server), login).await;
    assert_eq!(text.unwrap(), "You are Ada.");
    let form = [
        ("client_id", "id"),
        ("code", "c0de"),
        ("code_verifier", "verifier"),
        ("grant_type", "authorization_code"),
        ("redirect_uri", "http://localhost/back"),
    ];
    assert_login(&server, None, &form);
    assert_call(&server, "GET /api/v2/users/me");
}

#[test]
fn the_code_is_taken_from_the_address_of_this_login_alone() {
    let address = "http://localhost/back?code=a%2Fb+c&state=s%3D1\n";
    assert_eq!(browser::code(address, "s=1").unwrap(), "a/b c");
    let other = browser::code(address, "s=2").unwrap_err();
    assert_eq!(other, "the address is not that of this login");
    assert!(browser::code("", "s=1").is_err());
    let refused = "http://localhost/back?error=access_denied&state=s";
    assert!(
        browser::code(refused, "s")
            .unwrap_err()
            .ends_with("was refused")
    );
}

#[tokio::test]
async fn a_refresh_token_is_kept_across_restarts() {
    let server = service();
    let path = file("kept");
    let refreshes = |token| [("grant_type", "refresh_token"), ("refresh_token", token)];
    // Each start has what the environment had at the first one, and the file as it was left.
    let start = || {
        let login = RefreshToken::new("id", "secret", "r0");
        who_is_back(place(&server), login, TokenFile(path.clone()))
    };
    assert_eq!(start().await.unwrap(), "Welcome back, Ada.");
    assert_login(&server, Some(BASIC), &refreshes("r0"));
    assert_call(&server, "GET /api/v2/users/me");

    start().await.unwrap();
    assert_call(&server, "GET /api/v2/users/me");

    let expired = json!({
        "access_token": "t0", "refresh_token": "r7", "expires_at": "2020-01-01T00:00:00Z"
    });
    fs::write(&path, expired.to_string()).unwrap();
    start().await.unwrap();
    assert_login(&server, Some(BASIC), &refreshes("r7"));
    assert_call(&server, "GET /api/v2/users/me");

    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "others read it");
    }
    fs::remove_file(path).unwrap();
}

#[tokio::test]
async fn a_store_that_fails_does_not_fail_the_call() {
    let server = service();
    let path = file("damaged");
    fs::write(&path, "not a token").unwrap();
    for path in [path.clone(), path.join("no/such/folder")] {
        let login = RefreshToken::new("id", "secret", "r0");
        let text = who_is_back(place(&server), login, TokenFile(path)).await;
        assert_eq!(text.unwrap(), "Welcome back, Ada.");
    }
    fs::remove_file(path).unwrap();
}

#[tokio::test]
async fn saml2() {
    let server = service();
    let login = Saml2Bearer::new("id", "secret", "our-company", "PHNhbWw+");
    let text = login_saml2::who_logged_in(place(&server), login).await;
    assert_eq!(text.unwrap(), "You are Ada.");
    let form = [
        ("assertion", "PHNhbWw+"),
        (
            "grant_type",
            "urn:ietf:params:oauth:grant-type:saml2-bearer",
        ),
        ("orgName", "our-company"),
    ];
    assert_login(&server, Some(BASIC), &form);
    assert_call(&server, "GET /api/v2/users/me");
}

#[tokio::test]
async fn a_token_that_is_refused_is_replaced_by_hand() {
    let server = service();
    let client = place(&server).access_token("old").build().unwrap();
    let mut others = ["older", "t1"].map(str::to_owned).into_iter();
    let me = login_token_by_hand::who_am_i(&client, || Ok(others.next())).await;
    assert_eq!(me.unwrap().unwrap().name.as_deref(), Some("Ada"));
    for token in ["old", "older"] {
        let sent = format!("Bearer {token}");
        assert_eq!(server.seen().header("authorization"), Some(&*sent));
    }
    assert_call(&server, "GET /api/v2/users/me");

    client.set_access_token("old");
    let me = login_token_by_hand::who_am_i(&client, || Ok(None)).await;
    assert!(me.unwrap().is_none());
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_prints_the_token() {
    let server = service();
    let run = |script: &str| {
        let command = ["sh", "-c", script].map(str::to_owned).to_vec();
        let source = login_token_source::TokenProgram { command };
        login_token_source::who_am_i(place(&server), source)
    };
    assert_eq!(run("echo t1").await.unwrap(), "You are Ada.");
    assert_call(&server, "GET /api/v2/users/me");

    let error = run("echo s3cret; exit 3").await.unwrap_err();
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        text.push_str(&error.to_string());
        cause = error.source();
    }
    assert!(text.contains("sh: exit status: 3"), "{text}");
    assert!(!text.contains("s3cret"), "{text}");
    assert!(server.is_quiet());
}

/// A path for a file of a test.
fn file(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("sdk-token-{name}-{}", std::process::id()))
}
