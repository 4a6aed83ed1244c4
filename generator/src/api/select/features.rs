//! Cargo features of the configuration: their operations, and what is wrong with them.

use super::{FeaturePatterns, candidate};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::ir::{Api, CustomFeature};

/// Resolves the features of the configuration to generated operations, in the order of the configuration.
pub(crate) fn features(api: &Api, wanted: &[FeaturePatterns]) -> (Vec<CustomFeature>, Diagnostics) {
    let mut problems = Diagnostics::default();
    let features = wanted.iter().map(|feature| {
        let operations = api.operations().filter(|(_, operation)| {
            let candidate = candidate(operation);
            let mut patterns = feature.operations.iter();
            patterns.any(|pattern| pattern.names_operation(&candidate))
        });
        CustomFeature {
            name: feature.name.clone(),
            location: feature.location.name().to_owned(),
            position: feature.location.position.map(|it| (it.line, it.column)),
            operations: operations.map(|(id, _)| id).collect(),
        }
    });
    let features: Vec<_> = features.collect();
    problems.extend(wanted.iter().filter_map(bad_name));
    problems.extend(wanted.iter().filter_map(without_patterns));
    let resolved = wanted.iter().zip(&features);
    problems.extend(resolved.filter_map(|(it, resolved)| without_operations(it, resolved)));
    (features, problems)
}

/// The error of a name that is not valid for a cargo feature.
fn bad_name(feature: &FeaturePatterns) -> Option<Diagnostic> {
    let rule = check_name(&feature.name).err()?;
    let message = format!("`{}` is not the name of a cargo feature", feature.name);
    Some(feature.location.error("feature-name", message, rule))
}

/// Checks a name of a package, a dependency or a feature by the rules of cargo.
///
/// # Errors
/// If cargo would reject it, with the rule in words.
pub fn check_name(text: &str) -> Result<(), String> {
    let starts_well = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if starts_well && text.chars().all(fits) {
        Ok(())
    } else {
        Err("a name starts with a letter and has letters, digits, `-` and `_`".to_owned())
    }
}

fn without_patterns(feature: &FeaturePatterns) -> Option<Diagnostic> {
    feature.operations.is_empty().then(|| {
        let message = format!("the feature `{}` has no operations", feature.name);
        let help = "write patterns of operations, such as `GET /users/*`";
        feature.location.error("empty-feature", message, help)
    })
}

/// The warning that a feature enables nothing, although it has patterns: the crate has no operation that they
/// match.
fn without_operations(feature: &FeaturePatterns, resolved: &CustomFeature) -> Option<Diagnostic> {
    let is_empty = resolved.operations.is_empty() && !feature.operations.is_empty();
    is_empty.then(|| {
        feature.location.warning(
            "empty-feature",
            format!(
                "no generated operation matches the feature `{}`",
                feature.name
            ),
            "the feature enables nothing; select its operations, or remove it",
        )
    })
}
