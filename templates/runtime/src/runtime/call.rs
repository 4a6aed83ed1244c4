//! A call that is ready to be sent, and the future of its result.
//!
//! It joins a client, a request and the function that decodes the response; it
//! does not know what happens between them, which `execute` decides. Only what
//! mentions the decoded type is generic here, because each such line is
//! compiled once for every response type of the definition.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use super::client::Client;
use super::decode::Decoding;
use super::decode_error::DecodeError;
use super::download::{Download, download};
use super::error::Error;
use super::events::{DecodeEvent, Opening, StreamFormat, open};
use super::execute::execute;
use super::model::{DecodeProblems, Page};
use super::operation::Operation;
use super::paging::{Items, Pages};
use super::request::Request;
use super::response::{RawResponse, Response};
use super::retry::RetryPolicy;

pub(crate) type Decode<T> = fn(&RawResponse, &mut Decoding) -> Result<T, DecodeError>;

/// A call of one operation. Nothing is sent before [`send`](Self::send).
#[must_use = "a call does nothing until it is sent"]
pub struct Call<T> {
    client: Client,
    request: Request,
    decode: Decode<T>,
}

impl<T> Call<T> {
    /// Joins what generated code knows of a call.
    #[doc(hidden)]
    pub fn new(client: Client, request: Request, decode: Decode<T>) -> Self {
        Self {
            client,
            request,
            decode,
        }
    }

    /// The request, for optional setters.
    #[doc(hidden)]
    pub fn request_mut(&mut self) -> &mut Request {
        &mut self.request
    }

    /// The request as it stands, without what the client adds.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Limits the time of each try of this call, from the connection to the
    /// last byte of the response, in place of the client's limit. A try that
    /// takes longer is not repeated.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.request.set_timeout(timeout);
        self
    }

    /// Repeats this call by another policy than the client's.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.request.set_retry(policy);
        self
    }

    /// Sends a header with this call, in place of any of the same name.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.request.set_own_header(name.into(), value.into());
        self
    }
}

impl<T: 'static> Call<T> {
    /// Sends the call. The result is the decoded body.
    pub fn send(self) -> Sending<T> {
        self.send_with(|value, _, _| value)
    }

    /// Sends the call. The result has the status, the headers and the body
    /// beside the decoded value.
    pub fn send_for_response(self) -> Sending<Response<T>> {
        self.send_with(Response::new)
    }

    fn send_with<R: 'static>(self, finish: fn(T, RawResponse, DecodeProblems) -> R) -> Sending<R> {
        let (client, decode) = (self.client.clone(), self.decode);
        let operation = self.request.operation();
        Sending::new(
            self.client,
            self.request,
            Box::new(move |raw| {
                let mut decoding = client.inner.wire.decoding();
                match decode(&raw, &mut decoding) {
                    Ok(value) => {
                        let problems = decoding.into_problems();
                        client.inner.wire.report(operation, &raw, &problems);
                        Ok(finish(value, raw, problems))
                    }
                    Err(error) => Err(undecoded(operation, raw, error)),
                }
            }),
        )
    }
}

impl<T> Call<T> {
    /// Sends the call, and gives back the response before its body: for
    /// recordings, exports and other bodies that are large. Where the service
    /// redirects to the body, the redirect is followed, without the access token
    /// and the headers of the client.
    ///
    /// # Errors
    /// As those of any call. A body that breaks off later is an error of
    /// [`Download`].
    pub async fn download(self) -> Result<Download, Error> {
        download(self.client, self.request).await
    }
}

impl<T> Call<T> {
    /// Sends the call, and gives back what it answers as a stream of values.
    #[doc(hidden)]
    pub fn stream<E: 'static>(
        self,
        accept: &'static str,
        format: StreamFormat,
        decode: DecodeEvent<E>,
    ) -> Opening<E> {
        Box::pin(open(self.client, self.request, accept, format, decode))
    }
}

impl<T: Page> Call<T> {
    /// The pages of the result, from this one on.
    pub fn into_pages(self) -> Pages<T> {
        Pages::new(self.client, self.request, self.decode)
    }

    /// The items of all pages, from this one on.
    pub fn into_stream(self) -> Items<T> {
        Items::new(self.into_pages())
    }
}

impl<T: 'static> IntoFuture for Call<T> {
    type Output = Result<T, Error>;
    type IntoFuture = Sending<T>;

    fn into_future(self) -> Sending<T> {
        self.send()
    }
}

impl<T> Clone for Call<T> {
    fn clone(&self) -> Self {
        Self::new(self.client.clone(), self.request.clone(), self.decode)
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("request", &self.request)
            .finish_non_exhaustive()
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
pub struct Sending<T> {
    raw: Pin<Box<dyn Future<Output = Result<RawResponse, Error>> + Send>>,
    finish: Option<Finish<T>>,
}

type Finish<T> = Box<dyn FnOnce(RawResponse) -> Result<T, Error> + Send>;

impl<T> Sending<T> {
    fn new(client: Client, request: Request, finish: Finish<T>) -> Self {
        Self {
            raw: Box::pin(execute(client, request)),
            finish: Some(finish),
        }
    }
}

impl<T> Future for Sending<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let raw = ready!(self.raw.as_mut().poll(cx));
        match (raw, self.finish.take()) {
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

#[cfg(test)]
mod tests {
    use super::Call;
    use crate::runtime::{Download, Error, Upload};

    const fn is_send_and_sync<T: Send + Sync + 'static>() {}

    // A request type holds a call and nothing else.
    const _: () = is_send_and_sync::<Call<Vec<String>>>();
    const _: () = is_send_and_sync::<Error>();
    const _: () = is_send_and_sync::<Upload>();

    const fn is_send<T: Send + 'static>() {}

    const _: () = is_send::<Download>();
}
