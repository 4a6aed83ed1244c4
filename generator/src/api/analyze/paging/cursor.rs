//! Finds the property of a page with the cursor of the next one.
//!
//! The names of the parameter and of the property decide. A property with the name of the parameter may be an
//! echo of the request, so its own name or that of an enclosing object has to be about the next page, unless
//! such a name is never used for an echo.

use super::input::{is_integer, is_key};
use super::names::{
    AFTER, BEFORE_KEY, BESIDE_NEXT, CURSOR, KEY, LAST_ID, OWN_CURSOR, SAME_CURSOR, known,
};
use super::properties::{PageProperties, PageProperty};
use crate::ir::{Api, TypeRef};

/// The strength of the evidence for a cursor, the strongest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Its name says that it is the next one.
    Next,
    /// It is in an object about pagination.
    Inside,
    /// It is a property of the page with the name of a cursor.
    Own,
    /// It is the id of the last item.
    LastId,
}

/// The path of the cursor of the next page, for a parameter of this type.
pub(super) fn next(
    api: &Api,
    properties: &PageProperties<'_>,
    parameter: &str,
    ty: &TypeRef,
) -> Option<Vec<String>> {
    let wanted = Wanted {
        name: &known(parameter),
        is_integer: is_integer(api, ty),
    };
    let candidates = properties.iter().filter_map(|property| {
        let is_key = is_key(api, &property.field.ty) && !properties.is_url(property.field);
        let is_like = is_integer(api, &property.field.ty) == wanted.is_integer;
        let rank = wanted.rank(property, is_like).filter(|_| is_key)?;
        (rank != Rank::LastId || properties.more().is_some()).then_some((rank, property))
    });
    let (_, best) = candidates.min_by_key(|(rank, _)| *rank)?;
    Some(best.path.clone())
}

struct Wanted<'a> {
    name: &'a str,
    is_integer: bool,
}

impl Wanted<'_> {
    /// The evidence for a property. `is_like` is whether both it and the parameter are integers, or
    /// neither is.
    fn rank(&self, property: &PageProperty<'_>, is_like: bool) -> Option<Rank> {
        let name = property.name.as_str();
        let is_cursor = CURSOR.contains(&self.name);
        let is_back = |words: &str| {
            let mut words = words.split(' ');
            words.any(|word| BESIDE_NEXT.contains(&word))
        };
        if property.is_among_links()
            || is_back(name)
            || property.around.iter().any(|it| is_back(it))
        {
            return None;
        }
        // Integers may be page numbers.
        if !is_cursor && !is_like {
            return None;
        }
        if self.is_next(property, is_cursor) {
            return Some(Rank::Next);
        }
        let is_same = name == self.name;
        if self.name == "next" && is_same && property.is_own() {
            return Some(Rank::Own);
        }
        if !is_cursor {
            return None;
        }
        let leads_on = is_same && SAME_CURSOR.contains(&self.name);
        if !property.is_own() {
            let is_own_cursor = OWN_CURSOR.contains(&name) && self.name.ends_with(name);
            return (leads_on || is_own_cursor || AFTER.contains(&name)).then_some(Rank::Inside);
        }
        if leads_on || OWN_CURSOR.contains(&name) {
            return Some(Rank::Own);
        }
        let is_behind_item = LAST_ID.contains(&name) && self.name.contains("after");
        is_behind_item.then_some(Rank::LastId)
    }

    /// Whether the name of a property means the next value of the parameter.
    fn is_next(&self, property: &PageProperty<'_>, is_cursor: bool) -> bool {
        let name = property.name.as_str();
        if property.is_of_next() {
            return name == self.name
                || (is_cursor && (KEY.contains(&name) || CURSOR.contains(&name)));
        }
        let Some(rest) = name.strip_prefix("next ") else {
            return false;
        };
        if rest == self.name {
            return true;
        }
        let mut between = rest.split(' ');
        let is_key = between.next_back().is_some_and(|word| KEY.contains(&word))
            && between.all(|word| BEFORE_KEY.contains(&word));
        // A page token is not a page number.
        is_cursor && (is_key || (rest == "page" && self.name.ends_with("token")))
    }
}
