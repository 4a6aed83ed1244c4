//! Overlays: the repairs of one definition, in the format of the OpenAPI Overlay Specification 1.0.
//!
//! Source of the rules: <https://spec.openapis.org/overlay/v1.0.0.html>. Beyond the specification,
//! an action that matches nothing is an error: a repair that the vendor has made unnecessary must be
//! removed.

use serde::Deserialize;
use serde_json::Value;
use serde_json_path::JsonPath;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::pointer::unescape;

#[derive(Deserialize)]
struct Overlay {
    overlay: String,
    actions: Vec<Action>,
}

#[derive(Deserialize)]
struct Action {
    target: String,
    #[serde(default)]
    update: Option<Value>,
    #[serde(default)]
    remove: bool,
}

/// Applies an overlay to a document; `file` is the name of the overlay in messages.
///
/// # Errors
/// If the overlay is invalid, or an action matches nothing or changes nothing.
pub fn apply(document: &mut Value, overlay: Value, file: &str) -> Result<(), Diagnostics> {
    let overlay: Overlay = serde_path_to_error::deserialize(overlay).map_err(|error| {
        one(Diagnostic::error(
            "not-an-overlay",
            format!("{file}#{}", error.path()),
            format!("the file is not a valid overlay: {}", error.inner()),
            "fix the overlay; the OpenAPI Overlay Specification 1.0 defines the format",
        ))
    })?;
    if !overlay.overlay.starts_with("1.") {
        return Err(one(Diagnostic::error(
            "unsupported-version",
            format!("{file}#/overlay"),
            format!("overlay version {} is not supported", overlay.overlay),
            "use `overlay: 1.0.0`",
        )));
    }
    let results = overlay.actions.into_iter().enumerate();
    let problems = results.filter_map(|(index, action)| {
        let place = format!("{file}#/actions/{index}");
        apply_action(document, action, &place).err()
    });
    let problems: Diagnostics = problems.collect();
    if problems.has_errors() {
        Err(problems)
    } else {
        Ok(())
    }
}

fn one(diagnostic: Diagnostic) -> Diagnostics {
    [diagnostic].into_iter().collect()
}

fn apply_action(document: &mut Value, action: Action, place: &str) -> Result<(), Diagnostic> {
    let path = JsonPath::parse(&action.target).map_err(|error| {
        Diagnostic::error(
            "broken-overlay-target",
            place,
            format!("`{}` is not a valid JSONPath: {error}", action.target),
            "fix the `target`; RFC 9535 defines the syntax",
        )
    })?;
    let located = path.query_located(document);
    let mut pointers: Vec<String> = located
        .iter()
        .map(|node| node.location().to_json_pointer())
        .collect();
    if pointers.is_empty() {
        return Err(Diagnostic::error(
            "stale-overlay-action",
            place,
            format!("`{}` matches nothing", action.target),
            "the definition has changed; remove the action, or fix its target",
        ));
    }
    if action.remove {
        // From the back, so that removing an item does not move those still to be removed.
        pointers.reverse();
        for pointer in pointers {
            remove(document, &pointer);
        }
        return Ok(());
    }
    let update = action.update.unwrap_or(Value::Null);
    let mut changed = false;
    for pointer in pointers {
        if let Some(target) = document.pointer_mut(&pointer) {
            changed |= merge(target, &update);
        }
    }
    if changed {
        return Ok(());
    }
    Err(Diagnostic::error(
        "stale-overlay-action",
        place,
        format!(
            "`{}` already has the value that the action sets",
            action.target
        ),
        "the definition was fixed; remove the action",
    ))
}

fn remove(document: &mut Value, pointer: &str) {
    let Some((parent, key)) = pointer.rsplit_once('/') else {
        return;
    };
    let key = unescape(key);
    match document.pointer_mut(parent) {
        Some(Value::Object(entries)) => {
            entries.shift_remove(&key);
        }
        Some(Value::Array(items)) => {
            if let Some(index) = key.parse().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}

/// Merges an update into a target as the specification says: objects key by key, arrays by
/// appending, everything else by replacing. Returns whether anything changed.
fn merge(target: &mut Value, update: &Value) -> bool {
    match (target, update) {
        (Value::Object(target), Value::Object(update)) => {
            let mut changed = false;
            for (key, value) in update {
                match target.get_mut(key) {
                    Some(slot) => changed |= merge(slot, value),
                    None => {
                        target.insert(key.clone(), value.clone());
                        changed = true;
                    }
                }
            }
            changed
        }
        (Value::Array(target), Value::Array(update)) => {
            target.extend(update.iter().cloned());
            !update.is_empty()
        }
        (Value::Array(target), update) => {
            target.push(update.clone());
            true
        }
        (target, update) => {
            let changed = target != update;
            *target = update.clone();
            changed
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::apply;

    fn applied(mut document: Value, actions: Value) -> Result<Value, Vec<String>> {
        let overlay = json!({ "overlay": "1.0.0", "info": {}, "actions": actions });
        match apply(&mut document, overlay, "overlay.yaml") {
            Ok(()) => Ok(document),
            Err(problems) => Err(problems
                .iter()
                .map(|problem| problem.code.to_string())
                .collect()),
        }
    }

    #[test]
    fn updates_merge_into_every_match() {
        let document = json!({ "a": [{ "x": 1 }, { "x": 2, "y": { "k": 1 } }] });
        let actions = json!([{ "target": "$.a[*]", "update": { "y": { "z": true } } }]);
        let expected = json!({ "a": [
            { "x": 1, "y": { "z": true } },
            { "x": 2, "y": { "k": 1, "z": true } },
        ] });
        assert_eq!(applied(document, actions), Ok(expected));
    }

    #[test]
    fn several_items_of_one_array_are_removed() {
        let document = json!({ "a": [1, 2, 3, 4] });
        let actions = json!([{ "target": "$.a[?@ > 1 && @ < 4]", "remove": true }]);
        assert_eq!(applied(document, actions), Ok(json!({ "a": [1, 4] })));
    }

    #[test]
    fn an_action_that_no_longer_applies_is_an_error() {
        let stale = |action| applied(json!({ "a": 1 }), json!([action]));
        assert_eq!(
            stale(json!({ "target": "$.b", "remove": true })),
            Err(vec!["stale-overlay-action".to_owned()])
        );
        assert_eq!(
            stale(json!({ "target": "$", "update": { "a": 1 } })),
            Err(vec!["stale-overlay-action".to_owned()])
        );
    }
}
