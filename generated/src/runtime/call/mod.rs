//! Calls that are ready to be sent, and the forms of their results.
//!
//! A call consists of a client, a request and the function that decodes the response;
//! `execute` sends it. Only code that depends on the decoded type is generic, because it
//! is compiled for every response type of the definition.

pub(crate) mod download;
pub(crate) mod events;
mod execute;
pub(crate) mod paging;
pub(crate) mod poll;
pub(crate) mod raw;
pub(crate) mod sending;

use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::time::Duration;

use self::download::download;
use self::paging::{Items, Pages};
use self::poll::Polling;
use self::sending::{Decode, Open, Reading, Sending, send};
use crate::runtime::attempt::retry::RetryPolicy;
use crate::runtime::client::Client;
use crate::runtime::error::Error;
use crate::runtime::http::response::{RawResponse, Response};
use crate::runtime::model::{DecodeProblems, Page};
use crate::runtime::request::Request;
use crate::runtime::transfer::download::Download;

/// A call of the operation `O`, whose successful response is a `T`.
///
/// Generated code has a marker type for each operation, and adds the setters of its
/// optional parameters to `Call<T, Marker>`.
#[must_use = "nothing is sent before `.send()`, which gives a future to `.await`"]
pub struct Call<T, O = ()> {
    client: Client,
    /// Filled by the setters of generated code.
    pub(crate) request: Request,
    reading: Reading<T>,
    operation: PhantomData<fn() -> O>,
}

/// The name under which [`Call`] is documented.
///
/// rustdoc lists the methods of `impl Alias { … }` on the page of the alias. The
/// setters of an operation are on the page of its own alias for this reason, and
/// what all calls have is on the page of this one, which thousands of setters
/// would bury otherwise.
pub(crate) mod documented {
    /// A call of the operation `O`, which returns a `T`: the methods of every call.
    ///
    /// Each operation has an alias of this type, such as `GetUsers`, with the setters of
    /// its optional parameters. Nothing is sent before `send`. A call can be cloned and
    /// sent again; its body is encoded once.
    pub type Call<T, O = ()> = super::Call<T, O>;
}

impl<T> documented::Call<T> {
    /// A call of an operation without optional parameters.
    #[doc(hidden)]
    pub fn new(client: Client, request: Request, decode: Decode<T>) -> Self {
        prepare(client, request, decode)
    }
}

/// Makes the call of an operation from its parts.
///
/// This is a function and not a method, because the compiler would look for a method
/// among the setters of all operations.
#[doc(hidden)]
pub fn prepare<T, O>(client: Client, request: Request, decode: Decode<T>) -> Call<T, O> {
    Call {
        client,
        request,
        reading: Reading::Whole(decode),
        operation: PhantomData,
    }
}

/// Makes the call of an operation whose response is a stream.
#[doc(hidden)]
pub fn prepare_stream<T, O>(client: Client, request: Request, open: Open<T>) -> Call<T, O> {
    Call {
        client,
        request,
        reading: Reading::Stream(open),
        operation: PhantomData,
    }
}

impl<T, O> documented::Call<T, O> {
    /// Sets the time limit of each attempt, from connecting to the last byte of the
    /// response, in place of the client's limit. Timeouts are not retried.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.request.set_timeout(timeout);
        self
    }

    /// Sets the retry policy, in place of the client's.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.request.set_retry(policy);
        self
    }

    /// Sets a header of this call.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.request.set_own_header(name.into(), value.into());
        self
    }

    /// Applies a setter if there is a value for it: `.maybe(state, GetUsers::state)`.
    pub fn maybe<V>(self, value: Option<V>, set: impl FnOnce(Self, V) -> Self) -> Self {
        match value {
            Some(value) => set(self, value),
            None => self,
        }
    }

    /// The request, without the headers and credentials of the client.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Sends the call, and returns the response before its body, for recordings, exports
    /// and other large bodies. Redirects are followed, without the access token and the
    /// headers of the client.
    ///
    /// # Errors
    /// The errors of any call. [`Download`] reports an interrupted body.
    pub async fn download(self) -> Result<Download, Error> {
        download(self.client, self.request).await
    }

    /// The same call with a streamed response.
    #[doc(hidden)]
    pub fn reading_stream<S>(self, open: Open<S>) -> Call<S, O> {
        prepare_stream(self.client, self.request, open)
    }
}

impl<T: 'static, O> documented::Call<T, O> {
    /// Sends the call and returns the decoded response.
    pub fn send(self) -> Sending<T> {
        self.send_with(|value, _, _| value)
    }

    /// Sends the call and returns the decoded response with its status, headers and raw
    /// body. For a stream, the body is empty.
    pub fn send_for_response(self) -> Sending<Response<T>> {
        self.send_with(Response::new)
    }

    /// Sends the call repeatedly until its response satisfies a predicate, and returns that
    /// response.
    ///
    /// ```no_run
    /// use purecloud_platform_client_v2::Client;
    /// use purecloud_platform_client_v2::request::Method;
    /// use serde_json::Value;
    ///
    /// # async fn example(client: Client, id: &str) -> Result<(), purecloud_platform_client_v2::Error> {
    /// let job = client.raw(Method::Get, "/analytics/jobs/{jobId}").path("jobId", id);
    /// let done = job.call::<Value>().poll_until(|job| job["state"] == "FULFILLED").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Waits grow from 1 to 30 seconds, for 15 minutes in all: see [`delays`](Polling::delays) and
    /// [`max_time`](Polling::max_time). Dropping the future stops polling. Each request is a call of its own,
    /// with retries, hooks and the rate limit. The predicate should be true for every final state, failures
    /// included.
    pub fn poll_until<F: FnMut(&T) -> bool>(self, is_done: F) -> Polling<T, F> {
        Polling::new(self.client, self.request, self.reading, is_done)
    }

    fn send_with<R: 'static>(self, finish: fn(T, RawResponse, DecodeProblems) -> R) -> Sending<R> {
        send(self.client, self.request, self.reading, finish)
    }
}

impl<T: Page, O> documented::Call<T, O> {
    /// A stream of the pages, from that of this call on.
    pub fn into_pages(self) -> Pages<T> {
        Pages::new(self.client, self.request, self.reading)
    }

    /// A stream of the items of all pages, from that of this call on.
    pub fn into_stream(self) -> Items<T> {
        Items::new(self.into_pages())
    }
}

impl<T: 'static, O> IntoFuture for documented::Call<T, O> {
    type Output = Result<T, Error>;
    type IntoFuture = Sending<T>;

    fn into_future(self) -> Sending<T> {
        self.send()
    }
}

impl<T, O> Clone for documented::Call<T, O> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            request: self.request.clone(),
            reading: self.reading,
            operation: PhantomData,
        }
    }
}

impl<T, O> fmt::Debug for documented::Call<T, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("request", &self.request)
            .finish_non_exhaustive()
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
