//! What a client is set up with: the functions that make credentials, and the servers to choose from.
//!
//! Knows the items that emission prints of both, by their paths; where the service lives without a
//! choice, and how one logs in, are facts of the whole definition.

use indexmap::IndexMap;

use super::text::{Place, code};
use super::{Change, Impact, Side};
use crate::ir::{Scheme, SchemeKind, Server};
use crate::name::ServerNames;

/// A public item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    /// The item with what is implemented for it, as lines of the surface.
    pub(super) lines: Vec<String>,
    /// What it stands for, which no signature shows: an address, a header, a default.
    value: String,
    pointer: String,
}

/// The items of a crate by their paths.
pub(super) fn settings(side: &Side) -> IndexMap<String, Setting> {
    let (api, names) = (side.api(), side.names.settings());
    let mut found = IndexMap::new();
    for number in &side.sdk.settings.credentials {
        if let Some(name) = &names.schemes[*number] {
            let path = format!("security::{name}");
            let setting = credential(&api.schemes[*number], &path);
            found.insert(path, setting);
        }
    }
    for index in &side.sdk.settings.servers {
        let (server, names) = (&api.servers[*index], &names.servers[*index]);
        found.extend(server_items(server, names));
    }
    found
}

fn credential(scheme: &Scheme, path: &str) -> Setting {
    let arguments = match scheme.kind {
        SchemeKind::Basic => "impl AsRef<str>, impl AsRef<str>",
        _ => "impl Into<String>",
    };
    Setting {
        lines: vec![format!("fn {path}({arguments}) -> Credential")],
        value: match &scheme.kind {
            SchemeKind::Bearer => "a token".to_owned(),
            SchemeKind::Basic => "a user name and a password".to_owned(),
            SchemeKind::Http(name) => format!("the HTTP scheme {}", code(name)),
            SchemeKind::Header(name) => format!("the header {}", code(name)),
            SchemeKind::Query(name) => format!("the query parameter {}", code(name)),
            SchemeKind::Cookie(name) => format!("the cookie {}", code(name)),
            SchemeKind::Tls => "a certificate".to_owned(),
        },
        pointer: scheme.pointer.clone(),
    }
}

fn server_items(server: &Server, names: &ServerNames) -> Vec<(String, Setting)> {
    let item = |lines: Vec<String>, value: &str| Setting {
        lines,
        value: code(value),
        pointer: server.pointer.clone(),
    };
    if server.variables.is_empty() {
        let path = format!("servers::{}", names.constant);
        let lines = vec![format!("const {path}: &str")];
        return vec![(path, item(lines, &server.template()))];
    }
    let ty = format!("servers::{}", names.ty);
    let lines = vec![
        format!("struct {ty}"),
        format!("impl Default for {ty}"),
        format!("impl From<{ty}> for String"),
    ];
    let mut items = vec![(ty.clone(), item(lines, &server.template()))];
    for (variable, name) in server.variables.iter().zip(&names.variables) {
        let path = format!("{ty}::{name}");
        let lines = vec![format!("fn {path}(impl Into<String>) -> Self")];
        items.push((path, item(lines, &variable.default)));
    }
    items
}

pub(super) fn diff(old: &Side, new: &Side) -> Vec<Change> {
    let (before, after) = (settings(old), settings(new));
    let place = |path: &str, was: Option<&Setting>, is: Option<&Setting>| Place {
        name: path.to_owned(),
        apis: Vec::new(),
        old: was.map(|it| old.published(&it.pointer)),
        new: is.map(|it| new.published(&it.pointer)),
    };
    let mut found = Vec::new();
    for (path, was) in &before {
        match after.get(path) {
            None => found.push(
                place(path, Some(was), None)
                    .change(Impact::Major, "setting-removed", "it is gone")
                    .remedy(format!("use another item of {}", code(module(path)))),
            ),
            Some(is) => found.extend(changed(&place(path, Some(was), Some(is)), was, is)),
        }
    }
    for (path, is) in after.iter().filter(|(path, _)| !before.contains_key(*path)) {
        let place = place(path, None, Some(is));
        found.push(place.change(Impact::Minor, "setting-added", "it is new"));
    }
    found
}

fn module(path: &str) -> &str {
    path.split_once("::").map_or(path, |(module, _)| module)
}

fn changed(place: &Place, was: &Setting, is: &Setting) -> Option<Change> {
    let change = if was.lines != is.lines {
        place
            .change(Impact::Major, "setting-changed", "it takes something else")
            .remedy("give what it takes now")
            .values(Some(was.lines.join("; ")), Some(is.lines.join("; ")))
    } else if was.value != is.value {
        let message = format!("it stands for {} instead of {}", is.value, was.value);
        place.change(Impact::Minor, "setting-moved", message)
    } else {
        return None;
    };
    Some(change)
}
