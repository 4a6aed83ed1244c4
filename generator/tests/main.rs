//! All tests of the generator, in one program: it is linked once, and its tests share the cores to the end.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

/// The allocator that `sdkgen` has: definitions and names are small allocations.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What the fuzz targets call.
#[allow(
    unreachable_pub,
    missing_docs,
    clippy::expect_used,
    dead_code,
    reason = "the fuzz targets use it as a crate"
)]
#[path = "../../fuzz/src/lib.rs"]
mod entries;
mod support;

mod action;
mod architecture;
mod bodies;
mod cli;
mod cli_errors;
mod compile;
mod config;
mod conversions;
mod derives;
mod determinism;
mod diff;
mod features;
mod fuzz;
mod growth;
mod hostile;
mod input;
mod layout;
mod messages;
mod mistakes;
mod origins;
mod own_types;
mod paging;
mod reference;
mod releases;
mod scale;
mod seeds;
mod selection;
mod servers;
mod surface;
mod texts;
mod tutorial;
mod unchanged;
mod vendors;
mod words;
mod writing;

/// A file that is no module of this program would be skipped silently.
#[test]
fn every_file_is_a_module() {
    let files =
        support::folder::contents(concat!(env!("CARGO_MANIFEST_DIR"), "/tests").as_ref()).unwrap();
    let main = include_str!("main.rs");
    let missing: Vec<_> = files
        .keys()
        .filter(|path| !path.contains('/') && path.as_str() != "main.rs")
        .filter_map(|path| path.strip_suffix(".rs"))
        .filter(|name| !main.contains(&format!("\nmod {name};\n")))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}
