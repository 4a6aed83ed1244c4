//! Models that are one of several pages.
//!
//! Knows nothing of how the next page is asked for.

use serde_json::Value;

/// A response that is one of several pages.
pub trait Page: 'static {
    /// What a page lists.
    type Item;

    /// The items of the page.
    fn into_items(self) -> Vec<Self::Item>;

    /// Whether it is a page. Of several responses, such as a page and an address to redirect to, one
    /// alone is.
    fn is_page(&self) -> bool {
        true
    }
}

/// A page that may be missing lists nothing.
impl<T: Page> Page for Option<T> {
    type Item = T::Item;

    fn into_items(self) -> Vec<T::Item> {
        self.map_or_else(Vec::new, T::into_items)
    }

    fn is_page(&self) -> bool {
        self.as_ref().is_none_or(T::is_page)
    }
}

/// A page whose type contains itself is boxed.
impl<T: Page> Page for Box<T> {
    type Item = T::Item;

    fn into_items(self) -> Vec<T::Item> {
        T::into_items(*self)
    }

    fn is_page(&self) -> bool {
        T::is_page(self)
    }
}

/// A list is a page whose response says elsewhere how to go on: in a header, or by being short.
impl<T: 'static> Page for Vec<T> {
    type Item = T;

    fn into_items(self) -> Vec<T> {
        self
    }
}

/// The items of a page that is any JSON value: those of a property, by its name or its JSON pointer, or of
/// itself if no name is given.
#[cfg(feature = "client")]
pub(crate) fn take_property(mut page: Value, name: &str) -> Vec<Value> {
    if name.is_empty() {
        return json_items(page);
    }
    let found = match name.starts_with('/') {
        true => page.pointer_mut(name),
        false => page.get_mut(name),
    };
    json_items(found.map(Value::take).unwrap_or_default())
}

/// The items of a page that has them as any JSON value: those of a list, and any other value by itself.
pub fn json_items(items: Value) -> Vec<Value> {
    match items {
        Value::Array(items) => items,
        Value::Null => Vec::new(),
        other => vec![other],
    }
}
