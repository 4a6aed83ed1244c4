//! The request of the page after a page, and when there is none.
//!
//! Knows the styles of paging and nothing of how requests are sent.

use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use serde_json::Value;

use super::end::{Counter, Position};
use super::facts::facts;
use super::{PageStyle, Paging};
use crate::runtime::request::Request;

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

    /// Whether the service gave this very page before. Two empty lists alike are not worth the
    /// difference: a walk ends at the first of them.
    pub(super) fn repeats(&mut self, page: &[u8]) -> bool {
        !self.is_new(page)
    }

    /// The request of the page that follows, unless this was the last.
    pub(super) fn next(&mut self, mut request: Request, page: &[u8]) -> Option<Request> {
        let paging = self.paging?;
        match paging.style {
            PageStyle::Number { parameter } => {
                let number = number_in_query(&request, parameter);
                let (_, is_last) = self.counter.take(&paging, page, Position::Number(number));
                request.set_query(parameter, &(number + 1));
                (!is_last).then_some(request)
            }
            PageStyle::BodyNumber { number } => {
                let mut body = json_body(&request)?;
                let place = place(&mut body, number)?;
                let current = place.as_u64().unwrap_or(1);
                *place = (current + 1).into();
                let (_, is_last) = self.counter.take(&paging, page, Position::Number(current));
                request.replace_json(&body);
                (!is_last).then_some(request)
            }
            PageStyle::Start { parameter } => {
                let start = number_in_query(&request, parameter);
                let (items, is_last) = self.counter.take(&paging, page, Position::Item(start));
                request.set_query(parameter, &(start + items));
                (!is_last).then_some(request)
            }
            PageStyle::Token { parameter, token } => {
                let token = self.token(page, paging.items, token)?;
                request.set_query(parameter, &token);
                Some(request)
            }
            PageStyle::BodyToken { parameter, token } => {
                let token = self.token(page, paging.items, token)?;
                let mut body = json_body(&request)?;
                *place(&mut body, parameter)? = token.into();
                request.replace_json(&body);
                Some(request)
            }
            PageStyle::Link { link } => {
                let link = self.token(page, paging.items, &[link])?;
                // Only the query is followed: neither host nor path of a link is trusted with the
                // access token.
                let (_, query) = link.split_once('?')?;
                request.replace_query(query.split('#').next().unwrap_or_default());
                Some(request)
            }
        }
    }

    /// A token of a page that was not met before.
    fn token(&mut self, page: &[u8], items: &str, path: &[&str]) -> Option<String> {
        let (first, rest) = path.split_first()?;
        let [mut value] = facts(page, items, [Some(*first)]).values;
        for name in rest {
            value = value.get_mut(name)?.take();
        }
        let token = match value {
            Value::String(text) if !text.is_empty() => text,
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        self.is_new(token.as_bytes()).then_some(token)
    }

    fn is_new(&mut self, bytes: &[u8]) -> bool {
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        self.met.insert(hasher.finish())
    }
}

/// The body of a request, which is `null` where an optional one was left out.
fn json_body(request: &Request) -> Option<Value> {
    let body = request.body().unwrap_or(b"null");
    serde_json::from_slice(body).ok()
}

fn number_in_query(request: &Request, parameter: &str) -> u64 {
    let number = request.query_value(parameter);
    number.and_then(|text| text.parse().ok()).unwrap_or(1)
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
