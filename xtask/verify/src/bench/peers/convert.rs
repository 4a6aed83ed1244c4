//! The definition in a form that other generators may accept: in OpenAPI 3.0, with contradictions repaired.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sdk_generator::{load, repair, upgrade};
use serde_json::Value;
use xtask::problems::failure;

/// A converted definition, with facts about the published one.
#[derive(Debug)]
pub(crate) struct Converted {
    /// The file with the converted definition.
    pub(crate) path: PathBuf,
    pub(crate) title: String,
    /// The format of the published definition, such as `Swagger 2.0`.
    pub(crate) format: String,
    /// The size of the published definition, in bytes.
    pub(crate) bytes: u64,
}

/// Converts a definition and writes the result to a folder.
///
/// # Errors
/// If the definition cannot be read, or the file cannot be written.
pub(crate) fn convert(spec: &Path, folder: &Path) -> Result<Converted> {
    let file = spec.display().to_string();
    let published = load::load_file(spec).map_err(failure)?;
    let dialect = upgrade::dialect(&published, &file).map_err(failure)?;
    let format = format(&published);
    let mut value = upgrade::upgrade(published, dialect).value;
    let _warnings = repair::tolerate(&mut value);
    remove_contradictory_defaults(&mut value);
    let title = value.pointer("/info/title").and_then(Value::as_str);
    let title = title.unwrap_or_default().to_owned();
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let path = folder.join("openapi-3.0.json");
    fs::write(&path, value.to_string()).with_context(|| path.display().to_string())?;
    let bytes = fs::metadata(spec).with_context(|| file)?.len();
    Ok(Converted {
        path,
        title,
        format,
        bytes,
    })
}

/// Removes defaults that are not among the enum values, because some generators reject them.
fn remove_contradictory_defaults(value: &mut Value) {
    match value {
        Value::Object(object) => {
            let values = object.get("enum").and_then(Value::as_array);
            let default = object.get("default");
            if let (Some(values), Some(default)) = (values, default)
                && !values.contains(default)
            {
                object.remove("default");
            }
            object.values_mut().for_each(remove_contradictory_defaults);
        }
        Value::Array(items) => items.iter_mut().for_each(remove_contradictory_defaults),
        _ => {}
    }
}

/// The name and the version of a definition's format.
fn format(definition: &Value) -> String {
    for (key, name) in [("swagger", "Swagger"), ("openapi", "OpenAPI")] {
        if let Some(version) = definition.get(key) {
            let version = version.to_string();
            return format!("{name} {}", version.trim_matches('"'));
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::Value;

    use super::convert;

    #[test]
    fn a_peer_gets_openapi_3_without_contradictions() {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("pets.json");
        let text = r#"{"swagger": "2.0", "info": {"title": "Pets", "version": "1"}, "paths": {"/pets": {"get": {
            "parameters": [{"name": "sort", "in": "query", "type": "string", "enum": ["a"], "default": "b"}],
            "responses": {"200": {"description": "All pets"}}}}}}"#;
        fs::write(&spec, text).unwrap();
        let converted = convert(&spec, folder.path()).unwrap();
        assert_eq!(converted.format, "Swagger 2.0");
        assert_eq!(converted.title, "Pets");
        assert_eq!(converted.bytes, text.len() as u64);
        let text = fs::read_to_string(converted.path).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        assert!(value["openapi"].as_str().unwrap().starts_with("3.0"));
        let schema = &value["paths"]["/pets"]["get"]["parameters"][0]["schema"];
        assert_eq!(schema["enum"][0], "a");
        assert_eq!(schema.get("default"), None);
    }
}
