//! Reads an overlay, and rejects keys that would be ignored: an unknown key may be a misspelled one that changes an
//! action.

use serde_json::{Map, Value};

use super::target;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::nearest::did_you_mean;
use crate::pointer::escape;

/// The keys of an Overlay Object (section 4.4.1 of the specification).
const KEYS: [&str; 4] = ["overlay", "info", "extends", "actions"];

/// The keys of an Action Object (section 4.4.3).
const ACTION_KEYS: [&str; 4] = ["target", "description", "update", "remove"];

/// One action of an overlay.
pub(super) struct Action {
    /// The JSONPath of the values to change.
    pub(super) target: String,
    pub(super) change: Change,
    /// The location of the action, `FILE#/actions/INDEX`.
    pub(super) pointer: String,
}

/// A valid overlay.
#[derive(Default)]
pub(super) struct Overlay {
    /// In the order of application.
    pub(super) actions: Vec<Action>,
    /// The warnings about them; no errors.
    pub(super) warnings: Diagnostics,
}

/// The change of the values at the target of an action.
pub(super) enum Change {
    Update(Value),
    Remove,
}

/// Reads an overlay; `file` is its name in messages.
///
/// # Errors
/// If the version is not supported, a required key is missing, or a key or a value is invalid.
pub(super) fn overlay(overlay: Value, file: &str) -> Result<Overlay, Diagnostics> {
    let root = format!("{file}#");
    let Value::Object(mut keys) = overlay else {
        return Err(invalid(&root, "an overlay is an object").into());
    };
    check_version(keys.get("overlay"), &root)?;
    let mut problems = unknown_keys(&keys, &KEYS, &root, "an overlay");
    match keys.remove("actions") {
        Some(Value::Array(items)) => {
            let mut overlay = Overlay::default();
            for (index, item) in items.into_iter().enumerate() {
                let pointer = format!("{root}/actions/{index}");
                match action(item, pointer, &mut overlay.warnings) {
                    Ok(action) => overlay.actions.push(action),
                    Err(found) => problems.extend(found),
                }
            }
            if !problems.has_errors() {
                return Ok(overlay);
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

fn action(
    action: Value,
    pointer: String,
    warnings: &mut Diagnostics,
) -> Result<Action, Diagnostics> {
    let Value::Object(mut keys) = action else {
        return Err(invalid(&pointer, "an action is an object").into());
    };
    let unknown = unknown_keys(&keys, &ACTION_KEYS, &pointer, "an action of an overlay");
    if unknown.has_errors() {
        return Err(unknown);
    }
    let target = match keys.remove("target") {
        Some(Value::String(target)) => target,
        Some(_) => {
            let message = "`target` is not a string";
            return Err(invalid(&format!("{pointer}/target"), message).into());
        }
        None => return Err(invalid(&pointer, "the action has no `target`").into()),
    };
    target::check(&target, &pointer).map_err(|refused| *refused)?;
    let change = match (keys.remove("remove"), keys.remove("update")) {
        (Some(Value::Bool(true)), update) => {
            warnings.extend(update.map(|_| unused_update(&pointer)));
            Change::Remove
        }
        (None | Some(Value::Bool(false)), Some(update)) => Change::Update(update),
        (None | Some(Value::Bool(false)), None) => {
            let message = "the action has neither `update` nor `remove: true`";
            return Err(invalid(&pointer, message).into());
        }
        (Some(_), _) => {
            let message = "`remove` is neither `true` nor `false`";
            return Err(invalid(&format!("{pointer}/remove"), message).into());
        }
    };
    Ok(Action {
        target,
        change,
        pointer,
    })
}

/// A warning and not an error, because section 4.4.3 of the specification allows both `update` and `remove`.
fn unused_update(pointer: &str) -> Diagnostic {
    Diagnostic::warning(
        "overlay-update-unused",
        format!("{pointer}/update"),
        "an action with `remove: true` does not apply its `update`",
        "remove one of the two keys, or write two actions",
    )
}

/// An error for each key of an object, which is `owner` in messages, that is neither known nor an extension.
fn unknown_keys(
    keys: &Map<String, Value>,
    known: &'static [&'static str],
    pointer: &str,
    owner: &str,
) -> Diagnostics {
    let names = keys.keys().map(String::as_str);
    let unknown = names.filter(|key| !known.contains(key) && !key.starts_with("x-"));
    let errors = unknown.map(|key| {
        let help = did_you_mean(key, known.iter().copied()).unwrap_or_else(|| {
            let all: Vec<_> = known.iter().map(|key| format!("`{key}`")).collect();
            format!("the keys are {} and those with `x-`", all.join(", "))
        });
        let pointer = format!("{pointer}/{}", escape(key));
        let message = format!("{owner} has no key `{key}`");
        Diagnostic::error("not-an-overlay", pointer, message, help)
    });
    errors.collect()
}

/// The error of a file that is not a valid overlay.
pub(super) fn invalid(pointer: &str, message: &str) -> Diagnostic {
    let help = "fix the overlay; the OpenAPI Overlay Specification 1.0 defines the format";
    Diagnostic::error("not-an-overlay", pointer, message, help)
}
