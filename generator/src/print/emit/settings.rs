//! The settings of a client: a function for the credential of each security scheme, an item for each server,
//! and the request steps of an operation's own settings.

use super::Context;
use super::docs::{self, Doc, Of, code};
use super::fragment::fragment;
use super::literals::{literal, literals};
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::ir::{Operation, Scheme, SchemeKind, Security, Server, UrlPart, Variable};
use crate::sdk::{ConstName, Credential, Endpoint, ServerItem, TypeName, ValueName, path_of};

/// Prints `security.rs`: the credentials other than the access token.
pub fn security(cx: &Context<'_>, out: &mut Printer<'_>) {
    let doc = "Credentials for the security schemes of the API, to pass to \
         [`ClientBuilder::credential`](crate::ClientBuilder::credential). A request is sent with the first \
         credential that its operation accepts and the client has.";
    docs::print(out, Of::Module, doc);
    for it in &cx.sdk.settings.credentials {
        credential(out, it);
    }
}

fn credential(out: &mut Printer<'_>, credential: &Credential<'_>) {
    let scheme = credential.scheme;
    let mut doc = Doc::new(None, &format!("{}.", kind_text(&scheme.kind)));
    doc.text(scheme.description.as_deref());
    doc.print(out, Of::Item);
    let name = Slot::word(credential.function.as_str());
    let wire = Slot::text(&scheme.name);
    let inputs: Vec<_> = credential
        .arguments
        .iter()
        .map(|it| Slot::word(it))
        .collect();
    match inputs.as_slice() {
        [input] => fragment!(out, ITEM, [name = name, wire = wire, input = input.clone()], {
            pub fn #name(#input: impl Into<String>) -> crate::runtime::Credential {
                crate::runtime::Credential::new(#wire, #input)
            }
        }),
        inputs => fragment!(out, ITEM, [name = name, wire = wire], each [inputs] = inputs, {
            pub fn #name(#(#inputs: impl AsRef<str>,)*) -> crate::runtime::Credential {
                crate::runtime::Credential::basic(#wire, #(#inputs),*)
            }
        }),
    }
}

/// The credential of a scheme, as the start of a sentence.
fn kind_text(kind: &SchemeKind) -> String {
    match kind {
        SchemeKind::Bearer => "A token in the header `Authorization`".to_owned(),
        SchemeKind::Basic => "A user name and a password".to_owned(),
        SchemeKind::Http(scheme) => format!(
            "The whole value of the header `Authorization`, for the HTTP scheme {}",
            code(scheme)
        ),
        SchemeKind::Header(header) => format!("A key in the header {}", code(header)),
        SchemeKind::Query(key) => format!("A key in the query parameter {}", code(key)),
        SchemeKind::Cookie(cookie) => format!("A key in the cookie {}", code(cookie)),
        SchemeKind::Tls => "A certificate of the client".to_owned(),
    }
}

/// Prints the constant `OAUTH`: endpoints and client authentication for the runtime.
pub(super) fn oauth_constant(cx: &Context<'_>, out: &mut Printer<'_>) {
    let oauth = &cx.sdk.settings.oauth;
    let endpoint = |endpoint: Option<&Endpoint>| match endpoint {
        Some(Endpoint::Path(path)) => {
            format!("Some(crate::runtime::Endpoint::Path({}))", literal(path))
        }
        Some(Endpoint::Url(url)) => {
            format!("Some(crate::runtime::Endpoint::Url({}))", literal(url))
        }
        None => "None".to_owned(),
    };
    let (token, refresh) = (oauth.token.as_ref(), oauth.refresh.as_ref());
    let page = oauth.authorization.as_deref().map_or("", path_of);
    let host = if oauth.is_beside_api {
        "Beside"
    } else {
        "Same"
    };
    let by = if oauth.has_secret_in_body {
        "Body"
    } else {
        "Basic"
    };
    docs::print(out, Of::Item, "How clients request access tokens.");
    fragment!(out, ITEM, [
        token = Slot::code(endpoint(token)),
        refresh = Slot::code(endpoint(refresh)),
        page = Slot::text(page),
        host = Slot::word(host),
        by = Slot::word(by),
    ], {
        #[cfg(feature = "client")]
        pub const OAUTH: crate::runtime::OAuth = crate::runtime::OAuth {
            token: #token,
            refresh: #refresh,
            authorization: #page,
            host: crate::runtime::LoginHost::#host,
            client_authentication: crate::runtime::ClientAuthentication::#by,
        };
    });
}

/// Prints the constants of the security schemes, and of the default security requirement.
pub(super) fn scheme_constants(cx: &Context<'_>, out: &mut Printer<'_>) {
    let scheme = |scheme: &Scheme| {
        let kind = match &scheme.kind {
            SchemeKind::Bearer => "Bearer".to_owned(),
            SchemeKind::Basic => "Basic".to_owned(),
            SchemeKind::Http(scheme) => format!("Http({})", literal(scheme)),
            SchemeKind::Header(name) => format!("Header({})", literal(name)),
            SchemeKind::Query(name) => format!("Query({})", literal(name)),
            SchemeKind::Cookie(name) => format!("Cookie({})", literal(name)),
            SchemeKind::Tls => "Tls".to_owned(),
        };
        let name = literal(&scheme.name);
        Slot::free(format!(
            "crate::runtime::Scheme {{ name: {name}, kind: crate::runtime::SchemeKind::{kind} }}"
        ))
    };
    let settings = &cx.sdk.settings;
    let schemes: Vec<_> = settings.schemes.iter().map(scheme).collect();
    docs::print(out, Of::Item, "The security schemes.");
    fragment!(out, ITEM, [], each [schemes] = &schemes, {
        #[cfg(feature = "client")]
        pub const SCHEMES: &[crate::runtime::Scheme] = &[#(#schemes),*];
    });
    let default = sets(&settings.security);
    docs::print(out, Of::Item, "The default security requirement.");
    fragment!(out, ITEM, [], each [sets] = &default, {
        #[cfg(feature = "client")]
        pub const SECURITY: crate::runtime::Security = &[#(#sets),*];
    });
}

fn sets(security: &Security) -> Vec<Slot<'static>> {
    let sets = security.iter().map(|set| Slot::code(literals(set)));
    sets.collect()
}

/// The request steps for the security requirement and the server of an operation.
pub(super) fn steps(out: &mut Printer<'_>, operation: &Operation) -> Vec<String> {
    let mut steps = Vec::new();
    if let Some(security) = &operation.security {
        let sets = sets(security);
        steps.push(fragment!(@lines out, STEP, [], each [sets] = &sets, {
            .secured_by(&[#(#sets),*])
        }));
    }
    if let Some(server) = &operation.server {
        let url = server.default_url();
        steps.push(fragment!(@lines out, STEP, [url = Slot::text(&url)], { .at(#url) }));
    }
    steps
}

/// Prints `servers.rs`.
pub fn servers(cx: &Context<'_>, out: &mut Printer<'_>) {
    let doc = "The servers of the API, to pass to [`ClientBuilder::host`](crate::ClientBuilder::host). The first \
         server is the default.";
    docs::print(out, Of::Module, doc);
    for server in &cx.sdk.settings.servers {
        match server.item {
            ServerItem::Constant(name) => constant(out, server.node, name),
            ServerItem::Struct(name, setters) => server_type(out, server.node, name, setters),
        }
    }
}

fn server_doc(server: &Server) -> Doc {
    let mut doc = Doc::new(server.description.as_deref(), "");
    doc.paragraph(&code(&server.template()));
    doc
}

fn constant(out: &mut Printer<'_>, server: &Server, name: &ConstName) {
    server_doc(server).print(out, Of::Item);
    let url = server.template();
    fragment!(out, ITEM, [name = Slot::word(name.as_str()), url = Slot::text(&url)], {
        pub const #name: &str = #url;
    });
}

fn server_type(out: &mut Printer<'_>, server: &Server, name: &TypeName, setters: &[ValueName]) {
    let ty = || Slot::word(name.as_str());
    let mut doc = server_doc(server);
    doc.paragraph("Its default has the default of each variable.");
    doc.print(out, Of::Item);
    let fields = setters.iter().map(|name| Slot::word(name.as_str()));
    let fields: Vec<_> = fields.collect();
    fragment!(out, ITEM, [ty = ty()], each [fields] = &fields, {
        #[derive(Debug, Clone)]
        pub struct #ty { #(#fields: String),* }
    });
    let values = server.variables.iter().zip(&fields);
    let values = values.map(|(variable, name)| {
        let value = literal(&variable.default);
        Slot::code(format!("{}: {value}.to_owned()", name.as_str()))
    });
    let values: Vec<_> = values.collect();
    fragment!(out, ITEM, [ty = ty()], each [values] = &values, {
        impl Default for #ty {
            fn default() -> Self {
                Self { #(#values),* }
            }
        }
    });
    fragment!(out, IMPLEMENTATION, [ty = ty()], { impl #ty });
    for (variable, name) in server.variables.iter().zip(&fields) {
        variable_doc(variable).print(out, Of::Part);
        fragment!(out, MEMBER, [name = name.clone()], {
            #[must_use]
            pub fn #name(mut self, #name: impl Into<String>) -> Self {
                self.#name = #name.into();
                self
            }
        });
    }
    out.end(End::Item);
    let parts = server.url.iter().map(|part| match part {
        UrlPart::Literal(text) => Slot::code(literal(text)),
        UrlPart::Variable(number) => {
            let field = fields.get(*number).map(Slot::as_str);
            Slot::code(format!("&server.{}", field.unwrap_or_default()))
        }
    });
    let parts: Vec<_> = parts.collect();
    fragment!(out, ITEM, [ty = ty()], each [parts] = &parts, {
        impl From<#ty> for String {
            fn from(server: #ty) -> Self {
                let parts: &[&str] = &[#(#parts),*];
                parts.concat()
            }
        }
    });
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
        false => "No default: a client without a value cannot be built.".to_owned(),
    };
    if !values.is_empty() {
        notes.push_str(&format!(" Values: {}.", values.join(", ")));
    }
    doc.paragraph(&notes);
    doc
}
