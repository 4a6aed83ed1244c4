//! How large a body may be that is kept in memory, and the reading of a body up
//! to that size.
//!
//! It knows the limits and what becomes of a body that is larger. It does not
//! know how a body arrives.

use std::future::poll_fn;

use super::chunks::Chunks;
use super::response::RawResponse;
use super::transport_error::TransportError;

/// The size of a whole response unless the client has another limit, in bytes
/// once it is decompressed: 128 MiB. The largest pages of JSON that services
/// give are a tenth of it, and what is larger is a file, which is for
/// `download`. A body that fills it is there once as bytes and once as values,
/// which a program of today can bear.
pub(crate) const DEFAULT_RESPONSE: usize = 128 * 1024 * 1024;

/// The largest response to a login, in bytes. A token is a few KiB.
pub(crate) const MAX_LOGIN: usize = 1024 * 1024;

/// As much of the body of a response that is no success as is read, in bytes.
/// Those of the service are a few KiB; what is longer says no more.
pub(crate) const MAX_ERROR: usize = 64 * 1024;

/// The largest event of a stream, and the largest message of a notification
/// socket, in bytes. A body without an end must not fill the memory.
pub(crate) const MAX_EVENT: usize = 16 * 1024 * 1024;

/// The largest length of a body, in bytes, for which memory is taken before the body arrives: a length
/// that is not true must not cost more.
const MAX_FORESEEN: usize = 1024 * 1024;

/// The same response with its body, once all of it has arrived that is kept.
///
/// # Errors
/// If a success is larger than `max`, or the body breaks off.
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

/// A body of which as much is kept as may be.
pub(crate) struct Gathered {
    head: RawResponse,
    body: Vec<u8>,
    max: Option<usize>,
    /// The largest number of bytes that are kept.
    limit: usize,
}

impl Gathered {
    /// `length` is what the response says of its body, which is believed up to [`MAX_FORESEEN`].
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

    /// Whether more can be kept. One byte more than the limit tells that there is too much.
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
    /// If a success is larger than it may be.
    pub(crate) fn finish(self) -> Result<RawResponse, TransportError> {
        let (status, headers, _) = self.head.into_parts();
        bounded(RawResponse::new(status, headers, self.body), self.max)
    }
}

/// A response as a transport gave it, within the limit.
///
/// # Errors
/// If it is a success and larger than `max`.
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
