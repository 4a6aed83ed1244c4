//! The commands of the generators, and the completion of their output to a crate.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::bench::definition::PACKAGE;

/// The source of a crate.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum CrateSource {
    /// A generator writes it.
    Program(Program),
    /// It is in this folder, and is compiled unchanged.
    Folder(PathBuf),
}

/// A generator.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Program {
    /// The path of ours.
    Ours(PathBuf),
    /// The words of a command, with `{spec}` and `{out}` in them.
    Command(Vec<String>),
    /// The archive of openapi-generator, for Java.
    OpenApiGenerator(PathBuf),
    /// The path of cargo-progenitor.
    Progenitor(PathBuf),
    /// The path of openapi-to-rust.
    OpenApiToRust(PathBuf),
}

/// A crate to generate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order<'a> {
    pub(crate) spec: &'a Path,
    /// The tag to select; `None` for all operations.
    pub(crate) tag: Option<&'a str>,
    /// The folder of the crate, which does not exist yet.
    pub(crate) out: &'a Path,
}

impl Program {
    /// Whether it can generate the operations of one tag.
    pub(crate) fn selects(&self) -> bool {
        matches!(self, Self::OpenApiGenerator(_) | Self::OpenApiToRust(_))
    }

    /// The command that generates.
    ///
    /// # Errors
    /// If a file that the command reads cannot be written.
    pub(crate) fn command(&self, order: &Order<'_>) -> Result<Command> {
        let (program, args) = match self {
            Self::Ours(program) => return Ok(ours(program, order)),
            Self::Command(words) => words_of(words, order),
            Self::OpenApiGenerator(archive) => ("java".into(), openapi_generator(archive, order)),
            Self::Progenitor(program) => (program.into(), progenitor(order)),
            Self::OpenApiToRust(program) => (program.into(), openapi_to_rust(order)?),
        };
        let mut command = Command::new(program);
        command.args(args);
        Ok(command)
    }

    /// Completes the output to a crate, if it is not one yet.
    ///
    /// # Errors
    /// If a file cannot be read or written.
    pub(crate) fn complete(&self, out: &Path) -> Result<()> {
        let Self::OpenApiToRust(_) = self else {
            return Ok(());
        };
        let read = out.join("src/generated/REQUIRED_DEPS.toml");
        let dependencies = fs::read_to_string(&read).with_context(|| read.display().to_string())?;
        let manifest = format!(
            "[package]\nname = \"{PACKAGE}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n{dependencies}"
        );
        write(&out.join("Cargo.toml"), &manifest)?;
        write(&out.join("src/lib.rs"), "pub mod generated;\n")
    }
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| path.display().to_string())
}

/// The command of this generator, which generates everything: an API is a feature of its crate.
pub(crate) fn ours(program: &Path, order: &Order<'_>) -> Command {
    let mut command = Command::new(program);
    command.args(["generate", "--quiet", "--package", PACKAGE, "--out"]);
    command.arg(order.out).arg(order.spec);
    command
}

/// The command of a generator for one definition, with paths in place of `{spec}` and `{out}`.
fn words_of(words: &[String], order: &Order<'_>) -> (OsString, Vec<OsString>) {
    let (spec, out) = (order.spec.to_string_lossy(), order.out.to_string_lossy());
    let mut words = words.iter().map(|word| {
        let word = word.replace("{spec}", &spec).replace("{out}", &out);
        OsString::from(word)
    });
    (words.next().unwrap_or_default(), words.collect())
}

fn openapi_generator(archive: &Path, order: &Order<'_>) -> Vec<OsString> {
    let mut args = vec![OsString::from("-jar"), archive.into()];
    args.extend(["generate", "-g", "rust", "--skip-validate-spec", "-i"].map(OsString::from));
    args.extend([order.spec.into(), OsString::from("-o"), order.out.into()]);
    // No TLS: what it takes otherwise needs a library of the system, and is not compiled with the crate.
    let properties = format!("packageName={PACKAGE},reqwestDefaultFeatures=");
    args.extend(["--additional-properties".into(), properties.into()]);
    if let Some(tag) = order.tag {
        args.extend([
            "--openapi-normalizer".into(),
            format!("FILTER=tag:{tag}").into(),
        ]);
    }
    args
}

fn progenitor(order: &Order<'_>) -> Vec<OsString> {
    let mut args = ["progenitor", "--name", PACKAGE, "--version", "0.1.0"]
        .map(OsString::from)
        .to_vec();
    args.extend([OsString::from("--input"), order.spec.into()]);
    args.extend([OsString::from("--output"), order.out.into()]);
    args
}

/// The arguments of openapi-to-rust, whose settings are in a file beside the crate.
fn openapi_to_rust(order: &Order<'_>) -> Result<Vec<OsString>> {
    let mut settings = format!(
        "[generator]\nspec_path = {:?}\noutput_dir = {:?}\nmodule_name = \"api\"\n\n\
         [features]\nenable_async_client = true\n",
        order.spec.display().to_string(),
        order.out.join("src/generated").display().to_string()
    );
    if let Some(tag) = order.tag {
        let tag = format!("tag:{tag}");
        settings += &format!("\n[client]\noperations = [{tag:?}]\nprune_models = true\n");
    }
    let path = order.out.with_extension("toml");
    write(&path, &settings)?;
    Ok(vec![
        "generate".into(),
        "--quiet".into(),
        "--config".into(),
        path.into(),
    ])
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{Order, Program};

    fn line(program: &Program, order: &Order<'_>) -> Vec<String> {
        let command = program.command(order).unwrap();
        let words = [command.get_program()]
            .into_iter()
            .chain(command.get_args());
        words
            .map(|word| word.to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn paths_stand_in_place_of_words() {
        let words = ["gen", "a b", "--in={spec}", "{out}/x"].map(str::to_owned);
        let order = Order {
            spec: Path::new("/d/spec.json"),
            tag: None,
            out: Path::new("/o"),
        };
        let line = line(&Program::Command(words.to_vec()), &order);
        assert_eq!(line, ["gen", "a b", "--in=/d/spec.json", "/o/x"]);
    }

    #[test]
    fn one_tag_is_asked_for_in_the_words_of_each() {
        let folder = tempfile::tempdir().unwrap();
        let order = Order {
            spec: Path::new("/d/spec.json"),
            tag: Some("Users"),
            out: &folder.path().join("crate"),
        };
        let archive = line(&Program::OpenApiGenerator("/x.jar".into()), &order);
        assert_eq!(archive.last().unwrap(), "FILTER=tag:Users");
        let program = Program::OpenApiToRust("/x".into());
        let line = line(&program, &order);
        let settings = fs::read_to_string(line.last().unwrap()).unwrap();
        let settings: toml::Table = settings.parse().unwrap();
        assert_eq!(
            settings["client"]["operations"][0].as_str(),
            Some("tag:Users")
        );
        assert!(program.selects() && !Program::Progenitor("/x".into()).selects());
    }

    #[test]
    fn a_crate_is_made_of_modules() {
        let folder = tempfile::tempdir().unwrap();
        let generated = folder.path().join("src/generated");
        fs::create_dir_all(&generated).unwrap();
        fs::write(
            generated.join("REQUIRED_DEPS.toml"),
            "[dependencies]\nserde = \"1\"\n",
        )
        .unwrap();
        let program = Program::OpenApiToRust("/x".into());
        program.complete(folder.path()).unwrap();
        let manifest = fs::read_to_string(folder.path().join("Cargo.toml")).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        assert_eq!(manifest["dependencies"]["serde"].as_str(), Some("1"));
        assert!(folder.path().join("src/lib.rs").exists());
    }
}
