//! What a client is set up with: a function for the credential of each security scheme, an item for
//! each server, and what an operation says of both.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::docs::{Doc, code};
use super::types::ident;
use crate::ir::{OperationId, SchemeKind, Security, Server, UrlPart, Variable};
use crate::name::{ConstName, TypeName, ValueName};
use crate::sdk::{Credential, ServerItem};

/// The file of the credentials that there are beside the access token.
pub fn security(cx: &Context<'_>) -> TokenStream {
    let credentials = cx.sdk.settings.credentials.iter();
    let functions = credentials.map(credential);
    let doc = Doc::new(
        None,
        "The credentials that the service takes, each for \
         [`ClientBuilder::credential`](crate::ClientBuilder::credential). Each operation gets the first \
         of those it takes that the client has.",
    );
    let doc = doc.inner();
    quote! { #doc #(#functions)* }
}

fn credential(credential: &Credential<'_>) -> TokenStream {
    let scheme = credential.scheme;
    let mut doc = Doc::new(None, &format!("{}.", kind_text(&scheme.kind)));
    doc.text(scheme.description.as_deref());
    let doc = doc.outer();
    let (name, wire) = (ident(credential.function.as_str()), &scheme.name);
    let inputs: Vec<_> = credential.arguments.iter().map(|it| ident(it)).collect();
    match inputs.as_slice() {
        [input] => quote! {
            #doc
            pub fn #name(#input: impl Into<String>) -> crate::runtime::Credential {
                crate::runtime::Credential::new(#wire, #input)
            }
        },
        inputs => quote! {
            #doc
            pub fn #name(#(#inputs: impl AsRef<str>,)*) -> crate::runtime::Credential {
                crate::runtime::Credential::basic(#wire, #(#inputs),*)
            }
        },
    }
}

/// What a scheme takes, as the start of a sentence.
fn kind_text(kind: &SchemeKind) -> String {
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
pub(super) fn steps(cx: &Context<'_>, id: OperationId) -> TokenStream {
    let operation = cx.sdk.operation(id);
    let security = operation.security.map(|security| {
        let sets = sets(security);
        quote!(.secured_by(#sets))
    });
    let server = operation.node.server.as_ref().map(|server| {
        let url = server.default_url();
        quote!(.at(#url))
    });
    quote!(#security #server)
}

/// The file of the servers that callers may choose from.
pub fn servers(cx: &Context<'_>) -> TokenStream {
    let doc = Doc::new(
        None,
        "Where the API lives, each for [`ClientBuilder::host`](crate::ClientBuilder::host). Without any, \
         calls go to the first one.",
    );
    let doc = doc.inner();
    let items = cx
        .sdk
        .settings
        .servers
        .iter()
        .map(|server| match server.item {
            ServerItem::Constant(name) => constant(server.node, name),
            ServerItem::Struct(name, setters) => server_type(server.node, name, setters),
        });
    quote! { #doc #(#items)* }
}

fn server_doc(server: &Server) -> Doc {
    let mut doc = Doc::new(server.description.as_deref(), "");
    doc.paragraph(&code(&server.template()));
    doc
}

fn constant(server: &Server, name: &ConstName) -> TokenStream {
    let doc = server_doc(server).outer();
    let (name, url) = (ident(name.as_str()), server.template());
    quote! { #doc pub const #name: &str = #url; }
}

fn server_type(server: &Server, name: &TypeName, setters: &[ValueName]) -> TokenStream {
    let (ty, variables) = (ident(name.as_str()), &server.variables);
    let mut doc = server_doc(server);
    doc.paragraph("Its default has the default of each variable.");
    let doc = doc.outer();
    let fields: Vec<_> = setters.iter().map(|it| ident(it.as_str())).collect();
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
