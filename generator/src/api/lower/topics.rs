//! Topics of notifications, with the models of their events.

use std::collections::{BTreeMap, HashMap};

use openapiv3::{OpenAPI, ReferenceOr};
use serde_json::Value;

use super::operations::methods;
use super::{Lowering, vendor};
use crate::ir::Untyped;
use crate::ir::{Topic, TypeRef};
use crate::pointer::escape;

/// How often each tag stands at operations whose path has some consecutive segments.
type Counts<'a> = HashMap<Vec<&'a str>, BTreeMap<&'a str, usize>>;

impl Lowering<'_> {
    /// Lowers all topics; with `tags`, those that belong to one of them or to none.
    pub(super) fn topics(&mut self, tags: &[String]) -> Vec<Topic> {
        let document = self.document;
        let Some(stated) = vendor::notification_topics(&document.extensions) else {
            return Vec::new();
        };
        let place = format!("#/{}", vendor::NOTIFICATION_TOPICS);
        let Some(entries) = stated.as_object() else {
            self.error(
                "notification-topics",
                &place,
                "the topics are not an object".to_owned(),
                "write each of them as `name: {$ref: …}`",
            );
            return Vec::new();
        };
        let counts = counts(document);
        let topics = entries.iter().filter_map(|(name, value)| {
            let pointer = format!("{place}/{}", escape(name));
            let mut topic = Topic {
                ty: self.topic_type(value, &pointer)?,
                name: name.clone(),
                description: value["description"].as_str().map(str::to_owned),
                tag: None,
                pointer,
            };
            topic.tag = match value["tag"].as_str() {
                Some(tag) => self.declared_tag(tag, &counts, &topic.pointer),
                None => inferred_tag(&topic, &counts),
            };
            let is_wanted = |tag: &String| tags.is_empty() || tags.contains(tag);
            topic.tag.as_ref().is_none_or(is_wanted).then_some(topic)
        });
        topics.collect()
    }

    /// The type of a topic's events. Releases of an API differ, so that a list of topics for all of
    /// them names schemas that one of them does not have.
    fn topic_type(&mut self, value: &Value, pointer: &str) -> Option<TypeRef> {
        let Some(reference) = value["$ref"].as_str() else {
            self.error(
                "notification-topics",
                pointer,
                "the topic does not say which schema its events have".to_owned(),
                "add a `$ref` to a named schema",
            );
            return Some(TypeRef::Json(Untyped::Dangling));
        };
        let found = self.component(reference);
        if found.is_none() {
            self.warn(
                "topic-without-schema",
                pointer,
                format!("the topic was left out: there is no schema `{reference}`"),
                "programs can subscribe to it by its name, and read its events as JSON",
            );
        }
        found
    }

    /// A tag that the definition gives a topic, if it is one.
    fn declared_tag(&mut self, tag: &str, counts: &Counts<'_>, pointer: &str) -> Option<String> {
        // No segment at all stands in every path.
        let all = counts.get([].as_slice());
        let is_known = all.is_some_and(|known| known.contains_key(tag));
        if !is_known {
            self.warn(
                "topic-tag",
                pointer,
                format!("no operation has the tag `{tag}` of the topic"),
                "the topic is taken for one that belongs to no tag",
            );
        }
        is_known.then(|| tag.to_owned())
    }
}

fn counts(document: &OpenAPI) -> Counts<'_> {
    let mut counts = Counts::new();
    for (path, item) in &document.paths.paths {
        let ReferenceOr::Item(item) = item else {
            continue;
        };
        let tags = methods(item).flat_map(|(_, operation)| &operation.tags);
        let tags: Vec<&str> = tags.map(String::as_str).collect();
        let segments: Vec<&str> = path.split('/').filter(|it| !it.is_empty()).collect();
        let subjects = (1..=2).flat_map(|length| segments.windows(length));
        for subject in subjects.chain([&[][..]]) {
            let counted = counts.entry(subject.to_vec()).or_default();
            for tag in &tags {
                *counted.entry(*tag).or_default() += 1;
            }
        }
    }
    counts
}

/// The tag of most of the operations whose paths have what the topic is about, such as `/v2/users`;
/// of several, the first by name.
fn inferred_tag(topic: &Topic, counts: &Counts<'_>) -> Option<String> {
    let counted = counts.get(&topic.subject()?)?;
    let most = counted.values().max()?;
    let tag = counted.iter().find(|(_, count)| *count == most);
    tag.map(|(tag, _)| (*tag).to_owned())
}
