//! Bundling: moves the targets of references into the sections of named components.
//!
//! Lowering only resolves references to named components. The target of any other reference, in this
//! file or in another, is moved into its section under a name made from its pointer, and replaced by
//! a reference; so it is one type, however many references it has. Path items are copied to the paths that
//! refer to them. References that do not resolve in the document are kept: an overlay repairs them, or
//! lowering reports them.
//!
//! Works on the document as it was published, whichever version that is.

mod address;
mod collect;
mod dynamic;
mod files;
mod inline;
mod locate;
mod naming;
mod sections;

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::path::Path;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::extensions::NULLABLE;
use crate::grammar::{self, PartKind, Pointer};
use crate::origins::Origins;
use crate::pointer::escape;
use address::{Address, pointer_of};
use collect::{Reference, references, rewrite};
use files::Files;

pub(crate) use naming::{Taken, unique};

/// A document without references to other files.
#[derive(Debug)]
pub(crate) struct Bundled {
    pub(crate) value: Value,
    /// The original locations of its parts.
    pub(crate) origins: Origins,
    /// The number of other files.
    pub(crate) other_files: usize,
    /// Warnings about ignored parts.
    pub(crate) found: Diagnostics,
}

/// Which other files a definition may refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OtherFiles {
    /// Files in its folder.
    InFolder,
    /// Any file.
    Anywhere,
    /// None, because files beside the copy of a downloaded definition do not belong to
    /// it.
    None,
}

/// Moves the targets of references into the sections of named components.
///
/// # Errors
/// One for each reference to a URL, to a file that must not or cannot be read, or to a target that a
/// file does not have.
pub(crate) fn bundle(
    document: Value,
    is_swagger: bool,
    spec: &Path,
    others: OtherFiles,
) -> Result<Bundled, Diagnostics> {
    let mut bundler = Bundler {
        is_swagger,
        files: Files::new(document, spec, others),
        targets: HashMap::new(),
        planned: IndexMap::new(),
        names: Taken::new(),
        problems: Diagnostics::default(),
    };
    bundler.plan();
    if bundler.problems.has_errors() {
        return Err(bundler.problems);
    }
    Ok(bundler.execute())
}

/// The new references by file, kind and old reference.
type Targets = HashMap<(usize, PartKind), HashMap<String, String>>;

struct Bundler {
    is_swagger: bool,
    files: Files,
    targets: Targets,
    /// The moves, by original location.
    planned: IndexMap<Address, Move>,
    names: Taken,
    problems: Diagnostics,
}

/// The target of a reference, as a pointer, and a part that has to be searched because of it.
type Target = (String, Option<(Address, PartKind)>);

/// The destination of a part.
struct Move {
    kind: PartKind,
    /// The pointer without its `#`.
    to: String,
    /// Whether the part is copied, not moved.
    stays: bool,
}

impl Bundler {
    /// Determines the moves. Each part is searched once.
    fn plan(&mut self) {
        self.expand_sections();
        let root = Address::root();
        let mut open = self.plan_aliases();
        open.push((root, PartKind::Root));
        while let Some((address, kind)) = open.pop() {
            let Some(part) = self.files.at_mut(&address) else {
                continue;
            };
            for reference in references(kind, part, &address.pointer) {
                open.extend(self.plan_one(address.file, &reference, None));
            }
        }
    }

    /// Names unnamed parts after the named components that are only references to them.
    fn plan_aliases(&mut self) -> Vec<(Address, PartKind)> {
        let mut open = Vec::new();
        for kind in naming::NAMED {
            let Some(home) = naming::home(kind, self.is_swagger) else {
                continue;
            };
            let section = self.files.root().pointer(home).and_then(Value::as_object);
            let aliases = section.into_iter().flatten().filter_map(|(name, value)| {
                let pointer = format!("{home}/{}", escape(name));
                let raw = locate::only_reference(kind, value)?.to_owned();
                Some(Reference { kind, raw, pointer })
            });
            for alias in aliases.collect::<Vec<_>>() {
                let name = alias.pointer.clone();
                open.extend(self.plan_one(0, &alias, Some(name)));
            }
        }
        open
    }

    /// Plans the move for a reference. Returns a part that has to be searched because of
    /// it.
    fn plan_one(
        &mut self,
        file: usize,
        reference: &Reference,
        own_name: Option<String>,
    ) -> Option<(Address, PartKind)> {
        let kind = reference.kind;
        let known = self.targets.get(&(file, kind));
        if known.is_some_and(|known| known.contains_key(&reference.raw)) {
            return None;
        }
        let (target, open) = match self.target(file, reference, own_name) {
            Ok(Some((target, open))) => (format!("#{target}"), open),
            Ok(None) => (reference.raw.clone(), None),
            Err(problem) => {
                self.problems.push(*problem);
                (reference.raw.clone(), None)
            }
        };
        let known = self.targets.entry((file, kind)).or_default();
        known.insert(reference.raw.clone(), target);
        open
    }

    /// The target of a reference, as a pointer into the bundled document.
    fn target(
        &mut self,
        file: usize,
        reference: &Reference,
        own_name: Option<String>,
    ) -> Result<Option<Target>, Box<Diagnostic>> {
        let kind = reference.kind;
        let Some(address) = self.locate(file, reference)? else {
            return Ok(None);
        };
        if address.file == 0 && naming::is_home(kind, &address.pointer, self.is_swagger) {
            return Ok(Some((address.pointer, None)));
        }
        if let Some(planned) = self.planned.get(&address) {
            let fits = planned.kind == kind;
            return Ok(fits.then(|| (planned.to.clone(), None)));
        }
        let Some(home) = naming::home(kind, self.is_swagger) else {
            return Ok(None);
        };
        let Some(stays) = stays(&address, kind) else {
            return Ok(None);
        };
        let to = own_name.unwrap_or_else(|| {
            let name = naming::name(&address.pointer, self.files.stem(address.file));
            unique(home, &name, &mut self.names, self.files.root())
        });
        let planned = Move {
            kind,
            to: to.clone(),
            stays,
        };
        self.planned.insert(address.clone(), planned);
        // Other parts of the definition are searched with it.
        let is_open = address.file != 0 || stays;
        Ok(Some((to, is_open.then_some((address, kind)))))
    }

    /// Whether bundling leaves all references of the definition itself unchanged.
    fn keeps_references(&self) -> bool {
        let mut targets = self.targets.iter();
        targets.all(|((file, _), targets)| {
            *file != 0 || targets.iter().all(|(raw, target)| raw == target)
        })
    }

    /// Performs the moves, and rewrites the references.
    fn execute(mut self) -> Bundled {
        let mut origins = Origins::default();
        // Nested parts are moved first, so that all pointers remain valid.
        let moves = std::mem::take(&mut self.planned);
        let mut moves: Vec<_> = moves.into_iter().enumerate().collect();
        moves.sort_by_key(|(_, (address, _))| Reverse(address.depth()));
        let mut moved = HashSet::new();
        let mut parts = Vec::with_capacity(moves.len());
        for (order, (address, Move { kind, to, stays })) in moves {
            origins.add(&to, self.files.location(&address));
            let Some(slot) = self.files.at_mut(&address) else {
                continue;
            };
            let mut part = if stays {
                slot.clone()
            } else {
                let left = reference(&to, slot);
                std::mem::replace(slot, left)
            };
            let mut pointer = Pointer::new(&address.pointer);
            rewrite(
                kind,
                &mut part,
                &mut pointer,
                address.file,
                &self.targets,
                &moved,
            );
            if !stays {
                moved.insert(address);
            }
            parts.push((order, to, part));
        }
        let is_unchanged = moved.is_empty() && self.keeps_references();
        let (mut root, other_files) = self.files.into_root();
        if !is_unchanged {
            let mut pointer = Pointer::default();
            rewrite(
                PartKind::Root,
                &mut root,
                &mut pointer,
                0,
                &self.targets,
                &moved,
            );
        }
        parts.sort_unstable_by_key(|(order, ..)| *order);
        for (_, to, part) in parts {
            put(&mut root, &to, part);
        }
        let found = inline::inline(&mut root, &mut origins, self.is_swagger);
        Bundled {
            value: root,
            origins,
            other_files,
            found,
        }
    }
}

/// Whether the target of a reference is copied instead of moved; `None` if it has the wrong
/// kind. A request body may be used as a response, by its content.
fn stays(address: &Address, kind: PartKind) -> Option<bool> {
    if address.file != 0 {
        return Some(false);
    }
    match grammar::target(&address.pointer) {
        grammar::PointerTarget::Part(there) if there == kind => Some(false),
        grammar::PointerTarget::Part(there) => {
            let has_content = [PartKind::Response, PartKind::RequestBody];
            (has_content.contains(&there) && has_content.contains(&kind)).then_some(true)
        }
        grammar::PointerTarget::Data => Some(true),
        grammar::PointerTarget::Parts => None,
    }
}

/// A reference that replaces a part. Annotations of a schema are kept as siblings.
fn reference(to: &str, part: &Value) -> Value {
    let uses = [
        "nullable",
        NULLABLE,
        "readOnly",
        "writeOnly",
        "deprecated",
        "default",
        "description",
    ];
    let mut reference = Map::new();
    reference.insert("$ref".into(), format!("#{to}").into());
    for key in uses {
        if let Some(value) = part.get(key) {
            reference.insert(key.into(), value.clone());
        }
    }
    Value::Object(reference)
}

/// Inserts a part into its section.
fn put(root: &mut Value, pointer: &str, part: Value) {
    let mut here = root;
    for key in pointer_of(pointer) {
        if !here.is_object() {
            *here = Value::Object(Map::new());
        }
        let Value::Object(entries) = here else {
            return;
        };
        here = entries.entry(key).or_insert(Value::Null);
    }
    *here = part;
}

#[cfg(test)]
mod tests;
