//! Reference pages: the emitted API once more, as text for people.
//!
//! Each page is a value of plain texts that a template prints: what a text says is decided here, and
//! how a page is laid out there. Knows Markdown and the emitted crate as callers see it; knows nothing
//! of the disk.

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

/// What pages know of the crate beside its tables.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    /// The line that says where a file comes from.
    pub header: String,
    /// The name of the crate.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// All that pages are made from.
#[derive(Debug)]
pub(crate) struct Reference<'a> {
    api: &'a Api,
    sdk: &'a Sdk<'a>,
    package: Package,
    /// The name of the crate as code writes it.
    library: String,
    links: Links<'a>,
    users: Users,
}

/// A page: its path below the folder of all pages, the template that prints it, and what it says.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) path: String,
    pub(crate) template: &'static str,
    pub(crate) content: Content,
}

/// What a page says.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Content {
    Index(index::IndexPage),
    Api(Box<api::ApiPage>),
    Model(model::ModelPage),
    Topics(topics::TopicsPage),
    Webhooks(webhooks::WebhooksPage),
}

/// What a schema says that is not there.
static NO_CONSTRAINTS: Constraints = Constraints {
    reference: None,
    keywords: Vec::new(),
    items: None,
    additional: None,
};

impl<'a> Reference<'a> {
    /// A reference of an emitted API, with the texts of its definition.
    pub(crate) fn new(api: &'a Api, sdk: &'a Sdk<'a>, package: Package) -> Self {
        let header = comment(&package.header);
        Self {
            library: package.name.replace('-', "_"),
            package: Package { header, ..package },
            links: Links::new(api, sdk),
            users: Users::of(api, sdk),
            api,
            sdk,
        }
    }

    /// The constraints of a parameter. A reference in place of its schema says what a page of its own says
    /// already; a field of a form may be a property that is one.
    fn of_input(&self, parameter: &'a Parameter) -> &'a Constraints {
        match parameter.location {
            Location::Form => self.api.resolved(&parameter.constraints),
            _ => &parameter.constraints,
        }
    }

    /// The constraints of the items of a list.
    fn of_items(&self, list: &'a Constraints) -> &'a Constraints {
        self.of_inner(list.items.as_deref())
    }

    /// The constraints of the values of a map.
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

    /// One page.
    ///
    /// # Errors
    /// When an example on it is no Rust, which is a defect of this stage.
    pub(crate) fn page(&self, id: PageId) -> Result<Page, String> {
        let (template, content) = match id {
            PageId::Index => ("index", Content::Index(self.index())),
            PageId::Api(service) => ("api", Content::Api(Box::new(self.api(service)?))),
            PageId::Model(root) => ("model", Content::Model(self.model_page(root))),
            PageId::Topics => ("topics", Content::Topics(self.topics())),
            PageId::Webhooks => ("webhooks", Content::Webhooks(self.webhooks())),
        };
        Ok(Page {
            path: self.links.path(id),
            template,
            content,
        })
    }
}
