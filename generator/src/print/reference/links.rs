//! The paths of pages, and the anchors of headings.
//!
//! An anchor is derived as GitHub and most Markdown tools do it: from the text of the heading, with a number
//! if the anchor is taken. Methods and types are headings of their own, and every other heading has a hyphen
//! in its anchor, which no identifier has.

use std::collections::{HashMap, HashSet};

use crate::ir::{ModelId, OperationId, ServiceId};
use crate::sdk::Sdk;

/// The anchor of the common errors on the index.
pub(super) const COMMON_ERRORS: &str = "common-errors";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum PageId {
    /// The list of tags and models.
    Index,
    /// A tag.
    Api(ServiceId),
    /// A model with its nested models.
    Model(ModelId),
    /// The notification topics.
    Topics,
    /// The webhooks and callbacks.
    Webhooks,
}

/// The paths and anchors of all pages.
#[derive(Debug)]
pub(super) struct Links<'a> {
    sdk: &'a Sdk<'a>,
    /// The page and the anchor of each model: for the parameters of an operation one for each of its tags,
    /// for others one.
    models: HashMap<ModelId, Vec<(PageId, String)>>,
}

impl<'a> Links<'a> {
    pub(super) fn new(sdk: &'a Sdk<'a>) -> Self {
        let mut models: HashMap<ModelId, Vec<(PageId, String)>> = HashMap::new();
        let mut place = |page: PageId, anchors: &mut Anchors, id: ModelId| {
            let anchor = anchors.claim(sdk.model(id).name.as_str());
            models.entry(id).or_default().push((page, anchor));
        };
        for file in sdk.model_files() {
            let mut anchors = Anchors::default();
            for id in &file.members {
                place(PageId::Model(file.root), &mut anchors, *id);
            }
        }
        for (service, tag) in sdk.tags() {
            let mut anchors = Anchors::default();
            for operation in &tag.node.operations {
                anchors.claim(sdk.operation(*operation).name.as_str());
            }
            for id in input_models(sdk, service) {
                place(PageId::Api(service), &mut anchors, id);
            }
        }
        Self { sdk, models }
    }

    /// The path of a page below the folder of pages.
    pub(super) fn path(&self, page: PageId) -> String {
        match page {
            PageId::Index => "README.md".to_owned(),
            PageId::Api(id) => format!("apis/{}.md", self.sdk.tag(id).module),
            PageId::Model(root) => format!("models/{}.md", self.sdk.model(root).module),
            PageId::Topics => "topics.md".to_owned(),
            PageId::Webhooks => "webhooks.md".to_owned(),
        }
    }

    /// The relative link from one page to another.
    pub(super) fn page(&self, from: PageId, to: PageId) -> String {
        let (from, to) = (self.path(from), self.path(to));
        let folder = |path: &str| path.split_once('/').map(|(folder, _)| folder.to_owned());
        match (folder(&from), folder(&to)) {
            (Some(here), Some(there)) if here == there => to[there.len() + 1..].to_owned(),
            (Some(_), _) => format!("../{to}"),
            (None, _) => to,
        }
    }

    /// The tag under which an operation is linked: that of the page if the operation has it, else its first.
    pub(super) fn api(&self, from: PageId, id: OperationId) -> Option<ServiceId> {
        let services = &self.sdk.operation(id).node.services;
        let is_here = |service: &&ServiceId| PageId::Api(**service) == from;
        services.iter().find(is_here).or(services.first()).copied()
    }

    /// The relative link to an operation.
    pub(super) fn operation(&self, from: PageId, id: OperationId) -> String {
        let to = self.api(from, id).map_or(PageId::Index, PageId::Api);
        self.to(from, to, self.sdk.operation(id).name.as_str())
    }

    /// The relative link to a model; `None` if it is on no page.
    pub(super) fn model(&self, from: PageId, id: ModelId) -> Option<String> {
        let places = self.models.get(&id)?;
        let here = places.iter().find(|(page, _)| *page == from);
        let (page, anchor) = here.or(places.first())?;
        if *page == PageId::Model(id) && *page != from {
            return Some(self.page(from, *page));
        }
        Some(self.to(from, *page, anchor))
    }

    fn to(&self, from: PageId, to: PageId, anchor: &str) -> String {
        if from == to {
            format!("#{anchor}")
        } else {
            format!("{}#{anchor}", self.page(from, to))
        }
    }
}

/// The models of a tag's parameters, which are on the page of the tag.
pub(super) fn input_models(sdk: &Sdk<'_>, service: ServiceId) -> Vec<ModelId> {
    let operations = sdk.tag(service).node.operations.iter();
    let models = operations.flat_map(|id| &sdk.operation(*id).models);
    models.copied().collect()
}

/// The anchors of one page.
#[derive(Debug, Default)]
struct Anchors(HashSet<String>);

impl Anchors {
    /// The anchor of the next heading, made unique.
    fn claim(&mut self, heading: &str) -> String {
        let plain = heading.to_lowercase();
        let numbered = (1..).map(|number| format!("{plain}-{number}"));
        let free = std::iter::once(plain.clone())
            .chain(numbered)
            .find(|anchor| !self.0.contains(anchor));
        let anchor = free.unwrap_or(plain);
        self.0.insert(anchor.clone());
        anchor
    }
}
