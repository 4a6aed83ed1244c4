//! Settings that are valid one by one, and contradict each other, the definition or the crate; and strings of the
//! configuration that would break the manifest or the guide.

use std::fs;

use crate::support::command::sdkgen;
use crate::support::sandbox::{assert_failed, run_unchanged};

/// A definition with a schema that one of its two operations uses.
const API: &str = "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths:\n  /m:\n    get: {operationId: getM, tags: [A], \
                   responses: {'200': {description: x, content: {application/json: {schema: {$ref: \
                   '#/components/schemas/M'}}}}}}\n  /n:\n    get: {operationId: getN, tags: [B], responses: {'204': \
                   {description: x}}}\ncomponents:\n  schemas:\n    Money: {type: string}\n    M: {type: object, \
                   properties: {id: {type: string, format: key}, price: {$ref: '#/components/schemas/Money'}}}\n";

/// Settings behind two lines with the definition and the output, and what is said of them.
const ERRORS: [(&str, &[&str]); 19] = [
    (
        "[types.schemas]\nMoney = 'uuid::Uuid'\n'/components/schemas/Money' = 'url::Url'\n",
        &[
            "error[own-type-repeated]",
            "`/components/schemas/Money` and `Money` name one schema",
            "--> d.toml:5:1",
        ],
    ),
    (
        "[types.schemas]\n'#/components/schemas/Money' = 'uuid::Uuid'\n'/components/schemas/Money' = 'url::Url'\n",
        &[
            "error[own-type-repeated]",
            "name one schema",
            "--> d.toml:5:1",
            "help: remove one of the two",
        ],
    ),
    (
        "[types.schemas]\n'/components/schemas/M/properties/id' = 'uuid::Uuid'\n\
         '#/components/schemas/M/properties/id' = 'url::Url'\n",
        &["error[own-type-repeated]", "--> d.toml:5:1"],
    ),
    (
        "[types.schemas]\nMoney = 'foo_bar::X'\n[types.dependencies]\nfoo-bar = '1'\nfoo_bar = '2'\n",
        &[
            "error[dependency-conflict]",
            "`foo-bar` and `foo_bar` are the same crate",
            "--> d.toml:7:1",
        ],
    ),
    (
        "[derives.'schemars::JsonSchema']\non = []\nversion = '1'\n",
        &[
            "error[empty-derive]",
            "`schemars::JsonSchema`",
            "--> d.toml:3:10",
        ],
    ),
    (
        "[derives]\nHash = []\n",
        &["error[empty-derive]", "--> d.toml:4:1"],
    ),
    (
        "[derives.'ts_rs::TS']\non = ['M']\nversion = '12'\nattribute = 'cfg'\n",
        &[
            "error[config-value]",
            "--> d.toml:6:13",
            "attribute of the compiler",
        ],
    ),
    (
        "[package]\nname = 'serde'\n",
        &["error[package-name]", "--> d.toml:4:8"],
    ),
    (
        "[package]\nname = 'my-money'\n[types.schemas]\nMoney = 'my_money::X'\n[types.dependencies]\nmy-money = '1'\n",
        &["error[package-name]", "--> d.toml:4:8"],
    ),
    (
        "[types.schemas]\nMoney = 'jiff::Span'\n",
        &[
            "error[own-type-without-dependency]",
            "--> d.toml:4:1",
            "`jiff = \"0.2\"`, the version that the",
        ],
    ),
    (
        "[derives.'jiff::X']\non = ['M']\n",
        &["error[derive-without-dependency]", "version = \"0.2\" }"],
    ),
    (
        "[types.dependencies]\nfoo = { version = '1', features = ['x', \"a b\\n\"] }\n",
        &[
            "error[config-value]",
            "--> d.toml:4:41",
            "a feature starts with",
        ],
    ),
    (
        "[derives.'a::B']\non = ['M']\nversion = '1'\nfeatures = ['x/y']\n",
        &["error[config-value]", "--> d.toml:6:13"],
    ),
    (
        "[types.dependencies]\nfoo = { path = \"../a\\u202e\" }\n",
        &[
            "error[config-value]",
            "--> d.toml:4:16",
            "remove the character",
        ],
    ),
    (
        "[package]\nrepository = 'example.com'\n",
        &[
            "error[config-value]",
            "--> d.toml:4:14",
            "begins with `https://`",
        ],
    ),
    (
        "[package]\nrepository = \"https://example.com/\\n[evil]\"\n",
        &[
            "error[config-value]",
            "--> d.toml:4:14",
            "a URL has no `\\n`",
        ],
    ),
    (
        "[package]\nrepository = \"https://example.com/\\u202e\"\n",
        &["error[config-value]", "--> d.toml:4:14"],
    ),
    (
        "[package]\nrepository = 'https://example.com) [x](y'\n",
        &["error[config-value]", "--> d.toml:4:14"],
    ),
    (
        "[package]\nrepository = 'git@example.com:a/b.git'\n",
        &["error[config-value]", "--> d.toml:4:14"],
    ),
];

#[test]
fn what_contradicts_another_setting_is_an_error_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("api.yaml"), API).unwrap();
    for (text, parts) in ERRORS {
        let text = format!("definition = 'api.yaml'\noutput = 'sdk'\n{text}");
        fs::write(folder.path().join("d.toml"), &text).unwrap();
        let run = run_unchanged(folder.path(), &["generate", "--config", "d.toml"]);
        assert_failed(&run, 1, parts);
    }
}

#[test]
fn an_option_in_place_of_a_name_has_no_line() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("api.yaml"), API).unwrap();
    let text = "definition = 'api.yaml'\noutput = 'sdk'\n[package]\nname = 'fine'\n";
    fs::write(folder.path().join("d.toml"), text).unwrap();
    let arguments = ["generate", "--config", "d.toml", "--package", "serde"];
    let run = run_unchanged(folder.path(), &arguments);
    assert_failed(&run, 1, &["error[package-name]", "--> package.name\n"]);
    let arguments = ["generate", "--config", "d.toml", "--repository", "x y"];
    let run = run_unchanged(folder.path(), &arguments);
    assert_failed(&run, 2, &["--repository", "begins with `https://`"]);
}

#[test]
fn a_type_whose_schema_is_left_out_leaves_no_trace() {
    for (types, wanted) in [
        (
            "[types.schemas]\nMoney = 'rust_decimal::Decimal'\n",
            "the schema `Money`",
        ),
        (
            "[types.schemas]\n'/components/schemas/M/properties/id' = 'rust_decimal::Decimal'\n",
            "the schema `/components/schemas/M/properties/id`",
        ),
        (
            "[types.formats]\nkey = 'rust_decimal::Decimal'\n",
            "the format `key`",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("api.yaml"), API).unwrap();
        for (selection, is_out) in [
            ("", false),
            ("[selection]\ntags = ['A']\n", false),
            ("[selection]\ntags = ['B']\n", true),
        ] {
            let text = format!("definition = 'api.yaml'\noutput = 'sdk'\n{types}{selection}");
            fs::write(folder.path().join("d.toml"), text).unwrap();
            let arguments = ["generate", "--config", "d.toml", "--verbose"];
            let run = sdkgen(folder.path(), &arguments).unwrap();
            assert_eq!(run.code, Some(0), "{}", run.stderr);
            let warning = format!(
                "warning[own-type-left-out]: no operation that is generated uses {wanted}\n"
            );
            assert_eq!(
                run.stderr.contains(&warning),
                is_out,
                "{selection}: {}",
                run.stderr
            );
            assert_eq!(
                run.stderr.contains("--> d.toml:4:1"),
                is_out,
                "{}",
                run.stderr
            );
            let manifest = fs::read_to_string(folder.path().join("sdk/Cargo.toml")).unwrap();
            assert_eq!(!manifest.contains("rust_decimal"), is_out, "{manifest}");
            let asserted = folder.path().join("sdk/src/own_types.rs").exists();
            assert_eq!(!asserted, is_out, "{selection}");
        }
    }
}
