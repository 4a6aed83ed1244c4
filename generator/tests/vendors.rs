//! The crate of any vendor: how its clients log in, what its guide begins with, and that it knows nothing of
//! another vendor.

use crate::support;
use std::fs;
use std::path::Path;

use sdk_generator::{Generated, Input, diagnostics::Diagnostics};

/// A definition with these security schemes, and what most operations take of them.
fn definition(schemes: &str, security: &str, server: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: Shop, version: '1'}}\nservers: [{{url: '{server}'}}]\n\
         security: {security}\n\
         paths:\n  /things:\n    get:\n      operationId: listThings\n      tags: [Things]\n      responses: \
         {{'200': {{description: All., content: {{application/json: {{schema: {{type: array, items: \
         {{type: string}}}}}}}}}}}}\ncomponents:\n  securitySchemes:\n{schemes}\n"
    )
}

fn generate(text: &str, overlay: Option<&str>, folder: &Path) -> Result<Generated, Diagnostics> {
    let spec = folder.join("openapi.yaml");
    fs::write(&spec, text).unwrap();
    let mut input = Input {
        spec,
        ..Input::default()
    };
    if let Some(update) = overlay {
        let file = folder.join("overlay.yaml");
        let text = format!(
            "overlay: 1.0.0\ninfo: {{title: x, version: '1'}}\nactions:\n  - {{target: $, update: {update}}}\n"
        );
        fs::write(&file, text).unwrap();
        input.overlays.push(file);
    }
    sdk_generator::generate(&input, &support::package("shop-client"), &|_| {})
}

/// The value of a field of the constant with the facts about logins.
fn oauth(generated: &Generated, field: &str) -> String {
    let text = &generated.files["src/definition.rs"];
    let start = text.find("const OAUTH").unwrap();
    let line = text[start..].lines().map(str::trim);
    let mut line = line.filter_map(|line| line.strip_prefix(&format!("{field}: ")));
    line.next().unwrap().trim_end_matches(',').to_owned()
}

fn flow(kind: &str, urls: &str) -> String {
    format!("    login: {{type: oauth2, flows: {{{kind}: {{{urls}, scopes: {{read: Reads.}}}}}}}}")
}

const SERVER: &str = "https://api.shop.example/v2";

#[test]
fn token_urls_come_from_the_definition() {
    let folder = tempfile::tempdir().unwrap();
    for (url, expected) in [
        (
            "https://api.shop.example/oauth2/token",
            "Some(crate::runtime::Endpoint::Path(\"/oauth2/token\"))",
        ),
        (
            "/oauth2/token",
            "Some(crate::runtime::Endpoint::Path(\"/oauth2/token\"))",
        ),
        (
            "oauth2/token",
            "Some(crate::runtime::Endpoint::Path(\"/v2/oauth2/token\"))",
        ),
        (
            "https://login.shop.example/t",
            "Some(crate::runtime::Endpoint::Url(\"https://login.shop.example/t\"))",
        ),
        ("https://user:password@x/t", "None"),
        ("ftp://x/t", "None"),
    ] {
        let schemes = flow("clientCredentials", &format!("tokenUrl: '{url}'"));
        let text = definition(&schemes, "[{login: [read]}]", SERVER);
        let generated = generate(&text, None, folder.path()).unwrap();
        assert_eq!(oauth(&generated, "token"), expected, "{url}");
        assert_eq!(oauth(&generated, "host"), "crate::runtime::LoginHost::Same");
    }
}

/// The codes of the warnings about logins.
fn login_warnings(schemes: &str, overlay: Option<&str>) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let text = definition(schemes, "[{login: [read]}]", SERVER);
    let generated = generate(&text, overlay, folder.path()).unwrap();
    let all = generated.definition.diagnostics.iter();
    let codes = all.map(|it| it.code.to_string());
    codes.filter(|code| code.starts_with("login-")).collect()
}

#[test]
fn what_is_wrong_with_addresses_of_logins_is_a_warning_until_it_is_declared() {
    let of = |url: &str| {
        let schemes = flow("clientCredentials", &format!("tokenUrl: '{url}'"));
        login_warnings(&schemes, None)
    };
    assert_eq!(of("http://login.shop.example/t"), ["login-url-without-tls"]);
    assert_eq!(of("http://localhost:8080/t"), [""; 0]);
    assert_eq!(of("https://login.shop.example/t"), [""; 0]);
    let two = "    login: {type: oauth2, flows: {clientCredentials: {tokenUrl: /a, scopes: {read: R}}, \
               password: {tokenUrl: /b, scopes: {read: R}}}}";
    assert_eq!(login_warnings(two, None), ["login-urls-differ"]);
    let declared = "{x-sdk-login: {token-url: /a}}";
    assert_eq!(login_warnings(two, Some(declared)), [""; 0]);
}

#[test]
fn an_overlay_says_the_rest_of_a_login() {
    let folder = tempfile::tempdir().unwrap();
    let text = definition(
        "    key: {type: http, scheme: bearer}",
        "[{key: []}]",
        SERVER,
    );
    let overlay = "{x-sdk-login: {token-url: 'https://id.shop.example/t', client-authentication: body, \
                   grants: [client-credentials]}}";
    let generated = generate(&text, Some(overlay), folder.path()).unwrap();
    assert!(oauth(&generated, "token").contains("https://id.shop.example/t"));
    assert!(oauth(&generated, "client_authentication").ends_with("Body"));
    assert!(generated.files["README.md"].contains("ClientCredentials::new(id, secret)"));
    for (overlay, location) in [
        ("{x-sdk-login: all}", "/x-sdk-login"),
        ("{x-sdk-login: {url: x}}", "/x-sdk-login"),
        ("{x-sdk-login: {token-url: 5}}", "/x-sdk-login/token-url"),
        ("{x-sdk-login: {host: here}}", "/x-sdk-login/host"),
        ("{x-sdk-login: {grants: [implicit]}}", "/x-sdk-login/grants"),
        (
            "{x-sdk-names: {configuration: ../x}}",
            "/x-sdk-names/configuration",
        ),
        (
            "{x-sdk-names: {environment: 'A B'}}",
            "/x-sdk-names/environment",
        ),
        (
            "{x-sdk-names: {environment: a/b}}",
            "/x-sdk-names/environment",
        ),
        (
            "{x-sdk-names: {version-header: a/b}}",
            "/x-sdk-names/version-header",
        ),
    ] {
        let problems = generate(&text, Some(overlay), folder.path()).unwrap_err();
        let locations: Vec<_> = problems.errors().map(|it| it.location.as_str()).collect();
        let file = folder.path().join("overlay.yaml");
        let location = format!("{}#/actions/0/update{location}", file.display());
        assert_eq!(locations, [location], "{overlay}");
    }
}

/// The first example, and the grants that a guide names.
fn guide(schemes: &str, security: &str) -> (String, Vec<&'static str>) {
    let folder = tempfile::tempdir().unwrap();
    let text = definition(schemes, security, SERVER);
    let generated = generate(&text, None, folder.path()).unwrap();
    let readme = generated.files["README.md"].clone();
    let start = readme.find("## Quick start").unwrap();
    let end = readme.find("## Authentication").unwrap();
    let all = [
        "ClientCredentials`",
        "auth::AuthorizationCode`",
        "auth::PkceCode`",
        "auth::Password`",
        "auth::RefreshToken`",
        "auth::Saml2Bearer`",
    ];
    let named = all
        .into_iter()
        .filter(|it| readme.contains(&format!("| `{it} |")));
    (readme[start..end].to_owned(), named.collect())
}

#[test]
fn a_guide_begins_with_what_operations_take() {
    let client = flow("clientCredentials", "tokenUrl: /t");
    let (first, grants) = guide(&client, "[{login: [read]}]");
    assert!(
        first.contains(".credentials(ClientCredentials::new(id, secret))"),
        "{first}"
    );
    assert!(!first.contains("login_url"), "{first}");
    assert_eq!(grants, ["ClientCredentials`"]);

    let code = flow(
        "authorizationCode",
        "authorizationUrl: 'https://x/page', tokenUrl: /t",
    );
    let (first, grants) = guide(&code, "[{login: [read]}]");
    assert!(first.contains(".access_token(token)"), "{first}");
    let expected = [
        "auth::AuthorizationCode`",
        "auth::PkceCode`",
        "auth::RefreshToken`",
    ];
    assert_eq!(grants, expected);

    let bearer = "    token: {type: http, scheme: bearer}";
    let (first, grants) = guide(bearer, "[{token: []}]");
    assert!(first.contains(".access_token(token)"), "{first}");
    assert!(grants.is_empty());

    let keys = "    api: {type: apiKey, in: header, name: X-Api}\n    app: {type: apiKey, in: header, name: X-App}";
    let (first, grants) = guide(keys, "[{api: [], app: []}]");
    assert!(first.contains(".credential(security::api(api))"), "{first}");
    assert!(first.contains(".credential(security::app(app))"), "{first}");
    assert!(grants.is_empty() && !first.contains("ClientCredentials"));

    let basic =
        "    account: {type: http, scheme: basic}\n    key: {type: apiKey, in: query, name: key}";
    let (first, _) = guide(basic, "[{account: []}, {key: []}]");
    assert!(
        first.contains(".credential(security::account(api_user, api_password))"),
        "{first}"
    );
    let (first, _) = guide(basic, "[{key: []}, {account: []}]");
    assert!(first.contains(".credential(security::key(key))"), "{first}");
}

#[test]
fn a_crate_knows_nothing_of_another_vendor() {
    for fixture in ["vendor_styles", "security", "paging"] {
        let generated = support::generate(fixture).unwrap();
        for (path, text) in &generated.files {
            let text = text.to_lowercase();
            for word in [
                "genesys",
                "purecloud",
                "pure.cloud",
                "inin-",
                "eu-west",
                "region::",
            ] {
                let line = text.lines().find(|line| line.contains(word));
                assert_eq!(line, None, "{fixture}: {path} has {word}");
            }
        }
        for path in ["README.md", "src/guide.md", "src/lib.rs"] {
            let text = generated.files[path].to_lowercase();
            assert!(!text.contains("region"), "{fixture}: {path}");
        }
    }
}
