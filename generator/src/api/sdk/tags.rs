//! Modules of tags, and the cargo features that enable items.

use super::StageResults;
use crate::analyze::SimpleCalls;
use crate::ir::{OperationId, Service};
use crate::name::{FeatureName, ModuleName, TypeName, ValueName};
use crate::plan::{Feature, Gate};

/// The feature of notifications, topics, and the models of events.
pub const NOTIFICATIONS: &str = "websocket";

/// The feature of webhooks, and of the models that they bring.
pub const WEBHOOKS: &str = "webhooks";

/// The feature that enables all tags.
const FULL: &str = "full";

/// A tag: a module with a struct whose methods are the operations.
#[derive(Debug)]
pub struct Tag<'a> {
    /// The tag in the IR.
    pub node: &'a Service,
    /// The name of the struct.
    pub name: &'a TypeName,
    /// The module below `apis`.
    pub module: &'a ModuleName,
    /// The cargo feature that enables it.
    pub feature: &'a FeatureName,
    /// The method of `Client` that returns the struct.
    pub accessor: &'a ValueName,
    /// What turns it on: its feature, and the custom features of its operations.
    pub gate: &'a Gate,
    /// The operations, in the order of the definition.
    pub methods: Vec<Method<'a>>,
    /// The calls that examples start with.
    pub simple: SimpleCalls,
}

/// A method of a tag's struct: one of its operations.
#[derive(Debug)]
pub struct Method<'a> {
    /// The operation.
    pub operation: OperationId,
    /// What turns it on in the module of the tag, where that is not what turns the module on.
    pub gate: Option<&'a Gate>,
}

impl<'a> super::Sdk<'a> {
    /// The names of the cargo features that turn an item on together; mostly one.
    pub fn feature(&self, feature: Feature) -> Vec<&'a str> {
        match feature {
            Feature::Tag(id) => vec![self.tag(id).feature.as_str()],
            Feature::Custom(id) => vec![&self.custom[id.0].name],
            Feature::Full => vec![FULL],
            Feature::Notifications => vec![NOTIFICATIONS],
            Feature::Webhooks => vec![WEBHOOKS],
            Feature::NotificationsOf(id) => vec![NOTIFICATIONS, self.tag(id).feature.as_str()],
        }
    }
}

pub(super) fn tags<'a>(tables: &StageResults<'a>) -> Vec<Tag<'a>> {
    let tags = tables.api.services().map(|(id, node)| {
        let names = tables.names.service(id);
        let gates = tables.plan.method_gates(id).iter().map(Option::as_ref);
        let methods = node.operations.iter().zip(gates);
        Tag {
            node,
            name: &names.ty,
            module: &names.module,
            feature: &names.feature,
            accessor: &names.accessor,
            gate: tables.plan.tag_gate(id),
            methods: methods
                .map(|(operation, gate)| Method {
                    operation: *operation,
                    gate,
                })
                .collect(),
            simple: tables.analysis.simple_calls(id),
        }
    });
    tags.collect()
}
