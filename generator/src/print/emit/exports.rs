//! The exports of the runtime at the root of the emitted crate: the items that nearly every program uses, and
//! the modules of the others.

use super::fragment::fragment;
use super::gate::condition;
use crate::format::{Printer, Slot};

/// The items behind the feature `client`.
const CLIENT_ITEMS: [&str; 8] = [
    "Call",
    "Client",
    "ClientBuilder",
    "ClientCredentials",
    "Error",
    "Response",
    "RetryPolicy",
    "Upload",
];

/// The items that are always there, for models.
const MODEL_ITEMS: [&str; 4] = ["Interval", "IsoDuration", "Model", "YearMonth"];

/// The modules behind the feature `client`.
const CLIENT_MODULES: [&str; 7] = [
    "auth",
    "hooks",
    "paging",
    "request",
    "retry",
    "transfer",
    "transport",
];

/// The module that is always there.
const MODEL_MODULE: &str = "error";

/// The modules with their own features, except `testing`, which has more than the runtime.
const CAPABILITIES: [(&str, &str); 4] = [
    ("blocking", "blocking"),
    ("config", "config"),
    ("logging", "tracing"),
    ("notifications", "websocket"),
];

/// Prints the items and the modules.
pub(super) fn exports(out: &mut Printer<'_>, has_regions: bool) {
    items(out, &MODEL_ITEMS, "crate::runtime::model");
    fragment!(out, DECLARATION, [module = Slot::word(MODEL_MODULE)], {
        #[doc(inline)]
        pub use crate::runtime::public::#module;
    });
    condition(out, "client");
    items(out, &CLIENT_ITEMS, "crate::runtime");
    if has_regions {
        condition(out, "client");
        items(out, &["Region"], "crate::regions");
    }
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
