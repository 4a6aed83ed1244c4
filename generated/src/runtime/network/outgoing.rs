//! Streams request bodies to reqwest.
//!
//! It records when the last chunk was read, and the error of a body that cannot be read.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::Instant;

use crate::runtime::http::body::Body;
use crate::runtime::http::chunks::Chunks;
use crate::runtime::http::transport_error::TransportError;

/// The state of a streamed request body; `None` inside if there is no body or it is in memory.
/// Clones share the state.
#[derive(Clone)]
pub(super) struct Upstream(Option<Arc<Mutex<State>>>);

#[derive(Default)]
struct State {
    /// When the last chunk was read.
    moved: Option<Instant>,
    failure: Option<TransportError>,
}

impl Upstream {
    pub(super) fn of(body: Option<&Body>) -> Self {
        let is_read = body.is_some_and(|body| body.as_bytes().is_none());
        Self(is_read.then(Arc::default))
    }

    /// When the last chunk was read.
    pub(super) fn moved(&self) -> Option<Instant> {
        self.state()?.moved
    }

    /// The error of the body, if it made the exchange fail.
    pub(super) fn take_failure(&self) -> Option<TransportError> {
        self.state()?.failure.take()
    }

    /// Converts the body for reqwest.
    pub(super) fn body(&self, body: Body) -> reqwest::Body {
        match body.as_bytes() {
            Some(bytes) => bytes.clone().into(),
            None => reqwest::Body::wrap(Outgoing {
                left: body.content_length(),
                chunks: Mutex::new(body.chunks()),
                upstream: self.clone(),
            }),
        }
    }

    fn state(&self) -> Option<MutexGuard<'_, State>> {
        let state = self.0.as_ref()?.lock();
        Some(state.unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, note: impl FnOnce(&mut State)) {
        if let Some(mut state) = self.state() {
            note(&mut state);
        }
    }
}

struct Outgoing {
    /// The lock is never contended: it makes the body `Sync`, as reqwest requires.
    chunks: Mutex<Chunks>,
    left: Option<u64>,
    upstream: Upstream,
}

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        let chunks = this.chunks.get_mut();
        let chunks = chunks.unwrap_or_else(PoisonError::into_inner);
        chunks.as_mut().poll_next(cx).map(|item| {
            this.upstream
                .note(|state| state.moved = Some(Instant::now()));
            match item? {
                Ok(piece) => {
                    let length = piece.len() as u64;
                    this.left = this.left.map(|left| left.saturating_sub(length));
                    Some(Ok(Frame::data(piece)))
                }
                Err(error) => {
                    this.upstream.note(|state| state.failure = Some(error));
                    Some(Err("the body of the request ended early"))
                }
            }
        })
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map(SizeHint::with_exact).unwrap_or_default()
    }
}
