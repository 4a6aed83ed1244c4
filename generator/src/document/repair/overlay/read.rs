//! Reads an overlay, and rejects whatever would be ignored: a key that is not known may be a typo of one that
//! changes what an action does.

use serde_json::{Map, Value};

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::nearest::did_you_mean;

/// The keys of an overlay.
const KEYS: [&str; 4] = ["overlay", "info", "extends", "actions"];

/// The keys of an action.
const ACTION_KEYS: [&str; 4] = ["target", "description", "update", "remove"];

/// One action of an overlay.
pub(super) struct Action {
    /// The JSONPath of the values to change.
    pub(super) target: String,
    pub(super) change: Change,
    /// The location of the action, for messages.
    pub(super) place: String,
}

/// What an action does to the values at its target.
pub(super) enum Change {
    Update(Value),
    Remove,
}

/// The actions of an overlay; `file` is the name of the overlay in messages.
///
/// # Errors
/// If the version is not supported, a required key is missing, or a key or a value is invalid.
pub(super) fn actions(overlay: Value, file: &str) -> Result<Vec<Action>, Diagnostics> {
    let only = |found: Diagnostic| -> Diagnostics { [found].into_iter().collect() };
    let root = format!("{file}#");
    let Value::Object(mut keys) = overlay else {
        return Err(only(invalid(&root, "an overlay is an object")));
    };
    check_version(keys.get("overlay"), &root).map_err(only)?;
    let mut problems: Diagnostics = unknown_keys(&keys, &KEYS)
        .map(|(key, help)| {
            let message = format!("an overlay has no key `{key}`");
            invalid_with(&format!("{root}/{key}"), message, help)
        })
        .collect();
    match keys.remove("actions") {
        Some(Value::Array(items)) => {
            let mut actions = Vec::with_capacity(items.len());
            for (index, item) in items.into_iter().enumerate() {
                match action(item, format!("{root}/actions/{index}")) {
                    Ok(action) => actions.push(action),
                    Err(found) => problems.extend(found),
                }
            }
            if !problems.has_errors() {
                return Ok(actions);
            }
        }
        Some(_) => problems.push(invalid(
            &format!("{root}/actions"),
            "`actions` is not an array",
        )),
        // A similar key is reported already.
        None if problems.has_errors() => {}
        None => problems.push(invalid(&root, "the overlay has no `actions`")),
    }
    Err(problems)
}

fn check_version(version: Option<&Value>, root: &str) -> Result<(), Diagnostic> {
    let Some(version) = version else {
        let message = "the file has no `overlay` with the version of the format";
        return Err(invalid(root, message));
    };
    let shown = version
        .as_str()
        .map_or_else(|| version.to_string(), str::to_owned);
    if version.is_string() && shown.starts_with("1.") {
        return Ok(());
    }
    Err(Diagnostic::error(
        "unsupported-version",
        format!("{root}/overlay"),
        format!("overlay version {shown} is not supported"),
        "use `overlay: 1.0.0`",
    ))
}

fn action(action: Value, place: String) -> Result<Action, Diagnostics> {
    let Value::Object(mut keys) = action else {
        return Err([invalid(&place, "an action is an object")]
            .into_iter()
            .collect());
    };
    let unknown: Diagnostics = unknown_keys(&keys, &ACTION_KEYS)
        .map(|(key, help)| {
            let message = format!("an action of an overlay has no key `{key}`");
            invalid_with(&place, message, help)
        })
        .collect();
    if unknown.has_errors() {
        return Err(unknown);
    }
    let only = |found: Diagnostic| -> Diagnostics { [found].into_iter().collect() };
    let target = match keys.remove("target") {
        Some(Value::String(target)) => target,
        Some(_) => {
            let message = "`target` is not a string";
            return Err(only(invalid(&format!("{place}/target"), message)));
        }
        None => return Err(only(invalid(&place, "the action has no `target`"))),
    };
    let change = match (keys.remove("remove"), keys.remove("update")) {
        (Some(Value::Bool(true)), _) => Change::Remove,
        (None | Some(Value::Bool(false)), Some(update)) => Change::Update(update),
        (None | Some(Value::Bool(false)), None) => {
            let message = "the action has neither `update` nor `remove: true`";
            return Err(only(invalid(&place, message)));
        }
        (Some(_), _) => {
            let message = "`remove` is neither `true` nor `false`";
            return Err(only(invalid(&format!("{place}/remove"), message)));
        }
    };
    Ok(Action {
        target,
        change,
        place,
    })
}

/// The keys that are neither known nor extensions, each with a help.
fn unknown_keys<'a>(
    keys: &'a Map<String, Value>,
    known: &'static [&'static str],
) -> impl Iterator<Item = (&'a str, String)> {
    let names = keys.keys().map(String::as_str);
    let unknown = names.filter(|key| !known.contains(key) && !key.starts_with("x-"));
    unknown.map(|key| {
        let help = did_you_mean(key, known.iter().copied()).unwrap_or_else(|| {
            let all: Vec<_> = known.iter().map(|key| format!("`{key}`")).collect();
            format!("the keys are {} and those with `x-`", all.join(", "))
        });
        (key, help)
    })
}

/// The error of a file that is not a valid overlay.
pub(super) fn invalid(place: &str, message: &str) -> Diagnostic {
    let help = "fix the overlay; the OpenAPI Overlay Specification 1.0 defines the format";
    Diagnostic::error("not-an-overlay", place, message, help)
}

fn invalid_with(place: &str, message: String, help: String) -> Diagnostic {
    Diagnostic::error("not-an-overlay", place, message, help)
}
