//! The page of all topics of notifications.

use serde::Serialize;

use super::Reference;
use super::inputs::described;
use super::links::PageId;
use crate::markdown::{code, code_cell};

/// The page of all topics.
#[derive(Debug, Serialize)]
pub(crate) struct TopicsPage {
    header: String,
    index: String,
    library: String,
    topics: Vec<TopicText>,
    /// The call that makes the first of them, with values.
    example: String,
}

/// A topic.
#[derive(Debug, Serialize)]
struct TopicText {
    name: String,
    function: String,
    ty: String,
    /// The feature of its API.
    feature: Option<String>,
    description: Option<String>,
}

impl Reference<'_> {
    /// The page of all topics.
    pub(super) fn topics(&self) -> TopicsPage {
        let named = self.cx.api.topics.iter().zip(self.cx.names.topics());
        let topics = named.clone().enumerate().map(|(index, (topic, names))| {
            let service = self.cx.analysis.topic_service(index);
            let arguments = names
                .arguments
                .iter()
                .map(|name| format!("{}: &str", name.as_str()));
            let arguments: Vec<_> = arguments.collect();
            TopicText {
                name: code_cell(&topic.name),
                function: code(&format!(
                    "{}({})",
                    names.function.as_str(),
                    arguments.join(", ")
                )),
                ty: self.ty(PageId::Topics, &topic.ty),
                feature: service.map(|id| code(self.cx.names.service(id).feature.as_str())),
                description: described(topic.description.as_deref()),
            }
        });
        let example = named.clone().next().map(|(_, names)| {
            let arguments = names
                .arguments
                .iter()
                .map(|name| format!("{:?}", name.as_str()));
            let arguments: Vec<_> = arguments.collect();
            format!("{}({})", names.function.as_str(), arguments.join(", "))
        });
        TopicsPage {
            header: self.package.header.clone(),
            index: self.links.page(PageId::Topics, PageId::Index),
            library: self.library.clone(),
            topics: topics.collect(),
            example: example.unwrap_or_default(),
        }
    }
}
