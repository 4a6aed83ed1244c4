//! The changes of an action, and the original locations of what it sets or moves.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value};

use crate::origins::Origins;
use crate::pointer::{escape, unescape};

type Object = Map<String, Value>;

/// Merges an update into a target as the specification says: objects key by key, arrays by
/// appending, everything else by replacing. Returns whether anything changed. `to` is the pointer of the target,
/// `from` the location of the update.
pub(super) fn merge(
    target: &mut Value,
    update: &Value,
    to: &str,
    from: &str,
    origins: &mut Origins,
) -> bool {
    match (target, update) {
        (Value::Object(target), Value::Object(update)) => {
            let mut changed = false;
            for (key, value) in update {
                let to = format!("{to}/{}", escape(key));
                let from = format!("{from}/{}", escape(key));
                match target.get_mut(key) {
                    Some(slot) => changed |= merge(slot, value, &to, &from, origins),
                    None => {
                        target.insert(key.clone(), value.clone());
                        origins.add(&to, from);
                        changed = true;
                    }
                }
            }
            if changed && update.get("$ref").is_some_and(Value::is_string) {
                referred(target, update, to, from, origins);
            }
            changed
        }
        (Value::Array(target), Value::Array(update)) => {
            for (index, item) in update.iter().enumerate() {
                origins.add(&format!("{to}/{}", target.len()), format!("{from}/{index}"));
                target.push(item.clone());
            }
            !update.is_empty()
        }
        (Value::Array(target), update) => {
            origins.add(&format!("{to}/{}", target.len()), from.to_owned());
            target.push(update.clone());
            true
        }
        (target, update) => {
            let changed = target != update;
            if changed {
                origins.add(to, from.to_owned());
            }
            *target = update.clone();
            changed
        }
    }
}

/// Records that an object with a reference that an update sets is in the overlay, because that is what a diagnostic
/// about it means. Its other keys stay where they were.
fn referred(target: &Object, update: &Object, to: &str, from: &str, origins: &mut Origins) {
    for key in target.keys().filter(|key| !update.contains_key(*key)) {
        let here = format!("{to}/{}", escape(key));
        origins.add(&here, format!("#{here}"));
    }
    origins.add(to, from.to_owned());
}

/// Removes the value at a pointer. Returns whether it was removed: the whole document cannot be.
fn remove_one(document: &mut Value, pointer: &str) -> bool {
    let Some((parent, key)) = pointer.rsplit_once('/') else {
        return false;
    };
    let key = unescape(key);
    match document.pointer_mut(parent) {
        Some(Value::Object(entries)) => entries.shift_remove(&key).is_some(),
        Some(Value::Array(items)) => {
            let index = key.parse().ok().filter(|index| *index < items.len());
            index.map(|index: usize| items.remove(index)).is_some()
        }
        _ => false,
    }
}

/// Removes the values at some pointers, the items of an array by ascending indexes. Returns whether they were
/// removed.
pub(super) fn remove(document: &mut Value, pointers: &[String], origins: &mut Origins) -> bool {
    let removed = RemovedItems::of(document, pointers);
    removed.record(document, origins);
    // From the back, so that removing an item does not move those still to be removed.
    let mut pointers = pointers.iter().rev();
    pointers.all(|pointer| remove_one(document, pointer))
}

/// The indexes of the items to remove, by the pointer of their array.
struct RemovedItems<'a>(HashMap<&'a str, BTreeSet<usize>>);

impl<'a> RemovedItems<'a> {
    fn of(document: &Value, pointers: &'a [String]) -> Self {
        let mut arrays: HashMap<&str, BTreeSet<usize>> = HashMap::new();
        for pointer in pointers {
            if let Some((parent, key)) = pointer.rsplit_once('/')
                && let Ok(index) = key.parse()
                && document.pointer(parent).is_some_and(Value::is_array)
            {
                arrays.entry(parent).or_default().insert(index);
            }
        }
        Self(arrays)
    }

    /// Records where the items that stay were.
    fn record(&self, document: &Value, origins: &mut Origins) {
        for (parent, removed) in &self.0 {
            let items = document.pointer(parent).and_then(Value::as_array);
            let (Some(items), Some(array)) = (items, self.moved(parent)) else {
                continue;
            };
            let stay = (0..items.len()).filter(|index| !removed.contains(index));
            for (to, from) in stay.enumerate().filter(|(to, from)| to != from) {
                origins.add(&format!("{array}/{to}"), format!("#{parent}/{from}"));
            }
        }
    }

    /// The pointer after the removal; `None` for what is removed.
    fn moved(&self, pointer: &str) -> Option<String> {
        let mut moved = String::with_capacity(pointer.len());
        let mut end = 0;
        for key in pointer.split('/').skip(1) {
            let here = pointer.get(..end)?;
            moved.push('/');
            match (self.0.get(here), key.parse::<usize>()) {
                (Some(removed), Ok(index)) => {
                    if removed.contains(&index) {
                        return None;
                    }
                    let before = removed.range(..index).count();
                    moved.push_str(&(index - before).to_string());
                }
                _ => moved.push_str(key),
            }
            end += 1 + key.len();
        }
        Some(moved)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{merge, remove};
    use crate::origins::Origins;

    #[test]
    fn what_an_update_sets_is_in_the_overlay() {
        let mut origins = Origins::default();
        let mut document = json!({ "a": { "b": 1, "c": [1], "d": "same" } });
        let update = json!({ "b": 2, "c": [{ "x": 1 }], "d": "same", "e/f": { "g": 1 } });
        let target = document.pointer_mut("/a").unwrap();
        assert!(merge(
            target,
            &update,
            "/a",
            "o.yaml#/actions/0/update",
            &mut origins
        ));
        for (pointer, expected) in [
            ("#/a", "#/a"),
            ("#/a/b", "o.yaml#/actions/0/update/b"),
            ("#/a/c/0", "#/a/c/0"),
            ("#/a/c/1/x", "o.yaml#/actions/0/update/c/0/x"),
            ("#/a/d", "#/a/d"),
            ("#/a/e~1f/g", "o.yaml#/actions/0/update/e~1f/g"),
        ] {
            assert_eq!(origins.original(pointer), expected);
        }
    }

    #[test]
    fn an_object_with_a_reference_of_an_update_is_in_the_overlay() {
        let mut origins = Origins::default();
        let mut target = json!({ "schema": { "$ref": "#/a", "description": "d" } });
        let update = json!({ "schema": { "$ref": "#/b" } });
        merge(&mut target, &update, "/x", "o.yaml#/update", &mut origins);
        for (pointer, expected) in [
            ("#/x", "#/x"),
            ("#/x/schema", "o.yaml#/update/schema"),
            ("#/x/schema/$ref", "o.yaml#/update/schema/$ref"),
            ("#/x/schema/description", "#/x/schema/description"),
        ] {
            assert_eq!(origins.original(pointer), expected);
        }
    }

    #[test]
    fn items_that_stay_are_where_they_were() {
        let mut origins = Origins::default();
        let mut document = json!({ "a": [0, { "b": [0, 1, 2] }, 2, 3] });
        let pointers = ["/a/0", "/a/1/b/1", "/a/2"].map(str::to_owned);
        assert!(remove(&mut document, &pointers, &mut origins));
        assert_eq!(document, json!({ "a": [{ "b": [0, 2] }, 3] }));
        for (pointer, expected) in [
            ("#/a/0/b/0", "#/a/1/b/0"),
            ("#/a/0/b/1", "#/a/1/b/2"),
            ("#/a/1", "#/a/3"),
        ] {
            assert_eq!(origins.original(pointer), expected);
        }
    }
}
