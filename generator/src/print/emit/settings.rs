//! What a client is set up with: a function for the credential of each security scheme, an item for
//! each server, and what an operation says of both.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::docs::{Doc, code};
use super::types::ident;
use crate::ir::{Operation, Scheme, SchemeKind, Security, Server, UrlPart, Variable};
use crate::name::ServerNames;

/// The file of the credentials that there are beside the access token.
pub fn security(cx: &Context<'_>) -> TokenStream {
    let numbers = cx.sdk.settings.credentials.iter();
    let functions = numbers.filter_map(|number| {
        let name = cx.names.settings().schemes[*number].as_ref()?;
        Some(credential(&cx.api.schemes[*number], name.as_str()))
    });
    let doc = Doc::new(
        None,
        "The credentials that the service takes, each for \
         [`ClientBuilder::credential`](crate::ClientBuilder::credential). Each operation gets the first \
         of those it takes that the client has.",
    );
    let doc = doc.inner();
    quote! { #doc #(#functions)* }
}

fn credential(scheme: &Scheme, name: &str) -> TokenStream {
    let mut doc = Doc::new(None, &format!("{}.", kind_text(&scheme.kind)));
    doc.text(scheme.description.as_deref());
    let doc = doc.outer();
    let (name, wire) = (ident(name), &scheme.name);
    let inputs = match scheme.kind {
        SchemeKind::Basic => {
            return quote! {
                #doc
                pub fn #name(
                    user: impl AsRef<str>,
                    password: impl AsRef<str>,
                ) -> crate::runtime::Credential {
                    crate::runtime::Credential::basic(#wire, user, password)
                }
            };
        }
        SchemeKind::Bearer => "token",
        SchemeKind::Http(_) => "value",
        _ => "key",
    };
    let input = ident(inputs);
    quote! {
        #doc
        pub fn #name(#input: impl Into<String>) -> crate::runtime::Credential {
            crate::runtime::Credential::new(#wire, #input)
        }
    }
}

/// What a scheme takes, as the start of a sentence.
pub fn kind_text(kind: &SchemeKind) -> String {
    match kind {
        SchemeKind::Bearer => "A token in the header `Authorization`".to_owned(),
        SchemeKind::Basic => "A user name and a password".to_owned(),
        SchemeKind::Http(scheme) => format!(
            "The whole value of the header `Authorization`, by the HTTP scheme {}",
            code(scheme)
        ),
        SchemeKind::Header(header) => format!("A key in the header {}", code(header)),
        SchemeKind::Query(key) => format!("A key in the query parameter {}", code(key)),
        SchemeKind::Cookie(cookie) => format!("A key in the cookie {}", code(cookie)),
        SchemeKind::Tls => "A certificate of the client".to_owned(),
    }
}

/// The schemes, and what an operation takes that says nothing else, as the runtime knows them.
pub(super) fn scheme_constants(cx: &Context<'_>) -> TokenStream {
    let scheme = |name: &str, kind: &SchemeKind| {
        let kind = match kind {
            SchemeKind::Bearer => quote!(Bearer),
            SchemeKind::Basic => quote!(Basic),
            SchemeKind::Http(scheme) => quote!(Http(#scheme)),
            SchemeKind::Header(name) => quote!(Header(#name)),
            SchemeKind::Query(name) => quote!(Query(#name)),
            SchemeKind::Cookie(name) => quote!(Cookie(#name)),
            SchemeKind::Tls => quote!(Tls),
        };
        quote! {
            crate::runtime::Scheme { name: #name, kind: crate::runtime::SchemeKind::#kind }
        }
    };
    let settings = &cx.sdk.settings;
    let schemes = settings.schemes.iter();
    let schemes = schemes.map(|node| scheme(&node.name, &node.kind));
    let default = sets(&settings.security);
    quote! {
        /// The security schemes.
        #[cfg(feature = "client")]
        pub const SCHEMES: &[crate::runtime::Scheme] = &[#(#schemes),*];
        /// What an operation takes that says nothing else.
        #[cfg(feature = "client")]
        pub const SECURITY: crate::runtime::Security = #default;
    }
}

fn sets(security: &Security) -> TokenStream {
    let sets = security.iter().map(|set| quote!(&[#(#set),*]));
    quote!(&[#(#sets),*])
}

/// What an operation says of its security and its server, as steps of the builder of its request.
pub(super) fn steps(operation: &Operation) -> TokenStream {
    let security = operation.security.as_ref().map(|security| {
        let sets = sets(security);
        quote!(.secured_by(#sets))
    });
    let server = operation.server.as_ref().map(|server| {
        let url = server.default_url();
        quote!(.at(#url))
    });
    quote!(#security #server)
}

/// What an operation takes in place of what most of them do.
pub fn security_note(cx: &Context<'_>, operation: &Operation) -> Option<String> {
    let security = operation.security.as_ref()?;
    let all = security.iter().filter(|set| !set.is_empty()).map(|set| {
        let names: Vec<_> = set.iter().map(|name| scheme_note(cx, name)).collect();
        names.join(" with ")
    });
    let mut all: Vec<_> = all.collect();
    all.dedup();
    if all.is_empty() {
        return Some("Takes no credentials.".to_owned());
    }
    let is_optional = security.iter().any(Vec::is_empty);
    let otherwise = if is_optional { ", or nothing" } else { "" };
    Some(format!("Takes {}{otherwise}.", all.join(", or ")))
}

/// A scheme by its function, if it has one.
fn scheme_note(cx: &Context<'_>, name: &str) -> String {
    let schemes = cx.api.schemes.iter().zip(&cx.names.settings().schemes);
    let found = schemes.into_iter().find(|(scheme, _)| scheme.name == name);
    match found {
        Some((_, Some(function))) => format!("`security::{function}`"),
        Some((scheme, None)) if scheme.kind == SchemeKind::Tls => {
            "a certificate of the client".to_owned()
        }
        _ => "the access token".to_owned(),
    }
}

/// Where an operation lives, if that is not where the API does.
pub fn server_note(operation: &Operation) -> Option<String> {
    let server = operation.server.as_ref()?;
    Some(format!("Lives at {}.", code(&server.default_url())))
}

/// The file of the servers that callers may choose from.
pub fn servers(cx: &Context<'_>) -> TokenStream {
    let doc = Doc::new(
        None,
        "Where the API lives, each for [`ClientBuilder::host`](crate::ClientBuilder::host). Without any, \
         calls go to the first one.",
    );
    let doc = doc.inner();
    let items = cx.sdk.settings.servers.iter().map(|index| {
        let (server, names) = (
            &cx.api.servers[*index],
            &cx.names.settings().servers[*index],
        );
        match server.variables.as_slice() {
            [] => constant(server, names),
            variables => server_type(server, variables, names),
        }
    });
    quote! { #doc #(#items)* }
}

fn server_doc(server: &Server) -> Doc {
    let mut doc = Doc::new(server.description.as_deref(), "");
    doc.paragraph(&code(&server.template()));
    doc
}

fn constant(server: &Server, names: &ServerNames) -> TokenStream {
    let doc = server_doc(server).outer();
    let (name, url) = (ident(names.constant.as_str()), server.template());
    quote! { #doc pub const #name: &str = #url; }
}

fn server_type(server: &Server, variables: &[Variable], names: &ServerNames) -> TokenStream {
    let ty = ident(names.ty.as_str());
    let mut doc = server_doc(server);
    doc.paragraph("Its default has the default of each variable.");
    let doc = doc.outer();
    let fields: Vec<_> = names
        .variables
        .iter()
        .map(|name| ident(name.as_str()))
        .collect();
    let defaults = variables.iter().map(|variable| &variable.default);
    let setters = variables.iter().zip(&fields).map(|(variable, name)| {
        let doc = variable_doc(variable).outer();
        quote! {
            #doc
            #[must_use]
            pub fn #name(mut self, #name: impl Into<String>) -> Self {
                self.#name = #name.into();
                self
            }
        }
    });
    let parts = server.url.iter().map(|part| match part {
        UrlPart::Literal(text) => quote!(#text),
        UrlPart::Variable(number) => {
            let field = fields.get(*number);
            quote!(&server.#field)
        }
    });
    quote! {
        #doc
        #[derive(Debug, Clone)]
        pub struct #ty { #(#fields: String),* }
        impl Default for #ty {
            fn default() -> Self {
                Self { #(#fields: #defaults.to_owned()),* }
            }
        }
        impl #ty { #(#setters)* }
        impl From<#ty> for String {
            fn from(server: #ty) -> Self {
                let parts: &[&str] = &[#(#parts),*];
                parts.concat()
            }
        }
    }
}

fn variable_doc(variable: &Variable) -> Doc {
    let name = code(&variable.name);
    let mut doc = Doc::new(
        variable.description.as_deref(),
        &format!("The variable {name}."),
    );
    let values: Vec<_> = variable.values.iter().map(|value| code(value)).collect();
    let mut notes = match variable.has_default() {
        true => format!("Default: {}.", code(&variable.default)),
        false => "It has no default: a client without a value is refused.".to_owned(),
    };
    if !values.is_empty() {
        notes.push_str(&format!(" Values: {}.", values.join(", ")));
    }
    doc.paragraph(&notes);
    doc
}
