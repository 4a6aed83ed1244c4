//! What the programs and the runtime say, in snapshots, so that messages are read together: every diagnostic by
//! its code, with its sentence and its help. `words.rs` reads the snapshots for words to avoid.

mod diagnostics;
mod sentences;

use std::path::Path;

use self::diagnostics::{Source, diagnostics};
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

/// A message is made in several ways, and each of them is found.
#[test]
fn messages_are_found_wherever_they_are_made() {
    let text = r#"
        const HELP: &str = "remove it";

        fn direct(place: &str) {
            let message = format!("no `{place}`");
            let help = if place.is_empty() { "add it" } else { HELP };
            Diagnostic::error("of-locals", place, message, help);
            let refuse = |message: &str| Diagnostic::warning("of-a-closure", place, message, HELP);
            refuse("it is closed");
        }

        fn caller(place: &str) {
            self.invalid(place, "it is broken");
            location.error("of-another-folder", "it is elsewhere", did_you_mean(place).unwrap_or_else(|| "look".into()));
        }

        fn invalid(place: &str, message: &str) {
            self.passed("of-a-method", place, message.to_owned());
        }

        fn passed(code: &str, place: &str, message: String) {
            self.found.push(Diagnostic::error(code, place, message, "fix it"));
        }

        fn called_from_elsewhere(command: Option<&str>, help: &str) {
            location.invalid("of-three-arguments", "it is another method", help);
            let help = command.map_or_else(|| "run it".to_owned(), |command| format!("run `{command}`"));
            self.found.push(Diagnostic::error("of-a-map", "place", "it is old", help));
        }
    "#;
    let source = Source {
        folder: String::new(),
        items: sentences::items(text),
    };
    let expected = [
        "of-a-closure\n  it is closed\n  help: remove it\n",
        "of-a-map\n  it is old\n  help: run it\n  help: run `{command}`\n",
        "of-a-method\n  it is broken\n  help: fix it\n",
        "of-another-folder\n  it is elsewhere\n  help: look\n",
        "of-locals\n  no `{place}`\n  help: add it\n  help: remove it\n",
        "of-three-arguments\n  it is another method\n  help: …\n",
    ];
    assert_eq!(diagnostics(&[source]), expected);
}

#[test]
fn diagnostics_are_read_together() {
    let sources = sources("generator/src").into_iter();
    let sources = sources.filter(|(path, _)| !path.starts_with("diff/"));
    let sources: Vec<_> = sources
        .map(|(path, items)| Source {
            folder: path.rsplit_once('/').unwrap_or_default().0.to_owned(),
            items,
        })
        .collect();
    let all = diagnostics(&sources);
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
