//! Builds the request of the next page from a request and its response.
//!
//! It knows the paging styles, and not how requests are sent. If pages have numbers, the request of a
//! later page can be guessed; a guess changes no state. If the next page cannot be determined, that is
//! an error, so that a stream that ends without one is complete.

use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use serde_json::Value;

use super::end::{Counter, Position, is_gap, is_last, whole};
use super::facts::{last_value, value_at};
use super::link::{next_in, query_of};
use crate::runtime::decode::decode_error::DecodeError;
use crate::runtime::http::response::RawResponse;
use crate::runtime::request::Request;
use crate::runtime::service::paging::{PageSize, PageStyle, Paging};

/// The state of a pagination, which includes what is needed to detect that the service
/// repeats itself.
#[derive(Debug)]
pub(super) struct Walk {
    paging: Option<Paging>,
    /// The numbers of items and pages so far.
    counter: Counter,
    /// Hashes of the pages and cursors so far.
    seen: HashSet<u64>,
}

impl Walk {
    pub(super) fn new(paging: Option<Paging>) -> Self {
        Self {
            paging,
            counter: Counter::default(),
            seen: HashSet::new(),
        }
    }

    /// Whether there was a first page.
    pub(super) fn is_begun(&self) -> bool {
        !self.seen.is_empty()
    }

    /// Whether the service returned this page before, so that pagination would never end. Empty
    /// pages that say that others follow do not count.
    pub(super) fn repeats(&mut self, request: &Request, page: &[u8]) -> bool {
        if self.is_new(page) {
            return false;
        }
        let Some(paging) = self.paging else {
            return true;
        };
        let at = position(request, paging.style);
        !at.is_some_and(|at| is_gap(&paging, page, at))
    }

    /// The request after a repeated page, if there is one: a service whose numbers begin with one,
    /// although its definition has zero, returns its first page twice.
    pub(super) fn next_of_repeated(&mut self, mut request: Request) -> Option<Request> {
        let style = &mut self.paging.as_mut()?.style;
        match style {
            PageStyle::Number { parameter, first } if *first == 0 => {
                number_in_query(&request, parameter).filter(|number| *number == 1)?;
                request.set_query(parameter, &2);
                *first = 1;
            }
            PageStyle::BodyNumber { number, first } if *first == 0 => {
                number_in_body(&request, number).filter(|number| *number == 1)?;
                set_in_body(&mut request, number, 2.into()).ok()?;
                *first = 1;
            }
            _ => return None,
        }
        Some(request)
    }

    /// The request of the next page, or `None` if this was the last one.
    ///
    /// # Errors
    /// If the next page cannot be determined from the request and its response.
    pub(super) fn next(
        &mut self,
        mut request: Request,
        response: &RawResponse,
    ) -> Result<Option<Request>, DecodeError> {
        let Some(paging) = self.paging else {
            return Ok(None);
        };
        let page = response.body();
        let style = paging.style;
        if is_counted(style) {
            return self.next_counted(paging, request, page);
        }
        if is_last(&paging, page) {
            return Ok(None);
        }
        let Some(token) = self.token_of(&paging, response)? else {
            return Ok(None);
        };
        match style {
            PageStyle::Token { parameter, .. } | PageStyle::LastItem { parameter, .. } => {
                request.set_query(parameter, &token);
            }
            PageStyle::BodyToken { parameter, .. } => {
                set_in_body(&mut request, parameter, token.into())?;
            }
            PageStyle::Link { .. } | PageStyle::LinkHeader => {
                let query = query_of(&token);
                let wrong = |reason: String| DecodeError::new(name_of(style), reason);
                let before = request.encoded_query();
                request.replace_query(query.map_err(wrong)?);
                if request.encoded_query() == before {
                    // The same page would be returned again, and look like the end.
                    let reason = "the link to the next page differs only in its path, and only the query is \
                                  followed";
                    return Err(wrong(reason.to_owned()));
                }
            }
            PageStyle::Number { .. } | PageStyle::BodyNumber { .. } | PageStyle::Start { .. } => {}
        }
        Ok(Some(request))
    }

    /// The next request for the styles with a number or an offset.
    fn next_counted(
        &mut self,
        paging: Paging,
        mut request: Request,
        page: &[u8],
    ) -> Result<Option<Request>, DecodeError> {
        let Some(at) = position(&request, paging.style) else {
            return Err(no_number_in_body());
        };
        let taken = self.counter.take(&paging, page, at);
        let (items, is_last) = taken.map_err(|error| DecodeError::from_json("", page, &error))?;
        if is_last {
            return Ok(None);
        }
        advance(&mut request, paging.style, items)?;
        Ok(Some(request))
    }

    /// Guesses the request of the page after that of `request`, whose response is not known; `None` for
    /// styles whose pages have no numbers.
    pub(super) fn guess(&self, request: &Request) -> Option<Request> {
        let paging = self.paging?;
        let Some(Position::Pages(before)) = position(request, paging.style) else {
            return None;
        };
        if !self.counter.may_follow(before.saturating_add(1)) {
            return None;
        }
        let mut request = request.clone();
        advance(&mut request, paging.style, 0).ok()?;
        Some(request)
    }

    /// Whether a page that was requested ahead seems to be the last one.
    pub(super) fn seems_last(&self, page: &[u8]) -> bool {
        self.paging
            .is_some_and(|paging| self.counter.is_short(&paging, page))
    }

    /// The number of pages for this many items, estimated from the largest page so far.
    pub(super) fn pages_of(&self, items: usize) -> usize {
        let size = self.counter.size().and_then(|size| size.try_into().ok());
        match size {
            Some(size) => items.div_ceil(size),
            None if items == 0 => 0,
            None => usize::MAX,
        }
    }

    /// The number of items up to the end of the page of a request, if it is known.
    pub(super) fn items_up_to(&self, request: &Request) -> Option<u64> {
        let at = position(request, self.paging?.style)?;
        let requested = request.page_size().and_then(|size| size_of(request, size));
        let size = requested.or_else(|| self.counter.size())?;
        Some(match at {
            Position::Pages(before) => before.saturating_add(1).saturating_mul(size),
            Position::Items(before) => before.saturating_add(size),
        })
    }

    /// The cursor or link in a response, or `None` if there is none or it was used
    /// before.
    fn token_of(
        &mut self,
        paging: &Paging,
        response: &RawResponse,
    ) -> Result<Option<String>, DecodeError> {
        let page = response.body();
        let value = match paging.style {
            PageStyle::LinkHeader => Ok(next_in(response.headers()).map(Value::String)),
            PageStyle::LastItem { key, .. } => last_value(page, paging.items, key),
            PageStyle::Link { link: path }
            | PageStyle::Token { token: path, .. }
            | PageStyle::BodyToken { token: path, .. } => value_at(page, path),
            PageStyle::Number { .. } | PageStyle::BodyNumber { .. } | PageStyle::Start { .. } => {
                Ok(None)
            }
        };
        let wrong = |reason: &str| DecodeError::new(name_of(paging.style), reason);
        let value =
            value.map_err(|_| wrong("the cursor or link of the next page cannot be read"))?;
        let token = match value {
            Some(Value::String(text)) if !text.is_empty() => text,
            Some(Value::Number(number)) => number.to_string(),
            None | Some(Value::String(_) | Value::Null | Value::Bool(false)) => return Ok(None),
            Some(_) => return Err(wrong("the cursor or link of the next page is not a string")),
        };
        Ok(self.is_new(token.as_bytes()).then_some(token))
    }

    fn is_new(&mut self, bytes: &[u8]) -> bool {
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        self.seen.insert(hasher.finish())
    }
}

/// Changes a request with a number or an offset into that of the next page; `items` is the number of
/// items on the current page.
fn advance(request: &mut Request, style: PageStyle, items: u64) -> Result<(), DecodeError> {
    match style {
        PageStyle::Number { parameter, first } => {
            let number = number_in_query(request, parameter).unwrap_or(first);
            request.set_query(parameter, &number.saturating_add(1));
        }
        PageStyle::Start { parameter, first } => {
            let start = number_in_query(request, parameter).unwrap_or(first);
            request.set_query(parameter, &start.saturating_add(items));
        }
        PageStyle::BodyNumber { number, first } => {
            let current = number_in_body(request, number).unwrap_or(first);
            let next = current.saturating_add(1);
            set_in_body(request, number, next.into())?;
        }
        PageStyle::Token { .. }
        | PageStyle::BodyToken { .. }
        | PageStyle::Link { .. }
        | PageStyle::LinkHeader
        | PageStyle::LastItem { .. } => {}
    }
    Ok(())
}

/// Whether a style requests pages by number or offset.
fn is_counted(style: PageStyle) -> bool {
    matches!(
        style,
        PageStyle::Number { .. } | PageStyle::BodyNumber { .. } | PageStyle::Start { .. }
    )
}

/// The name of the cursor or link in errors.
fn name_of(style: PageStyle) -> String {
    match style {
        PageStyle::Link { link: path }
        | PageStyle::Token { token: path, .. }
        | PageStyle::BodyToken { token: path, .. } => path.join("."),
        PageStyle::LastItem { key, .. } => key.to_owned(),
        PageStyle::LinkHeader => "Link".to_owned(),
        PageStyle::Number { .. } | PageStyle::BodyNumber { .. } | PageStyle::Start { .. } => {
            String::new()
        }
    }
}

/// The page size that a request sets.
fn size_of(request: &Request, size: PageSize) -> Option<u64> {
    match size {
        PageSize::Query { parameter, .. } => number_in_query(request, parameter),
        PageSize::Body { size, .. } => number_in_body(request, size),
    }
}

/// Sets the page size of a request to its declared maximum, if there is one.
pub(super) fn set_largest_size(request: &mut Request) -> Result<(), DecodeError> {
    match request.page_size() {
        Some(PageSize::Query { parameter, max }) => request.set_query(parameter, &max),
        Some(PageSize::Body { size, max }) => set_in_body(request, size, max.into())?,
        None => {}
    }
    Ok(())
}

/// The position of the page of a request, for styles with a number or an offset. A request without a
/// value is for the first page.
fn position(request: &Request, style: PageStyle) -> Option<Position> {
    let from = |number: Option<u64>, first: u64| number.unwrap_or(first).saturating_sub(first);
    match style {
        PageStyle::Number { parameter, first } => {
            let number = number_in_query(request, parameter);
            Some(Position::Pages(from(number, first)))
        }
        PageStyle::Start { parameter, first } => {
            let start = number_in_query(request, parameter);
            Some(Position::Items(from(start, first)))
        }
        PageStyle::BodyNumber { number, first } => {
            json_body(request)?;
            let number = number_in_body(request, number);
            Some(Position::Pages(from(number, first)))
        }
        PageStyle::Token { .. }
        | PageStyle::BodyToken { .. }
        | PageStyle::Link { .. }
        | PageStyle::LinkHeader
        | PageStyle::LastItem { .. } => None,
    }
}

fn no_number_in_body() -> DecodeError {
    let reason =
        "the request body is not a JSON object that can hold the parameter of the next page";
    DecodeError::new("", reason)
}

/// The JSON body of a request; `null` if an optional body is absent.
fn json_body(request: &Request) -> Option<Value> {
    let body = request.body().unwrap_or(b"null");
    serde_json::from_slice(body).ok()
}

fn number_in_query(request: &Request, parameter: &str) -> Option<u64> {
    request.query_value(parameter)?.parse().ok()
}

fn number_in_body(request: &Request, path: &[&str]) -> Option<u64> {
    let mut body = json_body(request)?;
    whole(entry_at(&mut body, path)?)
}

/// Sets a value in the body of a request.
fn set_in_body(request: &mut Request, path: &[&str], value: Value) -> Result<(), DecodeError> {
    let mut body = json_body(request).ok_or_else(no_number_in_body)?;
    *entry_at(&mut body, path).ok_or_else(no_number_in_body)? = value;
    request.replace_json(&body);
    Ok(())
}

/// The value at a path of property names in a body. Missing objects are created.
fn entry_at<'a>(body: &'a mut Value, path: &[&str]) -> Option<&'a mut Value> {
    let mut value = body;
    for name in path {
        if value.is_null() {
            *value = Value::Object(serde_json::Map::new());
        }
        value = value.as_object_mut()?.entry(*name).or_insert(Value::Null);
    }
    Some(value)
}
