//! The `Display` of errors: one line.
//!
//! The line contains neither path parameters nor the query, which may be confidential. `help` has the end of
//! the line, which says what to do.

use std::error::Error as _;
use std::fmt;

use super::help;
use super::{Error, ErrorKind};
use crate::runtime::http::content_encoding::encodings;
use crate::runtime::http::response::RawResponse;
use crate::runtime::one_line::{clipped, one_line};

/// The maximum length of the part of a body that is shown, in characters.
const SNIPPET: usize = 200;

/// The maximum length of a header value, in characters.
const HEADER: usize = 100;

/// The maximum length of a message of the service, in bytes, to leave room for what to
/// do.
const MESSAGE: usize = 300;

/// The maximum length of a code or an id, in bytes.
const CODE: usize = 100;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&line(self, &self.inner.kind))
    }
}

/// The line of `Display` and its sources, because `unwrap` and `main` print `Debug`.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({self}")?;
        let mut source = self.source();
        while let Some(error) = source {
            write!(f, ": {}", one_line(&error.to_string()))?;
            source = error.source();
        }
        f.write_str(")")
    }
}

fn line(error: &Error, kind: &ErrorKind) -> String {
    let mut out = String::new();
    if let Some(operation) = error.operation() {
        let target = error.origin().unwrap_or(operation.path);
        out.push_str(&format!("{} {target}: ", operation.method));
    }
    push_kind(&mut out, error, kind);
    if error.has_spent_body() {
        out.push_str(help::SPENT_BODY);
    }
    if let Some(url) = error.default_login() {
        out.push_str(&help::of_default_server(url));
    }
    one_line(&out)
}

fn push_kind(out: &mut String, error: &Error, kind: &ErrorKind) {
    match kind {
        ErrorKind::Config(message) | ErrorKind::Encode(message) => out.push_str(message),
        ErrorKind::Transport(source) => {
            out.push_str(&source.to_string());
            if source.is_connect() {
                out.push_str(help::of_connection());
            }
        }
        ErrorKind::Login(failure) => out.push_str(&format!("the login failed: {failure}")),
        ErrorKind::Decode { raw, source } => {
            out.push_str(&format!("the response cannot be read: {source}"));
            push_received(out, raw, source.expected());
            push_correlation(out, error);
        }
        #[cfg(feature = "websocket")]
        ErrorKind::Message { source, .. } => {
            out.push_str(&format!("the notification cannot be read: {source}"));
        }
        ErrorKind::Status { authorized, .. } => {
            push_status(out, error);
            push_correlation(out, error);
            out.push_str(&help::of_status(error, *authorized));
        }
    }
}

fn push_status(out: &mut String, error: &Error) {
    let status = error.status().unwrap_or_default();
    out.push_str(&status.to_string());
    if let Some(code) = error.code() {
        out.push(' ');
        out.push_str(&clipped(code, CODE));
    }
    match error.message() {
        Some(message) => out.push_str(&format!(": {}", clipped(message, MESSAGE))),
        None if error.code().is_some() => {}
        // The body is left out, because a login page may echo an authorization code.
        None if help::is_login(error) => out.push_str(&unexplained(status, &[])),
        None => match error.headers().map(encodings).unwrap_or_default() {
            names if names.is_empty() => {
                out.push_str(&unexplained(status, error.body().unwrap_or_default()));
            }
            names => {
                out.push_str(&unexplained(status, &[]));
                let names = shortened(&names.join(", "));
                out.push_str(&format!(", with a body in the content encoding `{names}`"));
            }
        },
    }
}

/// The text for a status without an error body in JSON: its standard name, and the beginning of its
/// body. HTML and XML are left out.
fn unexplained(status: u16, body: &[u8]) -> String {
    let mut out = match reason(status) {
        Some(reason) => format!(" {reason}"),
        None => String::new(),
    };
    let body = String::from_utf8_lossy(body);
    let body = body.trim();
    if !body.is_empty() && !body.starts_with('<') {
        let snippet: String = body.chars().take(SNIPPET).collect();
        let more = if snippet.len() < body.len() {
            "…"
        } else {
            ""
        };
        out.push_str(&format!(": {snippet}{more}"));
    }
    out
}

fn reason(status: u16) -> Option<&'static str> {
    Some(match status {
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => return None,
    })
}

/// The status, media type and content encoding of the response, by which a page of a proxy can be recognized.
fn push_received(out: &mut String, raw: &RawResponse, expected: &str) {
    let header = |name: &str| raw.headers().get(name).map(shortened);
    out.push_str(&format!("; status {}", raw.status()));
    match header("content-type") {
        Some(media_type) => out.push_str(&format!(", media type {media_type}")),
        None => out.push_str(", no media type"),
    }
    let encodings = encodings(raw.headers()).join(", ");
    if !encodings.is_empty() {
        out.push_str(&format!(", content encoding {}", shortened(&encodings)));
    }
    if !expected.is_empty() {
        out.push_str(&format!("; expected {expected}"));
    }
}

/// A header value up to the maximum length.
fn shortened(value: &str) -> String {
    match value.char_indices().nth(HEADER) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

fn push_correlation(out: &mut String, error: &Error) {
    if let Some(id) = error.correlation_id() {
        out.push_str(&format!(" (correlation id {})", clipped(id, CODE)));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::error::Error as _;

    use crate::runtime::{
        DecodeError, Decoding, Error, Headers, Method, Operation, Permissions, RawResponse,
        TransportError, decode,
    };

    const fn operation(permissions: Permissions) -> Operation {
        Operation {
            name: "delete_thing",
            method: Method::Delete,
            path: "/things/{id}",
            accept: "application/json",
            permissions,
        }
    }

    static NONE: Operation = operation(Permissions::None);
    static ONE: Operation = operation(Permissions::All(&["a:b:c"]));
    static ALL: Operation = operation(Permissions::All(&["a:b:c", "d:e:f"]));
    static ANY: Operation = operation(Permissions::Any(&["a:b:c", "d:e:f"]));

    fn raw(status: u16, body: &str) -> RawResponse {
        RawResponse::new(status, Headers::new(), body.as_bytes().to_owned())
    }

    fn status(operation: &'static Operation, status: u16, body: &str) -> String {
        Error::status_of(operation, raw(status, body), true).to_string()
    }

    #[test]
    fn an_error_is_as_large_as_a_pointer() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<DecodeError>(), size_of::<usize>());
    }

    #[test]
    fn a_status_is_explained_by_the_service() {
        assert_eq!(
            status(
                &NONE,
                409,
                r#"{"code": "c", "message": "m", "contextId": "i"}"#
            ),
            "DELETE /things/{id}: 409 c: m (correlation id i)"
        );
        assert_eq!(
            status(&NONE, 409, r#"{"code": "c"}"#),
            "DELETE /things/{id}: 409 c"
        );
        assert_eq!(
            status(&NONE, 409, r#"{"message": "m"}"#),
            "DELETE /things/{id}: 409: m"
        );
    }

    #[test]
    fn a_status_without_explanation_has_its_name() {
        let line = |code, body| status(&NONE, code, body);
        assert_eq!(line(502, ""), "DELETE /things/{id}: 502 Bad Gateway");
        assert_eq!(
            line(502, "<html>\n</html>"),
            "DELETE /things/{id}: 502 Bad Gateway"
        );
        assert_eq!(
            line(503, " upstream\r\nis down\n"),
            "DELETE /things/{id}: 503 Service Unavailable: upstream  is down"
        );
        assert_eq!(line(599, ""), "DELETE /things/{id}: 599");
        let long = line(500, &"é".repeat(300));
        assert!(long.ends_with(&format!(": {}…", "é".repeat(200))), "{long}");
    }

    #[test]
    fn a_refusal_names_the_permissions() {
        let body = r#"{"code": "c", "contextId": "i"}"#;
        assert_eq!(
            status(&ANY, 403, body),
            "DELETE /things/{id}: 403 c (correlation id i); \
             needs any of the permissions a:b:c, d:e:f"
        );
        assert_eq!(
            status(&ALL, 403, ""),
            "DELETE /things/{id}: 403 Forbidden; needs all of the permissions a:b:c, d:e:f"
        );
        assert_eq!(
            status(&ONE, 403, ""),
            "DELETE /things/{id}: 403 Forbidden; needs the permission a:b:c"
        );
        assert_eq!(status(&NONE, 403, ""), "DELETE /things/{id}: 403 Forbidden");
        assert_eq!(status(&ANY, 404, ""), "DELETE /things/{id}: 404 Not Found");
    }

    #[test]
    fn what_can_be_done_is_said() {
        assert_eq!(
            status(&NONE, 401, r#"{"code": "bad.credentials"}"#),
            "DELETE /things/{id}: 401 bad.credentials; the access token is not valid here: it may \
             be wrong, have expired, or belong to another region"
        );
        let error = Error::transport(&NONE, TransportError::connect("could not connect to host"));
        assert_eq!(
            error.to_string(),
            "DELETE /things/{id}: could not connect to host; check the region or host of the \
             client, and the network in between"
        );
    }

    /// The line about a page in place of JSON, with these headers.
    fn page(headers: &[(&str, &str)]) -> String {
        let mut all = Headers::new();
        headers
            .iter()
            .for_each(|(name, value)| all.set(*name, *value));
        let raw = RawResponse::new(200, all, b"<html>Please log in</html>".to_vec());
        let error = decode::json::<Vec<String>>(&raw, &mut Decoding::default()).unwrap_err();
        Error::decode(&NONE, raw, error).to_string()
    }

    #[test]
    fn a_body_of_another_kind_is_described() {
        assert_eq!(
            page(&[
                ("content-type", "text/html; charset=utf-8"),
                ("content-encoding", "br"),
                (crate::definition::CORRELATION_HEADER, "i"),
            ]),
            "DELETE /things/{id}: the response cannot be read: Vec<String>: expected value; status \
             200, media type text/html; charset=utf-8, content encoding br; expected JSON \
             (correlation id i)"
        );
        assert_eq!(
            page(&[]),
            "DELETE /things/{id}: the response cannot be read: Vec<String>: expected value; status \
             200, no media type; expected JSON"
        );
    }

    #[test]
    fn what_is_said_of_a_body_is_one_line_that_ends() {
        let line = page(&[("content-type", &format!("text/{}\n", "x".repeat(5000)))]);
        assert!(!line.contains('\n') && line.len() < 400, "{line}");
        assert!(line.contains("xxx…"), "{line}");
        let long = "é".repeat(5000);
        for body in [format!("[\"{long}\"]"), format!("{{\"{long}\": \"x\"}}")] {
            let raw = raw(200, &body);
            let of_list = decode::json::<Vec<i32>>(&raw, &mut Decoding::new(true)).unwrap_err();
            let of_map =
                decode::json::<BTreeMap<String, i32>>(&raw, &mut Decoding::new(true)).unwrap_err();
            for error in [of_list, of_map] {
                let line = Error::decode(&NONE, raw.clone(), error).to_string();
                assert!(line.chars().count() < 900, "{line}");
            }
        }
    }

    #[test]
    fn every_other_kind_has_its_line() {
        let error = Error::transport(&NONE, TransportError::other("the exchange failed"));
        assert_eq!(
            error.to_string(),
            "DELETE /things/{id}: the exchange failed"
        );
        let cause = error.transport_error().unwrap().cause();
        assert!(error.source().is_none() && cause.is_none());
        let error = Error::decode(&NONE, raw(200, ""), DecodeError::new("User.id", "missing"));
        assert_eq!(
            error.to_string(),
            "DELETE /things/{id}: the response cannot be read: User.id: missing; status 200, \
             no media type"
        );
        let error = Error::config_from("cannot be set up", std::io::Error::other("why"));
        assert_eq!(error.to_string(), "cannot be set up (why)");
        assert_eq!(format!("{error:?}"), "Error(cannot be set up (why))");
        assert!(error.is_config() && error.operation().is_none());
    }
}
