//! Responses that are streams of values: server-sent events, JSON lines and JSON
//! sequences.
//!
//! A stream consists of a download, the splitter that finds the values, and the function
//! that decodes them. It does not reconnect, because only the caller knows what was
//! missed.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::download::stream;
use super::sending::Streaming;
use crate::runtime::client::Client;
use crate::runtime::decode::decode_error::DecodeError;
use crate::runtime::decode::{self, Decoding};
use crate::runtime::error::Error;
use crate::runtime::http::media_type::is_json;
use crate::runtime::http::response::RawResponse;
use crate::runtime::model::Codec;
use crate::runtime::request::Request;
use crate::runtime::service::operation::Operation;
use crate::runtime::service::stream::StreamFormat;
use crate::runtime::transfer::download::Download;

mod nesting;
mod split;

pub use self::split::RawEvent;
use self::split::Splitter;

/// The data of the last event in many JSON streams.
const END: &str = "[DONE]";

type DecodeEvent<T> = fn(&str, &mut Decoding) -> Result<T, DecodeError>;

/// The values of a streamed response, as they arrive.
///
/// It implements [`Stream`]; [`try_next`](Self::try_next) needs no other crate. An interrupted stream ends
/// with an error and is not resumed. An event that cannot be decoded is an error with [`Error::is_decode`],
/// whose [`body`](Error::body) is the event; the stream continues after it. [`Error::is_fatal`] is true for
/// an error that ended the stream. Events without data are skipped, and the event `[DONE]` of many services
/// ends the stream.
///
/// The timeout of the call applies to the head of the response and to each chunk: if the
/// stream may be silent for longer, set a timeout for the call.
#[must_use = "a stream is read by its methods"]
pub struct EventStream<T> {
    client: Client,
    events: RawEvents,
    decode: DecodeEvent<T>,
    is_at_end: bool,
}

impl<T> EventStream<T> {
    /// The next value, or `None` at the end.
    ///
    /// # Errors
    /// If the value cannot be decoded, after which the stream continues; if the response
    /// is interrupted, the next chunk times out, or a value is larger than 16 MiB.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|cx| self.poll_value(cx)).await.transpose()
    }

    /// The events with their names and ids, not decoded.
    pub fn into_raw(self) -> RawEvents {
        self.events
    }

    fn poll_value(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        while !self.is_at_end {
            let event = match ready!(self.events.poll_event(cx)) {
                Some(Ok(event)) => event,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => break,
            };
            if event.data.trim().is_empty() {
                continue;
            }
            let mut decoding = self.client.inner.wire.decoding();
            let decoded = (self.decode)(&event.data, &mut decoding);
            // `[DONE]` may be a value in a stream of strings, so decoding is tried first.
            if decoded.is_err() && event.data.trim() == END {
                self.is_at_end = true;
                break;
            }
            return Poll::Ready(Some(match decoded {
                Ok(value) => {
                    let events = &self.events;
                    let problems = decoding.into_problems();
                    self.client.inner.wire.report(
                        events.operation,
                        &events.raw(event.data),
                        &problems,
                    );
                    Ok(value)
                }
                Err(problem) => Err(self.events.undecoded(event.data, problem)),
            }));
        }
        Poll::Ready(None)
    }
}

impl<T> Stream for EventStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_value(cx)
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("events", &self.events)
            .finish_non_exhaustive()
    }
}

/// The events of a response, not decoded: see [`EventStream::into_raw`].
#[must_use = "a stream is read by its methods"]
pub struct RawEvents {
    operation: &'static Operation,
    download: Download,
    splitter: Splitter,
    is_at_end: bool,
}

impl RawEvents {
    /// The next event, or `None` at the end.
    ///
    /// # Errors
    /// If the response is interrupted, the next chunk times out, or an event is larger
    /// than 16 MiB. The stream ends after an error.
    pub async fn try_next(&mut self) -> Result<Option<RawEvent>, Error> {
        poll_fn(|cx| self.poll_event(cx)).await.transpose()
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<RawEvent, Error>>> {
        loop {
            match self.splitter.next() {
                Ok(Some(event)) => return Poll::Ready(Some(Ok(event))),
                Ok(None) if self.is_at_end => return Poll::Ready(None),
                Ok(None) => {}
                Err(problem) => {
                    self.is_at_end = true;
                    self.splitter.clear();
                    let problem = DecodeError::new("", problem);
                    let error = self.undecoded(String::new(), problem);
                    return Poll::Ready(Some(Err(error.fatal())));
                }
            }
            match ready!(Pin::new(&mut self.download).poll_next(cx)) {
                Some(Ok(chunk)) => self.splitter.push(&chunk),
                Some(Err(error)) => {
                    self.is_at_end = true;
                    self.splitter.clear();
                    return Poll::Ready(Some(Err(error.fatal())));
                }
                None => {
                    self.is_at_end = true;
                    self.splitter.end();
                }
            }
        }
    }

    fn undecoded(&self, data: String, problem: DecodeError) -> Error {
        Error::decode(self.operation, self.raw(data), problem)
    }

    /// An event as a response, for hooks.
    fn raw(&self, data: String) -> RawResponse {
        let headers = self.download.headers().clone();
        RawResponse::new(self.download.status(), headers, data.into_bytes())
    }
}

impl Stream for RawEvents {
    type Item = Result<RawEvent, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_event(cx)
    }
}

/// Without the received data, which may be confidential.
impl fmt::Debug for RawEvents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawEvents")
            .field("download", &self.download)
            .finish_non_exhaustive()
    }
}

/// Opens a stream whose values are JSON.
#[doc(hidden)]
pub fn open_json<T: Codec + 'static>(
    client: Client,
    request: Request,
) -> Streaming<EventStream<T>> {
    Box::pin(open(client, request, decode::event_json))
}

/// Opens a stream whose values are strings.
#[doc(hidden)]
pub fn open_text(client: Client, request: Request) -> Streaming<EventStream<String>> {
    Box::pin(open(client, request, decode::event_text))
}

/// Sends a request, and returns the stream with the head of the response.
async fn open<T>(
    client: Client,
    mut request: Request,
    decode: DecodeEvent<T>,
) -> Result<(EventStream<T>, RawResponse), Error> {
    let operation = request.operation();
    let (accept, format) = request.stream_format();
    if !request.headers().contains("accept") {
        request.set_own_header("accept".to_owned(), accept.to_owned());
    }
    let download = stream(client.clone(), request).await?;
    let events = RawEvents {
        operation,
        splitter: Splitter::new(format),
        download,
        is_at_end: false,
    };
    // Otherwise a JSON body would be read as a stream without events, without an error.
    let kind = events.download.content_type().unwrap_or_default();
    if format == StreamFormat::Events && is_json(kind) {
        let problem = DecodeError::new("", "the body is JSON").expecting("a stream of events");
        return Err(events.undecoded(String::new(), problem));
    }
    let head = events.raw(String::new());
    let stream = EventStream {
        client,
        events,
        decode,
        is_at_end: false,
    };
    Ok((stream, head))
}
