//! Downloads definitions from URLs within limits, and keeps a copy.
//!
//! A definition becomes code that others run, so only https is allowed, and http for localhost.

mod address;
mod copy;
mod request;

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

use crate::diagnostics::Diagnostic;
use crate::fetched::{Fetched, Network};
use copy::Copy;

pub use address::check;
pub use copy::sha256;
pub use request::{MAX_BYTES, MAX_REDIRECTS, TIMEOUT};

/// The environment variable with the cache folder.
const CACHE: &str = "SDKGEN_CACHE";

/// Downloads a definition, or returns its copy in the cache folder, which is by default that of
/// `SDKGEN_CACHE` or the user's. If there is a checksum (SHA-256 in hexadecimal digits), the definition has
/// to match it.
///
/// # Errors
/// If the URL is not allowed, there is no response within the limits, the checksum differs, or the copy
/// cannot be written.
pub fn fetch(
    url: &str,
    sha256: Option<&str>,
    cache: Option<&Path>,
    network: Network,
) -> Result<Fetched, Diagnostic> {
    let address = address::parse(url)?;
    let folder = match cache {
        Some(folder) => folder.to_owned(),
        None => cache_folder()?,
    };
    let copy = Copy::of(&address, &folder);
    let is_wanted =
        |found: &Fetched| sha256.is_none_or(|it| it.eq_ignore_ascii_case(&found.sha256));
    let may_be_copy = network == Network::PreferCopy || sha256.is_some();
    if may_be_copy && let Some(found) = copy.read().filter(is_wanted) {
        return Ok(found);
    }
    let bytes = request::get(address).map_err(|mut found| {
        let note = match (network, copy.read()) {
            (Network::PreferCopy, None) => "the cache has no copy: run once without `--check`",
            (Network::PreferCopy, Some(_)) => "the copy in the cache has another checksum",
            (Network::Ask, Some(_)) => "`--check` uses the copy of the last run",
            (Network::Ask, None) => return found,
        };
        found.help = format!("{}; {note}", found.help).into();
        found
    })?;
    let fetched = copy.fetched(&bytes, false);
    if !is_wanted(&fetched) {
        let message = format!("the definition has another SHA-256: {}", fetched.sha256);
        let help = "look at what changed, and set `sha256` to the new one";
        return Err(Diagnostic::error("checksum", url, message, help));
    }
    copy.write(&bytes)?;
    Ok(fetched)
}

fn cache_folder() -> Result<PathBuf, Diagnostic> {
    let set = std::env::var_os(CACHE).filter(|folder| !folder.is_empty());
    if let Some(folder) = set {
        return Ok(folder.into());
    }
    let folders = etcetera::choose_base_strategy().map_err(|error| {
        let message = format!("the user has no cache folder: {error}");
        let help = "set the environment variable `SDKGEN_CACHE` to a folder";
        Diagnostic::error("no-cache", CACHE, message, help)
    })?;
    Ok(folders.cache_dir().join("sdkgen"))
}

#[cfg(test)]
mod tests;
