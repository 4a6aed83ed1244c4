//! What each kind of change means for callers of the crate: a small definition is changed in one
//! value at a time.

use crate::support;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::surface::surface;
use Impact::{Major, Minor};
use sdk_generator::diff::{self, Change, Changes, Format, Impact, Rules};
use sdk_generator::{Input, Tables, load, tables};
use serde::Deserialize;
use serde_json::{Value, json};

const SHOP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/shop.yaml");

const CHANGES: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/support/shop_changes.yaml"
);

const ORDER: &str = "/components/schemas/Order";

/// Sets the value at a JSON pointer, or removes it.
fn edit(document: &mut Value, pointer: &str, value: Value) {
    let (owner, key) = pointer.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/");
    let owner = document.pointer_mut(owner).unwrap();
    if let Some(items) = owner.as_array_mut() {
        match key.parse::<usize>() {
            Ok(index) if value.is_null() => drop(items.remove(index)),
            Ok(index) => items[index] = value,
            Err(_) => items.push(value),
        }
        return;
    }
    let entries = owner.as_object_mut().unwrap();
    if value.is_null() {
        entries.shift_remove(&key);
    } else {
        entries.insert(key, value);
    }
}

struct Shop {
    folder: tempfile::TempDir,
    old: Tables,
}

impl Shop {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            old: tables(&input(Path::new(SHOP))).unwrap(),
        }
    }

    fn write(&self, edits: &[(String, Value)]) -> PathBuf {
        let mut document = load::load_file(Path::new(SHOP)).unwrap();
        for (pointer, value) in edits {
            edit(&mut document, pointer, value.clone());
        }
        let path = self.folder.path().join("new.json");
        std::fs::write(&path, document.to_string()).unwrap();
        path
    }

    fn change(&self, edits: &[(String, Value)]) -> (Changes, Tables) {
        let new = tables(&input(&self.write(edits))).unwrap();
        (diff::diff(&self.old.side(), &new.side()), new)
    }
}

fn input(spec: &Path) -> Input {
    Input {
        spec: spec.to_owned(),
        ..Input::default()
    }
}

fn text() -> Value {
    json!({ "type": "string" })
}

/// A row of the table of changes.
#[derive(Deserialize)]
struct Case {
    /// The change that must be found.
    code: String,
    impact: String,
    pointer: String,
    /// What is put there; nothing takes away what is there.
    value: Value,
}

/// The public items. The module of each API offers the types of its operations, wherever they stand, so
/// that the module of a type is no part of what callers see.
fn lines(tables: &Tables) -> BTreeSet<String> {
    let lines = surface(&tables.sdk()).into_iter();
    let lines = lines.map(|line| match line.split_once("apis::") {
        Some(("mod ", _)) | None => line,
        Some(_) => without_modules(&line),
    });
    lines.collect()
}

fn without_modules(line: &str) -> String {
    let mut parts = line.split("apis::");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (_, rest) = part.split_once("::").unwrap_or(("", part));
        format!("{text}apis::{rest}")
    })
}

#[test]
fn each_change_has_its_meaning() {
    let shop = Shop::new();
    let old = lines(&shop.old);
    let cases = load::load_file(Path::new(CHANGES)).unwrap();
    let cases: Vec<Case> = serde_json::from_value(cases).unwrap();
    for Case {
        code,
        impact,
        pointer,
        value,
    } in cases
    {
        let (changes, new) = shop.change(&[(pointer.clone(), value)]);
        let named: Vec<&Change> = changes
            .iter()
            .filter(|change| change.code == code)
            .collect();
        assert!(!named.is_empty(), "{pointer}: no {code} in {changes:#?}");
        for change in named {
            assert_eq!(change.impact.as_str(), impact, "{pointer}: {change:#?}");
        }
        let new = lines(&new);
        if old.difference(&new).next().is_some() {
            assert_eq!(changes.impact(), Some(Major), "{pointer}: {changes:#?}");
        } else if old != new {
            assert!(changes.impact() >= Some(Minor), "{pointer}: {changes:#?}");
        }
    }
}

#[test]
fn types_are_told_as_callers_write_them() {
    let shop = Shop::new();
    let pointer = "/paths/~1orders~1{orderId}/get/responses/200/content/text~1event-stream";
    let events = json!({"schema": {"$ref": "#/components/schemas/Line"}});
    let (changes, new) = shop.change(&[(pointer.to_owned(), events)]);
    let back = diff::diff(&new.side(), &shop.old.side());
    let told = |changes: &Changes| {
        let mut changes = changes.iter();
        let change = changes.find(|change| change.code == "stream-changed");
        change.map(|change| (change.old.clone(), change.new.clone()))
    };
    let line = Some("models::Line".to_owned());
    assert_eq!(told(&changes), Some((None, line.clone())));
    assert_eq!(told(&back), Some((line, None)));
}

#[test]
fn what_callers_do_not_see_is_no_break() {
    let shop = Shop::new();
    let renamed = json!({"name": "id", "in": "path", "required": true, "schema": text()});
    let document = load::load_file(Path::new(SHOP)).unwrap();
    let mut put = document["paths"]["/orders/{orderId}"]["put"].clone();
    let mut get = document["paths"]["/orders/{orderId}"]["get"].clone();
    put["parameters"][0] = renamed.clone();
    get["parameters"][0] = renamed;
    let (changes, new) = shop.change(&[
        ("/paths/~1orders~1{orderId}".to_owned(), Value::Null),
        (
            "/paths/~1orders~1{id}".to_owned(),
            json!({"get": get, "put": put}),
        ),
    ]);
    assert_eq!(lines(&shop.old), lines(&new));
    assert_eq!(changes.impact(), Some(Minor), "{changes:#?}");
    let same = diff::diff(&shop.old.side(), &shop.old.side());
    assert!(same.is_empty());
    assert_eq!(same.impact(), None);
}

#[test]
fn a_header_that_no_one_declares_has_its_usual_name() {
    let shop = Shop::new();
    let declared = |name: &str| {
        let names = json!({ "correlation-header": name });
        shop.change(&[("/x-sdk-names".to_owned(), names)]).0
    };
    assert!(declared("x-request-id").is_empty());
    let changes = declared("x-order-id");
    let values = changes
        .iter()
        .map(|it| (it.old.as_deref(), it.new.as_deref()));
    let values: Vec<_> = values.collect();
    assert_eq!(values, [(Some("x-request-id"), Some("x-order-id"))]);
}

#[test]
fn a_box_stays_where_it_is() {
    let shop = Shop::new();
    let model = |name: &str, contents: &[&str]| {
        let properties = contents.iter().map(|content| {
            let reference = json!({"$ref": format!("#/components/schemas/{content}")});
            ((*content).to_owned(), reference)
        });
        let properties = Value::Object(properties.collect());
        let schema = json!({"type": "object", "properties": properties});
        (format!("/components/schemas/{name}"), schema)
    };
    let (egg, hen) = (model("Egg", &["Hen"]), model("Hen", &["Egg"]));
    let (_, old) = shop.change(&[egg.clone(), hen.clone()]);
    let (_, new) = shop.change(&[model("Barn", &["Hen", "Egg"]), hen, egg]);
    let boxes = |tables: &Tables| -> Vec<String> {
        let lines = surface(&tables.sdk()).into_iter();
        lines.filter(|line| line.contains("Box<")).collect()
    };
    assert_eq!(boxes(&old), boxes(&new));
    assert!(!boxes(&old).is_empty());
    assert_eq!(diff::diff(&old.side(), &new.side()).impact(), Some(Minor));
}

#[test]
fn changes_are_written_for_people_and_for_programs() {
    let shop = Shop::new();
    let edits = [
        (format!("{ORDER}/properties/note"), Value::Null),
        (format!("{ORDER}/properties/more"), text()),
        (
            "/paths/~1goods/delete/summary".to_owned(),
            json!("All of them."),
        ),
    ];
    let (changes, _) = shop.change(&edits);
    support::snapshots()
        .bind(|| insta::assert_snapshot!("diff_text", changes.render(Format::Text, None)));
    support::snapshots()
        .bind(|| insta::assert_snapshot!("diff_markdown", changes.render(Format::Markdown, None)));
    let report: Value = serde_json::from_str(&changes.render(Format::Json, None)).unwrap();
    assert_eq!(
        (&report["impact"], &report["major"]),
        (&json!("major"), &json!(1))
    );
    let first = &report["changes"][0];
    assert!(first["code"].is_string() && first["place"].is_string());
    let old = Path::new(SHOP);
    let new = shop.write(&edits);
    let official = sdk_generator::changes(&input(old), &input(&new), Rules::Official).unwrap();
    support::snapshots().bind(|| {
        insta::assert_snapshot!("diff_notes", official.render(Format::Markdown, Some("7")))
    });
}

/// A name that is declared for the first time or no longer is not another one. What users set up is a break, what is
/// sent is not.
#[test]
fn names_of_a_vendor_are_declared_renamed_or_given_up() {
    let shop = Shop::new();
    let with = |name: &str| {
        let names = json!({"environment": name, "version-header": name});
        let new = shop.write(&[("/x-sdk-names".to_owned(), names)]);
        tables(&input(&new)).unwrap()
    };
    let (one, other) = (with("ONE"), with("OTHER"));
    for (old, new, message) in [
        (&shop.old, &one, "it is declared now"),
        (&one, &other, "it has another name"),
        (&other, &shop.old, "it is no longer declared"),
    ] {
        let changes = diff::diff(&old.side(), &new.side());
        let found: Vec<_> = changes.iter().map(|it| (&*it.subject, it.impact)).collect();
        let expected = [
            ("the prefix of environment variables", Major),
            ("the header with the version", Minor),
        ];
        assert_eq!(found, expected);
        for change in changes.iter() {
            assert_eq!(change.message, message);
            assert_eq!(change.remedy.is_some(), change.impact == Major);
        }
    }
}

#[test]
fn the_command_prints_and_judges() {
    let shop = Shop::new();
    let new = shop.write(&[(format!("{ORDER}/properties/more"), text())]);
    let new = new.to_str().unwrap();
    let run = |arguments: &[&str]| {
        let arguments: Vec<&str> = ["diff", SHOP].iter().chain(arguments).copied().collect();
        support::command::sdkgen(shop.folder.path(), &arguments).unwrap()
    };
    let shown = run(&[new]);
    assert_eq!(shown.code, Some(0), "{shown:?}");
    assert!(shown.stdout.ends_with("bump: minor\n"), "{}", shown.stdout);
    assert_eq!(run(&[new, "--fail-on", "major"]).code, Some(0));
    assert_eq!(run(&[new, "--fail-on", "minor"]).code, Some(1));
    assert_eq!(run(&[SHOP, "--fail-on", "any"]).code, Some(0));
    for rules in ["crate", "official"] {
        let missing = run(&["missing.json", "--rules", rules]);
        assert_eq!(missing.code, Some(1));
        assert!(missing.stderr.contains("error["), "{}", missing.stderr);
    }
}
