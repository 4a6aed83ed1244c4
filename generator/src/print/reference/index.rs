//! The index: tags, their common errors, and models.

use serde::Serialize;

use super::ReferencePages;
use super::links::PageId;
use super::operation::{ErrorText, error_text};
use crate::ir::ModelId;
use crate::markdown::{cell, code, page_title, title_cell};

#[derive(Debug, Serialize)]
pub(crate) struct IndexPage {
    header: String,
    /// The title of the definition, on one line.
    title: String,
    package: String,
    version: String,
    apis: Vec<ApiRow>,
    /// The features of the configuration.
    features: Vec<FeatureRow>,
    /// How many methods there are in all, those of several APIs counted once.
    operations: usize,
    /// The relative link to the topics, and their number.
    topics: Option<(String, usize)>,
    /// The way to the webhooks, and how many there are.
    webhooks: Option<(String, usize)>,
    errors: Vec<ErrorText>,
    /// The models, by first letter.
    letters: Vec<Letter>,
    models: usize,
}

#[derive(Debug, Serialize)]
struct ApiRow {
    title: String,
    link: String,
    accessor: String,
    feature: String,
    methods: usize,
    description: String,
}

/// A cargo feature of the configuration.
#[derive(Debug, Serialize)]
struct FeatureRow {
    name: String,
    /// Links to its operations.
    operations: Vec<String>,
}

/// The models that start with a letter.
#[derive(Debug, Serialize)]
struct Letter {
    letter: char,
    links: Vec<String>,
}

impl ReferencePages<'_> {
    pub(super) fn index(&self) -> IndexPage {
        let topics = self.sdk.topics.len();
        let webhooks = self.sdk.webhooks.len();
        let errors = self.sdk.common_errors.iter();
        let models = self.models();
        IndexPage {
            header: self.package.header.clone(),
            title: page_title(&self.api.title),
            package: self.package.name.clone(),
            version: self.package.version.clone(),
            apis: self.apis(),
            features: self.features(),
            operations: self.api.operations.len(),
            topics: (topics > 0).then(|| (self.links.path(PageId::Topics), topics)),
            webhooks: (webhooks > 0).then(|| (self.links.path(PageId::Webhooks), webhooks)),
            errors: errors
                .map(|(status, code, text)| error_text(status, code, text))
                .collect(),
            models: models.len(),
            letters: self.letters(models),
        }
    }

    fn apis(&self) -> Vec<ApiRow> {
        let apis = self.sdk.tags().map(|(id, tag)| {
            let service = tag.node;
            let description = service.description.as_deref().map(cell);
            ApiRow {
                title: title_cell(&service.name),
                link: self.links.path(PageId::Api(id)),
                accessor: code(&format!("client.{}()", tag.accessor)),
                feature: code(tag.feature.as_str()),
                methods: service.operations.len(),
                description: description.unwrap_or_default(),
            }
        });
        apis.collect()
    }

    fn features(&self) -> Vec<FeatureRow> {
        let features = self.sdk.custom.iter().map(|feature| FeatureRow {
            name: code(&feature.name),
            operations: feature
                .operations
                .iter()
                .map(|id| self.operation_link(PageId::Index, *id))
                .collect(),
        });
        features.collect()
    }

    /// The models with their own page, by name. A nested type is on the page of its model, and has
    /// its name as prefix.
    fn models(&self) -> Vec<ModelId> {
        let mut models: Vec<ModelId> = self
            .sdk
            .model_files()
            .iter()
            .map(|file| file.root)
            .collect();
        models.sort_by_key(|id| self.sdk.model(*id).name.as_str());
        models
    }

    fn letters(&self, models: Vec<ModelId>) -> Vec<Letter> {
        let mut letters: Vec<Letter> = Vec::new();
        for id in models {
            let name = self.sdk.model(id).name.as_str();
            let letter = name.chars().next().unwrap_or_default();
            let link = self.model_link(PageId::Index, id);
            match letters.last_mut().filter(|last| last.letter == letter) {
                Some(last) => last.links.push(link),
                None => letters.push(Letter {
                    letter,
                    links: vec![link],
                }),
            }
        }
        letters
    }
}
