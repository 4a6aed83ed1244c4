//! Differences between two definitions, and their impact on callers.
//!
//! There are two sets of rules. [`diff`] applies SemVer to the emitted crate: it compares the
//! [`Sdk`](crate::sdk::Sdk)s, and facts that affect calls without changing a signature. [`official`] compares
//! documents by the rules of the vendor's own releases.

mod changes;
mod comparison;
mod conversions;
mod custom;
mod derives;
mod facts;
mod fields;
mod inputs;
mod matching;
mod members;
mod models;
pub mod official;
mod operations;
mod render;
mod requests;
mod settings;
mod side;
mod text;
mod topics;
mod unions;
mod webhooks;
mod wire;

use std::str::FromStr;

use serde::Serialize;

pub use changes::{Change, Changes, Impact};
pub use render::Format;
pub use side::Side;

/// The rules that classify changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rules {
    /// SemVer, for callers of the emitted crate.
    #[default]
    Crate,
    /// The rules of the vendor's own releases, for documents.
    Official,
}

impl FromStr for Rules {
    type Err = String;

    /// # Errors
    ///
    /// For any string but `crate` and `official`.
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "crate" => Ok(Self::Crate),
            "official" => Ok(Self::Official),
            _ => Err("the rules are `crate` and `official`".to_owned()),
        }
    }
}

/// Compares two definitions for callers of the emitted crate.
pub fn diff<'a>(old: &'a Side<'a>, new: &'a Side<'a>) -> Changes {
    let pairs = matching::pair(old, new);
    let mut found = members::diff(old, new, &pairs);
    found.extend(custom::diff(old, new, &pairs));
    found.extend(operations::diff(old, new, &pairs));
    found.extend(models::diff(old, new, &pairs));
    found.extend(topics::diff(old, new, &pairs));
    found.extend(webhooks::diff(old, new, &pairs));
    found.extend(settings::diff(old, new));
    Changes::new(Rules::Crate, found)
}
