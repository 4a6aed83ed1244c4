//! Writing into a folder that somebody has prepared: with any list of files, and with links, pipes
//! and folders in the place of files.
//!
//! The bytes are lines of text. The first word says what a line prepares, the rest is a path:
//! `list`, `file`, `folder`, `link` (to the folder beside the output), `pipe`, `raw` (bytes of the
//! list as they are). Whatever they are, nothing outside of the output changes, and nothing hangs.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path};

use sdk_generator::write::{self, MANIFEST};

/// The file outside of the output that has to stay as it is.
const VICTIM: &str = "elsewhere/victim";

/// Prepares a folder, writes into it twice, and looks at what is around it.
///
/// # Panics
/// When something outside of the output, or a file in it that no list names, has changed; or when the
/// same files are not up to date after they were written.
pub fn write(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let root = folder.path();
    let out = root.join("out");
    fs::create_dir_all(root.join("elsewhere/src")).expect("a folder can be made in it");
    fs::create_dir(&out).expect("a folder can be made in it");
    for file in [VICTIM, "elsewhere/src/victim", "victim"] {
        fs::write(root.join(file), "mine").expect("a file can be written in it");
    }
    fs::write(out.join("not-listed.txt"), "mine").expect("a file can be written in it");
    let mut list = Vec::new();
    for line in bytes.split(|byte| *byte == b'\n').take(50) {
        prepare(&out, line, &mut list);
    }
    let is_listed = list
        .split(|byte| *byte == b'\n')
        .any(|line| line == b"not-listed.txt");
    if !list.is_empty() {
        let _ = fs::write(out.join(MANIFEST), &list);
    }
    let wanted = |version: &str| -> BTreeMap<String, String> {
        ["Cargo.toml", "src/lib.rs", "src/models/user.rs"]
            .map(|path| (path.to_owned(), version.to_owned()))
            .into()
    };
    for version in ["1", "2"] {
        let files = wanted(version);
        let _ = write::compare(&files, &out);
        if write::write(&files, &out).is_ok() {
            let left = write::compare(&files, &out).map(|changes| changes.is_empty());
            assert!(matches!(left, Ok(true)), "{left:?}");
        }
    }
    for file in [VICTIM, "elsewhere/src/victim", "victim"] {
        let text = fs::read_to_string(root.join(file));
        assert!(text.is_ok_and(|text| text == "mine"), "{file} has changed");
    }
    assert_eq!(count(root), 3, "something is beside the output");
    assert_eq!(
        count(&root.join("elsewhere")),
        2,
        "something is beside the victim"
    );
    assert_eq!(
        count(&root.join("elsewhere/src")),
        1,
        "something is beside the victim"
    );
    assert!(
        is_listed || out.join("not-listed.txt").exists(),
        "a file that is not listed is gone"
    );
}

/// How many entries a folder has.
fn count(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, Iterator::count)
}

/// Prepares what one line says. What cannot be prepared is left out.
fn prepare(out: &Path, line: &[u8], list: &mut Vec<u8>) {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if let Some(raw) = line.strip_prefix(b"raw ") {
        list.extend(raw);
        return;
    }
    let Ok(text) = std::str::from_utf8(line) else {
        return;
    };
    let Some((what, path)) = text.split_once(' ') else {
        return;
    };
    if what == "list" {
        list.extend(path.as_bytes());
        list.push(b'\n');
        return;
    }
    // The output is prepared by somebody who may write in it, and nowhere else.
    let is_plain = |part| matches!(part, Component::Normal(_));
    let place = out.join(path);
    let is_inside =
        !path.is_empty() && path.len() < 200 && Path::new(path).components().all(is_plain);
    if !is_inside || leads_out(out, path) {
        return;
    }
    let _ = place.parent().map(fs::create_dir_all);
    match what {
        "file" if !path.ends_with("not-listed.txt") => drop(fs::write(&place, "there")),
        "folder" => drop(fs::create_dir_all(&place)),
        #[cfg(unix)]
        "link" => {
            let up = "../".repeat(path.split('/').filter(|part| !part.is_empty()).count());
            let _ = std::os::unix::fs::symlink(format!("{up}elsewhere"), &place);
        }
        #[cfg(unix)]
        "pipe" => drop(std::process::Command::new("mkfifo").arg(&place).output()),
        _ => {}
    }
}

/// Whether a link or a pipe stands on the way to a path, or at it.
fn leads_out(out: &Path, path: &str) -> bool {
    let ancestors = Path::new(path).ancestors();
    let mut ancestors = ancestors.filter(|part| !part.as_os_str().is_empty());
    ancestors.any(|part| {
        let there = fs::symlink_metadata(out.join(part));
        there.is_ok_and(|data| !data.is_dir() && !data.is_file())
    })
}
