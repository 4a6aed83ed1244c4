//! The root of the emitted crate and the module trees of its two halves.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::docs::{Doc, code, one_line, title};
use super::exports::exports;
use super::gate::gate;
use super::settings::scheme_constants;
use super::types::ident;
use crate::ir::ServiceId;
use crate::plan::{ApiModule, Gate, Home};
use crate::sdk::NOTIFICATIONS;

/// The root of the crate.
pub fn lib(cx: &Context<'_>) -> TokenStream {
    let mut doc = Doc::new(None, &format!("A client for {}.", title(&cx.api.title)));
    doc.text(cx.api.description.as_deref());
    let doc = doc.inner();
    let exports = exports();
    let topics = (!cx.api.topics.is_empty()).then(|| {
        quote! {
            #[cfg(feature = #NOTIFICATIONS)]
            pub mod topics;
        }
    });
    let settings = [
        ("security", cx.sdk.settings.credentials.is_empty()),
        ("servers", cx.sdk.settings.servers.is_empty()),
    ];
    let settings = settings.into_iter().filter(|(_, is_empty)| !is_empty);
    let settings = settings.map(|(module, _)| {
        let module = ident(module);
        quote! {
            #[cfg(feature = "client")]
            pub mod #module;
        }
    });
    quote! {
        #doc
        // Its code calls the client.
        #![cfg_attr(feature = "client", doc = include_str!("guide.md"))]
        #![forbid(unsafe_code)]
        #![cfg_attr(docsrs, feature(doc_cfg))]
        // Deprecated items are used by the code that keeps them working.
        #![allow(deprecated)]
        #[cfg(feature = "client")]
        pub mod apis;
        mod definition;
        pub mod models;
        #[doc(hidden)]
        pub mod runtime;
        #(#settings)*
        #topics
        // Dates of models are of this crate; callers need the same version of it.
        #[doc(no_inline)]
        pub use ::jiff;
        #exports
    }
}

/// What the runtime knows of the definition.
pub fn definition(cx: &Context<'_>, package: &str, version: &str) -> TokenStream {
    let base_url = &cx.sdk.settings.base_url;
    let schemes = scheme_constants(cx);
    let in_milliseconds = cx.api.has_millisecond_timestamps;
    quote! {
        #![doc = " What the runtime knows of the definition."]
        #![cfg_attr(not(feature = "client"), allow(dead_code))]
        /// Where the API lives, unless the caller says otherwise.
        pub const BASE_URL: &str = #base_url;
        /// Whether the service takes timestamps in milliseconds.
        pub const HAS_MILLISECOND_TIMESTAMPS: bool = #in_milliseconds;
        #schemes
        /// The name of this crate.
        pub const SDK_NAME: &str = #package;
        /// The version of this crate.
        pub const SDK_VERSION: &str = #version;
    }
}

/// The module of all APIs.
pub fn apis_root(cx: &Context<'_>) -> TokenStream {
    let mut doc = Doc::new(None, "The operations, one module for each API.");
    if !cx.analysis.common_errors.is_empty() {
        let errors = cx
            .analysis
            .common_errors
            .iter()
            .map(|(status, error, text)| {
                format!(
                    "- {} {}: {}",
                    code(&status.to_string()),
                    code(error),
                    one_line(text)
                )
            });
        doc.paragraph(&format!(
            "# Errors\n\nNearly all operations may end in one of these errors of the service, \
             which are not repeated with each of them:\n\n{}",
            errors.collect::<Vec<_>>().join("\n")
        ));
    }
    let doc = doc.inner();
    let modules = cx.plan.apis.iter().map(|file| match file.module {
        ApiModule::Service(id) => {
            let names = cx.names.service(id);
            let (module, feature) = (ident(names.module.as_str()), names.feature.as_str());
            quote! { #[cfg(feature = #feature)] pub mod #module; }
        }
        ApiModule::Shared => {
            let services = file
                .operations
                .iter()
                .flat_map(|id| &cx.api.operation(*id).services);
            let mut services: Vec<_> = services.copied().collect();
            services.sort_unstable();
            services.dedup();
            let gate = gate(cx, &Gate::AnyOf(services));
            quote! { #gate pub mod shared; }
        }
    });
    let off = cx.api.services().map(|(id, _)| off(cx, id));
    quote! {
        #doc
        #(#modules)*
        impl crate::runtime::Client { #(#off)* }
    }
}

/// What stands in the place of an API that is turned off: the compiler repeats its note, where it could
/// only say that there is no such method.
fn off(cx: &Context<'_>, id: ServiceId) -> TokenStream {
    let names = cx.names.service(id);
    let (accessor, feature) = (ident(names.accessor.as_str()), names.feature.as_str());
    let note = format!(
        "this API is turned off: add the cargo feature `{feature}` of this crate, as in \
         `features = [\"{feature}\"]`"
    );
    quote! {
        #[cfg(not(feature = #feature))]
        #[doc(hidden)]
        #[deprecated(note = #note)]
        pub fn #accessor(&self) -> crate::runtime::ApiIsOff {
            crate::runtime::ApiIsOff
        }
    }
}

/// The module of all models. Each file is a module of its own, and each model is offered here by
/// name: a model of a feature that is off is not even read.
pub fn models_root(cx: &Context<'_>) -> TokenStream {
    let doc = Doc::new(
        None,
        "The models: what travels in the bodies of requests and responses.",
    )
    .inner();
    let mut files: Vec<_> = cx.plan.models.iter().collect();
    files.sort_by_key(|file| cx.names.model(file.root).module.as_str());
    let modules = files.into_iter().map(|file| {
        let module = ident(cx.names.model(file.root).module.as_str());
        let members = file
            .members
            .iter()
            .filter(|id| matches!(cx.plan.home(**id), Home::Models(_)));
        let mut members: Vec<_> = members
            .map(|id| ident(cx.names.model(*id).ty.as_str()))
            .collect();
        members.sort();
        let gate = gate(cx, &file.gate);
        quote! {
            #gate mod #module;
            #gate pub use self::#module::{#(#members),*};
        }
    });
    quote! { #doc #(#modules)* }
}
