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

/// The same response with its body, once all of it has arrived that is kept.
///
/// # Errors
/// If a success is larger than `max`, or the body breaks off.
pub(crate) async fn gather(
    head: RawResponse,
    mut chunks: Chunks,
    max: Option<usize>,
) -> Result<RawResponse, TransportError> {
    let limit = limit(head.status(), max);
    let mut body = Vec::new();
    while body.len() <= limit {
        let Some(chunk) = poll_fn(|cx| chunks.as_mut().poll_next(cx)).await else {
            break;
        };
        let chunk = chunk?;
        // One byte more than the limit tells that there is too much.
        let room = limit.saturating_add(1) - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    let headers = head.headers().clone();
    bounded(RawResponse::new(head.status(), headers, body), max)
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
    let (status, headers) = (raw.status(), raw.headers().clone());
    let mut body = raw.into_body();
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
