//! The diagnostics of some sources, each with its code, its sentences and its help, read off the syntax.
//!
//! A sentence is a string in the call that makes the diagnostic, a local of the same function, a constant, or an
//! argument of a function of the same folder that passes it on.

use std::collections::{BTreeSet, HashMap, HashSet};

use syn::visit::{self, Visit};

/// A source: its folder, and its items.
pub(crate) struct Source {
    pub(crate) folder: String,
    pub(crate) items: Vec<syn::Item>,
}

/// All diagnostics of some sources, in their order by code.
pub(crate) fn diagnostics(sources: &[Source]) -> Vec<String> {
    let mut messages = Messages::default();
    for item in sources.iter().flat_map(|source| &source.items) {
        messages.constant(item);
    }
    let everywhere = messages.names.clone();
    // A function may pass its arguments on to one that is found after it.
    loop {
        for source in sources {
            messages.folder.clone_from(&source.folder);
            messages.names.clone_from(&everywhere);
            source.items.iter().for_each(|it| messages.constant(it));
            source.items.iter().for_each(|it| messages.visit_item(it));
        }
        let passed_on = std::mem::take(&mut messages.passed_on);
        if passed_on == messages.known {
            break;
        }
        messages.known = passed_on;
        messages.called.clear();
        messages.found.clear();
    }
    messages.called_from_elsewhere();
    messages.found.into_iter().collect()
}

/// What an expression may be.
#[derive(Debug, Clone, PartialEq)]
enum Text {
    String(String),
    /// An argument of the function, by its position.
    Argument(usize),
}

/// The parts of a diagnostic.
#[derive(Debug, Clone, PartialEq)]
struct Parts {
    code: Vec<Text>,
    sentence: Vec<Text>,
    help: Vec<Text>,
}

impl Parts {
    fn has_arguments(&self) -> bool {
        let mut texts = self.code.iter().chain(&self.sentence).chain(&self.help);
        texts.any(|text| matches!(text, Text::Argument(_)))
    }

    /// The same with the arguments of a call.
    fn with(&self, arguments: &[Vec<Text>]) -> Self {
        let with = |texts: &[Text]| {
            let texts = texts.iter().flat_map(|text| match text {
                Text::Argument(index) => arguments.get(*index).cloned().unwrap_or_default(),
                Text::String(_) => vec![text.clone()],
            });
            texts.collect()
        };
        Self {
            code: with(&self.code),
            sentence: with(&self.sentence),
            help: with(&self.help),
        }
    }

    /// One entry for each code, if something is said.
    fn shown(&self) -> Vec<String> {
        let strings = |texts: &[Text]| -> Vec<String> {
            let texts = texts.iter().filter_map(|text| match text {
                Text::String(text) => Some(text.clone()),
                Text::Argument(_) => None,
            });
            texts.collect()
        };
        let or_none = |strings: Vec<String>, separator: &str| match strings.is_empty() {
            true => "…".to_owned(),
            false => strings.join(separator),
        };
        let (sentences, help) = (strings(&self.sentence), strings(&self.help));
        if !sentences.iter().chain(&help).any(|text| text.contains(' ')) {
            return Vec::new();
        }
        let sentences = or_none(sentences, "\n  ");
        let help = or_none(help, "\n  help: ");
        let codes = strings(&self.code).into_iter();
        codes
            .map(|code| format!("{code}\n  {sentences}\n  help: {help}\n"))
            .collect()
    }
}

/// A function or a closure. Another one with its name has other arguments, or is in another folder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Function {
    folder: String,
    name: String,
    arguments: usize,
}

#[derive(Default)]
struct Messages {
    found: BTreeSet<String>,
    /// The functions that pass arguments on, as they were found before.
    known: HashMap<Function, Vec<Parts>>,
    /// The same as they are found now.
    passed_on: HashMap<Function, Vec<Parts>>,
    /// Those of the known ones that are called.
    called: HashSet<Function>,
    folder: String,
    /// The function around, or the closure.
    function: Function,
    /// What the names in the scope are.
    names: HashMap<String, Vec<Text>>,
}

impl Messages {
    /// What functions say of their own that nothing in their folder calls.
    fn called_from_elsewhere(&mut self) {
        for (function, all) in &self.known {
            if !self.called.contains(function) {
                self.found.extend(all.iter().flat_map(Parts::shown));
            }
        }
    }

    fn constant(&mut self, item: &syn::Item) {
        if let syn::Item::Const(item) = item {
            let texts = self.texts(&item.expr);
            if !texts.is_empty() {
                self.names.insert(item.ident.to_string(), texts);
            }
        }
    }

    /// What an expression may be: literals, formats of macros, and arguments, also behind references, methods and
    /// conditions.
    fn texts(&self, expression: &syn::Expr) -> Vec<Text> {
        match expression {
            syn::Expr::Lit(literal) => match &literal.lit {
                syn::Lit::Str(text) => vec![Text::String(text.value())],
                _ => Vec::new(),
            },
            syn::Expr::Macro(call) => {
                let literal = call.mac.tokens.clone().into_iter().next();
                let literal = literal.map(|it| syn::parse2::<syn::LitStr>(it.into()));
                let text = literal.and_then(Result::ok);
                text.map(|it| Text::String(it.value()))
                    .into_iter()
                    .collect()
            }
            syn::Expr::Path(path) => {
                let name = path.path.segments.last().map(|it| it.ident.to_string());
                let texts = name.and_then(|name| self.names.get(&name));
                texts.cloned().unwrap_or_default()
            }
            syn::Expr::Reference(inner) => self.texts(&inner.expr),
            syn::Expr::Paren(inner) => self.texts(&inner.expr),
            syn::Expr::Try(inner) => self.texts(&inner.expr),
            syn::Expr::Closure(inner) => self.texts(&inner.body),
            syn::Expr::Block(inner) => self.last(&inner.block),
            syn::Expr::If(inner) => {
                let other = inner.else_branch.as_ref();
                let other = other.map_or_else(Vec::new, |(_, it)| self.texts(it));
                [self.last(&inner.then_branch), other].concat()
            }
            syn::Expr::Match(inner) => {
                let arms = inner.arms.iter();
                arms.flat_map(|arm| self.texts(&arm.body)).collect()
            }
            syn::Expr::MethodCall(call) => {
                let name = call.method.to_string();
                let arguments = || call.args.iter().flat_map(|it| self.texts(it));
                match () {
                    // What it makes of the receiver is in the arguments.
                    () if name.starts_with("map_or") => arguments().collect(),
                    () if name.starts_with("unwrap_or") => self
                        .texts(&call.receiver)
                        .into_iter()
                        .chain(arguments())
                        .collect(),
                    () => self.texts(&call.receiver),
                }
            }
            syn::Expr::Call(call) => {
                // What another function makes of an argument is not known.
                let keeps = ["from", "new", "Some"].map(str::to_owned);
                let keeps = name_of(&call.func).is_some_and(|name| keeps.contains(&name));
                let is_kept = |text: &Text| keeps || matches!(text, Text::String(_));
                let arguments = call.args.iter().map(|it| {
                    let texts = self.texts(it).into_iter();
                    texts.filter(is_kept).collect::<Vec<_>>()
                });
                arguments
                    .into_iter()
                    .find(|texts| !texts.is_empty())
                    .unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// What the value of a block may be.
    fn last(&self, block: &syn::Block) -> Vec<Text> {
        match block.stmts.last() {
            Some(syn::Stmt::Expr(last, None)) => self.texts(last),
            _ => Vec::new(),
        }
    }

    /// A call that may make a diagnostic.
    fn call(&mut self, name: &str, is_diagnostic: bool, arguments: Vec<Vec<Text>>) {
        let called = Function {
            folder: self.folder.clone(),
            name: name.to_owned(),
            arguments: arguments.len(),
        };
        let found = match (is_diagnostic, self.known.get(&called)) {
            (true, _) => parts_behind(&arguments, 0).into_iter().collect(),
            (false, Some(all)) => {
                let found = all.iter().map(|parts| parts.with(&arguments)).collect();
                self.called.insert(called);
                found
            }
            (false, None) => {
                let code = arguments.iter().position(|it| it.iter().any(is_code));
                let parts = code.and_then(|code| parts_behind(&arguments, code));
                parts.into_iter().collect::<Vec<_>>()
            }
        };
        for parts in found {
            if parts.has_arguments() {
                let all = self.passed_on.entry(self.function.clone()).or_default();
                if !all.contains(&parts) {
                    all.push(parts);
                }
            } else {
                self.found.extend(parts.shown());
            }
        }
    }

    /// Visits a function, or a closure with a name, whose arguments are known by their positions.
    fn inside(&mut self, name: String, arguments: &[&syn::Pat], visit: impl FnOnce(&mut Self)) {
        let (function, names) = (self.function.clone(), self.names.clone());
        self.function = Function {
            folder: self.folder.clone(),
            name,
            arguments: arguments.len(),
        };
        for (index, argument) in arguments.iter().enumerate() {
            if let Some(name) = bound(argument) {
                self.names.insert(name, vec![Text::Argument(index)]);
            }
        }
        visit(self);
        (self.function, self.names) = (function, names);
    }

    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let arguments = signature.inputs.iter().filter_map(|it| match it {
            syn::FnArg::Typed(it) => Some(&*it.pat),
            syn::FnArg::Receiver(_) => None,
        });
        let arguments: Vec<_> = arguments.collect();
        self.inside(signature.ident.to_string(), &arguments, |it| {
            it.visit_block(block);
        });
    }
}

impl<'ast> Visit<'ast> for Messages {
    fn visit_item_fn(&mut self, node: &'ast syn::ItemFn) {
        self.function(&node.sig, &node.block);
    }

    fn visit_impl_item_fn(&mut self, node: &'ast syn::ImplItemFn) {
        self.function(&node.sig, &node.block);
    }

    fn visit_block(&mut self, node: &'ast syn::Block) {
        let names = self.names.clone();
        visit::visit_block(self, node);
        self.names = names;
    }

    fn visit_local(&mut self, node: &'ast syn::Local) {
        let name = bound(&node.pat);
        let value = node.init.as_ref().map(|init| &*init.expr);
        match (&name, value) {
            (Some(name), Some(syn::Expr::Closure(closure))) => {
                let arguments: Vec<_> = closure.inputs.iter().collect();
                self.inside(name.clone(), &arguments, |it| {
                    it.visit_expr(&closure.body);
                });
            }
            _ => visit::visit_local(self, node),
        }
        if let (Some(name), Some(value)) = (name, value) {
            let texts = self.texts(value);
            self.names.insert(name, texts);
        }
    }

    fn visit_expr_call(&mut self, node: &'ast syn::ExprCall) {
        let arguments = node.args.iter().map(|it| self.texts(it)).collect();
        let name = name_of(&node.func).unwrap_or_default();
        self.call(&name, is_diagnostic(&node.func), arguments);
        visit::visit_expr_call(self, node);
    }

    fn visit_expr_method_call(&mut self, node: &'ast syn::ExprMethodCall) {
        let arguments = node.args.iter().map(|it| self.texts(it)).collect();
        self.call(&node.method.to_string(), false, arguments);
        visit::visit_expr_method_call(self, node);
    }
}

/// The last name of a path.
fn name_of(expression: &syn::Expr) -> Option<String> {
    match expression {
        syn::Expr::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

/// Whether a function is one of the two that make diagnostics.
fn is_diagnostic(function: &syn::Expr) -> bool {
    let syn::Expr::Path(path) = function else {
        return false;
    };
    let names: Vec<_> = path
        .path
        .segments
        .iter()
        .map(|it| it.ident.to_string())
        .collect();
    matches!(&names[..], [.., ty, name] if ty == "Diagnostic" && ["error", "warning"].contains(&&**name))
}

/// The name that a pattern binds, if it is no more than that.
fn bound(pattern: &syn::Pat) -> Option<String> {
    match pattern {
        syn::Pat::Ident(it) => Some(it.ident.to_string()),
        syn::Pat::Type(it) => bound(&it.pat),
        _ => None,
    }
}

/// The parts in the arguments of a call: a code, often a location, the sentence and the help.
fn parts_behind(arguments: &[Vec<Text>], code: usize) -> Option<Parts> {
    let [.., sentence, help] = arguments.get(code + 1..)? else {
        return None;
    };
    Some(Parts {
        code: arguments[code].clone(),
        sentence: sentence.clone(),
        help: help.clone(),
    })
}

/// Whether a string is the code of a diagnostic: words with hyphens between them.
fn is_code(text: &Text) -> bool {
    let Text::String(text) = text else {
        return false;
    };
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    text.contains('-') && text.split('-').all(is_word)
}
