//! A socket with heartbeats.
//!
//! The service sends a heartbeat every 30 seconds. After a longer silence the link sends
//! a ping, and without a response the connection is lost.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use crate::runtime::http::socket::{SocketMessage, TextSocket};

const PING: &str = r#"{"message":"ping"}"#;

/// The longest wait, because a later time might overflow the clock.
const FAR: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The time limits for a silent socket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// The silence before a ping is sent.
    pub(super) silence: Duration,
    /// The wait for the response to a ping.
    pub(super) answer: Duration,
}

pub(super) struct Link {
    socket: Box<dyn TextSocket>,
    patience: Patience,
    deadline: Pin<Box<Sleep>>,
    is_pinged: bool,
    opened: Instant,
}

impl Link {
    pub(super) fn new(socket: Box<dyn TextSocket>, patience: Patience) -> Self {
        Self {
            socket,
            patience,
            deadline: Box::pin(sleep_until(after(patience.silence))),
            is_pinged: false,
            opened: Instant::now(),
        }
    }

    /// Whether it has been open for longer than the time in which a dead connection is
    /// detected.
    pub(super) fn was_good(&self) -> bool {
        self.opened.elapsed() > self.patience.silence
    }

    /// Polls the next text message. The error is the reason why the socket is lost.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<String, String>> {
        loop {
            match self.socket.poll_receive(cx) {
                Poll::Ready(Ok(message)) => {
                    self.is_pinged = false;
                    self.deadline.as_mut().reset(after(self.patience.silence));
                    if let SocketMessage::Text(text) = message {
                        return Poll::Ready(Ok(text));
                    }
                    continue;
                }
                Poll::Ready(Err(reason)) => return Poll::Ready(Err(reason)),
                Poll::Pending => {}
            }
            if self.is_pinged {
                self.socket.poll_flush(cx);
            }
            if self.deadline.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            if self.is_pinged {
                let reason = "nothing was received for too long, and a ping was not answered";
                return Poll::Ready(Err(reason.to_owned()));
            }
            if let Err(reason) = self.socket.send(PING) {
                return Poll::Ready(Err(reason));
            }
            self.is_pinged = true;
            self.deadline.as_mut().reset(after(self.patience.answer));
        }
    }

    pub(super) async fn close(mut self) {
        poll_fn(|cx| self.socket.poll_close(cx)).await;
    }
}

/// The time after a duration from now.
pub(super) fn after(duration: Duration) -> Instant {
    Instant::now() + duration.min(FAR)
}
