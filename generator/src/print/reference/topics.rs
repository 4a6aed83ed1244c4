//! The page of notification topics.

use serde::Serialize;

use super::ReferencePages;
use super::inputs::described;
use super::links::PageId;
use crate::markdown::{code, code_cell};

#[derive(Debug, Serialize)]
pub(crate) struct TopicsPage {
    header: String,
    index: String,
    library: String,
    topics: Vec<TopicText>,
    /// The call that creates the first topic, with values.
    example: String,
}

#[derive(Debug, Serialize)]
struct TopicText {
    name: String,
    function: String,
    ty: String,
    /// The cargo features that it needs.
    features: String,
    description: Option<String>,
}

impl ReferencePages<'_> {
    pub(super) fn topics(&self) -> TopicsPage {
        let topics = self.sdk.topics.iter().map(|topic| {
            let arguments = topic.arguments.iter();
            let arguments = arguments.map(|name| format!("{name}: &str"));
            let arguments: Vec<_> = arguments.collect();
            TopicText {
                name: code_cell(&topic.node.name),
                function: code(&format!("{}({})", topic.function, arguments.join(", "))),
                ty: self.typed(PageId::Topics, &topic.event),
                features: self.feature(topic.feature),
                description: described(topic.node.description.as_deref()),
            }
        });
        let example = self.sdk.topics.first().map(|topic| {
            let arguments = topic.arguments.iter();
            let arguments = arguments.map(|name| format!("{:?}", name.as_str()));
            let arguments: Vec<_> = arguments.collect();
            format!("{}({})", topic.function, arguments.join(", "))
        });
        TopicsPage {
            header: self.package.header.clone(),
            index: self.links.page(PageId::Topics, PageId::Index),
            library: self.package.library.clone(),
            topics: topics.collect(),
            example: example.unwrap_or_default(),
        }
    }
}
