//! Copies of crates without code, to build only their dependencies.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use toml::{Table, Value};

/// The keys of a manifest that refer to files of the crate.
const TARGETS: [&str; 5] = ["example", "test", "bench", "bin", "lib"];

/// Writes a crate with the manifest of another one, without its code.
///
/// It is a workspace itself, without the inherited keys, the profiles and the lock file of the original's workspace.
///
/// # Errors
/// If a file cannot be read or written.
pub(crate) fn write(crate_: &Path, folder: &Path) -> Result<()> {
    let path = crate_.join("Cargo.toml");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut manifest: Table = text.parse().with_context(|| path.display().to_string())?;
    let source = folder.join("src");
    fs::create_dir_all(&source).with_context(|| source.display().to_string())?;
    let write =
        |path: &Path, text: &str| fs::write(path, text).with_context(|| path.display().to_string());
    write(&source.join("lib.rs"), "")?;
    // Where the crate has a build script, its dependencies are compiled as well.
    let package = manifest.get_mut("package").and_then(Value::as_table_mut);
    let script = package.and_then(|package| package.remove("build"));
    let script = script.unwrap_or_else(|| "build.rs".into());
    if script
        .as_str()
        .is_some_and(|script| crate_.join(script).is_file())
    {
        write(&folder.join("build.rs"), "fn main() {}\n")?;
    }
    write(
        &folder.join("Cargo.toml"),
        &without_code(manifest, crate_).to_string(),
    )
}

fn without_code(mut manifest: Table, crate_: &Path) -> Table {
    for target in TARGETS {
        manifest.remove(target);
    }
    // They are of the tests, and one may be the crate itself.
    manifest.remove("dev-dependencies");
    let systems = manifest.get_mut("target").and_then(Value::as_table_mut);
    for (_, system) in systems.into_iter().flatten() {
        system
            .as_table_mut()
            .map(|it| it.remove("dev-dependencies"));
    }
    make_absolute(&mut manifest, crate_);
    // The same versions are chosen as in the workspace of the other crate.
    let workspace = [("resolver".to_owned(), "3".into())];
    manifest.insert("workspace".to_owned(), Table::from_iter(workspace).into());
    manifest
}

/// Makes the relative paths of dependencies absolute, also those of `[patch]`.
fn make_absolute(table: &mut Table, folder: &Path) {
    for (key, value) in table {
        match value {
            Value::String(path) if key == "path" => {
                *path = folder.join(&*path).display().to_string()
            }
            Value::Table(table) => make_absolute(table, folder),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::write;

    #[test]
    fn dependencies_and_features_remain() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = "[package]\nname = \"a\"\n\n[features]\nx = []\n\n[dependencies]\nserde = \"1\"\n\n\
                        [dev-dependencies]\na = { path = \".\" }\n\n[[example]]\nname = \"e\"\n";
        fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
        let stub = folder.path().join("stub");
        write(folder.path(), &stub).unwrap();
        let text = fs::read_to_string(stub.join("Cargo.toml")).unwrap();
        let table: toml::Table = text.parse().unwrap();
        let keys: Vec<_> = table.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys.len(), 4, "{text}");
        assert_eq!(table["dependencies"]["serde"].as_str(), Some("1"));
        assert_eq!(fs::read_to_string(stub.join("src/lib.rs")).unwrap(), "");
        assert!(!stub.join("build.rs").exists());
    }

    #[test]
    fn dependencies_beside_the_crate_are_found_from_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let crate_ = folder.path().join("crate");
        fs::create_dir(&crate_).unwrap();
        let manifest = "[package]\nname = \"a\"\nbuild = \"make.rs\"\n\n[dependencies]\nb = { path = \"../b\" }\n\n\
                        [target.'cfg(unix)'.dependencies.c]\npath = \"c\"\n\n\
                        [target.'cfg(unix)'.dev-dependencies]\na = { path = \".\" }\n\n\
                        [patch.crates-io]\nd = { path = \"/d\" }\n";
        fs::write(crate_.join("Cargo.toml"), manifest).unwrap();
        fs::write(crate_.join("make.rs"), "fn main() { panic!() }").unwrap();
        let stub = folder.path().join("elsewhere/stub");
        write(&crate_, &stub).unwrap();
        let text = fs::read_to_string(stub.join("Cargo.toml")).unwrap();
        let table: toml::Table = text.parse().unwrap();
        let path = |path: &str| Some(crate_.join(path).display().to_string());
        let found = |value: &toml::Value| value["path"].as_str().map(str::to_owned);
        assert_eq!(found(&table["dependencies"]["b"]), path("../b"));
        let unix = &table["target"]["cfg(unix)"];
        assert_eq!(found(&unix["dependencies"]["c"]), path("c"));
        assert_eq!(unix.get("dev-dependencies"), None);
        assert_eq!(found(&table["patch"]["crates-io"]["d"]), path("/d"));
        let script = fs::read_to_string(stub.join("build.rs")).unwrap();
        assert_eq!(script, "fn main() {}\n");
    }
}
