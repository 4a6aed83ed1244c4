//! Conversions: structs of requests that are made from models of responses.

use super::{Gate, Sdk, StageResults};
use crate::analyze;
use crate::ir::{ModelId, OperationId};

/// A conversion to a struct from a model of a response, by `From` or `TryFrom` of a reference.
#[derive(Debug)]
pub struct Conversion<'a> {
    /// The source model, and the pairs of fields.
    pub node: &'a analyze::Conversion,
    /// The gate of the source model, if the gate of the struct does not imply it.
    pub gate: Option<&'a Gate>,
}

impl Conversion<'_> {
    /// The source model.
    pub fn from(&self) -> ModelId {
        self.node.from
    }

    /// Whether it is a `TryFrom`: the response may lack a property that the request requires.
    pub fn is_fallible(&self) -> bool {
        self.node.is_fallible
    }

    /// The operation that returns the source and the operation that accepts the struct; `None` for nested
    /// models.
    pub fn operations(&self) -> Option<(OperationId, OperationId)> {
        self.node.operations
    }
}

impl Sdk<'_> {
    /// The conversions from a model, each with its target.
    pub fn conversions_of(
        &self,
        from: ModelId,
    ) -> impl Iterator<Item = (ModelId, &Conversion<'_>)> {
        let made = self.model(from).structure().map(|it| it.converted);
        made.unwrap_or_default().iter().filter_map(move |to| {
            let mut known = self.model(*to).structure()?.conversions.iter();
            Some((*to, known.find(|it| it.from() == from)?))
        })
    }
}

/// The conversions to a model.
pub(super) fn conversions<'a>(tables: &StageResults<'a>, to: ModelId) -> Vec<Conversion<'a>> {
    let gate = |id| tables.plan.model_gate(id);
    let made = tables.analysis.conversions.to(to);
    let made = made.map(|node| Conversion {
        node,
        gate: gate(node.from).filter(|from| gate(to).is_some_and(|to| !to.implies(from))),
    });
    made.collect()
}
