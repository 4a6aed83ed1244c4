//! Compares tags, the features that enable models, and the settings of the whole definition.

use std::collections::BTreeMap;

use super::matching::{Pair, Pairs};
use super::text::{Subject, code, documentation, list};
use super::{Change, Impact, Side};
use crate::ir::{ModelId, Scheme, ServiceId};
use crate::sdk::{Feature, Gate};

pub(super) fn diff(old: &Side<'_>, new: &Side<'_>, pairs: &Pairs) -> Vec<Change> {
    let mut found = root(old, new);
    for pair in &pairs.services {
        match *pair {
            Pair::Removed(id) => found.push(removed(old, id)),
            Pair::Added(id) => found.push(added(new, id)),
            Pair::Both(before, after) => found.extend(service(old, before, new, after)),
        }
    }
    found.extend(gates(old, new, pairs));
    found
}

fn root(old: &Side<'_>, new: &Side<'_>) -> Vec<Change> {
    let subject = Subject::named("the definition");
    let (before, after) = (old.api, new.api);
    let mut found = Vec::new();
    if before.base_url != after.base_url {
        let message = "the default base URL changed";
        let change = subject
            .change(Impact::Major, "base-url-changed", message)
            .values(before.base_url.as_deref(), after.base_url.as_deref())
            .remedy("set `ClientBuilder::host` or a region to keep the old one");
        found.push(change);
    }
    let is_known = |scheme: &Scheme| after.schemes.contains(scheme);
    let is_same = before.schemes.len() == after.schemes.len();
    if !is_same || !before.schemes.iter().all(is_known) {
        let message = "the security schemes are declared differently";
        found.push(subject.change(Impact::Minor, "logins-changed", message));
    }
    let mut differing = Vec::new();
    if before.title != after.title {
        differing.push("the title".to_owned());
    }
    if before.description != after.description {
        differing.push("the description".to_owned());
    }
    found.extend(documentation(&subject, &differing));
    found
}

fn service_subject(side: &Side<'_>, id: ServiceId) -> Subject {
    let name = &side.api.service(id).name;
    Subject {
        apis: vec![name.clone()],
        ..Subject::named(name)
    }
}

fn removed(side: &Side<'_>, id: ServiceId) -> Change {
    let feature = code(side.sdk.tag(id).feature.as_str());
    let message = format!("the API was removed, with the feature {feature}");
    service_subject(side, id)
        .change(Impact::Major, "api-removed", message)
        .values(Some(side.sdk.tag_path(id)), None::<String>)
        .remedy(format!("remove {feature} from the features, and its calls"))
}

fn added(side: &Side<'_>, id: ServiceId) -> Change {
    let tag = side.sdk.tag(id);
    let message = format!(
        "new API, {} with the feature {}",
        code(&format!("Client::{}", tag.accessor)),
        code(tag.feature.as_str())
    );
    service_subject(side, id)
        .change(Impact::Minor, "api-added", message)
        .values(None::<String>, Some(side.sdk.tag_path(id)))
}

fn service(old: &Side<'_>, before: ServiceId, new: &Side<'_>, after: ServiceId) -> Vec<Change> {
    let subject = service_subject(new, after);
    let mut found = Vec::new();
    let names = |side: &Side<'_>, id: ServiceId| {
        let tag = side.sdk.tag(id);
        [
            side.sdk.tag_path(id),
            format!("Client::{}", tag.accessor),
            format!("feature {}", tag.feature),
        ]
    };
    for (was, is) in names(old, before).iter().zip(&names(new, after)) {
        if was != is {
            let (was, is) = (code(was), code(is));
            let change = subject
                .change(
                    Impact::Major,
                    "api-renamed",
                    format!("{was} was renamed to {is}"),
                )
                .values(Some(was.clone()), Some(is.clone()))
                .remedy(format!("use {is} instead of {was}"));
            found.push(change);
        }
    }
    if old.api.service(before).description != new.api.service(after).description {
        found.extend(documentation(&subject, &["the description".to_owned()]));
    }
    found
}

/// Compares the features that enable models, with one change for each feature. A feature enables the models
/// that its operations reach.
fn gates(old: &Side<'_>, new: &Side<'_>, pairs: &Pairs) -> Vec<Change> {
    let mut lost: BTreeMap<FeatureKey<'_>, Vec<String>> = BTreeMap::new();
    let mut gained: BTreeMap<FeatureKey<'_>, Vec<String>> = BTreeMap::new();
    for pair in &pairs.models {
        let Pair::Both(before, after) = *pair else {
            continue;
        };
        let was = feature_keys(old, &pairs.old.services, before);
        let is = feature_keys(new, &pairs.new.services, after);
        // Added and removed models have separate changes.
        if was.is_empty() || is.is_empty() {
            continue;
        }
        let name = new.sdk.model(after).name.to_string();
        // Added and removed custom features have separate changes.
        let is_kept = |key: &&FeatureKey<'_>| match key {
            FeatureKey::Custom(name) => [old, new]
                .iter()
                .all(|side| side.custom_feature(name).is_some()),
            _ => true,
        };
        for key in was.iter().filter(|key| !is.contains(key)).filter(is_kept) {
            lost.entry(*key).or_default().push(name.clone());
        }
        for key in is.iter().filter(|key| !was.contains(key)).filter(is_kept) {
            gained.entry(*key).or_default().push(name.clone());
        }
    }
    let lost = lost.iter().map(|(key, names)| key.disabled(names));
    let gained = gained.iter().map(|(key, names)| key.enabled(names));
    lost.chain(gained).collect()
}

/// The features that enable a model, by keys that match in both definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum FeatureKey<'a> {
    Api(&'a str),
    /// A custom feature of the configuration.
    Custom(&'a str),
    Full,
    Notifications,
    Webhooks,
    /// Notifications together with the feature of a tag.
    NotificationsOf(&'a str),
}

impl FeatureKey<'_> {
    /// The change of a feature that no longer enables these models.
    fn disabled(&self, names: &[String]) -> Change {
        let models = list(names);
        let (message, remedy) = match self {
            FeatureKey::Api(_) | FeatureKey::Custom(_) => (
                format!("its operations no longer use the models {models}"),
                "add the feature of an API that still uses them, or `full`",
            ),
            FeatureKey::Full => (
                format!(
                    "no API brings the models {models}: only notifications or webhooks use them"
                ),
                "add the feature `websocket` or `webhooks`",
            ),
            FeatureKey::Webhooks => (
                format!("no webhook brings the models {models} any more"),
                "add the feature of an API that uses them, or `full`",
            ),
            FeatureKey::Notifications | FeatureKey::NotificationsOf(_) => (
                format!("it does not bring the models {models} any more"),
                "add the feature of an API that uses them or their topics, or `full`",
            ),
        };
        self.change(Impact::Major, "models-disabled", message)
            .values(Some(names.join(", ")), None::<String>)
            .remedy(remedy)
    }

    /// The change of a feature that enables these models as well.
    fn enabled(&self, names: &[String]) -> Change {
        let models = list(names);
        let message = match self {
            FeatureKey::Api(_) | FeatureKey::Custom(_) => {
                format!("its operations use the models {models} too")
            }
            FeatureKey::Full => format!("it brings the models {models} too"),
            FeatureKey::Notifications | FeatureKey::NotificationsOf(_) => {
                format!("topics lead to the models {models} too")
            }
            FeatureKey::Webhooks => format!("webhooks lead to the models {models} too"),
        };
        self.change(Impact::Minor, "models-enabled", message)
            .values(None::<String>, Some(names.join(", ")))
    }

    fn change(self, impact: Impact, code: &'static str, message: String) -> Change {
        match self {
            Self::Api(name) => {
                let change = Subject::named(name).change(impact, code, message);
                change.apis(vec![name.to_owned()])
            }
            Self::Custom(name) => {
                Subject::named(format!("the feature {name}")).change(impact, code, message)
            }
            Self::Full => Subject::named("the feature full").change(impact, code, message),
            Self::Notifications => {
                Subject::named("the feature websocket alone").change(impact, code, message)
            }
            Self::Webhooks => Subject::named("the feature webhooks").change(impact, code, message),
            Self::NotificationsOf(name) => {
                let subject = Subject::named(format!("the feature websocket with {name}"));
                subject
                    .change(impact, code, message)
                    .apis(vec![name.to_owned()])
            }
        }
    }
}

/// The features that enable a model; none if it belongs to an operation, which is added and removed with it.
fn feature_keys<'a>(side: &'a Side<'_>, keys: &'a [String], model: ModelId) -> Vec<FeatureKey<'a>> {
    let gate = side.sdk.model(model).gate;
    let gate = gate.filter(|_| side.api.owner(model).is_none());
    let features = gate.into_iter().flat_map(Gate::features);
    let feature_keys = features.map(|feature| match feature {
        Feature::Tag(id) => FeatureKey::Api(&keys[id.0]),
        Feature::Custom(id) => FeatureKey::Custom(&side.api.features[id.0].name),
        Feature::Full => FeatureKey::Full,
        Feature::Notifications => FeatureKey::Notifications,
        Feature::Webhooks => FeatureKey::Webhooks,
        Feature::NotificationsOf(id) => FeatureKey::NotificationsOf(&keys[id.0]),
    });
    feature_keys.collect()
}
