//! Operations that declare a server of their own.

#![cfg(feature = "client")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use sdk_runtime::runtime::{
    Call, Client, ClientBuilder, Headers, HttpRequest, Method, Operation, Permissions, RawResponse,
    Request, SleepFuture, Transport, TransportFuture, decode,
};

static GET_THING: Operation = Operation {
    name: "get_thing",
    method: Method::Get,
    path: "/things?fixed=1",
    accept: "application/json",
    permissions: Permissions::None,
};

/// Keeps the URL that was asked for.
#[derive(Clone, Default)]
struct Asked(Arc<Mutex<String>>);

impl Transport for Asked {
    fn send(&self, request: HttpRequest) -> TransportFuture<'_> {
        *self.0.lock().unwrap() = request.url;
        Box::pin(async { Ok(RawResponse::new(204, Headers::new(), Vec::new())) })
    }

    fn sleep(&self, _: Duration) -> SleepFuture<'_> {
        Box::pin(async {})
    }
}

/// The URL of a call to an operation that lives at this server.
async fn asked(builder: ClientBuilder, server: Option<&'static str>) -> String {
    let transport = Asked::default();
    let client = builder.transport(transport.clone()).build().unwrap();
    let request = Request::new(&GET_THING);
    let request = match server {
        Some(server) => request.at(server),
        None => request,
    };
    let request = request.query("q", &"a");
    let call: Call<()> = Call::new(client, request, decode::empty);
    call.send().await.unwrap();
    let url = transport.0.lock().unwrap();
    url.clone()
}

#[tokio::test]
async fn an_operation_goes_to_its_own_server() {
    let url = asked(Client::builder(), Some("https://files.example.com/v3")).await;
    assert_eq!(url, "https://files.example.com/v3/things?fixed=1&q=a");
    let url = asked(Client::builder(), Some("/v3")).await;
    assert_eq!(url, "https://api.mypurecloud.com/v3/things?fixed=1&q=a");
    let url = asked(Client::builder(), None).await;
    assert_eq!(url, "https://api.mypurecloud.com/things?fixed=1&q=a");
}

#[tokio::test]
async fn the_host_that_the_caller_names_is_the_last_word() {
    let builder = || Client::builder().host("https://test.example.com:8443/base");
    let url = asked(builder(), Some("https://files.example.com/v3")).await;
    assert_eq!(url, "https://test.example.com:8443/v3/things?fixed=1&q=a");
    let url = asked(builder(), Some("/v3")).await;
    assert_eq!(url, "https://test.example.com:8443/v3/things?fixed=1&q=a");
    let url = asked(builder(), None).await;
    assert_eq!(url, "https://test.example.com:8443/base/things?fixed=1&q=a");
}
