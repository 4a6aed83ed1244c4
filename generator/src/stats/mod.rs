//! Statistics: what a definition holds, in numbers.
//!
//! Reads the representation and the tables; knows no Rust.

mod paging;
mod untyped;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::Definition;
use crate::analyze::Output;
use crate::ir::{ModelKind, Operation, ServiceId};

pub use paging::{EndOfPages, PagingOfOperation};
pub use untyped::{UntypedField, UntypedStats};

/// What a definition holds.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    /// The title of the definition.
    pub title: String,
    /// Its version.
    pub version: String,
    /// How many operations it has.
    pub operations: usize,
    /// How many models, by kind; `nested` ones are counted with their kind as well.
    pub models: ModelStats,
    /// Each tag, in order.
    pub tags: Vec<TagStats>,
    /// The inputs of all operations.
    pub inputs: InputStats,
    /// How many operations page, by style.
    pub paging: BTreeMap<String, usize>,
    /// Whether each operation pages, how, and why or why not, in document order.
    pub paging_decisions: Vec<PagingOfOperation>,
    /// How many topics of notifications there are.
    pub topics: usize,
    /// How many webhooks and callbacks there are.
    pub webhooks: usize,
    /// What successful calls give back.
    pub successes: SuccessStats,
    /// What ends as any JSON value, with the reasons.
    pub untyped: UntypedStats,
    /// How many warnings there are, by code.
    pub warnings: indexmap::IndexMap<std::borrow::Cow<'static, str>, usize>,
}

/// How many models there are.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelStats {
    /// All of them.
    pub total: usize,
    /// Objects.
    pub structs: usize,
    /// Enums.
    pub enums: usize,
    /// One of several types.
    pub unions: usize,
    /// Other names for types.
    pub aliases: usize,
    /// Those that neither operation nor notification reaches.
    pub unreached: usize,
}

/// What a tag holds.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TagStats {
    /// The tag.
    pub name: String,
    /// How many operations list it.
    pub operations: usize,
    /// How many models they reach.
    pub models: usize,
}

/// How many inputs there are.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InputStats {
    /// Parameters and bodies that must be given.
    pub required: usize,
    /// Parameters and bodies that may be left out.
    pub optional: usize,
    /// Operations without optional inputs.
    pub operations_without_optional: usize,
}

/// What successful calls give back, in operations.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SuccessStats {
    /// One type.
    pub one: usize,
    /// One type or nothing.
    pub optional: usize,
    /// One of several types.
    pub several: usize,
    /// Nothing.
    pub none: usize,
}

/// Counts a definition.
pub fn stats(definition: &Definition) -> Stats {
    let (api, analysis) = (&definition.api, &definition.analysis);
    let mut models = ModelStats {
        total: api.models.len(),
        ..ModelStats::default()
    };
    for (id, model) in api.models() {
        match model.kind {
            ModelKind::Struct(_) => models.structs += 1,
            ModelKind::Enum(_) => models.enums += 1,
            ModelKind::Union(_) => models.unions += 1,
            ModelKind::Alias(_) => models.aliases += 1,
        }
        let is_reached = analysis.is_notified(id) || !analysis.services(id).is_empty();
        models.unreached += usize::from(!is_reached);
    }
    let mut paging = BTreeMap::new();
    let mut successes = SuccessStats::default();
    for (id, _) in api.operations() {
        if let Some(found) = analysis.paging(id) {
            *paging.entry(found.style.to_string()).or_insert(0) += 1;
        }
        match analysis.output(id) {
            Output::Value(_) | Output::Redirect => successes.one += 1,
            Output::Optional(_) => successes.optional += 1,
            Output::Variants(_) => successes.several += 1,
            Output::Empty => successes.none += 1,
        }
    }
    Stats {
        title: api.title.clone(),
        version: api.version.clone(),
        operations: api.operations.len(),
        models,
        tags: tags(definition),
        inputs: inputs(&api.operations),
        paging,
        paging_decisions: paging::decisions(definition),
        topics: api.topics.len(),
        webhooks: api.webhooks.len(),
        successes,
        untyped: untyped::untyped(definition),
        warnings: definition.diagnostics.warnings_by_code(),
    }
}

fn tags(definition: &Definition) -> Vec<TagStats> {
    let (api, analysis) = (&definition.api, &definition.analysis);
    let mut reached = vec![0; api.services.len()];
    for (id, _) in api.models() {
        for ServiceId(service) in analysis.services(id) {
            reached[*service] += 1;
        }
    }
    let services = api.services.iter().zip(reached);
    let tags = services.map(|(service, models)| TagStats {
        name: service.name.clone(),
        operations: service.operations.len(),
        models,
    });
    tags.collect()
}

fn inputs(operations: &[Operation]) -> InputStats {
    let mut stats = InputStats::default();
    for operation in operations {
        let parameters = operation
            .parameters
            .iter()
            .map(|parameter| parameter.required);
        let body = operation.body.iter().map(|body| body.required);
        let flags: Vec<bool> = parameters.chain(body).collect();
        let required = flags.iter().filter(|required| **required).count();
        stats.required += required;
        stats.optional += flags.len() - required;
        stats.operations_without_optional += usize::from(required == flags.len());
    }
    stats
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (models, inputs, successes) = (&self.models, &self.inputs, &self.successes);
        writeln!(f, "{} {}", self.title, self.version)?;
        row(f, "operations", self.operations)?;
        row(f, "models", models.total)?;
        row(f, "  structs", models.structs)?;
        row(f, "  enums", models.enums)?;
        row(f, "  unions", models.unions)?;
        row(f, "  aliases", models.aliases)?;
        row(f, "  reached by nothing", models.unreached)?;
        row(f, "inputs, required", inputs.required)?;
        row(f, "inputs, optional", inputs.optional)?;
        row(
            f,
            "operations without optional inputs",
            inputs.operations_without_optional,
        )?;
        row(f, "operations with one success type", successes.one)?;
        row(
            f,
            "operations with one success type or none",
            successes.optional,
        )?;
        row(
            f,
            "operations with several success types",
            successes.several,
        )?;
        row(f, "operations without a success type", successes.none)?;
        for (style, count) in &self.paging {
            row(f, &format!("operations paging by {style}"), *count)?;
        }
        row(f, "notification topics", self.topics)?;
        row(f, "webhooks and callbacks", self.webhooks)?;
        row(f, "fields, inputs and results", self.untyped.fields)?;
        row(f, "  any JSON value", self.untyped.untyped)?;
        for (reason, count) in &self.untyped.reasons {
            row(f, &format!("    {reason}"), *count)?;
        }
        for (code, count) in &self.warnings {
            row(f, &format!("warnings: {code}"), *count)?;
        }
        let width = self
            .tags
            .iter()
            .map(|tag| tag.name.chars().count())
            .max()
            .unwrap_or(0)
            .max(3);
        writeln!(f, "\n{:<width$}  operations  models", "tag")?;
        for tag in &self.tags {
            writeln!(
                f,
                "{:<width$}  {:>10}  {:>6}",
                tag.name, tag.operations, tag.models
            )?;
        }
        Ok(())
    }
}

fn row(f: &mut fmt::Formatter<'_>, label: &str, count: usize) -> fmt::Result {
    writeln!(f, "  {label:<42} {count:>6}")
}
