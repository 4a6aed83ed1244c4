//! Calls of endpoints that are not in the definition, such as previews.
//!
//! A raw call becomes an ordinary [`Call`], with the same login, retries, rate limit, hooks and errors.
//! The caller chooses the type of the response.

use std::collections::HashMap;
use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use std::vec;

use futures_core::Stream;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::runtime::attempt::retry::RetryPolicy;
use crate::runtime::call::paging::Pages;
use crate::runtime::call::sending::{Reading, Sending};
use crate::runtime::call::{Call, prepare};
use crate::runtime::client::Client;
use crate::runtime::decode::any_json;
use crate::runtime::decode::decode_error::DecodeError;
use crate::runtime::error::Error;
use crate::runtime::http::headers::Headers;
use crate::runtime::http::method::Method;
use crate::runtime::http::response::{RawResponse, Response};
use crate::runtime::model::take_property;
use crate::runtime::request::Request;
use crate::runtime::service::operation::{Operation, Permissions, RAW};
use crate::runtime::service::paging::Paging;

impl Client {
    /// Prepares a call of any endpoint of the API, with the login, retries, rate limit and hooks of
    /// this client.
    ///
    /// ```no_run
    /// use purecloud_platform_client_v2::Client;
    /// use purecloud_platform_client_v2::request::Method;
    ///
    /// # async fn example(client: Client) -> Result<(), purecloud_platform_client_v2::Error> {
    /// let user: serde_json::Value = client
    ///     .raw(Method::Get, "/users/{userId}")
    ///     .path("userId", "6d5a…")
    ///     .query("expand", "presence")
    ///     .send()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The path is a template, whose parameters [`path`](RawCall::path) sets and escapes. It is `'static` so
    /// that errors and hooks can name it. A path that is a URL of another host is an error when the call is
    /// sent.
    pub fn raw(&self, method: Method, path: &'static str) -> RawCall {
        RawCall {
            client: self.clone(),
            request: Request::new(operation(method, path)),
            problem: problem(path),
        }
    }
}

/// The reason why a path is not one of the API; `None` if it is.
fn problem(path: &str) -> Option<&'static str> {
    match path.strip_prefix('/') {
        Some(rest) if !rest.starts_with(['/', '\\']) && !path.contains(['#', '\\']) => None,
        _ => Some(
            "the path of a raw call is not a path of the API: pass one that begins with one slash, such as \
             /users",
        ),
    }
}

/// The operation of a method and a path. Each is leaked once, so memory is bounded by the number of raw
/// calls in the source of the program.
fn operation(method: Method, path: &'static str) -> &'static Operation {
    type Known = Mutex<HashMap<(Method, &'static str), &'static Operation>>;
    static KNOWN: LazyLock<Known> = LazyLock::new(Known::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry((method, path)).or_insert_with(|| {
        Box::leak(Box::new(Operation {
            name: RAW,
            method,
            path,
            accept: "application/json",
            permissions: Permissions::None,
        }))
    })
}

/// A call of an endpoint that is not in the definition: see [`Client::raw`].
#[derive(Clone)]
#[must_use = "nothing is sent before `send`"]
pub struct RawCall {
    client: Client,
    request: Request,
    problem: Option<&'static str>,
}

impl RawCall {
    /// Sets a path parameter, which is a name in braces in the path.
    pub fn path(mut self, name: &'static str, value: impl Display) -> Self {
        self.request = self.request.path(name, &value);
        self
    }

    /// Adds a query parameter. Adding a name twice sends both values.
    pub fn query(mut self, name: &'static str, value: impl Display) -> Self {
        self.request.add_query(name, &value);
        self
    }

    /// Sets a header.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.request.set_own_header(name.into(), value.into());
        self
    }

    /// Sets the body to the JSON of a value.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        self.request.set_serialized("application/json", body);
        self
    }

    /// Sets the body to bytes, with their media type.
    pub fn bytes(mut self, media_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        self.request = self.request.bytes(media_type, body.into());
        self
    }

    /// Sets the time limit of each attempt, as `Call::timeout` does.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.request.set_timeout(timeout);
        self
    }

    /// Sets the retry policy, in place of the client's.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.request.set_retry(policy);
        self
    }

    /// Sends the call and decodes the JSON of the response. An empty body is decoded as `null`, which is
    /// valid for `()`, `Option` and [`Value`].
    pub fn send<T: DeserializeOwned + 'static>(self) -> Sending<T> {
        self.call().send()
    }

    /// Sends the call and returns the decoded response with its status, headers and raw
    /// body.
    pub fn send_for_response<T: DeserializeOwned + 'static>(self) -> Sending<Response<T>> {
        self.call().send_for_response()
    }

    /// Converts it into an ordinary call, for `download`, `poll_until` and other methods.
    pub fn call<T: DeserializeOwned + 'static>(mut self) -> Call<T> {
        if let Some(problem) = self.problem {
            self.request.refuse(problem);
        }
        prepare(self.client, self.request, any_json::<T>)
    }

    /// A stream of the items of all pages, for a paginated endpoint.
    ///
    /// ```no_run
    /// use purecloud_platform_client_v2::Client;
    /// use purecloud_platform_client_v2::paging::{PageEnd, PageStyle, Paging};
    /// use purecloud_platform_client_v2::request::Method;
    ///
    /// # async fn example(client: Client) -> Result<(), purecloud_platform_client_v2::Error> {
    /// let paging = Paging {
    ///     style: PageStyle::Number { parameter: "pageNumber", first: 1 },
    ///     items: "entities",
    ///     end: PageEnd { pages: Some(&["pageCount"]), ..PageEnd::NONE },
    /// };
    /// let call = client.raw(Method::Get, "/users").query("pageSize", 100);
    /// let mut users = call.into_stream::<serde_json::Value>(paging);
    /// while let Some(user) = users.try_next().await? {
    ///     println!("{user}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_stream<I: DeserializeOwned>(mut self, paging: Paging) -> RawItems<I> {
        self.request = self.request.pages(paging);
        let operation = self.request.operation();
        let Call {
            client, request, ..
        } = self.call::<Value>();
        RawItems {
            pages: Pages::new(client, request, Reading::Whole(any_json::<Value>)),
            operation,
            name: paging.items,
            page: Vec::new().into_iter(),
            head: RawResponse::new(200, Headers::new(), Vec::new()),
            item: PhantomData,
        }
    }
}

impl fmt::Debug for RawCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawCall")
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}

/// A stream of the items of all pages of a raw call. It implements [`Stream`];
/// [`try_next`](Self::try_next) needs no other crate.
#[must_use = "nothing is sent before the first item is requested"]
pub struct RawItems<I> {
    pages: Pages<Value>,
    operation: &'static Operation,
    /// The property of a page that has the items.
    name: &'static str,
    page: vec::IntoIter<Value>,
    /// The response of the current page, without its body.
    head: RawResponse,
    item: PhantomData<fn() -> I>,
}

impl<I: DeserializeOwned> RawItems<I> {
    /// Ends the stream after the items of this many pages.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.pages = self.pages.max_pages(pages);
        self
    }

    /// Requests pages ahead: see [`Pages::concurrency`].
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.pages = self.pages.concurrency(requests);
        self
    }

    /// The next item, or `None` after the last one.
    ///
    /// # Errors
    /// The errors of the request of a page; or if an item is not the JSON of an `I`, after which the stream
    /// continues.
    pub async fn try_next(&mut self) -> Result<Option<I>, Error> {
        std::future::poll_fn(|cx| self.poll_item(cx))
            .await
            .transpose()
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<I, Error>>> {
        loop {
            if let Some(item) = self.page.next() {
                self.pages.nudge(cx);
                return Poll::Ready(Some(self.read(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_response(cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(response)) => {
                    let (page, raw) = response.into_parts();
                    self.page = take_property(page, self.name).into_iter();
                    let headers = raw.headers().clone();
                    self.head = RawResponse::new(raw.status(), headers, Vec::new());
                }
            }
        }
    }

    fn read(&self, item: Value) -> Result<I, Error> {
        serde_json::from_value(item).map_err(|error| {
            let path = format!("{}[]", self.name);
            Error::decode(
                self.operation,
                self.head.clone(),
                DecodeError::new(path, error.to_string()),
            )
        })
    }
}

impl<I: DeserializeOwned> Stream for RawItems<I> {
    type Item = Result<I, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(cx)
    }
}

impl<I> Unpin for RawItems<I> {}

impl<I> fmt::Debug for RawItems<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawItems")
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}
