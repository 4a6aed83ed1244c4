//! Derives of models that the crate lacks, since the selection leaves out all that uses them, and of those that only
//! a webhook uses.

use std::fs;

use sdk_generator::Pattern;
use serde_json::{Value, json};

use super::{Case, definition, object, of};
use crate::support;

/// Gives a case an operation `other` that uses none of the schemas, which is the only one that is selected, and
/// webhooks.
fn without_operations(case: &mut Case, schemas: &Value, webhooks: &Value) {
    let mut definition: Value = serde_json::from_str(&definition(schemas)).unwrap();
    definition["openapi"] = json!("3.1.0");
    definition["webhooks"] = webhooks.clone();
    definition["paths"]["/other"]["get"] = json!({
        "operationId": "other", "tags": ["All"], "responses": {"204": {"description": "None."}},
    });
    fs::write(&case.input.spec, definition.to_string()).unwrap();
    case.input.selection.operations = vec![Pattern::new("other", "operation")];
}

#[test]
fn a_model_that_the_selection_leaves_out_is_told() {
    let schemas = json!({
        "Booking": object(json!({"name": {"type": "string"}})),
        "Boating": object(json!({"name": {"type": "string"}})),
    });
    for (toml, wanted) in [
        ("Eq = [\"Booking\"]", "generated uses the model `Booking`"),
        ("Hash = [\"Book*\"]", "generated uses the model `Book*`"),
        (
            "\"a::B\" = { on = [\"Booking\"], version = \"1\" }",
            "generated uses the model `Booking`",
        ),
        // Only models of the crate are offered.
        (
            "Eq = [\"Bookin\"]",
            "write the name of a type in the module `models`",
        ),
    ] {
        let mut case = Case::new(&schemas, &format!("[derives]\n{toml}\n")).unwrap();
        without_operations(&mut case, &schemas, &json!({}));
        let said = case.said();
        assert!(said.contains(wanted), "{toml}: {said}");
    }
}

#[test]
fn a_derive_of_models_that_the_crate_lacks_leaves_no_trace() {
    let schemas = json!({
        "Booking": object(json!({"name": {"type": "string", "format": "ticket"}})),
        "Ticket": {"type": "string", "format": "ticket"},
    });
    for models in ["Booking", "*"] {
        let toml = format!(
            "[types.formats]\nticket = {{ type = \"mine::Ticket\", implements = [\"Eq\"] }}\n\
             [types.dependencies]\nmine = \"1\"\n\
             [derives]\nEq = [\"{models}\"]\n\"a::B\" = {{ on = [\"{models}\"], version = \"1\" }}\n"
        );
        let mut case = Case::new(&schemas, &toml).unwrap();
        without_operations(&mut case, &schemas, &json!({}));
        let generated = support::generate_from(&case.input, "derives").unwrap();
        let manifest = &generated.files["Cargo.toml"];
        assert!(!manifest.contains("\na = "), "{manifest}");
        assert!(!generated.files.contains_key("src/derives.rs"), "{models}");
        let own = generated.files.get("src/own_types.rs");
        assert!(
            own.is_none_or(|text| !text.contains("own_eq")),
            "{models}: {own:?}"
        );
    }
}

#[test]
fn a_model_that_only_a_webhook_brings_is_in_the_crate() {
    let schemas = json!({
        "Ping": object(json!({"from": object(json!({"name": {"type": "string"}}))})),
        "Alone": object(json!({"name": {"type": "string"}})),
    });
    let content = json!({"application/json": {"schema": of("Ping")}});
    let webhook = json!({"post": {
        "requestBody": {"content": content}, "responses": {"200": {"description": "Received."}},
    }});
    let toml = "[derives]\nEq = [\"Ping\", \"PingFrom\"]\n\"a::B\" = { on = [\"Ping\"], version = \"1\" }\n";
    let mut case = Case::new(&schemas, toml).unwrap();
    without_operations(&mut case, &schemas, &json!({"ping": webhook}));
    let derives = case.derives();
    assert_eq!(derives["Ping"], "Eq, a::B", "{derives:?}");
    assert_eq!(case.said(), "");
    let generated = support::generate_from(&case.input, "derives").unwrap();
    assert!(generated.files.contains_key("src/models/ping.rs"));
    let package = support::package("derives");
    let out = tempfile::tempdir().unwrap();
    let (summary, _) = sdk_generator::compare(&case.input, &package, out.path(), &|_| {}).unwrap();
    assert_eq!(summary.models, 2);
    let definition = sdk_generator::read(&case.input, &|_| {}).unwrap();
    let stats = sdk_generator::stats::stats(&definition);
    let unreached = serde_json::to_value(&stats).unwrap()["models"]["unreached"].clone();
    assert_eq!(unreached, 1, "`Alone` is");
    // A near name is that of a model of the crate.
    case.input.types.derives[0].models.as_mut().unwrap()[0].text = "Pin".to_owned();
    assert!(
        case.said().contains("did you mean `Ping`"),
        "{}",
        case.said()
    );
}
