//! Reference pages: the emitted API in Markdown.
//!
//! Each page is a value of strings that a template prints: the sentences are decided here, the layout in the
//! template. Knows Markdown and the public API of the emitted crate; writes no files.

mod api;
mod index;
mod inputs;
mod limits;
mod links;
mod model;
mod operation;
mod plausible;
mod sample;
mod snippet;
mod topics;
mod types;
mod used_by;
mod values;
mod webhooks;

use serde::Serialize;

pub(crate) use links::PageId;

use links::Links;
use used_by::Users;

use crate::ir::{Api, Constraints, Location, Parameter};
use crate::markdown::comment;
use crate::sdk::Sdk;

/// The properties of the crate that pages mention.
#[derive(Debug, Clone)]
pub(crate) struct PageFacts {
    /// The first line of each file.
    pub header: String,
    pub name: String,
    /// The name of the crate in code.
    pub library: String,
    pub version: String,
}

/// Everything that pages are made from.
#[derive(Debug)]
pub(crate) struct ReferencePages<'a> {
    api: &'a Api,
    sdk: &'a Sdk<'a>,
    package: PageFacts,
    links: Links<'a>,
    users: Users,
}

/// A page: its path below the folder of pages, its template, and its content.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) path: String,
    pub(crate) template: &'static str,
    pub(crate) content: PageContent,
}

/// The content of a page.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum PageContent {
    Index(index::IndexPage),
    Api(Box<api::ApiPage>),
    Model(model::ModelPage),
    Topics(topics::TopicsPage),
    Webhooks(webhooks::WebhooksPage),
}

/// The constraints of an absent schema.
static NO_CONSTRAINTS: Constraints = Constraints {
    reference: None,
    keywords: Vec::new(),
    items: None,
    additional: None,
};

impl<'a> ReferencePages<'a> {
    /// The reference of an emitted API.
    pub(crate) fn new(api: &'a Api, sdk: &'a Sdk<'a>, package: PageFacts) -> Self {
        let header = comment(&package.header);
        Self {
            package: PageFacts { header, ..package },
            links: Links::new(sdk),
            users: Users::of(api, sdk),
            api,
            sdk,
        }
    }

    /// The constraints of a parameter. Those of a referenced model are on the page of the model; a form field
    /// can be a property that refers to one.
    fn of_input(&self, parameter: &'a Parameter) -> &'a Constraints {
        match parameter.location {
            Location::Form => self.api.resolved(&parameter.constraints),
            _ => &parameter.constraints,
        }
    }

    fn of_items(&self, list: &'a Constraints) -> &'a Constraints {
        self.of_inner(list.items.as_deref())
    }

    fn of_additional(&self, map: &'a Constraints) -> &'a Constraints {
        self.of_inner(map.additional.as_deref())
    }

    fn of_inner(&self, inner: Option<&'a Constraints>) -> &'a Constraints {
        inner.map_or(&NO_CONSTRAINTS, |inner| self.api.resolved(inner))
    }

    /// All pages.
    pub(crate) fn pages(&self) -> Vec<PageId> {
        let apis = self.sdk.tags().map(|(id, _)| PageId::Api(id));
        let models = self.sdk.model_files().iter();
        let models = models.map(|file| PageId::Model(file.root));
        let topics = (!self.sdk.topics.is_empty()).then_some(PageId::Topics);
        let webhooks = (!self.sdk.webhooks.is_empty()).then_some(PageId::Webhooks);
        [PageId::Index]
            .into_iter()
            .chain(apis)
            .chain(models)
            .chain(topics)
            .chain(webhooks)
            .collect()
    }

    /// # Errors
    /// If an example on the page is not valid Rust, which is a bug of this stage.
    pub(crate) fn page(&self, id: PageId) -> Result<Page, String> {
        let (template, content) = match id {
            PageId::Index => ("index", PageContent::Index(self.index())),
            PageId::Api(service) => ("api", PageContent::Api(Box::new(self.api(service)?))),
            PageId::Model(root) => ("model", PageContent::Model(self.model_page(root))),
            PageId::Topics => ("topics", PageContent::Topics(self.topics())),
            PageId::Webhooks => ("webhooks", PageContent::Webhooks(self.webhooks())),
        };
        Ok(Page {
            path: self.links.path(id),
            template,
            content,
        })
    }
}
