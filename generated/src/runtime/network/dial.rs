//! Opens connections for protocols other than HTTP, such as WebSocket.
//!
//! They use the proxy and certificates of the default transport. The proxy is chosen with the
//! library that reqwest uses for it.

use std::io;
use std::sync::Arc;

use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use reqwest::header::HeaderValue;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::certificates::{ClientCertificate, RootCertificates};
use super::{Network, Route, proxy, tls};
use crate::runtime::error::Error;
use crate::runtime::http::transport_error::TransportError;
use crate::runtime::one_line::clipped;

/// The maximum size of a proxy's response to `CONNECT`, in bytes.
const MAX_HEAD: u64 = 16 * 1024;

/// The maximum length of a proxy's status line in messages, in bytes.
const STATUS_LINE: usize = 200;

/// A connection, encrypted or not.
pub(crate) trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Connection for T {}

/// The destination of a connection.
#[derive(Clone, Copy)]
pub(crate) struct Destination<'a> {
    /// A name or an IP address; IPv6 without brackets.
    pub(crate) host: &'a str,
    pub(crate) port: u16,
    /// Whether the connection is encrypted.
    pub(crate) is_secure: bool,
}

/// Opens connections with the settings of a client.
pub(crate) struct Dialer {
    /// `None` if proxies are disabled.
    proxies: Option<Matcher>,
    /// The `Proxy-Authorization` header, if it is not to be taken from the URL of the
    /// proxy.
    authorization: Option<HeaderValue>,
    roots: Option<RootCertificates>,
    certificate: Option<ClientCertificate>,
}

impl Dialer {
    /// A dialer. Environment variables are read now, as reqwest does when a client is
    /// built.
    ///
    /// # Errors
    /// If the proxy settings are invalid.
    pub(crate) fn new(network: Network) -> Result<Self, Error> {
        let (proxies, authorization) = match &network.route {
            Route::Direct => (None, None),
            Route::Environment => (Some(Matcher::from_system()), None),
            Route::Proxy(proxy) => {
                let checked = proxy::checked(proxy)?;
                let matcher = Matcher::builder().all(String::from(checked.url));
                let matcher = matcher.no(checked.except).build();
                (Some(matcher), checked.authorization)
            }
        };
        Ok(Self {
            proxies,
            authorization,
            roots: network.roots,
            certificate: network.certificate,
        })
    }

    /// The TLS settings for [`connect`](Self::connect).
    ///
    /// # Errors
    /// If a certificate cannot be read.
    pub(crate) fn encryption(&self) -> Result<TlsConnector, Error> {
        let config: ClientConfig =
            tls::client_config(self.roots.as_ref(), self.certificate.as_ref())?;
        Ok(TlsConnector::from(Arc::new(config)))
    }

    /// Opens a connection to a host, through the proxy that the settings have for it.
    pub(crate) async fn connect(
        &self,
        to: Destination<'_>,
        encryption: &TlsConnector,
    ) -> Result<Box<dyn Connection>, TransportError> {
        let stream = match self.proxy(to) {
            None => tcp(to.host, to.port, to.host).await?,
            Some(proxy) => self.tunnel(&proxy, to, encryption).await?,
        };
        match to.is_secure {
            true => secured(stream, to.host, to.host, encryption).await,
            false => Ok(stream),
        }
    }

    fn proxy(&self, to: Destination<'_>) -> Option<Intercept> {
        let scheme = if to.is_secure { "https" } else { "http" };
        let url = format!("{scheme}://{}/", authority(to.host, to.port));
        self.proxies.as_ref()?.intercept(&url.parse().ok()?)
    }

    /// Opens a tunnel through a proxy with `CONNECT` (RFC 9110, 9.3.6).
    async fn tunnel(
        &self,
        proxy: &Intercept,
        to: Destination<'_>,
        encryption: &TlsConnector,
    ) -> Result<Box<dyn Connection>, TransportError> {
        let url = proxy.uri();
        let host = bare(url.host().unwrap_or_default());
        let name = &format!("the proxy {host}");
        let stream = match url.scheme_str() {
            Some("http") => tcp(host, url.port_u16().unwrap_or(80), name).await?,
            Some("https") => {
                let stream = tcp(host, url.port_u16().unwrap_or(443), name).await?;
                secured(stream, host, name, encryption).await?
            }
            scheme => {
                let scheme = scheme.unwrap_or_default();
                return Err(TransportError::refused(format!(
                    "the proxy has the scheme `{scheme}`: use http or https"
                )));
            }
        };
        let authorization = self.authorization.as_ref().or(proxy.basic_auth());
        let mut stream = BufReader::new(stream);
        let broken = |error: io::Error| {
            TransportError::connect(format!("{name} broke off the connection")).with_source(error)
        };
        let request = connect_request(to, authorization);
        stream.write_all(&request).await.map_err(broken)?;
        stream.flush().await.map_err(broken)?;
        let status_line = status_line(&mut stream).await.map_err(broken)?;
        match accepted(&status_line) {
            true => Ok(Box::new(stream)),
            false => Err(refusal(name, to.host, &status_line)),
        }
    }
}

/// The request that opens a tunnel.
fn connect_request(to: Destination<'_>, authorization: Option<&HeaderValue>) -> Vec<u8> {
    let authority = authority(to.host, to.port);
    let mut request = format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n").into_bytes();
    if let Some(authorization) = authorization {
        request.extend_from_slice(b"Proxy-Authorization: ");
        request.extend_from_slice(authorization.as_bytes());
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    request
}

/// Reads the head of a response, and returns its first line.
async fn status_line(stream: &mut (impl AsyncBufReadExt + Unpin)) -> io::Result<String> {
    let mut head = stream.take(MAX_HEAD);
    let mut first = None;
    loop {
        let mut line = Vec::new();
        head.read_until(b'\n', &mut line).await?;
        if line.pop() != Some(b'\n') {
            let reason = match head.limit() {
                0 => "the head of its response is larger than 16 KiB",
                _ => "its response is not complete",
            };
            return Err(io::Error::other(reason));
        }
        let line = line.trim_ascii_end();
        match first {
            None => first = Some(String::from_utf8_lossy(line).into_owned()),
            Some(first) if line.is_empty() => return Ok(first),
            Some(_) => {}
        }
    }
}

/// The status in a status line; `None` if the line is something else.
fn status(status_line: &str) -> Option<u16> {
    let mut words = status_line.split(' ');
    words.next().filter(|word| word.starts_with("HTTP/"))?;
    words.next()?.parse().ok()
}

fn accepted(status_line: &str) -> bool {
    matches!(status(status_line), Some(200..300))
}

/// The error of a proxy that refuses to connect. It is worth a retry only if the status suggests
/// that the proxy could not reach the host.
fn refusal(proxy: &str, host: &str, status_line: &str) -> TransportError {
    let said = status_line
        .split_once(' ')
        .filter(|_| status(status_line).is_some());
    let said = clipped(said.map_or(status_line, |(_, said)| said), STATUS_LINE);
    let message = format!("{proxy} refused the connection to {host}: {said}");
    match status(status_line) {
        Some(407) => TransportError::refused(format!(
            "{message}; pass its user name and password to Proxy::credentials"
        )),
        Some(408 | 429 | 500..) => TransportError::connect(message),
        _ => TransportError::refused(message),
    }
}

/// Opens a TCP connection. Messages call the destination `name`.
async fn tcp(host: &str, port: u16, name: &str) -> Result<Box<dyn Connection>, TransportError> {
    let stream = TcpStream::connect((host, port)).await;
    let stream = stream.and_then(|stream| stream.set_nodelay(true).map(|()| stream));
    match stream {
        Ok(stream) => Ok(Box::new(stream)),
        Err(error) => Err(unreachable(name).with_source(error)),
    }
}

async fn secured(
    stream: Box<dyn Connection>,
    host: &str,
    name: &str,
    encryption: &TlsConnector,
) -> Result<Box<dyn Connection>, TransportError> {
    let server = ServerName::try_from(host.to_owned())
        .map_err(|error| unreachable(name).with_source(error))?;
    match encryption.connect(server, stream).await {
        Ok(secured) => Ok(Box::new(secured)),
        Err(error) => {
            let inner = error.get_ref();
            let tls = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>());
            let failed = match tls {
                Some(tls) if tls::is_without_tls(tls) => TransportError::tls(format!(
                    "{name} answered without TLS: check the scheme of its URL"
                )),
                Some(_) => TransportError::tls(format!("no secure connection to {name}")),
                None => unreachable(name),
            };
            Err(failed.with_source(error))
        }
    }
}

fn unreachable(name: &str) -> TransportError {
    TransportError::connect(format!("could not connect to {name}"))
}

/// A host without the brackets of an IPv6 address.
pub(crate) fn bare(host: &str) -> &str {
    let inner = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    inner.unwrap_or(host)
}

fn authority(host: &str, port: u16) -> String {
    match host.contains(':') {
        true => format!("[{host}]:{port}"),
        false => format!("{host}:{port}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{accepted, refusal, status_line};

    #[tokio::test]
    async fn the_head_of_a_response_is_read_and_nothing_behind_it() {
        let mut response: &[u8] = b"HTTP/1.1 200 OK\r\nvia: x\r\n\r\nrest";
        let line = status_line(&mut response).await.unwrap();
        assert_eq!((line.as_str(), response), ("HTTP/1.1 200 OK", &b"rest"[..]));
        for (mut broken, problem) in [
            (b"".to_vec(), "not complete"),
            (b"HTTP/1.1 200 OK\r\nvia".to_vec(), "not complete"),
            ([b'x'; 20_000].to_vec(), "larger than 16 KiB"),
            (b"a\r\n".repeat(10_000), "larger than 16 KiB"),
        ] {
            let mut broken: &[u8] = &mut broken;
            let error = status_line(&mut broken).await.unwrap_err();
            assert!(error.to_string().contains(problem), "{error}");
        }
    }

    #[test]
    fn a_refusal_repeats_the_words_of_the_proxy_and_lasts_if_they_do() {
        for (line, said, is_lasting) in [
            (
                "HTTP/1.1 403 Blocked by policy",
                "403 Blocked by policy",
                true,
            ),
            ("HTTP/1.0 407 Who?", "407 Who?; pass its user name", true),
            ("HTTP/1.1 502 Bad Gateway", "502 Bad Gateway", false),
            ("HTTP/1.1 429 ", "429", false),
            ("SSH-2.0-x", "SSH-2.0-x", true),
            ("", "", true),
        ] {
            assert!(!accepted(line));
            let error = refusal("the proxy p", "host", line);
            let text = error.to_string();
            let start = format!("the proxy p refused the connection to host: {said}");
            assert!(text.starts_with(start.trim_end()), "{text}");
            assert_eq!(error.is_lasting(), is_lasting, "{text}");
            assert!(error.is_connect());
        }
        assert!(accepted("HTTP/1.1 200 Connection established") && accepted("HTTP/1.0 204"));
    }
}
