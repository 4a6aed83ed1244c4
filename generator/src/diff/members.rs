//! APIs, the features of models, and what holds for the whole definition.

use std::collections::BTreeMap;

use super::matching::{Pair, Pairs};
use super::side::{Feature, features};
use super::text::{Place, code, list, texts};
use super::types::Printer;
use super::{Change, Impact, Side};
use crate::ir::{ModelId, Scheme, ServiceId};

pub(super) fn diff(old: &Side, new: &Side, pairs: &Pairs) -> Vec<Change> {
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

fn place(name: &str) -> Place {
    Place {
        name: name.to_owned(),
        apis: Vec::new(),
        old: None,
        new: None,
    }
}

fn root(old: &Side, new: &Side) -> Vec<Change> {
    let place = place("the definition");
    let (before, after) = (old.api(), new.api());
    let mut found = Vec::new();
    if before.base_url != after.base_url {
        let message = "the API lives elsewhere unless the caller says where";
        let change = place
            .change(Impact::Major, "base-url-changed", message)
            .values(before.base_url.as_deref(), after.base_url.as_deref())
            .remedy("set `ClientBuilder::host` or a region to keep the address");
        found.push(change);
    }
    let is_known = |scheme: &Scheme| after.schemes.contains(scheme);
    let is_same = before.schemes.len() == after.schemes.len();
    if !is_same || !before.schemes.iter().all(is_known) {
        let message = "the ways to log in are described in another way";
        found.push(place.change(Impact::Minor, "logins-changed", message));
    }
    let mut differing = Vec::new();
    if before.title != after.title {
        differing.push("the title".to_owned());
    }
    if before.description != after.description {
        differing.push("the description".to_owned());
    }
    found.extend(texts(&place, &differing));
    found
}

fn service_place(side: &Side, id: ServiceId) -> Place {
    let name = &side.api().service(id).name;
    Place {
        apis: vec![name.clone()],
        ..place(name)
    }
}

fn removed(side: &Side, id: ServiceId) -> Change {
    let feature = code(side.names.service(id).feature.as_str());
    let message = format!("the API is gone, and with it the feature {feature}");
    service_place(side, id)
        .change(Impact::Major, "api-removed", message)
        .values(Some(Printer::rust(side).service(id)), None::<String>)
        .remedy(format!(
            "take {feature} out of the features, and its calls out of the program"
        ))
}

fn added(side: &Side, id: ServiceId) -> Change {
    let names = side.names.service(id);
    let message = format!(
        "there is a new API, {} behind the feature {}",
        code(&format!("Client::{}", names.accessor.as_str())),
        code(names.feature.as_str())
    );
    service_place(side, id)
        .change(Impact::Minor, "api-added", message)
        .values(None::<String>, Some(Printer::rust(side).service(id)))
}

fn service(old: &Side, before: ServiceId, new: &Side, after: ServiceId) -> Vec<Change> {
    let place = service_place(new, after);
    let mut found = Vec::new();
    let names = |side: &Side, id: ServiceId| {
        let names = side.names.service(id);
        [
            Printer::rust(side).service(id),
            format!("Client::{}", names.accessor.as_str()),
            format!("feature {}", names.feature.as_str()),
        ]
    };
    for (was, is) in names(old, before).iter().zip(&names(new, after)) {
        if was != is {
            let (was, is) = (code(was), code(is));
            let change = place
                .change(
                    Impact::Major,
                    "api-renamed",
                    format!("{was} is called {is} now"),
                )
                .values(Some(was.clone()), Some(is.clone()))
                .remedy(format!("write {is} instead of {was}"));
            found.push(change);
        }
    }
    if old.api().service(before).description != new.api().service(after).description {
        found.extend(texts(&place, &["the description".to_owned()]));
    }
    found
}

/// The features that turn models on, one change for each feature: a feature brings the models that
/// its operations reach.
fn gates(old: &Side, new: &Side, pairs: &Pairs) -> Vec<Change> {
    let mut lost: BTreeMap<Bringer<'_>, Vec<String>> = BTreeMap::new();
    let mut gained: BTreeMap<Bringer<'_>, Vec<String>> = BTreeMap::new();
    for pair in &pairs.models {
        let Pair::Both(before, after) = *pair else {
            continue;
        };
        let was = bringers(old, &pairs.old.services, before);
        let is = bringers(new, &pairs.new.services, after);
        // What is not emitted on one side was removed or added, which is told of the model.
        if was.is_empty() || is.is_empty() {
            continue;
        }
        let name = new.names.model(after).ty.as_str().to_owned();
        for key in was.iter().filter(|key| !is.contains(key)) {
            lost.entry(*key).or_default().push(name.clone());
        }
        for key in is.iter().filter(|key| !was.contains(key)) {
            gained.entry(*key).or_default().push(name.clone());
        }
    }
    let lost = lost.iter().map(|(bringer, names)| {
        let models = list(names);
        let (message, remedy) = match bringer {
            Bringer::Api(_) => (
                format!("its operations no longer use the models {models}"),
                "add the feature of an API that still uses them, or `full`",
            ),
            Bringer::Full => (
                format!("no API brings the models {models}: only notifications use them"),
                "add the feature `websocket`",
            ),
            Bringer::Notifications | Bringer::NotificationsOf(_) => (
                format!("it does not bring the models {models} any more"),
                "add the feature of an API that uses them or their topics, or `full`",
            ),
        };
        bringer
            .change(Impact::Major, "models-disabled", message)
            .values(Some(names.join(", ")), None::<String>)
            .remedy(remedy)
    });
    let gained = gained.iter().map(|(bringer, names)| {
        let models = list(names);
        let message = match bringer {
            Bringer::Api(_) => format!("its operations use the models {models} too"),
            Bringer::Full => format!("it brings the models {models} too"),
            Bringer::Notifications | Bringer::NotificationsOf(_) => {
                format!("topics lead to the models {models} too")
            }
        };
        bringer
            .change(Impact::Minor, "models-enabled", message)
            .values(None::<String>, Some(names.join(", ")))
    });
    lost.chain(gained).collect()
}

/// What turns models on, by keys that both sides share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Bringer<'a> {
    Api(&'a str),
    Full,
    Notifications,
    /// Together with the feature of an API.
    NotificationsOf(&'a str),
}

impl Bringer<'_> {
    fn change(self, impact: Impact, code: &'static str, message: String) -> Change {
        match self {
            Self::Api(name) => {
                let change = place(name).change(impact, code, message);
                change.apis(vec![name.to_owned()])
            }
            Self::Full => place("the feature full").change(impact, code, message),
            Self::Notifications => {
                place("the feature websocket alone").change(impact, code, message)
            }
            Self::NotificationsOf(name) => {
                let place = place(&format!("the feature websocket with {name}"));
                place
                    .change(impact, code, message)
                    .apis(vec![name.to_owned()])
            }
        }
    }
}

/// What turns a model on; none when the model stands with an operation, and comes and goes with it.
fn bringers<'a>(side: &Side, keys: &'a [String], model: ModelId) -> Vec<Bringer<'a>> {
    let gate = side.gate(model);
    let gate = gate.filter(|_| side.api().owner(model).is_none());
    let features = gate.map(features).unwrap_or_default().into_iter();
    let bringers = features.map(|feature| match feature {
        Feature::Service(id) => Bringer::Api(&keys[id.0]),
        Feature::Full => Bringer::Full,
        Feature::Notifications => Bringer::Notifications,
        Feature::NotificationsOf(id) => Bringer::NotificationsOf(&keys[id.0]),
    });
    bringers.collect()
}
