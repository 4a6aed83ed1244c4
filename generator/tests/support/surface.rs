//! The public items of an emitted crate as its [`Sdk`] says them, a line each: what tests compare with
//! what is printed, and changes with.
//!
//! What the runtime brings is the same for all definitions and is left out.

use sdk_generator::ir::{ModelId, OperationId, SchemeKind, ServiceId};
use sdk_generator::sdk::{
    ApiModule, Enum, Feature, Gate, Kind, NOTIFICATIONS, Operation, Paths, Sdk, ServerItem, Struct,
    Type, Union,
};

/// The public items of the crate, sorted. Types are written without the path of what comes from
/// other crates, and a line ends with the features that turn its item on.
pub(crate) fn surface(sdk: &Sdk<'_>) -> Vec<String> {
    let mut surface = Surface {
        sdk,
        paths: Paths(sdk),
        lines: Vec::new(),
    };
    for (id, _) in sdk.tags() {
        surface.tag(id);
    }
    for file in sdk.api_files() {
        for id in &file.operations {
            surface.operation(*id);
            let models = sdk.operation(*id).models.iter();
            models.for_each(|id| surface.model(*id));
        }
    }
    let mut files = sdk.api_files().iter();
    if files.any(|file| file.module == ApiModule::Shared) {
        surface.lines.push("mod apis::shared".to_owned());
    }
    surface.topics();
    surface.webhooks();
    surface.settings();
    for file in sdk.model_files() {
        file.members.iter().for_each(|id| surface.model(*id));
    }
    surface.lines.sort_unstable();
    surface.lines
}

struct Surface<'a> {
    sdk: &'a Sdk<'a>,
    paths: Paths<'a>,
    lines: Vec<String>,
}

impl<'a> Surface<'a> {
    /// An item without a feature.
    fn line(&mut self, line: String) {
        self.lines.push(line);
    }

    /// An item, once for each feature that turns it on.
    fn gated(&mut self, line: &str, features: impl IntoIterator<Item = Feature>) {
        for feature in features {
            self.line(format!(
                "{line} [{}]",
                self.sdk.feature(feature).join(" with ")
            ));
        }
    }

    fn tag(&mut self, id: ServiceId) {
        let (tag, path) = (self.sdk.tag(id), self.sdk.tag_path(id));
        let features: Vec<_> = tag.gate.features().collect();
        let features = || features.iter().copied();
        self.gated(&format!("mod apis::{}", tag.module), features());
        self.gated(&format!("struct {path}"), features());
        let accessor = format!("fn Client::{}() -> {path}", tag.accessor);
        self.gated(&accessor, features());
    }

    fn operation(&mut self, id: OperationId) {
        let operation = self.sdk.operation(id);
        let path = self.sdk.request_path(id);
        let arguments = operation.arguments();
        let arguments: Vec<_> = arguments.map(|it| it.argument.text(&self.paths)).collect();
        let arguments = arguments.join(", ");
        for tag in &operation.node.services {
            let (tag, method) = (self.sdk.tag_path(*tag), operation.name);
            self.line(format!("fn {tag}::{method}({arguments}) -> {path}"));
        }
        let gate = operation.gate;
        let when = format!("fn testing::when::{}() -> testing::When", operation.name);
        self.gated(&when, gate.features());
        self.request(operation, &path, gate);
        let output = &operation.output;
        if output.name.is_some() {
            let path = self.paths.of(&output.ty);
            self.gated(&format!("enum {path}"), gate.features());
            for variant in &output.variants {
                let held = variant.value.ty().map(|ty| self.paths.of(&ty));
                let held = held.map(|ty| format!("({ty})")).unwrap_or_default();
                self.line(format!("variant {path}::{}{held}", variant.name));
            }
            if let Some(paging) = &operation.paging {
                let item = self.paths.of(&paging.item);
                self.line(format!("impl Page<Item = {item}> for {path}"));
            }
        }
    }

    fn request(&mut self, operation: &Operation<'_>, path: &str, gate: &Gate) {
        let output = self.paths.of(&operation.output.ty);
        self.gated(&format!("type {path} = Call<{output}>"), gate.features());
        if let Some(item) = operation.stream_method() {
            let result = format!("Sending<EventStream<{}>>", self.paths.of(item));
            self.line(format!("fn {path}::stream() -> {result}"));
        }
        for input in operation.setters() {
            let (name, taken) = (input.name, input.argument.text(&self.paths));
            self.line(format!("fn {path}::{name}({taken}) -> Self"));
        }
    }

    fn topics(&mut self) {
        if !self.sdk.topics.is_empty() {
            self.line(format!("mod topics [{NOTIFICATIONS}]"));
        }
        for topic in &self.sdk.topics {
            let arguments = vec!["&str"; topic.arguments.len()].join(", ");
            let (function, event) = (topic.function, self.paths.of(&topic.event));
            let line = format!("fn topics::{function}({arguments}) -> Topic<{event}>");
            self.gated(&line, [topic.feature]);
        }
    }

    fn webhooks(&mut self) {
        if self.sdk.signature.is_some() {
            self.line("const webhooks::SIGNATURE: Signature".to_owned());
            self.line("fn webhooks::Webhook::verify()".to_owned());
        }
        if !self.sdk.webhooks.is_empty() {
            self.line("enum webhooks::Webhook".to_owned());
        }
        for webhook in &self.sdk.webhooks {
            let payload = webhook.payload.as_ref().map(|ty| self.paths.of(ty));
            let payload = payload.map(|ty| format!("({ty})")).unwrap_or_default();
            let variant = webhook.variant;
            self.line(format!("variant webhooks::Webhook::{variant}{payload}"));
        }
    }

    fn settings(&mut self) {
        let settings = &self.sdk.settings;
        if !settings.credentials.is_empty() {
            self.line("mod security".to_owned());
        }
        for credential in &settings.credentials {
            let arguments = match credential.scheme.kind {
                SchemeKind::Basic => "impl AsRef<str>, impl AsRef<str>",
                _ => "impl Into<String>",
            };
            let function = credential.function;
            self.line(format!(
                "fn security::{function}({arguments}) -> Credential"
            ));
        }
        if !settings.servers.is_empty() {
            self.line("mod servers".to_owned());
        }
        for server in &settings.servers {
            self.server(server.item);
        }
    }

    fn server(&mut self, item: ServerItem<'_>) {
        match item {
            ServerItem::Constant(name) => self.line(format!("const servers::{name}: &str")),
            ServerItem::Struct(name, setters) => {
                let ty = format!("servers::{name}");
                self.line(format!("struct {ty}"));
                self.line(format!("impl Default for {ty}"));
                self.line(format!("impl From<{ty}> for String"));
                for name in setters {
                    self.line(format!("fn {ty}::{name}(impl Into<String>) -> Self"));
                }
            }
        }
    }

    fn model(&mut self, id: ModelId) {
        let model = self.sdk.model(id);
        let path = self.sdk.model_path(id);
        let kind = match &model.kind {
            Kind::Struct(_) => format!("struct {path}"),
            Kind::Enum(_) | Kind::Union(_) => format!("enum {path}"),
            Kind::Alias(_, target) => format!("type {path} = {}", self.paths.of(target)),
        };
        self.gated(&kind, model.gate.into_iter().flat_map(Gate::features));
        for derive in model.derives {
            self.line(format!("derive {path}: {derive}"));
        }
        match &model.kind {
            Kind::Struct(seen) => self.structure(&path, seen),
            Kind::Enum(seen) => self.enumeration(&path, seen),
            Kind::Union(seen) => self.union(&path, seen),
            Kind::Alias(..) => {}
        }
    }

    fn structure(&mut self, path: &str, seen: &Struct<'_>) {
        if seen.in_requests {
            let asked = seen.constructor();
            let asked: Vec<_> = asked.map(|(_, taken)| taken.text(&self.paths)).collect();
            self.line(format!("fn {path}::new({}) -> Self", asked.join(", ")));
        }
        for conversion in &seen.conversions {
            let name = if conversion.is_fallible() {
                "TryFrom"
            } else {
                "From"
            };
            let from = self.sdk.model_path(conversion.from());
            self.line(format!("impl {name}<&{from}> for {path}"));
        }
        if let Some(item) = &seen.items {
            let item = self.paths.of(&item.ty);
            self.line(format!("impl Page<Item = {item}> for {path}"));
        }
        if let Some(rest) = &seen.additional {
            let ty = self.paths.of(&rest.ty);
            self.line(format!("field {path}::{}: {ty}", rest.name));
            if let Some(setter) = rest.setter {
                self.line(format!("fn {path}::{setter}({ty}) -> Self"));
            }
        }
        for field in &seen.fields {
            let ty = self.paths.of(&field.ty());
            self.line(format!("field {path}::{}: {ty}", field.name));
            if let Some(setter) = &field.setter {
                let taken = setter.argument.text(&self.paths);
                self.line(format!("fn {path}::{}({taken}) -> Self", setter.name));
            }
            if let Some(name) = field.clear {
                self.line(format!("fn {path}::{name}() -> Self"));
            }
        }
    }

    fn union(&mut self, path: &str, seen: &Union<'_>) {
        for variant in &seen.variants {
            let held = self.paths.of(&variant.ty);
            self.line(format!("variant {path}::{}({held})", variant.name));
        }
        for variant in seen.variants.iter().filter(|it| it.has_from) {
            let ty = self.paths.of(variant.ty.inside_box());
            self.line(format!("impl From<{ty}> for {path}"));
        }
        self.traits(path, seen.has_default, true);
    }

    fn enumeration(&mut self, path: &str, seen: &Enum<'_>) {
        for name in seen.variants {
            self.line(format!("variant {path}::{name}"));
        }
        if seen.value == Type::I64 {
            self.line(format!("fn {path}::as_i64() -> i64"));
            self.line(format!("impl From<i64> for {path}"));
        }
        self.traits(path, seen.has_default, seen.is_json);
    }

    fn traits(&mut self, path: &str, has_default: bool, is_json: bool) {
        let serde = ["Serialize", "Deserialize"].into_iter();
        let traits = serde.filter(|_| is_json);
        for name in traits.chain(has_default.then_some("Default")) {
            self.line(format!("impl {name} for {path}"));
        }
    }
}
