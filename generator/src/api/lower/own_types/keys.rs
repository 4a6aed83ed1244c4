//! Keys of the configuration that name schemas, as JSON pointers.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::diagnostics::Diagnostic;
use crate::pointer;
use crate::types::{TypeChoice, keyed, later};

/// Converts a JSON pointer of the configuration to one of OpenAPI 3.0.
pub(super) fn pointer_of(key: &str) -> Option<String> {
    let pointer = key.strip_prefix('#').unwrap_or(key);
    let rest = pointer.strip_prefix('/')?;
    Some(match rest.strip_prefix("definitions/") {
        Some(rest) => format!("#/components/schemas/{rest}"),
        None => format!("#/{rest}"),
    })
}

/// The JSON pointer that a key of the configuration stands for: a name is that of a component.
fn pointer_for(key: &str) -> String {
    let of_component = || format!("#/components/schemas/{}", pointer::escape(key));
    pointer_of(key).unwrap_or_else(of_component)
}

/// The errors about keys that name one schema, and these keys but for the first of each schema.
pub(super) fn of_one_schema(
    schemas: &BTreeMap<String, TypeChoice>,
) -> (Vec<Diagnostic>, HashSet<&str>) {
    let mut known = HashMap::new();
    let mut found = Vec::new();
    let mut repeated = HashSet::new();
    for (key, choice) in schemas {
        match known.entry(pointer_for(key)) {
            Entry::Vacant(none) => drop(none.insert((key, choice))),
            Entry::Occupied(first) => {
                let (other, first) = first.get();
                let locations = [(other, first), (&key, &choice)]
                    .map(|(key, choice)| keyed(choice, "schemas", key).location);
                let [one, another] = &locations;
                let location = later(one, another);
                let message = format!("`{other}` and `{key}` name one schema");
                found.push(location.error("own-type-repeated", message, "remove one of the two"));
                repeated.insert(key.as_str());
            }
        }
    }
    (found, repeated)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{of_one_schema, pointer_of};
    use crate::diagnostics::{Position, SettingLocation};
    use crate::types::{RustPath, TypeChoice};

    #[test]
    fn a_pointer_may_be_one_into_swagger_2() {
        let money = Some("#/components/schemas/Money".to_owned());
        for key in [
            "#/components/schemas/Money",
            "/components/schemas/Money",
            "/definitions/Money",
        ] {
            assert_eq!(pointer_of(key), money, "{key}");
        }
        assert_eq!(pointer_of("Money"), None);
    }

    #[test]
    fn keys_that_name_one_schema_are_found() {
        for (one, other) in [
            ("Money", "/components/schemas/Money"),
            ("Money", "#/components/schemas/Money"),
            ("Money", "/definitions/Money"),
            ("a/b~c", "/components/schemas/a~1b~0c"),
            (
                "/components/schemas/M/properties/id",
                "#/components/schemas/M/properties/id",
            ),
            (
                "/definitions/M/properties/id",
                "#/components/schemas/M/properties/id",
            ),
            ("/paths/~1a/get/x", "#/paths/~1a/get/x"),
        ] {
            let choice = |line| TypeChoice {
                location: SettingLocation {
                    position: Some(Position::new(line, 1)),
                    ..SettingLocation::of_option("types.schemas")
                },
                ..TypeChoice::from(RustPath::parse("uuid::Uuid").unwrap())
            };
            for lines in [(1, 2), (2, 1)] {
                let keys = [
                    (one.to_owned(), choice(lines.0)),
                    (other.to_owned(), choice(lines.1)),
                ];
                let keys = BTreeMap::from(keys);
                let (found, repeated) = of_one_schema(&keys);
                let lines: Vec<_> = found
                    .iter()
                    .map(|it| it.position.as_deref().map(|it| it.line))
                    .collect();
                assert_eq!((lines, repeated.len()), (vec![Some(2)], 1), "{one} {other}");
            }
        }
        let of = |key: &str| {
            (
                key.to_owned(),
                TypeChoice::from(RustPath::parse("uuid::Uuid").unwrap()),
            )
        };
        let apart = BTreeMap::from([
            of("Money"),
            of("money"),
            of("/components/schemas/M/properties/Money"),
        ]);
        assert_eq!(of_one_schema(&apart).0, []);
    }
}
