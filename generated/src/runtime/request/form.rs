//! Request bodies that are forms: `application/x-www-form-urlencoded` (URL Standard) and
//! `multipart/form-data` (RFC 7578).

use std::fmt;

use super::upload::Upload;
use crate::runtime::http::body::Body;
use crate::runtime::http::encode::escape_into;
use crate::runtime::random::random_bytes;

/// The fields of a form.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    content_type: &'static str,
    /// The declared media types of parts, by parameter.
    types: &'static [(&'static str, &'static str)],
    fields: Vec<Field>,
}

#[derive(Clone, Debug)]
struct Field {
    /// The parameter that the field comes from. A list has several fields.
    parameter: &'static str,
    name: String,
    value: Value,
}

#[derive(Clone)]
pub(crate) enum Value {
    Text(String),
    Json(String),
    File(Upload),
}

impl Form {
    pub(crate) fn new(content_type: &'static str) -> Self {
        Self {
            content_type,
            types: &[],
            fields: Vec::new(),
        }
    }

    pub(crate) fn set_types(&mut self, types: &'static [(&'static str, &'static str)]) {
        self.types = types;
    }

    pub(crate) fn content_type(&self) -> &'static str {
        self.content_type
    }

    /// Sets the fields of a parameter, in place of earlier ones.
    pub(crate) fn set(&mut self, parameter: &'static str, values: Vec<(String, Value)>) {
        self.fields.retain(|field| field.parameter != parameter);
        let fields = values.into_iter().map(|(name, value)| Field {
            parameter,
            name,
            value,
        });
        self.fields.extend(fields);
    }

    /// Adds a field that is not a declared parameter.
    pub(crate) fn push(&mut self, name: String, value: Value) {
        let parameter = "";
        self.fields.push(Field {
            parameter,
            name,
            value,
        });
    }

    /// Encodes the form, and returns its media type and body.
    ///
    /// # Errors
    /// If there are no random numbers for the boundary, a media type has a control
    /// character, or an upload cannot be URL-encoded because it is streamed.
    pub(crate) fn encode(self) -> Result<(String, Body), String> {
        if self.content_type.starts_with("multipart/") {
            multipart(self)
        } else {
            Ok((self.content_type.to_owned(), url_encoded(&self.fields)?))
        }
    }
}

const URL_ENCODED: &str = "application/x-www-form-urlencoded";

fn url_encoded(fields: &[Field]) -> Result<Body, String> {
    let mut out = String::new();
    for field in fields {
        if !out.is_empty() {
            out.push('&');
        }
        escape_into(&mut out, &field.name);
        out.push('=');
        match &field.value {
            Value::Text(text) | Value::Json(text) => escape_into(&mut out, text),
            Value::File(upload) => match upload.body.as_bytes() {
                Some(bytes) => escape_into(&mut out, &String::from_utf8_lossy(bytes)),
                None => {
                    return Err(format!(
                        "the upload `{}` is read as it is sent, which a form of the media type {URL_ENCODED} \
                         cannot be: pass its bytes to Upload::new",
                        field.name
                    ));
                }
            },
        }
    }
    Ok(out.into())
}

fn multipart(form: Form) -> Result<(String, Body), String> {
    // Random, so that it does not occur in the data.
    let random = random_bytes::<16>().ok_or("the system has no random numbers")?;
    let boundary: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut parts: Vec<Body> = Vec::new();
    for field in form.fields {
        let declared = form
            .types
            .iter()
            .find(|(parameter, _)| *parameter == field.parameter);
        let declared = declared.map(|(_, media_type)| *media_type);
        parts.push(part_head(&field, declared, &boundary)?.into());
        parts.push(match field.value {
            Value::Text(text) | Value::Json(text) => text.into(),
            Value::File(upload) => upload.body,
        });
        parts.push("\r\n".into());
    }
    parts.push(format!("--{boundary}--\r\n").into());
    Ok((
        format!("{}; boundary={boundary}", form.content_type),
        Body::chain(parts),
    ))
}

/// The headers of a part; `declared` is the media type in the definition.
fn part_head(field: &Field, declared: Option<&str>, boundary: &str) -> Result<String, String> {
    let name = quoted(&field.name);
    let mut head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"");
    let media_type = match &field.value {
        Value::Text(_) => declared,
        Value::Json(_) => Some(declared.unwrap_or("application/json")),
        Value::File(upload) => {
            let file_name = upload.file_name.as_deref().unwrap_or(&field.name);
            head.push_str(&format!("; filename=\"{}\"", quoted(file_name)));
            let own = upload.content_type.as_deref();
            Some(own.or(declared).unwrap_or("application/octet-stream"))
        }
    };
    if let Some(media_type) = media_type {
        if media_type.chars().any(char::is_control) {
            return Err(format!(
                "the content type of the upload `{}` has a line break or another control character",
                field.name
            ));
        }
        head.push_str("\r\nContent-Type: ");
        head.push_str(media_type);
    }
    if matches!(&field.value, Value::File(upload) if upload.is_base64) {
        head.push_str("\r\nContent-Transfer-Encoding: base64");
    }
    head.push_str("\r\n\r\n");
    Ok(head)
}

/// Escapes a quoted name as browsers do (HTML Standard, "multipart/form-data encoding
/// algorithm").
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) | Self::Json(text) => write!(f, "{} bytes of text", text.len()),
            Self::File(upload) => upload.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Form, Upload, Value};

    fn text(name: &str, value: &str) -> (String, Value) {
        (name.to_owned(), Value::Text(value.to_owned()))
    }

    fn encoded(form: Form) -> (String, String) {
        let (kind, body) = form.encode().unwrap();
        (
            kind,
            String::from_utf8(body.as_bytes().unwrap().to_vec()).unwrap(),
        )
    }

    #[test]
    fn a_form_is_escaped_and_the_last_value_of_an_input_counts() {
        let mut form = Form::new("application/x-www-form-urlencoded");
        form.set("a", vec![text("a", "1"), text("a", "2")]);
        form.set("b c", vec![text("b c", "x&y=z é")]);
        form.set("a", vec![text("a", "+")]);
        let (kind, body) = encoded(form);
        assert_eq!(kind, "application/x-www-form-urlencoded");
        assert_eq!(body, "b%20c=x%26y%3Dz%20%C3%A9&a=%2B");
    }

    #[test]
    fn parts_have_heads_that_values_cannot_leave() {
        let mut form = Form::new("multipart/form-data");
        form.set("note", vec![text("no\"te", "line\r\nline")]);
        let upload = Upload::new(*b"data").file_name("a\"\r\nX: y.txt");
        form.set("file", vec![("file".to_owned(), Value::File(upload))]);
        let json = Value::Json("{}".to_owned());
        form.set("meta", vec![("meta".to_owned(), json)]);
        let (kind, body) = encoded(form);
        let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
        assert_eq!(boundary.len(), 32);
        assert_eq!(
            body.replace(boundary, "B"),
            "--B\r\nContent-Disposition: form-data; name=\"no%22te\"\r\n\r\nline\r\nline\r\n\
             --B\r\nContent-Disposition: form-data; name=\"file\"; \
             filename=\"a%22%0D%0AX: y.txt\"\r\nContent-Type: application/octet-stream\r\n\r\n\
             data\r\n\
             --B\r\nContent-Disposition: form-data; name=\"meta\"\r\n\
             Content-Type: application/json\r\n\r\n{}\r\n--B--\r\n"
        );
    }

    #[test]
    fn parts_are_of_the_media_types_that_are_declared() {
        let mut form = Form::new("multipart/form-data");
        form.set_types(&[
            ("note", "text/csv"),
            ("one", "image/png"),
            ("two", "image/png"),
        ]);
        form.set("note", vec![text("note", "a,b")]);
        let upload = |name: &str, upload| vec![(name.to_owned(), Value::File(upload))];
        form.set("one", upload("one", Upload::new(*b"1")));
        form.set(
            "two",
            upload("two", Upload::new(*b"2").content_type("image/gif")),
        );
        let (_, body) = encoded(form);
        let lines = body.lines().filter(|line| line.starts_with("Content-Type"));
        let kinds: Vec<_> = lines.filter_map(|line| line.split(": ").nth(1)).collect();
        assert_eq!(kinds, ["text/csv", "image/png", "image/gif"]);
    }

    #[test]
    fn a_file_in_base64_says_so() {
        let mut form = Form::new("multipart/form-data");
        let upload = Upload::new([0, 255, 16]).in_base64();
        form.set("file", vec![("file".to_owned(), Value::File(upload))]);
        let (_, body) = encoded(form);
        let part = "filename=\"file\"\r\nContent-Type: application/octet-stream\r\n\
                    Content-Transfer-Encoding: base64\r\n\r\nAP8Q\r\n";
        assert!(body.contains(part), "{body}");
    }

    #[test]
    fn a_media_type_that_breaks_the_head_is_refused() {
        let mut form = Form::new("multipart/form-data");
        let upload = Upload::new(*b"s3cret").content_type("text/plain\r\nX: y");
        form.set("file", vec![("file".to_owned(), Value::File(upload))]);
        assert!(!format!("{form:?}").contains("s3cret"));
        let problem = form.encode().unwrap_err();
        assert!(
            problem.starts_with("the content type of the upload `file`"),
            "{problem}"
        );
    }
}
