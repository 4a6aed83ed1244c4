//! The locations of diagnostics: file, line and excerpt.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use sdk_generator::diagnostics::Diagnostic;
use sdk_generator::load;
use sdk_generator::source::{Source, Span};

/// The location of a diagnostic, as far as it is known.
#[derive(Debug)]
pub(super) struct Location {
    /// The file, or the option that the diagnostic names.
    pub(super) file: String,
    /// The JSON pointer in the file.
    pub(super) pointer: Option<String>,
    /// The excerpt; `None` if the file cannot be read or the position is not known.
    pub(super) span: Option<Span>,
}

/// The locations of some diagnostics; those without a file are in the definition. Each file is read
/// once.
pub(super) fn locations(diagnostics: &[&Diagnostic], definition: &Path) -> Vec<Location> {
    let named = diagnostics
        .iter()
        .map(|diagnostic| named(diagnostic, definition));
    let mut locations: Vec<_> = named.collect();
    let mut files: HashMap<PathBuf, Vec<usize>> = HashMap::new();
    for (index, (location, diagnostic)) in locations.iter().zip(diagnostics).enumerate() {
        if location.pointer.is_some() || diagnostic.position.is_some() {
            let file = PathBuf::from(&location.file);
            files.entry(file).or_default().push(index);
        }
    }
    for (file, indices) in files {
        // What was read from a pipe is gone.
        let Ok(bytes) = load::read_plain_file(&file) else {
            continue;
        };
        let source = Source::new(&bytes);
        let pointers = indices
            .iter()
            .map(|index| locations[*index].pointer.as_deref());
        let pointers: Vec<_> = pointers.map(Option::unwrap_or_default).collect();
        for (index, span) in indices.iter().zip(source.find(&pointers)) {
            locations[*index].span = match diagnostics[*index].position.as_deref() {
                Some(position) => source.at(*position),
                None => span,
            };
        }
    }
    locations
}

/// Splits the location of a diagnostic into the file and the JSON pointer.
fn named(diagnostic: &Diagnostic, definition: &Path) -> Location {
    let location = &diagnostic.location;
    let pointer = location
        .find("#/")
        .or_else(|| location.strip_suffix('#').map(str::len));
    let (file, pointer) = match pointer {
        Some(start) => location.split_at(start),
        None => (&**location, ""),
    };
    Location {
        file: match file {
            "" => definition.display().to_string(),
            file => file.to_owned(),
        },
        pointer: (!pointer.is_empty()).then(|| pointer.to_owned()),
        span: None,
    }
}
