//! The field of a struct that keeps the properties without a name: its item, its setter, and how it is
//! read and written.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Context;
use super::types::{ident, of};
use crate::ir::{ModelId, Struct};

fn name(cx: &Context<'_>, id: ModelId) -> Ident {
    ident(cx.names.model(id).rest.field.as_str())
}

/// The field.
pub(super) fn field(cx: &Context<'_>, id: ModelId, object: &Struct) -> Option<TokenStream> {
    let (name, value) = (name(cx, id), of(cx, object.rest.as_ref()?));
    Some(quote! {
        /// The properties that the definition does not name.
        pub #name: ::std::collections::BTreeMap<String, #value>,
    })
}

/// The method that sets it.
pub(super) fn setter(cx: &Context<'_>, id: ModelId, object: &Struct) -> Option<TokenStream> {
    let (name, value) = (name(cx, id), of(cx, object.rest.as_ref()?));
    let setter = ident(cx.names.model(id).rest.setter.as_str());
    Some(quote! {
        /// Sets the properties that the definition does not name.
        #[inline]
        pub fn #setter(mut self, value: ::std::collections::BTreeMap<String, #value>) -> Self {
            self.#name = value;
            self
        }
    })
}

/// How a property without a field is read; without such a field it is passed over.
pub(super) fn read(cx: &Context<'_>, id: ModelId, object: &Struct) -> TokenStream {
    match object.rest {
        Some(_) => {
            let name = name(cx, id);
            quote!(reader.rest(&mut self.#name))
        }
        None => quote!(reader.skip()),
    }
}

/// How it is written.
pub(super) fn write(cx: &Context<'_>, id: ModelId, object: &Struct) -> Option<TokenStream> {
    object.rest.as_ref()?;
    let name = name(cx, id);
    Some(quote!(writer.rest(&self.#name);))
}
