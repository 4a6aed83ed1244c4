//! The root of the emitted crate, and the modules `apis` and `models`.

use super::Context;
use super::docs::{self, Doc, Of, errors, title};
use super::exports::exports;
use super::fragment::fragment;
use super::gate::{condition, gate, off_gate};
use super::literals::literal;
use super::settings::{oauth_constant, scheme_constants};
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::sdk::{ApiModule, NOTIFICATIONS, Tag, WEBHOOKS};

/// Prints the root of the crate.
pub fn lib(cx: &Context<'_>, out: &mut Printer<'_>) {
    let mut doc = Doc::new(None, &format!("A client for {}.", title(&cx.api.title)));
    doc.text(cx.api.description.as_deref());
    doc.print(out, Of::Module);
    // The code of the guide calls the client, and deprecated items are used by what keeps them working.
    fragment!(
        out,
        TOP,
        [],
        {
            #![cfg_attr(feature = "client", doc = include_str!("guide.md"))]
            #![forbid(unsafe_code)]
            #![cfg_attr(docsrs, feature(doc_cfg))]
            #![allow(deprecated)]
        }
    );
    modules(cx, out);
    // Dates of models are of this crate; callers need the same version of it.
    fragment!(out, DECLARATION, [], {
        #[doc(no_inline)]
        pub use ::jiff;
    });
    exports(out, cx.api.has_regions);
}

/// Prints the declarations of all modules.
fn modules(cx: &Context<'_>, out: &mut Printer<'_>) {
    condition(out, "client");
    module(out, "apis");
    fragment!(out, DECLARATION, [], {
        mod definition;
    });
    if !cx.sdk.crates_of_derives().is_empty() {
        fragment!(out, DECLARATION, [], {
            mod derives;
        });
    }
    module(out, "models");
    if !cx.api.own_types.is_empty() {
        fragment!(out, DECLARATION, [], {
            mod own_types;
        });
    }
    fragment!(out, DECLARATION, [], {
        #[doc(hidden)]
        pub mod runtime;
    });
    let settings = [
        ("regions", !cx.api.has_regions),
        ("security", cx.sdk.settings.credentials.is_empty()),
        ("servers", cx.sdk.settings.servers.is_empty()),
    ];
    for (name, _) in settings.into_iter().filter(|(_, is_empty)| !is_empty) {
        condition(out, "client");
        module(out, name);
    }
    if !cx.sdk.topics.is_empty() {
        condition(out, NOTIFICATIONS);
        module(out, "topics");
    }
    condition(out, WEBHOOKS);
    module(out, "webhooks");
    condition(out, "testing");
    module(out, "testing");
}

fn module(out: &mut Printer<'_>, name: &str) {
    fragment!(out, DECLARATION, [name = Slot::word(name)], { pub mod #name; });
}

/// Prints `definition.rs`: the constants through which the runtime knows the definition.
pub fn definition(cx: &Context<'_>, out: &mut Printer<'_>, package: &str, version: &str) {
    docs::print(
        out,
        Of::Module,
        "Facts of the definition that the runtime needs.",
    );
    fragment!(
        out,
        TOP,
        [],
        {
            #![cfg_attr(not(feature = "config"), allow(dead_code))]
        }
    );
    let base_url = &cx.sdk.settings.base_url;
    let doc = "The default base URL of the API.";
    constant(out, doc, "BASE_URL", base_url);
    docs::print(
        out,
        Of::Item,
        "Whether the service takes timestamps in milliseconds.",
    );
    let in_milliseconds = cx.api.has_millisecond_timestamps.to_string();
    fragment!(out, ITEM, [value = Slot::word(&in_milliseconds)], {
        pub const HAS_MILLISECOND_TIMESTAMPS: bool = #value;
    });
    oauth_constant(cx, out);
    scheme_constants(cx, out);
    names(cx, out, package);
    docs::print(out, Of::Item, "The regions of the service.");
    let regions = match cx.api.has_regions {
        true => "crate::regions::HOSTS",
        false => "&[]",
    };
    fragment!(out, ITEM, [regions = Slot::code(regions)], {
        #[cfg(feature = "client")]
        pub const REGIONS: &[crate::runtime::RegionHosts] = #regions;
    });
    constant(out, "The name of this crate.", "SDK_NAME", package);
    constant(out, "The version of this crate.", "SDK_VERSION", version);
}

/// Prints the names of what clients read and send: the vendor's own, or those that follow from the package.
fn names(cx: &Context<'_>, out: &mut Printer<'_>, package: &str) {
    let names = &cx.sdk.settings.names;
    let doc = "What the names of environment variables begin with.";
    constant(out, doc, "ENVIRONMENT", &names.environment(package));
    let doc = "The configuration file, below the home directory.";
    constant(out, doc, "CONFIGURATION", &names.configuration(package));
    let optional = [
        (
            "The header that the version of this crate is sent in as well.",
            "VERSION_HEADER",
            names.version_header,
        ),
        (
            "What the names of headers about the rate limit begin with.",
            "RATE_LIMIT_HEADERS",
            names.rate_limit_headers,
        ),
    ];
    for (doc, name, value) in optional {
        docs::print(out, Of::Item, doc);
        let value = match value {
            Some(value) => format!("Some({})", literal(value)),
            None => "None".to_owned(),
        };
        fragment!(out, ITEM, [name = Slot::word(name), value = Slot::code(value)], {
            pub const #name: Option<&str> = #value;
        });
    }
    let doc = "The header of a response with its id.";
    constant(out, doc, "CORRELATION_HEADER", names.correlation_header);
}

fn constant(out: &mut Printer<'_>, doc: &str, name: &str, value: &str) {
    docs::print(out, Of::Item, doc);
    fragment!(out, ITEM, [name = Slot::word(name), value = Slot::text(value)], {
        pub const #name: &str = #value;
    });
}

/// Prints the module `apis`.
pub fn apis_root(cx: &Context<'_>, out: &mut Printer<'_>) {
    let mut doc = Doc::new(None, "Operations, one module per API.");
    if let Some(errors) = errors(cx.sdk.common_errors.iter()) {
        doc.paragraph(&format!(
            "# Errors\n\nNearly all operations may end in one of these errors of the service, \
             which are not repeated with each of them:\n\n{errors}"
        ));
    }
    doc.print(out, Of::Module);
    for file in cx.sdk.api_files() {
        gate(cx, out, &file.gate);
        match file.module {
            ApiModule::Service(id) => module(out, cx.sdk.tag(id).module.as_str()),
            ApiModule::Shared => module(out, "shared"),
        }
    }
    if cx.sdk.tags().next().is_none() {
        return fragment!(out, ITEM, [], {
            impl crate::runtime::Client {}
        });
    }
    fragment!(out, IMPLEMENTATION, [], { impl crate::runtime::Client });
    for (_, tag) in cx.sdk.tags() {
        if out.is_full() {
            break;
        }
        off(cx, out, tag);
    }
    out.end(End::Item);
}

/// Prints a stub for a tag whose feature is disabled: the compiler shows its note, where it could only report
/// a missing method.
fn off(cx: &Context<'_>, out: &mut Printer<'_>, tag: &Tag<'_>) {
    let (accessor, feature) = (tag.accessor.as_str(), tag.feature.as_str());
    let note = format!(
        "this API is turned off: add the cargo feature `{feature}` of this crate, as in \
         `features = [\"{feature}\"]`"
    );
    let note = Slot::text(&note);
    off_gate(cx, out, tag.gate);
    fragment!(out, ATTRIBUTE, [], { #[doc(hidden)] });
    fragment!(out, ATTRIBUTE, [note = note], { #[deprecated(note = #note)] });
    fragment!(out, MEMBER, [accessor = Slot::word(accessor)], {
        pub fn #accessor(&self) -> crate::runtime::ApiIsOff {
            crate::runtime::ApiIsOff
        }
    });
}

/// Prints the module `models`. Each file is a private module, and each model is re-exported: the file of a
/// model with a disabled feature is not even read.
pub fn models_root(cx: &Context<'_>, out: &mut Printer<'_>) {
    let doc = "Models: the schemas of request and response bodies.";
    docs::print(out, Of::Module, doc);
    let mut files: Vec<_> = cx.sdk.model_files().iter().collect();
    files.sort_by_key(|file| cx.sdk.model(file.root).module.as_str());
    for file in files {
        if out.is_full() {
            break;
        }
        let module = Slot::word(cx.sdk.model(file.root).module.as_str());
        let members = file.members.iter();
        let mut members: Vec<_> = members.map(|id| cx.sdk.model(*id).name.as_str()).collect();
        members.sort_unstable();
        let members: Vec<_> = members.into_iter().map(Slot::word).collect();
        gate(cx, out, &file.gate);
        fragment!(out, DECLARATION, [module = module.clone()], { mod #module; });
        gate(cx, out, &file.gate);
        fragment!(out, DECLARATION, [module = module], each [members] = &members, {
            pub use self::#module::{#(#members),*};
        });
    }
}
