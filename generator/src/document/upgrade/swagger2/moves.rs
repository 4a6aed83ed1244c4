//! The original locations of what the conversion moves: sections, the schemas of parameters and responses, request
//! bodies and login flows.

use serde_json::Value;

use super::{MOVED, Object};
use crate::origins::{Origins, Rule};
use crate::pointer::escape;

/// A parameter of Swagger 2.0 that is a request body or a field of one.
pub(super) struct BodyPart {
    pub(super) value: Value,
    /// Its location, `#/…`.
    pub(super) location: String,
}

/// The locations of the parameters that become a request body.
pub(super) struct BodyLocations {
    /// That of the body itself, or of the first field of a form.
    first: String,
    /// The fields of a form, by name.
    fields: Vec<(String, String)>,
}

impl BodyLocations {
    /// `None` if there is no body.
    pub(super) fn of(parts: &[BodyPart]) -> Option<Self> {
        let body = parts.iter().find(|part| part.value["in"] == "body");
        let fields = parts.iter().filter(|_| body.is_none()).filter_map(|part| {
            let name = part.value["name"].as_str()?;
            Some((name.to_owned(), part.location.clone()))
        });
        Some(Self {
            first: body.or(parts.first())?.location.clone(),
            fields: fields.collect(),
        })
    }

    /// Records the locations of the parts of a converted request body at a pointer.
    pub(super) fn record(&self, body: &Value, to: &str, origins: &mut Origins) {
        let content = format!("{to}/content");
        origins.add(to, self.first.clone());
        origins.add(&content, self.first.clone());
        for (kind, _) in body["content"].as_object().into_iter().flatten() {
            let media = format!("{content}/{}", escape(kind));
            origins.add(&media, self.first.clone());
            if self.fields.is_empty() {
                continue;
            }
            for of_form in ["schema", "schema/properties", "encoding"] {
                origins.add(&format!("{media}/{of_form}"), self.first.clone());
            }
            for (name, location) in &self.fields {
                let name = escape(name);
                for map in ["schema/properties", "encoding"] {
                    origins.add(&format!("{media}/{map}/{name}"), location.clone());
                }
            }
        }
    }
}

/// Records the locations of the sections of a converted document, and of what is in those of `components`.
pub(super) fn sections(upgraded: &Object, has_host: bool, origins: &mut Origins) {
    if upgraded.contains_key("servers") {
        let from = if has_host { "#/host" } else { "#/basePath" };
        for to in ["/servers", "/servers/0", "/servers/0/url"] {
            origins.add(to, from.to_owned());
        }
    }
    for (old, new) in MOVED {
        let (Some(old), Some(new)) = (old.strip_suffix('/'), new.strip_suffix('/')) else {
            continue;
        };
        origins.add(new, format!("#{old}"));
        let names = new.strip_prefix("/components/");
        let section = names.and_then(|name| upgraded.get("components")?.get(name));
        for (name, value) in section.and_then(Value::as_object).into_iter().flatten() {
            let name = escape(name);
            let (to, from) = (format!("{new}/{name}"), format!("#{old}/{name}"));
            match new {
                "/components/parameters" => parameter(value, &to, &from, origins),
                "/components/responses" => response(value, &to, &from, origins),
                "/components/securitySchemes" => security_scheme(value, &to, &from, origins),
                _ => {}
            }
        }
    }
}

/// Records that the schema of a converted parameter or header is the parameter itself.
pub(super) fn parameter(value: &Value, to: &str, from: &str, origins: &mut Origins) {
    if value.get("schema").is_some() {
        origins.add(&format!("{to}/schema"), from.to_owned());
    }
}

/// The rule for the responses of operations, of which a definition may have tens of thousands: their media types are
/// the response itself.
pub(super) const OF_RESPONSES: Rule = Rule {
    before: |pointer| {
        let (response, rest) = of_operation(pointer)?;
        let mut keys = rest.strip_prefix("/content")?.splitn(3, '/').skip(2);
        Some(match keys.next() {
            Some(inside) => format!("{response}/{inside}"),
            None => response.to_owned(),
        })
    },
    after: |pointer, document| {
        let (response, rest) = of_operation(pointer)?;
        let converted = document.pointer(response.strip_prefix('#')?)?;
        let kind = converted.get("content")?.as_object()?.keys().next()?;
        Some(format!("{response}/content/{}{rest}", escape(kind)))
    },
};

/// Splits a pointer into that of a response of an operation, and the rest.
fn of_operation(pointer: &str) -> Option<(&str, &str)> {
    let mut ends = pointer.match_indices('/').map(|(end, _)| end);
    let paths = ends.next()?;
    let (section, status) = (ends.nth(2)?, ends.next()?);
    let end = ends.next().unwrap_or(pointer.len());
    let is_response = pointer.get(paths..)?.starts_with("/paths/")
        && pointer.get(section..status)? == "/responses";
    is_response.then(|| pointer.split_at(end))
}

/// Records that the media types of a converted response are the response itself.
pub(super) fn response(value: &Value, to: &str, from: &str, origins: &mut Origins) {
    if let Some(content) = value["content"].as_object() {
        for kind in content.keys() {
            origins.add(&format!("{to}/content/{}", escape(kind)), from.to_owned());
        }
    }
    headers(value, to, from, origins);
}

/// Records that the schemas of the headers of a converted response are the headers themselves.
pub(super) fn headers(value: &Value, to: &str, from: &str, origins: &mut Origins) {
    for (name, header) in value["headers"].as_object().into_iter().flatten() {
        let header_path = format!("/headers/{}", escape(name));
        let (to, from) = (format!("{to}{header_path}"), format!("{from}{header_path}"));
        parameter(header, &to, &from, origins);
    }
}

/// Records that the flow of a converted login is the security scheme itself.
fn security_scheme(value: &Value, to: &str, from: &str, origins: &mut Origins) {
    if let Some(flows) = value["flows"].as_object() {
        origins.add(&format!("{to}/flows"), from.to_owned());
        for name in flows.keys() {
            origins.add(&format!("{to}/flows/{}", escape(name)), from.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OF_RESPONSES;

    #[test]
    fn the_media_types_of_a_response_are_the_response() {
        let response = "#/paths/~1a/get/responses/200";
        for (inside, expected) in [
            ("/content", ""),
            ("/content/a~1b", ""),
            ("/content/a~1b/schema", "/schema"),
            ("/content/a~1b/schema/items/x", "/schema/items/x"),
        ] {
            let found = (OF_RESPONSES.before)(&format!("{response}{inside}"));
            assert_eq!(found, Some(format!("{response}{expected}")));
        }
        for pointer in [
            "#",
            "#/paths",
            "#/paths/~1a/get/responses",
            "#/paths/~1a/get/responses/200",
            "#/paths/~1a/get/responses/200/headers/h",
            "#/paths/~1a/get/requestBody/x/content/a",
            "#/components/a/b/responses/200/content/a",
        ] {
            assert_eq!((OF_RESPONSES.before)(pointer), None, "{pointer}");
        }
    }
}
