//! What the emitted crate offers of the runtime at its root: the items of nearly every program, and the
//! modules of the others.

use super::fragment::fragment;
use super::gate::condition;
use crate::format::{Printer, Slot};

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

/// The modules with a feature of their own, beside `testing`, which has more than the runtime.
const CAPABILITIES: [(&str, &str); 4] = [
    ("blocking", "blocking"),
    ("config", "config"),
    ("logging", "tracing"),
    ("notifications", "websocket"),
];

/// Prints the items and the modules.
pub(super) fn exports(out: &mut Printer<'_>) {
    items(out, &MODEL_ITEMS, "crate::runtime::model");
    fragment!(out, DECLARATION, [module = Slot::word(MODEL_MODULE)], {
        #[doc(inline)]
        pub use crate::runtime::public::#module;
    });
    condition(out, "client");
    items(out, &CLIENT_ITEMS, "crate::runtime");
    condition(out, "client");
    items(out, &CLIENT_MODULES, "crate::runtime::public");
    for (module, feature) in CAPABILITIES {
        condition(out, feature);
        fragment!(out, DECLARATION, [module = Slot::word(module)], {
            #[doc(inline)]
            pub use crate::runtime::#module;
        });
    }
}

fn items(out: &mut Printer<'_>, names: &[&str], module: &str) {
    let names: Vec<_> = names.iter().map(|name| Slot::word(name)).collect();
    fragment!(out, DECLARATION, [module = Slot::code(module)], each [names] = &names, {
        #[doc(inline)]
        pub use #module::{#(#names),*};
    });
}
