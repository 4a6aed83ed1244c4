//! Downloads: responses that are read in chunks, and resumed when they are interrupted.
//!
//! `resume` requests the rest of a download.

use std::fmt;
use std::future::poll_fn;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use bytes::Bytes;
use futures_core::Stream;
use tokio::io::AsyncWrite;

use super::checksum::Checksum;
use super::file::PartFile;
use super::part::{Part, validator};
use super::progress::{OnProgress, Progress};
use super::resume::{Broken, DownloadSource, Opened, Resumed, Resuming};
use crate::runtime::error::Error;
use crate::runtime::http::chunks::Chunks;
use crate::runtime::http::headers::Headers;
use crate::runtime::http::response::RawResponse;
use crate::runtime::http::transport_error::TransportError;

/// A response whose body is read in chunks.
///
/// It is a `Stream` of the chunks. If the connection breaks, the rest is requested with `Range`
/// and `If-Range`, provided that the response has a strong `ETag` or a `Last-Modified` that is old
/// enough to identify it. The [`RetryPolicy`](crate::runtime::RetryPolicy) limits the attempts
/// without progress. No byte is returned twice. If the file has changed, [`save`](Self::save)
/// starts over, and all other methods return an error. Responses to a `POST`, or to a call with a
/// `Range` header of its own, are not resumed.
///
/// An incomplete body is always an error, and so is one that does not have the checksum that the
/// service declares (`Content-Digest`, `Repr-Digest`, `Digest` with SHA-256, or `Content-MD5`).
///
/// The timeout of the call applies to the head of the response and to each chunk, and
/// [`ClientBuilder::max_response_size`](crate::runtime::ClientBuilder::max_response_size)
/// does not apply. Of an error body, 64 KiB are read, within the timeout.
#[must_use = "a download is read by its methods"]
pub struct Download {
    source: Arc<DownloadSource>,
    head: RawResponse,
    step: Step,
    /// The number of bytes that were returned.
    received: u64,
    /// The number of bytes to skip, because they were returned before.
    skipped: u64,
    total: Option<u64>,
    checksum: Option<Checksum>,
    progress: Option<OnProgress>,
    may_start_over: bool,
    advance: Advance,
}

enum Step {
    Reading(Chunks),
    Resuming(Resuming),
    Ended,
}

/// The furthest position of the download, and the retries since then.
struct Advance {
    furthest: u64,
    retries: u32,
    begun: Instant,
}

/// An item of the body.
enum Piece {
    Bytes(Bytes),
    /// The file has changed: discard the chunks so far.
    StartOver,
}

impl Download {
    pub(crate) fn new(
        source: DownloadSource,
        opened: Opened,
        progress: Option<OnProgress>,
    ) -> Self {
        let (head, chunks) = opened;
        let mut download = Self {
            source: Arc::new(source),
            head: RawResponse::new(0, Headers::new(), Vec::new()),
            step: Step::Ended,
            received: 0,
            skipped: 0,
            total: None,
            checksum: None,
            progress,
            may_start_over: false,
            advance: Advance {
                furthest: 0,
                retries: 0,
                begun: Instant::now(),
            },
        };
        download.begin(head, chunks);
        download
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.head.status()
    }

    /// The headers.
    pub fn headers(&self) -> &Headers {
        self.head.headers()
    }

    /// The media type of the body.
    pub fn content_type(&self) -> Option<&str> {
        self.head.headers().get("content-type")
    }

    /// The size of the body in bytes, if the response declares it.
    pub fn content_length(&self) -> Option<u64> {
        self.head.headers().get("content-length")?.parse().ok()
    }

    /// Sets a function that is called after each chunk.
    pub fn on_progress(mut self, report: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(report));
        self
    }

    /// The next chunk of the body, or `None` at its end.
    ///
    /// # Errors
    /// If the body is interrupted and cannot be resumed, the next chunk times out, or the
    /// checksum is wrong.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let next = poll_fn(|cx| self.poll_bytes(cx)).await;
        next.transpose()
    }

    /// Writes the body to a writer, such as a `tokio::fs::File`, and flushes it. Returns
    /// the number of bytes.
    ///
    /// # Errors
    /// As for [`chunk`](Self::chunk), or if the writer fails. The writer has received a part
    /// of the body then.
    pub async fn write_to<W: AsyncWrite + Unpin>(mut self, writer: &mut W) -> Result<u64, Error> {
        while let Some(chunk) = self.chunk().await? {
            let mut left = chunk.as_ref();
            while !left.is_empty() {
                let written = poll_fn(|cx| Pin::new(&mut *writer).poll_write(cx, left)).await;
                let count = match written {
                    Ok(0) => return Err(self.unwritten(std::io::ErrorKind::WriteZero.into())),
                    Ok(count) => count,
                    Err(error) => return Err(self.unwritten(error)),
                };
                left = &left[count.min(left.len())..];
            }
        }
        let flushed = poll_fn(|cx| Pin::new(&mut *writer).poll_flush(cx)).await;
        flushed.map_err(|error| self.unwritten(error))?;
        Ok(self.received)
    }

    /// Writes the body to a file, and replaces an existing one. Returns the number of bytes.
    ///
    /// The download is written to a file with the suffix `.part`, which is renamed when it is complete.
    /// It starts over if it cannot be resumed.
    ///
    /// # Errors
    /// As for [`chunk`](Self::chunk), or if the file cannot be written. The partial file is
    /// removed.
    pub async fn save(mut self, path: impl AsRef<Path>) -> Result<u64, Error> {
        self.may_start_over = true;
        let file = PartFile::create(path.as_ref()).await;
        let mut file = file.map_err(|error| self.unwritten(error))?;
        while let Some(piece) = poll_fn(|cx| self.poll_piece(cx)).await {
            let written = match piece? {
                Piece::Bytes(bytes) => file.write(&bytes).await,
                Piece::StartOver => file.start_over().await,
            };
            written.map_err(|error| self.unwritten(error))?;
        }
        let finished = file.finish().await;
        finished.map_err(|error| self.unwritten(error))?;
        Ok(self.received)
    }

    /// Reads the whole body into memory, without a limit.
    ///
    /// # Errors
    /// As for [`chunk`](Self::chunk).
    pub async fn bytes(mut self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    fn unwritten(&self, error: std::io::Error) -> Error {
        let problem = TransportError::other("the download could not be written");
        self.source.error(problem.with_source(error))
    }
}

/// Reading.
impl Download {
    /// Starts at the first byte of a representation.
    fn begin(&mut self, head: RawResponse, chunks: Chunks) {
        let is_whole = head.status() == 200;
        self.head = head;
        self.received = 0;
        self.skipped = 0;
        self.total = self.content_length().filter(|_| is_whole);
        self.checksum = Checksum::of(self.head.headers()).filter(|_| is_whole);
        self.step = Step::Reading(chunks);
    }

    /// The next chunk, for readers that cannot start over.
    fn poll_bytes(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            match ready!(self.poll_piece(cx)) {
                Some(Ok(Piece::Bytes(bytes))) => return Poll::Ready(Some(Ok(bytes))),
                // It starts over only before the first byte.
                Some(Ok(Piece::StartOver)) => {}
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Piece, Error>>> {
        loop {
            let failed = match &mut self.step {
                Step::Ended => return Poll::Ready(None),
                Step::Reading(chunks) => match ready!(chunks.as_mut().poll_next(cx)) {
                    Some(Ok(bytes)) => match self.taken(bytes) {
                        Some(bytes) => return Poll::Ready(Some(Ok(Piece::Bytes(bytes)))),
                        None => continue,
                    },
                    Some(Err(error)) => self.resume(error),
                    None => match self.early_end() {
                        Some(error) => self.resume(error),
                        None => self.finish(),
                    },
                },
                Step::Resuming(resuming) => match ready!(resuming.as_mut().poll(cx)) {
                    Ok(Resumed::Rest(chunks)) => {
                        self.step = Step::Reading(chunks);
                        continue;
                    }
                    Ok(Resumed::Same(chunks)) => {
                        self.skipped = self.received;
                        self.step = Step::Reading(chunks);
                        continue;
                    }
                    Ok(Resumed::Other((head, chunks))) => {
                        self.begin(head, chunks);
                        return Poll::Ready(Some(Ok(Piece::StartOver)));
                    }
                    Err(error) => Err(error),
                },
            };
            if let Err(error) = failed {
                self.step = Step::Ended;
                return Poll::Ready(Some(Err(error)));
            }
        }
    }

    /// Counts a chunk. Returns the part of it that was not returned before.
    fn taken(&mut self, mut bytes: Bytes) -> Option<Bytes> {
        let known = self.skipped.min(bytes.len() as u64);
        self.skipped -= known;
        // At most the length of the chunk.
        let bytes = bytes.split_off(known as usize);
        if bytes.is_empty() {
            return None;
        }
        self.received += bytes.len() as u64;
        if let Some(checksum) = &mut self.checksum {
            checksum.update(&bytes);
        }
        if let Some(report) = &self.progress {
            report(Progress::of_download(self.received, self.total));
        }
        Some(bytes)
    }

    /// The error of a body that ended early. A server may send less than the requested range.
    fn early_end(&self) -> Option<TransportError> {
        let received = self.received;
        let total = self.total.filter(|total| received < *total);
        let is_early = self.skipped > 0 || total.is_some();
        is_early.then(|| TransportError::other(format!("the body ended after {received} bytes")))
    }

    fn finish(&mut self) -> Result<(), Error> {
        self.step = Step::Ended;
        match self.checksum.take().and_then(Checksum::mismatch) {
            None => Ok(()),
            Some(name) => Err(self.source.error(TransportError::other(format!(
                "the download is damaged: it does not have the {name} checksum that the service declares"
            )))),
        }
    }

    /// Requests the rest of an interrupted body, or returns the error if that is not possible.
    fn resume(&mut self, error: TransportError) -> Result<(), Error> {
        if self.received > self.advance.furthest {
            self.advance = Advance {
                furthest: self.received,
                retries: 0,
                begun: Instant::now(),
            };
        }
        let validator = validator(self.headers()).filter(|_| self.status() == 200);
        let from = self.received;
        let broken = Broken {
            part: validator.map(|validator| Part { from, validator }),
            total: self.total,
            may_start_over: self.may_start_over || from == 0,
            retries: self.advance.retries,
            elapsed: self.advance.begun.elapsed(),
            error,
        };
        self.advance.retries += 1;
        self.step = Step::Resuming(Arc::clone(&self.source).resume(broken)?);
        Ok(())
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_bytes(cx)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("head", &self.head)
            .finish_non_exhaustive()
    }
}
