//! The request of the page after a page, and when there is none.
//!
//! Knows the styles of paging and nothing of how requests are sent.

use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use serde_json::Value;

use super::facts::facts;
use super::{PageStyle, Paging};
use crate::runtime::request::Request;

/// A walk from page to page, with what is needed to notice that it goes in a circle.
#[derive(Debug)]
pub(super) struct Walk {
    paging: Option<Paging>,
    /// The pages and tokens that were met, in short.
    met: HashSet<u64>,
}

impl Walk {
    pub(super) fn new(paging: Option<Paging>) -> Self {
        Self {
            paging,
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
        let Paging { style, items } = self.paging?;
        match style {
            PageStyle::Number { parameter, pages } => {
                let number = number_in_query(&request, parameter);
                let is_last = is_last(page, items, pages, number);
                request.set_query(parameter, &(number + 1));
                (!is_last).then_some(request)
            }
            PageStyle::BodyNumber { number, pages } => {
                let mut body: Value = serde_json::from_slice(request.body()?).ok()?;
                let place = place(&mut body, number)?;
                let current = place.as_u64().unwrap_or(1);
                *place = (current + 1).into();
                let is_last = is_last(page, items, pages, current);
                request.replace_json(&body);
                (!is_last).then_some(request)
            }
            PageStyle::Start { parameter, total } => {
                let start = number_in_query(&request, parameter);
                let facts = facts(page, items, total.unwrap_or_default());
                let next = start + facts.items as u64;
                let is_last =
                    facts.items == 0 || facts.value.as_u64().is_some_and(|all| next > all);
                request.set_query(parameter, &next);
                (!is_last).then_some(request)
            }
            PageStyle::Token { parameter, token } => {
                let token = self.token(page, items, token)?;
                request.set_query(parameter, &token);
                Some(request)
            }
            PageStyle::BodyToken { parameter, token } => {
                let token = self.token(page, items, token)?;
                let mut body: Value = serde_json::from_slice(request.body()?).ok()?;
                body.as_object_mut()?.insert(parameter.into(), token.into());
                request.replace_json(&body);
                Some(request)
            }
            PageStyle::Link { link } => {
                let link = self.token(page, items, &[link])?;
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
        let mut value = facts(page, items, first).value;
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

/// Whether a page by number is the last: it lists nothing, or it says how many there are. Services
/// that do not count say that there are none.
fn is_last(page: &[u8], items: &str, pages: Option<&str>, number: u64) -> bool {
    let facts = facts(page, items, pages.unwrap_or_default());
    let pages = facts.value.as_u64().filter(|pages| *pages > 0);
    facts.items == 0 || pages.is_some_and(|pages| number >= pages)
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
