//! Changes of the derives of models. A new property whose type lacks a trait can take a derive away.

use super::Impact;
use super::comparison::Comparison;
use super::text::code;
use crate::ir::ModelId;

impl Comparison<'_, ModelId> {
    /// Compares the derives that the configuration adds.
    pub(super) fn derives(&mut self) {
        let [was, is] = [
            self.old.sdk.model(self.before),
            self.new.sdk.model(self.after),
        ];
        let path = code(&self.path());
        let lost = was.derives.difference(is.derives).map(|derive| {
            self.subject
                .change(
                    Impact::Major,
                    "derive-removed",
                    format!("{path} no longer derives {}", code(&derive.to_string())),
                )
                .values(Some(derive.to_string()), None::<String>)
                .remedy("use a type of your own where the trait is needed")
        });
        let gained = is.derives.difference(was.derives).map(|derive| {
            let message = format!("{path} derives {}", code(&derive.to_string()));
            self.subject
                .change(Impact::Minor, "derive-added", message)
                .values(None::<String>, Some(derive.to_string()))
        });
        let found: Vec<_> = lost.chain(gained).collect();
        self.found.extend(found);
    }
}
