//! The forms that each grant sends, and how logins are renewed.

#![cfg(feature = "client")]

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::login::{
    LOGIN, builder, get, has_no_secret, logins, revocable, service, text, token,
};
use crate::support::{Answer, Fault, Server};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sdk_runtime::runtime::{
    AuthorizationCode, Client, ClientBuilder, ClientCredentials, LoginClient, Password, PkceCode,
    RefreshToken, Saml2Bearer, StoreFuture, Token, TokenFuture, TokenSource, TokenStore,
};

#[tokio::test]
async fn a_code_is_sent_once_and_its_refresh_token_renews() {
    let revoked = Arc::new(AtomicBool::new(false));
    let server = revocable(3600, true, Arc::clone(&revoked));
    let code = AuthorizationCode::new("id", "s3cret", "c o+de", "https://app/x");
    let client = builder(&server).credentials(code).build().unwrap();
    get(&client).send().await.unwrap();
    assert_eq!(
        text(&server.seen()),
        "grant_type=authorization_code&code=c%20o%2Bde&redirect_uri=https%3A%2F%2Fapp%2Fx"
    );
    for refresh in ["r1", "r2"] {
        assert_eq!(server.seen().target, "GET /thing");
        revoked.store(true, Ordering::SeqCst);
        get(&client).send().await.unwrap();
        assert_eq!(server.seen().target, "GET /thing");
        let login = server.seen();
        let form = format!("grant_type=refresh_token&refresh_token={refresh}");
        assert_eq!(text(&login), form);
        assert_eq!(login.header("authorization"), Some("Basic aWQ6czNjcmV0"));
    }
}

#[tokio::test]
async fn a_code_that_may_have_arrived_is_not_sent_again() {
    let server = Server::answering(|_, _| Answer::fault(Fault::Reset));
    let code = PkceCode::new("id", "s3cret", "https://app", "s3cret-verifier");
    let client = builder(&server).credentials(code).build().unwrap();
    let error = get(&client).send().await.unwrap_err();
    assert!(error.login_error().unwrap().is_transport());
    has_no_secret(&error);
    let login = server.seen();
    assert_eq!(
        text(&login),
        "grant_type=authorization_code&client_id=id&code=s3cret\
         &redirect_uri=https%3A%2F%2Fapp&code_verifier=s3cret-verifier"
    );
    assert_eq!(login.header("authorization"), None);
    assert!(server.targets().is_empty());
}

#[tokio::test]
async fn a_login_that_cannot_be_renewed_says_so() {
    let revoked = Arc::new(AtomicBool::new(false));
    let server = revocable(3600, false, Arc::clone(&revoked));
    let code = PkceCode::new("id", "code", "https://app", "verifier");
    let client = builder(&server).credentials(code).build().unwrap();
    get(&client).send().await.unwrap();
    revoked.store(true, Ordering::SeqCst);
    let error = get(&client).send().await.unwrap_err();
    assert!(error.is_login() && error.login_error().is_none());
    let text = error.to_string();
    assert!(text.contains("send the user to the address"), "{text}");
}

#[tokio::test]
async fn a_refresh_token_is_kept_until_it_is_replaced() {
    let revoked = Arc::new(AtomicBool::new(false));
    let server = revocable(3600, false, Arc::clone(&revoked));
    let refresh = RefreshToken::without_secret("id", "r0");
    let client = builder(&server).credentials(refresh).build().unwrap();
    for _ in 0..3 {
        get(&client).send().await.unwrap();
        revoked.store(true, Ordering::SeqCst);
    }
    let forms = std::iter::from_fn(|| server.next()).filter(|seen| seen.target == LOGIN);
    for login in forms {
        let form = "grant_type=refresh_token&client_id=id&refresh_token=r0";
        assert_eq!(text(&login), form);
    }
}

#[tokio::test]
async fn an_assertion_logs_in_and_renews() {
    let revoked = Arc::new(AtomicBool::new(false));
    let server = revocable(3600, false, Arc::clone(&revoked));
    let saml = Saml2Bearer::new("id", "s3cret", "my org", "PHNhbWw+");
    let client = builder(&server).credentials(saml).build().unwrap();
    get(&client).send().await.unwrap();
    let login = server.seen();
    assert_eq!(
        text(&login),
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Asaml2-bearer\
         &orgName=my%20org&assertion=PHNhbWw%2B"
    );
    assert_eq!(login.header("authorization"), Some("Basic aWQ6czNjcmV0"));
    revoked.store(true, Ordering::SeqCst);
    get(&client).send().await.unwrap();
    assert_eq!(logins(&server), 1);
}

#[tokio::test]
async fn id_and_secret_are_form_encoded_before_they_become_basic_authorization() {
    // The characters of RFC 6749, appendix B, and those that separate id and secret.
    let (id, secret) = ("my client:1", " %&+\u{a3}\u{20ac}:/=?");
    let pair = "my+client%3A1:+%25%26%2B%C2%A3%E2%82%AC%3A%2F%3D%3F";
    let basic = format!("Basic {}", BASE64_STANDARD.encode(pair));
    let all: [fn(ClientBuilder, &str, &str) -> ClientBuilder; 4] = [
        |builder, id, secret| builder.credentials(ClientCredentials::new(id, secret)),
        |builder, id, secret| builder.credentials(AuthorizationCode::new(id, secret, "c", "r")),
        |builder, id, secret| builder.credentials(RefreshToken::new(id, secret, "r0")),
        |builder, id, secret| builder.credentials(Saml2Bearer::new(id, secret, "org", "a")),
    ];
    for with_credentials in all {
        let server = service(3600, false);
        let client = with_credentials(builder(&server), id, secret);
        get(&client.build().unwrap()).send().await.unwrap();
        assert_eq!(server.seen().header("authorization"), Some(basic.as_str()));
    }
}

/// The error of a login that the service refuses with a code of RFC 6749.
async fn refused(code: &str, with: impl FnOnce(ClientBuilder) -> ClientBuilder) -> String {
    let body = format!(r#"{{"error":"{code}","error_description":"refused"}}"#);
    let server = Server::answering(move |_, _| Answer::new(400, body.clone()));
    let client = with(builder(&server)).build().unwrap();
    let error = get(&client).send().await.unwrap_err();
    assert_eq!(error.login_error().unwrap().code(), Some(code));
    has_no_secret(&error);
    error.to_string()
}

#[tokio::test]
async fn a_used_code_and_a_wrong_verifier_are_explained() {
    let prefix = "GET /thing: the login failed: POST /oauth/token: 400 invalid_grant: refused; ";
    let code = AuthorizationCode::new("id", "s3cret", "s3cret-code", "https://app");
    let text = refused("invalid_grant", |builder| builder.credentials(code)).await;
    assert_eq!(
        text,
        format!(
            "{prefix}the authorization code may have been used already or have expired, or been \
             requested with another redirect address: send the user to the address of \
             AuthorizationUrl again, and use the new code once"
        )
    );
    let code = PkceCode::new("id", "s3cret-code", "https://app", "s3cret-verifier");
    let text = refused("invalid_grant", |builder| builder.credentials(code)).await;
    assert_eq!(
        text,
        format!(
            "{prefix}the authorization code may have been used already or have expired, or been \
             requested with another redirect address, or the code verifier is not that of the \
             challenge it was requested with: send the user to the address of AuthorizationUrl \
             again, and use the new code once, with the verifier of the same Pkce"
        )
    );
}

#[tokio::test]
async fn a_refused_refresh_token_and_a_refused_assertion_are_explained() {
    let refresh = RefreshToken::new("id", "s3cret", "s3cret-refresh");
    let text = refused("invalid_grant", |builder| builder.credentials(refresh)).await;
    assert!(
        text.ends_with(
            "; the refresh token may have expired, been revoked or used already, or belong to \
             another OAuth client: log in again with the grant that it came from"
        ),
        "{text}"
    );
    let saml = Saml2Bearer::new("id", "s3cret", "org", "s3cret-assertion");
    let text = refused("invalid_grant", |builder| builder.credentials(saml)).await;
    assert!(
        text.ends_with(
            "; the assertion may have expired, been used already, or be meant for another \
             organization: get a new one from the identity provider, and pass it in base64"
        ),
        "{text}"
    );
}

#[tokio::test]
async fn a_refresh_that_is_refused_after_a_code_login_is_explained_as_such() {
    let server = Server::answering(|request, number| match number {
        0 => token(1, 3600, true),
        _ if request.target == LOGIN => Answer::new(400, r#"{"error":"invalid_grant"}"#),
        _ => Answer::new(401, ""),
    });
    let code = AuthorizationCode::new("id", "s3cret", "code", "https://app");
    let client = builder(&server).credentials(code).build().unwrap();
    let text = get(&client).send().await.unwrap_err().to_string();
    assert!(
        text.contains("the refresh token may have expired"),
        "{text}"
    );
    assert!(!text.contains("region"), "{text}");
}

#[tokio::test]
async fn a_refused_client_is_explained_by_its_credentials_whatever_the_grant() {
    for code in ["invalid_client", "unauthorized_client"] {
        let grant = PkceCode::new("id", "s3cret-code", "https://app", "s3cret-verifier");
        let text = refused(code, |builder| builder.credentials(grant)).await;
        assert!(text.contains("; check the credentials"), "{text}");
        assert!(!text.contains("verifier"), "{text}");
    }
}

/// A source of the application's own.
struct Vault(AtomicUsize);

impl TokenSource for Vault {
    fn token(self: Arc<Self>, _: LoginClient, previous: Option<Token>) -> TokenFuture {
        Box::pin(async move {
            let number = self.0.fetch_add(1, Ordering::SeqCst);
            assert_eq!(previous.is_some(), number > 0);
            assert!(number != 3, "the vault is on fire");
            match number {
                2 => Err("the vault is closed".into()),
                _ => Ok(Token::new(format!("v{number}"))),
            }
        })
    }
}

#[tokio::test]
async fn a_source_of_ones_own_is_asked_when_its_token_is_refused() {
    let server = Server::answering(|request, _| match request.header("authorization") {
        Some("Bearer v1") => Answer::new(204, ""),
        _ => Answer::new(401, ""),
    });
    let vault = Vault(AtomicUsize::new(0));
    let client = Client::builder().host(&server.url).credentials(vault);
    let client = client.build().unwrap();
    get(&client).send().await.unwrap();
    assert_eq!(server.targets().len(), 2);
    client.set_access_token("by-hand");
    let error = get(&client).send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /thing: the login failed: the vault is closed"
    );
    assert!(tokio::spawn(get(&client).send()).await.is_err());
    let error = get(&client).send().await.unwrap_err();
    assert!(error.is_unauthorized(), "{error}");
}

/// A store in memory. What it holds is what a program would write to a disk.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Option<String>>>);

impl TokenStore for Memory {
    fn load(self: Arc<Self>) -> StoreFuture<Option<Token>> {
        Box::pin(async move {
            let text = self.0.lock().unwrap().clone();
            text.map(|text| serde_json::from_str(&text).unwrap())
        })
    }

    fn save(self: Arc<Self>, token: Token) -> StoreFuture<()> {
        Box::pin(async move {
            let text = serde_json::to_string(&token).unwrap();
            *self.0.lock().unwrap() = Some(text);
        })
    }
}

#[tokio::test]
async fn a_stored_token_outlives_the_client() {
    let store = Memory::default();
    let revoked = Arc::new(AtomicBool::new(false));
    let server = revocable(3600, true, Arc::clone(&revoked));
    let start = || {
        let code = AuthorizationCode::new("id", "s3cret", "code", "https://app");
        let builder = builder(&server).credentials(code);
        builder.token_store(store.clone()).build().unwrap()
    };
    get(&start()).send().await.unwrap();
    assert_eq!(server.targets(), [LOGIN, "GET /thing"]);
    get(&start()).send().await.unwrap();
    assert_eq!(server.targets(), ["GET /thing"]);

    // An expired token that was stored is renewed by its refresh token.
    let expired = Token::new("t1").with_refresh_token("r1");
    let expired = expired.expires_in(Duration::ZERO);
    Arc::new(store.clone()).save(expired).await;
    get(&start()).send().await.unwrap();
    assert_eq!(
        text(&server.seen()),
        "grant_type=refresh_token&refresh_token=r1"
    );
    let stored = Arc::new(store.clone()).load().await.unwrap();
    assert_eq!(stored.refresh_token(), Some("r2"));
}

#[tokio::test]
async fn scopes_and_other_fields_are_sent_with_a_grant() {
    let server = service(3600, false);
    let grant = ClientCredentials::new("id", "s3cret").scopes(["read", "write"]);
    let grant = grant.field("audience", "https://x").scopes(["read"]);
    let client = builder(&server).credentials(grant).build().unwrap();
    get(&client).send().await.unwrap();
    assert_eq!(
        text(&server.seen()),
        "grant_type=client_credentials&audience=https%3A%2F%2Fx&scope=read"
    );
    let server = service(3600, false);
    let grant = Password::new("id", "s3cret", "user", "pass word");
    let client = builder(&server).credentials(grant).build().unwrap();
    get(&client).send().await.unwrap();
    assert_eq!(
        text(&server.seen()),
        "grant_type=password&username=user&password=pass%20word"
    );
}
