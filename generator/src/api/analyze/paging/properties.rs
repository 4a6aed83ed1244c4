//! The properties of a page that may be about pagination: its own, and those of nested objects such as
//! `meta` or `pagination`.

use super::input::{is_integer, is_link};
use super::names::{
    BESIDE_NEXT, LINKS, MORE, NEXT_LINK, NUMBER, PAGES, TOTAL_OF, is_about_pages, is_any, known,
    words,
};
use super::object;
use crate::ir::{Api, Field, Keyword, Literal, Scalar, Struct, TypeRef, resolve};

/// The maximum length of a path, such as `response_metadata.next.cursor`.
const DEPTH: usize = 3;

/// A property of a page or of a nested object.
pub(super) struct PageProperty<'a> {
    /// The normalized names of the enclosing objects.
    pub(super) around: Vec<String>,
    /// Its normalized name.
    pub(super) name: String,
    /// Its path.
    pub(super) path: Vec<String>,
    /// The field.
    pub(super) field: &'a Field,
}

impl PageProperty<'_> {
    /// Whether it is a property of the page itself.
    pub(super) fn is_own(&self) -> bool {
        self.around.is_empty()
    }

    /// Whether an enclosing object has links.
    pub(super) fn is_among_links(&self) -> bool {
        self.around.iter().any(|it| LINKS.contains(&it.as_str()))
    }

    /// Whether an enclosing object is about the next page.
    pub(super) fn is_of_next(&self) -> bool {
        let mut around = self.around.iter();
        around.any(|it| it == "next" || it.starts_with("next "))
    }
}

/// The properties of a page, those of the page itself first.
pub(super) struct PageProperties<'a> {
    api: &'a Api,
    all: Vec<PageProperty<'a>>,
}

impl<'a> PageProperties<'a> {
    /// Collects the properties of a page.
    pub(super) fn new(api: &'a Api, page: &'a Struct) -> Self {
        let mut all = Vec::new();
        let mut level = vec![(Vec::new(), Vec::new(), page)];
        for depth in 1..=DEPTH {
            let mut inside = Vec::new();
            for (around, path, object_of) in std::mem::take(&mut level) {
                for field in &object_of.fields {
                    let property = PageProperty {
                        around: around.clone(),
                        name: known(&field.name),
                        path: [path.clone(), vec![field.name.clone()]].concat(),
                        field,
                    };
                    if let Some((_, inner)) = object(api, &field.ty)
                        && is_about_pages(&property.name)
                        && depth < DEPTH
                    {
                        let around = [around.clone(), vec![property.name.clone()]].concat();
                        inside.push((around, property.path.clone(), inner));
                    }
                    all.push(property);
                }
            }
            level = inside;
        }
        Self { api, all }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &PageProperty<'a>> {
        self.all.iter()
    }

    /// The number of pages.
    pub(super) fn pages(&self) -> Option<&PageProperty<'a>> {
        self.counting(|property| PAGES.contains(&property.name.as_str()))
    }

    /// The total number of items, which may also have the name of the items.
    pub(super) fn total(&self, items: &[String]) -> Option<&PageProperty<'a>> {
        let of_items = |property: &PageProperty<'_>| match words(&property.field.name).split_first()
        {
            Some((first, of)) if first == "total" => is_of_items(of, items),
            _ => false,
        };
        let exact = |property: &PageProperty<'_>| property.name == "total";
        self.counting(exact).or_else(|| self.counting(of_items))
    }

    /// Whether any property is a total number of items.
    pub(super) fn has_total(&self, page: &Struct) -> bool {
        let mut lists = page.fields.iter().map(|field| words(&field.name));
        lists.any(|items| self.total(&items).is_some())
    }

    /// The boolean that says whether pages follow.
    pub(super) fn more(&self) -> Option<&PageProperty<'a>> {
        self.iter().find(|property| {
            let ty = resolve(self.api, property.field.ty.non_null());
            *ty == TypeRef::Scalar(Scalar::Bool) && MORE.contains(&property.name.as_str())
        })
    }

    /// Whether a page echoes a parameter.
    pub(super) fn repeats(&self, parameter: &str) -> bool {
        let parameter = known(parameter);
        let mut properties = self.iter();
        properties
            .any(|property| property.name == parameter && is_integer(self.api, &property.field.ty))
    }

    /// Whether a page echoes its number under the name of Spring Data, which counts from zero.
    pub(super) fn counts_from_zero(&self) -> bool {
        let has_name = |name: &str| {
            let mut properties = self.iter();
            properties
                .any(|property| property.name == name && is_integer(self.api, &property.field.ty))
        };
        has_name("number") && has_name("total pages") && !has_name(NUMBER[0])
    }

    /// The link to the next page.
    pub(super) fn link(&self) -> Option<&PageProperty<'a>> {
        self.iter().find(|property| {
            let is_next = || {
                property.name == "next"
                    && (property.is_among_links()
                        || self.is_url(property.field)
                        || self.has_previous(property))
            };
            let is_reference =
                || property.name == "href" && property.is_among_links() && property.is_of_next();
            let is_named =
                NEXT_LINK.contains(&property.name.as_str()) || is_next() || is_reference();
            is_named && is_link(self.api, &property.field.ty)
        })
    }

    /// Whether a string is declared to be a URL.
    pub(super) fn is_url(&self, field: &Field) -> bool {
        let constraints = self.api.resolved(&field.constraints);
        matches!(
            constraints.get(Keyword::Format),
            Some(Literal::String(format)) if format.contains("uri") || format.contains("url")
        )
    }

    /// Whether the link to the page before is in the same object as a property.
    fn has_previous(&self, next: &PageProperty<'_>) -> bool {
        self.iter().any(|property| {
            property.around == next.around
                && is_any(&property.field.name, &BESIDE_NEXT)
                && is_link(self.api, &property.field.ty)
        })
    }

    /// A property with a count: an integer, or any number in an object about pagination.
    fn counting(&self, is_named: impl Fn(&PageProperty<'_>) -> bool) -> Option<&PageProperty<'a>> {
        self.iter().find(|property| {
            let ty = resolve(self.api, property.field.ty.non_null());
            let is_number = matches!(ty, TypeRef::Scalar(Scalar::Float | Scalar::Double));
            let counts =
                is_integer(self.api, &property.field.ty) || (!property.is_own() && is_number);
            counts && !property.is_of_next() && is_named(property)
        })
    }
}

/// Whether the words after `total` mean items.
fn is_of_items(of: &[String], items: &[String]) -> bool {
    match of {
        [] => true,
        [one] => TOTAL_OF.contains(&one.as_str()) || of == items,
        several => several == items,
    }
}
