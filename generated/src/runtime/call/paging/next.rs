//! The request of the page after a page, and when there is none.
//!
//! Knows the styles of paging and nothing of how requests are sent. The request of a later page can be
//! guessed where pages have numbers; a guess changes nothing here. What makes it impossible to know
//! the next page is an error: a stream that ends without one has given everything.

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

/// A walk from page to page, with what is needed to notice that it goes in a circle.
#[derive(Debug)]
pub(super) struct Walk {
    paging: Option<Paging>,
    /// What the pages had.
    counter: Counter,
    /// The pages and tokens that were met, in short.
    met: HashSet<u64>,
}

impl Walk {
    pub(super) fn new(paging: Option<Paging>) -> Self {
        Self {
            paging,
            counter: Counter::default(),
            met: HashSet::new(),
        }
    }

    /// Whether a page was taken in.
    pub(super) fn is_begun(&self) -> bool {
        !self.met.is_empty()
    }

    /// Whether the service gave this very page before, so that it goes on like this forever. Empty
    /// pages that say that others follow are as good as different.
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

    /// The request behind a page that repeats another one, if there is any: a service that counts from
    /// one, although its definition lets numbers begin with zero, gives its first page twice.
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

    /// The request of the page that follows, unless this was the last.
    ///
    /// # Errors
    /// If page or request do not say which page follows.
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
                    // The same page would come again, and look like the end.
                    let reason = "the link to the next page differs only in its path, and only the query is \
                                  followed";
                    return Err(wrong(reason.to_owned()));
                }
            }
            PageStyle::Number { .. } | PageStyle::BodyNumber { .. } | PageStyle::Start { .. } => {}
        }
        Ok(Some(request))
    }

    /// The request of the page after one that has a number or a position.
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

    /// The request of the page after that of another request, as far as it can be known without that page.
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

    /// Whether nothing seems to follow a page that was guessed.
    pub(super) fn seems_last(&self, page: &[u8]) -> bool {
        self.paging
            .is_some_and(|paging| self.counter.is_short(&paging, page))
    }

    /// How many pages this many items are on, going by the largest page so far.
    pub(super) fn pages_of(&self, items: usize) -> usize {
        let size = self.counter.size().and_then(|size| size.try_into().ok());
        match size {
            Some(size) => items.div_ceil(size),
            None if items == 0 => 0,
            None => usize::MAX,
        }
    }

    /// How many items there are up to the end of the page of a request, if it is known.
    pub(super) fn items_up_to(&self, request: &Request) -> Option<u64> {
        let at = position(request, self.paging?.style)?;
        let asked = request.page_size().and_then(|size| size_of(request, size));
        let size = asked.or_else(|| self.counter.size())?;
        Some(match at {
            Position::Pages(before) => before.saturating_add(1).saturating_mul(size),
            Position::Items(before) => before.saturating_add(size),
        })
    }

    /// What leads to the page after a response, unless it led to a page before.
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
        self.met.insert(hasher.finish())
    }
}

/// Makes a request for a counted page one for the page behind it. `items` is how many items the page has.
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

/// Whether the next page follows from the request and from how many items or pages there are.
fn is_counted(style: PageStyle) -> bool {
    matches!(
        style,
        PageStyle::Number { .. } | PageStyle::BodyNumber { .. } | PageStyle::Start { .. }
    )
}

/// How errors name what leads to the next page.
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

/// Sets the page size of a request to its maximum, if that is known.
pub(super) fn set_largest_size(request: &mut Request) -> Result<(), DecodeError> {
    match request.page_size() {
        Some(PageSize::Query { parameter, max }) => request.set_query(parameter, &max),
        Some(PageSize::Body { size, max }) => set_in_body(request, size, max.into())?,
        None => {}
    }
    Ok(())
}

/// Where the page of a request is, if it is counted. A request that does not say which page it wants
/// gets the first one.
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

/// The body of a request, which is `null` where an optional one was left out.
fn json_body(request: &Request) -> Option<Value> {
    let body = request.body().unwrap_or(b"null");
    serde_json::from_slice(body).ok()
}

fn number_in_query(request: &Request, parameter: &str) -> Option<u64> {
    request.query_value(parameter)?.parse().ok()
}

fn number_in_body(request: &Request, path: &[&str]) -> Option<u64> {
    let mut body = json_body(request)?;
    whole(place(&mut body, path)?)
}

/// Sets a value in the body of a request.
fn set_in_body(request: &mut Request, path: &[&str], value: Value) -> Result<(), DecodeError> {
    let mut body = json_body(request).ok_or_else(no_number_in_body)?;
    *place(&mut body, path).ok_or_else(no_number_in_body)? = value;
    request.replace_json(&body);
    Ok(())
}

/// A place in a body; what is missing on the way there is made.
fn place<'a>(body: &'a mut Value, path: &[&str]) -> Option<&'a mut Value> {
    let mut place = body;
    for name in path {
        if place.is_null() {
            *place = Value::Object(serde_json::Map::new());
        }
        place = place.as_object_mut()?.entry(*name).or_insert(Value::Null);
    }
    Some(place)
}
