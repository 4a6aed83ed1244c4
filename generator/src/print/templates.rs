//! Templates: the files of the emitted crate that are not emitted as tokens.
//!
//! They are embedded in the binary, so that it works from anywhere. The runtime is copied, except for the
//! crate's name in examples; text is rendered by a template engine in which an undefined variable is an
//! error. Knows no model and no operation.

mod facts;
mod manifest;

use std::collections::BTreeMap;

use include_dir::{Dir, DirEntry, include_dir};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

use crate::markdown;

pub(crate) use facts::{
    CallFacts, ConversionFacts, CredentialFacts, Facts, FeatureFacts, LoginFacts, ProofFacts,
    ServiceFacts, StreamFacts, TargetFacts, TopicFacts, WebhookFacts,
};
pub(crate) use manifest::RuntimeManifest;

static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

const GUIDE: &str = "guide.md";
const README: &str = "README.md";
const RUNTIME_SOURCE: &str = "runtime/src/runtime";
const REGIONS: &str = "runtime/src/regions.rs";
const PAGES: &str = "docs";

/// The paths of the runtime's items in its own examples; in the emitted crate they are at the root and in its
/// modules. The longer path comes first.
const RUNTIME_PATHS: [&str; 2] = ["sdk_runtime::runtime::public", "sdk_runtime::runtime"];

/// The prefix of lines that rustdoc compiles and hides.
const HIDDEN: &str = "# ";

/// The start of a code block: as rustdoc reads it, and as other readers do.
const FENCE: [&str; 2] = ["```rust,no_run", "```rust"];

#[derive(Serialize)]
struct TemplateVariables<'a> {
    #[serde(flatten)]
    facts: &'a Facts,
    runtime: manifest::Sections,
    /// Whether the guide becomes the README, and not a page of the documentation.
    is_readme: bool,
}

/// The source files of the runtime, by path in the emitted crate, with the regions if the service has some. Their
/// examples refer to the crate as `library`.
pub(crate) fn runtime_files(library: &str, has_regions: bool) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    if let Some(file) = TEMPLATES.get_file(REGIONS).filter(|_| has_regions) {
        let text = file.contents_utf8().unwrap_or_default();
        files.insert("src/regions.rs".to_owned(), text.to_owned());
    }
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

/// The version of a crate that the runtime depends on. Reads the manifest: for messages only.
pub(crate) fn runtime_version(name: &str) -> Option<String> {
    let manifest = RuntimeManifest::read().ok()?;
    manifest.version(name).map(str::to_owned)
}

/// The text files of the crate, by path; its manifest has the features and dependencies of `manifest`.
///
/// # Errors
/// If a template does not match the variables, which is a bug of the template.
pub(crate) fn text_files(
    facts: &Facts,
    manifest: &RuntimeManifest,
) -> Result<BTreeMap<String, String>, String> {
    let engine = engine().map_err(|error| error.to_string())?;
    let mut context = TemplateVariables {
        facts,
        runtime: manifest.sections(),
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
        let render = |context: &TemplateVariables<'_>| {
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

/// The guide without hidden lines.
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
    /// Compiles the templates.
    ///
    /// # Errors
    /// If a template cannot be parsed, which is a bug of the template.
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

    /// Renders a page by the name of its template.
    ///
    /// # Errors
    /// If the template does not match the content, which is a bug of the template.
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
