//! What to do about an error, as the end of its message.
//!
//! Each string begins with a semicolon, or is empty.

use super::Error;
use crate::definition::REGIONS;
use crate::runtime::service::address;
use crate::runtime::service::login::{GrantKind, LOGIN};
use crate::runtime::service::operation::Permissions;
use crate::runtime::service::region_hosts::RegionHosts;
use crate::runtime::service::security::described;

const NO_TOKEN: &str = "; no access token is set: \
     pass one to ClientBuilder::access_token or Client::set_access_token";

/// For a connection that failed.
pub(crate) fn of_connection() -> &'static str {
    match REGIONS.is_empty() {
        true => "; check the host of the client, and the network in between",
        false => "; check the region or host of the client, and the network in between",
    }
}

/// For an access token that is rejected.
fn bad_token() -> String {
    let other = match REGIONS.is_empty() {
        true => "host",
        false => "region",
    };
    format!(
        "; the access token is not valid here: it may be wrong, have expired, or belong to another {other}"
    )
}

/// For a call that was not retried because of its body.
pub(crate) const SPENT_BODY: &str = "; it was not retried, because its body comes from a stream \
     or reader and cannot be sent again: pass bytes or a file";

/// For a presigned URL that is rejected.
const EXPIRED: &str = "; a presigned URL expires after a short time, and requires the \
     headers that came with it: pass those, or request a new URL";

const BAD_CODE: &str = "; the authorization code may have been used already or have expired, or \
     been requested with another redirect address: send the user to the address of \
     AuthorizationUrl again, and use the new code once";

const BAD_CODE_OR_VERIFIER: &str = "; the authorization code may have been used already or have \
     expired, or been requested with another redirect address, or the code verifier is not that \
     of the challenge it was requested with: send the user to the address of AuthorizationUrl \
     again, and use the new code once, with the verifier of the same Pkce";

const BAD_REFRESH_TOKEN: &str = "; the refresh token may have expired, been revoked or used \
     already, or belong to another OAuth client: log in again with the grant that it came from";

const BAD_ASSERTION: &str = "; the assertion may have expired, been used already, or be meant for \
     another organization: get a new one from the identity provider, and pass it in base64";

/// For an OAuth client that is rejected.
fn bad_credentials() -> &'static str {
    match REGIONS.is_empty() {
        true => "; check the credentials, and that the OAuth client has this grant type",
        false => {
            "; check the credentials, that the OAuth client has this grant type, and that it belongs to \
             the region of the client"
        }
    }
}

/// The number of items of a list that can be paginated: the limit of the Platform API, and the default of
/// Elasticsearch (`max_result_window`).
const LISTED: u64 = 10_000;

const TOO_DEEP: &str = "; the page is beyond the first 10,000 items, where many lists end: narrow \
     the list with a filter, or use an endpoint that scans or runs a job, if the API has one";

/// For a status that is not a success.
pub(crate) fn of_status(error: &Error, authorized: bool) -> String {
    let is_login = is_login(error);
    if error.origin().is_some() && !authorized {
        return match error.status() {
            Some(400 | 401 | 403) => EXPIRED.to_owned(),
            _ => String::new(),
        };
    }
    if is_login && error.is_client_error() && !error.is_rate_limited() {
        of_login(error).to_owned()
    } else if error.is_unauthorized() && !is_login {
        refused(error, authorized)
    } else if error.is_forbidden() {
        of_permissions(error)
    } else if is_too_deep(error) {
        TOO_DEEP.to_owned()
    } else {
        String::new()
    }
}

/// Whether a page beyond [`LISTED`] items was rejected. Any other fault of the call would have failed with
/// the first page.
fn is_too_deep(error: &Error) -> bool {
    let is_refused = error.is_client_error() && !error.is_rate_limited();
    is_refused && error.listed().is_some_and(|item| item > LISTED)
}

/// For a login that was sent to the default server because none is set. An OAuth client
/// of another region is unknown there, and the response does not say so.
pub(crate) fn of_default_server(url: &str) -> String {
    let address = address::described(url);
    let (unnamed, setter) = match RegionHosts::of_url(url) {
        Some(_) => ("no region, host or gateway", "ClientBuilder::region"),
        None => ("no host", "ClientBuilder::host"),
    };
    format!("; {unnamed} is set, so the login was sent to {address}: set one with {setter}")
}

/// For a call with the wrong credentials, or none.
fn refused(error: &Error, authorized: bool) -> String {
    match (described(error.security()), authorized) {
        (None, true) => bad_token(),
        (None, false) => NO_TOKEN.to_owned(),
        (Some(schemes), true) => {
            format!("; the service rejects the credential; the operation accepts {schemes}")
        }
        (Some(schemes), false) => format!(
            "; no credential is set: the operation accepts {schemes}; pass one to \
             ClientBuilder::credential"
        ),
    }
}

/// For a login that is rejected. Only error codes about the grant itself (RFC 6749, 5.2)
/// depend on the grant; an unknown client is unknown with any grant.
fn of_login(error: &Error) -> &'static str {
    if !matches!(error.code(), Some("invalid_grant" | "invalid_request")) {
        return bad_credentials();
    }
    match error.grant() {
        Some(GrantKind::Code) => BAD_CODE,
        Some(GrantKind::CodeWithVerifier) => BAD_CODE_OR_VERIFIER,
        Some(GrantKind::RefreshToken) => BAD_REFRESH_TOKEN,
        Some(GrantKind::Assertion) => BAD_ASSERTION,
        Some(GrantKind::Other) | None => bad_credentials(),
    }
}

/// For a missing permission: those that the operation requires.
fn of_permissions(error: &Error) -> String {
    let (names, which) = match error.operation().map(|operation| operation.permissions) {
        Some(Permissions::Any(names)) => (names, "needs any of the permissions"),
        Some(Permissions::All(names)) => (names, "needs all of the permissions"),
        Some(Permissions::None) | None => return String::new(),
    };
    match names {
        [] => String::new(),
        [name] => format!("; needs the permission {name}"),
        names => format!("; {which} {}", names.join(", ")),
    }
}

/// Whether the error is of a login itself.
pub(crate) fn is_login(error: &Error) -> bool {
    error.operation() == Some(&LOGIN)
}
