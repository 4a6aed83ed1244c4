//! WebSockets through a proxy with `CONNECT` and credentials.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustls::{ServerConnection, StreamOwned};
use sdk_runtime::runtime::notifications::{Event, Notifications};
use sdk_runtime::runtime::{
    Client, ClientBuilder, ClientCertificate, Error, Proxy, RetryPolicy, RootCertificates,
};

use crate::authority::{Authority, server_config};
use crate::encrypted::sockets;
use crate::proxy_server::{ProxyServer, Settings, Targets};
use crate::service::quick;
use crate::wire::{first_line, read_head};
use crate::{next, next_error, within};

/// `user:s3cret%41`, where nothing is escaped.
const AUTHORIZATION: &str = "Basic dXNlcjpzM2NyZXQlNDE=";

/// Names that only the proxy can resolve.
const API: &str = "api.invalid";
const SOCKETS: &str = "sockets.invalid";

const REFUSED: &str = "HTTP/1.1 407 Show Your Papers\r\ncontent-length: 0\r\n\r\n";

/// The calls of the service, over TLS, for channels whose socket is at this address.
fn calls(authority: &Authority, uri: String) -> SocketAddr {
    let config = Arc::new(server_config(&authority.issue(API), None));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, stream.unwrap());
            let uri = uri.clone();
            thread::spawn(move || {
                let Some(head) = read_head(&mut stream) else {
                    return;
                };
                let length = head
                    .lines()
                    .find_map(|line| line.strip_prefix("content-length: "));
                let mut body = vec![0; length.map_or(0, |it| it.parse().unwrap())];
                stream.read_exact(&mut body).unwrap();
                let body = match head.starts_with("POST") {
                    true => format!(r#"{{"id":"c1","connectUri":"{uri}"}}"#),
                    false => "{}".to_owned(),
                };
                let length = body.len();
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
                );
                stream.write_all((head + &body).as_bytes()).unwrap();
                stream.conn.send_close_notify();
                let _ = stream.flush();
            });
        }
    });
    address
}

struct Network {
    authority: Authority,
    proxy: ProxyServer,
}

/// A network in which nothing is reached but by the proxy, which answers a `CONNECT` to the sockets
/// so, if it is given.
fn network(answer: Option<&'static str>, is_secure: bool) -> Network {
    let authority = Authority::new();
    let at = sockets(&authority, SOCKETS);
    let api = calls(
        &authority,
        format!("wss://{SOCKETS}/channels/s3cret-channel"),
    );
    let targets = Targets::Named(HashMap::from([(API, api), (SOCKETS, at)]));
    let tls = is_secure.then(|| server_config(&authority.issue("localhost"), None));
    let proxy = ProxyServer::start(Settings {
        authorization: Some(AUTHORIZATION),
        tls: tls.map(Arc::new),
        refusal: Arc::new(Mutex::new(answer.map(|answer| (SOCKETS, answer)))),
        ..Settings::new(targets)
    });
    Network { authority, proxy }
}

impl Network {
    fn client(&self) -> ClientBuilder {
        let own = self.authority.issue("application");
        client()
            .root_certificates(RootCertificates::new().bytes(self.authority.pem()).only())
            .client_certificate(ClientCertificate::from_bytes(own.certificate, own.key))
    }

    fn proxy(&self) -> Proxy {
        Proxy::new(self.proxy.url()).credentials("user", "s3cret%41")
    }

    /// The first lines of the requests that the proxy has seen.
    fn lines(&self) -> Vec<String> {
        let heads = self.proxy.heads();
        let lines = heads.iter().map(|head| first_line(head).to_owned());
        lines.collect()
    }
}

fn client() -> ClientBuilder {
    Client::builder()
        .host(format!("https://{API}"))
        .access_token("t0")
        .retry(RetryPolicy::never())
}

async fn open(client: ClientBuilder) -> Result<Notifications, Error> {
    let client = client.build()?;
    within(Notifications::builder(&client).topic("v2.a").open()).await
}

/// The error, if nothing in it is secret.
fn problem(error: &Error) -> String {
    let text = format!("{error} {error:?}");
    for secret in ["s3cret", "dXNlcjpz", "user:"] {
        assert!(!text.contains(secret), "{text}");
    }
    error.to_string()
}

#[tokio::test]
async fn the_proxy_is_the_only_way() {
    let network = network(None, false);
    let mut events = open(network.client().proxy(network.proxy())).await.unwrap();
    assert!(matches!(next(&mut events).await, Event::Message(_)));
    let lines = network.lines();
    assert_eq!(
        lines.last().unwrap(),
        "CONNECT sockets.invalid:443 HTTP/1.1"
    );
    assert!(
        lines.iter().all(|line| line.starts_with("CONNECT ")),
        "{lines:?}"
    );

    let within_url = format!("user:s3cret%2541@{}", network.proxy.address);
    let mut events = open(network.client().proxy(Proxy::new(within_url)))
        .await
        .unwrap();
    assert!(matches!(next(&mut events).await, Event::Message(_)));

    let error = open(network.client().without_proxy()).await.unwrap_err();
    assert!(error.is_connect(), "{error}");
}

#[tokio::test]
async fn the_proxy_may_be_reached_by_tls() {
    let network = network(None, true);
    let url = format!("https://localhost:{}", network.proxy.address.port());
    let proxy = || Proxy::new(&url).credentials("user", "s3cret%41");
    let mut events = open(network.client().proxy(proxy())).await.unwrap();
    assert!(matches!(next(&mut events).await, Event::Message(_)));
    assert_eq!(
        network.lines().last().unwrap(),
        "CONNECT sockets.invalid:443 HTTP/1.1"
    );
}

#[tokio::test]
async fn a_refusal_says_what_the_proxy_said() {
    for (answer, said) in [
        (
            REFUSED,
            "407 Show Your Papers; pass its user name and password",
        ),
        (
            "HTTP/1.1 403 Blocked by policy 7\r\nx: y\r\n\r\n<html>",
            "403 Blocked by policy 7",
        ),
        ("HTTP/1.1 502 Cannot resolve\r\n\r\n", "502 Cannot resolve"),
        ("SSH-2.0-OpenSSH\r\n\r\n", "SSH-2.0-OpenSSH"),
    ] {
        let network = network(Some(answer), false);
        let error = open(network.client().proxy(network.proxy()))
            .await
            .unwrap_err();
        assert!(error.is_connect(), "{error}");
        let text = problem(&error);
        let start = "GET /channels/{channelId}: the proxy 127.0.0.1 refused the connection to \
                     sockets.invalid: ";
        assert!(text.starts_with(&format!("{start}{said}")), "{text}");
    }
    for (answer, said) in [
        ("", "its response is not complete"),
        ("HTTP/1.1 200", "not complete"),
    ] {
        let network = network(Some(answer), false);
        let error = open(network.client().proxy(network.proxy()))
            .await
            .unwrap_err();
        let text = problem(&error);
        assert!(
            text.contains("the proxy 127.0.0.1 broke off") && text.contains(said),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_proxy_without_credentials_for_it_lets_nothing_pass() {
    let network = network(None, false);
    for proxy in [
        Proxy::new(network.proxy.url()),
        network.proxy().credentials("user", "s3cret"),
    ] {
        let error = open(network.client().proxy(proxy)).await.unwrap_err();
        assert!(error.is_connect(), "{}", problem(&error));
    }
}

#[tokio::test]
async fn a_lasting_refusal_ends_the_stream() {
    let network = network(None, false);
    let client = network.client().proxy(network.proxy()).build().unwrap();
    let moment = Duration::from_millis(100);
    // The sockets answer no ping, so that each is lost after a while.
    let stream = Notifications::builder(&client).heartbeat(moment, moment);
    let mut events = within(stream.reconnect(quick()).topic("v2.a").open())
        .await
        .unwrap();
    assert!(matches!(next(&mut events).await, Event::Message(_)));
    let closed = "HTTP/1.1 403 Closed for today\r\n\r\n";
    network.proxy.refuse((SOCKETS, closed));
    let error = next_error(&mut events).await;
    assert!(problem(&error).contains("403 Closed for today"), "{error}");
    assert!(within(events.try_next()).await.unwrap().is_none());
}

/// What runs in a process of its own, whose environment names a proxy.
#[tokio::test]
#[ignore = "the_environment_may_name_a_proxy starts it"]
async fn in_an_environment_with_a_proxy() {
    let authority = std::env::var("TEST_AUTHORITY").unwrap();
    let (certificate, key) = (std::env::var("TEST_CERTIFICATE"), std::env::var("TEST_KEY"));
    let trusting = || {
        client()
            .root_certificates(RootCertificates::new().bytes(authority.clone()).only())
            .client_certificate(ClientCertificate::from_bytes(
                certificate.clone().unwrap(),
                key.clone().unwrap(),
            ))
    };
    let mut events = open(trusting()).await.unwrap();
    assert!(matches!(next(&mut events).await, Event::Message(_)));
    drop(events);
    // The socket of this client is reached as its calls are.
    let error = open(trusting().host("https://beside.invalid"))
        .await
        .unwrap_err();
    assert!(error.is_connect(), "{error}");
}

#[test]
fn the_environment_may_name_a_proxy() {
    for (proxy, except) in [
        ("HTTPS_PROXY", "NO_PROXY"),
        ("https_proxy", "no_proxy"),
        ("ALL_PROXY", "NO_PROXY"),
    ] {
        let network = network(None, false);
        let own = network.authority.issue("application");
        let url = format!("http://user:s3cret%2541@{}", network.proxy.address);
        let mut command = Command::new(std::env::current_exe().unwrap());
        for name in ["HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUEST_METHOD"] {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
        let status = command
            .args([
                "--ignored",
                "--exact",
                "tunnel::in_an_environment_with_a_proxy",
            ])
            .env(proxy, url)
            .env(except, "beside.invalid")
            .env("TEST_AUTHORITY", network.authority.pem())
            .env("TEST_CERTIFICATE", own.certificate)
            .env("TEST_KEY", own.key)
            .status();
        assert!(status.unwrap().success(), "{proxy}");
        let lines = network.lines();
        let is_socket = |line: &&String| line.starts_with("CONNECT sockets.invalid:443 ");
        assert_eq!(lines.iter().filter(is_socket).count(), 1, "{lines:?}");
        assert!(
            !lines.iter().any(|line| line.contains("beside")),
            "{lines:?}"
        );
    }
}
