//! Overlays: the repairs of one definition, in the format of the OpenAPI Overlay Specification 1.0.
//!
//! Source of the rules: <https://spec.openapis.org/overlay/v1.0.0.html>. Beyond the specification,
//! an action that matches nothing is an error: a repair that the vendor has made unnecessary must be
//! removed.

mod change;
mod published;
mod read;
mod target;

use serde_json::Value;
use serde_json_path::JsonPath;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::origins::{History, Origins};
use read::{Action, Change, Overlay, invalid};
use target::BROKEN;

pub(crate) use published::Published;

/// Applies an overlay to a document, and returns warnings about its actions; `file` is the name of the overlay
/// in messages. Adds the locations of what each action sets or moves to the history of the document.
///
/// # Errors
/// If the overlay is invalid, or an action matches nothing or changes nothing.
pub(crate) fn apply(
    document: &mut Value,
    overlay: Value,
    file: &str,
    published: &Published<'_>,
    history: &mut History,
) -> Result<Diagnostics, Diagnostics> {
    let Overlay { actions, warnings } = read::overlay(overlay, file)?;
    let mut problems = Diagnostics::default();
    for action in &actions {
        match apply_action(document, action, published) {
            Ok(origins) => history.add(origins),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.has_errors() {
        Err(problems)
    } else {
        Ok(warnings)
    }
}

/// The JSON pointers of the values at the target of an action, each once and the items of an array by ascending
/// indexes. The query itself returns a value as often as it selects it, in the order of its selectors: `[2, 0, 0]`.
fn selected(
    document: &Value,
    action: &Action,
    published: &Published<'_>,
) -> Result<Vec<String>, Diagnostic> {
    let path = JsonPath::parse(&action.target).map_err(|error| {
        let target = &action.target;
        Diagnostic::error(
            BROKEN,
            &action.pointer,
            format!("`{target}` is not a valid JSONPath: {error}"),
            "fix the `target`; RFC 9535 defines the syntax",
        )
    })?;
    let located = path.query_located(document).dedup();
    if located.is_empty() {
        return Err(published.unmatched(action, &path, document));
    }
    let locations = located.locations();
    Ok(locations.map(|path| path.to_json_pointer()).collect())
}

/// Applies one action, and returns the locations of what it sets or moves.
fn apply_action(
    document: &mut Value,
    action: &Action,
    published: &Published<'_>,
) -> Result<Origins, Diagnostic> {
    let action_pointer = &action.pointer;
    let pointers = selected(document, action, published)?;
    let mut origins = Origins::default();
    let update = match &action.change {
        Change::Update(update) => update,
        Change::Remove if change::remove(document, &pointers, &mut origins) => return Ok(origins),
        Change::Remove => {
            let message = "the whole document cannot be removed";
            return Err(invalid(action_pointer, message));
        }
    };
    let from = format!("{action_pointer}/update");
    let mut changed = false;
    for pointer in pointers {
        let Some(target) = document.pointer_mut(&pointer) else {
            continue;
        };
        // Section 4.4.3: the update of an object is an object. Anything else would replace all of it.
        if target.is_object() && !update.is_object() {
            let message = "the target is an object, and `update` is not";
            return Err(invalid(action_pointer, message));
        }
        changed |= change::merge(target, update, &pointer, &from, &mut origins);
    }
    if changed {
        return Ok(origins);
    }
    let target = &action.target;
    Err(Diagnostic::error(
        "stale-overlay-action",
        action_pointer,
        format!("`{target}` already has the value that the action sets"),
        "the definition was fixed; remove the action",
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Published;
    use crate::diagnostics::Diagnostics;
    use crate::origins::{History, Origins};
    use crate::upgrade::Dialect;

    /// Applies an overlay to a document that is not converted.
    fn apply(document: &mut Value, overlay: Value, file: &str) -> Result<Diagnostics, Diagnostics> {
        let published = Published {
            dialect: Dialect::OpenApi3,
            origins: &Origins::default(),
            read: &|| None,
        };
        super::apply(document, overlay, file, &published, &mut History::default())
    }

    fn applied(mut document: Value, actions: Value) -> Result<Value, Vec<String>> {
        let overlay = json!({ "overlay": "1.0.0", "info": {}, "actions": actions });
        match apply(&mut document, overlay, "overlay.yaml") {
            Ok(_) => Ok(document),
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
    fn items_are_removed_once_in_whatever_order_they_are_selected() {
        let nested = json!([[1, 2], [3, 4]]);
        for (target, items, expected) in [
            ("$.a[2,0]", json!([1, 2, 3, 4]), json!([2, 4])),
            ("$.a[0,0]", json!([1, 2, 3, 4]), json!([2, 3, 4])),
            ("$.a[::-1]", json!([1, 2, 3, 4]), json!([])),
            ("$.a[-1,0,3]", json!([1, 2, 3, 4]), json!([2, 3])),
            (
                "$.a[1,0,10]",
                json!([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
                json!([2, 3, 4, 5, 6, 7, 8, 9]),
            ),
            ("$.a[1,0][0]", nested.clone(), json!([[2], [4]])),
            ("$.a[0]['0',0]", nested.clone(), json!([[2], [3, 4]])),
            ("$.a..[0]", nested, json!([[4]])),
        ] {
            let actions = json!([{ "target": target, "remove": true }]);
            let removed = applied(json!({ "a": items }), actions);
            assert_eq!(removed, Ok(json!({ "a": expected })), "{target}");
        }
    }

    #[test]
    fn a_value_that_is_selected_twice_is_updated_once() {
        let actions = json!([{ "target": "$['a','a'][0,0]", "update": 2 }]);
        let updated = applied(json!({ "a": [[1]] }), actions);
        assert_eq!(updated, Ok(json!({ "a": [[1, 2]] })));
    }

    #[test]
    fn an_update_that_is_not_applied_is_a_warning() {
        let actions = json!([{ "target": "$.a", "remove": true, "update": 1 }]);
        let overlay = json!({ "overlay": "1.0.0", "actions": actions });
        let warnings = apply(&mut json!({ "a": 1 }), overlay, "o.yaml").unwrap();
        let pointers: Vec<_> = warnings.iter().map(|found| &*found.location).collect();
        assert_eq!(pointers, ["o.yaml#/actions/0/update"]);
    }

    #[test]
    fn what_would_be_ignored_is_an_error() {
        let update = json!({ "b": 1 });
        for (overlay, pointer, told) in [
            (
                json!({ "target": "$.a", "updte": update }),
                "o.yaml#/actions/0/updte",
                "no key `updte` did you mean `update`?",
            ),
            (
                json!({ "target": "$.a", "update": update, "copy/~": "$.b" }),
                "o.yaml#/actions/0/copy~1~0",
                "no key `copy/~` the keys are `target`, `description`, `update`, `remove`",
            ),
            (
                json!({ "target": "$.a", "remove": false, "x-why": 1 }),
                "o.yaml#/actions/0",
                "neither `update` nor `remove: true`",
            ),
            (
                json!({ "target": "$.a", "remove": "true" }),
                "o.yaml#/actions/0/remove",
                "`remove` is neither",
            ),
            (
                json!({ "target": "$.a", "update": null }),
                "o.yaml#/actions/0",
                "the target is an object",
            ),
            (
                json!({ "target": "$", "remove": true }),
                "o.yaml#/actions/0",
                "cannot be removed",
            ),
            (json!({ "update": 1 }), "o.yaml#/actions/0", "no `target`"),
            (
                json!({ "target": 1, "update": 1 }),
                "o.yaml#/actions/0/target",
                "not a string",
            ),
            (json!("$.a"), "o.yaml#/actions/0", "an action is an object"),
        ] {
            let overlay = json!({ "overlay": "1.0.0", "actions": [overlay] });
            assert_refused(overlay, pointer, told);
        }
    }

    #[test]
    fn a_file_that_is_no_overlay_is_an_error() {
        let actions = json!([]);
        for (overlay, pointer, told) in [
            (json!([]), "o.yaml#", "an overlay is an object"),
            (json!({ "actions": actions }), "o.yaml#", "no `overlay`"),
            (json!({ "overlay": "1.0.0" }), "o.yaml#", "no `actions`"),
            (
                json!({ "overlay": "1.0.0", "actons": actions }),
                "o.yaml#/actons",
                "did you mean `actions`?",
            ),
            (
                json!({ "overlay": "1.0.0", "a/b": 1, "actions": actions }),
                "o.yaml#/a~1b",
                "no key `a/b`",
            ),
            (
                json!({ "overlay": "1.0.0", "actions": {} }),
                "o.yaml#/actions",
                "not an array",
            ),
            (
                json!({ "overlay": 2, "actions": actions }),
                "o.yaml#/overlay",
                "version 2 is not supported",
            ),
        ] {
            assert_refused(overlay, pointer, told);
        }
        let known =
            json!({ "overlay": "1.0.0", "info": {}, "extends": "a", "x-a": 1, "actions": [] });
        assert!(apply(&mut json!({}), known, "o.yaml").is_ok());
    }

    /// The one error of an overlay, by pointer and by a part of its message and its help; the document stays as
    /// it is.
    fn assert_refused(overlay: Value, pointer: &str, told: &str) {
        let before = json!({ "a": { "c": 1 } });
        let mut document = before.clone();
        let problems = apply(&mut document, overlay, "o.yaml").unwrap_err();
        let problems: Vec<_> = problems.iter().collect();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].location, pointer);
        let text = format!("{} {}", problems[0].message, problems[0].help);
        assert!(text.contains(told), "{text}");
        assert_eq!(document, before);
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
