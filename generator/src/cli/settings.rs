//! The settings of a run: those of the configuration file, overridden by options of the command line.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Component, Path, PathBuf};

use sdk_generator::config::{self, FILE};
use sdk_generator::diagnostics::{Diagnostic, Diagnostics};
use sdk_generator::{Config, Pattern, Selection, Source};

use crate::arguments::{DefinitionArgs, DiffArgs, GenerateArgs, InitArgs, ReadArgs};

/// The settings of a command that works on one definition.
pub(crate) fn of_definition(args: &DefinitionArgs) -> Result<Config, Diagnostics> {
    let mut config = match (&args.config, &args.spec) {
        (Some(file), _) => Config::read(file)?,
        (None, Some(spec)) => Config::new(&**spec),
        (None, None) if Path::new(FILE).exists() => Config::read(Path::new(FILE))?,
        (None, None) => return Err(no_definition()),
    };
    if let Some(spec) = &args.spec {
        let definition = Source::from(&**spec);
        // The checksum is that of the definition beside it.
        config.sha256 = config.sha256.filter(|_| config.definition == definition);
        config.definition = definition;
    }
    apply(&mut config, &args.read);
    Ok(config)
}

/// The settings of `generate`.
pub(crate) fn of_crate(args: &GenerateArgs) -> Result<Config, Diagnostics> {
    let config = of_definition(&args.definition)?;
    Ok(Config {
        output: args.out.clone().or(config.output.clone()),
        name: args.package.clone().or(config.name.clone()),
        version: args.version.clone().or(config.version.clone()),
        repository: args.repository.clone().or(config.repository.clone()),
        include: args.include.clone().or(config.include.clone()),
        command: args.command.clone().or(config.command.clone()),
        docs: config.docs || args.docs,
        ..config
    })
}

/// The settings for one of the two definitions of `diff`.
pub(crate) fn of_side(args: &DiffArgs, definition: &str) -> Result<Config, Diagnostics> {
    let mut config = match &args.config {
        Some(file) => Config::read(file)?,
        None => Config::new(definition),
    };
    config.definition = definition.into();
    config.sha256 = None;
    apply(&mut config, &args.read);
    Ok(config)
}

/// Applies the options, which override the file.
fn apply(config: &mut Config, args: &ReadArgs) {
    if !args.overlays.is_empty() {
        config.overlays.clone_from(&args.overlays);
    }
    config.allow_outside |= args.allow_outside;
    select(&mut config.selection, args);
}

/// Options that select operations replace the selection of the file, and options that exclude operations replace its
/// exclusions.
fn select(selection: &mut Selection, args: &ReadArgs) {
    let patterns = |texts: &[String], option: &str| -> Vec<Pattern> {
        texts
            .iter()
            .map(|text| Pattern::new(text, option))
            .collect()
    };
    if !args.tags.is_empty() || !args.operations.is_empty() {
        selection.tags = patterns(&args.tags, "--tag");
        selection.operations = patterns(&args.operations, "--operation");
    }
    if !args.exclude_tags.is_empty() || !args.exclude_operations.is_empty() {
        selection.exclude_tags = patterns(&args.exclude_tags, "--exclude-tag");
        selection.exclude_operations = patterns(&args.exclude_operations, "--exclude-operation");
    }
}

/// The code of the error that no definition is given.
pub(crate) const NO_DEFINITION: &str = "no-definition";

fn no_definition() -> Diagnostics {
    let message = format!("no definition is given, and this folder has no {FILE}");
    let help = "give a definition, as in `sdkgen generate api.yaml`, or write the file with `sdkgen init \
                api.yaml`; `--help` lists all options";
    Diagnostic::error(NO_DEFINITION, FILE, message, help).into()
}

/// Writes the initial configuration file. An existing file is an error, and is kept.
pub(crate) fn write_starter(args: &InitArgs) -> Result<(), Diagnostics> {
    let folder = args.config.parent().unwrap_or(Path::new(""));
    let definition = match Source::from(&*args.definition) {
        Source::Url(url) => {
            check(&url)?;
            url
        }
        Source::File(path) if path.is_file() => seen_from(folder, &path),
        Source::File(path) => {
            let message = match path.is_dir() {
                true => "this is a folder",
                false => "there is no such file",
            };
            let help = "write the path of a file, or a URL that begins with `https://`, or `http://` for \
                        this machine";
            let location = path.display().to_string();
            return Err(Diagnostic::error("unreadable-file", location, message, help).into());
        }
    };
    let out = args.out.as_deref().map(|out| seen_from(folder, out));
    let out = out.unwrap_or_else(|| {
        let named = Config::new(&*args.definition).output();
        named.display().to_string()
    });
    let text = config::starter(&definition, &out);
    let written = create(&args.config, &text).map_err(|error| {
        let (message, help) = match error.kind() {
            ErrorKind::AlreadyExists => (
                "the file is there already".to_owned(),
                "change it, or name another one with `--config`",
            ),
            ErrorKind::NotFound => (
                "the folder of the file does not exist".to_owned(),
                "create the folder",
            ),
            _ => (
                format!("the file cannot be written: {error}"),
                "check the path",
            ),
        };
        let location = args.config.display().to_string();
        Diagnostic::error("unwritable-file", location, message, help)
    });
    Ok(written?)
}

/// Rejects a URL that `generate` would reject, so that a password in it is not written to a file.
#[cfg(feature = "url")]
fn check(url: &str) -> Result<(), Diagnostics> {
    Ok(sdk_generator::remote::check(url)?)
}

/// Without the feature `url`, only rejects a URL that may have credentials.
#[cfg(not(feature = "url"))]
fn check(url: &str) -> Result<(), Diagnostics> {
    if !may_have_credentials(url) {
        return Ok(());
    }
    Err(Diagnostic::error(
        "address",
        "definition",
        "the address has credentials, which would be written to the file",
        "download the definition, and write the path of the file",
    )
    .into())
}

/// Whether there is an `@` before the first slash after the scheme. Slashes may be repeated, and characters such as
/// `?` are treated as part of a password.
#[cfg(any(test, not(feature = "url")))]
fn may_have_credentials(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.trim_start_matches('/').split('/').next();
    authority.is_some_and(|authority| authority.contains('@'))
}

fn create(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}

/// A path relative to the current folder, as a path relative to another folder. Absolute if there is no other way.
fn seen_from(folder: &Path, path: &Path) -> String {
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    let without_dots = |path: &Path| -> PathBuf {
        let parts = path.components();
        parts.filter(|part| *part != Component::CurDir).collect()
    };
    let (folder, path) = (&without_dots(folder), &without_dots(path));
    let up = folder.components().count();
    let path = match path.strip_prefix(folder) {
        Ok(inside) => inside.to_owned(),
        Err(_) if path.is_absolute() => path.to_owned(),
        Err(_) if folder.components().all(is_plain) => {
            let up = std::iter::repeat_n("..", up).collect::<PathBuf>();
            up.join(path)
        }
        Err(_) => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
    };
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{may_have_credentials, seen_from};

    #[test]
    fn a_password_is_before_the_path() {
        for (url, expected) in [
            ("https://user:secret@example.com/a.json", true),
            ("https://secret@example.com", true),
            ("https://user:pass?word#@example.com/", true),
            ("https:///user:secret@example.com/", true),
            ("https://example.com/@scope/api@1.0.json", false),
            ("https://example.com", false),
        ] {
            assert_eq!(may_have_credentials(url), expected, "{url}");
        }
    }

    #[test]
    fn paths_are_written_as_they_are_seen_from_the_file() {
        for (folder, path, expected) in [
            ("", "api.yaml", "api.yaml"),
            ("", "../api.yaml", "../api.yaml"),
            ("spec", "spec/api.yaml", "api.yaml"),
            ("spec/sdk", "api.yaml", "../../api.yaml"),
            ("spec", "/api.yaml", "/api.yaml"),
            (".", "api.yaml", "api.yaml"),
            ("./spec", "./spec/api.yaml", "api.yaml"),
        ] {
            assert_eq!(seen_from(Path::new(folder), Path::new(path)), expected);
        }
    }
}
