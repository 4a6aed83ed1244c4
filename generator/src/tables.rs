//! Everything that a crate is printed from: a definition with its tables, names and files.

use crate::Definition;
use crate::derive::{self, Derives, Models};
use crate::diagnostics::Diagnostics;
use crate::diff::Side;
use crate::name::{self, Names};
use crate::plan::{self, Plan};
use crate::sdk::{self, Sdk};
use crate::templates;

/// A definition, with the names and the files of its crate.
#[derive(Debug)]
pub struct Tables {
    /// The definition.
    pub definition: Definition,
    pub(crate) names: Names,
    pub(crate) plan: Plan,
    pub(crate) derives: Derives,
    /// What there is to say about the names and the derives.
    pub(crate) found: Diagnostics,
}

impl Tables {
    /// Names everything, and plans the files. `progress` is called with the name of each stage as it
    /// starts.
    ///
    /// # Errors
    /// If a feature of the configuration has the name of another one, or a derive names no model or no
    /// dependency.
    pub fn of(mut definition: Definition, progress: &dyn Fn(&str)) -> Result<Self, Diagnostics> {
        let (api, analysis) = (&definition.api, &definition.analysis);
        progress("name");
        let (names, mut found) = name::name(api, analysis);
        progress("plan");
        let plan = plan::plan(api, analysis, definition.is_partial);
        progress("derive");
        let (derives, asked) = derive::derive(
            &Models {
                api,
                names: &names,
                is_emitted: &|id| plan.model_gate(id).is_some(),
            },
            &definition.types,
            templates::runtime_version,
        );
        found.extend(asked);
        let own_types = api.own_types.iter().map(|own| own.path.as_str());
        let left_out = own_types.filter(|path| !plan.has_own_type(path)).collect();
        found.extend(definition.types.left_out(&left_out));
        if found.has_errors() {
            return Err(found);
        }
        let own_types = &mut definition.api.own_types;
        own_types.retain(|own| plan.has_own_type(&own.path));
        Ok(Self {
            definition,
            names,
            plan,
            derives,
            found,
        })
    }

    /// How many models the crate has.
    pub(crate) fn emitted_models(&self) -> usize {
        let models = self.definition.api.models();
        let emitted = models.filter(|(id, _)| self.plan.model_gate(*id).is_some());
        emitted.count()
    }

    /// The API of the crate as callers see it.
    pub fn sdk(&self) -> Sdk<'_> {
        let Definition { api, analysis, .. } = &self.definition;
        sdk::sdk(api, analysis, &self.names, &self.plan, &self.derives)
    }

    /// One side of a comparison.
    pub fn side(&self) -> Side<'_> {
        let Definition { api, dialect, .. } = &self.definition;
        Side::new(api, self.sdk(), *dialect)
    }
}
