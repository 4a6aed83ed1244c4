//! Templates: the files of the emitted crate that do not come out of the emitter.
//!
//! They are part of the binary, so that it works from anywhere. The runtime is copied as it is, but
//! for the name of the crate in its examples; text is rendered by a template engine in which an
//! undefined variable is an error. Knows no model and no operation.

use std::collections::BTreeMap;

use include_dir::{Dir, DirEntry, include_dir};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;
use toml_edit::DocumentMut;

use crate::markdown;

static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../templates");

const RUNTIME_MANIFEST: &str = "runtime/Cargo.toml";
const GUIDE: &str = "guide.md";
const README: &str = "README.md";
const RUNTIME_SOURCE: &str = "runtime/src/runtime";
const PAGES: &str = "docs";

/// Where the runtime's own examples find its items, which stand at the root of the emitted crate and in
/// its modules: the longer path first.
const RUNTIME_PATHS: [&str; 2] = ["sdk_runtime::runtime::public", "sdk_runtime::runtime"];

/// The lines that begin with this are compiled and not shown, as rustdoc has it.
const HIDDEN: &str = "# ";

/// How a block of code begins, as rustdoc reads it and as everybody else does.
const FENCE: [&str; 2] = ["```rust,no_run", "```rust"];

/// What the text templates know.
#[derive(Debug, Serialize)]
pub(crate) struct Facts {
    /// The line that says where a file comes from.
    pub header: String,
    /// The name of the crate.
    pub package: String,
    /// The name of the crate as code writes it.
    pub library: String,
    /// The version of the crate.
    pub version: String,
    /// One line about the crate.
    pub description: String,
    /// The oldest compiler that the crate supports.
    pub rust_version: String,
    /// Where the source lives.
    pub repository: Option<String>,
    /// The APIs, in order.
    pub services: Vec<ServiceFacts>,
    /// A call that needs no argument.
    pub first: Option<CallFacts>,
    /// A call that needs no argument, and whose results come in pages.
    pub paged: Option<CallFacts>,
    /// Whether the service is in the regions that the runtime knows.
    pub has_regions: bool,
    /// Whether an access token is among what operations take.
    pub takes_tokens: bool,
    /// A credential beside the access token, if there is any.
    pub credential: Option<CredentialFacts>,
    /// The expression of a server that callers can choose, if there is a choice.
    pub server: Option<String>,
    /// A method that gives back a stream, and what ends its call.
    pub stream: Option<StreamFacts>,
    /// A model of requests that is made from a model of responses, if there is any.
    pub conversion: Option<ConversionFacts>,
    /// What the crate is made from.
    pub definition: String,
    /// Whether reference pages come with the crate.
    pub has_reference: bool,
    /// Whether a changelog comes with the crate.
    pub has_changelog: bool,
    /// One of the topics of notifications, if there is any.
    pub topic: Option<TopicFacts>,
    /// The examples and tests that come with the crate.
    pub targets: Vec<TargetFacts>,
    /// Whether the crate comes with reference pages.
    pub reference: bool,
    /// The features that any of them needs and that are not on by default.
    pub target_features: Vec<String>,
}

/// What the text templates know of an API.
#[derive(Debug, Serialize)]
pub(crate) struct ServiceFacts {
    /// Its name, on one line.
    pub title: String,
    /// Its cargo feature.
    pub feature: String,
    /// The method of the client that leads to it.
    pub accessor: String,
    /// How many operations it has.
    pub operations: usize,
}

/// A call that the texts show.
#[derive(Debug, Serialize)]
pub(crate) struct CallFacts {
    /// The method of the client that leads to its API.
    pub accessor: String,
    /// The cargo feature of that.
    pub feature: String,
    /// The method.
    pub method: String,
}

/// A credential that the texts show.
#[derive(Debug, Serialize)]
pub(crate) struct CredentialFacts {
    /// The function that makes it.
    pub function: String,
    /// What it is made from.
    pub arguments: Vec<&'static str>,
}

/// A stream that the texts name.
#[derive(Debug, Serialize)]
pub(crate) struct StreamFacts {
    /// The method of the client that leads to its API.
    pub accessor: String,
    /// The method.
    pub method: String,
    /// Whether the response may be read as a whole as well.
    pub has_whole: bool,
}

/// A resource that is read, changed and written back.
#[derive(Debug, Serialize)]
pub(crate) struct ConversionFacts {
    /// The method of the client that leads to its API.
    pub accessor: String,
    /// The cargo feature of that.
    pub feature: String,
    /// The method that reads it.
    pub read: String,
    /// The method that writes it.
    pub write: String,
    /// Whether both take an id.
    pub has_id: bool,
    /// The model of requests.
    pub model: String,
    /// Whether the conversion may fail.
    pub is_fallible: bool,
}

/// What the text templates know of a topic of notifications.
#[derive(Debug, Serialize)]
pub(crate) struct TopicFacts {
    /// The function that makes it.
    pub function: String,
    /// The values of its placeholders.
    pub arguments: Vec<String>,
    /// The cargo features that it needs.
    pub features: Vec<String>,
}

/// What the text templates know of an example or a test.
#[derive(Debug, Serialize)]
pub(crate) struct TargetFacts {
    /// What cargo calls it: `example` or `test`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Where it lies in the crate.
    pub path: String,
    /// The features that it needs.
    pub features: Vec<String>,
}

/// The parts of the runtime's manifest that the emitted one takes over.
#[derive(Debug, Serialize)]
struct RuntimeManifest {
    features: String,
    dependencies: String,
}

#[derive(Serialize)]
struct Context<'a> {
    #[serde(flatten)]
    facts: &'a Facts,
    runtime: RuntimeManifest,
    /// Whether the guide becomes the README, and not a page of the documentation.
    is_readme: bool,
}

/// The source of the runtime, by path in the emitted crate. Its examples use the crate that they are
/// in, which code calls `library` here.
pub(crate) fn runtime_files(library: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    if let Some(dir) = TEMPLATES.get_dir(RUNTIME_SOURCE) {
        collect(dir, &mut files);
    }
    for path in RUNTIME_PATHS {
        for text in files.values_mut().filter(|text| text.contains(path)) {
            *text = text.replace(path, library);
        }
    }
    files
}

fn collect(dir: &Dir<'static>, files: &mut BTreeMap<String, String>) {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(dir) => collect(dir, files),
            DirEntry::File(file) => {
                let path = file.path().strip_prefix("runtime").unwrap_or(file.path());
                let path = path.to_string_lossy().replace('\\', "/");
                files.insert(path, file.contents_utf8().unwrap_or_default().to_owned());
            }
        }
    }
}

/// The text files of the crate, by path.
///
/// # Errors
/// When a template does not fit the facts; that is a defect of the template.
pub(crate) fn text_files(facts: &Facts) -> Result<BTreeMap<String, String>, String> {
    let engine = engine().map_err(|error| error.to_string())?;
    let mut context = Context {
        facts,
        runtime: runtime_manifest()?,
        is_readme: false,
    };
    let mut files = BTreeMap::new();
    let crate_files = TEMPLATES.get_dir("crate").into_iter().flat_map(Dir::files);
    for file in crate_files {
        let name = file
            .path()
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        let source = file.contents_utf8().unwrap_or_default();
        let render = |context: &Context<'_>| {
            let text = engine.render_str(source, Serde(context));
            text.map_err(|error| format!("{name}: {error:#}"))
        };
        match name.strip_suffix(".jinja") {
            Some(GUIDE) => {
                files.insert(format!("src/{GUIDE}"), render(&context)?);
                context.is_readme = true;
                files.insert(README.to_owned(), visible(&render(&context)?));
                context.is_readme = false;
            }
            Some(name) => drop(files.insert(name.to_owned(), render(&context)?)),
            None => drop(files.insert(name.into_owned(), source.to_owned())),
        }
    }
    Ok(files)
}

/// The guide without the lines that are there for the compiler alone.
fn visible(guide: &str) -> String {
    let mut is_code = false;
    let mut text = String::with_capacity(guide.len());
    for line in guide.lines() {
        let is_fence = line.starts_with("```");
        if is_code && !is_fence && (line.starts_with(HIDDEN) || line == HIDDEN.trim_end()) {
            continue;
        }
        let line = if line == FENCE[0] { FENCE[1] } else { line };
        is_code = if is_fence { line == FENCE[1] } else { is_code };
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// The templates of reference pages, compiled once.
pub(crate) struct Pages(Environment<'static>);

impl Pages {
    /// The templates.
    ///
    /// # Errors
    /// When a template cannot be read; that is a defect of it.
    pub(crate) fn new() -> Result<Self, String> {
        let mut engine = engine().map_err(|error| error.to_string())?;
        let files = TEMPLATES.get_dir(PAGES).into_iter().flat_map(Dir::files);
        for file in files {
            let name = file
                .path()
                .file_name()
                .unwrap_or_default()
                .to_string_lossy();
            let name = name.trim_end_matches(".md.jinja").to_owned();
            let source = file.contents_utf8().unwrap_or_default();
            let added = engine.add_template_owned(name.clone(), source);
            added.map_err(|error| format!("{name}: {error:#}"))?;
        }
        Ok(Self(engine))
    }

    /// A page, by the name of its template.
    ///
    /// # Errors
    /// When the template does not fit the content; that is a defect of the template.
    pub(crate) fn render(&self, template: &str, content: impl Serialize) -> Result<String, String> {
        let template = self.0.get_template(template);
        let text = template.and_then(|template| template.render(Serde(content)));
        text.map_err(|error| format!("{error:#}"))
    }
}

fn engine() -> Result<Environment<'static>, minijinja::Error> {
    let mut engine = Environment::new();
    let mut syntax = SyntaxConfig::builder();
    syntax
        .keep_trailing_newline(true)
        .trim_blocks(true)
        .lstrip_blocks(true);
    engine.set_syntax(syntax.build()?);
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_auto_escape_callback(|_| AutoEscape::None);
    engine.add_filter("comment", |text: String| markdown::comment(&text));
    engine.add_filter("title", |text: String| markdown::page_title(&text));
    engine.add_filter("cell", |text: String| markdown::title_cell(&text));
    engine.add_filter("toml", |text: String| {
        toml_edit::Value::from(text).to_string()
    });
    Ok(engine)
}

fn runtime_manifest() -> Result<RuntimeManifest, String> {
    let text = TEMPLATES
        .get_file(RUNTIME_MANIFEST)
        .and_then(|file| file.contents_utf8());
    let manifest: DocumentMut = text
        .unwrap_or_default()
        .parse()
        .map_err(|error: toml_edit::TomlError| format!("{RUNTIME_MANIFEST}: {error}"))?;
    let section = |name: &str| {
        let mut only = DocumentMut::new();
        only[name] = manifest[name].clone();
        let text = only.to_string();
        let text = text
            .trim_start()
            .strip_prefix(&format!("[{name}]"))
            .unwrap_or(&text);
        text.trim().to_owned()
    };
    Ok(RuntimeManifest {
        features: section("features"),
        dependencies: section("dependencies"),
    })
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_the_compiler_alone_needs_is_not_shown() {
        let guide = "# Title\n\n```rust,no_run\n# fn f() {\nlet x = 1;\n#\n#[cfg(test)]\n# }\n```\n\
                     \n# Other\n\n```toml\n# A comment.\n```\n";
        assert_eq!(
            visible(guide),
            "# Title\n\n```rust\nlet x = 1;\n#[cfg(test)]\n```\n\n# Other\n\n```toml\n\
             # A comment.\n```\n"
        );
    }
}
