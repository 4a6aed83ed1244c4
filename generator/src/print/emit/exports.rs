//! What the emitted crate offers of the runtime at its root: the items of nearly every program, and the
//! modules of the others.

use proc_macro2::TokenStream;
use quote::quote;

use super::types::ident;

/// The items that need the client.
const CLIENT_ITEMS: [&str; 9] = [
    "Call",
    "Client",
    "ClientBuilder",
    "ClientCredentials",
    "Error",
    "Region",
    "Response",
    "RetryPolicy",
    "Upload",
];

/// The items that models need.
const MODEL_ITEMS: [&str; 3] = ["Interval", "Model", "YearMonth"];

/// The modules of items that need the client.
const CLIENT_MODULES: [&str; 7] = [
    "auth",
    "hooks",
    "paging",
    "request",
    "retry",
    "transfer",
    "transport",
];

/// The module that models need as well.
const MODEL_MODULE: &str = "error";

/// The modules with a feature of their own.
const CAPABILITIES: [(&str, &str); 5] = [
    ("blocking", "blocking"),
    ("config", "config"),
    ("logging", "tracing"),
    ("notifications", "websocket"),
    ("testing", "testing"),
];

/// The items and the modules.
pub(super) fn exports() -> TokenStream {
    let client_items = CLIENT_ITEMS.map(ident);
    let client_modules = CLIENT_MODULES.map(ident);
    let model_items = MODEL_ITEMS.map(ident);
    let model_module = ident(MODEL_MODULE);
    let capabilities = CAPABILITIES.iter().map(|(module, feature)| {
        let module = ident(module);
        quote! {
            #[cfg(feature = #feature)]
            #[doc(inline)]
            pub use crate::runtime::#module;
        }
    });
    quote! {
        #[doc(inline)]
        pub use crate::runtime::model::{#(#model_items),*};
        #[doc(inline)]
        pub use crate::runtime::public::#model_module;
        #[cfg(feature = "client")]
        #[doc(inline)]
        pub use crate::runtime::{#(#client_items),*};
        #[cfg(feature = "client")]
        #[doc(inline)]
        pub use crate::runtime::public::{#(#client_modules),*};
        #(#capabilities)*
    }
}
