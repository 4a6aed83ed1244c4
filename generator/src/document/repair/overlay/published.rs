//! The definition before its conversion to OpenAPI 3.0: explains why a target that was written for it matches nothing.

use std::fmt::Write as _;

use serde_json::Value;
use serde_json_path::JsonPath;

use super::read::Action;
use crate::diagnostics::Diagnostic;
use crate::origins::Origins;
use crate::pointer::{child, unescape};
use crate::upgrade::{Dialect, section};

/// The definition as it was published, before its conversion.
pub(crate) struct Published<'a> {
    pub(crate) dialect: Dialect,
    /// Where the values of the converted document were.
    pub(crate) origins: &'a Origins,
    /// Reads it again; `None` if that is not possible.
    pub(crate) read: &'a dyn Fn() -> Option<Value>,
}

impl Published<'_> {
    /// The error about an action whose target matches nothing in the document.
    pub(super) fn unmatched(
        &self,
        action: &Action,
        path: &JsonPath,
        document: &Value,
    ) -> Diagnostic {
        let target = &action.target;
        let Some(version) = self.dialect.converted_name() else {
            return unmatched(
                action,
                format!("`{target}` matches nothing"),
                "the definition has changed; remove the action, or fix its target",
            );
        };
        let published = (self.read)();
        let pointer = published.and_then(|published| {
            let located = path.query_located(&published);
            let first = located.locations().next()?;
            Some(format!("#{}", first.to_json_pointer()))
        });
        if let Some(pointer) = pointer {
            let message = format!(
                "`{target}` matches the definition as it was published, in {version}, but overlays apply to it in \
                 the form of OpenAPI 3.0, where the target matches nothing"
            );
            return match self.counterpart(&action.target, &pointer, document) {
                Some(there) => unmatched(action, message, &format!("write `{}`", there)),
                None => unmatched(
                    action,
                    message,
                    "OpenAPI 3.0 has no such value; fix the target, or remove the action",
                ),
            };
        }
        let message = format!("`{target}` matches nothing");
        if self.dialect == Dialect::Swagger2
            && let Some((key, _)) = root_key(&action.target)
            && let Some((there, _)) = section(&key)
        {
            let help = format!(
                "targets name the definition in the form of OpenAPI 3.0, where `$.{key}` is `{there}`; fix the \
                 target, or remove the action if the definition has changed"
            );
            return unmatched(action, message, &help);
        }
        unmatched(
            action,
            message,
            "targets name the definition in the form of OpenAPI 3.0; fix the target, or remove the action if the \
             definition has changed",
        )
    }

    /// The JSONPath in the converted document for a target that matches a value at a pointer of the published one.
    fn counterpart(&self, target: &str, pointer: &str, document: &Value) -> Option<String> {
        let moved = self.of_section(target);
        let matches = |path: &String| {
            JsonPath::parse(path).is_ok_and(|path| !path.query(document).is_empty())
        };
        if let Some(moved) = moved.clone().filter(matches) {
            return Some(moved);
        }
        let there = self.origins.moved_to(pointer, document);
        let there = there.and_then(|there| json_path(&there, document));
        there.or(moved)
    }

    /// The target with the section of Swagger 2.0 that it starts with replaced.
    fn of_section(&self, target: &str) -> Option<String> {
        if self.dialect != Dialect::Swagger2 {
            return None;
        }
        let (key, rest) = root_key(target)?;
        let (there, keeps_rest) = section(&key)?;
        Some(format!("{there}{}", if keeps_rest { rest } else { "" }))
    }
}

fn unmatched(action: &Action, message: String, help: &str) -> Diagnostic {
    Diagnostic::error("stale-overlay-action", &action.pointer, message, help)
}

/// The key at the root that a target starts with, as `$.KEY` or `$['KEY']`, and the rest of the target.
fn root_key(target: &str) -> Option<(String, &str)> {
    let path = target.strip_prefix('$')?;
    if let Some(name) = path.strip_prefix('.') {
        let end = name.find(['.', '[']).unwrap_or(name.len());
        let (key, rest) = name.split_at(end);
        return (!key.is_empty()).then(|| (key.to_owned(), rest));
    }
    let inner = path.strip_prefix('[')?;
    let delimiter = inner.chars().next().filter(|it| matches!(it, '\'' | '"'))?;
    let (key, rest) = inner.get(1..)?.split_once(delimiter)?;
    Some((key.to_owned(), rest.strip_prefix(']')?))
}

/// The JSONPath of a pointer, `#/…`, to a value of a document.
fn json_path(pointer: &str, document: &Value) -> Option<String> {
    let mut path = "$".to_owned();
    let mut here = document;
    for key in pointer.strip_prefix('#')?.split('/').skip(1).map(unescape) {
        let is_name = key
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || it == '_')
            && !key.is_empty()
            && !key.starts_with(|it: char| it.is_ascii_digit());
        // Writing to a string does not fail.
        let _ = match here {
            Value::Array(_) => write!(path, "[{key}]"),
            _ if is_name => write!(path, ".{key}"),
            _ => write!(
                path,
                "['{}']",
                key.replace('\\', "\\\\").replace('\'', "\\'")
            ),
        };
        here = child(here, &key)?;
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::apply;
    use super::{Published, root_key};
    use crate::origins::History;
    use crate::upgrade::{self, Dialect};

    /// The error about an overlay with one target for a published definition, as message and help.
    fn refused(published: &Value, dialect: Dialect, target: &str, can_be_read: bool) -> String {
        let upgraded = upgrade::upgrade(published.clone(), dialect);
        let mut document = upgraded.value;
        let known = Published {
            dialect,
            origins: &upgraded.origins,
            read: &|| can_be_read.then(|| published.clone()),
        };
        let actions = json!([{ "target": target, "update": { "x": 1 } }]);
        let overlay = json!({ "overlay": "1.0.0", "actions": actions });
        let mut history = History::default();
        let found = apply(&mut document, overlay, "o.yaml", &known, &mut history).unwrap_err();
        let found = found.into_iter().next().unwrap();
        format!("{} | {}", found.message, found.help)
    }

    #[test]
    fn targets_of_swagger_have_a_counterpart() {
        let published = json!({
            "swagger": "2.0", "host": "a.example", "basePath": "/v1", "schemes": ["https"],
            "paths": { "/b": { "post": {
                "consumes": ["application/x-www-form-urlencoded"],
                "parameters": [
                    { "name": "f", "in": "formData", "type": "string" },
                    { "name": "q", "in": "query", "type": "string" },
                ],
                "responses": { "200": { "description": "d", "schema": { "type": "string" } } },
            }, "put": { "parameters": [{ "name": "b", "in": "body", "schema": { "type": "object" } }] } } },
            "definitions": { "M": { "properties": { "a": {} } } },
            "parameters": { "P": { "name": "p", "in": "query", "type": "string" } },
            "responses": { "R": { "description": "d" } },
            "securityDefinitions": { "o": { "type": "oauth2", "flow": "application", "scopes": {} } },
        });
        for (target, there) in [
            (
                "$.definitions.M.properties.a",
                "$.components.schemas.M.properties.a",
            ),
            (
                "$['definitions'][?@.properties]",
                "$.components.schemas[?@.properties]",
            ),
            (
                "$.parameters.P.type",
                "$.components.parameters.P.schema.type",
            ),
            ("$.responses.R", "$.components.responses.R"),
            (
                "$.securityDefinitions.o.scopes",
                "$.components.securitySchemes.o.flows.clientCredentials.scopes",
            ),
            ("$.host", "$.servers"),
            ("$.basePath", "$.servers"),
            ("$.schemes[0]", "$.servers"),
            ("$.swagger", "$.openapi"),
            (
                "$.paths['/b'].put.parameters[?@.in == 'body']",
                "$.paths['/b'].put.requestBody",
            ),
            (
                "$.paths['/b'].put.parameters[0].schema",
                "$.paths['/b'].put.requestBody.content['application/json'].schema",
            ),
            (
                "$.paths['/b'].post.parameters[1].type",
                "$.paths['/b'].post.parameters[0].schema.type",
            ),
            (
                "$.paths['/b'].post.responses['200'].schema",
                "$.paths['/b'].post.responses['200'].content['application/json'].schema",
            ),
        ] {
            let message = refused(&published, Dialect::Swagger2, target, true);
            assert!(
                message.contains("as it was published, in Swagger 2.0"),
                "{message}"
            );
            assert!(
                message.ends_with(&format!("| write `{there}`")),
                "{target}: {message}"
            );
        }
    }

    #[test]
    fn a_target_that_matches_neither_is_told_the_form_that_overlays_apply_to() {
        let published = json!({ "swagger": "2.0", "paths": {}, "definitions": { "M": {} } });
        let of = |target, can_be_read| refused(&published, Dialect::Swagger2, target, can_be_read);
        let gone = of("$.definitions.Gone", true);
        assert!(
            gone.contains("where `$.definitions` is `$.components.schemas`; fix"),
            "{gone}"
        );
        assert_eq!(of("$.definitions.M", false), gone.replace("Gone", "M"));
        let other = of("$.paths.x", true);
        assert!(
            other.contains("in the form of OpenAPI 3.0; fix the target"),
            "{other}"
        );
    }

    #[test]
    fn keywords_of_a_newer_version_have_a_counterpart() {
        let published = json!({ "openapi": "3.1.0", "components": { "schemas": { "M": {
            "properties": { "a": { "const": "x" } },
            "patternProperties": { "^x": { "type": "string" } },
            "propertyNames": { "pattern": "a" },
        } } } });
        let of = |target| refused(&published, Dialect::OpenApi31, target, true);
        for (target, end) in [
            (
                "$.components.schemas.M.properties.a.const",
                "write `$.components.schemas.M.properties.a.enum`",
            ),
            (
                "$.components.schemas.M.patternProperties['^x'].type",
                "write `$.components.schemas.M.additionalProperties.type`",
            ),
            (
                "$.components.schemas.M.propertyNames",
                "OpenAPI 3.0 has no such value; fix the target, or remove the action",
            ),
        ] {
            let message = of(target);
            assert!(
                message.contains("in a newer version of OpenAPI, but overlays"),
                "{message}"
            );
            assert!(message.ends_with(end), "{message}");
        }
    }

    #[test]
    fn a_definition_that_was_not_converted_has_changed() {
        let published = json!({ "openapi": "3.0.3", "paths": {} });
        let message = refused(&published, Dialect::OpenApi3, "$.definitions.M", true);
        assert!(message.ends_with(
            "matches nothing | the definition has changed; remove the action, or fix its target"
        ));
    }

    #[test]
    fn a_target_starts_with_a_key() {
        assert_eq!(root_key("$.a['b']"), Some(("a".to_owned(), "['b']")));
        assert_eq!(root_key("$[\"a\"].b"), Some(("a".to_owned(), ".b")));
        assert_eq!(root_key("$"), None);
        assert_eq!(root_key("$..a"), None);
        assert_eq!(root_key("$[0]"), None);
    }
}
