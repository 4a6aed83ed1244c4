//! Conversions: the models of requests that are made from models of responses, with what turns them on.

use super::{Gate, Sdk, StageResults};
use crate::analyze;
use crate::ir::{ModelId, OperationId};

/// How a struct is made from the model of a response, by `From` or `TryFrom` of a reference to it.
#[derive(Debug)]
pub struct Conversion<'a> {
    /// The fields that are taken over.
    pub node: &'a analyze::Conversion,
    /// What turns on the model that it is made from, where that is not on whenever the struct is.
    pub gate: Option<&'a Gate>,
}

impl Conversion<'_> {
    /// The model that the struct is made from.
    pub fn from(&self) -> ModelId {
        self.node.from
    }

    /// Whether it is by `TryFrom`: the response may lack what the request requires.
    pub fn is_fallible(&self) -> bool {
        self.node.is_fallible
    }

    /// The operations that read the one and write the other; nothing where the models are parts of others.
    pub fn operations(&self) -> Option<(OperationId, OperationId)> {
        self.node.operations
    }
}

impl Sdk<'_> {
    /// The conversions that read a model, each with the model that it makes.
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

/// The conversions that make a model.
pub(super) fn conversions<'a>(tables: &StageResults<'a>, to: ModelId) -> Vec<Conversion<'a>> {
    let gate = |id| tables.plan.model_gate(id);
    let made = tables.analysis.conversions.to(to);
    let made = made.map(|node| Conversion {
        node,
        gate: gate(node.from).filter(|from| gate(to).is_some_and(|to| !to.implies(from))),
    });
    made.collect()
}
