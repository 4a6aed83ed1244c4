//! Reads the sources of the generated SDK, as far as the pages speak of them.
//!
//! The sources are parsed, not searched, so that their layout does not matter.
//! Items are found by name, whichever file of the folder they are in: an
//! operation of several APIs keeps its request type in a file of its own.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use syn::visit::Visit;
use syn::{Attribute, Expr, ExprStruct, Fields, ImplItem, ImplItemFn, Item, ItemImpl, Lit, Type};

use crate::seeds::pages::Permissions;
use crate::seeds::rust_types::{arguments_of, type_name};

/// What the folders `apis` and `models` define.
#[derive(Default)]
pub(crate) struct Sources {
    /// The methods of each type in `apis`.
    methods: HashMap<String, Vec<ImplItemFn>>,
    /// The types of each struct's fields in `apis`, and what each other name stands for.
    fields: HashMap<String, Vec<Type>>,
    /// The texts in each constant, by type and name of the constant.
    constants: HashMap<(String, String), Vec<String>>,
    /// The operations, by name of the method.
    operations: HashMap<String, Operation>,
}

/// What the constant that describes an operation says.
#[derive(Default)]
pub(crate) struct Operation {
    pub(crate) verb: String,
    pub(crate) path: String,
    pub(crate) permissions: Option<Permissions>,
}

/// Reads the sources from the `src` folder of the SDK.
pub(crate) fn read(folder: &Path) -> Result<Sources, String> {
    let mut sources = Sources::default();
    for (name, is_api) in [("apis", true), ("models", false)] {
        let folder = folder.join(name);
        let entries = fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        for entry in entries {
            let file = entry.map_err(|e| e.to_string())?.path();
            if file.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let problem = |e: &dyn std::fmt::Display| format!("{}: {e}", file.display());
            let text = fs::read_to_string(&file).map_err(|e| problem(&e))?;
            let parsed = syn::parse_file(&text).map_err(|e| problem(&e))?;
            if is_api {
                sources.visit_file(&parsed);
            }
            for item in parsed.items {
                sources.add(item, is_api);
            }
        }
    }
    Ok(sources)
}

impl Sources {
    /// A method of a type in `apis`. Raw identifiers match their plain name.
    pub(crate) fn method(&self, owner: &str, name: &str) -> Option<&ImplItemFn> {
        let methods = self.methods.get(owner)?;
        methods
            .iter()
            .find(|method| plain(&method.sig.ident) == name)
    }

    pub(crate) fn operation(&self, method: &str) -> Option<&Operation> {
        self.operations.get(method)
    }

    /// The wire values of an enum.
    pub(crate) fn values(&self, name: &str) -> Option<&Vec<String>> {
        ["VALUES", "TEXTS"].iter().find_map(|constant| {
            let key = (name.to_owned(), (*constant).to_owned());
            self.constants.get(&key).filter(|texts| !texts.is_empty())
        })
    }

    /// The type that a call decodes: `T` of a `Call<T, O>`, be it the type itself
    /// or what it is another name for.
    pub(crate) fn decoded<'a>(&'a self, kind: &'a Type) -> Option<&'a Type> {
        let call = |kind: &'a Type| arguments_of(kind, "Call")?.first().copied();
        call(kind).or_else(|| {
            let fields = self.fields.get(&type_name(kind)?)?;
            fields.iter().find_map(call)
        })
    }

    fn add(&mut self, item: Item, is_api: bool) {
        match item {
            Item::Impl(item) => self.add_impl(item, is_api),
            Item::Struct(item) if is_api => {
                let fields = match item.fields {
                    Fields::Named(fields) => fields.named,
                    Fields::Unnamed(fields) => fields.unnamed,
                    Fields::Unit => return,
                };
                let types = fields.into_iter().map(|field| field.ty).collect();
                self.fields.insert(item.ident.to_string(), types);
            }
            Item::Type(alias) if is_api => {
                self.fields.insert(alias.ident.to_string(), vec![*alias.ty]);
            }
            Item::Mod(module) => {
                for item in module.content.into_iter().flat_map(|(_, items)| items) {
                    self.add(item, is_api);
                }
            }
            _ => {}
        }
    }

    fn add_impl(&mut self, item: ItemImpl, is_api: bool) {
        let Some(owner) = type_name(&item.self_ty) else {
            return;
        };
        let is_inherent = item.trait_.is_none();
        for part in item.items {
            match part {
                ImplItem::Fn(method) if is_inherent && is_api => {
                    self.methods.entry(owner.clone()).or_default().push(method);
                }
                ImplItem::Const(constant) => {
                    let key = (owner.clone(), constant.ident.to_string());
                    self.constants.insert(key, texts(&constant.expr));
                }
                _ => {}
            }
        }
    }
}

/// Finds the constants that describe operations, wherever they stand in a method.
impl<'ast> Visit<'ast> for Sources {
    fn visit_expr_struct(&mut self, value: &'ast ExprStruct) {
        let last = value.path.segments.last();
        if last.is_none_or(|segment| segment.ident != "Operation") {
            return syn::visit::visit_expr_struct(self, value);
        }
        let mut name = None;
        let mut operation = Operation::default();
        for field in &value.fields {
            let syn::Member::Named(member) = &field.member else {
                continue;
            };
            match member.to_string().as_str() {
                "name" => name = texts(&field.expr).pop(),
                "path" => operation.path = texts(&field.expr).pop().unwrap_or_default(),
                "method" => operation.verb = variant(&field.expr).to_uppercase(),
                "permissions" => operation.permissions = permissions(&field.expr),
                _ => {}
            }
        }
        if let Some(name) = name {
            self.operations.insert(name, operation);
        }
    }
}

/// The text of the documentation, line by line.
pub(crate) fn docs(attributes: &[Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes {
        if !attribute.path().is_ident("doc") {
            continue;
        }
        if let syn::Meta::NameValue(value) = &attribute.meta {
            for line in texts(&value.value) {
                text.push_str(&line);
                text.push('\n');
            }
        }
    }
    text
}

/// An identifier without what makes it differ from a keyword.
pub(crate) fn plain(ident: &syn::Ident) -> String {
    let name = ident.to_string();
    let name = name.strip_prefix("r#").unwrap_or(&name);
    name.trim_end_matches('_').to_owned()
}

/// All string literals of an expression, in order.
fn texts(expression: &Expr) -> Vec<String> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => vec![text.value()],
            _ => Vec::new(),
        },
        Expr::Reference(reference) => texts(&reference.expr),
        Expr::Array(array) => array.elems.iter().flat_map(texts).collect(),
        Expr::Call(call) => call.args.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// The last name of a path or of what is called: `Get` of `Method::Get`.
fn variant(expression: &Expr) -> String {
    match expression {
        Expr::Path(path) => {
            let last = path.path.segments.last();
            last.map_or_else(String::new, |segment| segment.ident.to_string())
        }
        Expr::Call(call) => variant(&call.func),
        _ => String::new(),
    }
}

fn permissions(expression: &Expr) -> Option<Permissions> {
    match variant(expression).as_str() {
        "None" => Some(Permissions::None),
        "Any" => Some(Permissions::Any(texts(expression))),
        "All" => Some(Permissions::All(texts(expression))),
        _ => None,
    }
}
