//! Names: the section of each kind of component, and names for components that had none.

use std::collections::HashMap;

use serde_json::Value;

use super::address::pointer_of;
use crate::grammar::{self, PATH_SECTIONS, PartKind, PointerTarget};

/// The kinds of components.
pub(super) const NAMED: [PartKind; 7] = [
    PartKind::Schema,
    PartKind::Response,
    PartKind::Parameter,
    PartKind::RequestBody,
    PartKind::Header,
    PartKind::SecurityScheme,
    PartKind::Callback,
];

/// A temporary section for path items of other files, until they are copied to their paths.
pub(super) const PATH_ITEMS: &str = "/x-bundled-path-items";

/// A temporary section for operations of other files.
pub(super) const OPERATIONS: &str = "/x-bundled-operations";

/// The maximum number of pointer keys in a name.
const MAX_WORDS: usize = 4;

/// The section of a kind of component, as a pointer.
pub(super) fn home(kind: PartKind, is_swagger: bool) -> Option<&'static str> {
    Some(match (kind, is_swagger) {
        (PartKind::PathItem, _) => PATH_ITEMS,
        (PartKind::Operation, _) => OPERATIONS,
        (PartKind::Schema, false) => "/components/schemas",
        (PartKind::Response, false) => "/components/responses",
        (PartKind::Parameter, false) => "/components/parameters",
        (PartKind::RequestBody, false) => "/components/requestBodies",
        (PartKind::Header, false) => "/components/headers",
        (PartKind::SecurityScheme, false) => "/components/securitySchemes",
        (PartKind::Callback, false) => "/components/callbacks",
        (PartKind::Schema, true) => "/definitions",
        (PartKind::Response, true) => "/responses",
        (PartKind::Parameter, true) => "/parameters",
        (PartKind::SecurityScheme, true) => "/securityDefinitions",
        _ => return None,
    })
}

/// Whether a pointer is in the section where the later stages look for this kind.
pub(super) fn is_home(kind: PartKind, pointer: &str, is_swagger: bool) -> bool {
    let stands_in = |section: &str| {
        let rest = pointer.strip_prefix(section);
        let name = rest.and_then(|rest| rest.strip_prefix('/'));
        name.is_some_and(|name| !name.contains('/'))
    };
    let is_path_item = || PATH_SECTIONS.iter().any(|it| stands_in(&format!("/{it}")));
    home(kind, is_swagger).is_some_and(stands_in)
        || (kind == PartKind::Operation && grammar::target(pointer) == PointerTarget::Part(kind))
        || (kind == PartKind::PathItem && (is_path_item() || stands_in("/components/pathItems")))
}

/// A name from the keys of a pointer that are not structure: from the component's name on, the first
/// and the last ones. `#/components/schemas/Pet/properties/tag` is `Pet_tag`,
/// `pets.yaml#/Pet` is `Pet`, `pets.yaml` is `pets`.
pub(super) fn name(pointer: &str, stem: String) -> String {
    let keys: Vec<String> = pointer_of(pointer).collect();
    let section = keys.iter().rposition(|key| is_section(key));
    let keys = keys.get(section.map_or(0, |section| section + 1)..);
    let keys = keys.unwrap_or_default();
    let last = keys.iter().rposition(|key| !is_structure(key));
    let telling = keys.iter().enumerate().filter(|(index, key)| {
        let of = index.checked_sub(1).and_then(|before| keys.get(before));
        // The index or name of a part after such a keyword is used only if it is the last
        // step.
        let is_on_the_way = of.is_some_and(|key| is_list(key)) && Some(*index) != last;
        !is_structure(key) && !is_on_the_way
    });
    let words = telling.map(|(_, key)| word(key));
    let mut words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    let too_many = words.len().saturating_sub(MAX_WORDS);
    if too_many > 0 {
        words.drain(1..=too_many);
    }
    let name = words.join("_");
    if name.starts_with(|c: char| c.is_alphabetic()) {
        name
    } else {
        let parts = [word(&stem), name];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("_")
    }
}

/// The pointers in use, with the suffix of the last name of that kind.
pub(crate) type Taken = HashMap<String, usize>;

/// A pointer for a name, with a number as suffix if the section already has that name.
pub(crate) fn unique(home: &str, name: &str, taken: &mut Taken, root: &Value) -> String {
    let first = format!("{home}/{name}");
    let mut number = taken.get(&first).copied().unwrap_or(1);
    let free = loop {
        let next = match number {
            1 => first.clone(),
            _ => format!("{first}_{number}"),
        };
        number += 1;
        if !taken.contains_key(&next) && root.pointer(&next).is_none() {
            break next;
        }
    };
    taken.insert(free.clone(), 1);
    taken.insert(first, number);
    free
}

fn is_section(key: &str) -> bool {
    let sections = ["schemas", "definitions", "$defs", "requestBodies"];
    sections.contains(&key)
}

/// Keys of the structure of OpenAPI, and media types.
fn is_structure(key: &str) -> bool {
    let structure = [
        "paths",
        "components",
        "parameters",
        "responses",
        "headers",
        "pathItems",
        "securitySchemes",
        "requestBody",
        "content",
        "schema",
        "properties",
        "items",
        "allOf",
        "oneOf",
        "anyOf",
        "not",
        "additionalProperties",
    ];
    structure.contains(&key) || (key.contains('/') && !key.starts_with('/'))
}

/// Keys of lists of schemas.
fn is_list(key: &str) -> bool {
    ["allOf", "oneOf", "anyOf"].contains(&key)
}

fn word(key: &str) -> String {
    let words = key.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("_")
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn names_begin_with_what_a_section_names() {
        let table = [
            ("/components/schemas/Pet/properties/tag", "Pet_tag"),
            ("/components/schemas/Pet/allOf/1", "Pet_1"),
            (
                "/components/schemas/Pet/allOf/1/properties/tag/items",
                "Pet_tag",
            ),
            (
                "/components/schemas/Pet/allOf/1/properties/a/properties/b/properties/c/properties/d",
                "Pet_b_c_d",
            ),
            (
                "/paths/~1pets/get/responses/200/content/x~1y/schema",
                "pets_get_200",
            ),
            ("", "stem"),
        ];
        for (pointer, wanted) in table {
            assert_eq!(name(pointer, "stem".to_owned()), wanted, "{pointer}");
        }
    }
}
