//! The public items of an emitted crate, read from its files: what `surface` says by the `Sdk`, said by
//! what was printed.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::{Attribute, FnArg, ImplItem, Item, ReturnType, Visibility};

/// The feature of notifications, which that for all APIs does not turn on.
const NOTIFICATIONS: &str = "websocket";
/// The feature of webhooks, which it does not turn on either.
const WEBHOOKS: &str = "webhooks";
/// Items of enums that say no more than their variants.
const OF_ENUMS: [&str; 2] = ["VALUES", "as_str"];

/// What models derive without being asked to.
const DERIVED: [&str; 5] = ["Clone", "Copy", "Debug", "Default", "PartialEq"];

/// Paths that a surface leaves out.
const FOREIGN: [&str; 10] = [
    "::jiff::civil::",
    "::jiff::",
    "::serde_json::",
    "::std::collections::",
    "::std::convert::",
    "::std::fmt::",
    "crate::runtime::model::",
    "crate::runtime::notifications::",
    "crate::runtime::",
    "crate::",
];

/// The public items that a definition decides about, sorted, without spaces.
pub(crate) fn items(files: &BTreeMap<String, String>) -> Vec<String> {
    let mut found = Found::default();
    for half in ["apis", "models"] {
        let gates = gates(&files[&format!("src/{half}/mod.rs")]);
        for (name, features) in &gates {
            let text = &files[&format!("src/{half}/{name}.rs")];
            let module = if half == "apis" {
                format!("apis::{}", name.trim_start_matches("r#"))
            } else {
                half.to_owned()
            };
            if half == "apis" && name == "shared" {
                found.lines.push("mod apis::shared".to_owned());
            } else if half == "apis" {
                found.gated(&format!("mod {module}"), features);
            }
            found.file(&module, &syn::parse_file(text).unwrap().items, features);
        }
    }
    if let Some(topics) = files.get("src/topics.rs") {
        found.gated("mod topics", &[NOTIFICATIONS.to_owned()]);
        for item in syn::parse_file(topics).unwrap().items {
            let Item::Fn(function) = &item else { continue };
            let features = match features(&function.attrs).first() {
                Some(area) => format!("{NOTIFICATIONS} with {area}"),
                None => NOTIFICATIONS.to_owned(),
            };
            let before = found.lines.len();
            found.functions("topics", &[item]);
            for line in &mut found.lines[before..] {
                line.push_str(&format!(" [{features}]"));
            }
        }
    }
    found.webhooks(&files["src/webhooks.rs"]);
    found.requests(&files["src/testing.rs"]);
    for module in ["security", "servers"] {
        if let Some(text) = files.get(&format!("src/{module}.rs")) {
            found.lines.push(format!("mod {module}"));
            found.settings(module, &syn::parse_file(text).unwrap().items);
        }
    }
    let mut lines: Vec<String> = found
        .lines
        .iter()
        .map(|line| line.replace(' ', ""))
        .collect();
    lines.sort();
    lines
}

/// The modules of one half of the crate with the features that turn them on.
fn gates(text: &str) -> BTreeMap<String, Vec<String>> {
    let modules = syn::parse_file(text).unwrap().items.into_iter();
    let modules = modules.filter_map(|item| match item {
        Item::Mod(module) => Some((module.ident.to_string(), features(&module.attrs))),
        _ => None,
    });
    modules.collect()
}

/// The features of a `cfg`, and the one for everything.
fn features(attributes: &[Attribute]) -> Vec<String> {
    let text: String = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
        .map(|attribute| attribute.to_token_stream().to_string())
        .collect();
    let names = |text: &str| -> Vec<String> {
        let names = text.split('"').skip(1).step_by(2);
        names.map(str::to_owned).collect()
    };
    // What notifications turn on together with an API stands last.
    let (alone, together) = text.split_once("all (").unwrap_or((&text, ""));
    let mut features = names(alone);
    let of_apis = features
        .iter()
        .any(|feature| ![NOTIFICATIONS, WEBHOOKS].contains(&feature.as_str()));
    if of_apis && !features.contains(&"full".to_owned()) {
        features.push("full".to_owned());
    }
    let areas = names(together).into_iter().skip(1);
    features.extend(areas.map(|area| format!("{NOTIFICATIONS} with {area}")));
    features
}

#[derive(Default)]
struct Found {
    lines: Vec<String>,
}

impl Found {
    fn gated(&mut self, line: &str, features: &[String]) {
        let lines = features.iter().map(|feature| format!("{line} [{feature}]"));
        self.lines.extend(lines);
    }

    fn file(&mut self, module: &str, items: &[Item], gate: &[String]) {
        let enums: Vec<String> = items
            .iter()
            .filter_map(|item| match item {
                Item::Enum(item) => Some(item.ident.to_string()),
                _ => None,
            })
            .collect();
        for item in items {
            match item {
                // What tells calls apart is named by their aliases alone.
                Item::Mod(inner) if inner.ident == "operations" => {}
                Item::Mod(inner) => {
                    let (_, items) = inner.content.as_ref().unwrap();
                    self.file(module, items, &features(&inner.attrs));
                }
                Item::Struct(item) if is_public(&item.vis) => {
                    let path = format!("{module}::{}", item.ident);
                    self.gated(&format!("struct {path}"), gate);
                    self.derives(&path, &item.attrs);
                    for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
                        let name = field.ident.as_ref().unwrap();
                        self.lines
                            .push(format!("field {path}::{name}: {}", text(&field.ty)));
                    }
                }
                Item::Enum(item) => self.enumeration(module, item, gate),
                Item::Type(item) => {
                    let call = format!(",operations::{}>", item.ident);
                    let target = text(&item.ty).replace(&call, ">");
                    let line = format!("type {module}::{} = {target}", item.ident);
                    self.gated(&line, gate);
                }
                Item::Impl(block) => self.block(module, block, &enums, gate),
                _ => {}
            }
        }
    }

    /// What a type derives beside what all have.
    fn derives(&mut self, path: &str, attributes: &[Attribute]) {
        let lists = attributes.iter().filter(|it| it.path().is_ident("derive"));
        for list in lists {
            let list = list.meta.require_list().unwrap().tokens.to_string();
            let names = list.split(',').map(|name| name.replace(' ', ""));
            for name in names.filter(|name| !DERIVED.contains(&name.as_str())) {
                let name = name.replace("crate::derives::", "");
                self.lines.push(format!("derive {path}: {name}"));
            }
        }
    }

    /// The enum of events, and how they are signed.
    fn webhooks(&mut self, text: &str) {
        let path = "webhooks::Webhook";
        for item in syn::parse_file(text).unwrap().items {
            match item {
                Item::Const(item) => {
                    let (name, ty) = (&item.ident, self::text(&item.ty));
                    self.lines.push(format!("const webhooks::{name}: {ty}"));
                    self.lines.push(format!("fn {path}::verify()"));
                }
                Item::Enum(item) => {
                    self.lines.push(format!("enum {path}"));
                    let variants = item.variants.iter();
                    for variant in variants.filter(|variant| variant.ident != "Unknown") {
                        let held = match &variant.fields {
                            syn::Fields::Unit => String::new(),
                            fields => self::text(fields),
                        };
                        self.lines
                            .push(format!("variant {path}::{}{held}", variant.ident));
                    }
                }
                _ => {}
            }
        }
    }

    /// The functions that tests pick the requests of operations with.
    fn requests(&mut self, text: &str) {
        let items = syn::parse_file(text).unwrap().items.into_iter();
        let modules = items.filter_map(|item| match item {
            Item::Mod(module) => module.content,
            _ => None,
        });
        for item in modules.flat_map(|(_, items)| items) {
            let Item::Fn(function) = &item else { continue };
            let features = features(&function.attrs);
            let before = self.lines.len();
            self.functions("testing::when", &[item]);
            let lines = self.lines.split_off(before);
            lines.iter().for_each(|line| self.gated(line, &features));
        }
    }

    fn functions(&mut self, module: &str, items: &[Item]) {
        for item in items {
            if let Item::Fn(function) = item
                && is_public(&function.vis)
            {
                let name = text(&function.sig.ident);
                let (arguments, result) = signature(&function.sig);
                self.lines
                    .push(format!("fn {module}::{name}({arguments}) -> {result}"));
            }
        }
    }

    /// The items of a module that no feature turns on.
    fn settings(&mut self, module: &str, items: &[Item]) {
        self.functions(module, items);
        for item in items {
            match item {
                Item::Const(item) => {
                    let (name, ty) = (&item.ident, text(&item.ty));
                    self.lines.push(format!("const {module}::{name}: {ty}"));
                }
                Item::Struct(item) => self.lines.push(format!("struct {module}::{}", item.ident)),
                Item::Impl(block) if text(&block.self_ty) == "String" => {
                    let (path, _) = block.trait_.as_ref().unwrap();
                    let server = text(path).replace("From<", &format!("From<{module}::"));
                    self.lines.push(format!("impl {server} for String"));
                }
                Item::Impl(block) => self.block(module, block, &[], &[]),
                _ => {}
            }
        }
    }

    fn enumeration(&mut self, module: &str, item: &syn::ItemEnum, gate: &[String]) {
        let path = format!("{module}::{}", item.ident);
        self.gated(&format!("enum {path}"), gate);
        self.derives(&path, &item.attrs);
        for variant in &item.variants {
            // Every enum over strings has it.
            let is_open = item.variants.len() == 1 || variant.ident != "Unknown";
            let is_unknown = variant.ident == "Unknown" && !variant.fields.is_empty();
            if is_unknown || !is_open {
                continue;
            }
            let content = variant
                .fields
                .iter()
                .next()
                .map(|field| format!("({})", text(&field.ty)));
            let content = content.unwrap_or_default();
            self.lines
                .push(format!("variant {path}::{}{content}", variant.ident));
        }
    }

    fn block(&mut self, module: &str, block: &syn::ItemImpl, enums: &[String], gate: &[String]) {
        let owner = text(&block.self_ty);
        if let Some((path, _)) = &block.trait_ {
            self.implementation(module, block, &text(path), &owner, enums);
            return;
        }
        let methods = block.items.iter().filter_map(|item| match item {
            ImplItem::Fn(method) if is_public(&method.vis) => Some(method),
            _ => None,
        });
        for method in methods {
            let name = method.sig.ident.to_string();
            if OF_ENUMS.contains(&name.as_str()) && enums.contains(&owner) {
                continue;
            }
            let (arguments, result) = signature(&method.sig);
            if owner == "Client" {
                let line = format!("fn Client::{name}() -> {module}::{result}");
                self.gated(&line, gate);
            } else {
                let line = format!("fn {module}::{owner}::{name}({arguments}) -> {result}");
                self.lines.push(line);
            }
        }
    }

    fn implementation(
        &mut self,
        module: &str,
        block: &syn::ItemImpl,
        name: &str,
        owner: &str,
        enums: &[String],
    ) {
        let is_enum = enums.contains(&owner.to_owned());
        match name {
            "Page" => {
                let item = associated(block, "Item").unwrap();
                self.lines
                    .push(format!("impl Page<Item = {item}> for {module}::{owner}"));
            }
            "Default" => self
                .lines
                .push(format!("impl Default for {module}::{owner}")),
            _ if name.starts_with("From<") || name.starts_with("TryFrom<") => self
                .lines
                .push(format!("impl {name} for {module}::{owner}")),
            _ if name.contains("serde") && is_enum => {
                let name = if name.contains("Deserialize") {
                    "Deserialize"
                } else {
                    "Serialize"
                };
                self.lines
                    .push(format!("impl {name} for {module}::{owner}"));
            }
            _ => {}
        }
    }
}

/// A type that an implementation names.
fn associated(block: &syn::ItemImpl, name: &str) -> Option<String> {
    block.items.iter().find_map(|item| match item {
        ImplItem::Type(item) if item.ident == name => Some(text(&item.ty)),
        _ => None,
    })
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The arguments of a function but for `self`, and what it gives back.
fn signature(signature: &syn::Signature) -> (String, String) {
    let arguments = signature.inputs.iter();
    let arguments = arguments.filter_map(|argument| match argument {
        FnArg::Typed(argument) => Some(text(&argument.ty)),
        FnArg::Receiver(_) => None,
    });
    let arguments: Vec<_> = arguments.collect();
    let result = match &signature.output {
        ReturnType::Default => "()".to_owned(),
        ReturnType::Type(_, ty) => text(ty),
    };
    (arguments.join(", "), result)
}

fn text(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string().replace(' ', "");
    for path in FOREIGN {
        text = text.replace(path, "");
    }
    // Types that take several lines end in a comma.
    text.replace("r#", "").replace(",>", ">")
}
