//! The request that uploads a crate, as the web API of registries wants it: the metadata that cargo
//! would send, and the packed file.
//!
//! Whoever sends it needs a token and nothing else, neither cargo nor the repository. So the program
//! that has the token compiles nothing and reads no manifest. The source of the format is the chapter
//! "Registry Web API" of the book of cargo; a test compares with what cargo sends.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use serde_json::{Value, json};

use super::manifest::{Dependency, Manifest};
use super::package::Package;

/// The body of the request.
const BODY: &str = "upload.bin";

/// What is uploaded, for those who look whether it arrived.
const DESCRIPTION: &str = "package.json";

/// The notes of the release, which come with the crate.
const NOTES: &str = "releaseNotes.md";

/// The body of `PUT /api/v1/crates/new`: each of the two parts behind its length, in four bytes with
/// the lowest first.
///
/// # Errors
/// If a part is longer than that can say.
fn body(metadata: &[u8], packed: &[u8]) -> Result<Vec<u8>> {
    let mut body = Vec::with_capacity(metadata.len() + packed.len() + 8);
    for part in [metadata, packed] {
        let length = u32::try_from(part.len()).context("the crate is too large for a request")?;
        body.extend(length.to_le_bytes());
        body.extend(part);
    }
    Ok(body)
}

/// Writes what is to be sent into an empty folder. `checksum` is that of the packed file in the
/// registry, when it has one.
///
/// # Errors
/// If the folder is not empty, or cannot be written.
pub(super) fn write(
    folder: &Path,
    manifest: &Manifest,
    package: &Package,
    source: &str,
    checksum: Option<&str>,
) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let is_empty = fs::read_dir(folder)?.next().is_none();
    ensure!(is_empty, "{} is not empty", folder.display());
    let metadata = serde_json::to_vec(&metadata(manifest, package, source))?;
    let description = json!({
        "name": package.name,
        "version": package.version,
        "checksum": checksum.unwrap_or(&package.checksum),
    });
    let notes = package.files.get(NOTES).cloned().unwrap_or_default();
    let files: [(&str, Vec<u8>); 3] = [
        (BODY, body(&metadata, &package.packed)?),
        (DESCRIPTION, description.to_string().into_bytes()),
        (NOTES, notes),
    ];
    for (name, bytes) in files {
        let place = folder.join(name);
        fs::write(&place, bytes).with_context(|| place.display().to_string())?;
    }
    Ok(())
}

/// What cargo tells a registry of a crate. `source` is the registry, as cargo's lock files call it.
fn metadata(manifest: &Manifest, package: &Package, source: &str) -> Value {
    let readme = manifest.readme.as_deref();
    let text = readme.and_then(|path| package.files.get(path));
    let text = text.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    // Cargo leaves out what only tests of this repository know.
    let told = manifest.dependencies.iter();
    let told = told.filter(|it| it.kind.as_deref() != Some("dev") || it.req != "*");
    let told: Vec<_> = told.map(|it| dependency(it, source)).collect();
    json!({
        "name": package.name,
        "vers": package.version,
        "deps": told,
        "features": manifest.features,
        "authors": manifest.authors,
        "description": manifest.description,
        "documentation": manifest.documentation,
        "homepage": manifest.homepage,
        "readme": text,
        "readme_file": readme,
        "keywords": manifest.keywords,
        "categories": manifest.categories,
        "license": manifest.license,
        "license_file": manifest.license_file,
        "repository": manifest.repository,
        "badges": BTreeMap::<String, String>::new(),
        "links": manifest.links,
        "rust_version": manifest.rust_version,
    })
}

#[derive(Serialize)]
struct Told<'a> {
    optional: bool,
    default_features: bool,
    name: &'a str,
    features: &'a [String],
    version_req: &'a str,
    target: Option<&'a str>,
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    registry: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explicit_name_in_toml: Option<&'a str>,
}

fn dependency<'a>(dependency: &'a Dependency, source: &str) -> Told<'a> {
    // No registry means the one that it is uploaded to.
    let registry = dependency.source.as_deref().filter(|its| *its != source);
    Told {
        optional: dependency.optional,
        default_features: dependency.uses_default_features,
        name: &dependency.name,
        features: &dependency.features,
        version_req: &dependency.req,
        target: dependency.target.as_deref(),
        kind: dependency.kind.as_deref().unwrap_or("normal"),
        registry: registry.map(|its| its.strip_prefix("registry+").unwrap_or(its)),
        explicit_name_in_toml: dependency.rename.as_deref(),
    }
}
