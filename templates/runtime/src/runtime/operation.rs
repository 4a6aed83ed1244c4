//! An operation of the definition, as data.
//!
//! Generated code holds one `static` [`Operation`] for each operation. It says
//! where a request goes and what the caller must be allowed to do; it does not
//! know the inputs of the operation, nor how its response is decoded.

use std::fmt;

/// The HTTP method of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// `GET`
    Get,
    /// `PUT`
    Put,
    /// `POST`
    Post,
    /// `DELETE`
    Delete,
    /// `PATCH`
    Patch,
    /// `HEAD`
    Head,
    /// `OPTIONS`
    Options,
    /// `TRACE`
    Trace,
}

impl Method {
    /// The method as it is written in a request, such as `GET`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Patch => "PATCH",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Trace => "TRACE",
        }
    }

    /// Whether sending the same request twice has the effect of sending it
    /// once, by the rules of HTTP. `POST` and `PATCH` are the two that do not.
    pub const fn is_idempotent(self) -> bool {
        !matches!(self, Self::Post | Self::Patch)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a caller must be allowed to do before the service accepts a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permissions {
    /// The definition names no permission.
    None,
    /// One of these permissions is enough.
    Any(&'static [&'static str]),
    /// Each of these permissions is needed.
    All(&'static [&'static str]),
}

/// The facts of one operation that do not depend on a call.
#[derive(Debug, PartialEq, Eq)]
pub struct Operation {
    /// The name of the method in the SDK, such as `get_user`.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path template, such as `/api/v2/users/{userId}`.
    pub path: &'static str,
    /// The media type that is asked for, such as `application/json`.
    pub accept: &'static str,
    /// The permissions that the caller needs.
    pub permissions: Permissions,
}
