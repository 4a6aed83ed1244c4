//! Re-exports of the runtime at the crate root: the items that nearly every program uses, and the modules of
//! all others.

use super::fragment::fragment;
use super::gate::condition;
use crate::format::{Printer, Slot};

/// Items behind the feature `client`.
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

/// Items that models need, without any feature.
const MODEL_ITEMS: [&str; 4] = ["Interval", "IsoDuration", "Model", "YearMonth"];

/// Modules behind the feature `client`.
const CLIENT_MODULES: [&str; 7] = [
    "auth",
    "hooks",
    "paging",
    "request",
    "retry",
    "transfer",
    "transport",
];

/// The module without any feature.
const MODEL_MODULE: &str = "error";

/// Modules behind a feature of the same name. `testing` is absent: it has generated items too.
const CAPABILITIES: [(&str, &str); 4] = [
    ("blocking", "blocking"),
    ("config", "config"),
    ("logging", "tracing"),
    ("notifications", "websocket"),
];

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
