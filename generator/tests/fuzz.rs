//! The fuzz targets for some seconds, with changes that are the same in each run: what a real
//! fuzzer tries for hours is here a test. `FUZZ_SECONDS` makes it longer, `FUZZ_SEED` starts
//! elsewhere, and `FUZZ_CORPUS` names a folder of definitions to change in place of the seeds.

use std::env;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::entries::mutate::{self, Random};
use serde_json::Value;

const SEEDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus");

/// How long one input may take; a seed takes a thousandth of it.
const MAX_TIME: Duration = Duration::from_secs(20);

fn number(variable: &str, default: u64) -> u64 {
    let text = env::var(variable).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// The files of a folder and of the folders in it.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Definitions, those of all targets together, or the folders that are written into.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = env::var_os("FUZZ_CORPUS").map_or_else(|| SEEDS.into(), PathBuf::from);
    let folders = Path::new(SEEDS).join("write");
    let mut paths = Vec::new();
    files(if name == "write" { &folders } else { &folder }, &mut paths);
    paths.retain(|path| name == "write" || !path.starts_with(&folders));
    assert!(!paths.is_empty(), "{} has no seeds", folder.display());
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Tries an input. It is kept in a file, since a stack that overflows ends the process at once.
fn attempt(name: &str, number: u64, bytes: &[u8], run: fn(&[u8])) {
    let path = env::temp_dir().join(format!("sdkgen-fuzz-{name}"));
    fs::write(&path, bytes).unwrap();
    let start = Instant::now();
    let result = catch_unwind(|| run(bytes));
    let input = path.display();
    assert!(
        result.is_ok(),
        "`{name}` panics in round {number}; the input is {input}"
    );
    let is_slow = start.elapsed() > MAX_TIME;
    assert!(
        !is_slow,
        "`{name}` takes too long in round {number}; the input is {input}"
    );
}

/// Changes seeds until the time is over, at least for one round.
fn fuzz(name: &str, run: fn(&[u8]), change: fn(&[u8], &mut Random) -> Option<Vec<u8>>) {
    let seeds = seeds(name);
    for (index, seed) in (0..).zip(&seeds) {
        attempt(name, index, seed, run);
    }
    let end = Instant::now() + Duration::from_secs(number("FUZZ_SECONDS", 1));
    for round in number("FUZZ_SEED", 1).. {
        let mut random = Random::new(round);
        let seed = &seeds[random.below(seeds.len())];
        if let Some(changed) = change(seed, &mut random) {
            attempt(name, round, &changed, run);
        }
        if Instant::now() > end {
            break;
        }
    }
}

fn changed_bytes(seed: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let mut bytes = seed.to_vec();
    mutate::bytes(&mut bytes, random);
    Some(bytes)
}

fn changed_document(seed: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let mut value: Value = sdk_generator::load::load_bytes(seed, "seed").ok()?;
    mutate::document(&mut value, random);
    Some(value.to_string().into_bytes())
}

#[test]
fn loading() {
    fuzz("load", crate::entries::load, changed_bytes);
}

#[test]
fn reading() {
    fuzz("read", crate::entries::read, changed_document);
}

#[test]
fn texts() {
    fuzz("markdown", crate::entries::markdown, changed_bytes);
}

#[test]
fn generating() {
    fuzz("generate", crate::entries::generate, changed_document);
}

/// Lines of other seeds, in any order, and some bytes of them changed.
fn changed_lines(seed: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let others = seeds("write");
    let mut lines: Vec<&[u8]> = seed.split(|byte| *byte == b'\n').collect();
    for _ in 0..random.below(4) {
        let other = &others[random.below(others.len())];
        let all: Vec<_> = other.split(|byte| *byte == b'\n').collect();
        lines.insert(random.below(lines.len()), all[random.below(all.len())]);
    }
    let mut bytes = lines.join(&b'\n');
    if random.below(2) == 0 {
        mutate::bytes(&mut bytes, random);
    }
    Some(bytes)
}

#[test]
fn writing() {
    fuzz("write", crate::entries::output::write, changed_lines);
}
