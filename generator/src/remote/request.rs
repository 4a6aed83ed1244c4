//! Sends a request and follows redirects, within limits.

use std::io::Read as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, http};
use url::Url;

use super::address::redirected;
use crate::diagnostics::Diagnostic;

/// The time limit of a download, redirects included.
pub const TIMEOUT: Duration = Duration::from_secs(60);

/// The maximum size of a downloaded definition, in bytes.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The maximum number of redirects.
pub const MAX_REDIRECTS: usize = 5;

/// Downloads a URL.
pub(super) fn get(address: Url) -> Result<Vec<u8>, Diagnostic> {
    get_within(address, TIMEOUT, MAX_BYTES)
}

pub(super) fn get_within(
    address: Url,
    timeout: Duration,
    max_bytes: u64,
) -> Result<Vec<u8>, Diagnostic> {
    let end = Instant::now() + timeout;
    let mut url = address.clone();
    for _ in 0..=MAX_REDIRECTS {
        let response = send(&url, end)?;
        if response.status().is_redirection() {
            url = redirected(&url, location(&response, &url)?)?;
            continue;
        }
        if response.status() != http::StatusCode::OK {
            let message = format!("the response is {}", response.status());
            let help = "look at the address in a browser";
            return Err(failed(&url, message, help));
        }
        return read(response, &url, max_bytes);
    }
    let message = format!("it redirects more than {MAX_REDIRECTS} times");
    Err(failed(
        &address,
        message,
        "use the address that it leads to",
    ))
}

fn send(url: &Url, end: Instant) -> Result<http::Response<Body>, Diagnostic> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(provider);
    let config = Agent::config_builder()
        .tls_config(tls.build())
        .timeout_global(Some(end.saturating_duration_since(Instant::now())))
        .http_status_as_error(false)
        // Redirects are followed here, after their targets are checked.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent(concat!("sdkgen/", env!("CARGO_PKG_VERSION")));
    let config = match url.scheme() {
        // Localhost is reached without a proxy.
        "http" => config.proxy(None),
        _ => config,
    };
    let request = Agent::new_with_config(config.build()).get(url.as_str());
    let request = request.header(
        "accept",
        "application/json, application/yaml;q=0.9, */*;q=0.8",
    );
    request.call().map_err(|error| broken(url, &error))
}

fn location<'r>(response: &'r http::Response<Body>, url: &Url) -> Result<&'r str, Diagnostic> {
    let location = response.headers().get(http::header::LOCATION);
    let location = location.and_then(|value| value.to_str().ok());
    location.ok_or_else(|| {
        let message = format!(
            "the redirect ({}) has no `Location` header",
            response.status()
        );
        failed(url, message, "look at the address in a browser")
    })
}

fn read(response: http::Response<Body>, url: &Url, max_bytes: u64) -> Result<Vec<u8>, Diagnostic> {
    let mut bytes = Vec::new();
    let body = response
        .into_body()
        .into_with_config()
        .limit(u64::MAX)
        .reader();
    let ended = body.take(max_bytes + 1).read_to_end(&mut bytes);
    ended.map_err(|error| broken(url, &error))?;
    if bytes.len() as u64 > max_bytes {
        let message = format!("it has more than {max_bytes} bytes");
        return Err(failed(
            url,
            message,
            "check that this is the address of a definition",
        ));
    }
    Ok(bytes)
}

fn broken(url: &Url, error: &dyn std::fmt::Display) -> Diagnostic {
    let error = error.to_string();
    // The kind of the error says nothing to a user.
    let error = error.strip_prefix("io: ").unwrap_or(&error);
    let help = "retry, or download the definition";
    failed(url, format!("it cannot be fetched: {error}"), help)
}

fn failed(url: &Url, message: String, help: &str) -> Diagnostic {
    Diagnostic::error("fetch-failed", url.as_str(), message, help)
}
