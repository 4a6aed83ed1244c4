//! Compares notification topics: the functions that create them, and the models of their events.

use super::comparison::Comparison;
use super::matching::{Pair, Pairs, without_names};
use super::text::{Subject, code, documentation, sorted};
use super::{Change, Impact, Side};

pub(super) fn diff<'a>(old: &'a Side<'a>, new: &'a Side<'a>, pairs: &'a Pairs) -> Vec<Change> {
    let found = pairs.topics.iter().flat_map(|pair| match *pair {
        Pair::Removed(index) => vec![removed(old, index)],
        Pair::Added(index) => vec![added(new, index)],
        Pair::Both(before, after) => {
            let subject = common_subject(old, new, before, after);
            Comparison::new((old, new), pairs, (before, after), subject).run()
        }
    });
    found.collect()
}

fn subject(side: &Side<'_>, index: usize) -> Subject {
    Subject::named(side.api.topics[index].name.clone())
}

fn pointer(side: &Side<'_>, index: usize) -> Option<String> {
    Some(side.published(&side.api.topics[index].pointer))
}

/// The function that creates a topic, as callers write it.
fn function(side: &Side<'_>, index: usize) -> String {
    format!("topics::{}", side.sdk.topics[index].function)
}

fn removed(side: &Side<'_>, index: usize) -> Change {
    let function = function(side, index);
    subject(side, index)
        .change(
            Impact::Major,
            "topic-removed",
            format!("the topic was removed, with {}", code(&function)),
        )
        .pointers(pointer(side, index), None)
        .remedy(format!("do not subscribe to {}", code(&function)))
        .values(Some(function), None::<String>)
}

fn added(side: &Side<'_>, index: usize) -> Change {
    let function = function(side, index);
    let message = format!("new topic {}", code(&function));
    subject(side, index)
        .change(Impact::Minor, "topic-added", message)
        .pointers(None, pointer(side, index))
        .values(None::<String>, Some(function))
}

/// The subject of changes to a topic that both definitions have.
fn common_subject(old: &Side<'_>, new: &Side<'_>, before: usize, after: usize) -> Subject {
    Subject {
        old: pointer(old, before),
        new: pointer(new, after),
        ..subject(new, after)
    }
}

impl Comparison<'_, usize> {
    fn run(&self) -> Vec<Change> {
        let (old, new) = (
            &self.old.api.topics[self.before],
            &self.new.api.topics[self.after],
        );
        let mut differing = Vec::new();
        if old.description != new.description {
            differing.push("the description".to_owned());
        }
        if old.name != new.name && without_names(&old.name) == without_names(&new.name) {
            differing.push("the names of its placeholders".to_owned());
        }
        let found = [
            self.moved(),
            self.function(),
            self.arguments(),
            self.model(),
            self.feature(),
            documentation(&self.subject, &differing),
        ];
        found.into_iter().flatten().collect()
    }

    fn moved(&self) -> Option<Change> {
        let was = &self.old.api.topics[self.before].name;
        let is = &self.new.api.topics[self.after].name;
        (without_names(was) != without_names(is)).then(|| {
            let message = format!("it was {} before", code(was));
            let change = self.subject.change(Impact::Minor, "topic-moved", message);
            change.values(Some(was), Some(is))
        })
    }

    fn function(&self) -> Option<Change> {
        let was = function(self.old, self.before);
        let is = function(self.new, self.after);
        (was != is).then(|| {
            let message = format!("{} was renamed to {}", code(&was), code(&is));
            self.subject
                .change(Impact::Major, "topic-renamed", message)
                .remedy(format!("call {} instead of {}", code(&is), code(&was)))
                .values(Some(was), Some(is))
        })
    }

    /// Reports a changed order of arguments, because the compiler does not notice a swap of two strings.
    fn arguments(&self) -> Option<Change> {
        let names = |side: &Side<'_>, index: usize| -> Vec<String> {
            let placeholders = side.api.topics[index].placeholders();
            placeholders.map(str::to_owned).collect()
        };
        let was = names(self.old, self.before);
        let is = names(self.new, self.after);
        let is_swapped = was != is && sorted(&was) == sorted(&is);
        (was.len() != is.len() || is_swapped).then(|| {
            let function = function(self.new, self.after);
            let call = code(&format!("{function}({})", is.join(", ")));
            let message = format!("its arguments changed: {call}");
            self.subject
                .change(Impact::Major, "topic-arguments-changed", message)
                .remedy(format!("call {call}"))
                .values(Some(was.join(", ")), Some(is.join(", ")))
        })
    }

    /// Compares the features that a topic needs: notifications, and the tag that it belongs to.
    fn feature(&self) -> Option<Change> {
        let key = |side: &Side<'_>, keys: &[String], index: usize| {
            let service = side.api.topics[index].service;
            service.map(|id| keys[id.0].clone())
        };
        let was = key(self.old, &self.pairs.old.services, self.before);
        let is = key(self.new, &self.pairs.new.services, self.after);
        if was == is {
            return None;
        }
        let needed = |side: &Side<'_>, index: usize| {
            let features = side.sdk.feature(side.sdk.topics[index].feature);
            let features: Vec<_> = features.into_iter().map(code).collect();
            features.join(" with ")
        };
        let (was, needs) = (needed(self.old, self.before), needed(self.new, self.after));
        let message = format!("it needs the features {needs} instead of {was}");
        let change = |impact| self.subject.change(impact, "topic-feature", message);
        let change = match is {
            None => change(Impact::Minor),
            Some(_) => {
                let remedy = format!("add the features {needs}");
                change(Impact::Major).remedy(remedy)
            }
        };
        Some(change.values(Some(was), Some(needs)))
    }

    fn model(&self) -> Option<Change> {
        let was = &self.old.sdk.topics[self.before].event;
        let is = &self.new.sdk.topics[self.after].event;
        (!self.pairs.same(was, is)).then(|| {
            let (was, is) = (self.old.text(was), self.new.text(is));
            let message = format!("its events have {} instead of {}", code(&is), code(&was));
            self.subject
                .change(Impact::Major, "topic-model-changed", message)
                .remedy(format!("read a {}", code(&is)))
                .values(Some(was), Some(is))
        })
    }
}
