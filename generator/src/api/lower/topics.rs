//! Reads `x-sdk-notification-topics`: topics with the models of their events and their tags.

use std::collections::{BTreeMap, HashMap, HashSet};

use openapiv3::{OpenAPI, ReferenceOr};
use serde_json::Value;

use super::operations::methods;
use super::{Lowering, vendor};
use crate::extensions::NOTIFICATION_TOPICS;
use crate::ir::{Service, ServiceId, Topic, TypeRef, Untyped};
use crate::pointer::escape;

/// The keys of a topic.
const KEYS: [&str; 3] = ["$ref", "tag", "description"];

/// The number of path segments that are compared with a topic, such as `/api/v2/users` and one more.
const COMPARED: usize = 4;

impl Lowering<'_> {
    /// Lowers all topics, except those of tags that are not selected.
    pub(super) fn topics(&mut self, services: &[Service]) -> Vec<Topic> {
        let document = self.document;
        let Some(declared) = vendor::notification_topics(&document.extensions) else {
            return Vec::new();
        };
        let root = format!("#/{NOTIFICATION_TOPICS}");
        let Some(entries) = declared.as_object() else {
            self.error(
                "notification-topics",
                &root,
                "the topics are not an object".to_owned(),
                "write each topic as `name: {$ref: …}`",
            );
            return Vec::new();
        };
        let tags = Tags::of(document);
        let services = services.iter().enumerate();
        let services: HashMap<_, _> = services
            .map(|(index, service)| (service.name.as_str(), ServiceId(index)))
            .collect();
        let topics = entries.iter().filter_map(|(name, value)| {
            let pointer = format!("{root}/{}", escape(name));
            self.unknown_keys(value, &pointer);
            let mut topic = Topic {
                ty: self.topic_type(value, &pointer)?,
                name: name.clone(),
                description: value["description"].as_str().map(str::to_owned),
                service: None,
                pointer,
            };
            let tag = match value.get("tag") {
                Some(tag) => self.declared_tag(tag, &tags, &topic.pointer),
                None => tags.of_topic(&topic),
            };
            if let Some(tag) = tag {
                topic.service = Some(*services.get(tag)?);
            }
            Some(topic)
        });
        topics.collect()
    }

    /// Warns about the keys of a topic that are not read.
    fn unknown_keys(&mut self, topic: &Value, pointer: &str) {
        let keys = topic.as_object().into_iter().flatten();
        for (key, _) in keys.filter(|(key, _)| !KEYS.contains(&key.as_str())) {
            self.warn(
                "topic-key",
                &format!("{pointer}/{}", escape(key)),
                format!("a topic has no key `{key}`"),
                "ignored; the keys are `$ref`, `tag` and `description`",
            );
        }
    }

    /// The type of a topic's events; `None` if the definition lacks the schema, because a list of topics is
    /// used for several releases of an API.
    fn topic_type(&mut self, value: &Value, pointer: &str) -> Option<TypeRef> {
        let Some(reference) = value["$ref"].as_str() else {
            self.error(
                "notification-topics",
                pointer,
                "the topic declares no schema for its events".to_owned(),
                "add a `$ref` to a named schema",
            );
            return Some(TypeRef::Json(Untyped::Dangling));
        };
        let found = self.component(reference);
        if found.is_none() {
            self.warn(
                "topic-without-schema",
                pointer,
                format!("the topic is left out: there is no schema `{reference}`"),
                "subscribe to the topic by its name and read its events as JSON, or correct the reference",
            );
        }
        found
    }

    /// The tag that a topic declares, if operations have it.
    fn declared_tag<'t>(
        &mut self,
        declared: &'t Value,
        tags: &Tags<'_>,
        pointer: &str,
    ) -> Option<&'t str> {
        let tag = declared.as_str().filter(|tag| tags.all.contains(tag));
        if tag.is_none() {
            let written = declared.to_string();
            let name = declared.as_str().unwrap_or(&written);
            self.warn(
                "topic-tag",
                pointer,
                format!("no operation has the tag `{name}` of the topic"),
                "the topic belongs to no tag; correct `tag`, or remove it to infer the tag from paths",
            );
        }
        tag
    }
}

/// The tags of a document, by the paths of their operations.
struct Tags<'a> {
    all: HashSet<&'a str>,
    /// The tag of most operations whose paths contain these consecutive segments near their start; if
    /// there are several, the first by name.
    by_segments: HashMap<Vec<&'a str>, &'a str>,
}

impl<'a> Tags<'a> {
    fn of(document: &'a OpenAPI) -> Self {
        let mut all = HashSet::new();
        let mut counts: HashMap<Vec<&str>, BTreeMap<&str, usize>> = HashMap::new();
        for (path, item) in &document.paths.paths {
            let ReferenceOr::Item(item) = item else {
                continue;
            };
            let tags = methods(item).flat_map(|(_, operation)| &operation.tags);
            let tags: Vec<&str> = tags.map(String::as_str).collect();
            all.extend(&tags);
            let segments = path.split('/').filter(|segment| !segment.is_empty());
            let segments: Vec<&str> = segments.take(COMPARED).collect();
            for subject in (1..=2).flat_map(|length| segments.windows(length)) {
                let counted = counts.entry(subject.to_vec()).or_default();
                for tag in &tags {
                    *counted.entry(*tag).or_default() += 1;
                }
            }
        }
        let by_segments = counts.into_iter().filter_map(|(segments, counted)| {
            let most = counted.values().max()?;
            let (tag, _) = counted.iter().find(|(_, count)| *count == most)?;
            Some((segments, *tag))
        });
        Self {
            by_segments: by_segments.collect(),
            all,
        }
    }

    /// The tag whose paths match the name of a topic: `/api/v2/users` and `v2.users.{id}`.
    fn of_topic(&self, topic: &Topic) -> Option<&'a str> {
        self.by_segments.get(&topic.subject()?).copied()
    }
}
