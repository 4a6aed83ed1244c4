//! The interface between notifications and a WebSocket library.
//!
//! Messages are strings; what they mean is decided elsewhere.

use std::task::{Context, Poll};

use super::response::RawResponse;

/// The result of a WebSocket handshake.
#[non_exhaustive]
pub enum SocketOpening {
    /// The socket is open.
    Open(Box<dyn TextSocket>),
    /// The server answered with a status other than 101.
    Refused(RawResponse),
}

/// A WebSocket with text messages. Dropping it closes the connection.
///
/// Implement it and [`Transport::open_socket`](crate::runtime::Transport::open_socket) to
/// use another library for notifications.
pub trait TextSocket: Send {
    /// The next message.
    ///
    /// # Errors
    /// If there are no more messages. The reason is one line, such as `the socket ended`;
    /// the socket is not polled again.
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Result<SocketMessage, String>>;

    /// Queues a text message, which [`poll_flush`](Self::poll_flush) sends.
    ///
    /// # Errors
    /// If the socket cannot send any more, with the reason as one line.
    fn send(&mut self, text: &str) -> Result<(), String>;

    /// Sends queued messages as far as possible. Errors are ignored, because a dead
    /// socket is detected by its silence.
    fn poll_flush(&mut self, cx: &mut Context<'_>);

    /// Starts or continues the closing handshake.
    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<()>;
}

/// A received WebSocket message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SocketMessage {
    /// A text message.
    Text(String),
    /// Anything else, such as a pong, which shows that the connection is alive.
    Other,
}
