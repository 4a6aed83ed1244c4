//! The future of a call that is sent, and how its response is decoded.
//!
//! Only code that depends on the decoded type is generic, because it is compiled for
//! every response type of the definition.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::execute::execute;
use crate::runtime::client::Client;
use crate::runtime::decode::Decoding;
use crate::runtime::decode::decode_error::DecodeError;
use crate::runtime::error::Error;
use crate::runtime::http::response::RawResponse;
use crate::runtime::model::DecodeProblems;
use crate::runtime::request::Request;
use crate::runtime::service::operation::Operation;

/// A function that decodes a response.
pub(crate) type Decode<T> = fn(&RawResponse, &mut Decoding) -> Result<T, DecodeError>;

/// A function that sends a request and returns the stream with the head of its response.
pub(crate) type Open<T> = fn(Client, Request) -> Streaming<T>;

/// The future of [`Open`].
pub(crate) type Streaming<T> =
    Pin<Box<dyn Future<Output = Result<(T, RawResponse), Error>> + Send>>;

/// How the response of a call is decoded.
pub(crate) enum Reading<T> {
    /// When it is complete.
    Whole(Decode<T>),
    /// As it arrives.
    Stream(Open<T>),
}

impl<T> Clone for Reading<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Reading<T> {}

/// Sends a request; `finish` makes the result from the decoded value and the response.
pub(crate) fn send<T: 'static, R: 'static>(
    client: Client,
    request: Request,
    reading: Reading<T>,
    finish: fn(T, RawResponse, DecodeProblems) -> R,
) -> Sending<R> {
    let decode = match reading {
        Reading::Whole(decode) => decode,
        Reading::Stream(open) => {
            let opening = open(client, request);
            return Sending(Stage::Stream(Box::pin(async move {
                let (stream, head) = opening.await?;
                Ok(finish(stream, head, DecodeProblems::default()))
            })));
        }
    };
    let operation = request.operation();
    let decoder = client.clone();
    Sending(Stage::Whole(
        Box::pin(execute(client, request, None)),
        Some(Box::new(move |raw| {
            read(&decoder, operation, decode, finish, raw)
        })),
    ))
}

/// Decodes a response, reports skipped values, and makes the result.
pub(crate) fn read<T, R>(
    client: &Client,
    operation: &'static Operation,
    decode: Decode<T>,
    finish: fn(T, RawResponse, DecodeProblems) -> R,
    raw: RawResponse,
) -> Result<R, Error> {
    let wire = &client.inner.wire;
    let mut decoding = wire.decoding();
    match decode(&raw, &mut decoding) {
        Ok(value) => {
            let problems = decoding.into_problems();
            wire.report(operation, &raw, &problems);
            Ok(finish(value, raw, problems))
        }
        Err(error) => Err(undecoded(operation, raw, error)),
    }
}

/// The error for a response that cannot be decoded. For a redirect that the operation
/// does not declare, this is the status and not the unexpected body.
fn undecoded(operation: &'static Operation, raw: RawResponse, error: DecodeError) -> Error {
    if (300..400).contains(&raw.status()) {
        Error::status_of(operation, raw, true)
    } else {
        Error::decode(operation, raw, error)
    }
}

/// The future of a call.
///
/// Dropping it cancels the call.
#[must_use = "a call is not sent until its future is awaited"]
pub struct Sending<T>(Stage<T>);

/// The states of [`Sending`]. Async code is not generic over the response of an ordinary call, so that it
/// is compiled once.
enum Stage<T> {
    Whole(Raw, Option<Finish<T>>),
    Stream(Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>),
}

/// The future of a response that is not decoded yet.
pub(crate) type Raw = Pin<Box<dyn Future<Output = Result<RawResponse, Error>> + Send>>;

type Finish<T> = Box<dyn FnOnce(RawResponse) -> Result<T, Error> + Send>;

impl<T> Future for Sending<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let (raw, finish) = match &mut self.0 {
            Stage::Whole(raw, finish) => (raw, finish),
            Stage::Stream(opening) => return opening.as_mut().poll(cx),
        };
        let raw = ready!(raw.as_mut().poll(cx));
        match (raw, finish.take()) {
            (Ok(raw), Some(finish)) => Poll::Ready(finish(raw)),
            (Err(error), _) => Poll::Ready(Err(error)),
            // Polled again after it was ready, which callers must not do.
            (Ok(_), None) => Poll::Pending,
        }
    }
}

impl<T> fmt::Debug for Sending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}
