//! Files of the caller: which of them cannot be in the crate beside what is generated.
//!
//! Text that is generated can be replaced, such as the README; code and the manifest cannot.

use std::collections::{BTreeMap, HashMap};

use super::{MANIFEST, Package, SOURCES};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::write;

/// The paths of a crate, as file systems compare them that ignore case.
#[derive(Default)]
struct KnownPaths<'a> {
    files: HashMap<String, &'a str>,
    /// The folders, each with a file in it.
    folders: HashMap<String, (&'a str, &'a str)>,
}

/// The errors about included files whose paths are invalid, or in conflict with those of generated files.
pub(super) fn conflicts(generated: &BTreeMap<String, String>, package: &Package) -> Diagnostics {
    let mut found = Diagnostics::default();
    if package.extra_files.is_empty() {
        return found;
    }
    let mut known = KnownPaths::default();
    for path in generated.keys() {
        known.add(path);
    }
    for path in package.extra_files.keys() {
        let location = package.extra_folder.join(path).display().to_string();
        match invalid_name(path, &location).or_else(|| known.conflict(path, &location)) {
            Some(problem) => found.push(problem),
            None => known.add(path),
        }
    }
    found
}

fn invalid_name(path: &str, location: &str) -> Option<Diagnostic> {
    let reason = write::invalid_name(path)?;
    let message = format!("the path `{path}` {reason}");
    let help = "rename the file";
    Some(Diagnostic::error(
        "include-file-name",
        location,
        message,
        help,
    ))
}

impl<'a> KnownPaths<'a> {
    fn add(&mut self, path: &'a str) {
        for folder in folders(path) {
            let known = self.folders.entry(write::folded(folder));
            known.or_insert((folder, path));
        }
        self.files.insert(write::folded(path), path);
    }

    /// The conflict of an included file with the files before it.
    fn conflict(&self, path: &str, location: &str) -> Option<Diagnostic> {
        let conflict = |message: String, help: &str| {
            Some(Diagnostic::error(
                "include-conflict",
                location,
                message,
                help,
            ))
        };
        let file = write::folded(path);
        match self.files.get(&file) {
            Some(generated) if *generated == path && is_code(path) => {
                let message = format!("the file would replace `{path}`, which is generated");
                return conflict(message, "give the file another path, or remove it");
            }
            Some(other) if *other != path => {
                let message = format!("the path `{path}` differs from `{other}` only in case");
                return conflict(message, "rename the file");
            }
            _ => {}
        }
        if let Some((_, inside)) = self.folders.get(&file) {
            let message =
                format!("the crate has a folder of the same name, with the file `{inside}`");
            return conflict(message, "rename the file");
        }
        folders(path).find_map(|folder| {
            let folded = write::folded(folder);
            if let Some(other) = self.files.get(&folded) {
                let message =
                    format!("the crate has the file `{other}`, which cannot be a folder as well");
                return conflict(message, "rename the folder");
            }
            let (other, _) = self.folders.get(&folded)?;
            let message = format!("the folder `{folder}` differs from `{other}` only in case");
            (*other != folder).then(|| conflict(message, "rename the folder"))?
        })
    }
}

/// The folders that a path leads through, the outermost first.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

/// Whether a generated file is the manifest, or part of the code.
fn is_code(path: &str) -> bool {
    path == MANIFEST || path.starts_with(SOURCES)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::conflicts;
    use crate::Package;

    /// What is said of included files, beside a small crate.
    fn said(paths: &[&str]) -> Vec<String> {
        let files = |paths: &[&str]| -> BTreeMap<String, String> {
            let files = paths.iter().map(|path| ((*path).to_owned(), String::new()));
            files.collect()
        };
        let generated = files(&["Cargo.toml", "README.md", "docs/index.md", "src/lib.rs"]);
        let package = Package {
            extra_files: files(paths),
            extra_folder: "mine".into(),
            ..Package::default()
        };
        let found = conflicts(&generated, &package).into_iter();
        let said = found.map(|it| format!("{} {}: {}", it.code, it.location, it.message));
        said.collect()
    }

    #[test]
    fn text_can_be_replaced_and_files_can_be_added() {
        let paths = [
            "CHANGELOG.md",
            "README.md",
            "docs/index.md",
            "docs/more.md",
            "examples/a.rs",
            "src/extra.rs",
            "tests/Cargo.toml",
        ];
        assert_eq!(said(&paths), [""; 0]);
    }

    #[test]
    fn what_cannot_be_in_the_crate_is_named_where_it_is() {
        for (path, wanted) in [
            (
                "src/lib.rs",
                "include-conflict mine/src/lib.rs: the file would replace `src/lib.rs`",
            ),
            (
                "Cargo.toml",
                "include-conflict mine/Cargo.toml: the file would replace",
            ),
            ("cargo.toml", "differs from `Cargo.toml` only in case"),
            (
                "readme.MD",
                "include-conflict mine/readme.MD: the path `readme.MD` differs from `README.md` only",
            ),
            ("Src/Lib.rs", "differs from `src/lib.rs` only in case"),
            (
                "Docs/more.md",
                "the folder `Docs` differs from `docs` only in case",
            ),
            (
                "README.md/x",
                "include-conflict mine/README.md/x: the crate has the file `README.md`",
            ),
            ("readme.md/x/y", "the crate has the file `README.md`"),
            (
                "src",
                "include-conflict mine/src: the crate has a folder of the same name, with the file `src/lib.rs`",
            ),
            ("Docs", "the crate has a folder of the same name"),
            (
                "tests/con.rs",
                "include-file-name mine/tests/con.rs: the path `tests/con.rs` is not a valid file name",
            ),
            ("a\u{202e}.txt", "include-file-name"),
            ("sdkgen~1", "is a file of git or of this program"),
        ] {
            let found = said(&[path]).concat();
            assert!(found.contains(wanted), "{path}: {found}");
        }
        let found = said(&["A/x", "a/B", "b/B", "b/b", "c", "C/d"]);
        assert_eq!(found.len(), 3, "{found:?}");
    }
}
