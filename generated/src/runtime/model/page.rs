//! Models that are one of several pages.
//!
//! Knows nothing of how the next page is asked for.

/// A response that is one of several pages.
pub trait Page: 'static {
    /// What a page lists.
    type Item;

    /// The items of the page.
    fn into_items(self) -> Vec<Self::Item>;
}

/// A page that may be missing lists nothing.
impl<T: Page> Page for Option<T> {
    type Item = T::Item;

    fn into_items(self) -> Vec<T::Item> {
        self.map_or_else(Vec::new, T::into_items)
    }
}
