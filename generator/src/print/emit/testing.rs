//! Support for tests of applications: the fake service of the runtime, and a function for each operation that
//! matches its requests.

use super::Context;
use super::docs::{self, Of, code};
use super::fragment::fragment;
use super::gate::{condition, gate};
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::sdk::{NOTIFICATIONS, Operation};

/// Items of the runtime that are re-exported.
const ITEMS: [&str; 5] = ["FakeService", "Mismatch", "RecordedCall", "Reply", "When"];

/// Prints `testing.rs`.
pub fn testing(cx: &Context<'_>, out: &mut Printer<'_>) {
    let doc = "A service without a network, for the tests of applications.\n\n\
         A [`FakeService`] is the transport of a client: it records requests, replies as a test defines, and \
         skips waits. [`When`] says which requests a reply is for, such as the request that a typed call sends \
         ([`When::same_as`], [`FakeService::reply_to`]).";
    docs::print(out, Of::Module, doc);
    let items: Vec<_> = ITEMS.iter().map(|name| Slot::word(name)).collect();
    fragment!(out, DECLARATION, [], each [items] = &items, {
        #[doc(inline)]
        pub use crate::runtime::testing::{#(#items),*};
    });
    condition(out, NOTIFICATIONS);
    fragment!(out, DECLARATION, [], {
        #[doc(inline)]
        pub use crate::runtime::testing::FakeNotifications;
    });
    if cx.sdk.operations().next().is_none() {
        return;
    }
    let doc = "The requests of each operation, whatever its parameters are. Conditions narrow them, such as \
         [`When::query`].";
    docs::print(out, Of::Item, doc);
    fragment!(out, MODULE, [], { pub mod when });
    out.module(|out| {
        for operation in cx.sdk.operations() {
            if out.is_full() {
                break;
            }
            function(cx, out, operation);
        }
    });
}

fn function(cx: &Context<'_>, out: &mut Printer<'_>, operation: &Operation<'_>) {
    let node = operation.node;
    docs::print(out, Of::Item, &format!("{}.", code(&node.label())));
    gate(cx, out, operation.gate);
    let name = operation.name.as_str();
    let method = node.method.variant();
    let path = node.wire_path();
    fragment!(out, FUNCTION, [name = Slot::word(name)], {
        pub fn #name() -> crate::runtime::testing::When
    });
    let (name, method, path) = (Slot::text(name), Slot::word(&method), Slot::text(&path));
    fragment!(out, BODY, [name = name, method = method, path = path], {
        crate::runtime::testing::When::operation(#name, crate::runtime::Method::#method, #path)
    });
    out.end(End::Item);
}
