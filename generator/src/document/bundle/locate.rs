//! Resolving references to the location of their target.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::Bundler;
use super::address::Address;
use super::collect::Reference;
use super::naming;
use crate::diagnostics::Diagnostic;
use crate::grammar::PartKind;
use crate::pointer::{child, escape, unescape};

/// The maximum length of a chain of references; a circle of references is longer.
const MAX_REFERENCES: usize = 64;

/// The result of following a pointer.
enum Located {
    At(String),
    /// The pointer passes through a reference: its value, extended by the rest of the pointer.
    Reference(String),
    Nowhere,
}

impl Bundler {
    /// The target of a reference; `None` if the definition itself does not have it, which lowering
    /// reports.
    pub(super) fn locate(
        &mut self,
        from: usize,
        reference: &Reference,
    ) -> Result<Option<Address>, Box<Diagnostic>> {
        let stands = Address::new(from, &reference.pointer);
        let location = self.files.location(&stands);
        let mut file = from;
        let mut raw = reference.raw.clone();
        for _ in 0..MAX_REFERENCES {
            let start = self.start(file, reference.kind, &raw, &location)?;
            file = start.file;
            match follow(self.files.value(file), &start.pointer) {
                Located::At(pointer) => {
                    let address = Address { file, pointer };
                    match self.next(reference.kind, &address) {
                        Some(next) => raw = next,
                        None => return Ok(Some(address)),
                    }
                }
                Located::Reference(next) => raw = next,
                Located::Nowhere => break,
            }
        }
        if from == 0 && file == 0 {
            return Ok(None);
        }
        Err(Box::new(Diagnostic::error(
            "dangling-reference",
            location,
            format!("`{}` does not resolve", reference.raw),
            "add its target, or fix the reference",
        )))
    }

    /// The file of a reference, and its pointer as written.
    fn start(
        &mut self,
        from: usize,
        kind: PartKind,
        raw: &str,
        location: &str,
    ) -> Result<Address, Box<Diagnostic>> {
        if !raw.starts_with("#/")
            && raw != "#"
            && let Some(pointer) = self.files.anchor(from, raw)
        {
            return Ok(Address::new(from, &pointer));
        }
        if let Some(pointer) = self.plain_name(from, kind, raw) {
            return Ok(Address { file: 0, pointer });
        }
        let (name, pointer) = raw.split_once('#').unwrap_or((raw, ""));
        if name.is_empty() {
            return Ok(Address::new(from, pointer));
        }
        if name.contains("://") || name.starts_with("//") {
            return Err(Box::new(Diagnostic::error(
                "remote-reference",
                location,
                format!("`{raw}` is a URL; the network is never read"),
                "download the file into the folder of the definition, and refer to the copy",
            )));
        }
        let name = percent_decode_str(name).decode_utf8_lossy();
        let file = self.files.open(from, &name, location)?;
        Ok(Address::new(file, pointer))
    }

    /// `$ref: Pet`, as the earliest versions had it, is the schema of that name.
    fn plain_name(&self, from: usize, kind: PartKind, raw: &str) -> Option<String> {
        if from != 0 || raw.contains(['#', '/', '.']) {
            return None;
        }
        let home = naming::home(kind, self.is_swagger)?;
        let pointer = format!("{home}/{}", escape(raw));
        self.files.root().pointer(&pointer).map(|_| pointer)
    }

    /// The `$ref` of a part that is only a reference. A named schema is an alias, and is not followed.
    fn next(&self, kind: PartKind, address: &Address) -> Option<String> {
        let is_home = naming::is_home(kind, &address.pointer, self.is_swagger);
        if address.file == 0 && kind == PartKind::Schema && is_home {
            return None;
        }
        let there = self.files.value(address.file).pointer(&address.pointer)?;
        only_reference(kind, there).map(str::to_owned)
    }
}

/// The `$ref` of a part that is only a reference. Siblings of `$ref` have a meaning only in schemas,
/// path items and operations.
pub(super) fn only_reference(kind: PartKind, value: &Value) -> Option<&str> {
    let part = value.as_object()?;
    let is_alone = part.len() == 1
        || !matches!(
            kind,
            PartKind::Schema | PartKind::PathItem | PartKind::Operation
        );
    part.get("$ref").filter(|_| is_alone)?.as_str()
}

fn follow(root: &Value, pointer: &str) -> Located {
    let keys: Vec<&str> = pointer.split('/').skip(1).collect();
    let mut here = root;
    let mut found = String::with_capacity(pointer.len());
    for (index, key) in keys.iter().enumerate() {
        // A name may have a percent sign in it that means nothing.
        let decoded = || percent_decode_str(key).decode_utf8_lossy().into_owned();
        let step = |key: String| Some((child(here, &key)?, key));
        match step(unescape(key)).or_else(|| step(unescape(&decoded()))) {
            Some((next, key)) => {
                found.push('/');
                found.push_str(&escape(&key));
                here = next;
            }
            None => {
                let Some(reference) = here.get("$ref").and_then(Value::as_str) else {
                    return Located::Nowhere;
                };
                let sign = if reference.contains('#') { "" } else { "#" };
                let rest = keys.get(index..).unwrap_or_default().join("/");
                return Located::Reference(format!("{reference}{sign}/{rest}"));
            }
        }
    }
    if pointer.is_empty() || pointer.starts_with('/') {
        Located::At(found)
    } else {
        Located::Nowhere
    }
}
