//! Cache: the inputs and outputs of the last run, so that a run with the same inputs is only a
//! comparison.
//!
//! The note is in a folder in the output that version control ignores. It is used only if it is intact,
//! if the generator, the input and the package are unchanged, and if each file still has its written
//! contents. Otherwise all stages run; a damaged note is never an error.

use std::collections::BTreeMap;
use std::fs;
use std::hash::Hash;
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use crate::{Input, Package, Summary, load, write};

pub use crate::write::FOLDER;

/// The note, in [`FOLDER`].
const NOTE: &str = "note.json";

/// A hash of the generator, the definition, its overlays and the package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fingerprint(u128);

#[derive(Debug, Serialize, Deserialize)]
struct Note {
    fingerprint: String,
    summary: Summary,
    /// The hash of each file, by path.
    files: BTreeMap<String, String>,
}

/// The fingerprint of a run; `None` if one of its files cannot be read.
///
/// It includes the bytes of the executable, and so the code, the templates and the versions of
/// the libraries.
pub(crate) fn fingerprint(input: &Input, package: &Package) -> Option<Fingerprint> {
    let mut hasher = Xxh3::new();
    fs::read(std::env::current_exe().ok()?)
        .ok()?
        .hash(&mut hasher);
    input.hash(&mut hasher);
    package.hash(&mut hasher);
    for path in [&input.spec].into_iter().chain(&input.overlays) {
        // A pipe can be read only once, by the stage that needs its contents.
        load::read_plain_file(path).ok()?.hash(&mut hasher);
    }
    Some(Fingerprint(hasher.digest128()))
}

/// The summary and the number of files of the last run, if it had the same fingerprint and its files
/// are unchanged.
pub(crate) fn recall(fingerprint: Fingerprint, out: &Path) -> Option<(Summary, usize)> {
    // The writing stage cleans up after a killed run.
    if !write::is_settled(out) {
        return None;
    }
    let note = write::read_plain(out, &format!("{FOLDER}/{NOTE}"), load::MAX_BYTES)?;
    let text = String::from_utf8(note).ok()?;
    let (digest_of_note, note) = text.split_once('\n')?;
    if digest(note) != digest_of_note {
        return None;
    }
    let note: Note = serde_json::from_str(note).ok()?;
    if note.fingerprint != hex(fingerprint.0) {
        return None;
    }
    let is_as_written = |(path, written): (&String, &String)| {
        let there = write::read_plain(out, path, load::MAX_BYTES);
        there.is_some_and(|there| digest(&there) == *written)
    };
    let is_whole = note.files.par_iter().all(is_as_written);
    is_whole.then_some((note.summary, note.files.len()))
}

/// Writes the note about a crate that was just written.
///
/// Best effort: without the note, the next run starts from the beginning.
pub(crate) fn remember(
    fingerprint: Fingerprint,
    summary: &Summary,
    files: &BTreeMap<String, String>,
    out: &Path,
) {
    let list = write::list_contents(files.keys());
    let digests = files
        .par_iter()
        .map(|(path, text)| (path.clone(), digest(text)));
    let mut digests: BTreeMap<_, _> = digests.collect();
    digests.insert(write::MANIFEST.to_owned(), digest(&list));
    let note = Note {
        fingerprint: hex(fingerprint.0),
        summary: summary.clone(),
        files: digests,
    };
    if let Ok(note) = serde_json::to_string(&note) {
        let note = crate::characters::json(&note).into_owned();
        let _ = write::save(out, NOTE, &format!("{}\n{note}", digest(&note)));
    }
}

fn digest(bytes: impl AsRef<[u8]>) -> String {
    hex(xxh3_128(bytes.as_ref()))
}

fn hex(digest: u128) -> String {
    format!("{digest:032x}")
}
