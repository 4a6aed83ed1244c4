//! Results that come in pages: a stream of the pages, and a stream of their items.
//!
//! What to ask for after a page follows from the page and from the operation's
//! [`Paging`](crate::runtime::Paging). Knows no model: where the items of a page are, the page says ([`Page`]).
//!
//! A stream ends at the last page, at a limit of the caller's, after an error, and when the service
//! repeats itself, which would otherwise go on forever.

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

/// The pages of a result, one call for each.
///
/// It is a [`Stream`]; [`try_next`](Self::try_next) needs no further crate. Dropping it cancels
/// the calls that are on their way.
#[must_use = "nothing is sent before the first page is asked for"]
pub struct Pages<T> {
    fetch: Fetch,
    decode: Decode<T>,
    /// Whether a response is a page.
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

    /// Ends after this many pages.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.fetch.set_left(pages);
        self
    }

    /// Fetches pages ahead: up to this many requests are on their way at the same time. Pages are given in
    /// their order, and at most this many are in memory. One is the default: a page is asked for when it is
    /// wanted.
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
    /// Pages with numbers are fetched this way after the first one. If it tells how many there are, no
    /// more is asked for; otherwise the last requests may be in vain. Pages by cursor, link or position follow
    /// from the page before, so that one of them is fetched ahead. All requests share the rate limit of the
    /// client, or else one of their own: what one of them is refused with (429) holds back the others. Nothing
    /// runs in the background: requests go on while the stream is polled. One that was sent ahead and is lost
    /// meanwhile is sent again.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.fetch.set_concurrency(requests);
        self
    }

    /// Asks for pages of the largest size that the definition allows (`maximum` of the parameter that sets the
    /// size), in place of one that was set before. It changes nothing where the definition names none, and
    /// after the first page.
    pub fn max_page_size(mut self) -> Self {
        self.fetch.set_largest_size();
        self
    }

    /// The next page, or nothing after the last one.
    ///
    /// # Errors
    /// Whatever the call of the page fails with; nothing follows an error.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        std::future::poll_fn(|cx| self.poll_page(cx))
            .await
            .transpose()
    }

    /// The next page with its status, headers and body, or nothing after the last one.
    ///
    /// # Errors
    /// Those of [`try_next`](Self::try_next).
    pub async fn try_next_response(&mut self) -> Result<Option<Response<T>>, Error> {
        std::future::poll_fn(|cx| self.poll_response(cx))
            .await
            .transpose()
    }

    /// The same pages with their status, headers and body, for an export that keeps properties which
    /// the models of this crate do not have.
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

    /// Drives what was sent ahead, while the items of a page are given.
    pub(crate) fn nudge(&mut self, cx: &mut Context<'_>) {
        self.fetch.nudge(cx);
    }

    /// The next page; `wanted` is how many items of it and those behind it there is use for.
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
                // A page that was given before is left out.
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

/// Events of a stream come in one response, which has no pages.
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

/// The pages of a result with their status, headers and body. It is a [`Stream`].
#[derive(Debug)]
#[must_use = "nothing is sent before the first page is asked for"]
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

/// The items of all pages, one after the other; the next page is fetched when the items of the one
/// before are used up, unless [`concurrency`](Self::concurrency) says otherwise.
///
/// It is a [`Stream`]; [`try_next`](Self::try_next) needs no further crate.
#[must_use = "nothing is sent before the first item is asked for"]
pub struct Items<T: Page> {
    pages: Pages<T>,
    page: vec::IntoIter<T::Item>,
    left: usize,
}

impl<T: Page> Items<T> {
    pub(crate) fn new(mut pages: Pages<T>) -> Self {
        // Items that the service has somewhere else, where it redirects to, would be lost in silence.
        pages.is_page = T::is_page;
        Self {
            pages,
            page: Vec::new().into_iter(),
            left: usize::MAX,
        }
    }

    /// Ends after this many items.
    pub fn max_items(mut self, items: usize) -> Self {
        self.left = items;
        self
    }

    /// Ends after the items of this many pages.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.pages = self.pages.max_pages(pages);
        self
    }

    /// Fetches pages ahead, as [`Pages::concurrency`] does.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.pages = self.pages.concurrency(requests);
        self
    }

    /// Asks for pages of the largest size that the definition allows, as [`Pages::max_page_size`] does.
    pub fn max_page_size(mut self) -> Self {
        self.pages = self.pages.max_page_size();
        self
    }

    /// The next item, or nothing after the last one.
    ///
    /// # Errors
    /// Whatever the call of a page fails with; nothing follows an error.
    pub async fn try_next(&mut self) -> Result<Option<T::Item>, Error> {
        std::future::poll_fn(|cx| self.poll_item(cx))
            .await
            .transpose()
    }

    /// The remaining items, in one list.
    ///
    /// # Errors
    /// Whatever the call of a page fails with.
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
