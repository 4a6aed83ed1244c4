//! The Rust example of an operation: a snippet with its `use` lines, in a function.

use std::collections::{BTreeMap, BTreeSet};

use super::ReferencePages;
use crate::format;
use crate::ir::{Content, OperationId, RequestBody, ServiceId};
use crate::sdk::{CallParameter, Operation, ParameterSource, ResponseValue};

/// The signature of the function around an example.
const SIGNATURE: &str =
    "async fn example(client: &Client) -> Result<(), Box<dyn std::error::Error>>";

/// The maximum width of a line, in characters.
const WIDTH: usize = 100;

/// The number of optional parameters that an example sets.
const OPTIONAL_SHOWN: usize = 2;

/// The form of a string argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StringForm {
    /// A reference, or anything that converts to a string.
    Borrowed,
    /// A `String`.
    Owned,
}

/// A snippet under construction: its code and imports.
pub(super) struct Snippet<'a> {
    pub(super) reference: &'a ReferencePages<'a>,
    /// Names to import, by the module of the crate; the root is the empty string.
    imports: BTreeMap<String, BTreeSet<String>>,
    /// Names in use.
    taken: BTreeSet<String>,
    /// Whether values contain maps.
    pub(super) has_maps: bool,
}

impl ReferencePages<'_> {
    /// The example of an operation, called through one of its tags.
    ///
    /// # Errors
    /// If the example is not valid Rust, which is a bug of this module.
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
    pub(super) fn new(reference: &'a ReferencePages<'a>) -> Self {
        let mut snippet = Self {
            reference,
            imports: BTreeMap::new(),
            taken: ["BTreeMap", "Client", "Upload"].map(str::to_owned).into(),
            has_maps: false,
        };
        snippet.of_root("Client");
        snippet
    }

    /// Imports an item from the root of the crate.
    pub(super) fn of_root(&mut self, name: &str) {
        let names = self.imports.entry(String::new()).or_default();
        names.insert(name.to_owned());
    }

    /// Imports a type, and returns the name to use: its path if the name is taken.
    pub(super) fn import(&mut self, module: &str, name: &str) -> String {
        let is_known = self
            .imports
            .get(module)
            .is_some_and(|names| names.contains(name));
        if !is_known && !self.taken.insert(name.to_owned()) {
            return format!("{}::{module}::{name}", self.reference.package.library);
        }
        let names = self.imports.entry(module.to_owned()).or_default();
        names.insert(name.to_owned());
        name.to_owned()
    }

    /// The `use` lines in the order of `rustfmt`: a single name of the root comes first, several come last.
    pub(super) fn uses(&self) -> String {
        let mut lines = String::new();
        if self.has_maps {
            lines.push_str("use std::collections::BTreeMap;\n\n");
        }
        let library = &self.reference.package.library;
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

    /// The call without its end.
    fn call(&mut self, service: ServiceId, id: OperationId) -> String {
        let sdk = self.reference.sdk;
        let operation = sdk.operation(id);
        let arguments: Vec<String> = operation.arguments().map(|it| self.input(it)).collect();
        // The body says more than other optional inputs.
        let is_body = |input: &&CallParameter<'_>| matches!(input.source, ParameterSource::Body(_));
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

    fn input(&mut self, input: &CallParameter<'_>) -> String {
        match input.source {
            ParameterSource::Parameter(parameter, _) => self.parameter(parameter, &input.argument),
            ParameterSource::Body(body) => self.body(body),
        }
    }

    /// The end of the call, and the use of its result.
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
                self.value(ty, constraints, "", StringForm::Owned, 0)
            }
            Content::Text => "\"text\".to_owned()".to_owned(),
            Content::Bytes => "b\"bytes\".to_vec()".to_owned(),
        }
    }
}

/// Whether an example sets an optional parameter; the page number is not set.
fn is_shown(operation: &Operation<'_>, input: &CallParameter<'_>) -> bool {
    let ParameterSource::Parameter(parameter, _) = input.source else {
        return false;
    };
    let page = operation.paging.as_ref();
    let page = page.and_then(|paging| paging.style.parameter());
    !parameter.deprecated && page != Some(parameter.name.as_str())
}

/// A `use` line, broken if it is too wide.
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

/// The first line of the function, broken if it is too wide.
fn signature(name: &str) -> String {
    let line = SIGNATURE.replacen("example", name, 1) + " {";
    if line.len() <= WIDTH {
        return line;
    }
    line.replacen("(client: &Client)", "(\n    client: &Client,\n)", 1)
}
