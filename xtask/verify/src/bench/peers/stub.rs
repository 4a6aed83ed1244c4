//! A crate without code, to build the dependencies of another one and nothing else.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use toml::Table;

/// What a manifest says of files that are not there.
const TARGETS: [&str; 5] = ["example", "test", "bench", "bin", "lib"];

/// Writes a crate with the manifest of another one, without its code.
///
/// # Errors
/// If a file cannot be read or written.
pub(crate) fn write(crate_: &Path, folder: &Path) -> Result<()> {
    let path = crate_.join("Cargo.toml");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let manifest: Table = text.parse().with_context(|| path.display().to_string())?;
    let source = folder.join("src");
    fs::create_dir_all(&source).with_context(|| source.display().to_string())?;
    let write =
        |path: &Path, text: &str| fs::write(path, text).with_context(|| path.display().to_string());
    write(&source.join("lib.rs"), "")?;
    write(
        &folder.join("Cargo.toml"),
        &without_code(manifest).to_string(),
    )
}

fn without_code(mut manifest: Table) -> Table {
    for target in TARGETS {
        manifest.remove(target);
    }
    // They are of the tests, and one may be the crate itself.
    manifest.remove("dev-dependencies");
    // The same versions are chosen as in the workspace of the other crate.
    let workspace = [("resolver".to_owned(), "3".into())];
    manifest.insert("workspace".to_owned(), Table::from_iter(workspace).into());
    manifest
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
    }
}
