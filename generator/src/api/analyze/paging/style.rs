//! Decides the paging style from the parameters and the response of an operation.

use super::input::{Inputs, is_link};
use super::names::{NEXT_LINK, NUMBER, PAGE_SIZE, PAGES};
use super::properties::PageProperties;
use super::reason::NotPaged;
use super::{PageInput, PagingStyle, cursor, input};
use crate::ir::{Api, Operation, Parameter, Struct, TypeRef};

/// The header of a response with its links (RFC 8288).
const LINK_HEADER: &str = "link";

/// A style and its evidence.
pub(super) struct Found {
    /// The style.
    pub(super) style: PagingStyle,
    /// Whether only parameters indicate it, so that the response has to be a page beyond doubt.
    pub(super) is_weak: bool,
}

/// The first style for which there is evidence.
pub(super) fn style(
    api: &Api,
    operation: &Operation,
    inputs: &Inputs<'_>,
    page: &Struct,
) -> Result<Found, NotPaged> {
    let properties = PageProperties::new(api, page);
    let evidence = Evidence {
        api,
        operation,
        inputs,
        page,
        properties: &properties,
    };
    if let Some(style) = evidence.sure() {
        let is_weak = false;
        return Ok(Found { style, is_weak });
    }
    if let Some(style) = evidence.weak() {
        let is_weak = true;
        return Ok(Found { style, is_weak });
    }
    let mut links = properties.iter().filter(|property| {
        property.is_own()
            && NEXT_LINK.contains(&property.name.as_str())
            && !is_link(api, &property.field.ty)
    });
    Err(match links.next() {
        Some(property) => NotPaged::NoLink(property.field.name.clone()),
        None => NotPaged::NoWayOn,
    })
}

/// The style of a response that is the list itself: by the `Link` header, or by numbers or offsets until a
/// page is short.
pub(super) fn style_of_list(
    api: &Api,
    operation: &Operation,
    inputs: &Inputs<'_>,
) -> Result<PagingStyle, NotPaged> {
    if inputs.are_in_query() && has_link_header(operation) {
        return Ok(PagingStyle::LinkHeader);
    }
    let first = |parameter: &Parameter| {
        let input = PageInput::Query(parameter.name.clone());
        (input::first(api, operation, &input), input)
    };
    let number = inputs.number.filter(|_| inputs.has_size);
    let page = number.or_else(|| inputs.page_alone());
    if let Some((first, input)) = page.map(first) {
        return Ok(PagingStyle::Number { input, first });
    }
    match inputs.start_alone() {
        Some(parameter) => Ok(PagingStyle::Start {
            parameter: parameter.name.clone(),
            first: first(parameter).0,
        }),
        None => Err(NotPaged::NoWayOn),
    }
}

/// Whether a success declares the header `Link`.
fn has_link_header(operation: &Operation) -> bool {
    let mut successes = operation
        .responses
        .iter()
        .filter(|it| it.status.is_success());
    successes.any(|response| {
        let mut headers = response.headers.iter();
        headers.any(|name| name.eq_ignore_ascii_case(LINK_HEADER))
    })
}

struct Evidence<'a> {
    api: &'a Api,
    operation: &'a Operation,
    inputs: &'a Inputs<'a>,
    page: &'a Struct,
    properties: &'a PageProperties<'a>,
}

impl Evidence<'_> {
    /// The style that parameters and response indicate together, the most reliable first.
    fn sure(&self) -> Option<PagingStyle> {
        let Self {
            inputs, properties, ..
        } = self;
        if let Some(parameter) = inputs.number.filter(|_| self.is_about_pages()) {
            return Some(self.number(parameter));
        }
        let has_pages = properties.pages().is_some();
        if let Some(parameter) = inputs.page.filter(|_| has_pages) {
            return Some(self.number(parameter));
        }
        let is_counted = properties.has_total(self.page) || properties.more().is_some();
        let repeats = |it: &&Parameter| properties.repeats(&it.name);
        let is_index = |it: &&Parameter| input::is_index(it);
        let start = inputs.start;
        let start = start.filter(|it| is_counted || is_index(it) || repeats(it));
        if let Some(parameter) = start.filter(|_| inputs.is_cursor_off) {
            return Some(self.start(parameter));
        }
        if let Some(style) = self.cursor() {
            return Some(style);
        }
        if let Some(parameter) = inputs.last_item.filter(|_| properties.more().is_some()) {
            return Some(PagingStyle::LastItem {
                parameter: parameter.name.clone(),
                key: "id".to_owned(),
            });
        }
        if let Some(parameter) = start.filter(|it| is_counted || is_index(it)) {
            return Some(self.start(parameter));
        }
        if let Some(parameter) = inputs.page.filter(|_| is_counted) {
            return Some(self.number(parameter));
        }
        if let Some(next) = properties.link().filter(|_| inputs.are_in_query()) {
            let next = next.path.clone();
            return Some(PagingStyle::Link { next });
        }
        if inputs.are_in_query() && has_link_header(self.operation) {
            return Some(PagingStyle::LinkHeader);
        }
        if let Some(parameter) = inputs.page.filter(repeats) {
            return Some(self.number(parameter));
        }
        start
            .map(|parameter| self.start(parameter))
            .or_else(|| self.in_body())
    }

    /// The style that parameters alone indicate.
    fn weak(&self) -> Option<PagingStyle> {
        let inputs = self.inputs;
        let page = inputs.page_alone();
        page.map(|parameter| self.number(parameter))
            .or_else(|| inputs.start_alone().map(|parameter| self.start(parameter)))
    }

    /// Whether anything but a number indicates pagination, because a number alone may mean the page of a
    /// book.
    fn is_about_pages(&self) -> bool {
        let mut names = [NUMBER.as_slice(), &PAGES, &PAGE_SIZE].into_iter();
        self.inputs.has_size
            || names.any(|names| input::number(self.api, self.page, names).is_some())
            || self.properties.pages().is_some()
    }

    fn number(&self, parameter: &Parameter) -> PagingStyle {
        let input = PageInput::Query(parameter.name.clone());
        PagingStyle::Number {
            first: self.first_page(&input),
            input,
        }
    }

    /// The number of the first page, which the response may also indicate.
    fn first_page(&self, input: &PageInput) -> u64 {
        match input::declared_first(self.api, self.operation, input) {
            None if self.properties.counts_from_zero() => 0,
            _ => input::first(self.api, self.operation, input),
        }
    }

    fn start(&self, parameter: &Parameter) -> PagingStyle {
        let input = PageInput::Query(parameter.name.clone());
        PagingStyle::Start {
            parameter: parameter.name.clone(),
            first: input::first(self.api, self.operation, &input),
        }
    }

    fn cursor(&self) -> Option<PagingStyle> {
        self.inputs.cursors.iter().find_map(|parameter| {
            let next = self.next(&parameter.name, &parameter.ty)?;
            let input = PageInput::Query(parameter.name.clone());
            Some(PagingStyle::Cursor { input, next })
        })
    }

    fn in_body(&self) -> Option<PagingStyle> {
        let Inputs {
            number_in_body,
            cursor_in_body,
            ..
        } = self.inputs;
        if let Some(path) = number_in_body {
            let input = PageInput::Body(path.clone());
            let first = input::first(self.api, self.operation, &input);
            return Some(PagingStyle::Number { input, first });
        }
        let (path, ty) = cursor_in_body.as_ref()?;
        let next = self.next(path.last()?, ty)?;
        let input = PageInput::Body(path.clone());
        Some(PagingStyle::Cursor { input, next })
    }

    fn next(&self, parameter: &str, ty: &TypeRef) -> Option<Vec<String>> {
        cursor::next(self.api, self.properties, parameter, ty)
    }
}
