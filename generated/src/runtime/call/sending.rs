//! A call on its way: how its response is read, and the future of its result.
//!
//! Only what mentions the decoded type is generic here, because each such line is
//! compiled once for every response type of the definition.

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

/// Decodes a response.
pub(crate) type Decode<T> = fn(&RawResponse, &mut Decoding) -> Result<T, DecodeError>;

/// Opens a response that is a stream, and gives it with the status and the headers.
pub(crate) type Open<T> = fn(Client, Request) -> Streaming<T>;

/// The future of what [`Open`] gives.
pub(crate) type Streaming<T> =
    Pin<Box<dyn Future<Output = Result<(T, RawResponse), Error>> + Send>>;

/// How the response of a call is read.
pub(crate) enum Reading<T> {
    /// Decoded when its body is there.
    Whole(Decode<T>),
    /// Decoded as it arrives.
    Stream(Open<T>),
}

impl<T> Clone for Reading<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Reading<T> {}

/// Sends a request; `finish` makes the result of a decoded value and its response.
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

/// Decodes a response, and makes a result of it.
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

/// A redirect is a success of the operations that declare it, whose decoder
/// accepts it. For all others its body says nothing, so the status is what the
/// caller has to learn.
fn undecoded(operation: &'static Operation, raw: RawResponse, error: DecodeError) -> Error {
    if (300..400).contains(&raw.status()) {
        Error::status_of(operation, raw, true)
    } else {
        Error::decode(operation, raw, error)
    }
}

/// The future of a call that is being sent.
///
/// Dropping it cancels the call.
#[must_use = "a call is not sent until its future is awaited"]
pub struct Sending<T>(Stage<T>);

/// What a [`Sending`] waits for. Nothing that awaits is generic over the response of an ordinary call, so
/// that it is compiled once for all of them.
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
            // Reached only by polling a finished future, which has no result left.
            (Ok(_), None) => Poll::Pending,
        }
    }
}

impl<T> fmt::Debug for Sending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}
