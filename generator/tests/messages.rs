//! What the generator says: every diagnostic by its code, with its sentence and its help, in one snapshot, so
//! that they are read together. And the words that documents and messages avoid.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support;
use syn::visit::{self, Visit};

/// The text files below a folder whose names end like this, by path.
fn texts(folder: &Path, end: &str) -> Vec<(String, String)> {
    let files = support::folder::contents(folder).unwrap().into_iter();
    let named = files.filter(|(path, _)| path.ends_with(end));
    let texts = named.map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()));
    texts.collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
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
        // The sentence may be made elsewhere; the last string is the help.
        let (Some(code), Some((help, sentences))) = (&strings[code], told.split_last()) else {
            return;
        };
        let sentence = sentences.first().map_or("…", String::as_str);
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
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folders = ["document", "api", "print", "cli"];
    let sources = folders
        .iter()
        .flat_map(|folder| texts(&source.join(folder), ".rs"));
    let mut messages = Messages::default();
    for (_, text) in sources.filter(|(path, _)| !path.ends_with("tests.rs")) {
        let mut file = syn::parse_file(&text).unwrap();
        file.items
            .retain(|item| !matches!(item, syn::Item::Mod(it) if it.ident == "tests"));
        messages.visit_file(&file);
    }
    let all: Vec<_> = messages.0.into_iter().collect();
    assert!(all.len() > 80, "{}", all.len());
    support::snapshots().bind(|| insta::assert_snapshot!("diagnostics", all.join("\n")));
}

/// Words that have a standard one in its place. Only those that are wrong wherever they stand.
const AVOIDED: [&str; 15] = [
    "truth value",
    "told apart",
    "told by",
    "turns pages",
    "tries again",
    "logs in when it has to",
    "what may be left out",
    "what is stated",
    "leads nowhere",
    "mended",
    "mends",
    "to mend",
    "is taken for",
    "are taken for",
    "what comes back",
];

#[test]
fn documents_and_messages_use_the_standard_words() {
    let root = root();
    let single = [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
    ]
    .into_iter()
    .chain(["generator/tests/snapshots/diagnostics.snap"]);
    let mut documents: Vec<_> = single
        .map(|path| {
            (
                path.to_owned(),
                fs::read_to_string(root.join(path)).unwrap(),
            )
        })
        .collect();
    for (folder, end) in [
        ("docs", ".md"),
        ("templates/crate", ".jinja"),
        ("templates/docs", ".jinja"),
    ] {
        documents.extend(texts(&root.join(folder), end));
    }
    assert!(documents.len() > 60, "{}", documents.len());
    let mut found = Vec::new();
    for (path, text) in documents {
        let text = text.to_lowercase();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = AVOIDED.iter().filter(|word| text.contains(**word));
        found.extend(words.map(|word| format!("{path}: {word}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
