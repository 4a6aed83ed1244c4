//! Reading the text files of a folder that are copied into a crate.
//!
//! Reads nothing that is hidden or outside of the folder, wherever a symbolic link leads: the files are published.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, DirEntry};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::{not_utf8, read_plain_file};
use crate::diagnostics::Diagnostic;

/// Reads the text files of a folder and its subfolders, by relative path with `/` as separator. Files and folders
/// whose name starts with a dot are skipped: they belong to tools (`.git`, `.DS_Store`), and may have secrets (`.env`).
///
/// # Errors
/// When the folder or a file cannot be read, a file is not UTF-8 or not a regular file, a name is not UTF-8, or a
/// symbolic link leads to anything but a regular file of the folder that is not hidden.
pub fn load_folder(folder: &Path) -> Result<BTreeMap<String, String>, Diagnostic> {
    let root = folder.canonicalize();
    let mut reader = FolderReader {
        root: root.map_err(|error| unreadable(folder, &error))?,
        files: BTreeMap::new(),
    };
    reader.read(folder, "")?;
    Ok(reader.files)
}

struct FolderReader {
    /// The folder without symbolic links.
    root: PathBuf,
    files: BTreeMap<String, String>,
}

impl FolderReader {
    fn read(&mut self, folder: &Path, prefix: &str) -> Result<(), Diagnostic> {
        let failed = |error: io::Error| unreadable(folder, &error);
        let entries = fs::read_dir(folder).map_err(failed)?;
        let mut entries: Vec<DirEntry> = entries.collect::<io::Result<_>>().map_err(failed)?;
        // Of several errors, the same one is reported on every system.
        entries.sort_by_key(DirEntry::file_name);
        for entry in entries {
            let (full_path, name) = (entry.path(), entry.file_name());
            if is_hidden(&name) {
                continue;
            }
            let name = name.to_str().ok_or_else(|| unreadable_name(&full_path))?;
            let path = format!("{prefix}{name}");
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() {
                self.read(&full_path, &format!("{path}/"))?;
                continue;
            }
            let bytes = match kind.is_symlink() {
                true => read_plain_file(&self.target(&full_path)?)?,
                false => read_plain_file(&full_path)?,
            };
            self.files.insert(path, text(bytes, &full_path)?);
        }
        Ok(())
    }

    /// The file that a symbolic link leads to.
    fn target(&self, link: &Path) -> Result<PathBuf, Diagnostic> {
        let target = match link.canonicalize() {
            Ok(target) => target,
            Err(error) => {
                let target = fs::read_link(link).unwrap_or_default();
                let why = match error.kind() {
                    ErrorKind::NotFound => "does not exist".to_owned(),
                    _ => format!("cannot be read: {error}"),
                };
                return Err(refused_link(link, &target, &why));
            }
        };
        let why = match target.strip_prefix(&self.root) {
            Err(_) => "is outside of the folder to copy",
            Ok(inside) if inside.iter().any(is_hidden) => "is hidden",
            Ok(_) if target.is_dir() => "is a folder",
            Ok(_) if !target.is_file() => "is not a regular file",
            Ok(_) => return Ok(target),
        };
        Err(refused_link(link, &target, why))
    }
}

/// Whether a name is one of those that are not listed on Unix.
fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

fn text(bytes: Vec<u8>, full_path: &Path) -> Result<String, Diagnostic> {
    String::from_utf8(bytes).map_err(|error| {
        let location = full_path.display().to_string();
        let found = not_utf8(error.as_bytes(), &error.utf8_error(), &location);
        let message = format!("only text in UTF-8 can be copied: {}", found.message);
        let help = "save text as UTF-8; move other files, such as images, to the folder of the crate itself, where \
                    they stay";
        Diagnostic {
            position: found.position,
            ..Diagnostic::error("not-utf-8", &location, message, help)
        }
    })
}

fn refused_link(link: &Path, target: &Path, why: &str) -> Diagnostic {
    Diagnostic::error(
        "include-link",
        link.display().to_string(),
        format!(
            "the symbolic link leads to `{}`, which {why}",
            target.display()
        ),
        "remove the link; if the file may be published, put a copy of it in its place",
    )
}

fn unreadable_name(full_path: &Path) -> Diagnostic {
    Diagnostic::error(
        "include-file-name",
        full_path.display().to_string(),
        "the name of the file or folder is not UTF-8",
        "rename it, or move it out of the folder to copy",
    )
}

fn unreadable(folder: &Path, error: &io::Error) -> Diagnostic {
    let failed = |code: &'static str, why: &str, help: &str| {
        let message = format!("the folder cannot be read: {why}");
        Diagnostic::error(code, folder.display().to_string(), message, help)
    };
    match error.kind() {
        ErrorKind::NotFound => failed("unreadable-file", "it does not exist", "check the path"),
        ErrorKind::NotADirectory => failed(
            "unreadable-file",
            "it is not a folder",
            "write the path of a folder; all files in it are copied",
        ),
        _ => failed(
            "unreadable-file",
            &error.to_string(),
            "check the path and the permissions",
        ),
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::ffi::OsStr;
    use std::fs;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;

    use super::load_folder;

    /// A folder with a file, a hidden file and a hidden folder, beside a file outside of it.
    fn folder() -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for inner in ["files/.ssh/keys", "files/examples"] {
            fs::create_dir_all(folder.path().join(inner)).unwrap();
        }
        for path in [
            "key.pem",
            "files/.env",
            "files/.ssh/keys/id",
            "files/examples/first.rs",
        ] {
            fs::write(folder.path().join(path), path).unwrap();
        }
        folder
    }

    #[test]
    fn a_link_to_a_file_of_the_folder_is_a_copy_of_it() {
        let folder = folder();
        let files = folder.path().join("files");
        symlink("examples/first.rs", files.join("a.rs")).unwrap();
        symlink("../a.rs", files.join("examples/b.rs")).unwrap();
        // The folder itself may be a link.
        symlink("files", folder.path().join("link")).unwrap();
        for name in ["files", "link"] {
            let read = load_folder(&folder.path().join(name)).unwrap();
            let paths: Vec<_> = read.keys().map(String::as_str).collect();
            assert_eq!(paths, ["a.rs", "examples/b.rs", "examples/first.rs"]);
            assert!(read.values().all(|text| text == "files/examples/first.rs"));
        }
    }

    #[test]
    fn no_other_link_is_followed() {
        for (link, target, why) in [
            ("a.txt", ".env", "is hidden"),
            ("examples/a.txt", "../.env", "is hidden"),
            ("a.txt", ".ssh/keys/id", "is hidden"),
            ("a.txt", "examples/../.ssh/keys/id", "is hidden"),
            ("a.txt", "../key.pem", "is outside"),
            ("a.txt", "/dev/null", "is outside"),
            ("a.txt", "b.txt", "does not exist"),
            ("a.txt", "a.txt", "cannot be read"),
            ("keys", ".ssh/keys", "is hidden"),
            ("a", "..", "is outside"),
            ("a", ".", "is a folder"),
            ("a", "examples", "is a folder"),
        ] {
            let folder = folder();
            let link = folder.path().join("files").join(link);
            symlink(target, &link).unwrap();
            let found = load_folder(&folder.path().join("files")).unwrap_err();
            assert_eq!(found.code, "include-link", "{target}");
            assert_eq!(found.location, link.display().to_string());
            assert!(found.message.contains(why), "{target}: {}", found.message);
        }
    }

    #[test]
    fn a_link_to_a_link_counts_as_where_both_lead() {
        let folder = folder();
        let files = folder.path().join("files");
        symlink(folder.path().join("key.pem"), files.join(".hop")).unwrap();
        symlink(".hop", files.join("a.txt")).unwrap();
        let found = load_folder(&files).unwrap_err();
        assert!(found.message.contains("is outside"), "{}", found.message);
        // Through a place outside it leads back into the folder.
        fs::remove_file(files.join("a.txt")).unwrap();
        symlink("files", folder.path().join("back")).unwrap();
        symlink("../back/examples/first.rs", files.join("a.txt")).unwrap();
        assert!(load_folder(&files).is_ok());
    }

    #[test]
    fn what_is_no_text_is_refused_with_a_remedy() {
        let folder = folder();
        let files = folder.path().join("files");
        let image = files.join("logo.png");
        fs::write(&image, b"\x89PNG\r\n").unwrap();
        let found = load_folder(&files).unwrap_err();
        assert_eq!(found.code, "not-utf-8");
        assert!(found.message.contains("only text"), "{}", found.message);
        assert!(found.help.contains("folder of the crate"), "{}", found.help);
        fs::remove_file(image).unwrap();

        let hidden = files.join(OsStr::from_bytes(b".\xff"));
        if fs::write(hidden, "").is_err() {
            println!("skipped: the file system takes only names in UTF-8");
            return;
        }
        assert!(load_folder(&files).is_ok());
        for name in [&b"\xff.txt"[..], b"a\xff/b.txt"] {
            let place = files.join(OsStr::from_bytes(name));
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(&place, "").unwrap();
            let found = load_folder(&files).unwrap_err();
            assert_eq!(found.code, "include-file-name", "{}", found.message);
            fs::remove_file(&place).unwrap();
        }
    }
}
