//! Compares webhooks: the variants of their enum, and their bodies.

use std::collections::HashMap;

use super::matching::Pairs;
use super::text::{Subject, code};
use super::{Change, Impact, Side};
use crate::sdk::Webhook;

pub(super) fn diff<'a>(old: &'a Side<'a>, new: &'a Side<'a>, pairs: &'a Pairs) -> Vec<Change> {
    let by_name = |side: &'a Side<'a>| -> HashMap<&'a str, &'a Webhook<'a>> {
        let webhooks = side.sdk.webhooks.iter();
        webhooks
            .map(|webhook| (webhook.node.name.as_str(), webhook))
            .collect()
    };
    let (was, is) = (by_name(old), by_name(new));
    let removed = old.sdk.webhooks.iter();
    let removed = removed
        .filter(|webhook| !is.contains_key(webhook.node.name.as_str()))
        .map(|webhook| removal(old, webhook));
    let current =
        new.sdk
            .webhooks
            .iter()
            .flat_map(|webhook| match was.get(webhook.node.name.as_str()) {
                None => vec![added(new, webhook)],
                Some(before) => changed((old, *before), (new, webhook), pairs),
            });
    removed.chain(current).chain(signature(old, new)).collect()
}

fn subject(webhook: &Webhook<'_>) -> Subject {
    Subject::named(webhook.node.name.clone())
}

fn pointer(side: &Side<'_>, webhook: &Webhook<'_>) -> Option<String> {
    Some(side.published(&webhook.node.pointer))
}

/// The path of the variant, as callers write it.
fn variant(webhook: &Webhook<'_>) -> String {
    format!("Webhook::{}", webhook.variant)
}

fn removal(side: &Side<'_>, webhook: &Webhook<'_>) -> Change {
    let variant = variant(webhook);
    subject(webhook)
        .change(
            Impact::Major,
            "webhook-removed",
            format!("the webhook was removed, with {}", code(&variant)),
        )
        .pointers(pointer(side, webhook), None)
        .remedy("match the name of `Webhook::Unknown` if the service still sends it".to_owned())
        .values(Some(variant), None::<String>)
}

fn added(side: &Side<'_>, webhook: &Webhook<'_>) -> Change {
    let variant = variant(webhook);
    subject(webhook)
        .change(
            Impact::Minor,
            "webhook-added",
            format!("new webhook {}", code(&variant)),
        )
        .pointers(None, pointer(side, webhook))
        .values(None::<String>, Some(variant))
}

fn changed(
    (old, before): (&Side<'_>, &Webhook<'_>),
    (new, after): (&Side<'_>, &Webhook<'_>),
    pairs: &Pairs,
) -> Vec<Change> {
    let subject = Subject {
        old: pointer(old, before),
        new: pointer(new, after),
        ..subject(after)
    };
    let mut found = Vec::new();
    let (was, is) = (variant(before), variant(after));
    if was != is {
        let message = format!("{} was renamed to {}", code(&was), code(&is));
        found.push(
            subject
                .change(Impact::Major, "webhook-renamed", message)
                .remedy(format!("match {} instead of {}", code(&is), code(&was)))
                .values(Some(was), Some(is)),
        );
    }
    let is_same = match (&before.payload, &after.payload) {
        (Some(was), Some(is)) => pairs.same(was, is),
        (None, None) => true,
        _ => false,
    };
    if !is_same {
        let text = |side: &Side<'_>, webhook: &Webhook<'_>| {
            let payload = webhook.payload.as_ref();
            payload.map_or_else(|| "no body".to_owned(), |ty| code(&side.text(ty)))
        };
        let (was, is) = (text(old, before), text(new, after));
        found.push(
            subject
                .change(
                    Impact::Major,
                    "webhook-body-changed",
                    format!("it has {is} instead of {was}"),
                )
                .remedy(format!("read {is}"))
                .values(Some(was), Some(is)),
        );
    }
    let (was, is) = (before.node.deprecated, after.node.deprecated);
    if was != is {
        let message = match is {
            true => "it is deprecated",
            false => "it is no longer deprecated",
        };
        found.push(subject.change(Impact::Minor, "webhook-deprecated", message.to_owned()));
    }
    if before.node.description != after.node.description {
        found.extend(super::text::documentation(
            &subject,
            &["the description".to_owned()],
        ));
    }
    found
}

/// Reports a changed signature scheme. Receivers with the old scheme reject all requests.
fn signature(old: &Side<'_>, new: &Side<'_>) -> Option<Change> {
    let subject = Subject::named("the signature of webhooks".to_owned());
    let (impact, code, message) = match (old.sdk.signature, new.sdk.signature) {
        (None, None) => return None,
        (Some(was), Some(is)) if was == is => return None,
        (None, Some(_)) => (
            Impact::Minor,
            "webhook-signature-added",
            "`Webhook::verify` verifies the signature",
        ),
        (Some(_), None) => (
            Impact::Major,
            "webhook-signature-removed",
            "`Webhook::verify` was removed",
        ),
        (Some(_), Some(_)) => (
            Impact::Minor,
            "webhook-signature-changed",
            "webhooks are signed in another way",
        ),
    };
    let change = subject.change(impact, code, message.to_owned());
    Some(match impact {
        Impact::Major => {
            change.remedy("call `Signature::verify` with a signature of your own".to_owned())
        }
        _ => change,
    })
}
