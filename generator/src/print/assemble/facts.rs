//! The facts that text templates are rendered from: what the crate is called and has, and the examples of the
//! guide.

use std::collections::BTreeSet;

use super::{Package, library};
use crate::characters;
use crate::emit::Context;
use crate::guide;
use crate::templates::{Facts, FeatureFacts, ServiceFacts, TargetFacts, TopicFacts, WebhookFacts};

/// The `rust-version` of the emitted crate.
const RUST_VERSION: &str = "1.88";

/// The default cargo feature.
const DEFAULT: &str = "client";

/// The changelog, if the crate includes one.
const CHANGELOG: &str = "CHANGELOG.md";

/// The facts for the text templates. `header` is the first line of each file.
pub(super) fn facts(cx: &Context<'_>, package: &Package, header: String) -> Facts {
    let targets: Vec<_> = package
        .extra_files
        .iter()
        .filter_map(|(path, text)| target(path, text))
        .collect();
    let needed: BTreeSet<_> = targets.iter().flat_map(|target| &target.features).collect();
    let target_features = needed.into_iter().filter(|feature| *feature != DEFAULT);
    let target_features = target_features.cloned().collect();
    let (first, paged) = guide::sample_calls(cx.sdk);
    Facts {
        header,
        first,
        paged,
        has_regions: cx.api.has_regions,
        takes_tokens: guide::takes_tokens(cx.sdk),
        proof: guide::proof(cx.sdk),
        login: guide::login(cx.sdk),
        configuration: cx.sdk.settings.names.configuration(&package.name),
        environment: cx.sdk.settings.names.environment(&package.name),
        credential: guide::credential(cx.sdk),
        server: guide::server(cx.sdk),
        stream: guide::stream(cx.sdk),
        conversion: guide::conversion(cx.sdk),
        definition: characters::line(&format!("{} {}", cx.api.title, cx.api.version)),
        has_reference: package.reference,
        has_changelog: package.extra_files.contains_key(CHANGELOG),
        library: library(package),
        package: package.name.clone(),
        version: package.version.clone(),
        description: format!("A client for {}.", characters::line(&cx.api.title)),
        rust_version: RUST_VERSION.to_owned(),
        repository: package.repository.clone(),
        services: services(cx),
        features: features(cx),
        topic: topic(cx),
        webhooks: (!cx.sdk.webhooks.is_empty()).then(|| WebhookFacts {
            is_signed: cx.sdk.signature.is_some(),
        }),
        targets,
        target_features,
    }
}

/// The APIs, in the order of the definition.
fn services(cx: &Context<'_>) -> Vec<ServiceFacts> {
    let services = cx.sdk.tags().map(|(_, tag)| ServiceFacts {
        title: characters::line(&tag.node.name),
        feature: tag.feature.to_string(),
        accessor: tag.accessor.to_string(),
        operations: tag.node.operations.len(),
    });
    services.collect()
}

/// The cargo features of the configuration.
fn features(cx: &Context<'_>) -> Vec<FeatureFacts> {
    let features = cx.sdk.custom.iter().map(|feature| FeatureFacts {
        name: feature.name.clone(),
        operations: feature.operations.len(),
    });
    features.collect()
}

/// The topic that the guide subscribes to.
fn topic(cx: &Context<'_>) -> Option<TopicFacts> {
    let topic = cx.sdk.topics.first()?;
    let features = cx.sdk.feature(topic.feature).into_iter();
    Some(TopicFacts {
        function: topic.function.to_string(),
        arguments: topic.arguments.iter().map(ToString::to_string).collect(),
        features: features.map(str::to_owned).collect(),
    })
}

/// The example or the test that cargo builds from a file: `examples/name.rs`, `examples/name/main.rs`,
/// or the same below `tests`. Other files are modules of these.
fn target(path: &str, text: &str) -> Option<TargetFacts> {
    let (folder, file) = path.split_once('/')?;
    let kind = match folder {
        "examples" => "example",
        "tests" => "test",
        _ => return None,
    };
    let name = file
        .strip_suffix("/main.rs")
        .or_else(|| file.strip_suffix(".rs"))?;
    if name.contains('/') {
        return None;
    }
    let features = text
        .lines()
        .next()?
        .strip_prefix("// features:")
        .unwrap_or_default();
    let features = features
        .split(',')
        .map(str::trim)
        .filter(|feature| !feature.is_empty());
    Some(TargetFacts {
        kind,
        name: name.to_owned(),
        path: path.to_owned(),
        features: features.map(str::to_owned).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::target;

    fn described(path: &str, text: &str) -> Option<String> {
        let target = target(path, text)?;
        let features = target.features.join("+");
        Some(format!(
            "{} {} at {}: {features}",
            target.kind, target.name, target.path
        ))
    }

    #[test]
    fn the_first_line_of_an_example_or_a_test_lists_its_features() {
        let found = described(
            "examples/a.rs",
            "// features: client, users\nfn main() {}\n",
        );
        assert_eq!(
            found.as_deref(),
            Some("example a at examples/a.rs: client+users")
        );
        let found = described("tests/b/main.rs", "//! features: users\n");
        assert_eq!(found.as_deref(), Some("test b at tests/b/main.rs: "));
        let found = described("tests/c.rs", "\n// features: users\n");
        assert_eq!(found.as_deref(), Some("test c at tests/c.rs: "));
    }

    #[test]
    fn other_files_are_no_targets() {
        for path in [
            "tests/support/mod.rs",
            "tests/data.json",
            "CHANGELOG.md",
            "src/x.rs",
            "a.rs",
        ] {
            assert_eq!(described(path, "// features: users\n"), None, "{path}");
        }
    }
}
