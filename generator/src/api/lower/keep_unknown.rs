//! Warns where `x-sdk-keep-unknown` has no effect: models keep unknown properties and send them back.

use openapiv3::Schema;

use super::{Lowering, vendor};
use crate::extensions::KEEP_UNKNOWN;
use crate::ir::ModelKind;

impl Lowering<'_> {
    /// Warns about a schema with the extension that is not an object.
    pub(super) fn warn_of_kept(
        &mut self,
        schema: &Schema,
        kind: Option<&ModelKind>,
        pointer: &str,
    ) {
        let is_object = matches!(kind, Some(ModelKind::Struct(_) | ModelKind::Union(_)));
        if !is_object && vendor::keeps_unknown(&schema.schema_data.extensions) == Some(true) {
            self.warn(
                "keep-unknown-ignored",
                pointer,
                format!("`{KEEP_UNKNOWN}` has no effect: the schema is no object with properties"),
                "set it on a schema with properties, or at the root of the definition",
            );
        }
    }
}
