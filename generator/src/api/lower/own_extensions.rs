//! Warns about extensions of this project (`x-sdk-…`) that have no effect: their name is not known, they are in
//! a place where they are not read, or their value is not one of those that they may have.

use indexmap::IndexMap;
use serde_json::Value;

use super::Lowering;
use super::vendor::{self, DocumentPart, Expected, OwnExtension};
use crate::nearest::did_you_mean;
use crate::pointer::escape;

impl Lowering<'_> {
    /// Checks the extensions of a part of the document at a JSON pointer.
    pub(super) fn check_own_extensions(
        &mut self,
        extensions: &IndexMap<String, Value>,
        part: DocumentPart,
        pointer: &str,
    ) {
        for (name, value) in extensions {
            if !name.starts_with(vendor::OWN_PREFIX) {
                continue;
            }
            let place = format!("{pointer}/{}", escape(name));
            let Some(known) = vendor::OWN.iter().find(|it| it.name == name.as_str()) else {
                let names = vendor::OWN.iter().map(|it| it.name);
                let help = did_you_mean(name, names)
                    .unwrap_or_else(|| "the generator has no such extension; remove it".to_owned());
                let message = format!("unknown extension `{name}`");
                self.warn("unknown-extension", &place, message, &help);
                continue;
            };
            if !known.parts.contains(&part) {
                let parts: Vec<_> = known.parts.iter().map(|it| it.shown()).collect();
                let message = format!("`{name}` has no effect here");
                let help = format!("move it to {}", parts.join(", or to "));
                self.warn("misplaced-extension", &place, message, &help);
                continue;
            }
            self.check_own_value(known, value, &place);
        }
    }

    fn check_own_value(&mut self, known: &OwnExtension, value: &Value, place: &str) {
        let help = match (known.expected, value) {
            (Expected::Checked, _) | (Expected::Boolean, Value::Bool(_)) => return,
            (Expected::Boolean, _) => "ignored; write `true` or `false`".to_owned(),
            (Expected::Words(words), value) => {
                let text = value.as_str().unwrap_or_default();
                if words.contains(&text) {
                    return;
                }
                did_you_mean(text, words.iter().copied()).unwrap_or_else(|| {
                    let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
                    format!("ignored; write {}", words.join(" or "))
                })
            }
        };
        let message = format!("`{value}` is no value of `{}`", known.name);
        self.warn("extension-value", place, message, &help);
    }
}
