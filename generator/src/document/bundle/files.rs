//! The files of a definition: the definition itself, and those that it refers to.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::OtherFiles;
use super::address::Address;
use super::dynamic;
use crate::diagnostics::Diagnostic;
use crate::load;
use crate::pointer::escape;

/// Files by index; the definition is 0.
pub(super) struct Files {
    files: Vec<File>,
    /// The indexes of files by canonical path.
    known: HashMap<PathBuf, usize>,
    others: OtherFiles,
    /// The real path of the folder of the definition.
    folder: PathBuf,
}

struct File {
    /// The path for messages.
    path: PathBuf,
    value: Value,
    /// The pointers of its anchors, computed on demand.
    anchors: Option<HashMap<String, String>>,
}

impl Files {
    pub(super) fn new(document: Value, spec: &Path, others: OtherFiles) -> Self {
        // A definition without a folder, such as one in a test, has no other files.
        let folder = parent(spec).canonicalize().unwrap_or_default();
        let known = spec.canonicalize().ok().map(|real| (real, 0));
        Self {
            files: vec![File::new(spec.to_owned(), document)],
            known: known.into_iter().collect(),
            others,
            folder,
        }
    }

    /// The document of the definition.
    pub(super) fn root(&self) -> &Value {
        self.value(0)
    }

    /// The document of a file.
    pub(super) fn value(&self, file: usize) -> &Value {
        self.files
            .get(file)
            .map_or(&Value::Null, |file| &file.value)
    }

    /// An absolute reference to a location.
    pub(super) fn reference(&self, address: &Address) -> String {
        let real = self.known.iter().find(|(_, file)| **file == address.file);
        let path = real.map_or_else(String::new, |(path, _)| path.display().to_string());
        let path = path.replace('%', "%25").replace('#', "%23");
        format!("{path}#{}", address.pointer)
    }

    pub(super) fn at_mut(&mut self, address: &Address) -> Option<&mut Value> {
        let file = self.files.get_mut(address.file)?;
        file.value.pointer_mut(&address.pointer)
    }

    /// The definition, and the number of other files.
    pub(super) fn into_root(self) -> (Value, usize) {
        let others = self.files.len().saturating_sub(1);
        let root = self.files.into_iter().next();
        (root.map_or(Value::Null, |root| root.value), others)
    }

    /// A location for messages: `FILE#/pointer`, or `#/pointer` for the definition.
    pub(super) fn location(&self, address: &Address) -> String {
        let file = match address.file {
            0 => String::new(),
            other => self.path(other).display().to_string(),
        };
        format!("{file}#{}", address.pointer)
    }

    /// The file name without its extension.
    pub(super) fn stem(&self, file: usize) -> String {
        let stem = self.path(file).file_stem().unwrap_or_default();
        stem.to_string_lossy().into_owned()
    }

    /// Opens a file that another file refers to, once. Messages name the `location` of the reference.
    pub(super) fn open(
        &mut self,
        from: usize,
        name: &str,
        location: &str,
    ) -> Result<usize, Box<Diagnostic>> {
        if self.others == OtherFiles::None {
            return Err(Box::new(Diagnostic::error(
                "remote-reference",
                location,
                format!("`{name}` is another file; of a definition from a URL, none is read"),
                "bundle the definition into one file, or download all its files and generate from those",
            )));
        }
        let path = plain(&parent(self.path(from)).join(name));
        let real = path.canonicalize().map_err(|error| {
            Diagnostic::error(
                "unreadable-file",
                location,
                format!("`{name}` cannot be read: {error}"),
                "add the file; references are relative to the file that contains them",
            )
        })?;
        if let Some(known) = self.known.get(&real) {
            return Ok(*known);
        }
        if self.others == OtherFiles::InFolder && !real.starts_with(&self.folder) {
            return Err(Box::new(Diagnostic::error(
                "reference-outside-folder",
                location,
                format!("`{name}` is outside of the folder of the definition"),
                "move the file into the folder, or pass `--allow-outside`",
            )));
        }
        // A pipe or device is rejected: only the definition itself may be one.
        let bytes = load::read_plain_file(&path)?;
        let value = load::load_bytes(&bytes, &path.display().to_string())?;
        self.files.push(File::new(path, value));
        self.known.insert(real, self.files.len() - 1);
        Ok(self.files.len() - 1)
    }

    /// The pointer of an `$anchor` or of a schema with an `$id`.
    pub(super) fn anchor(&mut self, file: usize, name: &str) -> Option<String> {
        let file = self.files.get_mut(file)?;
        let anchors = file.anchors.get_or_insert_with(|| {
            let mut anchors = HashMap::new();
            collect_anchors(&file.value, &mut String::new(), &mut anchors);
            anchors
        });
        anchors.get(name).cloned()
    }

    fn path(&self, file: usize) -> &Path {
        self.files
            .get(file)
            .map_or(Path::new(""), |file| &file.path)
    }
}

impl File {
    fn new(path: PathBuf, mut value: Value) -> Self {
        dynamic::settle(&mut value);
        Self {
            path,
            value,
            anchors: None,
        }
    }
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => path,
    }
}

/// A path without `.` components, for messages.
fn plain(path: &Path) -> PathBuf {
    path.components()
        .filter(|part| *part != std::path::Component::CurDir)
        .collect()
}

fn collect_anchors(value: &Value, pointer: &mut String, anchors: &mut HashMap<String, String>) {
    let length = pointer.len();
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                match (key.as_str(), value) {
                    ("$anchor" | "$dynamicAnchor", Value::String(name)) => {
                        anchors
                            .entry(format!("#{name}"))
                            .or_insert_with(|| pointer.clone());
                    }
                    ("$id", Value::String(name)) => {
                        anchors
                            .entry(name.clone())
                            .or_insert_with(|| pointer.clone());
                    }
                    _ => {}
                }
                pointer.push('/');
                pointer.push_str(&escape(key));
                collect_anchors(value, pointer, anchors);
                pointer.truncate(length);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                pointer.push_str(&format!("/{index}"));
                collect_anchors(value, pointer, anchors);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}
