//! The chain that every call goes through, from a request to a response.
//!
//! 1. The URL: base URL, path with its values, query.
//! 2. The headers: those of the client, then those of the operation and the
//!    call in place of them, then the access token.
//! 3. The loop that repeats a call which may be repeated. What happens inside
//!    it happens again for each try, in this order: login, rate limit, hooks,
//!    transport. Today one try is made, and the transport is its only step.
//! 4. The mapping of everything that is not a success to an [`Error`].
//!
//! It is not generic and knows no response type: decoding comes after it.

use super::client::Client;
use super::error::Error;
use super::headers::Headers;
use super::operation::Operation;
use super::request::Request;
use super::response::RawResponse;
use super::transport::HttpRequest;

/// Sends a request through the chain of this module.
///
/// A redirect comes back as a response, because some operations declare one as
/// their success; the transport does not follow it.
pub(crate) async fn execute(client: Client, request: Request) -> Result<RawResponse, Error> {
    let operation = request.operation();
    let http = assemble(&client, request)?;
    let authorized = http.headers.contains("authorization");

    let sent = client.transport().send(http).await;

    let raw = sent.map_err(|error| Error::transport(operation, error))?;
    match raw.status() {
        200..400 => Ok(raw),
        _ => Err(Error::status_of(operation, raw, authorized)),
    }
}

/// Steps 1 and 2.
fn assemble(client: &Client, request: Request) -> Result<HttpRequest, Error> {
    let operation = request.operation();
    let mut url = client.base_url().to_owned();
    url.push_str(&request.encoded_path()?);
    let query = request.encoded_query();
    if !query.is_empty() {
        url.push('?');
        url.push_str(&query);
    }
    let timeout = request.timeout().or(client.timeout());

    let (own, body) = request.into_headers_and_body()?;
    let mut headers = client.default_headers().clone();
    headers.set("accept", operation.accept);
    for (name, value) in own.iter() {
        headers.set(name, value);
    }
    authorize(client, operation, &mut headers)?;
    for (name, value) in headers.iter() {
        if let Some(problem) = header_problem(name, value) {
            return Err(Error::encode(operation, problem));
        }
    }
    Ok(HttpRequest {
        method: operation.method,
        url,
        headers,
        body,
        timeout,
    })
}

/// Adds the access token, unless the caller chose another authorization.
fn authorize(
    client: &Client,
    operation: &'static Operation,
    headers: &mut Headers,
) -> Result<(), Error> {
    if headers.contains("authorization") {
        return Ok(());
    }
    let Some(token) = client.access_token() else {
        return Ok(());
    };
    if !token.is_sendable() {
        return Err(Error::encode(
            operation,
            super::builder::UNSENDABLE_TOKEN.to_owned(),
        ));
    }
    headers.set("authorization", format!("Bearer {}", token.secret()));
    Ok(())
}

/// Why a header cannot be sent, without its value, which may be secret.
pub(crate) fn header_problem(name: &str, value: &str) -> Option<String> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(token) {
        return Some(format!("{name:?} is not the name of an HTTP header"));
    }
    if value.bytes().any(|b| b.is_ascii_control() && b != b'\t') {
        return Some(format!(
            "the value of the header `{name}` has a line break or another control character"
        ));
    }
    None
}
