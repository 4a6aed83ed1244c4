//! Aliases: named schemas that are other names for types. Runs after all of them are lowered.
//!
//! Later stages follow aliases recursively, and rely on each chain being finite and short.

use super::Lowering;
use super::schemas::MAX_REFERENCES;
use crate::ir::{ModelId, ModelKind, TypeRef, Untyped};

/// The maximum nesting of lists and maps behind one name, through all aliases on the way. It equals the limit
/// for nested schemas, because compilers overflow their stack on deeper types.
const MAX_DEPTH: usize = 120;

/// A resolved alias.
#[derive(Clone)]
struct Settled {
    /// The type at the end of the chain of aliases.
    end: TypeRef,
    /// The number of aliases on the way.
    steps: usize,
    /// The nesting of lists and maps, through all aliases.
    depth: usize,
}

impl Lowering<'_> {
    /// Makes each alias finite, and not too deep. An alias that is more than [`MAX_REFERENCES`] away from its
    /// target becomes an alias of the target itself, which is the same type.
    pub(super) fn settle_aliases(&mut self) {
        self.break_alias_cycles();
        let mut settled: Vec<Option<Settled>> = vec![None; self.models.len()];
        for index in 0..self.models.len() {
            // The unsettled aliases of the chain; the last one refers to something settled.
            let mut chain = Vec::new();
            let mut next = Some(ModelId(index));
            while let Some(id) = next.filter(|id| settled[id.0].is_none()) {
                if self.alias(id).is_none() {
                    break;
                }
                chain.push(id);
                next = self.alias(id).and_then(TypeRef::model);
            }
            while let Some(id) = chain.pop() {
                settled[id.0] = self.settle(id, &settled);
            }
        }
    }

    /// Settles an alias once everything that it refers to is settled.
    fn settle(&mut self, id: ModelId, settled: &[Option<Settled>]) -> Option<Settled> {
        let target = self.alias(id)?;
        let inner = target.model().and_then(|inner| settled[inner.0].clone());
        let depth = levels(target) + inner.as_ref().map_or(0, |inner| inner.depth);
        if depth > MAX_DEPTH {
            self.replace_innermost(
                id,
                "deep-alias",
                "the schema nests more arrays and maps than a compiler accepts",
            );
            let end = self.alias(id)?.clone();
            let depth = levels(&end);
            return Some(Settled {
                end,
                steps: 0,
                depth,
            });
        }
        let inner = inner.filter(|_| matches!(target, TypeRef::Model(_)));
        let Some(Settled { end, steps, .. }) = inner else {
            let end = target.clone();
            return Some(Settled {
                end,
                steps: 0,
                depth,
            });
        };
        if steps >= MAX_REFERENCES {
            self.models[id.0].kind = ModelKind::Alias(end.clone());
            return Some(Settled {
                end,
                steps: 0,
                depth,
            });
        }
        Some(Settled {
            end,
            steps: steps + 1,
            depth,
        })
    }

    /// Breaks cycles of aliases. An alias that refers to itself only through lists, maps and other aliases
    /// has no finite type in Rust; the first alias of each cycle becomes any JSON value.
    fn break_alias_cycles(&mut self) {
        // The start of the walk that visited each model.
        let mut walks: Vec<Option<usize>> = vec![None; self.models.len()];
        let mut cycles = Vec::new();
        for start in 0..self.models.len() {
            let mut next = Some(ModelId(start));
            while let Some(id) = next.filter(|id| walks[id.0].is_none()) {
                walks[id.0] = Some(start);
                next = self.alias(id).and_then(TypeRef::model);
            }
            let Some(on_cycle) = next.filter(|id| walks[id.0] == Some(start)) else {
                continue;
            };
            let mut first = on_cycle;
            let mut next = self.alias(on_cycle).and_then(TypeRef::model);
            while let Some(id) = next.filter(|id| *id != on_cycle) {
                first = first.min(id);
                next = self.alias(id).and_then(TypeRef::model);
            }
            cycles.push(first);
        }
        cycles.sort_unstable();
        for id in cycles {
            self.replace_innermost(id, "cyclic-alias", "the schema refers only to itself");
        }
    }

    /// Replaces the innermost type of an alias by any JSON value, with a warning.
    fn replace_innermost(&mut self, id: ModelId, code: &'static str, reason: &str) {
        if let ModelKind::Alias(target) = &mut self.models[id.0].kind {
            *innermost(target) = TypeRef::Json(Untyped::Cycle);
        }
        let pointer = self.models[id.0].pointer.clone();
        self.warn(
            code,
            &pointer,
            reason.to_owned(),
            "its items are treated as any JSON value",
        );
    }

    fn alias(&self, id: ModelId) -> Option<&TypeRef> {
        match &self.models.get(id.0)?.kind {
            ModelKind::Alias(target) => Some(target),
            _ => None,
        }
    }
}

fn innermost(ty: &mut TypeRef) -> &mut TypeRef {
    match ty {
        TypeRef::List(item) | TypeRef::Map(item) | TypeRef::Nullable(item) => innermost(item),
        other => other,
    }
}

/// The nesting of lists and maps in a type.
fn levels(ty: &TypeRef) -> usize {
    match ty {
        TypeRef::List(item) | TypeRef::Map(item) => 1 + levels(item),
        TypeRef::Nullable(item) => levels(item),
        _ => 0,
    }
}
