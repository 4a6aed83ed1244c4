//! What a crate has beside what is generated: its name and version, and the files that are copied into it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Generator;
use crate::config::{self, NAME};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::{Package, load};

/// The default version of a crate.
const VERSION: &str = "0.1.0";

/// The default command in the first line of each file.
const COMMAND: &str = "sdkgen generate";

impl Generator {
    /// Returns the name of the crate, and the files that are copied into it.
    ///
    /// # Errors
    /// If cargo would reject the name or the version, `repository` is no URL, or one of the files cannot be copied.
    pub fn package_facts(&self) -> Result<Package, Diagnostics> {
        let config = &self.config;
        let version = config.version.as_deref().unwrap_or(VERSION);
        let mut found = Diagnostics::default();
        if let Some(name) = &config.name {
            found.extend(refused("package", name, config::check_package(name)));
        }
        found.extend(refused("version", version, config::check_version(version)));
        if let Some(url) = &config.repository {
            found.extend(refused("repository", url, config::check_url(url)));
        }
        if found.has_errors() {
            return Err(found);
        }
        let extra_files = match &config.include {
            Some(folder) => self
                .extra_files(folder)
                .map_err(|found| config.located(found, "include", folder))?,
            None => BTreeMap::new(),
        };
        let name = config.name.as_ref();
        Ok(Package {
            name: config.name.clone().unwrap_or_default(),
            name_location: name.and_then(|name| config.location(NAME, name)).cloned(),
            version: version.to_owned(),
            command: config.command.clone().unwrap_or_else(|| COMMAND.to_owned()),
            repository: config.repository.clone(),
            extra_files,
            extra_folder: config.include.clone().unwrap_or_default(),
            reference: config.docs,
        })
    }

    fn extra_files(&self, folder: &Path) -> Result<BTreeMap<String, String>, Diagnostic> {
        // A folder that does not exist is reported where it is read.
        let included = folder.canonicalize().ok();
        let output = written_to(&self.config.output());
        if included
            .zip(output)
            .is_some_and(|(included, output)| output.starts_with(included))
        {
            return Err(Diagnostic::error(
                "include-has-output",
                folder.display().to_string(),
                "the folder to copy is or contains the output folder",
                "set `include` to a folder that has only the files to copy",
            ));
        }
        load::load_folder(folder)
    }
}

/// The path of a folder without links and `..`, which need not exist yet: the part that exists is what the system
/// says, and the rest is as it is written.
fn written_to(folder: &Path) -> Option<PathBuf> {
    // An empty path is the current folder.
    let folder = std::path::absolute(Path::new(".").join(folder)).ok()?;
    folder.ancestors().find_map(|existing| {
        let rest = folder.strip_prefix(existing).ok()?;
        Some(load::resolved(&existing.canonicalize().ok()?.join(rest)))
    })
}

fn refused(key: &str, value: &str, checked: Result<(), String>) -> Option<Diagnostic> {
    let rule = checked.err()?;
    let message = format!("`{value}` is no value for `{key}`");
    Some(Diagnostic::error("config-value", key, message, rule))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::written_to;

    #[test]
    fn a_folder_that_does_not_exist_has_a_path() {
        let here = tempfile::tempdir().unwrap();
        fs::create_dir(here.path().join("there")).unwrap();
        let real = here.path().canonicalize().unwrap();
        for (folder, expected) in [
            ("there", "there"),
            ("there/new", "there/new"),
            ("new", "new"),
            ("new/new", "new/new"),
            ("new/../there/new", "there/new"),
            ("there/../new/./new", "new/new"),
            ("there/new/../..", ""),
        ] {
            let found = written_to(&here.path().join(folder));
            assert_eq!(found, Some(real.join(expected)), "{folder}");
        }
        let current = Path::new(".").canonicalize().unwrap();
        assert_eq!(written_to(Path::new("new")), Some(current.join("new")));
        assert_eq!(written_to(Path::new("")), Some(current));
    }
}
