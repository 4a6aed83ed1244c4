//! Topics of notifications, with the models of their events.

use serde_json::Value;

use super::{Lowering, vendor};
use crate::ir::Untyped;
use crate::ir::{Topic, TypeRef};
use crate::pointer::escape;

impl Lowering<'_> {
    /// Lowers all topics. They belong to no tag.
    pub(super) fn topics(&mut self) -> Vec<Topic> {
        let document = self.document;
        let Some(stated) = vendor::notification_topics(&document.extensions) else {
            return Vec::new();
        };
        let place = format!("#/{}", vendor::NOTIFICATION_TOPICS);
        let Some(topics) = stated.as_object() else {
            self.error(
                "notification-topics",
                &place,
                "the topics are not an object".to_owned(),
                "write each topic as `name: {$ref: …}`",
            );
            return Vec::new();
        };
        let topics = topics.iter().map(|(name, value)| {
            let pointer = format!("{place}/{}", escape(name));
            Topic {
                ty: self.topic_type(value, &pointer),
                name: name.clone(),
                description: value["description"].as_str().map(str::to_owned),
                pointer,
            }
        });
        topics.collect()
    }

    fn topic_type(&mut self, value: &Value, pointer: &str) -> TypeRef {
        match value["$ref"].as_str() {
            Some(reference) => self.reference(reference, pointer),
            None => {
                self.error(
                    "notification-topics",
                    pointer,
                    "the topic declares no schema for its events".to_owned(),
                    "add a `$ref` to a named schema",
                );
                TypeRef::Json(Untyped::Dangling)
            }
        }
    }
}
