//! A WebSocket: opened, read, and closed. The only file that knows the library.
//!
//! It reads no message and does not know why a socket is opened.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use futures_sink::Sink;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error as SocketError, Message};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use crate::runtime::client::Client;
use crate::runtime::error::Error;
use crate::runtime::http::headers::Headers;
use crate::runtime::http::limits::MAX_EVENT;
use crate::runtime::http::method::Method;
use crate::runtime::http::response::RawResponse;
use crate::runtime::http::transport::TransportError;
use crate::runtime::network::dial::{Connection, Destination, bare};
use crate::runtime::service::operation::{Operation, Permissions};

/// The socket, as errors see it.
pub(super) static SOCKET: Operation = Operation {
    name: "notification_socket",
    method: Method::Get,
    path: "/channels/{channelId}",
    accept: "*/*",
    permissions: Permissions::None,
};

/// Events are small; the library would take 128 KiB.
const READ_BUFFER: usize = 16 * 1024;

const TOO_LARGE: &str = "a message is larger than 16 MiB, after which nothing can be read";

/// What a socket brings.
pub(super) enum Heard {
    Text(String),
    /// A sign of life that says nothing.
    Sign,
}

pub(super) struct Socket {
    inner: WebSocketStream<Box<dyn Connection>>,
}

impl Socket {
    /// Opens the socket of a channel, within the client's time limit.
    pub(super) async fn open(client: &Client, uri: &str) -> Result<Self, Error> {
        // That of logins is the client's, or the default of a client without one.
        let limit = client.inner.wire.live().login_timeout();
        match tokio::time::timeout(limit, Self::connect(client, uri)).await {
            Ok(result) => result,
            Err(_) => Err(late(limit)),
        }
    }

    async fn connect(client: &Client, uri: &str) -> Result<Self, Error> {
        let mut request = uri.into_client_request().map_err(|_| unusable())?;
        let agent = client.inner.wire.headers.get("user-agent");
        if let Some(agent) = agent.and_then(|agent| agent.parse().ok()) {
            request.headers_mut().insert("user-agent", agent);
        }
        let connection = connect(client, &request).await?;
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .max_message_size(Some(MAX_EVENT))
            .max_frame_size(Some(MAX_EVENT));
        let host = host(&request)?.to_owned();
        match client_async_with_config(request, connection, Some(config)).await {
            Ok((inner, _)) => Ok(Self { inner }),
            Err(SocketError::Http(response)) => Err(refused(response.status().as_u16())),
            Err(error) => {
                let failed = TransportError::other(format!("no WebSocket from {host}"));
                Err(Error::transport(&SOCKET, failed.with_source(error)))
            }
        }
    }

    /// What the socket brings next, or why there is nothing more to come.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Heard, String>> {
        let next = match Pin::new(&mut self.inner).poll_next(cx) {
            Poll::Ready(next) => next,
            Poll::Pending => return Poll::Pending,
        };
        Poll::Ready(match next {
            Some(Ok(Message::Text(text))) => Ok(Heard::Text(text.as_str().to_owned())),
            Some(Ok(Message::Close(frame))) => {
                // The answer to a close is polite, and nothing waits for it.
                let _ = Pin::new(&mut self.inner).poll_flush(cx);
                Err(match frame {
                    Some(frame) => format!("the service closed the socket ({frame})"),
                    None => "the service closed the socket".to_owned(),
                })
            }
            Some(Ok(_)) => Ok(Heard::Sign),
            Some(Err(SocketError::Capacity(_))) => Err(TOO_LARGE.to_owned()),
            Some(Err(error)) => Err(format!("the socket broke: {error}")),
            None => Err("the socket ended".to_owned()),
        })
    }

    /// Takes a text to be sent; [`poll_flush`](Self::poll_flush) sends it.
    pub(super) fn send(&mut self, text: &'static str) -> Result<(), String> {
        let sent = Pin::new(&mut self.inner).start_send(Message::text(text));
        sent.map_err(|error| format!("the socket broke: {error}"))
    }

    /// Sends what is left to send. A socket that cannot be written to is found
    /// out by its silence.
    pub(super) fn poll_flush(&mut self, cx: &mut Context<'_>) {
        let _ = Pin::new(&mut self.inner).poll_flush(cx);
    }

    /// Says that nothing more will be read.
    pub(super) async fn close(mut self) {
        // Whatever goes wrong here, the socket is closed by being dropped.
        let _ = self.inner.close(None).await;
    }
}

/// The connection below a socket, encrypted unless the client's own calls are
/// not.
async fn connect(client: &Client, request: &client::Request) -> Result<Box<dyn Connection>, Error> {
    let is_secure = match request.uri().scheme_str() {
        Some("wss") => true,
        Some("ws") if client.base_url().starts_with("http://") => false,
        _ => return Err(unusable()),
    };
    let port = request.uri().port_u16();
    let to = Destination {
        host: host(request)?,
        port: port.unwrap_or(if is_secure { 443 } else { 80 }),
        is_secure,
    };
    let dialer = &client.inner.wire.dialer;
    let connection = dialer.connect(to, &dialer.encryption()?).await;
    connection.map_err(|error| Error::transport(&SOCKET, error))
}

/// The host, without the brackets of an IPv6 address.
fn host(request: &client::Request) -> Result<&str, Error> {
    let host = request.uri().host().map(bare);
    host.filter(|host| !host.is_empty()).ok_or_else(unusable)
}

/// The address stays out of the message: whoever knows it can listen.
fn unusable() -> Error {
    let text = "the service gave an address for the socket that is none or is not encrypted";
    Error::transport(&SOCKET, TransportError::other(text))
}

fn late(limit: Duration) -> Error {
    let text = format!("no WebSocket within {limit:?}");
    Error::transport(&SOCKET, TransportError::timeout(text))
}

fn refused(status: u16) -> Error {
    let raw = RawResponse::new(status, Headers::new(), Vec::new());
    Error::status_of(&SOCKET, raw, true)
}
