//! Writes the request that uploads a crate to the web API of a registry: the metadata that cargo
//! would send, and the packed file.
//!
//! The job that sends it needs the token, and neither cargo nor the repository, so that it compiles
//! nothing and reads no manifest. The format is specified in the Cargo Book, "Registry Web API"; a
//! test compares it with what cargo sends.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use serde_json::{Value, json};

use super::manifest::{Dependency, Manifest};
use super::package::Package;

/// The file with the body of the request.
const BODY: &str = "upload.bin";

/// The file with name, version and checksum, by which the upload can be verified.
const DESCRIPTION: &str = "package.json";

/// The file with the release notes.
const NOTES: &str = "releaseNotes.md";

/// The body of `PUT /api/v1/crates/new`: each of the two parts after its length, as a 32-bit
/// little-endian integer.
///
/// # Errors
/// If a part is longer than 4 GiB.
fn body(metadata: &[u8], packed: &[u8]) -> Result<Vec<u8>> {
    let mut body = Vec::with_capacity(metadata.len() + packed.len() + 8);
    for part in [metadata, packed] {
        let length = u32::try_from(part.len()).context("the crate is too large for a request")?;
        body.extend(length.to_le_bytes());
        body.extend(part);
    }
    Ok(body)
}

/// Writes the request into an empty folder. `checksum` is that of the packed file in the
/// registry, if it has one.
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

/// The metadata of a crate for a registry, whose name in lock files is `source`.
fn metadata(manifest: &Manifest, package: &Package, source: &str) -> Value {
    let readme = manifest.readme.as_deref();
    let text = readme.and_then(|path| package.files.get(path));
    let text = text.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    // Cargo omits dev-dependencies that have only a path.
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
    // `null` means the registry that the crate is uploaded to.
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
