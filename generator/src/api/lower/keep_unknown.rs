//! Warns where `x-sdk-keep-unknown` has no effect: models keep unknown properties and send them back.

use openapiv3::Schema;

use super::schema_keywords::SchemaKeywords;
use super::{Lowering, vendor};
use crate::extensions::KEEP_UNKNOWN;
use crate::ir::ModelKind;

impl<'a> Lowering<'a> {
    /// Warns about a schema with the extension that is not an object.
    pub(super) fn warn_of_kept(
        &mut self,
        schema: &'a Schema,
        kind: Option<&ModelKind>,
        pointer: &str,
    ) {
        if vendor::keeps_unknown(&schema.schema_data.extensions) != Some(true) {
            return;
        }
        let is_object = match kind {
            Some(ModelKind::Struct(_)) => true,
            Some(ModelKind::Union(_)) => self.is_extended(schema),
            _ => false,
        };
        if !is_object {
            self.warn(
                "keep-unknown-ignored",
                pointer,
                format!("`{KEEP_UNKNOWN}` has no effect: the schema is no object with properties"),
                "set it on a schema with properties, or at the root of the definition",
            );
        }
    }

    /// Whether a schema whose type is a union is a schema with properties that others extend. The variants of any
    /// other union are schemas of their own.
    fn is_extended(&self, schema: &'a Schema) -> bool {
        let view = SchemaKeywords::of(schema);
        schema.schema_data.discriminator.is_some()
            && self.schemas.alternatives(&view, "").is_empty()
    }
}
