//! The surface: every public item of an emitted crate that its definition decides about, as a line.
//!
//! What the runtime brings is the same for all definitions and is left out.

use super::Side;
use super::settings::settings;
use super::shape::{
    EnumShape, InputShape, ModelShape, OperationShape, StructShape, TopicShape, UnionShape,
};
use super::side::Feature;
use super::types::Printer;
use crate::ir::{ModelId, OperationId, ServiceId};
use crate::plan::Gate;

/// The public items of the crate, sorted. Types are written without the path of what comes from
/// other crates, and a line ends with the features that turn its item on.
pub fn surface(side: &Side) -> Vec<String> {
    let mut surface = Surface {
        printer: Printer::rust(side),
        lines: Vec::new(),
    };
    for (id, _) in side.api().services() {
        surface.service(id);
    }
    for file in &side.plan.apis {
        for id in &file.operations {
            surface.operation(*id);
        }
        for id in &file.models {
            surface.model(*id);
        }
    }
    if side.plan.shared().is_some() {
        surface.lines.push("mod apis::shared".to_owned());
    }
    surface.topics();
    surface.settings();
    for file in &side.plan.models {
        for id in &file.members {
            surface.model(*id);
        }
    }
    surface.lines.sort_unstable();
    surface.lines
}

struct Surface<'a> {
    printer: Printer<'a>,
    lines: Vec<String>,
}

impl Surface<'_> {
    /// An item, once for each feature that turns it on.
    fn gated(&mut self, line: &str, features: &[impl AsRef<str>]) {
        let names = features.iter().map(AsRef::as_ref);
        let lines = names.map(|feature| format!("{line} [{feature}]"));
        self.lines.extend(lines);
    }

    fn service(&mut self, id: ServiceId) {
        let names = self.printer.side.names.service(id);
        let path = self.printer.service(id);
        let features = [names.feature.as_str(), "full"];
        self.gated(&format!("mod apis::{}", names.module.as_str()), &features);
        self.gated(&format!("struct {path}"), &features);
        let accessor = names.accessor.as_str();
        self.gated(&format!("fn Client::{accessor}() -> {path}"), &features);
    }

    fn operation(&mut self, id: OperationId) {
        let side = self.printer.side;
        let shape = self.printer.operation(id);
        let home = self.printer.module(id);
        let services = &side.api().operation(id).services;
        let gate = features(side, &Gate::AnyOf(services.clone()));
        let result = result(&shape);
        let arguments: Vec<_> = required(&shape).map(|input| input.ty.as_str()).collect();
        let arguments = arguments.join(", ");
        for service in &shape.services {
            let method = &shape.method;
            self.lines
                .push(format!("fn {service}::{method}({arguments}) -> {result}"));
        }
        self.request(&shape, &result, &gate);
        if let Some((name, variants)) = &shape.variants {
            let path = format!("{home}::{name}");
            self.gated(&format!("enum {path}"), &gate);
            for (name, content) in variants.values() {
                let content = content.as_ref().map(|ty| format!("({ty})"));
                let content = content.unwrap_or_default();
                self.lines.push(format!("variant {path}::{name}{content}"));
            }
            if let Some(item) = &shape.page_items {
                self.lines
                    .push(format!("impl Page<Item = {item}> for {path}"));
            }
        }
    }

    fn request(&mut self, shape: &OperationShape, path: &str, gate: &[String]) {
        let output = &shape.output;
        let is_stream = output.starts_with("EventStream<");
        self.gated(&format!("type {path} = Call<{output}>"), gate);
        for item in shape.stream.iter().filter(|_| !is_stream) {
            let result = format!("Sending<EventStream<{item}>>");
            self.lines.push(format!("fn {path}::stream() -> {result}"));
        }
        for input in shape.inputs.values().filter(|input| !input.required) {
            let InputShape { name, ty, .. } = input;
            self.lines.push(format!("fn {path}::{name}({ty}) -> Self"));
        }
    }

    fn topics(&mut self) {
        let count = self.printer.side.api().topics.len();
        if count > 0 {
            let feature = self.printer.side.feature_name(Feature::Notifications);
            self.gated("mod topics", &[feature]);
        }
        for index in 0..count {
            let topic = self.printer.topic(index);
            let feature = self.printer.side.topic_feature(index);
            let feature = self.printer.side.feature_name(feature);
            let arguments = vec!["&str"; topic.arguments].join(", ");
            let TopicShape {
                function, model, ..
            } = topic;
            self.gated(
                &format!("fn topics::{function}({arguments}) -> Topic<{model}>"),
                &[feature],
            );
        }
    }

    fn settings(&mut self) {
        let settings = settings(self.printer.side);
        for (module, start) in [("security", "security::"), ("servers", "servers::")] {
            if settings.keys().any(|path| path.starts_with(start)) {
                self.lines.push(format!("mod {module}"));
            }
        }
        let lines = settings.into_values().flat_map(|setting| setting.lines);
        self.lines.extend(lines);
    }

    fn model(&mut self, id: ModelId) {
        let side = self.printer.side;
        let path = self.printer.model(id);
        let gate = side.gate(id);
        let gate = gate.map(|gate| features(side, gate)).unwrap_or_default();
        match self.printer.shape(id) {
            ModelShape::Struct(shape) => {
                self.gated(&format!("struct {path}"), &gate);
                self.structure(&path, &shape);
            }
            ModelShape::Enum(shape) => {
                self.gated(&format!("enum {path}"), &gate);
                self.enumeration(&path, &shape);
            }
            ModelShape::Union(shape) => {
                self.gated(&format!("enum {path}"), &gate);
                self.union(&path, &shape);
            }
            ModelShape::Alias(target) => self.gated(&format!("type {path} = {target}"), &gate),
        }
    }

    fn structure(&mut self, path: &str, shape: &StructShape) {
        if shape.sent {
            let asked = shape
                .fields
                .values()
                .filter_map(|field| field.asked.as_deref());
            let asked: Vec<_> = asked.collect();
            let asked = asked.join(", ");
            self.lines.push(format!("fn {path}::new({asked}) -> Self"));
        }
        if let Some(item) = &shape.items {
            self.lines
                .push(format!("impl Page<Item = {item}> for {path}"));
        }
        if let Some((name, setter, ty)) = &shape.rest {
            self.lines.push(format!("field {path}::{name}: {ty}"));
            if shape.sent {
                let setter = format!("fn {path}::{setter}({ty}) -> Self");
                self.lines.push(setter);
            }
        }
        for field in shape.fields.values() {
            self.lines
                .push(format!("field {path}::{}: {}", field.name, field.ty));
            if let Some((name, ty)) = &field.setter {
                self.lines.push(format!("fn {path}::{name}({ty}) -> Self"));
            }
            if let Some(name) = &field.clear {
                self.lines.push(format!("fn {path}::{name}() -> Self"));
            }
        }
    }

    fn union(&mut self, path: &str, shape: &UnionShape) {
        for (name, ty) in &shape.variants {
            self.lines.push(format!("variant {path}::{name}({ty})"));
        }
        for ty in &shape.conversions {
            self.lines.push(format!("impl From<{ty}> for {path}"));
        }
        if shape.has_default {
            self.lines.push(format!("impl Default for {path}"));
        }
        self.lines.push(format!("impl Serialize for {path}"));
        self.lines.push(format!("impl Deserialize for {path}"));
    }

    fn enumeration(&mut self, path: &str, shape: &EnumShape) {
        for name in shape.variants.values() {
            self.lines.push(format!("variant {path}::{name}"));
        }
        if shape.has_default {
            self.lines.push(format!("impl Default for {path}"));
        }
        if shape.is_json {
            self.lines.push(format!("impl Serialize for {path}"));
            self.lines.push(format!("impl Deserialize for {path}"));
        }
    }
}

/// What the method of an operation gives back.
pub(super) fn result(shape: &OperationShape) -> String {
    format!("{}::{}", shape.home, shape.request)
}

/// The arguments of an operation, in order: the body is last.
pub(super) fn required(shape: &OperationShape) -> impl Iterator<Item = &InputShape> {
    let inputs = shape.inputs.values();
    inputs.filter(|input| input.required)
}

/// The names of the features that turn an item on.
fn features(side: &Side, gate: &Gate) -> Vec<String> {
    let features = super::side::features(gate).into_iter();
    features.map(|feature| side.feature_name(feature)).collect()
}
