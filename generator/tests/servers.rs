//! Addresses of single operations, which callers do not choose.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs;

use sdk_generator::Input;

const DEFINITION: &str = r#"
openapi: 3.1.0
info: { title: Harbours, version: "1" }
servers: [{ url: "https://api.example.com" }]
paths:
  /path:
    servers: [{ url: "http://path.example.com" }]
    get: { responses: { "204": { description: d } } }
    put: { responses: { "204": { description: d } } }
  /operation:
    post:
      servers: [{ url: "{scheme}://operation.example.com", variables: { scheme: { default: HTTP } } }]
      responses: { "204": { description: d } }
  /encrypted:
    get:
      servers: [{ url: "https://other.example.com" }]
      responses: { "204": { description: d } }
  /here:
    get:
      servers: [{ url: "http://localhost:8080" }]
      responses: { "204": { description: d } }
"#;

#[test]
fn a_server_of_an_operation_or_a_path_without_encryption_is_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("api.yaml");
    fs::write(&spec, DEFINITION).unwrap();
    let input = Input {
        spec,
        ..Input::default()
    };
    let definition = sdk_generator::read(&input, &|_| {}).unwrap();
    let warnings = support::warnings(&definition.diagnostics);
    let found: Vec<_> = warnings
        .iter()
        .filter_map(|warning| warning.strip_prefix("unencrypted-server "))
        .collect();
    assert_eq!(
        found,
        [
            "#/paths/~1path/servers/0",
            "#/paths/~1operation/post/servers/0"
        ]
    );
}
