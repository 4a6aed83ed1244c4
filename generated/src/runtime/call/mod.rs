//! A call that is ready to be sent, and what it can give back.
//!
//! It joins a client, a request and the function that decodes the response; it
//! does not know what happens between them, which `execute` decides. Only what
//! mentions the decoded type is generic here, because each such line is
//! compiled once for every response type of the definition.

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
/// Generated code names each operation by an empty type and adds the setters of
/// its optional parameters to `Call<T, ThatType>`, so that a call has the methods
/// below whether it has such parameters or not.
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
    /// A call of an operation `O`: what every call can do. `T` is what it gives back.
    ///
    /// Each operation has a name of its own for its call, such as `GetUsers`, which
    /// has the setters of its optional parameters. Nothing is sent before
    /// `send`. A call can be cloned, and sent once more: its body is
    /// encoded once.
    pub type Call<T, O = ()> = super::Call<T, O>;
}

impl<T> documented::Call<T> {
    /// A call of an operation without setters of its own.
    #[doc(hidden)]
    pub fn new(client: Client, request: Request, decode: Decode<T>) -> Self {
        prepare(client, request, decode)
    }
}

/// The call of an operation: joins what generated code knows of it.
///
/// It is a function, because a method is looked for in the setters of all operations.
#[doc(hidden)]
pub fn prepare<T, O>(client: Client, request: Request, decode: Decode<T>) -> Call<T, O> {
    Call {
        client,
        request,
        reading: Reading::Whole(decode),
        operation: PhantomData,
    }
}

/// The call of an operation whose response is read as it arrives.
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
    /// Limits the time of each attempt of this call, from the connection to the
    /// last byte of the response, in place of the client's limit. An attempt that
    /// takes longer is not repeated.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.request.set_timeout(timeout);
        self
    }

    /// Retries this call by another policy than the client's.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.request.set_retry(policy);
        self
    }

    /// Sends a header with this call, in place of any of the same name.
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

    /// The request as built so far, without what the client adds.
    pub fn request(&self) -> &Request {
        &self.request
    }

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

    /// The same call, with its response read as it arrives.
    #[doc(hidden)]
    pub fn reading_stream<S>(self, open: Open<S>) -> Call<S, O> {
        prepare_stream(self.client, self.request, open)
    }
}

impl<T: 'static, O> documented::Call<T, O> {
    /// Sends the call. The result is the decoded body.
    pub fn send(self) -> Sending<T> {
        self.send_with(|value, _, _| value)
    }

    /// Sends the call. The result has the status, the headers and the body
    /// beside the decoded value. Of a stream, the body is left to the stream.
    pub fn send_for_response(self) -> Sending<Response<T>> {
        self.send_with(Response::new)
    }

    /// Sends the call until its response satisfies a predicate, and gives back that response.
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
    /// The waits begin at a second and grow to 30 seconds, for 15 minutes in all, unless
    /// [`delays`](Polling::delays) and [`max_time`](Polling::max_time) say otherwise. Dropping the future ends
    /// it. Each request is a call of its own, with retries, hooks and the rate limit. The predicate decides
    /// about failed jobs as well: let it be true for each state that does not change any more.
    pub fn poll_until<F: FnMut(&T) -> bool>(self, is_done: F) -> Polling<T, F> {
        Polling::new(self.client, self.request, self.reading, is_done)
    }

    fn send_with<R: 'static>(self, finish: fn(T, RawResponse, DecodeProblems) -> R) -> Sending<R> {
        send(self.client, self.request, self.reading, finish)
    }
}

impl<T: Page, O> documented::Call<T, O> {
    /// The pages of the result, from this one on.
    pub fn into_pages(self) -> Pages<T> {
        Pages::new(self.client, self.request, self.reading)
    }

    /// The items of all pages, from this one on.
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
