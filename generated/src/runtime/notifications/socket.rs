//! WebSockets. This is the only file that uses the WebSocket library.

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
use crate::runtime::http::socket::{SocketMessage, SocketOpening, TextSocket};
use crate::runtime::http::transport::HttpRequest;
use crate::runtime::http::transport_error::TransportError;
use crate::runtime::network::dial::{Connection, Destination, bare};
use crate::runtime::service::operation::{Operation, Permissions};

/// The operation of errors about the socket.
pub(super) static SOCKET: Operation = Operation {
    name: "notification_socket",
    method: Method::Get,
    path: "/channels/{channelId}",
    accept: "*/*",
    permissions: Permissions::None,
};

/// Events are small; the default of the library is 128 KiB.
const READ_BUFFER: usize = 16 * 1024;

const TOO_LARGE: &str = "a message is larger than 16 MiB, after which nothing can be read";

/// Opens the socket of a channel, within the client's time limit: with the client's transport if
/// it supports sockets, or else over a connection that is opened here.
pub(super) async fn open(client: &Client, uri: &str) -> Result<Box<dyn TextSocket>, Error> {
    let wire = &client.inner.wire;
    let target = target(client, uri)?;
    // The limit of logins is that of the client, or the default if the client has none.
    let limit = wire.live().login_timeout();
    let mut headers = Headers::new();
    if let Some(agent) = wire.headers.get("user-agent") {
        headers.set("user-agent", agent);
    }
    let request = HttpRequest {
        method: Method::Get,
        operation: None,
        url: uri.to_owned(),
        headers,
        body: None,
        timeout: Some(limit),
        max_response_size: None,
    };
    let opening = async {
        let Some(opening) = wire.transport.open_socket(request) else {
            return Socket::connect(client, target).await;
        };
        match opening.await {
            Ok(SocketOpening::Open(socket)) => Ok(socket),
            Ok(SocketOpening::Refused(raw)) => Err(Error::status_of(&SOCKET, raw, true)),
            Err(error) => Err(Error::transport(&SOCKET, error)),
        }
    };
    match tokio::time::timeout(limit, opening).await {
        Ok(result) => result,
        Err(_) => Err(late(limit)),
    }
}

struct Socket {
    inner: WebSocketStream<Box<dyn Connection>>,
}

impl Socket {
    async fn connect(client: &Client, target: Target) -> Result<Box<dyn TextSocket>, Error> {
        let connection = connect(client, &target).await?;
        let mut request = target.request;
        let agent = client.inner.wire.headers.get("user-agent");
        if let Some(agent) = agent.and_then(|agent| agent.parse().ok()) {
            request.headers_mut().insert("user-agent", agent);
        }
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .max_message_size(Some(MAX_EVENT))
            .max_frame_size(Some(MAX_EVENT));
        let host = host(&request)?.to_owned();
        match client_async_with_config(request, connection, Some(config)).await {
            Ok((inner, _)) => Ok(Box::new(Self { inner })),
            Err(SocketError::Http(response)) => Err(refused(response.status().as_u16())),
            Err(error) => {
                let failed = TransportError::other(format!("no WebSocket from {host}"));
                Err(Error::transport(&SOCKET, failed.with_source(error)))
            }
        }
    }
}

impl TextSocket for Socket {
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Result<SocketMessage, String>> {
        let next = match Pin::new(&mut self.inner).poll_next(cx) {
            Poll::Ready(next) => next,
            Poll::Pending => return Poll::Pending,
        };
        Poll::Ready(match next {
            Some(Ok(Message::Text(text))) => Ok(SocketMessage::Text(text.as_str().to_owned())),
            Some(Ok(Message::Close(frame))) => {
                // This sends the close frame of the response. Nothing waits for it.
                let _ = Pin::new(&mut self.inner).poll_flush(cx);
                Err(match frame {
                    Some(frame) => format!("the service closed the socket ({frame})"),
                    None => "the service closed the socket".to_owned(),
                })
            }
            Some(Ok(_)) => Ok(SocketMessage::Other),
            Some(Err(SocketError::Capacity(_))) => Err(TOO_LARGE.to_owned()),
            Some(Err(error)) => Err(format!("the socket broke: {error}")),
            None => Err("the socket ended".to_owned()),
        })
    }

    fn send(&mut self, text: &str) -> Result<(), String> {
        let sent = Pin::new(&mut self.inner).start_send(Message::text(text));
        sent.map_err(|error| format!("the socket broke: {error}"))
    }

    fn poll_flush(&mut self, cx: &mut Context<'_>) {
        let _ = Pin::new(&mut self.inner).poll_flush(cx);
    }

    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        // Errors are ignored, because dropping the socket closes it.
        Pin::new(&mut self.inner).poll_close(cx).map(|_| ())
    }
}

/// A checked URL of a socket.
struct Target {
    request: client::Request,
    is_secure: bool,
}

/// Checks the URL that the service returned, for every transport: it has to be encrypted, unless the
/// client's base URL is not.
fn target(client: &Client, uri: &str) -> Result<Target, Error> {
    let request = uri.into_client_request().map_err(|_| unusable())?;
    let is_secure = match request.uri().scheme_str() {
        Some("wss") => true,
        Some("ws") if client.base_url().starts_with("http://") => false,
        _ => return Err(unusable()),
    };
    host(&request)?;
    Ok(Target { request, is_secure })
}

/// Opens the connection of a socket.
async fn connect(client: &Client, target: &Target) -> Result<Box<dyn Connection>, Error> {
    let (request, is_secure) = (&target.request, target.is_secure);
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

/// The message does not contain the URL, which gives access to all events.
fn unusable() -> Error {
    let text = "the service returned a WebSocket URL that is invalid or not encrypted";
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
