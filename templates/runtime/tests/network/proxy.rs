//! Calls through a proxy, and around it.

use std::process::Command;

use sdk_runtime::runtime::{Client, ClientBuilder, Proxy, RootCertificates};

use crate::authority::Authority;
use crate::proxy_server::{ProxyServer, Settings, Targets};
use crate::support::login::has_no_secret;
use crate::support::{Answer, Server};
use crate::tls_server::TlsServer;
use crate::wire::{first_line, header};
use crate::{GET, builder, call};

/// `user:s3cret%41`, where nothing is escaped.
const AUTHORIZATION: &str = "Basic dXNlcjpzM2NyZXQlNDE=";

/// A name that only the proxy can resolve.
const NAME: &str = "service.invalid";

struct Setup {
    server: TlsServer,
    proxy: ProxyServer,
    authority: Authority,
}

fn setup(authorization: Option<&'static str>) -> Setup {
    let authority = Authority::new();
    let server = TlsServer::start(&authority.issue(NAME), None);
    let proxy = ProxyServer::start(Settings {
        authorization,
        ..Settings::new(Targets::One(server.address))
    });
    Setup {
        server,
        proxy,
        authority,
    }
}

impl Setup {
    fn builder(&self) -> ClientBuilder {
        let roots = RootCertificates::new().bytes(self.authority.pem());
        builder(format!("https://{NAME}")).root_certificates(roots)
    }

    fn client(&self, proxy: Proxy) -> Client {
        let builder = self.builder().proxy(proxy);
        assert!(!format!("{builder:?}").contains("s3cret"));
        builder.build().unwrap()
    }
}

#[tokio::test]
async fn a_tunnel_leads_to_a_server_that_is_verified() {
    let setup = setup(None);
    let client = setup.client(Proxy::new(setup.proxy.url()));
    call(&client, &GET).await.unwrap();
    let heads = setup.proxy.heads();
    assert_eq!(heads.len(), 1);
    assert_eq!(
        first_line(&heads[0]),
        "CONNECT service.invalid:443 HTTP/1.1"
    );
    assert!(!heads[0].contains("s3cret"), "{}", heads[0]);
    let heads = setup.server.heads();
    assert_eq!(first_line(&heads[0]), "GET /thing HTTP/1.1");
    assert_eq!(header(&heads[0], "authorization"), Some("Bearer s3cret"));
    assert_eq!(header(&heads[0], "proxy-authorization"), None);

    let stranger = builder(format!("https://{NAME}")).proxy(Proxy::new(setup.proxy.url()));
    let error = call(&stranger.build().unwrap(), &GET).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("no secure connection to service.invalid")
    );
    assert!(setup.server.heads().is_empty());
}

#[tokio::test]
async fn a_transfer_goes_the_same_way_without_the_token() {
    let setup = setup(Some(AUTHORIZATION));
    let proxy = Proxy::new(setup.proxy.url()).credentials("user", "s3cret%41");
    let own = setup.builder().proxy(proxy.clone());
    let client = own.host("https://api.invalid").build().unwrap();
    let url = format!("https://{NAME}/bucket/file?signature=s1g");
    client
        .transfer()
        .put(&url)
        .body("data")
        .send()
        .await
        .unwrap();
    let heads = setup.proxy.heads();
    assert_eq!(
        first_line(&heads[0]),
        "CONNECT service.invalid:443 HTTP/1.1"
    );
    let heads = setup.server.heads();
    assert_eq!(
        first_line(&heads[0]),
        "PUT /bucket/file?signature=s1g HTTP/1.1"
    );
    assert_eq!(header(&heads[0], "content-length"), Some("4"));
    assert_eq!(header(&heads[0], "authorization"), None);

    // Without the authority of the server nothing is sent.
    let stranger = builder("https://api.invalid").proxy(proxy).build().unwrap();
    let error = stranger.transfer().get(&url).download().await.unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("no secure connection to service.invalid"),
        "{text}"
    );
    assert!(!text.contains("s1g"), "{text}");
    assert!(setup.server.heads().is_empty());
}

#[tokio::test]
async fn a_proxy_may_ask_for_credentials() {
    let setup = setup(Some(AUTHORIZATION));
    let url = setup.proxy.url();
    let bare = || Proxy::new(&url);
    let within = |user: &str| Proxy::new(url.replace("//", &format!("//{user}@")));
    for proxy in [
        bare().credentials("user", "s3cret%41"),
        within("user:s3cret%2541"),
        within("other:wrong").credentials("user", "s3cret%41"),
    ] {
        call(&setup.client(proxy), &GET).await.unwrap();
    }
    assert_eq!(setup.server.heads().len(), 3);
    for proxy in [
        bare(),
        bare().credentials("user", "s3cret"),
        within("user:s3cret"),
    ] {
        let error = call(&setup.client(proxy), &GET).await.unwrap_err();
        has_no_secret(&error);
        assert!(error.is_connect(), "{error}");
        let text = error.to_string();
        assert!(text.contains("proxy authorization required"), "{text}");
    }
    assert!(setup.server.heads().is_empty());
}

#[tokio::test]
async fn a_proxy_that_is_away_is_an_error_without_its_password() {
    let proxy = Proxy::new("http://user:s3cret@127.0.0.1:1").credentials("user", "s3cret");
    for url in ["https://service.invalid", "http://service.invalid"] {
        let client = builder(url).proxy(proxy.clone()).build().unwrap();
        let error = call(&client, &GET).await.unwrap_err();
        has_no_secret(&error);
        assert!(error.is_connect(), "{error}");
    }
}

#[tokio::test]
async fn plain_http_is_passed_on() {
    let setup = setup(Some(AUTHORIZATION));
    let plain = || builder(format!("http://{NAME}"));
    let proxy = Proxy::new(setup.proxy.url()).credentials("user", "s3cret%41");
    let client = plain().proxy(proxy).build().unwrap();
    call(&client, &GET).await.unwrap();
    let heads = setup.proxy.heads();
    assert_eq!(
        first_line(&heads[0]),
        "GET http://service.invalid/thing HTTP/1.1"
    );

    let client = plain().proxy(Proxy::new(setup.proxy.url()));
    let error = call(&client.build().unwrap(), &GET).await.unwrap_err();
    assert_eq!(error.status(), Some(407));
}

#[tokio::test]
async fn a_proxy_that_is_reached_by_https_is_verified() {
    let authority = Authority::new();
    let proxy = TlsServer::start(&authority.issue("localhost"), None);
    let plain = || builder(format!("http://{NAME}")).proxy(Proxy::new(proxy.url("localhost")));
    let roots = RootCertificates::new().bytes(authority.pem());
    let client = plain().root_certificates(roots).build().unwrap();
    call(&client, &GET).await.unwrap();
    let heads = proxy.heads();
    assert_eq!(
        first_line(&heads[0]),
        "GET http://service.invalid/thing HTTP/1.1"
    );
    let error = call(&plain().build().unwrap(), &GET).await.unwrap_err();
    assert!(error.is_connect(), "{error}");
    assert!(proxy.heads().is_empty());
}

#[tokio::test]
async fn some_hosts_are_reached_without_the_proxy() {
    let away = || Proxy::new("http://127.0.0.1:1");
    for (proxy, is_used) in [
        (away(), true),
        (away().except(["example.com", "10.0.0.0/8"]), true),
        (away().except(["example.com", "127.0.0.0/8"]), false),
        (away().except(["127.0.0.1"]), false),
    ] {
        let server = Server::start(vec![Answer::new(204, "")]);
        let client = builder(&server.url).proxy(proxy).build().unwrap();
        assert_eq!(call(&client, &GET).await.is_err(), is_used);
    }
}

/// What runs in a process of its own, whose environment names a proxy.
#[tokio::test]
#[ignore = "the_environment_may_name_a_proxy starts it"]
async fn in_an_environment_with_a_proxy() {
    let own = ProxyServer::start(Settings::new(Targets::One(([127, 0, 0, 1], 1).into())));
    let plain = || builder(format!("http://{NAME}"));
    let client = plain().build().unwrap();
    assert!(!format!("{client:?}").contains("s3cret"));
    call(&client, &GET).await.unwrap();

    let client = plain().proxy(Proxy::new(own.url())).build().unwrap();
    call(&client, &GET).await.unwrap();
    assert_eq!(own.heads().len(), 1);

    let client = plain().without_proxy().build().unwrap();
    assert!(call(&client, &GET).await.unwrap_err().is_connect());
    let client = builder("http://beside.invalid").build().unwrap();
    assert!(call(&client, &GET).await.unwrap_err().is_connect());
}

#[test]
fn the_environment_may_name_a_proxy() {
    let setup = setup(Some(AUTHORIZATION));
    let url = setup.proxy.url().replace("//", "//user:s3cret%2541@");
    let status = Command::new(std::env::current_exe().unwrap())
        .args([
            "--ignored",
            "--exact",
            "proxy::in_an_environment_with_a_proxy",
        ])
        .env("HTTP_PROXY", url)
        .env("NO_PROXY", "beside.invalid")
        .env_remove("REQUEST_METHOD")
        .status();
    assert!(status.unwrap().success());
    let heads = setup.proxy.heads();
    assert_eq!(heads.len(), 1);
    assert_eq!(
        first_line(&heads[0]),
        "GET http://service.invalid/thing HTTP/1.1"
    );
}
