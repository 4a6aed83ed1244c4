//! Tests of the default transport: gateways, TLS, proxies, compression, and failures.

#![cfg(feature = "client")]
#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails like the test itself"
)]

#[path = "../support/authority.rs"]
mod authority;
mod certificates;
mod connections;
mod encodings;
mod faults;
#[cfg(feature = "gzip")]
mod gzip;
#[cfg(feature = "http2")]
mod http2;
mod limits;
mod proxy;
#[path = "../support/proxy_server.rs"]
mod proxy_server;
#[path = "../support/mod.rs"]
mod support;
mod tls;
mod tls_server;
#[path = "../support/wire.rs"]
mod wire;

use std::time::Duration;

use sdk_runtime::runtime::{
    Call, Client, ClientBuilder, ClientCertificate, Error, Gateway, HttpRequest, Method, Operation,
    Permissions, Proxy, RawResponse, Request, RetryPolicy, RootCertificates, SleepFuture,
    Transport, TransportFuture, decode,
};

use crate::support::login::{credentials, token};
use crate::support::{Answer, Server};

static GET: Operation = operation(Method::Get);
static POST: Operation = operation(Method::Post);

const fn operation(method: Method) -> Operation {
    Operation {
        name: "thing",
        method,
        path: "/thing",
        accept: "application/json",
        permissions: Permissions::None,
    }
}

/// A client without retries.
fn builder(url: impl Into<String>) -> ClientBuilder {
    let builder = Client::builder().host(url).access_token("s3cret");
    builder
        .retry(RetryPolicy::never())
        .timeout(Duration::from_secs(10))
}

async fn call(client: &Client, operation: &'static Operation) -> Result<(), Error> {
    let request = Request::new(operation);
    Call::new(client.clone(), request, decode::empty)
        .send()
        .await
}

#[tokio::test]
async fn a_gateway_has_a_path_for_calls_and_one_for_logins() {
    let server = Server::answering(|request, _| match request.target.as_str() {
        "POST /to/login/oauth/token" => token(1, 3600, false),
        "GET /to/api/thing" => Answer::new(204, ""),
        _ => Answer::new(404, ""),
    });
    let port = server.url.rsplit(':').next().unwrap().parse().unwrap();
    let gateway = Gateway::new("127.0.0.1").protocol("http").port(port);
    let gateway = gateway.api_path("/to/api/").login_path("to/login");
    let builder = Client::builder().credentials(credentials());
    let client = builder.gateway(gateway).build().unwrap();
    call(&client, &GET).await.unwrap();
    assert_eq!(
        server.targets(),
        ["POST /to/login/oauth/token", "GET /to/api/thing"]
    );
}

struct Unused;

impl Transport for Unused {
    fn send(&self, _: HttpRequest) -> TransportFuture<'_> {
        Box::pin(async { Ok(RawResponse::new(204, Default::default(), Vec::new())) })
    }

    fn sleep(&self, _: Duration) -> SleepFuture<'_> {
        Box::pin(async {})
    }
}

#[test]
fn a_transport_of_ones_own_would_ignore_proxy_and_certificates() {
    let builder = || Client::builder().transport(Unused);
    assert!(builder().build().is_ok());
    for builder in [
        builder().proxy(Proxy::new("proxy")),
        builder().without_proxy(),
        builder().root_certificates(RootCertificates::new()),
        builder().client_certificate(ClientCertificate::from_files("a", "b")),
    ] {
        let error = builder.build().unwrap_err();
        assert!(error.is_config());
        let text = error.to_string();
        assert!(text.contains("ClientBuilder::transport"), "{text}");
    }
}
