//! Pagination: a stream of pages, and a stream of their items.
//!
//! The request of the next page follows from the current page and the operation's
//! [`Paging`](crate::runtime::Paging). This module knows no model: [`Page`] gives access to the items.
//!
//! A stream ends at the last page, at a limit that the caller sets, after an error, and when the
//! service repeats a page.

mod end;
mod facts;
mod fetch;
mod link;
mod next;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

use crate::runtime::call::sending::{Decode, Reading, read};
use crate::runtime::client::Client;
use crate::runtime::decode::Decoding;
use crate::runtime::decode::decode_error::DecodeError;
use crate::runtime::error::Error;
use crate::runtime::http::response::{RawResponse, Response};
use crate::runtime::model::Page;
use crate::runtime::request::Request;
use fetch::Fetch;

/// A stream of pages, each of which is one request.
///
/// It implements [`Stream`]; [`try_next`](Self::try_next) needs no other crate. Dropping it
/// cancels the requests in flight.
#[must_use = "nothing is sent before the first page is requested"]
pub struct Pages<T> {
    fetch: Fetch,
    decode: Decode<T>,
    /// Whether a decoded response is a page, and not a redirect.
    is_page: fn(&T) -> bool,
}

impl<T: 'static> Pages<T> {
    pub(crate) fn new(client: Client, request: Request, reading: Reading<T>) -> Self {
        Self {
            fetch: Fetch::new(client, request),
            decode: match reading {
                Reading::Whole(decode) => decode,
                Reading::Stream(_) => no_page,
            },
            is_page: |_| true,
        }
    }

    /// Ends the stream after this many pages.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.fetch.set_left(pages);
        self
    }

    /// Requests pages ahead, with at most this many requests in flight and pages in memory. Pages are
    /// returned in order. The default is 1: a page is requested when it is needed.
    ///
    /// ```no_run
    /// # use purecloud_platform_client_v2::Error;
    /// # use purecloud_platform_client_v2::paging::Pages;
    /// # async fn example(pages: Pages<String>) -> Result<(), Error> {
    /// let mut pages = pages.max_page_size().concurrency(8);
    /// while let Some(page) = pages.try_next().await? {
    ///     println!("{page}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Numbered pages are requested in parallel after the first response. If that has the number of pages,
    /// none is requested in vain. Pages by cursor, link or offset depend on the page before, so that only one
    /// is requested ahead. A 429 for one request delays all of them. No task is spawned: requests progress
    /// while the stream is polled, and one that times out because it was not polled is sent again.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.fetch.set_concurrency(requests);
        self
    }

    /// Sets the page size to the `maximum` that the definition declares for its parameter. This has no effect
    /// if the definition declares none, or after the first page.
    pub fn max_page_size(mut self) -> Self {
        self.fetch.set_largest_size();
        self
    }

    /// The next page, or `None` after the last one.
    ///
    /// # Errors
    /// The errors of the request. The stream ends after an error.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        std::future::poll_fn(|cx| self.poll_page(cx))
            .await
            .transpose()
    }

    /// The next page with its status, headers and body, or `None` after the last one.
    ///
    /// # Errors
    /// As for [`try_next`](Self::try_next).
    pub async fn try_next_response(&mut self) -> Result<Option<Response<T>>, Error> {
        std::future::poll_fn(|cx| self.poll_response(cx))
            .await
            .transpose()
    }

    /// The same pages with their status, headers and raw body, for exports that have to keep
    /// properties which the models lack.
    pub fn into_responses(self) -> Responses<T> {
        Responses(self)
    }

    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        let response = ready!(self.poll_response(cx));
        Poll::Ready(response.map(|it| it.map(Response::into_value)))
    }

    pub(crate) fn poll_response(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Response<T>, Error>>> {
        let response = ready!(self.poll_wanted(cx, usize::MAX));
        self.fetch.prefetch(cx, usize::MAX);
        Poll::Ready(response)
    }

    /// Drives requests that were sent ahead, while the items of a page are returned.
    pub(crate) fn nudge(&mut self, cx: &mut Context<'_>) {
        self.fetch.nudge(cx);
    }

    /// Polls the next page; `wanted` is the number of items that the caller still needs.
    fn poll_wanted(
        &mut self,
        cx: &mut Context<'_>,
        wanted: usize,
    ) -> Poll<Option<Result<Response<T>, Error>>> {
        loop {
            let (request, raw) = match ready!(self.fetch.poll(cx, wanted)) {
                Some(Ok(received)) => received,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            let operation = request.operation();
            let client = self.fetch.client();
            let response = read(client, operation, self.decode, Response::new, raw);
            let response = response.and_then(|response| match (self.is_page)(response.value()) {
                true => Ok(response),
                false => Err(Error::status_of(operation, response.into_parts().1, true)),
            });
            match response {
                // A page that was returned before is skipped.
                Ok(response) if !self.fetch.take(request, response.raw()) => {}
                Ok(response) => return Poll::Ready(Some(Ok(response))),
                Err(error) => {
                    self.fetch.end();
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

/// The decoder of a stream of events, which cannot be paginated.
fn no_page<T>(_: &RawResponse, _: &mut Decoding) -> Result<T, DecodeError> {
    Err(DecodeError::new("", "a stream of events has no pages"))
}

impl<T: 'static> Stream for Pages<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(cx)
    }
}

impl<T> Unpin for Pages<T> {}

/// A [`Stream`] of pages with their status, headers and body.
#[derive(Debug)]
#[must_use = "nothing is sent before the first page is requested"]
pub struct Responses<T>(Pages<T>);

impl<T: 'static> Stream for Responses<T> {
    type Item = Result<Response<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_response(cx)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("next", &self.fetch.next())
            .finish_non_exhaustive()
    }
}

/// A stream of the items of all pages. The next page is requested after the last item of the
/// current one, unless [`concurrency`](Self::concurrency) is set.
///
/// It implements [`Stream`]; [`try_next`](Self::try_next) needs no other crate.
#[must_use = "nothing is sent before the first item is requested"]
pub struct Items<T: Page> {
    pages: Pages<T>,
    page: vec::IntoIter<T::Item>,
    left: usize,
}

impl<T: Page> Items<T> {
    pub(crate) fn new(mut pages: Pages<T>) -> Self {
        // A redirect has no items, so that the stream would end without an error.
        pages.is_page = T::is_page;
        Self {
            pages,
            page: Vec::new().into_iter(),
            left: usize::MAX,
        }
    }

    /// Ends the stream after this many items.
    pub fn max_items(mut self, items: usize) -> Self {
        self.left = items;
        self
    }

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

    /// Sets the page size to the declared maximum: see [`Pages::max_page_size`].
    pub fn max_page_size(mut self) -> Self {
        self.pages = self.pages.max_page_size();
        self
    }

    /// The next item, or `None` after the last one.
    ///
    /// # Errors
    /// The errors of the request of a page. The stream ends after an error.
    pub async fn try_next(&mut self) -> Result<Option<T::Item>, Error> {
        std::future::poll_fn(|cx| self.poll_item(cx))
            .await
            .transpose()
    }

    /// Collects the remaining items into a `Vec`.
    ///
    /// # Errors
    /// The errors of the request of a page.
    pub async fn try_collect(mut self) -> Result<Vec<T::Item>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.try_next().await? {
            items.push(item);
        }
        Ok(items)
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T::Item, Error>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        loop {
            if let Some(item) = self.page.next() {
                self.left -= 1;
                self.pages.nudge(cx);
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_wanted(cx, self.left)) {
                Some(Ok(response)) => {
                    self.page = response.into_value().into_items().into_iter();
                    let wanted = self.left.saturating_sub(self.page.len());
                    self.pages.fetch.prefetch(cx, wanted);
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T: Page> Stream for Items<T> {
    type Item = Result<T::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(cx)
    }
}

impl<T: Page> Unpin for Items<T> {}

impl<T: Page> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}
