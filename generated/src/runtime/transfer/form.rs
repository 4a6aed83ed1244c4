//! Forms that a caller fills, for URLs whose form fields no definition declares.

use std::fmt;

use crate::runtime::request::form::{Form, Value};
use crate::runtime::request::upload::Upload;

/// A form with files (`multipart/form-data`), in the order of its parts.
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

    /// Adds a file. Storage services want it to be the last part.
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

/// The values stay out: they are the caller's data.
impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.form.fmt(f)
    }
}
