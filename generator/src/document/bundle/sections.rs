//! Sections that are in another file as a whole: `paths: {$ref: paths.yaml}`.

use serde_json::{Map, Value, json};

use super::Bundler;
use super::address::Address;
use super::collect::Reference;
use super::locate::only_reference;
use crate::grammar::PartKind;
use crate::pointer::escape;

/// The sections, outer ones first.
const SECTIONS: [&str; 15] = [
    "/paths",
    "/components",
    "/components/schemas",
    "/components/responses",
    "/components/parameters",
    "/components/requestBodies",
    "/components/headers",
    "/components/callbacks",
    "/components/pathItems",
    "/components/securitySchemes",
    "/definitions",
    "/parameters",
    "/responses",
    "/securityDefinitions",
    "/webhooks",
];

impl Bundler {
    /// Replaces a section that is one reference by a reference for each entry.
    pub(super) fn expand_sections(&mut self) {
        for section in SECTIONS {
            let there = self.files.root().pointer(section);
            let Some(raw) = there.and_then(|there| only_reference(PartKind::Schema, there)) else {
                continue;
            };
            let reference = Reference {
                kind: PartKind::Root,
                raw: raw.to_owned(),
                pointer: section.to_owned(),
            };
            match self.locate(0, &reference) {
                Ok(Some(address)) => {
                    let entries = self.files.value(address.file).pointer(&address.pointer);
                    let entries = entries.and_then(Value::as_object).into_iter().flatten();
                    let start = self.files.reference(&address);
                    let entries = entries.map(|(name, _)| {
                        let reference = format!("{start}/{}", escape(name));
                        (name.clone(), json!({ "$ref": reference }))
                    });
                    let entries: Map<String, Value> = entries.collect();
                    if let Some(there) = self.files.at_mut(&Address::new(0, section)) {
                        *there = Value::Object(entries);
                    }
                }
                Ok(None) => {}
                Err(problem) => self.problems.push(*problem),
            }
        }
    }
}
