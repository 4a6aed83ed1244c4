//! The rules of dependence, as a test: which stage may use which crate and which other stage.
//!
//! Sources are read as tokens, so that comments, documentation and strings do not count, and code
//! for tests is left out.

mod runtime;
mod sources;

use std::collections::{BTreeMap, BTreeSet};

use sources::sources;

const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
const RUNTIME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../templates/runtime/src");

/// The folders that group stages.
const GROUPS: [&str; 4] = ["document/", "api/", "print/", "cli/"];

/// Where a name of another crate, or of a part of the standard library, may stand.
const CRATES: [(&str, &[&str]); 27] = [
    ("anstream", &["report"]),
    ("anstyle", &["report"]),
    ("clap", &["arguments", "main"]),
    ("deunicode", &["name"]),
    ("etcetera", &["remote"]),
    (
        "fs",
        &["cache", "load", "write", "main", "remote", "settings"],
    ),
    ("fs4", &["write"]),
    ("heck", &["name"]),
    ("include_dir", &["templates"]),
    ("minijinja", &["templates"]),
    ("openapiv3", &["parse", "lower"]),
    ("pulldown_cmark", &["markdown"]),
    ("percent_encoding", &["bundle"]),
    ("prettyplease", &["format"]),
    ("proc_macro2", &["emit", "format"]),
    ("quote", &["emit"]),
    ("rustls", &["remote"]),
    ("semver", &["config"]),
    ("serde_json_path", &["repair"]),
    ("saphyr_parser", &["load", "source"]),
    ("serde_yaml", &["load"]),
    ("sha2", &["remote"]),
    ("strsim", &["nearest"]),
    ("syn", &["format", "types"]),
    ("toml_edit", &["config", "templates"]),
    ("ureq", &["remote"]),
    ("xxhash_rust", &["cache"]),
];

/// Which modules of the project a stage may name. The others put stages together.
const STAGES: [(&str, &[&str]); 35] = [
    ("analyze", &["diagnostics", "ir", "pointer"]),
    ("diagnostics", &["characters"]),
    (
        "bundle",
        &[
            "diagnostics",
            "extensions",
            "grammar",
            "load",
            "origins",
            "pointer",
        ],
    ),
    ("characters", &[]),
    (
        "config",
        &[
            "characters",
            "diagnostics",
            "ir",
            "load",
            "nearest",
            "select",
            "types",
        ],
    ),
    (
        "derive",
        &["diagnostics", "ir", "name", "nearest", "select", "types"],
    ),
    (
        "diff",
        &[
            "characters",
            "extensions",
            "ir",
            "markdown",
            "sdk",
            "upgrade",
        ],
    ),
    (
        "emit",
        &[
            "format", "ir", "markdown", "notes", "runtime", "apis", "sdk",
        ],
    ),
    ("extensions", &[]),
    ("fetched", &[]),
    ("format", &[]),
    ("grammar", &["extensions"]),
    ("guide", &["ir", "sdk", "templates"]),
    ("ir", &[]),
    ("load", &["diagnostics", "pointer"]),
    (
        "lower",
        &[
            "diagnostics",
            "extensions",
            "ir",
            "media_types",
            "nearest",
            "pointer",
            "select",
            "types",
        ],
    ),
    ("markdown", &["characters"]),
    ("media_types", &["ir"]),
    ("name", &["analyze", "diagnostics", "ir", "keywords"]),
    ("nearest", &[]),
    ("notes", &["ir", "markdown", "sdk"]),
    ("origins", &["diagnostics"]),
    ("parse", &["diagnostics", "grammar", "pointer"]),
    ("plan", &["analyze", "ir"]),
    (
        "reference",
        &["characters", "format", "ir", "markdown", "notes", "sdk"],
    ),
    ("remote", &["diagnostics", "fetched", "load"]),
    (
        "repair",
        &[
            "bundle",
            "diagnostics",
            "extensions",
            "grammar",
            "media_types",
            "nearest",
            "origins",
            "pointer",
            "upgrade",
        ],
    ),
    ("sdk", &["analyze", "derive", "ir", "name", "plan", "types"]),
    ("select", &["diagnostics", "ir", "nearest"]),
    ("source", &["diagnostics", "load", "pointer"]),
    ("templates", &["diagnostics", "markdown", "types"]),
    ("types", &["diagnostics", "ir"]),
    (
        "upgrade",
        &[
            "diagnostics",
            "extensions",
            "grammar",
            "ir",
            "media_types",
            "origins",
            "pointer",
        ],
    ),
    ("validate", &["diagnostics", "ir"]),
    ("write", &["diagnostics"]),
];

/// The files behind lowering that know JSON, with what they do with it. Everything else there has
/// [`Literal`](sdk_generator::ir::Literal)s.
const JSON_WRITERS: [(&str, &str); 4] = [
    ("api/ir/literal.rs", "prints literals"),
    (
        "diff/official/",
        "compares documents as they were published",
    ),
    ("diff/render.rs", "prints a report"),
    ("print/reference/sample.rs", "prints sample bodies"),
];

/// The stages behind lowering, and whatever prints what they found.
const BEHIND_LOWERING: [&str; 10] = [
    "api/ir/",
    "api/validate",
    "api/analyze/",
    "api/derive",
    "api/name/",
    "api/plan",
    "diff/",
    "print/",
    "api/sdk/",
    "stats/",
];

#[test]
fn crates_are_used_where_they_belong() {
    let sources = sources(SOURCES);
    for (name, homes) in CRATES {
        let users = sources.iter().filter(|source| source.has(&[name]));
        let strangers: Vec<_> = users
            .clone()
            .filter(|source| !homes.contains(&source.module.as_str()))
            .map(|source| &source.path)
            .collect();
        assert!(
            strangers.is_empty(),
            "`{name}` belongs to {homes:?}, not to {strangers:?}"
        );
        assert!(
            users.count() > 0,
            "nothing uses `{name}`; take it out of the table"
        );
    }
}

#[test]
fn stages_know_what_they_may_know() {
    let sources = sources(SOURCES);
    let mut unused = Vec::new();
    for (stage, known) in STAGES {
        let files: Vec<_> = sources
            .iter()
            .filter(|source| source.module == stage)
            .collect();
        assert!(
            !files.is_empty(),
            "there is no stage `{stage}`; take it out of the table"
        );
        for source in &files {
            let named = source.stages().into_iter();
            let strangers: Vec<_> = named
                .filter(|name| *name != stage && !known.contains(name))
                .collect();
            assert!(strangers.is_empty(), "{} uses {strangers:?}", source.path);
        }
        let named: BTreeSet<_> = files.iter().flat_map(|source| source.stages()).collect();
        let idle = known.iter().filter(|name| !named.contains(*name));
        unused.extend(idle.map(|name| format!("{stage}: {name}")));
    }
    assert!(
        unused.is_empty(),
        "take out of the table what nothing uses: {unused:#?}"
    );
}

/// The files beside a file, or beside the folder that it is the root of, that it names with `super`, by
/// their names without `.rs`.
fn neighbours(tokens: &[String]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (index, window) in tokens.windows(4).enumerate() {
        let [word, first, second, name] = window else {
            continue;
        };
        let is_grand = index >= 3 && tokens[index - 3] == "super";
        if word != "super" || first != ":" || second != ":" || is_grand {
            continue;
        }
        found.insert(name.clone());
        // `use super::{a::B, c}`: the names of the outer list, whose brackets are flat here.
        if name == "(" {
            let list = tokens[index + 4..].iter().take_while(|it| *it != ";");
            found.extend(list.cloned());
        }
    }
    found
}

/// What a file leads to, directly or not.
fn reached(from: &str, edges: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut pending = vec![from.to_owned()];
    while let Some(file) = pending.pop() {
        for next in edges.get(&file).into_iter().flatten() {
            if reached.insert(next.clone()) {
                pending.push(next.clone());
            }
        }
    }
    reached
}

#[test]
fn files_of_a_folder_import_each_other_in_no_circle() {
    let sources = sources(SOURCES);
    let mut folders: BTreeMap<&str, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for source in &sources {
        let (folder, file) = source.path.rsplit_once('/').unwrap_or(("", &source.path));
        // The root of a folder imports all of it, and what it owns is imported from everywhere.
        if !matches!(file, "mod.rs" | "lib.rs" | "main.rs") {
            let name = file.trim_end_matches(".rs").to_owned();
            let files = folders.entry(folder).or_default();
            files.insert(name, neighbours(&source.tokens));
        }
    }
    for (folder, files) in folders {
        for file in files.keys() {
            let circle = reached(file, &files);
            assert!(
                !circle.contains(file),
                "{folder}/{file}.rs leads back to itself: {circle:?}"
            );
        }
    }
}

#[test]
fn nothing_behind_lowering_reads_json() {
    for source in sources(SOURCES) {
        let is_behind = BEHIND_LOWERING.iter().any(|it| source.path.starts_with(it));
        let writes = JSON_WRITERS
            .iter()
            .any(|(it, _)| source.path.starts_with(it));
        // Emitted code has the path from the root of all crates, `::serde_json::Value`.
        let names = source.tokens.windows(2);
        let mut names = names.filter(|window| window[1] == "serde_json");
        assert!(
            !is_behind || writes || names.all(|window| window[0] == ":"),
            "{} knows JSON",
            source.path
        );
    }
}

#[test]
fn nothing_panics_on_purpose() {
    for source in sources(SOURCES).iter().chain(&sources(RUNTIME)) {
        for method in ["unwrap", "expect", "unwrap_err", "expect_err"] {
            assert!(
                !source.has(&[".", method, "("]),
                "{} calls `{method}`",
                source.path
            );
        }
        for name in ["panic", "todo", "unimplemented", "unreachable", "dbg"] {
            assert!(
                !source.has(&[name, "!", "("]),
                "{} calls `{name}!`",
                source.path
            );
        }
    }
}

#[test]
fn the_runtime_names_no_model_and_no_operation() {
    for source in sources(RUNTIME) {
        for module in ["models", "apis"] {
            assert!(
                !source.modules().any(|name| name == module),
                "{}: {module}",
                source.path
            );
        }
    }
}
