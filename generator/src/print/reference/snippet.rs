//! The Rust example of an operation: a whole snippet, with its `use` lines and a function around it.

use std::collections::{BTreeMap, BTreeSet};

use super::Reference;
use crate::format;
use crate::ir::{Content, OperationId, RequestBody, ServiceId};
use crate::sdk::{Input, Operation, ResponseValue, Source};

/// The function around an example.
const SIGNATURE: &str =
    "async fn example(client: &Client) -> Result<(), Box<dyn std::error::Error>>";

/// The width of a line.
const WIDTH: usize = 100;

/// How many optional inputs an example shows.
const OPTIONAL_SHOWN: usize = 2;

/// The form in which a place takes text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A reference, or anything that can be made into text.
    Borrowed,
    /// A `String`.
    Owned,
}

/// A snippet under construction: the code, and what it has to import.
pub(super) struct Snippet<'a> {
    pub(super) reference: &'a Reference<'a>,
    /// Names to import, by the module of the crate that has them; the root is the empty text.
    imports: BTreeMap<String, BTreeSet<String>>,
    /// Names that are in use already.
    taken: BTreeSet<String>,
    /// Whether maps are among the values.
    pub(super) has_maps: bool,
}

impl Reference<'_> {
    /// The example of an operation, called through one of its APIs.
    ///
    /// # Errors
    /// When the example is no Rust, which is a defect of this module.
    pub(super) fn example(&self, service: ServiceId, id: OperationId) -> Result<String, String> {
        let mut snippet = Snippet::new(self);
        let call = snippet.call(service, id);
        let end = snippet.end(id, &call);
        let function = format::snippet(&format!("{SIGNATURE} {{ {end} Ok(()) }}"))?;
        let (_, body) = function.split_once('\n').unwrap_or_default();
        let signature = signature(self.sdk.operation(id).name.as_str());
        Ok(format!(
            "{}\n{signature}\n{}",
            snippet.uses(),
            body.trim_end()
        ))
    }
}

impl<'a> Snippet<'a> {
    pub(super) fn new(reference: &'a Reference<'a>) -> Self {
        let mut snippet = Self {
            reference,
            imports: BTreeMap::new(),
            taken: ["BTreeMap", "Client", "Upload"].map(str::to_owned).into(),
            has_maps: false,
        };
        snippet.of_root("Client");
        snippet
    }

    /// Imports an item of the root of the crate.
    pub(super) fn of_root(&mut self, name: &str) {
        let names = self.imports.entry(String::new()).or_default();
        names.insert(name.to_owned());
    }

    /// Imports a type, and gives back how it is written: by its path where its name is taken.
    pub(super) fn import(&mut self, module: &str, name: &str) -> String {
        let is_known = self
            .imports
            .get(module)
            .is_some_and(|names| names.contains(name));
        if !is_known && !self.taken.insert(name.to_owned()) {
            return format!("{}::{module}::{name}", self.reference.library);
        }
        let names = self.imports.entry(module.to_owned()).or_default();
        names.insert(name.to_owned());
        name.to_owned()
    }

    /// The `use` lines, in the order of `rustfmt`: a single name of the root stands first, several
    /// of them last.
    pub(super) fn uses(&self) -> String {
        let mut lines = String::new();
        if self.has_maps {
            lines.push_str("use std::collections::BTreeMap;\n\n");
        }
        let library = &self.reference.library;
        let is_single =
            |module: &str, names: &BTreeSet<String>| module.is_empty() && names.len() == 1;
        let mut imports: Vec<_> = self.imports.iter().collect();
        imports.sort_by_key(|(module, names)| (!is_single(module, names), module.is_empty()));
        for (module, names) in imports {
            let path = match module.as_str() {
                "" => library.clone(),
                module => format!("{library}::{module}"),
            };
            lines.push_str(&use_line(&path, names));
        }
        lines
    }

    /// The call up to where it is sent.
    fn call(&mut self, service: ServiceId, id: OperationId) -> String {
        let sdk = self.reference.sdk;
        let operation = sdk.operation(id);
        let arguments: Vec<String> = operation.arguments().map(|it| self.input(it)).collect();
        // The body says more than other optional inputs.
        let is_body = |input: &&Input<'_>| matches!(input.source, Source::Body(_));
        let bodies = operation.setters().filter(is_body);
        let others = operation.setters().filter(|it| is_shown(operation, it));
        let mut setters = String::new();
        for input in bodies.chain(others.take(OPTIONAL_SHOWN)) {
            setters.push_str(&format!(".{}({})", input.name, self.input(input)));
        }
        let (accessor, method) = (sdk.tag(service).accessor, operation.name);
        let arguments = arguments.join(", ");
        format!("client.{accessor}().{method}({arguments}){setters}")
    }

    fn input(&mut self, input: &Input<'_>) -> String {
        match input.source {
            Source::Parameter(parameter) => self.parameter(parameter, &input.argument),
            Source::Body(body) => self.body(body),
        }
    }

    /// How the call ends, and what is done with what it gives back.
    fn end(&self, id: OperationId, call: &str) -> String {
        let operation = self.reference.sdk.operation(id);
        if operation.paging.is_some() {
            return format!(
                "let mut items = {call}.into_stream(); \
                 while let Some(item) = items.try_next().await? {{ println!(\"{{item:?}}\"); }}"
            );
        }
        if operation.gives_stream_alone() {
            return format!(
                "let mut events = {call}.send().await?; \
                 while let Some(event) = events.try_next().await? {{ println!(\"{{event:?}}\"); }}"
            );
        }
        match operation.output.value {
            ResponseValue::Nothing if operation.output.name.is_none() => {
                format!("{call}.send().await?;")
            }
            ResponseValue::Body(Content::Bytes) => {
                format!("let bytes = {call}.send().await?; println!(\"{{}} bytes\", bytes.len());")
            }
            ResponseValue::Body(Content::Text) => {
                format!("let text = {call}.send().await?; println!(\"{{text}}\");")
            }
            ResponseValue::Redirect => {
                format!("let address = {call}.send().await?; println!(\"{{address}}\");")
            }
            ResponseValue::Body(_) | ResponseValue::Nothing => {
                format!(
                    "let {0} = {call}.send().await?; println!(\"{{{0}:?}}\");",
                    "response"
                )
            }
        }
    }

    fn body(&mut self, body: &RequestBody) -> String {
        match &body.content {
            Content::Json(ty) | Content::JsonOrText(ty) => {
                let constraints = self.reference.api.resolved(&body.constraints);
                self.value(ty, constraints, "", Form::Owned, 0)
            }
            Content::Text => "\"text\".to_owned()".to_owned(),
            Content::Bytes => "b\"bytes\".to_vec()".to_owned(),
        }
    }
}

/// Whether an example sets an optional input: a parameter, but not the one that says which page comes
/// first.
fn is_shown(operation: &Operation<'_>, input: &Input<'_>) -> bool {
    let Source::Parameter(parameter) = input.source else {
        return false;
    };
    let page = operation.paging.as_ref();
    let page = page.and_then(|paging| paging.style.parameter());
    !parameter.deprecated && page != Some(parameter.name.as_str())
}

/// One `use`, broken where it is too wide.
fn use_line(path: &str, names: &BTreeSet<String>) -> String {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let joined = names.join(", ");
    if names.len() == 1 {
        return format!("use {path}::{joined};\n");
    }
    let line = format!("use {path}::{{{joined}}};\n");
    if line.len() <= WIDTH + 1 {
        return line;
    }
    let mut lines = format!("use {path}::{{");
    let mut width = WIDTH;
    for name in names {
        if width + name.len() + 2 > WIDTH {
            lines.push_str("\n   ");
            width = 3;
        }
        lines.push_str(&format!(" {name},"));
        width += name.len() + 2;
    }
    lines + "\n};\n"
}

/// The line that opens the function, broken where it is too wide.
fn signature(name: &str) -> String {
    let line = SIGNATURE.replacen("example", name, 1) + " {";
    if line.len() <= WIDTH {
        return line;
    }
    line.replacen("(client: &Client)", "(\n    client: &Client,\n)", 1)
}
