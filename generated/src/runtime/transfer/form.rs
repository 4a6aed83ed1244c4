//! Multipart forms for presigned URLs, whose fields no definition declares.

use std::fmt;

use crate::runtime::request::form::{Form, Value};
use crate::runtime::request::upload::Upload;

/// A form with files (`multipart/form-data`). Parts are sent in the order in which they
/// were added.
///
/// ```no_run
/// use purecloud_platform_client_v2::Upload;
/// use purecloud_platform_client_v2::transfer::Multipart;
///
/// let form = Multipart::new()
///     .text("fileType", "contactlist")
///     .file("file", Upload::new(*b"id,phone\n1,555").file_name("contacts.csv"));
/// ```
#[derive(Clone)]
#[must_use = "a form does nothing until it is sent"]
pub struct Multipart {
    pub(super) form: Form,
}

impl Multipart {
    /// A form without parts.
    pub fn new() -> Self {
        Self {
            form: Form::new("multipart/form-data"),
        }
    }

    /// Adds a field.
    pub fn text(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.form.push(name.into(), Value::Text(value.into()));
        self
    }

    /// Adds a file. Storage services require that it is the last part.
    pub fn file(mut self, name: impl Into<String>, file: Upload) -> Self {
        self.form.push(name.into(), Value::File(file));
        self
    }
}

impl Default for Multipart {
    fn default() -> Self {
        Self::new()
    }
}

/// Without the values, which may be confidential.
impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.form.fmt(f)
    }
}
