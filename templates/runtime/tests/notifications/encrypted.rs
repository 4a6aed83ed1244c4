//! WebSockets over mutual TLS.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;

use rustls::{ServerConnection, StreamOwned};
use sdk_runtime::runtime::notifications::{Event, Notifications};
use sdk_runtime::runtime::{Client, ClientCertificate, Error, RetryPolicy, RootCertificates};
use tokio_tungstenite::tungstenite::{self, Message};

use crate::authority::{Authority, Pair, server_config};
use crate::service::event;
use crate::support::{Answer, Server};
use crate::{next, within};

/// The address of a server of this name whose sockets bring one event each, to
/// clients that show a certificate of its authority.
pub(crate) fn sockets(authority: &Authority, name: &str) -> SocketAddr {
    let own = authority.issue(name);
    let config = Arc::new(server_config(&own, Some(authority)));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let stream = StreamOwned::new(connection, stream.unwrap());
            thread::spawn(move || {
                let Ok(mut socket) = tungstenite::accept(stream) else {
                    return;
                };
                let _ = socket.send(Message::text(event("v2.a", 1)));
                while socket.read().is_ok() {}
            });
        }
    });
    address
}

/// A stream over sockets of one authority, by a client that trusts another.
async fn open(
    authority: &Authority,
    trusted: &Authority,
    own: Pair,
) -> Result<Notifications, Error> {
    let port = sockets(authority, "localhost").port();
    let uri = format!("wss://localhost:{port}/channels/c1");
    let expires = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24);
    let channel = format!(r#"{{"id":"c1","connectUri":"{uri}","expires":"{expires}"}}"#);
    let rest = Server::answering(move |seen, _| match seen.target.starts_with("POST") {
        true => Answer::new(200, channel.clone()),
        false => Answer::new(200, "{}"),
    });
    let own = ClientCertificate::from_bytes(own.certificate, own.key);
    let client = Client::builder()
        .host(&rest.url)
        .retry(RetryPolicy::never())
        .root_certificates(RootCertificates::new().bytes(trusted.pem()).only())
        .client_certificate(own)
        .build()?;
    let stream = Notifications::builder(&client).topic("v2.a");
    within(stream.open()).await
}

#[tokio::test]
async fn a_socket_uses_the_certificates_of_the_client() {
    let authority = Authority::new();
    let own = authority.issue("application");
    let mut events = open(&authority, &authority, own).await.unwrap();
    assert!(matches!(next(&mut events).await, Event::Message(_)));
}

#[tokio::test]
async fn a_server_that_is_not_trusted_gets_no_socket() {
    let (authority, trusted) = (Authority::new(), Authority::new());
    let own = authority.issue("application");
    let error = open(&authority, &trusted, own).await.unwrap_err();
    assert!(error.is_connect(), "{error}");
    let text = error.to_string();
    assert!(text.contains("no secure connection to localhost"), "{text}");
}
