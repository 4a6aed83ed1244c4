//! The border between notifications and a library of WebSockets.
//!
//! It knows no message: what a socket brings is text.

use std::task::{Context, Poll};

use super::response::RawResponse;

/// What came of the request for a WebSocket.
#[non_exhaustive]
pub enum SocketOpening {
    /// The socket is open.
    Open(Box<dyn TextSocket>),
    /// The server answered with a status other than 101.
    Refused(RawResponse),
}

/// A WebSocket of text messages. Dropping it closes the connection.
///
/// Implement it together with
/// [`Transport::open_socket`](crate::runtime::Transport::open_socket) to bring
/// notifications over another library.
pub trait TextSocket: Send {
    /// The next message.
    ///
    /// # Errors
    /// If there is no further one. The reason is one line, such as `the socket ended`;
    /// nothing is asked of the socket after it.
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Result<SocketMessage, String>>;

    /// Takes a text message to be sent, which [`poll_flush`](Self::poll_flush) sends.
    ///
    /// # Errors
    /// If the socket can send nothing more, with the reason as one line.
    fn send(&mut self, text: &str) -> Result<(), String>;

    /// Sends what was taken, as far as possible. A socket that cannot be written to is
    /// found out by its silence.
    fn poll_flush(&mut self, cx: &mut Context<'_>);

    /// Tells the server that nothing more will be read.
    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<()>;
}

/// What a WebSocket brings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SocketMessage {
    /// A text message.
    Text(String),
    /// Anything else, such as the answer to a ping, which shows that the server is there.
    Other,
}
