//! The settings of a client: functions that create credentials, and servers to choose from.
//!
//! Compares public items by path; the default base URL and the security requirements are facts of the whole
//! definition.

use indexmap::IndexMap;

use super::text::{Subject, code};
use super::{Change, Impact, Side};
use crate::ir::SchemeKind;
use crate::sdk::{ChosenServer, Credential, Endpoint, ServerItem};

/// A public item.
struct Setting<'a> {
    /// Its declaration and implementations, as printed.
    lines: Vec<String>,
    /// The value behind it, which no signature shows: a URL, a header, a default.
    value: String,
    pointer: &'a str,
}

/// The public items of the settings, by path.
fn settings<'a>(side: &Side<'a>) -> IndexMap<String, Setting<'a>> {
    let settings = &side.sdk.settings;
    let credentials = settings.credentials.iter().map(credential);
    let servers = settings.servers.iter().flat_map(server_items);
    credentials.chain(servers).collect()
}

fn credential<'a>(credential: &Credential<'a>) -> (String, Setting<'a>) {
    let path = format!("security::{}", credential.function);
    let arguments = match credential.arguments {
        [_] => "impl Into<String>",
        _ => "impl AsRef<str>, impl AsRef<str>",
    };
    let setting = Setting {
        lines: vec![format!("fn {path}({arguments}) -> Credential")],
        value: match &credential.scheme.kind {
            SchemeKind::Bearer => "a token".to_owned(),
            SchemeKind::Basic => "a user name and a password".to_owned(),
            SchemeKind::Http(name) => format!("the HTTP scheme {}", code(name)),
            SchemeKind::Header(name) => format!("the header {}", code(name)),
            SchemeKind::Query(name) => format!("the query parameter {}", code(name)),
            SchemeKind::Cookie(name) => format!("the cookie {}", code(name)),
            SchemeKind::Tls => "a certificate".to_owned(),
        },
        pointer: &credential.scheme.pointer,
    };
    (path, setting)
}

fn server_items<'a>(server: &ChosenServer<'a>) -> Vec<(String, Setting<'a>)> {
    let node = server.node;
    let item = |lines: Vec<String>, value: &str| Setting {
        lines,
        value: code(value),
        pointer: &node.pointer,
    };
    let (name, setters) = match server.item {
        ServerItem::Constant(name) => {
            let path = format!("servers::{name}");
            let lines = vec![format!("const {path}: &str")];
            return vec![(path, item(lines, &node.template()))];
        }
        ServerItem::Struct(name, setters) => (name, setters),
    };
    let ty = format!("servers::{name}");
    let lines = vec![
        format!("struct {ty}"),
        format!("impl Default for {ty}"),
        format!("impl From<{ty}> for String"),
    ];
    let mut items = vec![(ty.clone(), item(lines, &node.template()))];
    for (variable, name) in node.variables.iter().zip(setters) {
        let path = format!("{ty}::{name}");
        let lines = vec![format!("fn {path}(impl Into<String>) -> Self")];
        items.push((path, item(lines, &variable.default)));
    }
    items
}

pub(super) fn diff(old: &Side<'_>, new: &Side<'_>) -> Vec<Change> {
    let (before, after) = (settings(old), settings(new));
    let place = |path: &str, was: Option<&Setting<'_>>, is: Option<&Setting<'_>>| Subject {
        name: path.to_owned(),
        apis: Vec::new(),
        old: was.map(|it| old.published(it.pointer)),
        new: is.map(|it| new.published(it.pointer)),
    };
    let mut found = Vec::new();
    for (path, was) in &before {
        match after.get(path) {
            None => found.push(
                place(path, Some(was), None)
                    .change(Impact::Major, "setting-removed", "it was removed")
                    .remedy(format!("use another item of {}", code(module(path)))),
            ),
            Some(is) => found.extend(changed(&place(path, Some(was), Some(is)), was, is)),
        }
    }
    for (path, is) in after.iter().filter(|(path, _)| !before.contains_key(*path)) {
        let place = place(path, None, Some(is));
        found.push(place.change(Impact::Minor, "setting-added", "it is new"));
    }
    found.extend(login(old, new));
    found.extend(names(old, new));
    found
}

/// Where clients request tokens and users log in.
fn login(old: &Side<'_>, new: &Side<'_>) -> Option<Change> {
    let text = |side: &Side<'_>| {
        let oauth = &side.sdk.settings.oauth;
        let endpoint = |endpoint: &Endpoint| match endpoint {
            Endpoint::Path(at) | Endpoint::Url(at) => code(at),
        };
        let parts = [
            ("tokens at", oauth.token.as_ref().map(endpoint)),
            ("refreshed at", oauth.refresh.as_ref().map(endpoint)),
            ("users at", oauth.authorization.as_deref().map(code)),
            (
                "on",
                oauth.is_beside_api.then(|| "the login host".to_owned()),
            ),
            (
                "with",
                oauth
                    .has_secret_in_body
                    .then(|| "the secret in the form".to_owned()),
            ),
        ];
        let parts = parts.into_iter();
        let parts = parts.filter_map(|(what, value)| Some(format!("{what} {}", value?)));
        parts.collect::<Vec<_>>().join(", ")
    };
    let (was, is) = (text(old), text(new));
    let place = Subject::named("logins");
    let message = "tokens are requested at another address, or in another way";
    (was != is).then(|| {
        let change = place.change(Impact::Minor, "login-moved", message);
        change.values(Some(was), Some(is))
    })
}

/// The names of variables, files and headers.
fn names(old: &Side<'_>, new: &Side<'_>) -> Vec<Change> {
    let pairs = all_names(old).into_iter().zip(all_names(new));
    let changed = pairs.filter(|((_, was, _), (_, is, _))| was != is);
    let changes = changed.map(|((what, was, impact), (_, is, _))| {
        let message = match (was, is) {
            (None, _) => "it is declared now",
            (_, None) => "it is no longer declared",
            _ => "it has another name",
        };
        Subject::named(what)
            .change(impact, "vendor-name-changed", message)
            .remedy("rename it where the client is set up")
            .values(was, is)
    });
    changes.collect()
}

/// Each name, if the vendor has it, and the impact of another one. A client that is set up by the old variables or
/// the old file finds them no longer; what is sent is the affair of the service.
fn all_names<'a>(side: &Side<'a>) -> [(&'static str, Option<&'a str>, Impact); 5] {
    let names = &side.sdk.settings.names;
    [
        (
            "the prefix of environment variables",
            names.own_environment,
            Impact::Major,
        ),
        (
            "the configuration file",
            names.own_configuration,
            Impact::Major,
        ),
        (
            "the header with the version",
            names.version_header,
            Impact::Minor,
        ),
        (
            "the header with the id",
            Some(names.correlation_header),
            Impact::Minor,
        ),
        (
            "the headers of the rate limit",
            names.rate_limit_headers,
            Impact::Minor,
        ),
    ]
}

fn module(path: &str) -> &str {
    path.split_once("::").map_or(path, |(module, _)| module)
}

fn changed(place: &Subject, was: &Setting<'_>, is: &Setting<'_>) -> Option<Change> {
    let change = if was.lines != is.lines {
        place
            .change(Impact::Major, "setting-changed", "its arguments changed")
            .remedy("pass the new arguments")
            .values(Some(was.lines.join("; ")), Some(is.lines.join("; ")))
    } else if was.value != is.value {
        let message = format!("it stands for {} instead of {}", is.value, was.value);
        place.change(Impact::Minor, "setting-moved", message)
    } else {
        return None;
    };
    Some(change)
}
