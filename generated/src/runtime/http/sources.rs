//! Sources of the chunks of a request body: streams, readers and files.
//!
//! Each is read without blocking async tasks.

use std::error::Error as StdError;
use std::fs::File;
use std::future::Future;
use std::io::{self, Read};
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use futures_core::Stream;
use tokio::io::{AsyncRead, ReadBuf};

use super::blocking_work;
use super::chunks::{Chunks, PIECE};
use super::transport_error::TransportError;

type Item = Result<Bytes, TransportError>;

/// The chunks of a stream.
pub(crate) fn stream<S, B, E>(source: S) -> Chunks
where
    S: Stream<Item = Result<B, E>> + Send + 'static,
    B: Into<Bytes>,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    Box::pin(Adapted(Box::pin(source)))
}

/// The chunks of an async reader.
pub(crate) fn async_reader(reader: impl AsyncRead + Send + 'static) -> Chunks {
    Box::pin(AsyncPieces {
        reader: Some(Box::pin(reader)),
        buffer: vec![0; PIECE],
    })
}

/// The chunks of a blocking reader.
pub(crate) fn reader(reader: impl Read + Send + 'static) -> Chunks {
    let reader: Box<dyn Read + Send> = Box::new(reader);
    Box::pin(BlockingPieces(Some(next_piece(|| Ok(reader)))))
}

/// The chunks of a file, which is opened when the first one is polled.
pub(crate) fn file(path: PathBuf) -> Chunks {
    let open = || Ok(Box::new(File::open(path)?) as Box<dyn Read + Send>);
    Box::pin(BlockingPieces(Some(next_piece(open))))
}

/// Encodes chunks in base64 (RFC 4648, 4).
pub(crate) fn base64(chunks: Chunks) -> Chunks {
    Box::pin(Base64 {
        chunks: Some(chunks),
        carried: Vec::new(),
    })
}

fn unreadable(error: impl Into<Box<dyn StdError + Send + Sync>>) -> TransportError {
    TransportError::body("the body of the request cannot be read").with_source(error)
}

struct Adapted<S>(Pin<Box<S>>);

impl<S, B, E> Stream for Adapted<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    type Item = Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Item>> {
        let next = self.0.as_mut().poll_next(cx);
        next.map(|item| item.map(|item| item.map(Into::into).map_err(unreadable)))
    }
}

struct AsyncPieces<R> {
    /// `None` after the end.
    reader: Option<Pin<Box<R>>>,
    buffer: Vec<u8>,
}

impl<R: AsyncRead> Stream for AsyncPieces<R> {
    type Item = Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Item>> {
        let this = &mut *self;
        let Some(reader) = &mut this.reader else {
            return Poll::Ready(None);
        };
        let mut buffer = ReadBuf::new(&mut this.buffer);
        let read = ready!(reader.as_mut().poll_read(cx, &mut buffer));
        let item = match read {
            Ok(()) if buffer.filled().is_empty() => None,
            Ok(()) => Some(Ok(Bytes::copy_from_slice(buffer.filled()))),
            Err(error) => Some(Err(unreadable(error))),
        };
        if !matches!(item, Some(Ok(_))) {
            this.reader = None;
        }
        Poll::Ready(item)
    }
}

type Piece = io::Result<(Vec<u8>, Box<dyn Read + Send>)>;

/// The future of the next chunk of a blocking reader; `None` after the end.
struct BlockingPieces(Option<Pin<Box<dyn Future<Output = Piece> + Send>>>);

fn next_piece(
    open: impl FnOnce() -> io::Result<Box<dyn Read + Send>> + Send + 'static,
) -> Pin<Box<dyn Future<Output = Piece> + Send>> {
    Box::pin(blocking_work::run(move || {
        let mut reader = open()?;
        let mut piece = vec![0; PIECE];
        let length = loop {
            match reader.read(&mut piece) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        piece.truncate(length);
        Ok((piece, reader))
    }))
}

impl Stream for BlockingPieces {
    type Item = Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Item>> {
        let Some(next) = &mut self.0 else {
            return Poll::Ready(None);
        };
        let read = ready!(next.as_mut().poll(cx));
        self.0 = None;
        Poll::Ready(match read {
            Ok((piece, _)) if piece.is_empty() => None,
            Ok((piece, reader)) => {
                self.0 = Some(next_piece(|| Ok(reader)));
                Some(Ok(piece.into()))
            }
            Err(error) => Some(Err(unreadable(error))),
        })
    }
}

/// Encodes groups of three bytes. One or two remaining bytes are carried to the next
/// chunk.
struct Base64 {
    chunks: Option<Chunks>,
    carried: Vec<u8>,
}

impl Stream for Base64 {
    type Item = Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Item>> {
        let Some(chunks) = &mut self.chunks else {
            return Poll::Ready(None);
        };
        match ready!(chunks.as_mut().poll_next(cx)) {
            Some(Ok(piece)) => {
                let mut bytes = std::mem::take(&mut self.carried);
                bytes.extend_from_slice(&piece);
                self.carried = bytes.split_off(bytes.len() - bytes.len() % 3);
                Poll::Ready(Some(Ok(BASE64_STANDARD.encode(bytes).into())))
            }
            Some(Err(error)) => Poll::Ready(Some(Err(error))),
            None => {
                self.chunks = None;
                let last = BASE64_STANDARD.encode(&self.carried);
                Poll::Ready((!last.is_empty()).then(|| Ok(last.into())))
            }
        }
    }
}
