//! What the programs and the runtime say, in snapshots, so that messages are read together: every diagnostic by
//! its code, with its sentence and its help. `words.rs` reads the snapshots for words to avoid.

mod sentences;

use std::collections::BTreeSet;
use std::path::Path;

use syn::visit::{self, Visit};

use crate::support::command::sdkgen;
use crate::support::{folder, snapshots};

/// Compares with a snapshot.
fn compare(name: &str, text: &str) {
    snapshots().bind(|| insta::assert_snapshot!(name, text));
}

/// The items of each source below a folder of the repository, by path and without those for tests.
fn sources(folder: &str) -> Vec<(String, Vec<syn::Item>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let files = folder::contents(&root.join(folder)).unwrap().into_iter();
    let is_test = |path: &str| path.ends_with("tests.rs") || path.contains("/tests/");
    let sources = files.filter(|(path, _)| path.ends_with(".rs") && !is_test(path));
    let read = |bytes: Vec<u8>| sentences::items(&String::from_utf8(bytes).unwrap());
    sources.map(|(path, bytes)| (path, read(bytes))).collect()
}

/// Whether a string is the code of a diagnostic: words with hyphens between them.
fn is_code(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    text.contains('-') && text.split('-').all(is_word)
}

/// The first string of an expression: a literal, or the format of a macro, behind references and methods.
fn string(expression: &syn::Expr) -> Option<String> {
    match expression {
        syn::Expr::Lit(literal) => match &literal.lit {
            syn::Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        syn::Expr::Macro(call) => {
            let tokens = call.mac.tokens.clone().into_iter().next()?;
            let literal: syn::LitStr = syn::parse2(tokens.into()).ok()?;
            Some(literal.value())
        }
        syn::Expr::Reference(inner) => string(&inner.expr),
        syn::Expr::MethodCall(call) => string(&call.receiver),
        syn::Expr::Call(call) => call.args.iter().find_map(string),
        _ => None,
    }
}

/// The calls whose arguments have a code with strings behind it.
#[derive(Default)]
struct Messages(BTreeSet<String>);

impl Messages {
    fn call<'a>(&mut self, arguments: impl Iterator<Item = &'a syn::Expr>) {
        let strings: Vec<_> = arguments.map(string).collect();
        let code = strings
            .iter()
            .position(|it| it.as_deref().is_some_and(is_code));
        let Some(code) = code else {
            return;
        };
        let told: Vec<_> = strings[code + 1..].iter().flatten().cloned().collect();
        // The last string is the help. The sentence may be made elsewhere; a string of one word is a pointer.
        let (Some(code), Some((help, others))) = (&strings[code], told.split_last()) else {
            return;
        };
        let sentence = others.iter().find(|it| it.contains(' '));
        let sentence = sentence.map_or("…", String::as_str);
        self.0
            .insert(format!("{code}\n  {sentence}\n  help: {help}\n"));
    }
}

impl<'ast> Visit<'ast> for Messages {
    fn visit_expr_call(&mut self, node: &'ast syn::ExprCall) {
        self.call(node.args.iter());
        visit::visit_expr_call(self, node);
    }

    fn visit_expr_method_call(&mut self, node: &'ast syn::ExprMethodCall) {
        self.call(node.args.iter());
        visit::visit_expr_method_call(self, node);
    }
}

#[test]
fn diagnostics_are_read_together() {
    let mut messages = Messages::default();
    let is_reporting = |path: &str| !path.starts_with("diff/");
    for (path, items) in sources("generator/src") {
        for item in items.into_iter().filter(|_| is_reporting(&path)) {
            messages.visit_item(&item);
        }
    }
    let all: Vec<_> = messages.0.into_iter().collect();
    assert!(all.len() > 80, "{}", all.len());
    compare("messages_diagnostics", &all.join("\n"));
}

/// Some strings of each source of a folder, as a list by file.
fn by_file(folder: &str, strings: impl Fn(&[syn::Item]) -> Vec<String>) -> String {
    let mut shown = String::new();
    for (path, items) in sources(folder) {
        let found = strings(&items);
        if !found.is_empty() {
            let found = found.iter().map(|it| it.trim().replace('\n', "\n    "));
            let found = found.collect::<Vec<_>>().join("\n  ");
            shown.push_str(&format!("{folder}/{path}\n  {found}\n"));
        }
    }
    shown
}

#[test]
fn displays_of_the_generator_are_read_together() {
    compare(
        "messages_displays",
        &by_file("generator/src", sentences::displays),
    );
}

/// What errors of the runtime print is put together from many files, so that all sentences are shown.
#[test]
fn messages_of_the_runtime_are_read_together() {
    compare(
        "messages_runtime",
        &by_file("templates/runtime/src", sentences::literals),
    );
}

#[test]
fn messages_and_help_texts_of_xtask_are_read_together() {
    let said = |items: &[syn::Item]| [sentences::help(items), sentences::literals(items)].concat();
    let folders = ["xtask/src", "xtask/release/src", "xtask/verify/src"];
    let shown: String = folders.map(|folder| by_file(folder, said)).concat();
    compare("messages_xtask", &shown);
}

#[test]
fn help_texts_of_sdkgen_are_read_together() {
    let folder = tempfile::tempdir().unwrap();
    let mut shown = String::new();
    for command in ["", "generate", "stats", "diff", "completions"] {
        let all = [command, "--help"];
        let arguments: Vec<&str> = all.into_iter().filter(|it| !it.is_empty()).collect();
        let run = sdkgen(folder.path(), &arguments).unwrap();
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let arguments = arguments.join(" ");
        shown.push_str(&format!("$ sdkgen {arguments}\n{}\n", run.stdout));
    }
    compare("messages_help", &shown);
}
