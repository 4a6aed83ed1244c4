//! Request bodies: bytes, files, streams and readers.
//!
//! A body knows its length, if that is known before it is sent, and whether it can be read again
//! for a retry.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::io::{self, Read};
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use futures_core::Stream;
use tokio::io::AsyncRead;

use super::chunks::{Chunks, Counted, Measured, Whole};
use super::sources;
use super::transport_error::TransportError;

const SPENT: &str =
    "the body of the request comes from a stream or reader, which cannot be read twice";

/// The body of a request.
///
/// Bytes and files are read again for each attempt. A stream or a reader can be read once, so
/// that an attempt which has begun to read it is not retried, and its error says so. Reading
/// begins when the connection is established; at most a few chunks of 64 KiB are in memory.
///
/// ```no_run
/// use purecloud_platform_client_v2::transport::Body;
///
/// let body = Body::from("hello");
/// assert_eq!(body.content_length(), Some(5));
/// assert!(body.is_repeatable());
///
/// let body = Body::from_reader(std::io::repeat(0));
/// assert_eq!(body.content_length(), None);
/// ```
///
/// A body of unknown length is sent with `Transfer-Encoding: chunked`, which presigned URLs of
/// storage services do not accept: set the length with [`length`](Self::length).
#[derive(Clone)]
pub struct Body {
    source: Source,
    length: Option<u64>,
}

#[derive(Clone)]
enum Source {
    Bytes(Bytes),
    /// Opened for each attempt.
    Again(Arc<dyn Fn() -> Chunks + Send + Sync>),
    /// Opened once; `None` after that.
    Once(Arc<Mutex<Option<Chunks>>>),
    /// A concatenation of bodies, such as the parts of a form.
    Chain(Arc<[Body]>),
    /// A body whose chunks are transformed or counted.
    Through(Arc<Body>, Arc<dyn Fn(Chunks) -> Chunks + Send + Sync>),
}

/// Constructors.
impl Body {
    /// A file, which is read while it is sent, by each attempt from its beginning. The length
    /// is determined now; the call fails if the file has another length when it is sent.
    ///
    /// # Errors
    /// If the file cannot be opened, or is a directory.
    pub fn from_file(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref().to_owned();
        // Opened and not only looked up, to detect missing permissions here.
        let metadata = std::fs::File::open(&path)?.metadata()?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let body = Self::reopened(move || sources::file(path.clone()));
        // Pipes and devices have a length of 0 in their metadata.
        Ok(match metadata.is_file() {
            true => body.length(metadata.len()),
            false => body,
        })
    }

    /// A stream of bytes, which can be read once.
    pub fn from_stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self::once(sources::stream(stream))
    }

    /// A blocking reader, which can be read once. It is read with `spawn_blocking`.
    pub fn from_reader(reader: impl Read + Send + 'static) -> Self {
        Self::once(sources::reader(reader))
    }

    /// An async reader, such as a `tokio::fs::File`, which can be read once.
    pub fn from_async_reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self::once(sources::async_reader(reader))
    }

    /// A body whose chunks are made by a function, which is called for each attempt.
    pub fn reopened(open: impl Fn() -> Chunks + Send + Sync + 'static) -> Self {
        Self {
            source: Source::Again(Arc::new(open)),
            length: None,
        }
    }

    /// Sets the length in bytes of a stream or reader. The call fails if the body turns out longer
    /// or shorter. The length of bytes and files is not changed.
    #[must_use]
    pub fn length(mut self, length: u64) -> Self {
        self.length.get_or_insert(length);
        self
    }

    fn once(chunks: Chunks) -> Self {
        Self {
            source: Source::Once(Arc::new(Mutex::new(Some(chunks)))),
            length: None,
        }
    }
}

/// Methods for transports.
impl Body {
    /// The length in bytes; `None` if it is not known.
    pub fn content_length(&self) -> Option<u64> {
        self.length
    }

    /// The bytes, if the body is in memory.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.source {
            Source::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// Whether another attempt can read the body from its beginning. For a stream or a
    /// reader, this is true until its first chunk is read.
    pub fn is_repeatable(&self) -> bool {
        match &self.source {
            Source::Bytes(_) | Source::Again(_) => true,
            Source::Once(slot) => {
                let slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
                slot.is_some()
            }
            Source::Chain(parts) => parts.iter().all(Self::is_repeatable),
            Source::Through(inner, _) => inner.is_repeatable(),
        }
    }

    /// The chunks of the body. It is opened when the first one is polled.
    pub fn chunks(&self) -> Chunks {
        let chunks: Chunks = Box::pin(Unopened {
            body: self.clone(),
            chunks: None,
        });
        match (self.length, &self.source) {
            (Some(length), Source::Again(_) | Source::Once(_)) => {
                Box::pin(Measured::new(chunks, length))
            }
            _ => chunks,
        }
    }

    /// Reads the whole body into memory, for transports that cannot stream.
    ///
    /// # Errors
    /// If the body cannot be read.
    pub async fn into_bytes(self) -> Result<Bytes, TransportError> {
        if let Source::Bytes(bytes) = self.source {
            return Ok(bytes);
        }
        let mut chunks = self.chunks();
        let mut bytes = Vec::new();
        while let Some(piece) = poll_fn(|cx| chunks.as_mut().poll_next(cx)).await {
            bytes.extend_from_slice(&piece?);
        }
        Ok(bytes.into())
    }
}

/// Transformations.
impl Body {
    /// Concatenates bodies. Adjacent ones in memory are merged.
    pub(crate) fn chain(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut joined: Vec<Self> = Vec::new();
        let mut bytes = Vec::new();
        for part in parts {
            match part.source {
                Source::Bytes(more) => bytes.extend_from_slice(&more),
                _ => {
                    joined.push(std::mem::take(&mut bytes).into());
                    joined.push(part);
                }
            }
        }
        if joined.is_empty() {
            return bytes.into();
        }
        joined.push(bytes.into());
        let lengths = joined.iter().map(Self::content_length);
        Self {
            length: lengths.sum(),
            source: Source::Chain(joined.into()),
        }
    }

    /// The body in base64.
    pub(crate) fn in_base64(self) -> Self {
        if let Source::Bytes(bytes) = self.source {
            return BASE64_STANDARD.encode(bytes).into();
        }
        let length = self.length.map(|length| length.div_ceil(3) * 4);
        self.through(length, sources::base64)
    }

    /// Reports the number of bytes sent so far, from 0 in each attempt.
    pub(crate) fn counted(
        self,
        report: impl Fn(u64) + Clone + Send + Sync + Unpin + 'static,
    ) -> Self {
        let length = self.length;
        self.through(length, move |chunks| {
            Box::pin(Counted::new(chunks, report.clone()))
        })
    }

    fn through(
        self,
        length: Option<u64>,
        change: impl Fn(Chunks) -> Chunks + Send + Sync + 'static,
    ) -> Self {
        Self {
            source: Source::Through(Arc::new(self), Arc::new(change)),
            length,
        }
    }

    fn open(&self) -> Chunks {
        match &self.source {
            Source::Bytes(bytes) => Box::pin(Whole::sliced(bytes.clone())),
            Source::Again(open) => open(),
            Source::Once(slot) => {
                let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
                let spent = || {
                    Box::pin(Whole::new(Bytes::new()).then(TransportError::body(SPENT))) as Chunks
                };
                slot.take().unwrap_or_else(spent)
            }
            Source::Chain(parts) => Box::pin(Chained {
                left: parts.iter().cloned().collect(),
                current: None,
            }),
            Source::Through(inner, change) => change(inner.chunks()),
        }
    }
}

/// A body that is opened when it is first polled, so that a failed connection does not use up a
/// stream.
struct Unopened {
    body: Body,
    chunks: Option<Chunks>,
}

impl Stream for Unopened {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let chunks = this.chunks.get_or_insert_with(|| this.body.open());
        chunks.as_mut().poll_next(cx)
    }
}

struct Chained {
    left: VecDeque<Body>,
    current: Option<Chunks>,
}

impl Stream for Chained {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(chunks) = &mut self.current {
                match ready!(chunks.as_mut().poll_next(cx)) {
                    Some(item) => return Poll::Ready(Some(item)),
                    None => self.current = None,
                }
            }
            match self.left.pop_front() {
                Some(body) => self.current = Some(body.chunks()),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self {
            length: Some(bytes.len() as u64),
            source: Source::Bytes(bytes),
        }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        text.into_bytes().into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}

impl From<&'static [u8]> for Body {
    fn from(bytes: &'static [u8]) -> Self {
        Bytes::from_static(bytes).into()
    }
}

/// Without the data, which may be confidential.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("length", &self.length)
            .field("is_repeatable", &self.is_repeatable())
            .finish()
    }
}
