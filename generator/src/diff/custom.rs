//! Changes of custom cargo features, and of the operations that they enable.

use std::collections::BTreeSet;

use super::matching::{Pair, Pairs};
use super::text::{Subject, code, list};
use super::{Change, Impact, Side};
use crate::ir::{CustomFeature, OperationId};

pub(super) fn diff(old: &Side<'_>, new: &Side<'_>, pairs: &Pairs) -> Vec<Change> {
    let removed = old.sdk.custom.iter();
    let removed = removed.filter(|it| new.custom_feature(&it.name).is_none());
    let mut found: Vec<Change> = removed.map(removal).collect();
    for feature in new.sdk.custom {
        match old.custom_feature(&feature.name) {
            Some(before) => found.extend(compared(new, pairs, before, feature)),
            None => found.push(added(feature)),
        }
    }
    found
}

fn subject(feature: &CustomFeature) -> Subject {
    Subject::named(format!("the feature {}", feature.name))
}

fn removal(feature: &CustomFeature) -> Change {
    let name = code(&feature.name);
    subject(feature)
        .change(
            Impact::Major,
            "feature-removed",
            "the cargo feature was removed",
        )
        .values(Some(&feature.name), None::<String>)
        .remedy(format!(
            "enable the features of the APIs that are called, instead of {name}"
        ))
}

fn added(feature: &CustomFeature) -> Change {
    let count = feature.operations.len();
    let message = format!("new cargo feature, which enables {count} operations");
    subject(feature)
        .change(Impact::Minor, "feature-added", message)
        .values(None::<String>, Some(&feature.name))
}

/// The operations that a feature lost and gained. Operations that are new or removed are reported elsewhere.
fn compared(
    new: &Side<'_>,
    pairs: &Pairs,
    before: &CustomFeature,
    after: &CustomFeature,
) -> Vec<Change> {
    let kept = pairs.operations.iter().filter_map(|pair| match pair {
        Pair::Both(before, after) => Some((*before, *after)),
        Pair::Removed(_) | Pair::Added(_) => None,
    });
    let (mut lost, mut gained) = (BTreeSet::new(), BTreeSet::new());
    for (was, is) in kept {
        match (has(before, was), has(after, is)) {
            (true, false) => lost.insert(is),
            (false, true) => gained.insert(is),
            _ => false,
        };
    }
    let labels = |ids: &BTreeSet<OperationId>| -> Vec<String> {
        ids.iter()
            .map(|id| new.api.operation(*id).label())
            .collect()
    };
    let lost = (!lost.is_empty()).then(|| {
        let labels = labels(&lost);
        let message = format!("it no longer enables {}", list(&labels));
        subject(after)
            .change(Impact::Major, "feature-operations-removed", message)
            .values(Some(labels.join(", ")), None::<String>)
            .remedy("enable the features of their APIs")
    });
    let gained = (!gained.is_empty()).then(|| {
        let labels = labels(&gained);
        let message = format!("it enables {} too", list(&labels));
        subject(after)
            .change(Impact::Minor, "feature-operations-added", message)
            .values(None::<String>, Some(labels.join(", ")))
    });
    lost.into_iter().chain(gained).collect()
}

fn has(feature: &CustomFeature, id: OperationId) -> bool {
    feature.operations.binary_search(&id).is_ok()
}
