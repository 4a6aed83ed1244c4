//! The contents of a folder, so that a test can say that nothing in it has changed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

/// Each file and link below a folder with its contents, by path; links are not followed.
pub(crate) fn contents(folder: &Path) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    collect(folder, "", &mut found)?;
    Ok(found)
}

fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            found.insert(format!("{path}/"), Vec::new());
            collect(&entry.path(), &format!("{path}/"), found)?;
        } else if kind.is_symlink() {
            let target = fs::read_link(entry.path())?;
            found.insert(path, target.to_string_lossy().into_owned().into_bytes());
        } else {
            found.insert(path, fs::read(entry.path())?);
        }
    }
    Ok(())
}
