//! Declared pagination (`x-sdk-paging`): looks up its names among the parameters and properties of
//! the operation. An unknown name is an error.

use super::end::{counts_pages, end};
use super::input::{declared_first, fields_to, first, is_link, leads_to};
use super::items::{has_key, is_any_json};
use super::reason::{ItemsReason, NotPaged};
use super::size::largest;
use super::{
    PageInput, PageItems, Paging, PagingDecision, PagingEnd, PagingStyle, Shape, body, page,
};
use crate::analyze::Output;
use crate::diagnostics::Diagnostic;
use crate::ir::{
    Api, DeclaredEnd, DeclaredPages, DeclaredPaging, DeclaredStyle, Field, FieldId, Location,
    ModelId, Operation, Struct, TypeRef, resolve,
};

/// The code of all errors about a declaration.
const CODE: &str = "paging-extension";

/// The decision for an operation with a declaration.
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

/// The error if another operation with the same response has other items.
pub(super) fn of_other_items(operation: &Operation, pages: &DeclaredPages) -> Diagnostic {
    Diagnostic::error(
        CODE,
        format!("{}/items", pages.pointer),
        "another operation with the same response declares other items".to_owned(),
        "name the same property in both; a response has one array of items",
    )
    .of(operation.label())
}

/// A response that is an object.
type Page<'a> = (ModelId, &'a Struct);

struct Resolver<'a> {
    api: &'a Api,
    operation: &'a Operation,
    pages: &'a DeclaredPages,
}

impl Resolver<'_> {
    fn paging(&self, output: &Output) -> Result<Paging, Diagnostic> {
        let (object, items) = match page(self.api, output) {
            Some(Shape::Object(model, object)) => {
                let (around, list) = self.items((model, object))?;
                let index = around.first().unwrap_or(&list).index;
                (
                    Some(((model, object), index)),
                    PageItems::Field { around, list },
                )
            }
            Some(Shape::List(list)) => {
                if let Some(path) = &self.pages.items {
                    return Err(self.no_property("items", &path.join("/")));
                }
                (None, PageItems::Response(list.clone()))
            }
            None => {
                let message = "the response has no properties, so that it is not a page";
                let help = "declare `none`, or remove the extension";
                return Err(self.error("", message, help));
            }
        };
        let style = self.style(object.map(|(object, _)| object))?;
        if let PagingStyle::LastItem { key, .. } = &style {
            self.check_key(&items, key)?;
        }
        Ok(Paging {
            largest: largest(self.api, self.operation, &style),
            end: self.end(object, &style)?,
            style,
            items,
            reason: ItemsReason::Declared,
        })
    }

    /// Checks that items have the key, because pagination would end at the first page otherwise.
    /// Items of any JSON type may have it.
    fn check_key(&self, items: &PageItems, key: &str) -> Result<(), Diagnostic> {
        let list = match items {
            PageItems::Response(list) => list,
            PageItems::Field { list: id, .. } => {
                let field = self.api.field(*id);
                if is_any_json(self.api, field) {
                    return Ok(());
                }
                &field.ty
            }
        };
        let TypeRef::List(item) = resolve(self.api, list) else {
            return Ok(());
        };
        if matches!(resolve(self.api, item), TypeRef::Json(_)) || has_key(self.api, list, key) {
            return Ok(());
        }
        let message = format!("the items have no string or number `{key}` that identifies them");
        Err(self.error("key", &message, "name a property of an item in `key`"))
    }

    /// The field of the items, behind those that lead to it from the response on.
    fn items(&self, page: Page<'_>) -> Result<(Vec<FieldId>, FieldId), Diagnostic> {
        let path = self.pages.items.as_deref().unwrap_or_default();
        if path.is_empty() {
            let message = "`items`, the property of the response with the items, is missing";
            return Err(self.error("", message, "name the list of the response as `items`"));
        }
        let name = path.join("/");
        let fields = fields_to(self.api, page, path);
        let fields = fields.as_deref().and_then(<[_]>::split_last);
        let (list, around) = fields.ok_or_else(|| self.no_property("items", &name))?;
        let field = self.api.field(*list);
        let is_list = matches!(resolve(self.api, &field.ty), TypeRef::List(_));
        if is_list || is_any_json(self.api, field) {
            return Ok((around.to_vec(), *list));
        }
        let message = format!("the property `{name}` of the response is not an array");
        Err(self.error(
            "items",
            &message,
            "name the property with the items of a page",
        ))
    }

    fn style(&self, page: Option<Page<'_>>) -> Result<PagingStyle, Diagnostic> {
        match self.pages.style {
            DeclaredStyle::PageNumber => {
                let input = self.input()?;
                let first = first(self.api, self.operation, &input);
                Ok(PagingStyle::Number { input, first })
            }
            DeclaredStyle::Cursor => Ok(PagingStyle::Cursor {
                input: self.input()?,
                next: self.next(page)?.0,
            }),
            DeclaredStyle::Link => self.link(page),
            DeclaredStyle::LinkHeader => Ok(PagingStyle::LinkHeader),
            DeclaredStyle::StartIndex => self.start(1),
            DeclaredStyle::Offset => self.start(0),
            DeclaredStyle::LastItem => Ok(PagingStyle::LastItem {
                parameter: self.parameter("the identity of an item")?,
                key: self.pages.key.clone().unwrap_or_else(|| "id".to_owned()),
            }),
        }
    }

    fn start(&self, usual: u64) -> Result<PagingStyle, Diagnostic> {
        let parameter = self.parameter("a start index")?;
        let input = PageInput::Query(parameter.clone());
        let first = declared_first(self.api, self.operation, &input).unwrap_or(usual);
        Ok(PagingStyle::Start { parameter, first })
    }

    /// The declared query parameter; a property of the body is an error.
    fn parameter(&self, subject: &str) -> Result<String, Diagnostic> {
        match self.input()? {
            PageInput::Query(parameter) => Ok(parameter),
            PageInput::Body(_) => Err(self.error(
                "input",
                &format!("{subject} in the body is not supported"),
                "declare `none`, and count the items in the program",
            )),
        }
    }

    fn link(&self, page: Option<Page<'_>>) -> Result<PagingStyle, Diagnostic> {
        let (next, found) = self.next(page)?;
        if is_link(self.api, &found.ty) || is_any_json(self.api, found) {
            return Ok(PagingStyle::Link { next });
        }
        let name = next.join("/");
        let message = format!("the property `{name}` of the response is not a string");
        Err(self.error("end", &message, "name the property with the link"))
    }

    /// The declared query parameter, or else the declared property of the body.
    fn input(&self) -> Result<PageInput, Diagnostic> {
        let path = self.pages.input.as_deref().unwrap_or_default();
        if let [name] = path {
            let mut parameters = self.operation.parameters.iter();
            if parameters.any(|it| it.location == Location::Query && it.name == *name) {
                return Ok(PageInput::Query(name.clone()));
            }
        }
        let body = body(self.api, self.operation);
        if body.is_some_and(|body| leads_to(self.api, body, path).is_some()) {
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

    /// The path of the cursor or link of the next page.
    fn next(&self, page: Option<Page<'_>>) -> Result<(Vec<String>, &Field), Diagnostic> {
        let Some(DeclaredEnd::Property(path)) = &self.pages.end else {
            return Err(self.error(
                "end",
                "a cursor or a link is read from the previous page, and `end` names no property of it",
                "name the property of the response with the cursor or the link in `end`",
            ));
        };
        match page.and_then(|page| leads_to(self.api, page, path)) {
            Some(field) => Ok((path.clone(), field)),
            None => Err(self.no_property("end", &path.join("/"))),
        }
    }

    /// The properties that show the last page: the declared ones and the page size, or without a
    /// declaration the inferred ones.
    fn end(
        &self,
        page: Option<(Page<'_>, usize)>,
        style: &PagingStyle,
    ) -> Result<PagingEnd, Diagnostic> {
        let object = page.map(|(object, _)| object);
        let found = page.map(|((_, object), items)| end(self.api, object, items, style));
        let mut found = found.unwrap_or_default();
        if let Some(more) = &self.pages.more {
            found.more = Some(self.property(object, "more", more)?);
        }
        let is_counted = matches!(
            style,
            PagingStyle::Number { .. } | PagingStyle::Start { .. }
        );
        let Some(declared) = self.pages.end.as_ref().filter(|_| is_counted) else {
            return Ok(found);
        };
        let (path, is_pages) = match declared {
            DeclaredEnd::Pages(path) => (path, true),
            DeclaredEnd::Total(path) => (path, false),
            DeclaredEnd::Property(path) => (path, path.last().is_some_and(|it| counts_pages(it))),
        };
        let path = Some(self.property(object, "end", path)?);
        (found.pages, found.total) = match is_pages {
            true => (path, None),
            false => (None, path),
        };
        Ok(PagingEnd {
            more: found.more.filter(|_| self.pages.more.is_some()),
            ..found
        })
    }

    /// The path of a property of the response that a key declares.
    fn property(
        &self,
        page: Option<Page<'_>>,
        key: &str,
        path: &[String],
    ) -> Result<Vec<String>, Diagnostic> {
        match page.and_then(|page| leads_to(self.api, page, path)) {
            Some(_) => Ok(path.to_vec()),
            None => Err(self.no_property(key, &path.join("/"))),
        }
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
