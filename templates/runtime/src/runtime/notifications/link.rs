//! A socket that is known to be alive.
//!
//! The service sends a heartbeat every 30 seconds. When nothing was heard for
//! longer than that, the link asks, and when nobody answers it is lost. It does
//! not know what the messages of the socket mean.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use crate::runtime::http::socket::{SocketMessage, TextSocket};

const PING: &str = r#"{"message":"ping"}"#;

/// As long as anyone waits. A later time might not be one that the clock has.
const FAR: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// How long a socket may be silent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// Before it is asked whether it is there.
    pub(super) silence: Duration,
    /// For its answer.
    pub(super) answer: Duration,
}

pub(super) struct Link {
    socket: Box<dyn TextSocket>,
    patience: Patience,
    deadline: Pin<Box<Sleep>>,
    is_asked: bool,
    opened: Instant,
}

impl Link {
    pub(super) fn new(socket: Box<dyn TextSocket>, patience: Patience) -> Self {
        Self {
            socket,
            patience,
            deadline: Box::pin(sleep_until(after(patience.silence))),
            is_asked: false,
            opened: Instant::now(),
        }
    }

    /// Whether it has lasted for longer than a dead one would have.
    pub(super) fn was_good(&self) -> bool {
        self.opened.elapsed() > self.patience.silence
    }

    /// The next text, or why there is none to come.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<String, String>> {
        loop {
            match self.socket.poll_receive(cx) {
                Poll::Ready(Ok(message)) => {
                    self.is_asked = false;
                    self.deadline.as_mut().reset(after(self.patience.silence));
                    if let SocketMessage::Text(text) = message {
                        return Poll::Ready(Ok(text));
                    }
                    continue;
                }
                Poll::Ready(Err(reason)) => return Poll::Ready(Err(reason)),
                Poll::Pending => {}
            }
            if self.is_asked {
                self.socket.poll_flush(cx);
            }
            if self.deadline.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            if self.is_asked {
                let reason = "nothing was received for too long, and a ping was not answered";
                return Poll::Ready(Err(reason.to_owned()));
            }
            if let Err(reason) = self.socket.send(PING) {
                return Poll::Ready(Err(reason));
            }
            self.is_asked = true;
            self.deadline.as_mut().reset(after(self.patience.answer));
        }
    }

    pub(super) async fn close(mut self) {
        poll_fn(|cx| self.socket.poll_close(cx)).await;
    }
}

/// The moment at which a time from now on is over.
pub(super) fn after(duration: Duration) -> Instant {
    Instant::now() + duration.min(FAR)
}
