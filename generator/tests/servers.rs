//! Servers: which URLs are called, and which ones are warned of.

use crate::support;
use std::fs;

use sdk_generator::{Definition, Input, Tables};

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

fn read(text: &str) -> Definition {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("api.yaml");
    fs::write(&spec, text).unwrap();
    let input = Input {
        spec,
        ..Input::default()
    };
    sdk_generator::read(&input, &|_| {}).unwrap()
}

/// The warnings of a definition about servers.
fn warnings(text: &str) -> Vec<String> {
    let all = support::warnings(&read(text).diagnostics);
    all.into_iter().filter(|it| it.contains("server")).collect()
}

#[test]
fn a_server_of_an_operation_or_a_path_without_encryption_is_a_warning() {
    assert_eq!(
        warnings(DEFINITION),
        [
            "unencrypted-server #/paths/~1path/servers/0",
            "unencrypted-server #/paths/~1operation/post/servers/0"
        ]
    );
}

fn root(servers: &str) -> String {
    format!("openapi: 3.0.3\ninfo: {{ title: T, version: '1' }}\npaths: {{}}\nservers: {servers}\n")
}

#[test]
fn a_server_of_the_whole_api_without_encryption_is_a_warning() {
    let open = "[{ url: 'http://api.example.com' }, { url: 'https://api.example.com' }]";
    assert_eq!(warnings(&root(open)), ["unencrypted-server #/servers/0"]);
    let others = "[{ url: 'http://localhost:1' }, { url: 'http://127.3.2.1' }, { url: 'http://[::1]' }, { url: /v1 }]";
    assert!(warnings(&root(others)).is_empty());
}

#[test]
fn a_url_that_no_client_can_call_is_a_warning_with_its_place() {
    for url in [
        "http:\\\\\\\\api.example.com",
        "https://a b.example.com",
        "https://me:secret@api.example.com",
        "wss://api.example.com",
    ] {
        let found = warnings(&root(&format!("[{{ url: \"{url}\" }}]")));
        assert_eq!(found, ["unusable-server-url #/servers/0"], "{url}");
    }
    let query = warnings(&root("[{ url: 'https://api.example.com/v1?key=1#top' }]"));
    assert_eq!(query, ["server-query-dropped #/servers/0"]);
}

#[test]
fn a_server_whose_url_says_much_is_left_out() {
    let url = "{v}".repeat(2_000);
    let default = "a".repeat(100_000);
    let server = format!("[{{ url: '{url}', variables: {{ v: {{ default: {default} }} }} }}]");
    let text = root(&server);
    assert_eq!(warnings(&text), ["server-url-too-long #/servers/0"]);
    assert!(read(&text).api.servers.is_empty());
}

#[test]
fn a_variable_may_be_a_whole_url() {
    let text =
        root("[{ url: '{api}', variables: { api: { default: 'https://api.example.com/v1/' } } }]");
    assert!(warnings(&text).is_empty());
    let tables = Tables::of(read(&text), &|_| {}).unwrap();
    let url = tables.definition.api.base_url.as_deref();
    assert_eq!(url, Some("https://api.example.com/v1"));
    let servers = tables.sdk().settings.servers.len();
    assert_eq!(servers, 1, "callers may choose its value");
}

fn swagger(keys: &str) -> String {
    format!("swagger: '2.0'\ninfo: {{ title: T, version: '1' }}\npaths: {{}}\n{keys}\n")
}

#[test]
fn a_host_of_swagger_is_called_with_https_where_it_may_be() {
    for (keys, url) in [
        ("host: x.com", "https://x.com"),
        (
            "host: x.com\nschemes: [http, https]\nbasePath: /v1/",
            "https://x.com/v1",
        ),
        ("host: x.com\nschemes: [HTTP, HTTPS]", "https://x.com"),
        ("host: x.com\nbasePath: v1", "https://x.com/v1"),
        ("host: 'https://x.com/'\nbasePath: /", "https://x.com"),
        ("host: 'http://x.com'\nschemes: [https]", "https://x.com"),
        (
            "host: 'localhost:80'\nschemes: [http]",
            "http://localhost:80",
        ),
    ] {
        assert!(warnings(&swagger(keys)).is_empty(), "{keys}");
        assert_eq!(
            read(&swagger(keys)).api.base_url.as_deref(),
            Some(url),
            "{keys}"
        );
    }
    for keys in ["host: x.com\nschemes: [http]", "host: 'http://x.com'"] {
        assert_eq!(
            warnings(&swagger(keys)),
            ["unencrypted-server #/host"],
            "{keys}"
        );
    }
    let socket = warnings(&swagger("host: x.com\nschemes: [ws]"));
    assert_eq!(socket, ["unusable-server-url #/host"]);
}
