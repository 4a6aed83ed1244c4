//! The maximum sizes of bodies that are kept in memory, and how a body is read up to its
//! limit.

use std::future::poll_fn;

use super::chunks::Chunks;
use super::response::RawResponse;
use super::transport_error::TransportError;

/// The default maximum of a response body, in bytes after decompression: 128 MiB. The
/// largest pages of JSON have a tenth of this; larger bodies are files, for which there
/// is `download`. A body is in memory twice, as bytes and as decoded values.
pub(crate) const DEFAULT_RESPONSE: usize = 128 * 1024 * 1024;

/// The maximum of a response of the login service, in bytes. A token has a few KiB.
pub(crate) const MAX_LOGIN: usize = 1024 * 1024;

/// The number of bytes that are read of the body of an error response. Error bodies of
/// services have a few KiB.
pub(crate) const MAX_ERROR: usize = 64 * 1024;

/// The maximum of an event of a stream and of a message of a notification socket, in
/// bytes, so that an endless one cannot exhaust memory.
pub(crate) const MAX_EVENT: usize = 16 * 1024 * 1024;

/// The maximum capacity in bytes that is reserved for a declared `Content-Length`, which may be wrong.
const MAX_FORESEEN: usize = 1024 * 1024;

/// Reads the body of a response up to the limit.
///
/// # Errors
/// If a success is larger than `max` bytes, or the body is incomplete.
pub(crate) async fn gather(
    head: RawResponse,
    mut chunks: Chunks,
    max: Option<usize>,
) -> Result<RawResponse, TransportError> {
    let mut gathered = Gathered::new(head, max, None);
    while gathered.has_room() {
        match poll_fn(|cx| chunks.as_mut().poll_next(cx)).await {
            Some(chunk) => gathered.push(&chunk?),
            None => break,
        }
    }
    gathered.finish()
}

/// A body that is read up to its limit.
pub(crate) struct Gathered {
    head: RawResponse,
    body: Vec<u8>,
    max: Option<usize>,
    /// The maximum number of bytes that are kept.
    limit: usize,
}

impl Gathered {
    /// `length` is the declared length of the body, for which at most [`MAX_FORESEEN`] bytes are
    /// reserved.
    pub(crate) fn new(head: RawResponse, max: Option<usize>, length: Option<u64>) -> Self {
        let limit = limit(head.status(), max);
        let length = length.and_then(|length| usize::try_from(length).ok());
        let length = length.unwrap_or_default().min(limit).min(MAX_FORESEEN);
        Self {
            head,
            body: Vec::with_capacity(length),
            max,
            limit,
        }
    }

    /// Whether to read on. One byte more than the limit is kept, to detect a body that is
    /// too large.
    pub(crate) fn has_room(&self) -> bool {
        self.body.len() <= self.limit
    }

    pub(crate) fn push(&mut self, chunk: &[u8]) {
        let room = self.limit.saturating_add(1) - self.body.len();
        self.body.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }

    /// The response with its body.
    ///
    /// # Errors
    /// If a success is larger than the limit.
    pub(crate) fn finish(self) -> Result<RawResponse, TransportError> {
        let (status, headers, _) = self.head.into_parts();
        bounded(RawResponse::new(status, headers, self.body), self.max)
    }
}

/// Applies the limit to a complete response: a larger error body is truncated.
///
/// # Errors
/// If a success is larger than `max` bytes.
pub(crate) fn bounded(raw: RawResponse, max: Option<usize>) -> Result<RawResponse, TransportError> {
    let limit = limit(raw.status(), max);
    if raw.body().len() <= limit {
        return Ok(raw);
    }
    if is_success(raw.status()) {
        return Err(TransportError::too_large(&raw, limit));
    }
    let (status, headers, mut body) = raw.into_parts();
    body.truncate(limit);
    Ok(RawResponse::new(status, headers, body))
}

fn limit(status: u16, max: Option<usize>) -> usize {
    let max = max.unwrap_or(usize::MAX);
    match is_success(status) {
        true => max,
        false => max.min(MAX_ERROR),
    }
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}
