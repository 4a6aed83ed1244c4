//! Statistics about a definition: counts of operations, models, parameters and warnings.
//!
//! Reads the representation and the tables; knows no Rust.

mod paging;
mod untyped;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::Definition;
use crate::analyze::Output;
use crate::ir::{ApiFeature, ModelKind, Operation, ServiceId};

pub use paging::{EndOfPages, PagingOfOperation};
pub use untyped::{UntypedField, UntypedStats};

/// Statistics about a definition, the output of `sdkgen stats`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// The number of operations.
    pub operations: usize,
    /// The number of models, by kind.
    pub models: ModelStats,
    /// The tags, in document order.
    pub tags: Vec<TagStats>,
    /// The parameters and request bodies of all operations.
    pub inputs: InputStats,
    /// The number of operations that paginate, by style.
    pub paging: BTreeMap<String, usize>,
    /// The pagination of each operation, with the reason, in document order.
    pub paging_decisions: Vec<PagingOfOperation>,
    /// The number of notification topics.
    pub topics: usize,
    /// How many webhooks and callbacks there are.
    pub webhooks: usize,
    /// The results of successful calls.
    pub successes: SuccessStats,
    /// Types that are any JSON value, with the reasons.
    pub untyped: UntypedStats,
    /// The number of warnings, by code.
    pub warnings: indexmap::IndexMap<std::borrow::Cow<'static, str>, usize>,
}

/// The number of models, by kind.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelStats {
    /// All kinds together.
    pub total: usize,
    /// Objects with properties.
    pub structs: usize,
    /// Strings with enum values.
    pub enums: usize,
    /// `oneOf` and `anyOf`.
    pub unions: usize,
    /// Other names for types, such as arrays of models.
    pub aliases: usize,
    /// Models that no operation, no notification topic and no webhook uses.
    pub unreached: usize,
}

/// Statistics about a tag.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TagStats {
    /// The name of the tag.
    pub name: String,
    /// The number of its operations.
    pub operations: usize,
    /// The number of models that its operations use.
    pub models: usize,
}

/// The number of parameters and request bodies.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InputStats {
    /// Required parameters and bodies.
    pub required: usize,
    /// Optional parameters and bodies.
    pub optional: usize,
    /// Operations without optional parameters or bodies.
    pub operations_without_optional: usize,
}

/// The number of operations by the result of a successful call.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SuccessStats {
    /// Operations with one result type.
    pub one: usize,
    /// Operations with one result type, or no body.
    pub optional: usize,
    /// Operations with a result type for each status.
    pub several: usize,
    /// Operations without a body.
    pub none: usize,
}

/// Computes the statistics of a definition.
pub fn stats(definition: &Definition) -> Stats {
    let (api, analysis) = (&definition.api, &definition.analysis);
    let mut models = ModelStats {
        total: api.models.len(),
        ..ModelStats::default()
    };
    for (id, model) in api.models() {
        match model.kind {
            ModelKind::Struct(_) => models.structs += 1,
            ModelKind::Enum(_) | ModelKind::IntegerEnum(_) => models.enums += 1,
            ModelKind::Union(_) => models.unions += 1,
            ModelKind::Alias(_) => models.aliases += 1,
        }
        models.unreached += usize::from(!analysis.is_reached(id));
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
        for feature in analysis.features(id) {
            if let ApiFeature::Tag(ServiceId(tag)) = feature {
                reached[*tag] += 1;
            }
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
        row(f, "  unreachable", models.unreached)?;
        row(f, "parameters and bodies, required", inputs.required)?;
        row(f, "parameters and bodies, optional", inputs.optional)?;
        row(
            f,
            "operations without optional parameters",
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
        row(f, "fields, parameters and responses", self.untyped.fields)?;
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
