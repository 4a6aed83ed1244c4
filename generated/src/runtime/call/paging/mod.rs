//! Results that come in pages: a stream of the pages, and a stream of their items.
//!
//! What to ask for after a page follows from the page and from the operation's
//! [`Paging`](crate::runtime::Paging). Knows no model: where the items of a page are, the page says ([`Page`]).
//!
//! A stream ends at the last page, at a limit of the caller's, after an error, and when the service
//! repeats itself, which would otherwise go on forever.

mod end;
mod facts;
mod next;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

use crate::runtime::call::sending::{Reading, Sending, send};
use crate::runtime::client::Client;
use crate::runtime::error::Error;
use crate::runtime::http::response::Response;
use crate::runtime::model::Page;
use crate::runtime::request::Request;
use next::Walk;

/// The pages of a result, one call for each.
///
/// It is a [`Stream`]; [`try_next`](Self::try_next) needs no further crate. Dropping it cancels
/// the call that is on its way.
#[must_use = "nothing is sent before the first page is asked for"]
pub struct Pages<T> {
    client: Client,
    reading: Reading<T>,
    /// Whether a response is a page.
    is_page: fn(&T) -> bool,
    walk: Walk,
    /// The request of the next page, or why it is not known.
    next: Option<Result<Request, Error>>,
    /// The page that is on its way, and its request.
    sending: Option<(Request, Sending<Response<T>>)>,
    left: usize,
}

impl<T: 'static> Pages<T> {
    pub(crate) fn new(client: Client, request: Request, reading: Reading<T>) -> Self {
        Self {
            client,
            reading,
            is_page: |_| true,
            walk: Walk::new(request.paging()),
            next: Some(Ok(request)),
            sending: None,
            left: usize::MAX,
        }
    }

    /// Ends after this many pages.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.left = pages;
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
        loop {
            if self.sending.is_none() {
                let request = match self.next.take().filter(|_| self.left > 0) {
                    Some(Ok(request)) => request,
                    Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                    None => return Poll::Ready(None),
                };
                self.left -= 1;
                let client = self.client.clone();
                let sending = send(client, request.clone(), self.reading, Response::new);
                self.sending = Some((request, sending));
            }
            let Some((_, sending)) = &mut self.sending else {
                return Poll::Ready(None);
            };
            let response = ready!(Pin::new(sending).poll(cx));
            let Some((request, _)) = self.sending.take() else {
                return Poll::Ready(None);
            };
            let page = match response {
                Ok(response) => self.received(request, response),
                Err(error) => Some(Err(error)),
            };
            if page.is_some() {
                return Poll::Ready(page);
            }
        }
    }

    /// What a stream gives for a response, after finding out what follows it; nothing for a page that
    /// was given before.
    fn received(
        &mut self,
        request: Request,
        response: Response<T>,
    ) -> Option<Result<Response<T>, Error>> {
        let operation = request.operation();
        if !(self.is_page)(response.value()) {
            let (_, raw) = response.into_parts();
            return Some(Err(Error::status_of(operation, raw, true)));
        }
        if self.walk.repeats(&request, response.body()) {
            self.next = self.walk.next_of_repeated(request).map(Ok);
            self.left = self.left.saturating_add(1);
            return None;
        }
        // The page was read and is given; that the next one is not known comes in its place.
        self.next = match self.walk.next(request, response.body()) {
            Ok(next) => next.map(Ok),
            Err(error) => Some(Err(Error::decode(operation, response.raw().clone(), error))),
        };
        Some(Ok(response))
    }
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
            .field("next", &self.next)
            .finish_non_exhaustive()
    }
}

/// The items of all pages, one after the other; the next page is fetched when the items of the one
/// before are used up.
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
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(cx)) {
                Some(Ok(page)) => self.page = page.into_items().into_iter(),
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
