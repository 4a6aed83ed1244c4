//! Responses that are pages of a list.
//!
//! Does not know how the next page is requested.

use serde_json::Value;

/// A response that is a page of a list.
pub trait Page: 'static {
    /// The type of the items.
    type Item;

    /// Returns the items of the page.
    fn into_items(self) -> Vec<Self::Item>;

    /// Returns whether this response is a page. If an operation has several responses, such as a
    /// page and a redirect, only one of them is.
    fn is_page(&self) -> bool {
        true
    }
}

/// A page that is missing has no items.
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

/// An array is a page whose next page follows from a header, or from its own length.
impl<T: 'static> Page for Vec<T> {
    type Item = T;

    fn into_items(self) -> Vec<T> {
        self
    }
}

/// Takes the items of a page that is any JSON value: those of the property with the name or JSON pointer, or
/// of the value itself if the name is empty.
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

/// Returns the items of a JSON value: those of an array, or any other value as the only item.
pub fn json_items(items: Value) -> Vec<Value> {
    match items {
        Value::Array(items) => items,
        Value::Null => Vec::new(),
        other => vec![other],
    }
}
