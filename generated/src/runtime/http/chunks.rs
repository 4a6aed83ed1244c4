//! Streams of the chunks of a body, in requests and in responses.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::transport_error::TransportError;

/// The chunks of a body as they arrive. A body that is incomplete ends with an error.
pub type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;

/// The maximum size of a chunk, in bytes. Two of them may be in memory.
pub(crate) const PIECE: usize = 64 * 1024;

/// A body in memory, in chunks that are not copied.
pub(crate) struct Whole {
    left: Bytes,
    piece: usize,
    /// An error after the last chunk.
    last: Option<TransportError>,
}

impl Whole {
    /// The body as one chunk, or as none if it is empty.
    pub(crate) fn new(body: impl Into<Bytes>) -> Self {
        Self {
            left: body.into(),
            piece: usize::MAX,
            last: None,
        }
    }

    /// The body in chunks of [`PIECE`] bytes.
    pub(crate) fn sliced(body: Bytes) -> Self {
        Self {
            left: body,
            piece: PIECE,
            last: None,
        }
    }
}

impl Whole {
    /// Makes the body end with an error.
    pub(crate) fn then(mut self, error: TransportError) -> Self {
        self.last = Some(error);
        self
    }
}

impl Stream for Whole {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let length = self.left.len().min(self.piece);
        Poll::Ready(match length {
            0 => self.last.take().map(Err),
            _ => Some(Ok(self.left.split_to(length))),
        })
    }
}

/// A body that fails if it has another length than declared.
pub(crate) struct Measured {
    chunks: Chunks,
    length: u64,
    left: u64,
    has_ended: bool,
}

impl Measured {
    pub(crate) fn new(chunks: Chunks, length: u64) -> Self {
        Self {
            chunks,
            length,
            left: length,
            has_ended: false,
        }
    }

    fn problem(&mut self, is: &str) -> Poll<Option<Result<Bytes, TransportError>>> {
        self.has_ended = true;
        let length = self.length;
        Poll::Ready(Some(Err(TransportError::body(format!(
            "the body of the request is {is} than its length, which is {length} bytes"
        )))))
    }
}

impl Stream for Measured {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.has_ended {
            return Poll::Ready(None);
        }
        let next = self.chunks.as_mut().poll_next(cx);
        match &next {
            Poll::Ready(Some(Ok(piece))) => match self.left.checked_sub(piece.len() as u64) {
                Some(left) => self.left = left,
                None => return self.problem("longer"),
            },
            Poll::Ready(None) if self.left > 0 => return self.problem("shorter"),
            _ => {}
        }
        next
    }
}

/// Reports the number of bytes so far.
pub(crate) struct Counted<F> {
    chunks: Chunks,
    passed: u64,
    report: F,
}

impl<F: FnMut(u64)> Counted<F> {
    pub(crate) fn new(chunks: Chunks, report: F) -> Self {
        Self {
            chunks,
            passed: 0,
            report,
        }
    }
}

impl<F: FnMut(u64) + Unpin> Stream for Counted<F> {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.chunks.as_mut().poll_next(cx);
        if let Poll::Ready(Some(Ok(piece))) = &next {
            self.passed += piece.len() as u64;
            let passed = self.passed;
            (self.report)(passed);
        }
        next
    }
}
