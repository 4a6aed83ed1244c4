//! Bodies that are forms.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde_json::{Map, Value};

use super::contents::is_form;
use super::style::{Style, of_encoding, of_swagger};
use super::{Document, list};

/// The content of a form.
pub(crate) struct Form<'a> {
    /// Whether it is a multipart form.
    pub(crate) has_parts: bool,
    pub(crate) fields: Vec<Field<'a>>,
}

/// A field of a form.
pub(crate) struct Field<'a> {
    pub(crate) name: &'a str,
    pub(crate) required: bool,
    pub(crate) schema: &'a Value,
    /// The declared style.
    pub(crate) style: Option<Style>,
    /// The declared media type of its parts.
    pub(crate) media_type: Option<&'a str>,
    /// Whether each of its values is JSON, including strings.
    pub(crate) is_json: bool,
}

/// The properties of an object, and which of them are required.
#[derive(Default)]
struct Properties<'a> {
    all: BTreeMap<&'a str, &'a Value>,
    required: BTreeSet<&'a str>,
}

impl Document {
    /// The form of an operation of Swagger 2.0 and its media type; `None` if it has no fields.
    pub(super) fn swagger_form<'a>(
        &'a self,
        media_types: &[&'a str],
        parameters: &[&'a Value],
    ) -> Result<Option<(&'a str, Form<'a>)>> {
        let declared = parameters.iter().filter(|it| it["in"] == "formData");
        let fields = declared.filter_map(|field| {
            Some(Field {
                name: field["name"].as_str()?,
                required: field["required"] == true,
                schema: field,
                style: Some(of_swagger(field, None)),
                media_type: None,
                is_json: false,
            })
        });
        let fields: Vec<Field> = fields.collect();
        if fields.is_empty() {
            return Ok(None);
        }
        let mut has_files = false;
        for field in &fields {
            has_files |= self.is_file(field, field.schema)?;
        }
        let fallback = if has_files {
            "multipart/form-data"
        } else {
            "application/x-www-form-urlencoded"
        };
        let stated = media_types.iter().find(|kind| is_form(kind));
        let media_type = stated.copied().unwrap_or(fallback);
        let has_parts = media_type.starts_with("multipart/");
        Ok(Some((media_type, Form { has_parts, fields })))
    }

    /// The form of a media type of OpenAPI 3.0; `None` if its schema has no properties.
    pub(super) fn form<'a>(&'a self, kind: &str, media: &'a Value) -> Result<Option<Form<'a>>> {
        let mut properties = Properties::default();
        self.collect(&media["schema"], &mut properties)?;
        if properties.all.is_empty() {
            return Ok(None);
        }
        let Properties { all, required } = properties;
        let has_parts = kind.starts_with("multipart/");
        // Read-only properties are not part of a request.
        let sent = all.into_iter().filter(|(_, it)| it["readOnly"] != true);
        let fields = sent.map(|(name, schema)| {
            let encoding = &media["encoding"][name];
            let media_type = encoding["contentType"].as_str();
            let counts = has_parts || encoding["style"].is_null();
            Field {
                name,
                required: required.contains(name),
                schema,
                style: of_encoding(encoding),
                media_type,
                is_json: counts && media_type.is_some_and(|kind| kind.contains("json")),
            }
        });
        Ok(Some(Form {
            has_parts,
            fields: fields.collect(),
        }))
    }

    /// Whether the values of a field in a multipart form are files: binary strings, and fields
    /// with a binary media type that can hold bytes.
    ///
    /// # Errors
    /// If it is a reference that does not resolve.
    pub(crate) fn is_file(&self, field: &Field<'_>, schema: &Value) -> Result<bool> {
        let schema = self.resolve(schema)?;
        let is_bytes = field.media_type.is_some_and(|kind| {
            !["json", "text/", "xml", "yaml"]
                .iter()
                .any(|it| kind.contains(it))
        });
        let is_silent = schema.as_object().is_some_and(Map::is_empty);
        let is_plain =
            schema["type"] == "string" && schema["format"].is_null() && schema["enum"].is_null();
        Ok(schema["type"] == "file"
            || schema["format"] == "binary"
            || (is_bytes && (is_silent || is_plain)))
    }

    /// Whether a field takes several files: a list of files, or of any values.
    ///
    /// # Errors
    /// If it is a reference that does not resolve.
    pub(crate) fn is_files(&self, field: &Field<'_>, schema: &Value) -> Result<bool> {
        let is_open = schema["items"].as_object().is_some_and(Map::is_empty);
        let is_text = field
            .media_type
            .is_some_and(|kind| kind.starts_with("text/"));
        Ok(self.is_file(field, &schema["items"])? || (is_open && !field.is_json && !is_text))
    }

    fn collect<'a>(&'a self, schema: &'a Value, properties: &mut Properties<'a>) -> Result<()> {
        let schema = self.resolve(schema)?;
        for part in list(&schema["allOf"]) {
            self.collect(part, properties)?;
        }
        let own = schema["properties"].as_object().into_iter().flatten();
        properties
            .all
            .extend(own.map(|(name, it)| (name.as_str(), it)));
        let required = list(&schema["required"]);
        properties
            .required
            .extend(required.filter_map(Value::as_str));
        Ok(())
    }
}
