//! The pagination that a definition declares: its names are looked up among the parameters and the
//! properties of the operation. A name that is none of them is an error, because the declaration is
//! then about something else than what is there.

use super::end::{counts_pages, end};
use super::input::{field, first, is_link, leads_to};
use super::items::is_any_json;
use super::reason::{ItemsReason, NotPaged};
use super::size::largest;
use super::{PageInput, Paging, PagingDecision, PagingEnd, PagingStyle, body, page};
use crate::analyze::Output;
use crate::diagnostics::Diagnostic;
use crate::ir::{
    Api, DeclaredEnd, DeclaredPages, DeclaredPaging, DeclaredStyle, Field, FieldId, Location,
    Operation, Struct, TypeRef, resolve,
};

/// The code of all that is wrong with a declaration.
const CODE: &str = "paging-extension";

/// What a declaration says of an operation.
pub(super) fn decide(
    api: &Api,
    operation: &Operation,
    output: &Output,
    declaration: &DeclaredPaging,
) -> Result<PagingDecision, Diagnostic> {
    match declaration {
        DeclaredPaging::None => Ok(Err(NotPaged::Declared)),
        DeclaredPaging::Pages(pages) => Resolver {
            api,
            operation,
            pages,
        }
        .paging(output)
        .map(Ok),
    }
}

/// The error of a declaration that names other items than another operation with the same response.
pub(super) fn of_other_items(operation: &Operation, pages: &DeclaredPages) -> Diagnostic {
    Diagnostic::error(
        CODE,
        format!("{}/items", pages.pointer),
        "another operation with the same response declares other items".to_owned(),
        "name the same property in both; a response has one array of items",
    )
    .of(operation.label())
}

struct Resolver<'a> {
    api: &'a Api,
    operation: &'a Operation,
    pages: &'a DeclaredPages,
}

impl Resolver<'_> {
    fn paging(&self, output: &Output) -> Result<Paging, Diagnostic> {
        let Some((model, object)) = page(self.api, output) else {
            let message = "the response has no properties, so that it is not a page";
            return Err(self.error("", message, "declare `none`, or remove the extension"));
        };
        let index = self.items(object)?;
        let style = self.style(object)?;
        let end = match style {
            PagingStyle::Number { .. } | PagingStyle::Start { .. } => self.end(object, index)?,
            PagingStyle::Cursor { .. } | PagingStyle::Link { .. } => PagingEnd::default(),
        };
        Ok(Paging {
            largest: largest(self.api, self.operation, &style),
            style,
            items: FieldId { model, index },
            end,
            reason: ItemsReason::Declared,
        })
    }

    fn items(&self, page: &Struct) -> Result<usize, Diagnostic> {
        let name = &self.pages.items;
        let mut fields = page.fields.iter();
        let index = fields.position(|field| field.name == *name);
        let index = index.ok_or_else(|| self.no_property("items", name))?;
        let field = &page.fields[index];
        let is_list = matches!(resolve(self.api, &field.ty), TypeRef::List(_));
        if is_list || is_any_json(self.api, field) {
            return Ok(index);
        }
        let message = format!("the property `{name}` of the response is not an array");
        Err(self.error(
            "items",
            &message,
            "name the property with the items of a page",
        ))
    }

    fn style(&self, page: &Struct) -> Result<PagingStyle, Diagnostic> {
        let style = self.pages.style;
        match style {
            DeclaredStyle::PageNumber => {
                let input = self.input()?;
                let first = first(self.api, self.operation, &input);
                Ok(PagingStyle::Number { input, first })
            }
            DeclaredStyle::Cursor => Ok(PagingStyle::Cursor {
                input: self.input()?,
                next: self.next(page)?,
            }),
            DeclaredStyle::Link => self.link(page),
            DeclaredStyle::StartIndex => {
                let input = self.input()?;
                let first = first(self.api, self.operation, &input);
                match input {
                    PageInput::Query(parameter) => Ok(PagingStyle::Start { parameter, first }),
                    PageInput::Body(_) => Err(self.error(
                        "input",
                        "a start index in the request body is not supported",
                        "declare `none`, and count the items in the program",
                    )),
                }
            }
        }
    }

    fn link(&self, page: &Struct) -> Result<PagingStyle, Diagnostic> {
        let path = self.next(page)?;
        let [next] = path.as_slice() else {
            let message = "the link to the next page is in a nested property";
            return Err(self.error("end", message, "name a property of the response itself"));
        };
        let is_string = |it: &Field| is_link(self.api, &it.ty) || is_any_json(self.api, it);
        if !field(page, next).is_some_and(is_string) {
            let message = format!("the property `{next}` of the response is not a string");
            return Err(self.error("end", &message, "name the property with the link"));
        }
        Ok(PagingStyle::Link { next: next.clone() })
    }

    /// A query parameter of the name that is declared, else a property of the body.
    fn input(&self) -> Result<PageInput, Diagnostic> {
        let path = self.pages.input.as_deref().unwrap_or_default();
        if let [name] = path {
            let mut parameters = self.operation.parameters.iter();
            if parameters.any(|it| it.location == Location::Query && it.name == *name) {
                return Ok(PageInput::Query(name.clone()));
            }
        }
        let body = body(self.api, self.operation);
        if body.is_some_and(|(_, body)| leads_to(self.api, body, path).is_some()) {
            return Ok(PageInput::Body(path.to_vec()));
        }
        let name = path.join("/");
        let message = format!(
            "the operation has neither a query parameter nor a property of the request body named `{name}`"
        );
        let help =
            "name one of them; a nested property by a JSON pointer, such as `/paging/pageNumber`";
        Err(self.error("input", &message, help))
    }

    /// Where a page has the cursor or the link of the next one.
    fn next(&self, page: &Struct) -> Result<Vec<String>, Diagnostic> {
        match &self.pages.end {
            Some(DeclaredEnd::Property(path)) if leads_to(self.api, page, path).is_some() => {
                Ok(path.clone())
            }
            Some(DeclaredEnd::Property(path)) => Err(self.no_property("end", &path.join("/"))),
            Some(DeclaredEnd::Pages(_) | DeclaredEnd::Total(_)) | None => Err(self.error(
                "end",
                "a cursor or a link is read from the previous page, and `end` names no property of it",
                "name the property of the response with the cursor or the link in `end`",
            )),
        }
    }

    /// What a page says of how many there are: what is declared, and the size of a page, which does
    /// no harm beside it. Without a declaration it is what there is evidence of.
    fn end(&self, page: &Struct, items: usize) -> Result<PagingEnd, Diagnostic> {
        let found = end(self.api, page, items);
        let Some(declared) = &self.pages.end else {
            return Ok(found);
        };
        let (name, is_pages) = match declared {
            DeclaredEnd::Pages(name) => (name, true),
            DeclaredEnd::Total(name) => (name, false),
            DeclaredEnd::Property(path) => match path.as_slice() {
                [name] => (name, counts_pages(name)),
                _ => return Err(self.no_property("end", &path.join("/"))),
            },
        };
        if field(page, name).is_none() {
            return Err(self.no_property("end", name));
        }
        let name = Some(name.clone());
        let (pages, total) = match is_pages {
            true => (name, None),
            false => (None, name),
        };
        Ok(PagingEnd {
            pages,
            total,
            size: found.size,
        })
    }

    fn no_property(&self, key: &str, name: &str) -> Diagnostic {
        let message = format!("the response has no property `{name}`");
        self.error(key, &message, "name a property of the response")
    }

    fn error(&self, key: &str, message: &str, help: &str) -> Diagnostic {
        let pointer = match key {
            "" => self.pages.pointer.clone(),
            key => format!("{}/{key}", self.pages.pointer),
        };
        Diagnostic::error(CODE, pointer, message.to_owned(), help).of(self.operation.label())
    }
}
