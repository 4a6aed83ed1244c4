//! Tests of the runtime in one program, so that it is linked once.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails like the test itself"
)]

#[cfg(feature = "client")]
#[path = "support/pages.rs"]
mod pages;
#[cfg(feature = "client")]
mod support;
#[cfg(feature = "client")]
#[path = "support/virtual_time.rs"]
mod virtual_time;

mod blocking;
mod bodies;
mod calls;
mod config;
mod default_server;
mod downloads;
mod grants;
mod hooks;
mod leniency;
mod login;
mod login_driving;
mod media_types;
mod nulls;
mod paging;
mod paging_ahead;
mod paging_end;
mod paging_lost;
mod paging_styles;
mod raw;
mod reload;
mod retry;
mod secrets;
mod security;
mod servers;
mod streams;
mod testing;
mod union_leniency;
mod waits;
mod webhooks;

/// A file that is no module of this program would be skipped silently.
#[test]
fn every_file_is_a_module() {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests")).unwrap();
    let paths = folder.map(|entry| entry.unwrap().path());
    let files = paths.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    // These need a process of their own, and say why.
    let programs = ["main", "logging", "notification_events", "transfer_memory"];
    let names = files.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned());
    let missing: Vec<_> = names
        .filter(|name| !programs.contains(&name.as_str()))
        .filter(|name| !include_str!("main.rs").contains(&format!("\nmod {name};\n")))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}
