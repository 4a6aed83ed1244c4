//! Types in the emitted crate: prelude types by name, since no emitted type shadows them, and all others by
//! full path.

use super::Context;
use crate::format::Slot;
use crate::ir::{ModelId, OperationId};
use crate::sdk::{Argument, External, ItemBound, Sdk, Type, TypeNames};

/// A type as a slot. Its path is open, so that types that differ only in the path share a layout.
pub(super) fn slot(cx: &Context<'_>, ty: &Type) -> Slot<'static> {
    let names = FullPaths(cx.sdk);
    let (mut before, mut inner, mut depth) = (String::new(), ty, 0);
    while let Some((name, start, next)) = inner.wrapped(&names) {
        before.push_str(name);
        before.push_str(start);
        (inner, depth) = (next, depth + 1);
    }
    match depth {
        0 => Slot::path(inner.text(&names)),
        depth => Slot::wrapped(&before, &inner.text(&names), &">".repeat(depth)),
    }
}

pub(super) fn argument(cx: &Context<'_>, argument: &Argument) -> Slot<'static> {
    match argument {
        Argument::Value(ty) => slot(cx, ty),
        Argument::Str => Slot::path("&str"),
        other => Slot::code(other.text(&FullPaths(cx.sdk))),
    }
}

/// The item bound of an iterator argument.
pub(super) fn item_of(cx: &Context<'_>, item: &ItemBound) -> Slot<'static> {
    match item {
        ItemBound::Display => Slot::path(item.text(&FullPaths(cx.sdk))),
        ItemBound::Value(ty) => slot(cx, ty),
    }
}

/// The path of a model from the root of the crate.
pub(super) fn model_path(cx: &Context<'_>, id: ModelId) -> String {
    format!("crate::{}", cx.sdk.model_path(id))
}

/// Names types by paths that are valid in every module of the emitted crate.
struct FullPaths<'a>(&'a Sdk<'a>);

impl TypeNames for FullPaths<'_> {
    fn external(&self, external: External) -> &str {
        match external {
            External::Timestamp => "::jiff::Timestamp",
            External::Date => "::jiff::civil::Date",
            External::DateTime => "::jiff::civil::DateTime",
            External::YearMonth => "crate::runtime::model::YearMonth",
            External::Time => "::jiff::civil::Time",
            External::Duration => "crate::runtime::model::IsoDuration",
            External::Interval => "crate::runtime::model::Interval",
            External::Json => "::serde_json::Value",
            External::Upload => "crate::runtime::Upload",
            External::Body => "crate::runtime::Body",
        }
    }

    fn model(&self, id: ModelId, out: &mut String) {
        out.push_str("crate::");
        self.0.write_model_path(id, out);
    }

    fn output(&self, id: OperationId, out: &mut String) {
        out.push_str("crate::");
        self.0.write_output_path(id, out);
    }

    fn map(&self) -> &'static str {
        "::std::collections::BTreeMap"
    }

    fn stream(&self) -> &'static str {
        "crate::runtime::EventStream"
    }

    fn display(&self) -> &'static str {
        "::std::fmt::Display"
    }
}
