//! Reads `x-sdk-keep-unknown`: models keep unknown properties and send them back.

use indexmap::IndexMap;
use openapiv3::Schema;
use serde_json::Value;

use super::Lowering;
use super::vendor::{self, KEEP_UNKNOWN};
use crate::ir::ModelKind;

impl Lowering<'_> {
    /// Reads the extension at the root or in a schema.
    pub(super) fn keeps_unknown(
        &mut self,
        extensions: &IndexMap<String, Value>,
        pointer: &str,
    ) -> Option<bool> {
        let value = vendor::keeps_unknown(extensions)?;
        if value.as_bool().is_none() {
            self.ignored(pointer, "its value is neither `true` nor `false`");
        }
        value.as_bool()
    }

    /// Warns about a schema with the extension that is not an object.
    pub(super) fn warn_of_kept(
        &mut self,
        schema: &Schema,
        kind: Option<&ModelKind>,
        pointer: &str,
    ) {
        let is_object = matches!(kind, Some(ModelKind::Struct(_) | ModelKind::Union(_)));
        let value = vendor::keeps_unknown(&schema.schema_data.extensions);
        if !is_object && value == Some(&Value::Bool(true)) {
            self.ignored(pointer, "the schema is no object with properties");
        }
    }

    fn ignored(&mut self, pointer: &str, reason: &str) {
        self.warn(
            "keep-unknown-ignored",
            pointer,
            format!("`{KEEP_UNKNOWN}` has no effect: {reason}"),
            "set it to `true` or `false` on a schema with properties, or at the root of the definition",
        );
    }
}
