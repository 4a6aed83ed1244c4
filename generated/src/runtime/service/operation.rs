//! Operations of the definition, as data.
//!
//! Generated code has a `static` [`Operation`] for each operation. It has neither the
//! parameters of the operation, nor the function that decodes its response.

use crate::runtime::http::method::Method;

/// The name of operations that are not in the definition.
pub(crate) const RAW: &str = "raw";

/// The permissions that an operation requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permissions {
    /// The definition declares no permissions.
    None,
    /// One of these permissions is enough.
    Any(&'static [&'static str]),
    /// Each of these permissions is needed.
    All(&'static [&'static str]),
}

/// An operation: everything that is the same for all of its calls.
#[derive(Debug, PartialEq, Eq)]
pub struct Operation {
    /// The name of the method in the SDK, such as `get_user`.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path template, such as `/users/{userId}`.
    pub path: &'static str,
    /// The value of the `Accept` header, such as `application/json`.
    pub accept: &'static str,
    /// The required permissions.
    pub permissions: Permissions,
}
