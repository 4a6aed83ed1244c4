//! An operation of the definition, as data.
//!
//! Generated code holds one `static` [`Operation`] for each operation. It says
//! where a request goes and what the caller must be allowed to do; it does not
//! know the inputs of the operation, nor how its response is decoded.

use crate::runtime::http::method::Method;

/// The name of all operations that are not in the definition.
pub(crate) const RAW: &str = "raw";

/// What a caller must be allowed to do before the service accepts a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permissions {
    /// The definition declares no permissions.
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
    /// The path template, such as `/users/{userId}`.
    pub path: &'static str,
    /// The value of the `Accept` header, such as `application/json`.
    pub accept: &'static str,
    /// The permissions that the caller needs.
    pub permissions: Permissions,
}
